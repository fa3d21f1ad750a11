/** A job that prints a gigabyte: how fast it goes through, and how much memory that takes. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure, report } from './measure.ts';
import { ENTRY, NODE } from './program.ts';

const GIGABYTE = 'head -c 1000000000 /dev/zero';

export async function output(): Promise<void> {
  const base = mkdtempSync(join(tmpdir(), 'sealsmith-bench-'));
  try {
    const folder = join(base, 'project');
    mkdirSync(folder);
    writeFileSync(
      join(folder, 'sealsmith.yml'),
      `toolchain: commands\nsteps:\n  loud: { run: "${GIGABYTE}" }\n`,
    );
    const wrapped = (name: string, command: readonly [string, ...string[]]) => ({
      name,
      command: ['/usr/bin/time', '-f', 'peak-kB %M', ...command] as const,
      cwd: folder,
      env: { XDG_STATE_HOME: join(base, 'state') },
    });
    report(
      'a job that prints 1 GB',
      await measure(
        [
          wrapped('cat', ['sh', '-c', `${GIGABYTE} | cat`]),
          wrapped('sealsmith run', [NODE, ENTRY, 'run', 'loud', '--quiet']),
        ],
        5,
      ),
      'at most 2, under 150 MB',
    );
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}
