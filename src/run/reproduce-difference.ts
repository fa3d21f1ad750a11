/**
 * Where two files first have something different: of archives (tar, gzip and zstd around it) which member and which
 * byte of it, of anything else which byte. Both are read as a stranger's; what is no archive after all is compared as
 * plain bytes.
 */

import { createHash } from 'node:crypto';
import type { Disk } from '../core/disk.ts';
import { nameText } from '../core/name-text.ts';
import type { FirstDifference } from '../core/reproduction.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Compression } from '../formats/oci.ts';
import { type TarMember, TarReader } from '../formats/tar-read.ts';
import { decompressor } from '../image/decompress.ts';

const PIECE = 1 << 20;

/** Members of an archive, and bytes of a member whose content is compared. */
const MOST_MEMBERS = 500_000;
const MOST_BYTES = 1 << 30;

/** Undefined when they are equal. Throws what the disk refuses. */
export async function firstDifference(
  disk: Disk,
  before: string,
  now: string,
): Promise<FirstDifference | undefined> {
  const at = firstByte(disk, before, now);
  if (at === undefined) return undefined;
  const kinds = [compressionOf(disk, before), compressionOf(disk, now)] as const;
  if (kinds[0] === undefined || kinds[1] === undefined) return { kind: 'byte', member: undefined, at };
  const [old, made] = [await membersOf(disk, before, kinds[0]), await membersOf(disk, now, kinds[1])];
  if (!old.ok || !made.ok) return { kind: 'byte', member: undefined, at };
  const differing = firstMember(old.value, made.value);
  if (differing === undefined) return { kind: 'container', at };
  if (differing.kind !== 'content') return differing.difference;
  const contents = [
    await contentOf(disk, before, kinds[0], differing.index),
    await contentOf(disk, now, kinds[1], differing.index),
  ] as const;
  const offset = contents[0].findIndex((byte, index) => byte !== contents[1][index]);
  const least = Math.min(contents[0].length, contents[1].length);
  return { kind: 'byte', member: differing.name, at: offset < 0 ? least : offset };
}

/** Offset of the first byte that differs, the end of the shorter one included. */
export function firstByte(disk: Disk, before: string, now: string): number | undefined {
  const files = [disk.openRead(before), disk.openRead(now)] as const;
  try {
    const [a, b] = [Buffer.alloc(PIECE), Buffer.alloc(PIECE)];
    for (let at = 0; ; ) {
      const counts = [disk.read(files[0], a, at), disk.read(files[1], b, at)] as const;
      const least = Math.min(...counts);
      if (!a.subarray(0, least).equals(b.subarray(0, least))) {
        let index = 0;
        while (a[index] === b[index]) index += 1;
        return at + index;
      }
      if (counts[0] !== counts[1]) return at + least;
      if (least === 0) return undefined;
      at += least;
    }
  } finally {
    for (const file of files) disk.close(file);
  }
}

/** How the archive is compressed; undefined for what is none by its first bytes. */
function compressionOf(disk: Disk, path: string): Compression | undefined {
  const file = disk.openRead(path);
  try {
    const head = Buffer.alloc(512);
    const count = disk.read(file, head, 0);
    const starts = (...bytes: number[]): boolean => bytes.every((byte, index) => head[index] === byte);
    if (starts(0x1f, 0x8b)) return 'gzip';
    if (starts(0x28, 0xb5, 0x2f, 0xfd)) return 'zstd';
    return count === 512 && head.toString('latin1', 257, 262) === 'ustar' ? 'none' : undefined;
  } finally {
    disk.close(file);
  }
}

type Member = Pick<TarMember, 'kind' | 'mode' | 'bytes'> & {
  readonly name: string;
  readonly target: string;
  readonly time: string;
  readonly owner: string;
  readonly sha256: string;
};

type Reading = {
  readonly member: (member: TarMember) => void;
  readonly content: (bytes: Uint8Array) => void;
};

