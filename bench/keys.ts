/** Keys over many small files and over a few large ones, beside what else reads or hashes them. */

import { randomFillSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { nodeAsItIs } from '../scripts/build.ts';
import { measure, report, type Subject } from './measure.ts';
import { installNpm, PEERS } from './peers.ts';
import { NODE } from './program.ts';

const SMALL = { name: 'small', count: 20_000, bytes: 10_000 } as const;
const LARGE = { name: 'large', count: 20, bytes: 100_000_000 } as const;

const CORES = availableParallelism();

export async function keys(): Promise<void> {
  const base = mkdtempSync(join(tmpdir(), 'sealsmith-bench-'));
  try {
    const ours = await subjectOf(base);
    const hashFiles = hashFilesOf(base);
    const small = plant(base, SMALL);
    const cold = ours('sealsmith, no memo', small, 'cold');
    report(
      '20,000 files of 10 KB, cold',
      await measure([gitHash(small), cold, openssl(small, 1), openssl(small, CORES)], 5),
      'no slower than git',
    );
    report('… beside hashFiles', await measure([hashFiles(small), cold], 2), 'at most 0.05');
    report(
      '20,000 files of 10 KB, warm',
      // Its first run, which does not count, fills the memo.
      await measure([walk(small), ours('sealsmith, with its memo', small, 'warm')], 9),
      'at most 1.5',
    );
    const large = plant(base, LARGE);
    const many = ours(`sealsmith, ${CORES} threads`, large, 'cold');
    report(
      '20 files of 100 MB',
      await measure([openssl(large, CORES), many, openssl(large, 1), gitHash(large), hashFiles(large)], 3),
      `at most ${(1 / 0.85).toFixed(2)}`,
    );
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

type Planted = { readonly root: string; readonly list: string; readonly count: number };

/** Content without order, so that nothing below can make it smaller; a hundred files a folder. */
function plant(
  base: string,
  { name, count, bytes }: { readonly name: string; readonly count: number; readonly bytes: number },
): Planted {
  const root = join(base, name);
  const content = Buffer.allocUnsafe(bytes);
  const paths = Array.from({ length: count }, (_, at) => `part-${Math.floor(at / 100)}/file-${at}.js`);
  for (const [at, path] of paths.entries()) {
    if (at % 100 === 0) mkdirSync(join(root, path, '..'), { recursive: true });
    randomFillSync(content);
    writeFileSync(join(root, path), content);
  }
  const list = join(base, `${name}.txt`);
  writeFileSync(list, `${paths.join('\n')}\n`);
  return { root, list, count };
}

/** What the engine does for a job, as a program: lists the files, digests them, makes the key. */
async function subjectOf(base: string): Promise<(name: string, tree: Planted, how: string) => Subject> {
  const folder = join(base, 'ours');
  await build({
    entryPoints: {
      key: join(import.meta.dirname, 'subjects', 'key.ts'),
      worker: join(import.meta.dirname, '..', 'src', 'worker.ts'),
    },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    logLevel: 'error',
    // As in dist/.
    plugins: [nodeAsItIs()],
    external: ['@actions/*'],
  });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  return (name, { root }, how) => ({
    name,
    command: [NODE, join(folder, 'key.js'), root, join(base, 'state'), how],
  });
}

function hashFilesOf(base: string): (tree: Planted) => Subject {
  const folder = join(base, 'glob');
  installNpm(folder, { name: 'bench', type: 'module' }, PEERS.glob);
  const script = join(folder, 'hash.js');
  writeFileSync(
    script,
    "import { hashFiles } from '@actions/glob';\nconst root = process.argv[2];\nconsole.log(await hashFiles(`${root}/**`, root));\n",
  );
  return ({ root }) => ({ name: '@actions/glob hashFiles', command: [NODE, script, root] });
}

function gitHash({ root, list }: Planted): Subject {
  return {
    name: 'git hash-object --stdin-paths',
    command: ['sh', '-c', `git hash-object --stdin-paths < ${list}`],
    cwd: root,
  };
}

function openssl({ root, list, count }: Planted, processes: number): Subject {
  const each = Math.ceil(count / processes);
  return {
    name: `openssl sha256, ${processes} process${processes === 1 ? '' : 'es'}`,
    command: ['sh', '-c', `xargs -P ${processes} -n ${each} openssl sha256 < ${list}`],
    cwd: root,
  };
}

function walk({ root }: Planted): Subject {
  const script = `const { lstatSync, readdirSync } = require('node:fs');
    const enter = (folder) => { for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = folder + '/' + entry.name;
      lstatSync(path);
      if (entry.isDirectory()) enter(path);
    } };
    enter(process.argv[1]);`;
  return { name: 'stat walk in Node', command: [NODE, '-e', script, root] };
}
