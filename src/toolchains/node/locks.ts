/** Lock files: which files decide an install, what it leaves in the tree, and which packages no hash vouches for. */

import { posix } from 'node:path';
import type { Package } from '../../core/fact.ts';
import { workspacePath } from '../../core/path.ts';
import { ok, type Result } from '../../core/result.ts';
import type { ManagerName } from './manager.ts';
import type { NodeProject } from './project.ts';

export type LockPaths = { readonly inputs: readonly string[]; readonly outputs: readonly string[] };

const SETTINGS: Readonly<Record<ManagerName, readonly string[]>> = {
  npm: ['.npmrc'],
  pnpm: ['.npmrc', 'pnpm-workspace.yaml', '.pnpmfile.cjs', 'patches'],
  yarn: ['.yarnrc.yml', '.yarn/releases', '.yarn/plugins', '.yarn/patches', '.yarn/cache'],
  'yarn-1': ['.npmrc', '.yarnrc', '.yarnrc.yml', '.yarn/releases'],
};

/** What the install of a project reads, and the files and folders that it makes. */
export function lockPaths(project: NodeProject, lock: string): Result<LockPaths> {
  const { json, manager, members, tree } = project;
  const packages = [{ folder: '', json }, ...members];
  const inputs = new Set([lock, ...SETTINGS[manager.name]]);
  for (const { folder, json: one } of packages) {
    inputs.add(posix.join(folder, 'package.json'));
    for (const range of one.dependencies.values()) {
      // A package of this very tree: an archive, or a folder.
      const local = /^(?:(?:file|link|portal):|(?=\.\.?\/))(.+)$/.exec(range)?.[1];
      const path = local === undefined ? undefined : workspacePath(posix.join(folder, local));
      if (path !== undefined) inputs.add(path);
    }
  }
  const nested = members.length === 0 ? ok([]) : nestedModules(project, tree.text(lock));
  if (!nested.ok) return nested;
  const installed =
    project.layout === 'node_modules' ? ['node_modules', ...nested.value] : plugAndPlay(project);
  const state = manager.name === 'yarn' ? ['.yarn/install-state.gz'] : [];
  return ok({ inputs: [...inputs], outputs: [...installed, ...state] });
}

/** Whoever commits the archives commits this file too: then it is no output, and Yarn refuses to change it. */
function plugAndPlay({ manager }: NodeProject): readonly string[] {
  return manager.yarn.keepsArchives ? [] : ['.pnp.cjs'];
}

/** `node_modules` of a workspace's packages: pnpm makes one for each that depends on something, npm where versions differ. */
function nestedModules(
  { manager, members }: NodeProject,
  text: Result<string | undefined>,
): Result<readonly string[]> {
  if (!text.ok) return text;
  switch (manager.name) {
    case 'pnpm':
      return ok(
        members
          .filter(({ json }) => json.dependencies.size > 0)
          .map(({ folder }) => `${folder}/node_modules`),
      );
    case 'npm': {
      const keys = Object.keys(npmPackages(text.value ?? '') ?? {});
      const holds = (folder: string): boolean =>
        keys.some((key) => key.startsWith(`${folder}/node_modules/`));
      return ok(members.filter(({ folder }) => holds(folder)).map(({ folder }) => `${folder}/node_modules`));
    }
    case 'yarn':
    case 'yarn-1':
      return ok([]);
  }
}

/**
 * Names of packages that the lock file holds without a hash that the manager checks: those from git or an address,
 * and entries of older managers. Packages of the tree itself are not counted.
 *
 * @returns undefined when the text is no lock file
 */
export function withoutHashes(name: ManagerName, text: string): readonly string[] | undefined {
  const names = LISTS[name](text);
  return names === undefined ? undefined : [...new Set(names)].sort();
}

/**
 * Whether the manager holds every package that its store has against the lock file: each has a hash of SHA-256 or more,
 * and nothing but the lock file says where it comes from.
 */
export function pinsEverything(name: ManagerName, text: string): boolean {
  return withoutHashes(name, text)?.length === 0 && !WEAK[name](text);
}

