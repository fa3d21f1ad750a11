/** Where a project has its own code. */

import type { Tree } from '../../core/toolchain.ts';

/** Folders that hold no code of the project's own. */
const NOT_SOURCES = /^(?:\..*|__pycache__|node_modules|venv|env|build|dist|site-packages|.*\.egg-info)$/;

/** Top-level modules, and folders with Python files in them or one level below. */
export function findSources(tree: Tree): string[] {
  return tree.list('').flatMap(({ name, kind }) => {
    if (NOT_SOURCES.test(name)) return [];
    if (kind === 'file') return name.endsWith('.py') ? [name] : [];
    return kind === 'folder' && holdsPython(tree, name, 1) ? [name] : [];
  });
}

function holdsPython(tree: Tree, folder: string, depth: number): boolean {
  const listed = tree.list(folder);
  if (listed.some(({ name, kind }) => kind === 'file' && name.endsWith('.py'))) return true;
  if (depth === 0) return false;
  return listed.some(
    ({ name, kind }) =>
      kind === 'folder' && !NOT_SOURCES.test(name) && holdsPython(tree, `${folder}/${name}`, depth - 1),
  );
}
