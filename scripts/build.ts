/**
 * Builds dist/: the entries and the parts they load when needed, readable, the same bytes every time.
 * `node scripts/build.ts [folder]`; the folder is made anew.
 */

import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** What every command needs. */
const COMMON = join(root, 'src', 'cli', 'start.ts');

const WORKER = join(root, 'src', 'worker.ts');

/** Tells the threads' copy of a module from the program's. */
const THREAD = 'thread';

/** Large, and nothing that every command needs. */
const SHARED = /node_modules\/(?!semver\/)/;

/** That it is our own question which is asked. */
const ASKED = Symbol('asked');

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
    plugins: [nodeAsItIs(), inOnePart()],
    chunkNames: 'parts/[name]-[hash]',
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
 * Modules of Node are taken as they are rather than imported: to import one, Node looks at every name in it, and behind
 * some of them it loads what nobody asked for (readline, WebCrypto): a third of what loading these modules costs.
 */
export const nodeAsItIs = (): Plugin => ({
  name: 'Node as it is',
  setup({ onResolve, onLoad }) {
    let names: Promise<ReadonlyMap<string, ReadonlySet<string>>> | undefined;
    onResolve({ filter: /^[a-z:_/0-9]+$/ }, ({ kind, path, importer, namespace }) => {
      const ofThread = namespace === THREAD || importer === WORKER;
      const ours = ofThread || importer.startsWith(join(root, 'src'));
      if (!isBuiltin(path) || (kind !== 'require-call' && !(kind === 'import-statement' && ours)))
        return null;
      const name = path.replace(/^node:/, '');
      // A copy for each library, so that what two of them need is no part of its own.
      if (kind === 'require-call')
        return { path: `${pieceName(importer)}/${name}`, namespace: 'node-required' };
      return { path: name, namespace: ofThread ? 'thread-node' : 'node', sideEffects: false };
    });
    onLoad({ filter: /^/, namespace: 'node-required' }, ({ path }) => ({
      contents: `module.exports = ${taken(path.slice(path.indexOf('/') + 1))};`,
    }));
    for (const namespace of ['node', 'thread-node']) {
      onLoad({ filter: /^/, namespace }, async ({ path }) => {
        names ??= importedNames();
        const wanted = [...((await names).get(path) ?? [])].toSorted();
        return { contents: `export const { ${wanted.join(', ')} } = ${taken(path)};` };
      });
    }
  },
});

/** An old Node, which does not have the function, gets as far as being told that it is too old. */
function taken(name: string): string {
  return `process.getBuiltinModule?.(${JSON.stringify(`node:${name}`)}) ?? {}`;
}

/** What our modules import by name from Node's, by the name of those. */
async function importedNames(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map<string, Set<string>>();
  for (const file of await readdir(join(root, 'src'), { recursive: true })) {
    if (!file.endsWith('.ts')) continue;
    const text = await readFile(join(root, 'src', file), 'utf8');
    for (const [, list = '', from = ''] of text.matchAll(/^import \{([^}]*)\} from 'node:([^']+)';$/gm)) {
      const known = found.get(from) ?? new Set<string>();
      found.set(from, known);
      for (const part of list.split(',')) {
        const name = part.trim().replace(/ as .*/, '');
        if (name !== '' && !name.startsWith('type ')) known.add(name);
      }
    }
  }
  return found;
}

/**
 * Each file that Node loads costs about a millisecond, whatever is in it, and a module that several parts need would
 * lie in a file for each set of parts that do. So whatever is loaded later is said to need all that every command
 * needs, which is there by then, and that lies in one file. Threads need little of it: they have copies of their own.
 */
const inOnePart = (): Plugin => ({
  name: 'in one part',
  setup({ onResolve, onLoad, resolve }) {
    let later: Promise<ReadonlySet<string>> | undefined;
    onResolve({ filter: /^/ }, async ({ kind, path, importer, namespace, resolveDir, pluginData }) => {
      if (kind === 'entry-point' || pluginData === ASKED) return undefined;
      const found = await resolve(path, { kind, importer, namespace, resolveDir, pluginData: ASKED });
      if (found.external || found.errors.length > 0) return undefined;
      const ofThread = importer === WORKER || namespace === THREAD;
      if (ofThread && !SHARED.test(found.path)) {
        return { path: relative(root, found.path), namespace: THREAD };
      }
      return ofThread ? { path: found.path, namespace: 'file', sideEffects: found.sideEffects } : undefined;
    });
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      // Asked of all files before the first is loaded, so that it does not matter which one that is.
      later ??= loadedLater();
      if (!(await later).has(path)) return undefined;
      const text = await readFile(path, 'utf8');
      return { contents: `${text}\nimport ${JSON.stringify(COMMON)};\n`, loader: 'ts' };
    });
    onLoad({ filter: /^/, namespace: THREAD }, async ({ path }) => {
      const file = join(root, path);
      return { contents: await readFile(file), loader: 'default', resolveDir: dirname(file) };
    });
  },
});

/** What our modules, but for the threads, load by `import()`. */
async function loadedLater(): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const file of await readdir(join(root, 'src'), { recursive: true })) {
    const path = join(root, 'src', file);
    if (!file.endsWith('.ts') || path === WORKER) continue;
    for (const [, to = ''] of (await readFile(path, 'utf8')).matchAll(/\bimport\(\s*'(\.[^']+)'/g)) {
      found.add(join(dirname(path), to));
    }
  }
  found.delete(COMMON);
  return found;
}

/**
 * Parts are called after what is in them rather than by a hash of it, so that a change shows as a change of one file.
 * A part that is loaded by name has that name; a shared one is named after its largest piece, but for the common one.
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
  if (Object.hasOwn(inputs, relative(root, COMMON))) return 'common';
  const [largest] = Object.entries(inputs).toSorted(
    ([a, one], [b, other]) => other.bytesInOutput - one.bytesInOutput || (a < b ? -1 : 1),
  );
  return largest === undefined ? 'shared' : `shared-${pieceName(largest[0])}`;
}

/** `src/cli/run.ts` is `cli-run`; a file of a library is the library; what is the threads' own says so. */
function pieceName(path: string): string {
  if (path.startsWith(`${THREAD}:`)) return `thread-${pieceName(path.slice(THREAD.length + 1))}`;
  if (path.includes(':')) return path.replaceAll(/[:/]/g, '-');
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
