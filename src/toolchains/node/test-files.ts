/** Whether there is anything that `node --test` would run. */

import type { Tree } from '../../core/toolchain.ts';

/** As Node documents it (test runner, "Running tests from the command line"). */
const TEST_FILE = /^(?:test|test-.+|.+[.\-_]test)\.[cm]?[jt]s$/;
const ANY_FILE = /\.[cm]?[jt]s$/;
const DEPTH = 6;

/** @returns the first test file, as a workspace path */
export function findTestFile(tree: Tree): string | undefined {
  return below(tree, '', false, DEPTH);
}

function below(tree: Tree, folder: string, within: boolean, depth: number): string | undefined {
  const entries = tree.list(folder);
  const path = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
  const file = entries.find(
    ({ name, kind }) => kind === 'file' && (within ? ANY_FILE : TEST_FILE).test(name),
  );
  if (file !== undefined) return path(file.name);
  for (const { name, kind } of entries) {
    if (kind !== 'folder' || depth === 0 || name === 'node_modules' || name.startsWith('.')) continue;
    const found = below(tree, path(name), within || name === 'test', depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
