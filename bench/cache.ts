/** Keeping and restoring a folder of packages, beside tar and zstd, which verify nothing. */

import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { makeLarge, makeStore } from './cache-store.ts';
import { measure, report, type Subject } from './measure.ts';
import { NODE } from './program.ts';

const ROUNDS = 7;

export async function cache(): Promise<void> {
  const base = mkdtempSync(join(tmpdir(), 'sealsmith-bench-'));
  try {
    const program = await archiveProgram(base);
    const store = makeStore(join(base, 'store'));
    const entry = join(base, 'entry.sealed');
    const tarball = join(base, 'store.tar.zst');
    let run = 0;
    // A new name each time: to remove a tree makes the next files dear on some file systems.
    const fresh = (name: string, command: (place: string) => readonly [string, ...string[]]): Subject => {
      const place = join(base, `run-${name.replaceAll(/\W/g, '')}`);
      return {
        name,
        get command() {
          return timed(command(`${place}-${run}`));
        },
        before: () => {
          run += 1;
        },
      };
    };
    const saved = await measure(
      [
        fresh('tar | zstd -3 -T0', (place) => sh(`tar c -C ${store} . | zstd -q -3 -T0 -o ${place}`)),
        fresh('save', (place) => [...program, 'save', place, store]),
      ],
      ROUNDS,
    );
    report('save 20,000 files, 300 MB', saved, 'at most 1.2');

    await measure([{ name: 'one', command: [...program, 'save', entry, store] }], 1, 0);
    await measure([{ name: 'one', command: sh(`tar c -C ${store} . | zstd -q -3 -T0 -o ${tarball}`) }], 1, 0);
    console.log(`  ${megabytes(tarball)} MB by zstd, ${megabytes(entry)} MB by save`);
    const restored = await measure(
      [
        fresh('zstd -dc | tar x', (place) => sh(`mkdir ${place} && zstd -dc ${tarball} | tar x -C ${place}`)),
        fresh('restore, verified', (place) => [...program, 'restore', entry, place]),
      ],
      ROUNDS,
    );
    report('restore 20,000 files, 300 MB', restored, 'at most 1.0, under 150 MB');
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/** Ten gigabytes in one file and in a hundred; only when it is named, because it takes minutes and 40 GB of disk. */
export async function cacheLarge(): Promise<void> {
  const base = mkdtempSync(join(tmpdir(), 'sealsmith-bench-'));
  try {
    const program = await archiveProgram(base);
    const folder = join(base, 'large');
    mkdirSync(folder);
    makeLarge(join(folder, 'half'), 5_000_000_000);
    for (let at = 0; at < 100; at += 1) makeLarge(join(folder, `part-${at}`), 50_000_000);
    const entry = join(base, 'entry.sealed');
    report(
      'save 10 GB',
      await measure([{ name: 'save', command: timed([...program, 'save', entry, folder]) }], 1, 0),
    );
    rmSync(folder, { recursive: true });
    const restore = timed([...program, 'restore', entry, join(base, 'restored')]);
    const figures = await measure([{ name: 'restore, verified', command: restore }], 1, 0);
    report('restore 10 GB', figures, 'under 150 MB');
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/** Built as users get it: without types to strip, the threads' file beside it. */
async function archiveProgram(base: string): Promise<[string, string]> {
  const outdir = join(base, 'program');
  const root = join(import.meta.dirname, '..');
  await build({
    entryPoints: {
      program: join(root, 'bench', 'archive-program.ts'),
      worker: join(root, 'src', 'worker.ts'),
    },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    outExtension: { '.js': '.js' },
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return [NODE, join(outdir, 'program.js')];
}

function timed(command: readonly string[]): readonly [string, ...string[]] {
  return ['/usr/bin/time', '-f', 'peak-kB %M', ...command];
}

function sh(line: string): readonly [string, ...string[]] {
  return ['sh', '-c', line];
}

function megabytes(path: string): string {
  return (statSync(path).size / 1e6).toFixed(0);
}
