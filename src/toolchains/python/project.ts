/** What a folder's own files say of a Python project, read once into a plain value. */

import type { Listed } from '../../core/ports.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Tree } from '../../core/toolchain.ts';
import { findPrograms, type Programs } from './entry.ts';
import type { PythonWish } from './interpreter.ts';
import { type Pyproject, readPyproject } from './pyproject.ts';
import { findRequirements, type RequirementsFile } from './requirements.ts';
import { readSetupCfg } from './setup-cfg.ts';
import { findSources } from './sources.ts';
import { findTests, type TestFiles } from './test-files.ts';

/** How the project says what it depends on. */
export type Dependencies =
  | { readonly kind: 'uv'; readonly pyproject: Pyproject }
  | { readonly kind: 'poetry'; readonly pyproject: Pyproject; readonly locked: boolean }
  | { readonly kind: 'requirements'; readonly files: readonly RequirementsFile[]; readonly self: SelfInstall }
  | { readonly kind: 'pyproject'; readonly pyproject: Pyproject }
  | { readonly kind: 'setup'; readonly file: string };

/** Whether the project itself is installed beside its requirements files, and whether they have its dependencies. */
export type SelfInstall = 'no' | 'with-dependencies' | 'without-dependencies';

export type PythonProject = {
  readonly name: string | undefined;
  /** The file that gave it away. */
  readonly file: string;
  readonly dependencies: Dependencies;
  /** Files, and folders or patterns of them, that decide what is installed. */
  readonly manifests: readonly string[];
  /** Normalised names of the packages it asks for, each with the file that says so. */
  readonly declared: ReadonlyMap<string, string>;
  /** Files that configure a tool, by the tool's name. */
  readonly configured: ReadonlyMap<string, string>;
  readonly wish: PythonWish;
  readonly tests: TestFiles | undefined;
  readonly programs: Programs;
  /** Folders and modules at the top that hold Python code. */
  readonly sources: readonly string[];
};

/** @returns undefined when nothing here is a Python project; `project-invalid` when one of its files is broken */
export function readProject(onDisk: Tree): Result<PythonProject | undefined> {
  const tree = listedOnce(onDisk);
  const pyprojectText = tree.text('pyproject.toml');
  if (!pyprojectText.ok) return pyprojectText;
  const pyproject = pyprojectText.value === undefined ? ok(undefined) : readPyproject(pyprojectText.value);
  if (!pyproject.ok) return pyproject;
  const requirements = findRequirements(tree);
  if (!requirements.ok) return requirements;
  const setup = tree.text('setup.cfg');
  if (!setup.ok) return setup;
  const wish = readWish(tree, pyproject.value);
  if (!wish.ok) return wish;

  const dependencies = dependenciesOf(tree, pyproject.value, requirements.value);
  if (dependencies === undefined) return ok(undefined);
  const setupCfg = readSetupCfg(setup.value ?? '');
  const sources = findSources(tree);
  return ok({
    name: pyproject.value?.name ?? setupCfg.name,
    file: fileOf(dependencies),
    dependencies,
    manifests: manifestsOf(tree, dependencies),
    declared: declaredBy(pyproject.value, requirements.value, setupCfg.names),
    configured: configuredIn(tree, pyproject.value, setup.value ?? ''),
    wish: wish.value,
    tests: findTests(tree, sources),
    programs: findPrograms(tree, sources),
    sources,
  });
}

/** Several questions are asked of the same folders. */
function listedOnce(tree: Tree): Tree {
  const lists = new Map<string, readonly Listed[]>();
  const list = (path: string): readonly Listed[] => {
    const known = lists.get(path) ?? tree.list(path);
    lists.set(path, known);
    return known;
  };
  return { ...tree, list };
}

