/** What a folder's own files say of a Node project, read once into a plain value. */

import { globTest } from '../../core/path.ts';
import { all, ok, type Result } from '../../core/result.ts';
import type { Tree } from '../../core/toolchain.ts';
import { chooseManager, type Manager } from './manager.ts';
import { type PackageJson, readPackageJson } from './package-json.ts';

export type NodeProject = {
  readonly json: PackageJson;
  readonly manager: Manager;
  /** Whether anything is to be installed, here or in a package of the workspace. */
  readonly hasDependencies: boolean;
  /** Whether packages are in `node_modules`, or in Yarn's archives (Plug'n'Play). */
  readonly layout: 'node_modules' | 'pnp';
  /** Folders of the workspace's packages, with their `package.json`. */
  readonly members: readonly { readonly folder: string; readonly json: PackageJson }[];
  /** Configuration files of linters, by linter. */
  readonly configured: ReadonlyMap<string, string>;
  /** The tree, for the few files that only some plans look at. */
  readonly tree: Tree;
};

/** @returns undefined without a `package.json`; `project-invalid` when a file cannot be used */
export function readProject(tree: Tree): Result<NodeProject | undefined> {
  const text = tree.text('package.json');
  if (!text.ok) return text;
  if (text.value === undefined) return ok(undefined);
  const json = readPackageJson(text.value);
  if (!json.ok) return json;
  const manager = chooseManager(tree, json.value);
  if (!manager.ok) return manager;
  const members = readMembers(tree, json.value, manager.value);
  if (!members.ok) return members;
  const all = [json.value, ...members.value.map((member) => member.json)];
  const { name, yarn } = manager.value;
  return ok({
    json: json.value,
    manager: manager.value,
    hasDependencies: all.some(({ dependencies }) => dependencies.size > 0) || members.value.length > 0,
    layout: name === 'yarn' && yarn.linker === 'pnp' ? 'pnp' : 'node_modules',
    members: members.value,
    configured: findConfiguration(tree),
    tree,
  });
}

/** Files that configure a linter; its name in the map only means that one was found. */
function findConfiguration(tree: Tree): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { name } of tree.list('')) {
    if (/^(?:eslint\.config\.[cm]?[jt]s|\.eslintrc(?:\.\w+)?)$/.test(name)) found.set('eslint', name);
    if (/^biome\.jsonc?$/.test(name)) found.set('biome', name);
  }
  return found;
}

/** How deep `packages/**` is followed. */
const DEPTH = 4;

function readMembers(
  tree: Tree,
  json: PackageJson,
  manager: Manager,
): Result<{ folder: string; json: PackageJson }[]> {
  const globs = manager.name === 'pnpm' ? pnpmGlobs(tree) : ok(json.workspaces);
  if (!globs.ok) return globs;
  if (globs.value.length === 0) return ok([]);
  const take = globs.value.filter((glob) => !glob.startsWith('!')).map(exactTest);
  const leave = globs.value.filter((glob) => glob.startsWith('!')).map((glob) => exactTest(glob.slice(1)));
  const folders = foldersBelow(tree, '', DEPTH).filter(
    (folder) =>
      take.some((test) => test(folder)) &&
      !leave.some((test) => test(folder)) &&
      tree.has(`${folder}/package.json`),
  );
  return all(
    folders.map((folder) => {
      const text = tree.text(`${folder}/package.json`);
      if (!text.ok) return text;
      const read = readPackageJson(text.value ?? '', `${folder}/package.json`);
      return read.ok ? ok({ folder, json: read.value }) : read;
    }),
  );
}

/** The list below `packages:`; what else pnpm-workspace.yaml holds are settings. */
function pnpmGlobs(tree: Tree): Result<readonly string[]> {
  const text = tree.text('pnpm-workspace.yaml');
  if (!text.ok) return text;
  const block = /^packages:[ \t]*\r?\n((?:[ \t]*(?:-.*|#.*)?\r?\n?)*)/m.exec(text.value ?? '')?.[1] ?? '';
  return ok(
    [...block.matchAll(/^[ \t]*-[ \t]*(?:"([^"]+)"|'([^']+)'|([^\s#]+))/gm)].map(
      ([, a, b, c]) => a ?? b ?? c ?? '',
    ),
  );
}

/** A workspace's glob names folders themselves, not what is in them. */
function exactTest(glob: string): (folder: string) => boolean {
  const test = globTest(glob.replace(/^\.\//, ''));
  const depth = glob.includes('**') ? undefined : glob.replace(/^\.\/|\/+$/g, '').split('/').length;
  return (folder) => test(folder) && (depth === undefined || folder.split('/').length === depth);
}

function foldersBelow(tree: Tree, folder: string, depth: number): string[] {
  return tree.list(folder).flatMap(({ name, kind }) => {
    if (kind !== 'folder' || name === 'node_modules' || name.startsWith('.')) return [];
    const path = folder === '' ? name : `${folder}/${name}`;
    return [path, ...(depth > 1 ? foldersBelow(tree, path, depth - 1) : [])];
  });
}