const WEAK: Readonly<Record<ManagerName, (text: string) => boolean>> = {
  // Without an address npm asks the registry's document, which may be one of the store: it leads wherever it likes.
  npm: (text) =>
    !/"packages"\s*:/.test(text) ||
    Object.entries(npmPackages(text) ?? {}).some(([key, entry]) => {
      const elsewhere = key === '' || entry['link'] === true || entry['inBundle'] === true;
      const inTree = !key.includes('node_modules/');
      const sound = /(?:^|\s)sha(?:256|384|512)-/.test(String(entry['integrity']));
      return !elsewhere && !inTree && (!sound || typeof entry['resolved'] !== 'string');
    }),
  pnpm: (text) => /\bintegrity: sha1-/.test(text),
  yarn: () => false,
  'yarn-1': (text) => /^ {2}integrity (?:sha1-\S+\s*)*$/m.test(text),
};

const LISTS: Readonly<Record<ManagerName, (text: string) => string[] | undefined>> = {
  npm(text) {
    const packages = npmPackages(text);
    if (packages === undefined) return undefined;
    return Object.entries(packages).flatMap(([key, entry]) => {
      const name = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(key)?.[1];
      const known =
        typeof entry['integrity'] === 'string' || entry['link'] === true || entry['inBundle'] === true;
      return name === undefined || known ? [] : [name];
    });
  },
  pnpm(text) {
    if (!/^lockfileVersion:/m.test(text)) return undefined;
    const entries = text.matchAll(
      /^ {2}['"]?\/?((?:@[^@/\s]+\/)?[^@/\s'"]+)[^\n]*:\r?\n {4}resolution: \{([^}]*)\}/gm,
    );
    return [...entries].flatMap(([, name = '', resolution = '']) =>
      /\bintegrity:/.test(resolution) ? [] : [name],
    );
  },
  yarn: (text) =>
    /^__metadata:/m.test(text)
      ? yarnEntries(text).flatMap(({ name, block }) =>
          // What is optional and for some platforms only (`conditions:`) has none, and is taken as it comes.
          /^ {2}checksum:/m.test(block) ? [] : [name],
        )
      : undefined,
  'yarn-1'(text) {
    if (!/^# yarn lockfile v1$/m.test(text)) return undefined;
    return text.split(/\r?\n\r?\n/).flatMap((block) => {
      const name = /^"?((?:@[^@/\s]+\/)?[^@\s"]+)@/m.exec(block)?.[1];
      const known = !/^ {2}resolved /m.test(block) || /^ {2}integrity /m.test(block);
      return name === undefined || known ? [] : [name];
    });
  },
};

/** What yarn.lock (Yarn 2 and later) says will be there, for projects without `node_modules`. */
export function yarnPackages(text: string): Package[] {
  return yarnEntries(text).flatMap(({ name, block }) => {
    const version = /^ {2}version: "?([^\s"]+)"?$/m.exec(block)?.[1];
    return version === undefined ? [] : [{ name, version }];
  });
}

/** Entries that are no part of the tree itself. */
function yarnEntries(text: string): { readonly name: string; readonly block: string }[] {
  return text.split(/\r?\n\r?\n/).flatMap((block) => {
    const name = /^ {2}resolution: "((?:@[^@/]+\/)?[^@]+)@/m.exec(block)?.[1];
    return name === undefined || !/^ {2}linkType: hard$/m.test(block) ? [] : [{ name, block }];
  });
}

type NpmEntry = Readonly<Record<string, unknown>>;

/** The `packages` of lock files since npm 7; the older `dependencies` under the paths they would have. */
function npmPackages(text: string): Readonly<Record<string, NpmEntry>> | undefined {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isTable(root)) return undefined;
  const entries = isTable(root['packages']) ? root['packages'] : olderPackages(root['dependencies'], '');
  return Object.fromEntries(
    Object.entries(entries).filter((pair): pair is [string, NpmEntry] => isTable(pair[1])),
  );
}

function olderPackages(dependencies: unknown, above: string): Record<string, unknown> {
  if (!isTable(dependencies)) return {};
  return Object.fromEntries(
    Object.entries(dependencies).flatMap(([name, entry]) => {
      const path = `${above}node_modules/${name}`;
      const inBundle = isTable(entry) && entry['bundled'] === true;
      const own = isTable(entry) ? { ...entry, inBundle } : {};
      return [
        [path, own],
        ...Object.entries(isTable(entry) ? olderPackages(entry['dependencies'], `${path}/`) : {}),
      ];
    }),
  );
}

function isTable(value: unknown): value is NpmEntry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
