/**
 * The list of an entry: folders, groups of files with the pieces that hold them, links. One JSON array a line, UTF-8
 * (docs/seal.md). Its digest is what the seal is about.
 */

import { hash } from 'node:crypto';
import type { Miss, Seal } from '../../core/cache.ts';
import type { Disk } from '../../core/disk.ts';
import { err, type Result } from '../../core/result.ts';
import { attempt } from './attempt.ts';
import type { Limits } from './layout.ts';
import type { ArchiveList } from './members.ts';
import type { OpenEntry } from './open.ts';
import { FORMAT, parseList } from './parse-list.ts';
import { ratioRule } from './rules.ts';
import { decompress, release } from './zstd.ts';

export type { ArchiveList } from './members.ts';

/** The list as bytes, before it is compressed; what is no UTF-8 in a name stands there as an escaped surrogate. */
export function listBytes(list: ArchiveList): Uint8Array {
  const lines: unknown[][] = [[FORMAT, list.members, list.bytes]];
  for (const { path, mode } of list.folders) lines.push(['d', path, mode]);
  for (const { pieces, files } of list.groups) {
    for (const piece of pieces) lines.push(['p', piece.method, piece.stored, piece.plain, piece.sha256]);
    for (const { path, mode, bytes, sha256 } of files) lines.push(['f', path, mode, bytes, sha256]);
  }
  for (const { path, target } of list.links) lines.push(['l', path, target]);
  return Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''), 'utf8');
}

/**
 * Reads the list that a verified seal is about, and holds it against every rule. Limits are looked at before anything
 * is read.
 *
 * @param seal   of a signature that holds
 * @param roots  the only ones that the entry may hold
 * @returns `too-large`, `digest-mismatch`, `entry-unsafe` with the member and the rule it breaks, `store-error`
 */
export function readList(
  disk: Disk,
  entry: OpenEntry,
  seal: Pick<Seal, 'list' | 'archive'>,
  roots: ReadonlySet<string>,
  limits: Limits,
): Result<ArchiveList, Miss> {
  const large = sealRule(seal, limits);
  if (large !== undefined) return err(large);
  if (entry.listAt !== seal.archive.stored || entry.listBytes !== seal.list.stored)
    return err({ code: 'digest-mismatch', detail: 'its parts have other lengths than were sealed' });
  const stored = new Uint8Array(entry.listBytes);
  const read = attempt('store-error', () => disk.read(entry.file, stored, entry.listAt));
  if (!read.ok) return read;
  if (read.value !== stored.length || hash('sha256', stored, 'hex') !== seal.list.sha256)
    return err({ code: 'digest-mismatch', detail: 'its list' });
  const plain = decompress(stored, seal.list.bytes, 'its list');
  if (!plain.ok) return plain;
  const list = parseList(plain.value, seal.archive, roots, limits);
  // Lists may have many megabytes, and what is to come needs memory too.
  for (const done of [stored, plain.value]) release(done);
  return list;
}

function sealRule({ list, archive }: Pick<Seal, 'list' | 'archive'>, limits: Limits): Miss | undefined {
  if (archive.members > limits.members)
    return { code: 'too-large', detail: `it has ${archive.members} members` };
  if (archive.bytes > limits.bytes)
    return { code: 'too-large', detail: `its files have ${archive.bytes} bytes` };
  if (list.bytes > limits.list || list.stored > limits.list)
    return { code: 'too-large', detail: `its list has ${list.bytes} bytes` };
  return ratioRule(archive.bytes, archive.stored, limits);
}
