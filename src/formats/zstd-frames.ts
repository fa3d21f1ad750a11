/**
 * Cuts a zstd stream (RFC 8878) into its frames. Decoders of Node end silently with the first frame when several come
 * at once, so each frame has to get a decoder of its own; what is left out here would be lost without an error.
 */

import { err, ok, type Result } from '../core/result.ts';

/** `frame-end`: the last piece of a frame has been given. Pieces are views of the chunk. */
export type ZstdPiece =
  | { readonly kind: 'piece'; readonly bytes: Uint8Array }
  | { readonly kind: 'frame-end' };

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;

/** Frame headers have at most 14 bytes after the magic number (RFC 8878, 3.1.1.1). */
const CONTENT_SIZES = [0, 2, 4, 8] as const;
const DICTIONARY_SIZES = [0, 1, 2, 4] as const;

type State =
  | { readonly at: 'magic' | 'descriptor' | 'skip-size' }
  | { readonly at: 'header'; readonly wanted: number; readonly checksum: boolean }
  | { readonly at: 'block-header'; readonly checksum: boolean }
  | { readonly at: 'block'; left: number; readonly last: boolean; readonly checksum: boolean }
  | { readonly at: 'checksum'; left: number }
  | { readonly at: 'skip'; left: number };

export class ZstdFrames {
  #state: State = { at: 'magic' };
  readonly #small = Buffer.alloc(4);
  #filled = 0;

  /** @returns the pieces in order; bytes of skippable frames are left out. The failure is one clause */
  push(chunk: Uint8Array): Result<readonly ZstdPiece[], string> {
    const out: ZstdPiece[] = [];
    let from = 0;
    let at = 0;
    const flush = (): void => {
      if (at > from) out.push({ kind: 'piece', bytes: chunk.subarray(from, at) });
      from = at;
    };
    while (at < chunk.length) {
      const state = this.#state;
      switch (state.at) {
        case 'magic': {
          at += this.#fill(chunk, at, 4);
          from = at;
          if (this.#filled < 4) break;
          this.#filled = 0;
          const magic = this.#small.readUInt32LE(0);
          if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) this.#state = { at: 'skip-size' };
          else if (magic === MAGIC) {
            // It may have begun in an earlier chunk.
            out.push({ kind: 'piece', bytes: Uint8Array.from(this.#small) });
            this.#state = { at: 'descriptor' };
          } else return err('something that is no zstd frame stands in it');
          break;
        }
        case 'descriptor': {
          const flags = chunk[at] ?? 0;
          at += 1;
          if ((flags & 0x08) !== 0) return err('a zstd frame uses a reserved bit');
          const single = (flags & 0x20) !== 0;
          const size = CONTENT_SIZES[(flags >> 6) as 0 | 1 | 2 | 3] || (single ? 1 : 0);
          const wanted = (single ? 0 : 1) + DICTIONARY_SIZES[(flags & 3) as 0 | 1 | 2 | 3] + size;
          const checksum = (flags & 0x04) !== 0;
          this.#state = { at: 'header', wanted, checksum };
          this.#filled = 0;
          break;
        }
        case 'header': {
          const used = Math.min(state.wanted - this.#filled, chunk.length - at);
          at += used;
          this.#filled += used;
          if (this.#filled < state.wanted) break;
          this.#filled = 0;
          this.#state = { at: 'block-header', checksum: state.checksum };
          break;
        }
        case 'block-header': {
          at += this.#fill(chunk, at, 3);
          if (this.#filled < 3) break;
          this.#filled = 0;
          const header = this.#small.readUIntLE(0, 3);
          const type = (header >> 1) & 3;
          if (type === 3) return err('a block of a zstd frame is of a reserved type');
          const left = type === 1 ? 1 : header >> 3;
          this.#state = { at: 'block', left, last: (header & 1) === 1, checksum: state.checksum };
          if (left === 0 && this.#blockEnds(this.#state)) {
            flush();
            out.push({ kind: 'frame-end' });
          }
          break;
        }
        case 'block': {
          const used = Math.min(state.left, chunk.length - at);
          at += used;
          state.left -= used;
          if (state.left === 0 && this.#blockEnds(state)) {
            flush();
            out.push({ kind: 'frame-end' });
          }
          break;
        }
        case 'checksum': {
          const used = Math.min(state.left, chunk.length - at);
          at += used;
          state.left -= used;
          if (state.left > 0) break;
          this.#state = { at: 'magic' };
          flush();
          out.push({ kind: 'frame-end' });
          break;
        }
        case 'skip-size': {
          at += this.#fill(chunk, at, 4);
          from = at;
          if (this.#filled < 4) break;
          this.#filled = 0;
          const left = this.#small.readUInt32LE(0);
          this.#state = left === 0 ? { at: 'magic' } : { at: 'skip', left };
          break;
        }
        case 'skip': {
          const used = Math.min(state.left, chunk.length - at);
          at += used;
          from = at;
          state.left -= used;
          if (state.left === 0) this.#state = { at: 'magic' };
          break;
        }
      }
    }
    flush();
    return ok(out);
  }

  /** Whether it may end here. */
  get whole(): boolean {
    return this.#state.at === 'magic' && this.#filled === 0;
  }

  /** @returns how many bytes were used; `#filled` says whether there are enough */
  #fill(chunk: Uint8Array, at: number, wanted: number): number {
    const used = Math.min(wanted - this.#filled, chunk.length - at);
    this.#small.set(chunk.subarray(at, at + used), this.#filled);
    this.#filled += used;
    return used;
  }

  /** @returns true when the frame ends with this block */
  #blockEnds({ last, checksum }: { readonly last: boolean; readonly checksum: boolean }): boolean {
    this.#state = !last
      ? { at: 'block-header', checksum }
      : checksum
        ? { at: 'checksum', left: 4 }
        : { at: 'magic' };
    return last && !checksum;
  }
}
