/**
 * Builds dist/: the entries and the parts they load when needed, readable, the same bytes every time.
 * `node scripts/build.ts [folder]`; the folder is made anew.
 */

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** What every command needs. */
const COMMON = join(root, 'src', 'cli', 'start.ts');

/** Threads need little, and are started often. */
const WORKER = join(root, 'src', 'worker.ts');

/** @returns the names of the files written, sorted */
export async function bundle(folder: string): Promise<string[]> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: ['src/main.ts', 'src/action.ts', 'src/worker.ts'],
    outdir: join(root, 'dist'),
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    charset: 'utf8',
    legalComments: 'inline',
    plugins: [inOnePart],
    chunkNames: 'parts/[name]-[hash]',
    // Libraries in CommonJS call `require` for Node's own modules; an ES module has none until it makes one.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  const names = stableNames(result.metafile);
  await rm(folder, { recursive: true, force: true });
  const written: string[] = [];
  for (const { path, text } of result.outputFiles) {
    const made = path.slice(join(root, 'dist').length + 1);
    const name = names.get(made) ?? made;
    const target = join(folder, name);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, renamed(text, names));
    written.push(name);
  }
  return written.toSorted();
}

/**
 * Each file that Node loads costs a millisecond, whatever is in it, and a module that several parts need would lie in a
 * file for each set of parts that do. So whatever is loaded later is said to need all that every command needs, which
 * is there by then, and lies in one file.
 */
const inOnePart: Plugin = {
  name: 'in one part',
  setup({ onResolve, onLoad, resolve }) {
    const later = new Set<string>();
    onResolve({ filter: /^\./ }, async ({ kind, path, importer, resolveDir, pluginData }) => {
      if (kind !== 'dynamic-import' || pluginData === inOnePart) return undefined;
      const found = await resolve(path, { kind, importer, resolveDir, pluginData: inOnePart });
      const own = found.path.startsWith(join(root, 'src')) && found.path !== COMMON;
      if (own && importer !== WORKER) later.add(found.path);
      return own ? { path: found.path, namespace: 'file' } : undefined;
    });
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (!later.has(path)) return undefined;
      const text = await readFile(path, 'utf8');
      return { contents: `${text}\nimport ${JSON.stringify(COMMON)};\n`, loader: 'ts' };
    });
  },
};

/**
 * Parts are called after what is in them rather than by a hash of it, so that a change shows as a change of one file.
 * A part that is loaded by name has that name; a shared one is named after its largest piece.
 */
function stableNames(metafile: Metafile): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const parts = Object.entries(metafile.outputs)
    .map(([path, output]) => ({ path: path.slice('dist/'.length), output }))
    .filter(({ path }) => path.startsWith('parts/'))
    .map(({ path, output }) => ({
      path,
      stem: output.entryPoint === undefined ? shared(output.inputs) : loaded(output.entryPoint),
    }))
    .toSorted((a, b) => (a.stem < b.stem ? -1 : a.stem > b.stem ? 1 : 0));
  for (const { path, stem } of parts) {
    let name = `parts/${stem}.js`;
    for (let count = 2; taken.has(name); count += 1) name = `parts/${stem}-${count}.js`;
    taken.add(name);
    names.set(path, name);
  }
  return names;
}

function loaded(entry: string): string {
  return pieceName(entry);
}

function shared(inputs: Metafile['outputs'][string]['inputs']): string {
  const [largest] = Object.entries(inputs).toSorted(
    ([a, one], [b, other]) => other.bytesInOutput - one.bytesInOutput || (a < b ? -1 : 1),
  );
  return largest === undefined ? 'shared' : `shared-${pieceName(largest[0])}`;
}

/** `src/cli/run.ts` is `cli-run`; a file of a library is the library. */
function pieceName(path: string): string {
  const library = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  if (library !== undefined) return library.replace('@', '').replace('/', '-');
  const folder = dirname(path)
    .replace(/^src\/?/, '')
    .replaceAll('/', '-');
  const name = basename(path).replace(/\.ts$/, '');
  return folder === '' ? name : `${folder}-${name}`;
}

function renamed(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(/\bparts\/[\w.-]+\.js|\.\/[\w.-]+-[A-Z0-9]{8}\.js/g, (found) => {
    const bare = found.replace(/^\.\//, 'parts/');
    const name = names.get(bare);
    if (name === undefined) return found;
    return found.startsWith('./') ? `./${basename(name)}` : name;
  });
}

if (process.argv[1] === import.meta.filename) {
  const folder = process.argv[2] ?? join(root, 'dist');
  const files = await bundle(folder);
  process.stdout.write(`${files.length} files in ${folder}\n`);
}
