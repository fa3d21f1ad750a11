/** How long it takes to say the version, and to plan a tree of 20,000 files, beside starting Node and doing nothing. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure, report } from './measure.ts';
import { ENTRY, NODE } from './program.ts';

export async function startup(): Promise<void> {
  const nothing = { name: 'node -e 0', command: [NODE, '-e', '0'] as const };
  report(
    'start',
    await measure([nothing, { name: 'sealsmith --version', command: [NODE, ENTRY, '--version'] }], 15),
    'at most 1.5',
  );

  const base = mkdtempSync(join(tmpdir(), 'sealsmith-bench-'));
  try {
    const tree = largeTree(join(base, 'tree'), 20_000);
    const env = { XDG_STATE_HOME: join(base, 'state') };
    const plan = {
      name: 'sealsmith plan, 20,000 files',
      command: [NODE, ENTRY, 'plan'] as const,
      cwd: tree,
      env,
    };
    const status = { name: 'git status', command: ['git', 'status', '--porcelain'] as const, cwd: tree };
    report('plan', await measure([nothing, plan, status], 11), 'at most 5');
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/** A Node project of small files in folders of a hundred, committed. */
function largeTree(folder: string, count: number): string {
  for (let at = 0; at < count; at += 1) {
    const below = join(folder, 'src', `part-${Math.floor(at / 100)}`);
    if (at % 100 === 0) mkdirSync(below, { recursive: true });
    writeFileSync(join(below, `file-${at}.js`), `export const value${at} = ${at};\n`);
  }
  writeFileSync(
    join(folder, 'package.json'),
    '{ "name": "large", "scripts": { "test": "node --test", "lint": "true" } }\n',
  );
  const git = (...args: string[]): void => {
    execFileSync('git', ['-c', 'user.name=b', '-c', 'user.email=b@example.org', ...args], {
      cwd: folder,
      stdio: 'ignore',
    });
  };
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message=tree');
  return folder;
}
