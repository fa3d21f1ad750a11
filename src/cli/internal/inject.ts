/**
 * `internal inject --node NODE --main FILE --work FOLDER --out FILE`: Node's own program with a program of ours
 * inside (a "single executable application"). Node prepares the blob itself; it looks for it in a note named
 * `NODE_SEA_BLOB` when its fuse is set. Copied in pieces, and the same inputs give the same bytes. Linux only: other
 * systems keep such things elsewhere.
 */

import { posix } from 'node:path';
import type { Failure } from '../../core/failure.ts';
import type { Inside, Writer } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { ELF_HEAD, noteLayout } from '../../formats/elf.ts';
import { readArguments } from './arguments.ts';
import { readPieces } from './pieces.ts';
import { writeWhole } from './write-whole.ts';

type Trouble = Failure | string;

const NOTE = 'NODE_SEA_BLOB';

/** Stands once in every Node that can carry a program, followed by `:0`, or by `:1` when it does (src/node_sea.cc). */
const FUSE = Buffer.from('NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2', 'latin1');

/** The fuse with its value. */
const NEED = FUSE.length + 2;

export async function inject(args: readonly string[], inside: Inside): Promise<Result<number, Trouble>> {
  const read = readArguments(args, ['node', 'main', 'work', 'out']);
  if (!read.ok) return read;
  const { main, work, out } = read.value.values;
  const node = findProgram(inside, read.value.values.node);
  if (!node.ok) return node;
  const blob = await prepare(inside, node.value, main, work);
  if (!blob.ok) return blob;
  const written = await writeWhole(
    inside,
    out,
    (file) => writeProgram(inside, node.value, blob.value, file),
    0o755,
  );
  return written.ok ? ok(0) : written;
}

/** The tool of the job: on PATH the project's own programs come first, and one of them may be called node too. */
function findProgram(inside: Inside, name: string): Result<string, Trouble> {
  const folders = (inside.env['PATH'] ?? '')
    .split(':')
    .filter((folder) => !/\/node_modules\/\.bin\/?$/.test(folder));
  const paths = name.includes('/') ? [name] : folders.map((folder) => posix.join(folder, name));
  for (const path of paths) {
    const found = inside.look(path);
    if (!found.ok) continue;
    if (found.value !== undefined && found.value.kind !== 'folder') return ok(path);
  }
  return err(`there is no ${name} on PATH`);
}

/** Node turns the program into a blob; without V8's code cache, whose bytes are never the same twice. */
async function prepare(
  inside: Inside,
  node: string,
  main: string,
  work: string,
): Promise<Result<string, Trouble>> {
  const output = posix.join(work, 'sea-blob');
  const config = posix.join(work, 'sea-config.json');
  const text = JSON.stringify({ main, output, disableExperimentalSEAWarning: true, useCodeCache: false });
  const written = await writeWhole(inside, config, async (file) => file.write(Buffer.from(text)));
  if (!written.ok) return written;
  const ended = await inside.start({ program: node, args: ['--experimental-sea-config', config] }).ended;
  switch (ended.kind) {
    case 'exited':
      return ended.exit === 0
        ? ok(output)
        : err(`node could not prepare ${main} (it ended with ${ended.exit})`);
    case 'killed':
      return err(`node was ended by ${ended.signal} while it prepared ${main}`);
    case 'not-started':
      return err(`node cannot be started (${ended.errno})`);
  }
}

async function writeProgram(
  inside: Inside,
  node: string,
  blob: string,
  file: Writer,
): Promise<Result<void, Trouble>> {
  const blobLooked = inside.look(blob);
  if (!blobLooked.ok) return blobLooked;
  const blobBytes = blobLooked.value?.bytes;
  if (blobBytes === undefined) return err(`${blob} is not there`);

  const beginning = Buffer.alloc(ELF_HEAD);
  const search = new FuseSearch();
  const copied = await readPieces(inside, node, (piece, at) => {
    if (at === 0) beginning.set(piece.subarray(0, ELF_HEAD));
    search.push(piece, at);
    return file.write(piece);
  });
  if (!copied.ok) return copied;
  const fuse = search.end();
  if (!fuse.ok) return err(`${node} cannot carry a program: ${fuse.failure}`);
  const layout = noteLayout(beginning, copied.value.bytes, { name: NOTE, bytes: blobBytes });
  if (!layout.ok) return err(`${node} cannot carry a program: ${layout.failure}`);

  const { head, gap, before, after } = layout.value;
  const start = copied.value.bytes + gap;
  const steps: readonly (() => Result<void> | Promise<Result<unknown, Trouble>>)[] = [
    () => file.write(head, 0),
    () => file.write(Buffer.from('1'), fuse.value),
    () => file.write(before, start),
    () => readPieces(inside, blob, (piece) => file.write(piece)),
    () => file.write(Buffer.alloc(after)),
  ];
  for (const step of steps) {
    const done = await step();
    if (!done.ok) return done;
  }
  return ok(undefined);
}

/** Looks for the fuse in pieces of a file; one that lies across two pieces is found too. */
class FuseSearch {
  #tail = Buffer.alloc(0);
  readonly #found: { readonly at: number; readonly value: string }[] = [];

  push(piece: Uint8Array, at: number): void {
    const here = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    const edge = Buffer.concat([this.#tail, here.subarray(0, NEED - 1)]);
    this.#search(edge, at - this.#tail.length, this.#tail.length);
    this.#search(here, at, here.length);
    this.#tail = Buffer.from(here.subarray(Math.max(0, here.length - NEED + 1)));
  }

  /** Whole fuses that begin before `until`. */
  #search(text: Buffer, at: number, until: number): void {
    for (let hit = text.indexOf(FUSE); hit >= 0 && hit < until; hit = text.indexOf(FUSE, hit + 1)) {
      if (hit + NEED > text.length) return;
      const value = text.toString('latin1', hit + FUSE.length, hit + NEED);
      this.#found.push({ at: at + hit + NEED - 1, value });
    }
  }

  /** @returns the offset of the character to set */
  end(): Result<number, string> {
    const [first, ...others] = this.#found;
    if (first === undefined || others.length > 0) {
      return err('it has no place for one (distributions that build Node as a shared library leave it out)');
    }
    if (first.value === ':1') return err('it carries one already');
    return first.value === ':0' ? ok(first.at) : err('its fuse is of an unknown kind');
  }
}