async function readArchive(
  disk: Disk,
  path: string,
  compression: Compression,
  reading: Reading,
): Promise<Result<void, string>> {
  const reader = new TarReader();
  let members = 0;
  const plain = decompressor(compression, (bytes) => {
    const events = reader.push(bytes);
    if (!events.ok) return err(events.failure.detail);
    for (const event of events.value) {
      if (event.kind === 'content') reading.content(event.bytes);
      else {
        members += 1;
        if (members > MOST_MEMBERS) return err('it has too many members');
        reading.member(event.member);
      }
    }
    return ok(undefined);
  });
  const file = disk.openRead(path);
  try {
    const piece = Buffer.alloc(PIECE);
    for (let at = 0; ; ) {
      const count = disk.read(file, piece, at);
      if (count === 0) break;
      at += count;
      const pushed = await plain.push(piece.subarray(0, count));
      if (!pushed.ok) return pushed;
    }
    const ended = await plain.end();
    const whole = reader.end();
    return ended.ok && !whole.ok ? err(whole.failure.detail) : ended;
  } finally {
    plain.close();
    disk.close(file);
  }
}

async function membersOf(
  disk: Disk,
  path: string,
  compression: Compression,
): Promise<Result<readonly Member[], string>> {
  const members: Member[] = [];
  let open: { readonly member: TarMember; readonly digest: ReturnType<typeof createHash> } | undefined;
  const close = (): void => {
    if (open === undefined) return;
    const { member, digest } = open;
    members.push({
      ...{ kind: member.kind, mode: member.mode, bytes: member.bytes, sha256: digest.digest('hex') },
      ...{ name: nameText(Buffer.from(member.name)), target: nameText(Buffer.from(member.target)) },
      ...{ time: String(member.mtime), owner: `${member.uid}:${member.gid}` },
    });
    open = undefined;
  };
  const read = await readArchive(disk, path, compression, {
    member(member) {
      close();
      open = { member, digest: createHash('sha256') };
    },
    content: (bytes) => void open?.digest.update(bytes),
  });
  close();
  return read.ok ? ok(members) : read;
}

/** The content of the member at a position, up to `MOST_BYTES`. */
async function contentOf(disk: Disk, path: string, compression: Compression, index: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let [current, bytes] = [-1, 0];
  await readArchive(disk, path, compression, {
    member: () => {
      current += 1;
    },
    content(piece) {
      if (current !== index || bytes >= MOST_BYTES) return;
      bytes += piece.length;
      parts.push(Buffer.from(piece));
    },
  });
  return Buffer.concat(parts);
}

type Differing =
  | { readonly kind: 'property'; readonly difference: FirstDifference }
  | { readonly kind: 'content'; readonly index: number; readonly name: string };

function firstMember(before: readonly Member[], now: readonly Member[]): Differing | undefined {
  for (let index = 0; index < Math.max(before.length, now.length); index += 1) {
    const [old, made] = [before[index], now[index]];
    const name = old?.name ?? made?.name ?? '';
    const property = (what: string, recorded: string | undefined, after: string | undefined): Differing => ({
      kind: 'property',
      difference: { kind: 'member', member: name, what, values: { recorded, now: after } },
    });
    if (old?.name !== made?.name) return property('name', old?.name, made?.name);
    if (old === undefined || made === undefined) return undefined;
    for (const what of ['kind', 'target'] as const) {
      if (old[what] !== made[what]) return property(what, old[what], made[what]);
    }
    if (old.sha256 !== made.sha256) return { kind: 'content', index, name };
    for (const what of ['mode', 'time', 'owner'] as const) {
      if (old[what] === made[what]) continue;
      const text = (value: string | number): string =>
        typeof value === 'number' ? `0${value.toString(8)}` : value;
      return property(what, text(old[what]), text(made[what]));
    }
  }
  return undefined;
}
