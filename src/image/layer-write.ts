/**
 * Writes one layer from files on the disk: the same entries give the same bytes, whoever runs it, wherever and whenever.
 * What was compressed once is taken again by what it is as a plain tar, which is computed anew each time: a note that
 * lies about it is found out by whoever unpacks the layer, and its bytes are compared with their digest here.
 */

import { createHash } from 'node:crypto';
import { versions } from 'node:process';
import { isSha256, type Sha256 } from '../core/digest.ts';
import type { Disk } from '../core/disk.ts';
import { type Descriptor, type ImageDigest, imageDigest, isImageDigest, type Owner } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';
import { gzip } from '../formats/gzip.ts';
import { MEDIA } from '../formats/oci.ts';
import { TAR_END, type TarEntry, tarHeader, tarPadding } from '../formats/tar.ts';
import { zstd } from '../formats/zstd.ts';
import { attempt } from './attempt.ts';
import type { LayoutWriter } from './layout-write.ts';
import type { ImageStore } from './store.ts';

/** What goes into a layer. `path` is below the root of the image, without a leading slash. */
export type LayerEntry = { readonly path: string; readonly owner: Owner } & (
  | {
      readonly kind: 'file';
      /** 0o644 or 0o755. */
      readonly mode: number;
      readonly bytes: number;
      /** Where its content lies. */
      readonly from: string;
    }
  | { readonly kind: 'folder'; readonly mode: number }
  | { readonly kind: 'link'; readonly target: string }
);

export type LayerOptions = {
  readonly compression: 'gzip' | 'zstd';
  /** Of every entry, seconds since 1970. */
  readonly mtime: number;
  readonly cores: number;
  readonly store: ImageStore | undefined;
};

export type WrittenLayer = {
  readonly descriptor: Descriptor;
  readonly diffId: ImageDigest;
  /** Whether it did not have to be compressed again. */
  readonly reused: boolean;
};

/** Decide bytes. Smaller than 5 costs a quarter more time and gains a half percent; zstd's 3 is its own default. */
export const LAYER_LEVELS = { gzip: 5, zstd: 3 } as const;

const MEDIA_TYPES = { gzip: MEDIA.layerGzip, zstd: MEDIA.layerZstd } as const;

const BATCH = 1 << 20;

/** @param entries  in any order, each path once */
export async function writeLayer(
  disk: Disk,
  entries: readonly LayerEntry[],
  options: LayerOptions,
  into: LayoutWriter,
): Promise<Result<WrittenLayer>> {
  const members = inOrder(entries, options.mtime);
  if (!members.ok) return members;
  const { store } = options;
  const outline = outlineOf(members.value);
  // Where nothing of this shape was ever written, looking for it would only read everything twice.
  let expected: ImageDigest | undefined;
  if (store?.note('outlines', outline) !== undefined) {
    const plain = await plainTar(disk, members.value, async () => ok(undefined));
    if (!plain.ok) return plain;
    expected = plain.value;
    const found = await takeLayer(options, expected, into);
    if (found !== undefined) return ok({ descriptor: found, diffId: expected, reused: true });
  }
  const written = await compressed(disk, members.value, options, into);
  if (!written.ok) return written;
  const { descriptor, diffId } = written.value;
  if (expected !== undefined && diffId !== expected) {
    return err({
      code: 'image-build-failed',
      builder: 'layers',
      message: 'files changed while they were put into a layer',
    });
  }
  rememberLayer(options, { descriptor, diffId }, into);
  store?.remember('outlines', outline, '');
  return ok({ descriptor, diffId, reused: false });
}

type Member = { readonly header: Uint8Array; readonly entry: LayerEntry };

