/** What stands in `node_modules`, in every layout that npm, pnpm and Yarn make of it. */

import { posix } from 'node:path';
import type { Package } from '../../core/fact.ts';
import type { JobIo } from '../../core/step.ts';

export type Installed = Package & {
  /** Whether it would run a script when it is installed. */
  readonly wantsScript: boolean;
};

const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'] as const;

/**
 * Every package below the folders, each name and version once, sorted. Links are not followed: what they lead to is
 * either found by its own place, or part of the project.
 *
 * @param roots  `node_modules` folders as workspace paths
 */
export function installedPackages(
  io: Pick<JobIo, 'files' | 'workspace'>,
  roots: readonly string[],
): readonly Installed[] {
  const found = new Map<string, Installed>();
  const waiting = [...roots];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const path of packageFolders(io, folder)) {
      const one = readPackage(io, path);
      if (one === undefined) continue;
      const key = `${one.name}@${one.version}`;
      const known = found.get(key);
      if (known === undefined || one.wantsScript) found.set(key, one);
      waiting.push(posix.join(path, 'node_modules'));
    }
  }
  return [...found.values()].sort((a, b) => order(a.name, b.name) || order(a.version, b.version));
}

/** `x`, `@group/x`; pnpm's `.pnpm/<any>/node_modules/x`; Yarn's `.store/<any>/package`. */
function packageFolders(io: Pick<JobIo, 'files' | 'workspace'>, folder: string): string[] {
  const below = (path: string): string[] =>
    io.files
      .list(posix.join(io.workspace, path))
      .flatMap(({ name, kind }) => (kind === 'folder' ? [posix.join(path, name)] : []));
  return below(folder).flatMap((path) => {
    const name = posix.basename(path);
    if (name.startsWith('@')) return below(path);
    if (name === '.pnpm')
      return below(path).flatMap((one) => packageFolders(io, posix.join(one, 'node_modules')));
    if (name === '.store') return below(path).map((one) => posix.join(one, 'package'));
    return name.startsWith('.') ? [] : [path];
  });
}

function readPackage(io: Pick<JobIo, 'files' | 'workspace'>, path: string): Installed | undefined {
  const text = io.files.readText(posix.join(io.workspace, path, 'package.json'));
  if (!text.ok || text.value === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text.value.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
  if (typeof json !== 'object' || json === null || !('name' in json) || !('version' in json))
    return undefined;
  const { name, version } = json;
  if (typeof name !== 'string' || typeof version !== 'string') return undefined;
  const scripts: object =
    'scripts' in json && typeof json.scripts === 'object' && json.scripts !== null ? json.scripts : {};
  const has = INSTALL_SCRIPTS.some((script) => Object.hasOwn(scripts, script));
  // With this file and no script of its own a package is compiled when it is installed.
  const compiles = io.files.kind(posix.join(io.workspace, path, 'binding.gyp')) !== undefined;
  return { name, version, wantsScript: has || compiles };
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
