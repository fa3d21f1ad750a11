/** What dpkg's list of installed packages says of a base. */

import { readDeb822 } from '../../formats/deb822.ts';
import type { BaseFacts } from '../lock.ts';

const FIELDS: ReadonlySet<string> = new Set(['package', 'status', 'version', 'architecture']);

/** Versions by name, of what is unpacked and configured. */
export function installedIn(status: string): ReadonlyMap<string, string> {
  const packages = new Map<string, string>();
  for (const paragraph of readDeb822(status, FIELDS).paragraphs) {
    const [name, version] = [paragraph.get('package'), paragraph.get('version')];
    if (name === undefined || version === undefined) continue;
    if (/\binstalled$/.test(paragraph.get('status') ?? '')) packages.set(name, version);
  }
  return packages;
}

/** Upstream's part of a version of Debian: `3.11.2` of `1:3.11.2-1+b1`. */
export function upstream(version: string): string {
  return version
    .replace(/^\d+:/, '')
    .replace(/-[^-]*$/, '')
    .replace(/[+~].*$/, '');
}

/** @param osRelease  text of os-release(5) */
export function factsOfPackages(packages: ReadonlyMap<string, string>, osRelease: string): BaseFacts {
  const of = (name: string): string | undefined => {
    const version = packages.get(name);
    return version === undefined ? undefined : upstream(version);
  };
  const libc = of('libc6');
  const [python, node, system] = [of('python3'), of('nodejs'), systemOf(osRelease)];
  return {
    ...(libc === undefined ? {} : { libc: `glibc ${libc}` }),
    ...(node === undefined ? {} : { node }),
    ...(python === undefined ? {} : { python }),
    ...(system === undefined ? {} : { system }),
  };
}

/** `debian 12`. */
export function systemOf(osRelease: string): string | undefined {
  const value = (name: string): string | undefined =>
    new RegExp(`^${name}=["']?([A-Za-z0-9._-]{1,40})["']?\\s*$`, 'm').exec(osRelease)?.[1];
  const id = value('ID');
  const version = value('VERSION_ID');
  return id === undefined || version === undefined ? id : `${id} ${version}`;
}

/** One line a package that is not as it was; empty when all are. */
export function packageChanges(
  old: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): readonly string[] {
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names.flatMap((name) => {
    const [before, after] = [old.get(name), now.get(name)];
    if (before === after) return [];
    if (after === undefined) return [`${name} ${before} is gone`];
    return [before === undefined ? `${name} ${after} is new` : `${name} ${before} → ${after}`];
  });
}
