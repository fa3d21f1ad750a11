/** node_modules as it goes into an image: without the notes that package managers leave for themselves. */

import type { Disk } from '../../core/disk.ts';
import type { Result } from '../../core/result.ts';
import { isPlainObject } from '../../formats/strict-json.ts';
import { attempt } from '../attempt.ts';

/** They say when, with which settings and from which folder it was installed. */
const NOTES = [
  '.package-lock.json',
  '.modules.yaml',
  '.pnpm-workspace-state.json',
  '.pnpm-workspace-state-v1.json',
  '.pnpm/lock.yaml',
  '.yarn-integrity',
  '.yarn-state.yml',
  '.package-map.json',
  '.cache',
] as const;

export function tidyNode(disk: Disk, modules: string): Result<void> {
  return attempt('write', modules, () => {
    for (const note of NOTES) disk.remove(`${modules}/${note}`);
    const pnpm = `${modules}/.pnpm`;
    if (disk.look(pnpm)?.kind === 'folder' && disk.list(pnpm).length === 0) disk.removeFolder(pnpm);
  });
}

/** Packages at the top and below each other. */
export function countModules(disk: Disk, modules: string): Result<number> {
  return attempt('read', modules, () => {
    let count = 0;
    eachPackage(disk, modules, () => {
      count += 1;
    });
    return count;
  });
}

/** Names of packages that would have run a script when they are installed, or have something compiled. */
export function scriptsWithheld(disk: Disk, modules: string): Result<readonly string[]> {
  return attempt('read', modules, () => {
    const names = new Set<string>();
    eachPackage(disk, modules, (folder, name) => {
      if (needsScript(disk, folder)) names.add(name);
    });
    return [...names].sort();
  });
}

/** Bytes of a package.json that are read. */
const LIMIT = 4 * 2 ** 20;

function needsScript(disk: Disk, folder: string): boolean {
  if (disk.look(`${folder}/binding.gyp`)?.kind === 'file') return true;
  const facts = disk.look(`${folder}/package.json`);
  if (facts?.kind !== 'file' || facts.bytes > LIMIT) return false;
  const into = Buffer.alloc(facts.bytes);
  const text = into.subarray(0, disk.readWhole(`${folder}/package.json`, into)).toString('utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return false;
  }
  const scripts = isPlainObject(json) ? json['scripts'] : undefined;
  return (
    isPlainObject(scripts) &&
    ['preinstall', 'install', 'postinstall'].some((name) => typeof scripts[name] === 'string')
  );
}

function eachPackage(disk: Disk, modules: string, visit: (folder: string, name: string) => void): void {
  for (const { name, kind } of disk.list(modules)) {
    if (kind !== 'folder' || name.startsWith('.')) continue;
    const below = name.startsWith('@')
      ? disk
          .list(`${modules}/${name}`)
          .flatMap((one) => (one.kind === 'folder' ? [`${name}/${one.name}`] : []))
      : [name];
    for (const one of below) {
      visit(`${modules}/${one}`, one);
      const nested = `${modules}/${one}/node_modules`;
      if (disk.look(nested)?.kind === 'folder') eachPackage(disk, nested, visit);
    }
  }
}
