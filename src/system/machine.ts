/** What planning must know of the machine: system, processor, C library, cores, where programs are. */

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { posix } from 'node:path';
import { isBelow } from '../core/path.ts';
import type { Machine } from '../core/ports.ts';
import { errnoOf } from './attempt.ts';

/** @param path  what PATH says */
export function systemMachine(path: string, workspace: string): Machine {
  let libc: string | undefined;
  return {
    os: process.platform === 'win32' ? 'windows' : process.platform,
    arch: ARCHITECTURES[process.arch] ?? process.arch,
    // Read when asked for: it costs a few milliseconds that most commands need not pay.
    get libc() {
      libc ??= process.platform === 'linux' ? linuxLibc() : process.platform;
      return libc;
    },
    cores: availableParallelism(),
    root: process.geteuid?.() === 0,
    path: searchPath(path, workspace),
  };
}

/** Node's names → those of Go and of image registries. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: 'amd64',
  ia32: '386',
  ppc64: 'ppc64le',
};

/**
 * The folders of PATH in which tools may be looked for: absolute ones outside the workspace, each once. An empty or
 * relative entry means the current folder, which would let the project's own files be taken for tools of the machine.
 */
export function searchPath(path: string, workspace: string): string[] {
  const folders = path
    .split(':')
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => posix.resolve(folder))
    .filter((folder) => !isBelow(folder, workspace));
  return [...new Set(folders)];
}

/** The library that this very process has loaded, and so most programs of this machine: `glibc 2.36`, `musl`. */
function linuxLibc(): string {
  const maps = read('/proc/self/maps')?.toString('latin1') ?? '';
  if (/\/(?:ld-musl-|libc\.musl-)[^/\n]*$/m.test(maps)) return 'musl';
  const file = /(\/\S*\/libc(?:-2\.\d+)?\.so(?:\.6)?)$/m.exec(maps)?.[1];
  if (file === undefined) return 'linux';
  // Every glibc carries its banner, which running it as a program would print.
  const bytes = read(file);
  const at = bytes?.indexOf(BANNER) ?? -1;
  const text = at < 0 ? '' : (bytes?.toString('latin1', at + BANNER.length, at + BANNER.length + 16) ?? '');
  const version = /^\d+\.\d+/.exec(text)?.[0];
  return version === undefined ? 'glibc' : `glibc ${version}`;
}

const BANNER = ' release version ';

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}
