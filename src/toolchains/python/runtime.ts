/** What an image needs of a Python project's dependencies: what the program runs with, and not what tests and linters want. */

import { posix } from 'node:path';
import type { RuntimeDependencies } from '../../core/image.ts';
import type { WorkspacePath } from '../../core/path.ts';
import type { PythonProject } from './project.ts';
import { DEVELOPMENT } from './requirements.ts';

/** @returns undefined when nothing says it exactly: a pyproject.toml without a lock file, a setup.py */
export function runtimeOf({ dependencies, wish }: PythonProject): RuntimeDependencies | undefined {
  const of = (from: 'requirements' | 'uv' | 'poetry', files: readonly string[]): RuntimeDependencies => ({
    kind: 'python',
    from,
    files: files as WorkspacePath[],
    requires: wish.requires,
  });
  switch (dependencies.kind) {
    case 'uv':
      return of('uv', ['uv.lock', 'pyproject.toml']);
    case 'poetry':
      return dependencies.locked ? of('poetry', ['poetry.lock', 'pyproject.toml']) : undefined;
    case 'requirements': {
      const files = dependencies.files.map(({ path }) => path).filter((path) => !isForDevelopment(path));
      return files.length === 0 ? undefined : of('requirements', files);
    }
    case 'pyproject':
    case 'setup':
      return undefined;
  }
}

/** `requirements-dev.txt`, `test_requirements.txt`, `requirements/lint.txt`. */
function isForDevelopment(path: string): boolean {
  const stem = posix.basename(path, '.txt');
  const kind =
    /^requirements[-_.](\w+)$/.exec(stem)?.[1] ?? /^(\w+)[-_.]requirements$/.exec(stem)?.[1] ?? stem;
  return DEVELOPMENT.test(kind);
}
