/** Has groups compressed, by threads where there are many, and writes what comes back in the order of the list. */

import { createHash, type Hash } from 'node:crypto';
import type { Miss } from '../../core/cache.ts';
import type { Sha256 } from '../../core/digest.ts';
import type { World } from '../../core/ports.ts';
import { attempt } from './attempt.ts';
import { isLittle } from './groups.ts';
import type { FileMember, Group, Piece } from './members.ts';
import { type PackOutput, packGroups } from './pack-groups.ts';
import { Turns } from './turns.ts';
import type { Unit } from './units.ts';

type Doors = Pick<World, 'disk' | 'workers'>;

export class GroupWriter {
  /** What is written, and the bytes of its pieces. */
  readonly groups: Group[] = [];
  stored = 0;
  readonly #doors: Doors;
  readonly #target: number;
  /** Bytes that the entry may have. */
  readonly #limit: number;
  /** What waits until it is known whether threads are worth their start, and what they have been given. */
  readonly #held: Unit[] = [];
  readonly #under: { readonly unit: Unit; readonly output: Promise<PackOutput> }[] = [];
  #bytes = 0;
  #files = 0;
  /** Of the large file that is being written. */
  #sum: Hash = createHash('sha256');
  #pieces: Piece[] = [];

  /** @param target  descriptor of a new file */
  constructor(doors: Doors, target: number, limit: number) {
    this.#doors = doors;
    this.#target = target;
    this.#limit = limit;
  }

  async add(unit: Unit): Promise<Miss | undefined> {
    this.#bytes += unit.bytes;
    this.#files += unit.files.length;
    this.#held.push(unit);
    if (isLittle(this.#bytes, this.#files)) return undefined;
    for (let next = this.#held.shift(); next !== undefined; next = this.#held.shift()) {
      const output = this.#doors.workers.run('pack', next.input) as Promise<PackOutput>;
      // It is looked at when its turn comes.
      output.catch(() => {});
      this.#under.push({ unit: next, output });
      // More than there are threads, so that none waits for us, nor for another one that had to wait.
      if (this.#under.length < this.#doors.workers.count * 4) continue;
      const refused = await this.#takeFirst();
      if (refused !== undefined) return refused;
    }
    return undefined;
  }

  /** What is left of it. */
  async end(): Promise<Miss | undefined> {
    while (this.#under.length > 0) {
      const refused = await this.#takeFirst();
      if (refused !== undefined) return refused;
    }
    const here = packGroups(this.#doors.disk);
    const turns = new Turns();
    for (const unit of this.#held) {
      const refused = this.#take(unit, here(unit.input, []));
      if (refused !== undefined) return refused;
      if (turns.isOver()) await turns.end();
    }
    return undefined;
  }

  /** When it returns, nobody reads for us any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#under.map(({ output }) => output));
  }

  async #takeFirst(): Promise<Miss | undefined> {
    const first = this.#under[0];
    if (first === undefined) return undefined;
    const output = await first.output;
    this.#under.shift();
    return this.#take(first.unit, output);
  }

  #take(unit: Unit, output: PackOutput): Miss | undefined {
    if (output.kind === 'refused') return output.why;
    const written = attempt('not-kept', () => {
      if (output.kind === 'small') this.#small(unit, output);
      else this.#large(unit, output);
    });
    if (!written.ok) return written.failure;
    return this.stored > this.#limit
      ? { code: 'not-kept', detail: `too large: more than ${this.#limit} bytes` }
      : undefined;
  }

  #small({ files }: Unit, { packed, sums }: Extract<PackOutput, { kind: 'small' }>): void {
    const at = this.stored;
    if (packed !== undefined) this.#piece(packed.stored);
    const members = files.map(({ path, mode, bytes }, index) => ({
      path,
      mode,
      bytes,
      sha256: sums[index] ?? EMPTY,
    }));
    this.groups.push({ at, pieces: packed === undefined ? [] : [packed.piece], files: members });
  }

  #large({ files, last }: Unit, { packed, plain }: Extract<PackOutput, { kind: 'large' }>): void {
    this.#sum.update(plain);
    this.#piece(packed.stored);
    this.#pieces.push(packed.piece);
    // Gone at once, as the garbage collector would only find it in its time.
    drop(plain);
    if (!last) return;
    const sha256 = this.#sum.digest('hex') as Sha256;
    const at = this.#pieces.reduce((start, { stored }) => start - stored, this.stored);
    const members = files.map(
      ({ path, mode, bytes }): FileMember => ({ path, mode, bytes, sha256: bytes > 0 ? sha256 : EMPTY }),
    );
    this.groups.push({ at, pieces: this.#pieces, files: members });
    this.#pieces = [];
    this.#sum = createHash('sha256');
  }

  #piece(bytes: Uint8Array): void {
    this.#doors.disk.write(this.#target, bytes);
    this.stored += bytes.length;
    drop(bytes);
  }
}

/** SHA-256 of no bytes. */
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' as Sha256;

/** Memory that is ours alone: see `PackedPiece`. */
function drop(bytes: Uint8Array): void {
  if (bytes.buffer instanceof ArrayBuffer) bytes.buffer.transfer(0);
}
