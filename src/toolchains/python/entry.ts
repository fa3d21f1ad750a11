/** Where a Python program starts, and which data files it reads beside its code. */

import { posix } from 'node:path';
import type { Tree } from '../../core/toolchain.ts';

/** What a folder shows of the programs in it. */
export type Programs = {
  /** Scripts that look like the start of a program, the likeliest first. */
  readonly scripts: readonly string[];
  /** PyInstaller's own descriptions at the top. */
  readonly specs: readonly Spec[];
  /** Folders named `templates` or `static`: where Flask looks for what is no code. */
  readonly data: readonly string[];
  /** Folders with an `__init__.py`. */
  readonly packages: ReadonlySet<string>;
};

export type Spec = {
  readonly path: string;
  /** The program that it makes, below PyInstaller's folder for results. */
  readonly program: string;
};

const USUAL = ['wsgi.py', 'app/wsgi.py', 'main.py', 'app/main.py', '__main__.py'] as const;
const NO_PROGRAM = /^(?:tests?|docs?|examples?|migrations)$/;
const DATA = new Set(['templates', 'static']);
const SKIPPED = /^(?:\..*|__pycache__|node_modules|venv|env|build|dist|tests?|docs?)$/;

/** @param sources  see `PythonProject` */
export function findPrograms(tree: Tree, sources: readonly string[]): Programs {
  const folders = sources.filter((path) => !path.endsWith('.py') && !NO_PROGRAM.test(path));
  const below = tree.list('src').flatMap(({ name, kind }) => (kind === 'folder' ? [`src/${name}`] : []));
  const runnable = [...below, ...folders].map((folder) => `${folder}/__main__.py`);
  const data: string[] = [];
  const packages = new Set<string>();
  survey(tree, '', 2, data, packages);
  return {
    scripts: [...new Set([...USUAL, ...runnable])].filter((path) => tree.has(path)),
    specs: tree.list('').flatMap(({ name, kind }) => {
      if (kind !== 'file' || !name.endsWith('.spec')) return [];
      const program = programOf(tree, name);
      return program === undefined ? [] : [{ path: name, program }];
    }),
    data,
    packages,
  };
}

/**
 * Data of a script: the `templates` and `static` folders in its folder or one below, as `source:destination`.
 * PyInstaller keeps them at the place that they have relative to the folder below which the code is imported.
 */
export function dataOf(programs: Programs, script: string): string[] {
  const folder = parent(script);
  const root = importRoot(programs, script);
  return programs.data.flatMap((path) => {
    const inside = folder === '' || path.startsWith(`${folder}/`);
    const depth = path.split('/').length - (folder === '' ? 0 : folder.split('/').length);
    return inside && depth <= 2 ? [`${path}:${posix.relative(root, path)}`] : [];
  });
}

/** The folder below which a script's code is imported: the first above it that is no package; empty for the top. */
export function importRoot({ packages }: Pick<Programs, 'packages'>, script: string): string {
  let root = parent(script);
  while (root !== '' && packages.has(root)) root = parent(root);
  return root;
}

/** Notes data folders and packages, a few levels down, without entering what is no code. */
function survey(tree: Tree, folder: string, depth: number, data: string[], packages: Set<string>): void {
  for (const { name, kind } of tree.list(folder)) {
    if (kind === 'file' && name === '__init__.py') packages.add(folder);
    if (kind !== 'folder' || SKIPPED.test(name)) continue;
    const path = posix.join(folder, name);
    if (DATA.has(name)) data.push(path);
    // Packages below `src` lie one level deeper than others.
    else if (depth > 0) survey(tree, path, path === 'src' ? depth : depth - 1, data, packages);
  }
}

/** A description is Python code; only the name of what it makes is read. */
function programOf(tree: Tree, path: string): string | undefined {
  const text = tree.text(path);
  if (!text.ok || text.value === undefined) return undefined;
  const code = text.value.replace(/#.*$/gm, '');
  const made = nameIn(code, 'EXE');
  const collected = nameIn(code, 'COLLECT');
  if (made === undefined || collected === undefined) return made;
  return posix.join(collected, made);
}

function nameIn(code: string, call: string): string | undefined {
  const start = code.search(new RegExp(`\\b${call}\\s*\\(`));
  return start < 0 ? undefined : /\bname\s*=\s*(['"])([^'"]+)\1/.exec(code.slice(start))?.[2];
}

function parent(path: string): string {
  const folder = posix.dirname(path);
  return folder === '.' ? '' : folder;
}