/** By code unit, folders before what is in them; a path that stands there twice is a mistake of who asked. */
function inOrder(entries: readonly LayerEntry[], mtime: number): Result<readonly Member[]> {
  const sorted = entries.toSorted((a, b) => (sortName(a) < sortName(b) ? -1 : 1));
  const seen = new Set<string>();
  for (const { path } of sorted) {
    const problem = !path.isWellFormed()
      ? 'its name is no UTF-8, which layers cannot say'
      : seen.has(path)
        ? 'it would stand there twice'
        : undefined;
    if (problem !== undefined)
      return err({ code: 'image-build-failed', builder: 'layers', message: `/${path}: ${problem}` });
    seen.add(path);
  }
  return ok(sorted.map((entry) => ({ entry, header: tarHeader(tarEntry(entry, mtime)) })));
}

function sortName({ kind, path }: LayerEntry): string {
  return kind === 'folder' ? `${path}/` : path;
}

function tarEntry(entry: LayerEntry, mtime: number): TarEntry {
  const { path, owner } = entry;
  switch (entry.kind) {
    case 'file':
      return { kind: 'file', path, owner, mtime, mode: entry.mode, bytes: entry.bytes };
    case 'folder':
      return { kind: 'folder', path, owner, mtime, mode: entry.mode };
    case 'link':
      return { kind: 'link', path, owner, mtime, mode: 0o777, target: entry.target };
  }
}

/** Everything about a layer but the content of its files. */
function outlineOf(members: readonly Member[]): Sha256 {
  const digest = createHash('sha256');
  for (const { header } of members) digest.update(header);
  return digest.digest('hex') as Sha256;
}

async function compressed(
  disk: Disk,
  members: readonly Member[],
  { compression, cores }: LayerOptions,
  into: LayoutWriter,
): Promise<Result<Omit<WrittenLayer, 'reused'>>> {
  const blob = into.blob();
  if (!blob.ok) return blob;
  // More than there are cores, so that none waits while we read.
  const engine = { gzip, zstd }[compression](LAYER_LEVELS[compression], cores + 2);
  const write = (pieces: readonly Uint8Array[]): Result<void> => {
    for (const piece of pieces) {
      const written = blob.value.write(piece);
      if (!written.ok) return written;
    }
    return ok(undefined);
  };
  const plain = await plainTar(disk, members, async (batch) => write(await engine.push(batch)));
  const ended = write(await engine.end());
  if (!plain.ok || !ended.ok) blob.value.drop();
  if (!plain.ok) return plain;
  if (!ended.ok) return ended;
  const facts = blob.value.finish();
  if (!facts.ok) return facts;
  return ok({ descriptor: { mediaType: MEDIA_TYPES[compression], ...facts.value }, diffId: plain.value });
}

/** The layer as a plain tar in large pieces, good until `take` is done with them; its digest when all went well. */
async function plainTar(
  disk: Disk,
  members: readonly Member[],
  take: (batch: Uint8Array) => Promise<Result<void>>,
): Promise<Result<ImageDigest>> {
  const digest = createHash('sha256');
  const batch = Buffer.allocUnsafe(BATCH);
  let filled = 0;
  const flush = async (): Promise<Result<void>> => {
    const bytes = batch.subarray(0, filled);
    filled = 0;
    digest.update(bytes);
    return take(bytes);
  };
  const put = async (bytes: Uint8Array): Promise<Result<void>> => {
    for (let at = 0; at < bytes.length; ) {
      const piece = bytes.subarray(at, at + BATCH - filled);
      batch.set(piece, filled);
      filled += piece.length;
      at += piece.length;
      const flushed = filled === BATCH ? await flush() : ok(undefined);
      if (!flushed.ok) return flushed;
    }
    return ok(undefined);
  };
  /** Straight from the file into the batch. */
  const copy = async (from: string, bytes: number, file: number): Promise<Result<void>> => {
    for (let at = 0; at < bytes; ) {
      const room = batch.subarray(filled, Math.min(BATCH, filled + bytes - at));
      const count = attempt('read', from, () => disk.read(file, room, at));
      if (!count.ok) return count;
      if (count.value < room.length) return err(changed(from));
      filled += room.length;
      at += room.length;
      const flushed = filled === BATCH ? await flush() : ok(undefined);
      if (!flushed.ok) return flushed;
    }
    return ok(undefined);
  };
  for (const { header, entry } of members) {
    const begun = await put(header);
    if (!begun.ok) return begun;
    if (entry.kind !== 'file') continue;
    const { from, bytes } = entry;
    const copied = await withFile(disk, from, bytes, (file) => copy(from, bytes, file));
    if (!copied.ok) return copied;
    const padded = await put(ZEROS.subarray(0, tarPadding(bytes)));
    if (!padded.ok) return padded;
  }
  const ended = await put(TAR_END);
  const flushed = ended.ok ? await flush() : ended;
  return flushed.ok ? ok(imageDigest(digest.digest('hex') as Sha256)) : flushed;
}

