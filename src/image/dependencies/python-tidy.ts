/**
 * What an installer leaves in a folder of Python packages, made the same whoever installed it, where and when: no notes
 * about the installer, sorted records, and scripts that find the base's Python and the packages beside them.
 */

import type { Disk } from '../../core/disk.ts';
import { ok, type Result } from '../../core/result.ts';
import { attempt } from '../attempt.ts';
import { type MarkerEnvironment, markerHolds } from './markers.ts';

/** Bytes of one metadata file or script that are read. */
const LIMIT = 16 * 2 ** 20;

const NOTES: ReadonlySet<string> = new Set([
  'INSTALLER',
  'REQUESTED',
  'direct_url.json',
  'uv_cache.json',
  'uv_build.json',
]);

/** @returns how many packages there are */
export function tidyPython(disk: Disk, folder: string): Result<number> {
  return attempt('write', folder, () => {
    disk.remove(`${folder}/.lock`);
    removeBytecode(disk, folder);
    const bin = `${folder}/bin`;
    const scripts = disk.look(bin)?.kind === 'folder' ? disk.list(bin).map(({ name }) => name) : [];
    const infos = infosOf(disk, folder);
    const made = new Set<string>();
    for (const info of infos) {
      for (const name of NOTES) disk.remove(`${folder}/${info}/${name}`);
      rewrite(disk, `${folder}/${info}/RECORD`, recordText(text(disk, `${folder}/${info}/RECORD`)), 0o644);
      for (const [name, target] of entryPoints(text(disk, `${folder}/${info}/entry_points.txt`))) {
        if (!scripts.includes(name)) continue;
        made.add(name);
        rewrite(disk, `${bin}/${name}`, scriptText(target), 0o755);
      }
    }
    for (const name of scripts) if (!made.has(name)) anyPython(disk, `${bin}/${name}`);
    return infos.length;
  });
}

/**
 * The first package that asks for one which is not there: hashes pin a list, and a list may have holes.
 *
 * @returns a clause such as "flask 3.1.3 asks for werkzeug"
 */
export function missingRequirements(
  disk: Disk,
  folder: string,
  environment: MarkerEnvironment,
): Result<string | undefined> {
  return attempt('read', folder, () => {
    const metadata = infosOf(disk, folder).map((info) => text(disk, `${folder}/${info}/METADATA`));
    const names = new Set(metadata.flatMap((one) => normal(field(one, 'Name')[0] ?? '')));
    for (const one of metadata) {
      for (const wanted of field(one, 'Requires-Dist')) {
        const [, name = '', marker] = /^([A-Za-z0-9._-]+)[^;]*(?:;(.*))?$/s.exec(wanted) ?? [];
        const holds = marker === undefined ? ok(true) : markerHolds(marker, environment);
        // What cannot be read is for who runs it.
        if (!holds.ok || !holds.value || names.has(normal(name))) continue;
        return `${field(one, 'Name')[0]} ${field(one, 'Version')[0]} asks for ${name}`;
      }
    }
    return undefined;
  });
}

function infosOf(disk: Disk, folder: string): readonly string[] {
  return disk
    .list(folder)
    .filter(({ name, kind }) => kind === 'folder' && name.endsWith('.dist-info'))
    .map(({ name }) => name)
    .sort();
}

/** Values of a header; what follows the first empty line is a description. */
function field(metadata: string, name: string): readonly string[] {
  const head = metadata.split(/\r?\n\r?\n/, 1)[0] ?? '';
  return [...head.matchAll(new RegExp(`^${name}:[ \\t]*(.*)$`, 'gim'))].map(([, value = '']) => value.trim());
}

function normal(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** Bytecode names the folder that it was made in. */
function removeBytecode(disk: Disk, folder: string): void {
  for (const { name, kind } of disk.list(folder)) {
    const path = `${folder}/${name}`;
    if (kind === 'folder' && name === '__pycache__') disk.remove(path);
    else if (kind === 'folder') removeBytecode(disk, path);
  }
}

/** Lines of `path,hash,size`: sorted, without what is removed; of scripts, which we write, no hash. */
function recordText(record: string): string {
  const lines = record.split(/\r?\n/).flatMap((line) => {
    const path = line.replace(/^(?:\.\.\/)+bin\//, 'bin/');
    const file = /^"?([^",]*)/.exec(path)?.[1] ?? '';
    if (file === '' || NOTES.has(file.split('/').at(-1) ?? '') || file.endsWith('.pyc')) return [];
    return [file.startsWith('bin/') ? `${file},,` : path];
  });
  return `${[...new Set(lines)].sort().join('\n')}\n`;
}

/** Programs of a package (entry points specification): name → `module:object`. */
function entryPoints(text: string): readonly (readonly [string, string])[] {
  const section = /^\[console_scripts\]\s*$([^[]*)/m.exec(text)?.[1] ?? '';
  return [...section.matchAll(/^\s*([\w.-]+)\s*=\s*([\w.]+\s*:\s*[\w.]+)/gm)].map(
    ([, name = '', target = '']) => [name, target.replace(/\s/g, '')] as const,
  );
}

/** Finds the packages beside it also where nobody sets PYTHONPATH. */
function scriptText(target: string): string {
  const [module = '', object = ''] = target.split(':');
  const first = object.split('.')[0] ?? '';
  return `#!/usr/bin/env python3
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

from ${module} import ${first}

if __name__ == '__main__':
    sys.exit(${object}())
`;
}

/** A script that the package brought itself was given the path of this machine's Python. */
function anyPython(disk: Disk, path: string): void {
  if (disk.look(path)?.kind !== 'file') return;
  const script = text(disk, path);
  const line = /^#![^\n]*python[^\n]*\n/.exec(script)?.[0];
  if (line !== undefined) rewrite(disk, path, `#!/usr/bin/env python3\n${script.slice(line.length)}`, 0o755);
}

/** Empty when it is not there, or is no file. */
function text(disk: Disk, path: string): string {
  const facts = disk.look(path);
  if (facts?.kind !== 'file' || facts.bytes > LIMIT) return '';
  const into = Buffer.alloc(facts.bytes);
  return into.subarray(0, disk.readWhole(path, into)).toString('latin1');
}

function rewrite(disk: Disk, path: string, content: string, mode: number): void {
  disk.remove(path);
  const file = disk.create(path, mode);
  try {
    disk.write(file, Buffer.from(content, 'latin1'));
  } finally {
    disk.close(file);
  }
}
