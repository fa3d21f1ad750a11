/** One layer of 300 MB from files, beside `tar | pigz` on all cores. */

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { measure, report } from './measure.ts';
import { NODE } from './program.ts';

/** Programs, libraries and texts, as applications have them. */
const SOURCES = [
  '/usr/lib/gcc',
  '/usr/lib/python3',
  '/usr/lib/python3.11',
  '/usr/lib/git-core',
  '/usr/share/perl',
];

const WANTED = 300_000_000;

export async function image(): Promise<void> {
  const base = mkdtempSync(join(tmpdir(), 'sealsmith-bench-'));
  try {
    const tree = join(base, 'app');
    const sources = SOURCES.filter((one) => existsSync(one));
    for (let copy = 0, bytes = 0; bytes < WANTED; copy += 1) {
      const source = sources[copy % sources.length] ?? '/usr/lib';
      cpSync(source, join(tree, String(copy)), { recursive: true, verbatimSymlinks: true });
      bytes += bytesOf(source);
    }
    // As users have it: one file, without types to strip.
    const program = join(base, 'image-program.mjs');
    buildSync({
      entryPoints: [join(import.meta.dirname, 'image-program.ts')],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: program,
    });
    const out = join(base, 'out');
    const figures = await measure(
      [
        { name: 'tar | pigz', command: ['sh', '-c', `tar -C ${tree} -cf - . | pigz > ${base}/pigz.tar.gz`] },
        { name: 'sealsmith, gzip', command: [NODE, program, tree, out, 'gzip'] },
        { name: 'sealsmith, zstd', command: [NODE, program, tree, out, 'zstd'] },
      ],
      5,
    );
    report(`a layer of ${Math.round(bytesOf(tree) / 1e6)} MB`, figures, 'at most 1.25 times, under 200 MB');
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

function bytesOf(folder: string): number {
  return Number(execFileSync('du', ['-sb', folder], { encoding: 'utf8' }).split('\t')[0]);
}
