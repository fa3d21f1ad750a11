/** Whether a project has tests, and where `unittest` would have to begin. */

import type { Tree } from '../../core/toolchain.ts';

export type TestFiles = {
  /** One of them, as a witness. */
  readonly file: string;
  /** The folder where `unittest discover` begins; undefined for the project's own. */
  readonly start: string | undefined;
};

const USUAL = ['tests', 'test'];
const TEST = /^(?:test.*|.*_test)\.py$/;
const SKIPPED = /^(?:\..*|__pycache__|node_modules|venv|env|build|dist)$/;

/** Looks in the usual folders first, and elsewhere not far down: a tree of any size is looked through quickly. */
export function findTests(tree: Tree, sources: readonly string[]): TestFiles | undefined {
  const folders = sources.filter((path) => !path.endsWith('.py'));
  const usual = USUAL.filter((folder) => folders.includes(folder));
  const below = [...usual, ...folders.filter((folder) => !usual.includes(folder))];
  const top = sources.find((path) => TEST.test(path) && path !== 'test.py');
  if (top !== undefined) return { file: top, start: undefined };
  for (const folder of below) {
    const file = search(tree, folder, usual.includes(folder) ? 3 : 1);
    if (file !== undefined) return { file, start: startOf(tree, folder) };
  }
  return undefined;
}

function search(tree: Tree, folder: string, depth: number): string | undefined {
  const listed = tree.list(folder);
  const file = listed.find(({ name, kind }) => kind === 'file' && TEST.test(name));
  if (file !== undefined) return `${folder}/${file.name}`;
  for (const { name, kind } of listed) {
    if (kind !== 'folder' || SKIPPED.test(name) || (depth <= 0 && !USUAL.includes(name))) continue;
    const found = search(tree, `${folder}/${name}`, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `discover` enters packages only, so a plain folder has to be named. */
function startOf(tree: Tree, folder: string): string | undefined {
  return tree.has(`${folder}/__init__.py`) ? undefined : folder;
}
