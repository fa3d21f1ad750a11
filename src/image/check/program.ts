/** Whether what an image is to start can be started at all, seen from its files: what engines say in many ways. */

import type { Platform } from '../../core/image.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { ConfigFile } from '../config.ts';
import { envValue } from '../config.ts';
import type { Found, UnpackTree } from '../unpack-tree.ts';

/** What Docker takes when an image says nothing (moby, container/env). */
export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Machines of ELF (e_machine at offset 18) in Go's words; the second byte says the class: 1 for 32 bits. */
const MACHINES: Readonly<Record<number, string>> = {
  3: '386',
  62: 'amd64',
  40: 'arm',
  183: 'arm64',
  243: 'riscv64',
  22: 's390x',
  21: 'ppc64le',
  258: 'loong64',
};

export type Reads = (found: Found, bytes: number) => Result<Uint8Array, string>;

/** What is started: what is to be tried, else entrypoint and command, one after the other. */
export function commandOf(
  config: ConfigFile,
  tried: readonly [string, ...string[]] | undefined,
): Result<readonly [string, ...string[]], string> {
  if (tried !== undefined) return ok(tried);
  const [program, ...args] = [...config.entrypoint, ...config.cmd];
  return program === undefined || program === ''
    ? err('it says no command: neither entrypoint nor cmd')
    : ok([program, ...args]);
}

/**
 * @param path  the PATH that it gets
 * @param read  the first bytes of a file of the image
 * @returns a clause saying what is wrong
 */
export function startable(
  tree: UnpackTree,
  program: string,
  { path, workdir, platform }: { path: string; workdir: string; platform: Platform },
  read: Reads,
  deep = 0,
): Result<void, string> {
  const found = findProgram(tree, program, path, workdir);
  if (!found.ok) return found;
  const head = read(found.value, 4096);
  if (!head.ok) return head;
  const bytes = Buffer.from(head.value);
  if (bytes.toString('latin1', 0, 2) === '#!') {
    const interpreter = bytes.toString('utf8', 2).split('\n')[0]?.trim().split(/[ \t]/)[0] ?? '';
    // The carriage return that editors elsewhere leave is part of the name for the kernel.
    if (deep > 0 || interpreter === '') return ok(undefined);
    const its = startable(tree, interpreter, { path, workdir, platform }, read, deep + 1);
    return its.ok
      ? its
      : err(`its command ${program} is a script for ${JSON.stringify(interpreter)}, and ${its.failure}`);
  }
  if (bytes.toString('latin1', 0, 4) !== '\u007fELF' || bytes.length < 20) return ok(undefined);
  const machine = bytes[5] === 2 ? bytes.readUInt16BE(18) : bytes.readUInt16LE(18);
  const made = MACHINES[machine];
  // A 32-bit program of the same family runs on most.
  const family: Readonly<Record<string, readonly string[]>> = { amd64: ['386'], arm64: ['arm'] };
  if (made === undefined || made === platform.architecture || family[platform.architecture]?.includes(made)) {
    // PT_INTERP stands near the beginning. Without it the kernel says that the program itself does not exist.
    const loader = /\0(\/[\x21-\x7e]+\/ld[\x21-\x7e]*\.so[\x21-\x7e]*)\0/.exec(bytes.toString('latin1'))?.[1];
    if (loader === undefined || tree.find(loader) !== undefined) return ok(undefined);
    return err(
      `its command ${program} needs ${loader}, which is not in the image (it was made for another C library)`,
    );
  }
  return err(
    `its command ${program} is a program for ${made}, and the image is for ${platform.architecture}`,
  );
}

function findProgram(
  tree: UnpackTree,
  program: string,
  path: string,
  workdir: string,
): Result<Found, string> {
  const candidates = program.includes('/')
    ? [program.startsWith('/') ? program : `${workdir}/${program}`]
    : path
        .split(':')
        .map((folder) => `${folder.startsWith('/') ? folder : `${workdir}/${folder}`}/${program}`);
  const found = candidates.flatMap((one) => tree.find(one) ?? []);
  const files = found.filter(({ node }) => node.kind === 'file');
  const file = files.find(({ node }) => (node.mode & 0o111) !== 0);
  if (file !== undefined) return ok(file);
  if (files.length > 0)
    return err(`its command ${program} is a file that nobody may execute (chmod +x is missing)`);
  if (found.length > 0) return err(`its command ${program} is a folder`);
  return err(
    program.includes('/')
      ? `its command ${program} is not in the image`
      : `its command ${program} is not in the image (PATH=${path})`,
  );
}

export function pathOf(config: ConfigFile): string {
  return envValue(config.env, 'PATH') ?? DEFAULT_PATH;
}
