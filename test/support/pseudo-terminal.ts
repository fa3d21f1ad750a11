/** Our program on a real terminal of the kernel: size, typed keys and all. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { cleanEnvironment, ENTRY, type TestProject } from './project.ts';

export type Terminal = {
  /** Everything it was sent so far, as bytes came. */
  readonly text: () => string;
  readonly type: (keys: string) => void;
  /** Of the program that made the terminal; ours is below it. */
  readonly pid: number;
  /** Exit status, once all is over. */
  readonly ended: Promise<number | null>;
};

export const CTRL_C = '\u0003';

export function onTerminal(
  project: TestProject,
  args: readonly string[],
  options: {
    readonly columns: number;
    readonly rows: number;
    readonly env?: Readonly<Record<string, string>>;
  },
): Terminal {
  const { columns, rows, env } = options;
  const script = join(import.meta.dirname, 'pseudo-terminal.py');
  const child = spawn('python3', [script, String(columns), String(rows), process.execPath, ENTRY, ...args], {
    cwd: project.folder,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...cleanEnvironment(),
      TERM: 'xterm-256color',
      TMPDIR: join(project.base, 'tmp'),
      XDG_STATE_HOME: join(project.base, 'state'),
      ...env,
    },
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return {
    text: () => text,
    type: (keys) => void child.stdin.write(keys),
    pid: child.pid ?? 0,
    ended: new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exit) => resolve(exit));
    }),
  };
}