function dependenciesOf(
  tree: Tree,
  pyproject: Pyproject | undefined,
  files: readonly RequirementsFile[],
): Dependencies | undefined {
  if (pyproject !== undefined) {
    if (pyproject.project && tree.has('uv.lock')) return { kind: 'uv', pyproject };
    const locked = tree.has('poetry.lock');
    if (locked || pyproject.poetry) return { kind: 'poetry', pyproject, locked };
  }
  if (files.length > 0) return { kind: 'requirements', files, self: selfInstall(pyproject, files) };
  if (pyproject?.project === true) return { kind: 'pyproject', pyproject };
  const setup = ['setup.py', 'setup.cfg'].find((file) => tree.has(file));
  // A setup.cfg may hold nothing but the settings of linters.
  if (setup === undefined || (setup === 'setup.cfg' && !hasMetadata(tree))) return undefined;
  return { kind: 'setup', file: setup };
}

function selfInstall(pyproject: Pyproject | undefined, files: readonly RequirementsFile[]): SelfInstall {
  if (pyproject?.project !== true || !pyproject.buildable || files.some((file) => file.self)) return 'no';
  const main = files.some(
    (file) => file.path === 'requirements.txt' || file.path.startsWith('requirements/'),
  );
  return main ? 'without-dependencies' : 'with-dependencies';
}

function hasMetadata(tree: Tree): boolean {
  const text = tree.text('setup.cfg');
  return text.ok && /^\[(?:metadata|options)\]/m.test(text.value ?? '');
}

function fileOf(dependencies: Dependencies): string {
  switch (dependencies.kind) {
    case 'uv':
      return 'uv.lock';
    case 'poetry':
      return dependencies.locked ? 'poetry.lock' : 'pyproject.toml';
    case 'requirements':
      return dependencies.files[0]?.path ?? 'requirements.txt';
    case 'pyproject':
      return 'pyproject.toml';
    case 'setup':
      return dependencies.file;
  }
}

function manifestsOf(tree: Tree, dependencies: Dependencies): string[] {
  const listed =
    dependencies.kind === 'requirements'
      ? dependencies.files.flatMap((file) => [...file.files, ...file.local])
      : [];
  const lock =
    dependencies.kind === 'uv' ? ['uv.lock'] : dependencies.kind === 'poetry' ? ['poetry.lock'] : [];
  const settings = ['.python-version', 'pyproject.toml', 'setup.cfg', 'setup.py', 'uv.toml', 'poetry.toml'];
  return [...new Set([...listed, ...lock, ...settings.filter((file) => tree.has(file))])].sort();
}

function declaredBy(
  pyproject: Pyproject | undefined,
  files: readonly RequirementsFile[],
  setup: ReadonlySet<string>,
): Map<string, string> {
  return new Map([
    ...[...setup].map((name): [string, string] => [name, 'setup.cfg']),
    ...[...(pyproject?.names ?? [])].map((name): [string, string] => [name, 'pyproject.toml']),
    ...files.flatMap((file) => [...file.names]),
  ]);
}

function configuredIn(tree: Tree, pyproject: Pyproject | undefined, setup: string): Map<string, string> {
  const found = new Map<string, string>();
  const files: readonly [string, string][] = [
    ['ruff', 'ruff.toml'],
    ['ruff', '.ruff.toml'],
    ['flake8', '.flake8'],
    ['pylint', '.pylintrc'],
    ['pylint', 'pylintrc'],
    ['pytest', 'pytest.ini'],
    ['pytest', '.pytest.ini'],
  ];
  for (const [tool, file] of files) if (!found.has(tool) && tree.has(file)) found.set(tool, file);
  for (const tool of ['ruff', 'pylint', 'pytest']) {
    if (!found.has(tool) && pyproject?.tools.has(tool) === true) found.set(tool, 'pyproject.toml');
  }
  if (/^\[flake8\]/m.test(setup) && !found.has('flake8')) found.set('flake8', 'setup.cfg');
  if (/^\[tool:pytest\]/m.test(setup) && !found.has('pytest')) found.set('pytest', 'setup.cfg');
  return found;
}

function readWish(tree: Tree, pyproject: Pyproject | undefined): Result<PythonWish> {
  const file = tree.text('.python-version');
  if (!file.ok) return file;
  const preferred = /^\s*(?:cpython-)?(3\.\d+)/m.exec(file.value ?? '')?.[1];
  return ok({ requires: pyproject?.requiresPython, preferred, file: 'pyproject.toml' });
}
