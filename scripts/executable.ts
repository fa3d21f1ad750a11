/**
 * Builds the program as one file for images that have no Node: `npm run executable -- <file> [layout]`. It starts where
 * there is nothing but a kernel; a shell is needed as soon as the environment holds secrets. What is in it comes out of
 * the job image (`.sealsmith/image`, which `sealsmith run containerize` leaves): its Node, without what only debuggers
 * read, the C library under it, and our program. The same image gives the same bytes; they and their digest are printed
 * as `sha256sum` does it.
 *
 * How a template takes it into a job: it gets the file by a path or an address, compares `sha256sum` of it with the
 * digest that the project pins, and starts it. Nothing else has to be checked: the file compares all that it unpacks
 * with digests inside it, at every start.
 */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import type { Result } from '../src/core/result.ts';
import { imageOf } from '../src/image/image.ts';
import { openLayout } from '../src/image/layout.ts';
import { unpackImage } from '../src/image/unpack.ts';
import { systemDisk } from '../src/system/disk.ts';

const PARTS = join(import.meta.dirname, 'executable');

/** Other versions of Go make other bytes; it gets this one itself. */
const GO = 'go1.26.6';

const LIBRARIES = '/usr/lib/x86_64-linux-gnu';
const PROGRAM = '/usr/local/lib/sealsmith';

/** What Node is linked to (its dynamic section), by the names that it asks for. */
const LINKED = ['libc.so.6', 'libdl.so.2', 'libgcc_s.so.1', 'libm.so.6', 'libpthread.so.0', 'libstdc++.so.6'];

/** The terms of what is packed. */
const TERMS = ['libc6', 'libgcc-s1', 'libstdc++6'];

type Packed = { readonly path: string; readonly mode: number; readonly bytes: Buffer };

/** @returns its SHA-256 in hex */
export async function executable(layout: string, out: string): Promise<string> {
  const work = mkdtempSync(join(tmpdir(), 'sealsmith-executable-'));
  try {
    const files = await contents(layout, join(work, 'root'));
    const list = files.map(
      ({ path, mode, bytes }) => `${sha256(bytes)} ${mode.toString(8)} ${bytes.length} ${path}\n`,
    );
    writeFileSync(join(work, 'contents'), list.join(''));
    const plain = Buffer.concat(files.map(({ bytes }) => bytes));
    writeFileSync(join(work, 'packed'), gzipSync(plain, { level: constants.Z_BEST_COMPRESSION }));
    copyFileSync(join(PARTS, 'launcher.go'), join(work, 'launcher.go'));
    compile(work);
    const made = readFileSync(join(work, 'launcher'));
    mkdirSync(dirname(out), { recursive: true });
    rmSync(out, { force: true });
    writeFileSync(out, made, { mode: 0o755 });
    return sha256(made);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The files, in the order of their paths, so that their bytes are always the same. */
async function contents(layout: string, root: string): Promise<readonly Packed[]> {
  const disk = systemDisk();
  const image = got(await imageOf(got(openLayout(disk, layout))));
  mkdirSync(root, { mode: 0o700 });
  const { tree } = got(await unpackImage(image, disk, root, new AbortController().signal));
  const read = (path: string): Buffer => {
    const found = tree.find(path);
    if (found?.node.kind !== 'file')
      throw new Error(`${layout} has no file ${path}: it is not the job image`);
    return readFileSync(join(root, found.path));
  };
  const program = tree.find(`${PROGRAM}/dist`)?.path;
  if (program === undefined) throw new Error(`${layout} has no ${PROGRAM}/dist: it is not the job image`);
  const dist = readdirSync(join(root, program), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, program).length + 1));
  const files: Packed[] = [
    { path: 'bin/node', mode: 0o755, bytes: withoutSections(read('/usr/local/bin/node')) },
    { path: 'lib/ld.so', mode: 0o755, bytes: read('/lib64/ld-linux-x86-64.so.2') },
    ...LINKED.map((name) => ({ path: `lib/${name}`, mode: 0o644, bytes: read(`${LIBRARIES}/${name}`) })),
    ...TERMS.map((name) => ({
      path: `terms/${name}`,
      mode: 0o644,
      bytes: read(`/usr/share/doc/${name}/copyright`),
    })),
    { path: 'terms/node', mode: 0o644, bytes: read('/usr/local/share/doc/node/LICENSE') },
    { path: 'terms/sealsmith', mode: 0o644, bytes: read('/usr/local/share/doc/sealsmith/LICENSE') },
    ...dist.map((name) => ({ path: `dist/${name}`, mode: 0o644, bytes: read(`${PROGRAM}/dist/${name}`) })),
    { path: 'package.json', mode: 0o644, bytes: read(`${PROGRAM}/package.json`) },
    { path: 'node', mode: 0o755, bytes: readFileSync(join(PARTS, 'node.sh')) },
    { path: 'start.cjs', mode: 0o644, bytes: readFileSync(join(PARTS, 'start.cjs')) },
  ];
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * An ELF program for the kernel and the loader alone, who read segments: sections, which name functions and lines for
 * debuggers, lie behind them (System V gABI, "ELF Header", "Program Header").
 */
function withoutSections(program: Buffer): Buffer {
  const known = program.toString('latin1', 0, 6) === '\u007fELF\u0002\u0001';
  if (!known) throw new Error('Node is no 64-bit ELF program');
  const [table, size, count] = [
    program.readBigUInt64LE(32),
    program.readUInt16LE(54),
    program.readUInt16LE(56),
  ];
  let end = Number(table) + size * count;
  for (let at = 0; at < count; at += 1) {
    const header = Number(table) + size * at;
    const [offset, bytes] = [program.readBigUInt64LE(header + 8), program.readBigUInt64LE(header + 32)];
    end = Math.max(end, Number(offset + bytes));
  }
  const made = Buffer.from(program.subarray(0, end));
  // e_shoff; e_shnum and e_shstrndx.
  made.writeBigUInt64LE(0n, 40);
  made.writeUInt32LE(0, 60);
  return made;
}

/** Without the paths and ids of this machine and this build in it. */
function compile(work: string): void {
  const args = [
    'build',
    '-trimpath',
    '-buildvcs=false',
    '-ldflags=-s -w -buildid=',
    '-o',
    'launcher',
    'launcher.go',
  ];
  const env = {
    ...process.env,
    CGO_ENABLED: '0',
    GOOS: 'linux',
    GOARCH: 'amd64',
    GOAMD64: 'v1',
    GOTOOLCHAIN: GO,
    GOFLAGS: '',
    GOEXPERIMENT: '',
    GOWORK: 'off',
    GO111MODULE: 'auto',
  };
  const done = spawnSync('go', args, { cwd: work, env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (done.error !== undefined) throw new Error(`go cannot be started: ${done.error.message}`);
  if (done.status !== 0) throw new Error(`go ended with ${done.status}`);
}

function got<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

if (process.argv[1] === import.meta.filename) {
  const [out, layout = '.sealsmith/image'] = process.argv.slice(2);
  if (out === undefined) throw new Error('npm run executable -- <file> [layout]');
  process.stdout.write(`${await executable(resolve(layout), resolve(out))}  ${out}\n`);
}
