/**
 * Makes an entry: pieces and list (`pack`), later its envelope (`finish`), which can only be signed when the list's
 * digest is known. The same tree gives the same pieces and the same list.
 */

import { hash } from 'node:crypto';
import type { Miss, Seal } from '../../core/cache.ts';
import type { Sha256 } from '../../core/digest.ts';
import type { Disk } from '../../core/disk.ts';
import type { TreeEntry, World } from '../../core/ports.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { attempt } from './attempt.ts';
import { Gathering, type Root, sorted } from './gather.ts';
import { ENVELOPE, type Limits, readTail, TAIL, tailBytes } from './layout.ts';
import { listBytes } from './list.ts';
import { type ArchiveList, treesOf } from './members.ts';
import { ratioRule } from './rules.ts';
import { type Unit, Units } from './units.ts';
import { GroupWriter } from './write-groups.ts';
import { compress } from './zstd.ts';

export type { Root } from './gather.ts';

/** What a seal has to say of an entry. */
export type Packed = Pick<Seal, 'list' | 'archive'> & {
  /** For each root that is there: what `Files.digestAll` would say of it, with paths below it. */
  readonly digests: ReadonlyMap<string, readonly TreeEntry[]>;
};

/**
 * Packs everything into a new file, which is no entry before `finish`.
 *
 * @param file  absolute path where nothing is; on trouble nothing is there either
 * @returns `not-kept` with the path for what cannot be kept: too much of it, unreadable, changed while it was read,
 *          or what would be refused when it is read
 */
export async function pack(
  world: Pick<World, 'disk' | 'workers'>,
  roots: readonly Root[],
  file: string,
  limits: Limits,
  signal: AbortSignal = new AbortController().signal,
): Promise<Result<Packed, Miss>> {
  const { disk } = world;
  const target = attempt('not-kept', () => disk.create(file, 0o600));
  if (!target.ok) return target;
  const writer = new GroupWriter(world, target.value, limits.file);
  const gathering = new Gathering(disk, roots, limits);
  let packed: Result<Packed, Miss> = err(INTERRUPTED);
  let closed: Result<void, Miss> = packed;
  try {
    const refused = await fill(gathering, writer, signal);
    packed = refused === undefined ? await end(disk, target.value, gathering, writer, limits) : err(refused);
  } finally {
    await writer.settled();
    closed = attempt('not-kept', () => disk.close(target.value));
    if (!packed.ok || !closed.ok) attempt('not-kept', () => disk.remove(file));
  }
  return packed.ok && !closed.ok ? closed : packed;
}

/**
 * Puts the envelope into a packed file, and all of it on the disk: now it is an entry. On trouble the file is of no use.
 *
 * @param envelope  of the seal about what `pack` returned
 */
export function finish(disk: Disk, file: string, envelope: Uint8Array): Result<void, Miss> {
  const done = attempt('not-kept', () => {
    const open = disk.openWrite(file);
    try {
      return addEnvelope(disk, open, envelope);
    } finally {
      disk.close(open);
    }
  });
  return done.ok ? done.value : done;
}

const INTERRUPTED: Miss = { code: 'not-kept', detail: 'interrupted' };

/** Files are compressed while others are still looked for. */
async function fill(
  gathering: Gathering,
  writer: GroupWriter,
  signal: AbortSignal,
): Promise<Miss | undefined> {
  const units = new Units();
  const addAll = async (some: Iterable<Unit>): Promise<Miss | undefined> => {
    for (const unit of some) {
      const refused = signal.aborted ? INTERRUPTED : await writer.add(unit);
      if (refused !== undefined) return refused;
    }
    return undefined;
  };
  for await (const found of gathering.walk()) {
    const refused = found.ok ? await addAll(units.add(found.value)) : found.failure;
    if (refused !== undefined) return refused;
  }
  return (await addAll(units.end())) ?? (signal.aborted ? INTERRUPTED : undefined);
}

/** The rules while threads compress the rest; then the list, and a tail without an envelope. */
async function end(
  disk: Disk,
  target: number,
  gathering: Gathering,
  writer: GroupWriter,
  limits: Limits,
): Promise<Result<Packed, Miss>> {
  const checked = await gathering.check();
  if (!checked.ok) return checked;
  const refused = await writer.end();
  if (refused !== undefined) return err(refused);
  const { groups, stored } = writer;
  const { members, bytes } = checked.value;
  const [folders, links] = [sorted(gathering.folders), sorted(gathering.links)];
  const list: ArchiveList = { folders, groups, links, members, bytes, stored };
  const plain = listBytes(list);
  const squeezed = compress(plain);
  const large =
    ratioRule(bytes, stored, limits)?.detail ??
    (plain.length > limits.list ? `its list has ${plain.length} bytes` : undefined) ??
    (stored + squeezed.length + TAIL + ENVELOPE > limits.file ? `${stored} bytes` : undefined);
  if (large !== undefined) return err(tooMuch(large));
  const done = attempt('not-kept', () => {
    disk.write(target, squeezed);
    disk.write(target, tailBytes({ envelope: 0, list: squeezed.length }));
  });
  if (!done.ok) return done;
  const sha256 = hash('sha256', squeezed, 'hex') as Sha256;
  return ok({
    list: { sha256, stored: squeezed.length, bytes: plain.length },
    archive: { stored, members, bytes },
    digests: treesOf(list),
  });
}

function addEnvelope(disk: Disk, open: number, envelope: Uint8Array): Result<void, Miss> {
  const { bytes } = disk.facts(open);
  const last = new Uint8Array(TAIL);
  const tail = bytes >= TAIL && disk.read(open, last, bytes - TAIL) === TAIL ? readTail(last) : undefined;
  if (tail?.envelope !== 0) return err({ code: 'not-kept', detail: 'it is not what was packed' });
  if (envelope.length === 0 || envelope.length > ENVELOPE)
    return err(tooMuch(`its seal has ${envelope.length} bytes`));
  disk.write(open, envelope, bytes - TAIL);
  disk.write(open, tailBytes({ envelope: envelope.length, list: tail.list }), bytes - TAIL + envelope.length);
  disk.sync(open);
  return ok(undefined);
}

function tooMuch(detail: string): Miss {
  return { code: 'not-kept', detail: `too large: ${detail}` };
}
