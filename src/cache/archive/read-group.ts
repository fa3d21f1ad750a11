/**
 * Reads one group of an entry: stored bytes into our own memory, their digest, only then the decoder, then the digest
 * of each file. What is hashed is what is used, so a file that changes while it is read changes nothing.
 */

import { createHash, hash } from 'node:crypto';
import type { Miss } from '../../core/cache.ts';
import type { Disk } from '../../core/disk.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { attempt } from './attempt.ts';
import { PIECE } from './layout.ts';
import type { FileMember, Group, Piece } from './members.ts';
import { decompress, release } from './zstd.ts';

/** Where a file's content goes. */
export type Writer = { write(bytes: Uint8Array): void; close(): void };

/** Called for each file in order, with a writer for those that are wanted. Throws what the disk says. */
export type Sink = (file: FileMember) => Writer | undefined;

/** What stands for an end that was asked for. */
export const INTERRUPTED: Miss = { code: 'target-error', detail: 'interrupted' };

export class GroupReader {
  readonly #disk: Disk;
  /** For the stored bytes of every piece; content is gone from it before the next is read. */
  readonly #memory = Buffer.allocUnsafeSlow(PIECE);

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /**
   * @param file     descriptor of the entry
   * @param stopped  asked before each piece
   */
  read(file: number, group: Group, sink: Sink, stopped: () => boolean): Result<void, Miss> {
    if (stopped()) return err(INTERRUPTED);
    if (group.pieces.length > 1) return this.#large(file, group, sink, stopped);
    const [piece] = group.pieces;
    if (piece === undefined) return small(group.files, NOTHING, sink);
    const plain = this.#plain(file, piece, group.at);
    if (!plain.ok) return plain;
    const done = small(group.files, plain.value, sink);
    this.#release(plain.value);
    return done;
  }

  /** One file that takes several pieces; empty ones may stand around it. */
  #large(file: number, group: Group, sink: Sink, stopped: () => boolean): Result<void, Miss> {
    for (const member of group.files) {
      const done =
        member.bytes === 0
          ? small([member], NOTHING, sink)
          : flat(attempt('target-error', () => this.#pieces(file, group, member, sink, stopped)));
      if (!done.ok) return done;
    }
    return ok(undefined);
  }

  #pieces(
    file: number,
    group: Group,
    member: FileMember,
    sink: Sink,
    stopped: () => boolean,
  ): Result<void, Miss> {
    const writer = sink(member);
    try {
      const sum = createHash('sha256');
      let at = group.at;
      for (const piece of group.pieces) {
        if (stopped()) return err(INTERRUPTED);
        const plain = this.#plain(file, piece, at);
        if (!plain.ok) return plain;
        sum.update(plain.value);
        writer?.write(plain.value);
        this.#release(plain.value);
        at += piece.stored;
      }
      return sum.digest('hex') === member.sha256 ? ok(undefined) : err(mismatch(member.path));
    } finally {
      writer?.close();
    }
  }

  #plain(file: number, piece: Piece, at: number): Result<Uint8Array, Miss> {
    const stored = this.#memory.subarray(0, piece.stored);
    const read = attempt('store-error', () => this.#disk.read(file, stored, at));
    if (!read.ok) return read;
    if (read.value !== piece.stored || hash('sha256', stored, 'hex') !== piece.sha256)
      return err(mismatch(`the piece at ${at}`));
    return piece.method === 'stored' ? ok(stored) : decompress(stored, piece.plain, `the piece at ${at}`);
  }

  #release(plain: Uint8Array): void {
    if (plain.buffer !== this.#memory.buffer) release(plain);
  }
}

const NOTHING = new Uint8Array(0);

function small(files: readonly FileMember[], plain: Uint8Array, sink: Sink): Result<void, Miss> {
  return flat(attempt('target-error', () => writeEach(files, plain, sink)));
}

function writeEach(files: readonly FileMember[], plain: Uint8Array, sink: Sink): Result<void, Miss> {
  let at = 0;
  for (const file of files) {
    const bytes = plain.subarray(at, at + file.bytes);
    at += file.bytes;
    // Before anything of it is on the disk.
    if (hash('sha256', bytes, 'hex') !== file.sha256) return err(mismatch(file.path));
    const writer = sink(file);
    if (writer === undefined) continue;
    try {
      writer.write(bytes);
    } finally {
      writer.close();
    }
  }
  return ok(undefined);
}

function flat(result: Result<Result<void, Miss>, Miss>): Result<void, Miss> {
  return result.ok ? result.value : result;
}

function mismatch(what: string): Miss {
  return { code: 'digest-mismatch', detail: what };
}
