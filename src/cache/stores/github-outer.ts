/**
 * Takes our file out of the archive that the library put around it: a tar in zstd or gzip, with exactly one regular
 * file. Whoever can write to the cache may have made it, so nothing else is accepted, its name means nothing, and
 * nothing grows beyond its limit. Whether the file is an entry is decided later, by its seal.
 */

import { constants, createGunzip, createZstdDecompress } from 'node:zlib';
import type { CacheReason } from '../../core/cache.ts';
import type { Disk } from '../../core/disk.ts';
import { ok, type Result } from '../../core/result.ts';
import { type TarProblem, TarReader } from '../../formats/tar-read.ts';
import type { Trouble } from './store.ts';
import { guarded, StoreTrouble } from './trouble.ts';

/** Bytes that the outer archive may have for an entry of `limit` bytes; what cannot be compressed grows a little. */
export function outerLimit(limit: number): number {
  return limit + Math.ceil(limit / 1000) + AROUND;
}

/**
 * @param archive  absolute path of a file that nobody else changes
 * @param entry    absolute path of a file that is made; on trouble the caller removes it
 * @param limit    bytes of the entry at most
 * @returns the entry's bytes; `too-large`; `entry-unsafe` when there is anything but one file; `digest-mismatch` when
 *   it is not what its own checksum says; `store-error` when it is cut off or no archive at all
 */
export async function takeEntry(
  disk: Disk,
  archive: string,
  entry: string,
  limit: number,
): Promise<Result<number, Trouble>> {
  try {
    return ok(await unwrapped(disk, archive, entry, limit));
  } catch (error) {
    return guarded('reading what was downloaded', (): never => {
      throw error;
    });
  }
}

/** Headers before the file, and zeros after it: tar fills up records of 10 KiB. */
const AROUND = 1024 * 1024;
const CHUNK = 1024 * 1024;

const FOLLOWED = 'something follows the archive';

type Decompressor = ReturnType<typeof createGunzip> | ReturnType<typeof createZstdDecompress>;

async function unwrapped(disk: Disk, archive: string, entry: string, limit: number): Promise<number> {
  const from = disk.openRead(archive);
  try {
    const to = disk.create(entry, 0o600);
    try {
      return await decompressed(disk, from, new OneFile((bytes) => disk.write(to, bytes), limit), limit);
    } finally {
      disk.close(to);
    }
  } finally {
    disk.close(from);
  }
}

async function decompressed(disk: Disk, from: number, file: OneFile, limit: number): Promise<number> {
  const { bytes: size } = disk.facts(from);
  const stream = decompressorOf(disk, from);
  let plain = 0;
  try {
    // Whatever ends the feeding is seen below; also when it comes after the end.
    stream.on('error', () => {});
    feed(disk, from, size, stream).catch((error: Error) => stream.destroy(error));
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      plain += chunk.length;
      if (plain > limit + AROUND) throw trouble('too-large', `more than ${limit} bytes`);
      file.take(chunk);
    }
  } catch (error) {
    throw broken(error);
  } finally {
    stream.destroy();
  }
  // Decoders of an older Node leave what follows the first frame, and say nothing.
  if (stream.bytesWritten !== size) throw trouble('entry-unsafe', FOLLOWED);
  return file.end();
}

/** By its first bytes: the library's name for it is a claim like any other. */
function decompressorOf(disk: Disk, from: number): Decompressor {
  const magic = Buffer.alloc(4);
  disk.read(from, magic, 0);
  if (magic.readUInt32LE() === 0xfd2fb528) {
    return createZstdDecompress({
      chunkSize: CHUNK,
      rejectGarbageAfterEnd: true,
      // 8 MiB, which every decoder supports (RFC 8878, section 3.1.1.1.2) and `zstd` stays below unless it is told
      // otherwise. A larger one would be memory that a stranger takes from us.
      params: { [constants.ZSTD_d_windowLogMax]: 23 },
    });
  }
  if (magic.readUInt16BE() === 0x1f8b) return createGunzip({ chunkSize: CHUNK, rejectGarbageAfterEnd: true });
  throw trouble('store-error', 'what was downloaded is no archive');
}

async function feed(disk: Disk, from: number, size: number, stream: Decompressor): Promise<void> {
  for (let at = 0; at < size; at += CHUNK) {
    const chunk = Buffer.alloc(Math.min(CHUNK, size - at));
    if (disk.read(from, chunk, at) !== chunk.length) throw trouble('store-error', 'it became shorter');
    await new Promise<void>((resolve, reject) => {
      stream.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  }
  stream.end();
}

class OneFile {
  readonly #write: (bytes: Uint8Array) => void;
  readonly #limit: number;
  readonly #tar = new TarReader(64 * 1024);
  #bytes: number | undefined;

  constructor(write: (bytes: Uint8Array) => void, limit: number) {
    this.#write = write;
    this.#limit = limit;
  }

  take(chunk: Uint8Array): void {
    const events = this.#tar.push(chunk);
    if (!events.ok) throw malformed(events.failure);
    for (const event of events.value) {
      if (event.kind === 'content') {
        this.#write(event.bytes);
        continue;
      }
      const { kind, bytes } = event.member;
      if (kind !== 'file') throw trouble('entry-unsafe', `the outer archive holds a ${kind}`);
      if (this.#bytes !== undefined)
        throw trouble('entry-unsafe', 'the outer archive holds more than one file');
      if (bytes > this.#limit) throw trouble('too-large', `${bytes} bytes, and ${this.#limit} may be`);
      this.#bytes = bytes;
    }
  }

  end(): number {
    const end = this.#tar.end();
    if (!end.ok) throw malformed(end.failure);
    if (this.#bytes === undefined) throw trouble('entry-unsafe', 'the outer archive is empty');
    return this.#bytes;
  }
}

function malformed({ code, detail }: TarProblem): StoreTrouble {
  const reason =
    code === 'cut-off' ? 'store-error' : code === 'checksum' ? 'digest-mismatch' : 'entry-unsafe';
  return trouble(reason, `the outer archive: ${detail}`);
}

/** What the decoders say, by their codes. */
function broken(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code !== 'string') return error;
  if (code === 'ERR_TRAILING_JUNK_AFTER_STREAM_END') return trouble('entry-unsafe', FOLLOWED);
  if (code === 'Z_BUF_ERROR') return trouble('store-error', 'the archive ends too early');
  if (code === 'ZSTD_error_frameParameter_windowTooLarge') {
    return trouble('too-large', 'the archive wants more memory than it may have');
  }
  if (/^Z_|^ZSTD_error_/.test(code)) return trouble('digest-mismatch', `the archive is damaged (${code})`);
  return error;
}

function trouble(code: CacheReason, detail: string): StoreTrouble {
  return new StoreTrouble({ code, detail });
}