const ZEROS = Buffer.alloc(512);

/** A file of which size or time change meanwhile is none that anybody meant. */
async function withFile(
  disk: Disk,
  path: string,
  bytes: number,
  work: (file: number) => Promise<Result<void>>,
): Promise<Result<void>> {
  const opened = attempt('read', path, () => {
    const file = disk.openRead(path);
    return { file, before: disk.facts(file) };
  });
  if (!opened.ok) return opened;
  const { file, before } = opened.value;
  try {
    if (before.bytes !== bytes) return err(changed(path));
    const done = await work(file);
    if (!done.ok) return done;
    const after = attempt('read', path, () => disk.facts(file));
    if (!after.ok) return after;
    const same = after.value.bytes === bytes && after.value.modified === before.modified;
    return same ? ok(undefined) : err(changed(path));
  } finally {
    disk.close(file);
  }
}

function changed(path: string) {
  const message = `${path} changed while it was put into a layer`;
  return { code: 'image-build-failed', builder: 'layers', message } as const;
}

/** The compressed form of a plain layer, when it lies in the store and is what its digest says. */
export async function takeLayer(
  options: Pick<LayerOptions, 'store' | 'compression'>,
  diffId: ImageDigest,
  into: LayoutWriter,
): Promise<Descriptor | undefined> {
  const { store, compression } = options;
  const [digest = '', bytes = ''] = store?.note('layers', keyOf(options, diffId))?.split(' ') ?? [];
  const size = Number(bytes);
  if (!isImageDigest(digest) || !/^[0-9]+$/.test(bytes) || !Number.isSafeInteger(size)) return undefined;
  const path = store?.blob(digest);
  if (path === undefined) return undefined;
  const descriptor = { mediaType: MEDIA_TYPES[compression], digest, size };
  const linked = await into.file(descriptor, path);
  if (linked.ok) return descriptor;
  // Aborted or changed: what is there is not taken, and whoever comes next shall not try again.
  if (linked.failure.code === 'digest-mismatch') store?.forget(digest);
  return undefined;
}

/** Leaves a layer that has just been written for the next build. */
export function rememberLayer(
  options: Pick<LayerOptions, 'store' | 'compression'>,
  { descriptor, diffId }: Pick<WrittenLayer, 'descriptor' | 'diffId'>,
  into: LayoutWriter,
): void {
  const { store } = options;
  store?.keep(descriptor.digest, into.path(descriptor.digest));
  store?.remember('layers', keyOf(options, diffId), `${descriptor.digest} ${descriptor.size}`);
}

/** Another version of the libraries may compress to other bytes: what it would write is not what is remembered. */
function keyOf({ compression }: Pick<LayerOptions, 'compression'>, diffId: ImageDigest): Sha256 {
  const parts = [
    1,
    compression,
    LAYER_LEVELS[compression],
    versions[compression === 'gzip' ? 'zlib' : 'zstd'],
    diffId,
  ];
  const key = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  if (!isSha256(key)) throw new Error('SHA-256 gave no digest');
  return key;
}
