/** What lies in the venv, read from the folders that installers leave (no Python is started). */

import { posix } from 'node:path';
import type { Package } from '../../core/fact.ts';
import type { JobIo } from '../../core/step.ts';
import { normalName } from './requirements.ts';
import { VENV } from './venv-tools.ts';

type Readable = Pick<JobIo, 'files' | 'workspace'>;

/** Every installed package, sorted by name, then version: one for each `*.dist-info` folder. */
export function venvPackages({ files, workspace }: Readable): readonly Package[] {
  const lib = posix.join(workspace, VENV, 'lib');
  const found = new Map<string, Package>();
  for (const { name: python } of files.list(lib)) {
    for (const { name: folder } of files.list(posix.join(lib, python, 'site-packages'))) {
      const [, name, version] = /^(.+)-([^-]+)\.dist-info$/.exec(folder) ?? [];
      if (name === undefined || version === undefined) continue;
      const entry = { name: normalName(name), version };
      found.set(`${entry.name} ${version}`, entry);
    }
  }
  return [...found.values()].sort((a, b) => order(a.name, b.name) || order(a.version, b.version));
}

/** The version of one package in the venv. */
export function venvVersion(io: Readable, name: string): string | undefined {
  return venvPackages(io).find((entry) => entry.name === name)?.version;
}

/** The interpreter that the venv was made with, as `pyvenv.cfg` says. */
export function venvPython({ files, workspace }: Readable): Package | undefined {
  const text = files.readText(posix.join(workspace, VENV, 'pyvenv.cfg'));
  const version = /^version(?:_info)?\s*=\s*(\d+(?:\.\d+)*)/m.exec(
    (text.ok ? text.value : undefined) ?? '',
  )?.[1];
  return version === undefined ? undefined : { name: 'python', version };
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
