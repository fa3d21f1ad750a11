/** The archive that GitHub's library puts around an entry, made by hand: as it makes it, or as a stranger does. */

import { gzipSync, zstdCompressSync } from 'node:zlib';
import { COMPRESSIONS, versionOf } from '../../src/cache/stores/github-key.ts';
import { rawMember, rawPax, ZEROS } from './tar-bytes.ts';

export type Compression = 'zstd' | 'gzip';

/** As GNU tar writes it with `--posix`: a pax header with times, the file, zeros up to the record's end. */
export function outerTar(content: string | Uint8Array): Buffer {
  const times = { mtime: '1795165200.5', atime: '1795165200.5', ctime: '1795165200.5' };
  const bytes = Buffer.concat([rawPax(times), rawMember(content, { name: 'work/sealsmith' }), ZEROS]);
  return Buffer.concat([bytes, Buffer.alloc((10_240 - (bytes.length % 10_240)) % 10_240)]);
}

export function outerArchive(content: string | Uint8Array, compression: Compression = 'zstd'): Buffer {
  return compressed(outerTar(content), compression);
}

export function compressed(tar: Uint8Array, compression: Compression): Buffer {
  return compression === 'zstd' ? zstdCompressSync(tar) : gzipSync(tar);
}

export function versionFor(compression: Compression): string {
  const [zstd, gzip] = COMPRESSIONS;
  return versionOf(compression === 'zstd' ? zstd : gzip);
}
