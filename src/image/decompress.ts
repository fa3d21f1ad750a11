/**
 * Layers as plain tar, in pieces: not compressed, gzip of any number of members, zstd of any number of frames. What is
 * cut off or has something foreign behind its end is a failure, and no more comes out than is allowed.
 */

import { constants, createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib';
import { err, ok, type Result } from '../core/result.ts';
import type { Compression } from '../formats/oci.ts';
import { ZstdFrames } from '../formats/zstd-frames.ts';

/** Gets plain bytes, good until it returns. What it refuses ends everything. */
export type Take = (plain: Uint8Array) => Result<void, string>;

export interface Decompressor {
  /** Returns when all that the piece brings has been taken. */
  push(piece: Uint8Array): Promise<Result<void, string>>;
  end(): Promise<Result<void, string>>;
  /** To be called in any case, once. */
  close(): void;
}

const CHUNK = 1 << 20;

const BEHIND = 'something stands behind its end';

/** What zstd itself takes without being asked; a frame that wants a larger window is refused. */
const WINDOW = 27;

export function decompressor(compression: Compression, take: Take): Decompressor {
  switch (compression) {
    case 'none':
      return { push: async (piece) => take(piece), end: async () => ok(undefined), close: () => {} };
    case 'gzip':
      return new Gzip(take);
    case 'zstd':
      return new Zstd(take);
  }
}

class Gzip implements Decompressor {
  readonly #stage: Stage;
  #bytes = 0;

  constructor(take: Take) {
    this.#stage = new Stage(createGunzip({ chunkSize: CHUNK }), take);
  }

  push(piece: Uint8Array): Promise<Result<void, string>> {
    this.#bytes += piece.length;
    return this.#stage.write(piece);
  }

  async end(): Promise<Result<void, string>> {
    const ended = await this.#stage.end();
    if (!ended.ok) return ended;
    // Node leaves alone, silently, what stands behind the last member and is none.
    return this.#stage.read === this.#bytes ? ok(undefined) : err(BEHIND);
  }

  close(): void {
    this.#stage.close();
  }
}

class Zstd implements Decompressor {
  readonly #frames = new ZstdFrames();
  readonly #take: Take;
  #stage: Stage | undefined;

  constructor(take: Take) {
    this.#take = take;
  }

  async push(piece: Uint8Array): Promise<Result<void, string>> {
    const pieces = this.#frames.push(piece);
    if (!pieces.ok) return pieces;
    for (const one of pieces.value) {
      this.#stage ??= new Stage(
        createZstdDecompress({ chunkSize: CHUNK, params: { [constants.ZSTD_d_windowLogMax]: WINDOW } }),
        this.#take,
      );
      const done = one.kind === 'piece' ? await this.#stage.write(one.bytes) : await this.#endFrame();
      if (!done.ok) return done;
    }
    return ok(undefined);
  }

  async end(): Promise<Result<void, string>> {
    return this.#frames.whole ? ok(undefined) : err('it ends before its end');
  }

  close(): void {
    this.#stage?.close();
  }

  async #endFrame(): Promise<Result<void, string>> {
    const ended = (await this.#stage?.end()) ?? ok(undefined);
    this.#stage?.close();
    this.#stage = undefined;
    return ended;
  }
}

/** One of Node's streams, used a piece at a time. */
class Stage {
  readonly #stream: Gunzip | ZstdDecompress;
  #trouble: string | undefined;
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(stream: Gunzip | ZstdDecompress, take: Take) {
    this.#stream = stream;
    stream.on('data', (plain: Buffer) => {
      if (this.#trouble !== undefined) return;
      const taken = take(plain);
      if (!taken.ok) this.#fail(taken.failure);
    });
    // Also in the middle: Node stops where something foreign follows, and calls nobody back for what comes after.
    stream.on('end', () => {
      this.#ended = true;
      this.#wake?.();
    });
    stream.on('error', (error: Error & { code?: string }) => {
      this.#fail(error.code === 'Z_BUF_ERROR' ? 'it ends before its end' : 'it is not compressed as it says');
    });
  }

  /** How many bytes the engine has used. */
  get read(): number {
    return this.#stream.bytesWritten;
  }

  write(piece: Uint8Array): Promise<Result<void, string>> {
    if (this.#ended) return Promise.resolve(err(BEHIND));
    return this.#wait((done) => this.#stream.write(piece, () => done()));
  }

  end(): Promise<Result<void, string>> {
    // What wakes us is the end itself, or what went wrong.
    return this.#wait(() => {
      if (this.#ended) this.#wake?.();
      else this.#stream.end();
    });
  }

  close(): void {
    this.#stream.destroy();
  }

  /** What was refused on the way ends the waiting at once: a bomb is not let out to its end. */
  #wait(work: (done: () => void) => void): Promise<Result<void, string>> {
    return new Promise((resolve) => {
      const settle = (): void => {
        this.#wake = undefined;
        resolve(this.#trouble === undefined ? ok(undefined) : err(this.#trouble));
      };
      if (this.#trouble !== undefined) settle();
      else {
        this.#wake = settle;
        work(settle);
      }
    });
  }

  #fail(trouble: string): void {
    this.#trouble ??= trouble;
    this.#stream.destroy();
    this.#wake?.();
  }
}
