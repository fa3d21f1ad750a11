/** A project in a folder of its own, and the real program (dist) run in it. */

import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunRecord } from '../../src/core/record.ts';

export const ENTRY = join(import.meta.dirname, '..', '..', 'dist', 'main.js');

export type Ran = {
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
};

export type RunOptions = {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called with the process once it runs, to signal it. */
  readonly started?: (kill: (signal: NodeJS.Signals) => void, output: () => string, pid: number) => void;
  readonly cwd?: string;
  /** Another user; only root can ask for that. */
  readonly uid?: number;
};

export class TestProject implements Disposable {
  /** Holds everything: the workspace, the state, the temporary folder that the program is given. */
  readonly base: string;
  readonly folder: string;

  /** @param name  of the workspace folder; may be as ugly as a file name can be */
  constructor(files: Readonly<Record<string, string>> = {}, name = 'project') {
    this.base = realpathSync(mkdtempSync(join(tmpdir(), 'sealsmith-test-')));
    this.folder = join(this.base, name);
    mkdirSync(this.folder, { recursive: true });
    mkdirSync(join(this.base, 'tmp'));
    this.write(files);
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  git(...args: string[]): string {
    return execFileSync('git', args, {
      cwd: this.folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...GIT_IDENTITY },
    }).trim();
  }

  /** A repository with everything committed. */
  commit(): this {
    if (!existsSync(join(this.folder, '.git'))) this.git('init', '--quiet', '--initial-branch=main');
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message=state');
    return this;
  }

  record(): RunRecord {
    return JSON.parse(this.read('.sealsmith/run.json')) as RunRecord;
  }

  /** What the program left in the folder it was given for temporary files. */
  leftovers(): string[] {
    return readdirSync(join(this.base, 'tmp'));
  }

  run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    return runProgram(args, {
      ...options,
      cwd: options.cwd ?? this.folder,
      env: { TMPDIR: join(this.base, 'tmp'), XDG_STATE_HOME: join(this.base, 'state'), ...options.env },
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.base, { recursive: true, force: true, maxRetries: 3 });
  }
}

const GIT_IDENTITY = {
  GIT_AUTHOR_NAME: 'Tester',
  GIT_AUTHOR_EMAIL: 'tester@example.org',
  GIT_COMMITTER_NAME: 'Tester',
  GIT_COMMITTER_EMAIL: 'tester@example.org',
  GIT_CONFIG_GLOBAL: '/dev/null',
};

/** Variables by which a test would run as on a forge although it means a desk. */
const FORGE = /^(CI|GITHUB_|GITLAB_|RUNNER_|ACTIONS_|INPUT_|NO_COLOR|FORCE_COLOR|NODE_TEST_CONTEXT)/;

export function cleanEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !FORGE.test(name)));
}

export function runProgram(
  args: readonly string[],
  options: RunOptions & { readonly entry?: string },
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [options.entry ?? ENTRY, ...args], {
      cwd: options.cwd,
      env: { ...cleanEnvironment(), ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', reject);
    child.on('close', (exit, signal) => resolve({ exit, signal, out, err }));
    options.started?.(
      (signal) => void child.kill(signal),
      () => out + err,
      child.pid ?? 0,
    );
  });
}

/** Waits until something holds; an assertion, not a sleep. */
export async function eventually(what: string, holds: () => boolean, within = 15_000): Promise<void> {
  const end = Date.now() + within;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`never came true: ${what}`);
    await new Promise((resume) => setTimeout(resume, 20));
  }
}
