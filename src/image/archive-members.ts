/** The members of an image's archive by name: only headers are read, contents stay where they lie in the file. */

import type { Disk } from '../core/disk.ts';
import { nameText } from '../core/name-text.ts';
import { err, ok, type Result } from '../core/result.ts';
import { type TarMember, TarReader } from '../formats/tar-read.ts';
import { attempt } from './attempt.ts';
import type { Extent } from './blob.ts';
import { memberPath } from './layer-read.ts';

export interface ArchiveMembers {
  /** Where a file's content lies; links of the archive are followed. Undefined when there is no such file. */
  find(name: string): Extent | undefined;
}

/** More than 512 layers with everything that old writers put beside each. */
const MOST_MEMBERS = 20_000;

/** Links that are followed from one name. */
const MOST_LINKS = 8;

const BLOCK = 512;

type Entry = Extent | { readonly target: string };

export function readMembers(disk: Disk, path: string): Result<ArchiveMembers> {
  const invalid = (message: string) => err({ code: 'image-invalid', what: path, message } as const);
  const found = attempt('read', path, () => {
    const file = disk.openRead(path);
    try {
      return scan(disk, file, path);
    } finally {
      disk.close(file);
    }
  });
  if (!found.ok) return found;
  const entries = found.value;
  if (typeof entries === 'string') return invalid(entries);
  return ok({
    find(name) {
      let entry = entries.get(name);
      for (let links = 0; entry !== undefined && 'target' in entry; links += 1) {
        entry = links < MOST_LINKS ? entries.get(entry.target) : undefined;
      }
      return entry;
    },
  });
}

/** A clause where it is no archive that can be used. */
function scan(disk: Disk, file: number, path: string): ReadonlyMap<string, Entry> | string {
  const { bytes } = disk.facts(file);
  const entries = new Map<string, Entry>();
  const reader = new TarReader();
  const block = Buffer.alloc(BLOCK);
  let members = 0;
  for (let at = 0; at < bytes; ) {
    const count = disk.read(file, block, at);
    if (at === 0) {
      const compressed = compressedWith(block);
      if (compressed !== undefined) return `it is compressed as a whole; unpack it first: ${compressed}`;
    }
    const events = reader.push(block.subarray(0, count));
    if (!events.ok) return events.failure.detail;
    at += count;
    for (const event of events.value) {
      // A header brings no content with it: a block is all that was read.
      if (event.kind !== 'member') continue;
      members += 1;
      if (members > MOST_MEMBERS) return `it has more than ${MOST_MEMBERS} members`;
      const problem = add(entries, event.member, { path, at, bytes: event.member.bytes });
      if (problem !== undefined) return problem;
      at += reader.skip();
      if (at > bytes) return 'it ends before its end';
    }
    if (count < BLOCK && at < bytes) return 'it became shorter while it was read';
  }
  const end = reader.end();
  return end.ok ? entries : end.failure.detail;
}

function add(entries: Map<string, Entry>, member: TarMember, extent: Extent): string | undefined {
  const name = nameText(Buffer.from(member.name));
  const path = memberPath(name);
  if (path === undefined) return `${JSON.stringify(name.slice(0, 200))} leads out of it`;
  if (member.kind === 'folder') return undefined;
  if (entries.has(path)) return `${JSON.stringify(path)} is in it twice`;
  if (member.kind === 'file') {
    entries.set(path, extent);
    return undefined;
  }
  const text = nameText(Buffer.from(member.target));
  // Old engines write a layer that several images share once, and links to it elsewhere.
  const target =
    member.kind === 'hard-link'
      ? memberPath(text)
      : member.kind === 'link'
        ? below(path.split('/').slice(0, -1), text)
        : undefined;
  if (target === undefined) return `${JSON.stringify(path)} is neither a file nor a link inside it`;
  entries.set(path, { target });
  return undefined;
}

/** Where a link's text leads from a folder; undefined when that is outside. */
function below(folder: readonly string[], text: string): string | undefined {
  if (text.startsWith('/') || text.includes('\0')) return undefined;
  const place = [...folder];
  for (const part of text.split('/')) {
    if (part === '..') {
      if (place.pop() === undefined) return undefined;
    } else if (part !== '' && part !== '.') place.push(part);
  }
  return place.join('/');
}

function compressedWith(head: Uint8Array): string | undefined {
  const starts = (...bytes: number[]): boolean => bytes.every((byte, at) => head[at] === byte);
  if (starts(0x1f, 0x8b)) return 'gunzip';
  if (starts(0x28, 0xb5, 0x2f, 0xfd)) return 'unzstd';
  if (starts(0xfd, 0x37, 0x7a, 0x58, 0x5a)) return 'unxz';
  return starts(0x42, 0x5a, 0x68) ? 'bunzip2' : undefined;
}
