/**
 * Names of entries in a folder: `<namespace>/<kind>/<bucket>/<lineage>-<key>-<created>-<random>.sealed`. The bucket is
 * what a question always knows, and keeps folders small: the lineage of a store, two digits of the key of a result.
 * When it was made stands in the name, so that the newest are found without asking the disk about each.
 */

import { randomBytes } from 'node:crypto';
import { isSha256, type Sha256 } from '../../core/digest.ts';
import { isKind, isNamespaceName, namespaceName, namespaceOf } from './slot.ts';
import type { Query, Slot } from './store.ts';

/** As a name claims; never believed. */
export type EntryName = {
  /** Path below the store's root; the entry's id. */
  readonly id: string;
  /** The bucket, as a path below the root. */
  readonly folder: string;
  readonly lineage: Sha256;
  readonly key: Sha256;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** Undefined when the name holds only a digest of its namespace. */
  readonly slot: Slot | undefined;
};

/** A new name: no two are ever the same, so nobody can take the place of another's entry by its name. */
export function newEntryId(slot: Slot, now: number): string {
  const created = String(now).padStart(13, '0');
  const random = randomBytes(8).toString('hex');
  return `${bucketOf(slot)}/${slot.lineage}-${slot.key}-${created}-${random}.sealed`;
}

/** The folder that holds all answers to a question; a result has none without its key. */
export function folderOf(query: Query): string | undefined {
  if (query.key !== undefined) return bucketOf({ ...query, key: query.key });
  return query.kind === 'store' ? `${namespaceName(query.namespace)}/store/${query.lineage}` : undefined;
}

/** Strict: only what `newEntryId` writes. */
export function entryOf(id: string): EntryName | undefined {
  const parts = id.split('/');
  const [kind = '', bucket = '', file = ''] = parts.slice(-3);
  const [, lineage = '', key = '', created = ''] = FILE.exec(file) ?? [];
  if (!isKind(kind) || !isSha256(lineage) || !isSha256(key)) return undefined;
  const place = parts.slice(0, -3).join('/');
  if (!isNamespaceName(place) || bucket !== bucketName({ kind, lineage, key })) return undefined;
  const namespace = namespaceOf(place);
  return {
    id,
    folder: parts.slice(0, -1).join('/'),
    lineage,
    key,
    created: Number(created),
    slot: namespace === undefined ? undefined : { namespace, kind, lineage, key },
  };
}

/**
 * What says that it was made after now comes last: a stranger who fills a slot with such names stands behind every
 * honest entry, not before it.
 */
export function newestFirst(now: number): (a: Dated, b: Dated) => number {
  const time = ({ created }: Dated): number => (created > now ? -created : created);
  return (a, b) => time(b) - time(a) || (a.id < b.id ? -1 : 1);
}

type Dated = Pick<EntryName, 'id' | 'created'>;

/** What the ids of one slot have in common, and of no other. */
export function slotPart(id: string): string {
  return id.slice(0, id.lastIndexOf('-', id.lastIndexOf('-') - 1));
}

export function isBucket(kind: string, name: string): boolean {
  return kind === 'store' ? isSha256(name) : kind === 'result' && /^[0-9a-f]{2}$/.test(name);
}

function bucketOf(slot: Slot): string {
  return `${namespaceName(slot.namespace)}/${slot.kind}/${bucketName(slot)}`;
}

function bucketName({ kind, lineage, key }: Omit<Slot, 'namespace'>): string {
  return kind === 'store' ? lineage : key.slice(0, 2);
}

const FILE = /^([0-9a-f]{64})-([0-9a-f]{64})-(\d{13})-[0-9a-f]{16}\.sealed$/;
