/**
 * Names of slots: `T2/result/<lineage>/<key>`, `T1/<change>/store/<lineage>/<key>`. Equal on every store, safe as a path
 * and as a key of GitHub's cache, and never the same for two slots, also where upper and lower case are one.
 */

import { createHash } from 'node:crypto';
import type { EntryKind, Namespace } from '../../core/cache.ts';
import { isSha256 } from '../../core/digest.ts';
import type { Query, Slot } from './store.ts';

export function slotName(slot: Slot): string {
  return `${namespaceName(slot.namespace)}/${slot.kind}/${slot.lineage}/${slot.key}`;
}

/** What the names of all slots that answer a question begin with, and no other's: digests have one length. */
export function slotPrefix(query: Query): string {
  return `${namespaceName(query.namespace)}/${query.kind}/${query.lineage}/${query.key ?? ''}`;
}

/**
 * Strict: only what `slotName` writes is a name.
 *
 * @returns undefined for anything else, and for a namespace of which the name holds only a digest
 */
export function slotOf(name: string): Slot | undefined {
  const parts = name.split('/');
  const [kind = '', lineage = '', key = ''] = parts.slice(-3);
  const namespace = namespaceOf(parts.slice(0, -3).join('/'));
  if (namespace === undefined || !isKind(kind) || !isSha256(lineage) || !isSha256(key)) return undefined;
  return { namespace, kind, lineage, key };
}

export function isKind(text: string): text is EntryKind {
  return text === 'result' || text === 'store';
}

/** `T2`, or the tier and one part of `[a-z0-9=_-]`, at most 180 characters long. */
export function namespaceName(namespace: Namespace): string {
  if (namespace === 'T2') return namespace;
  return `${namespace.slice(0, 2)}/${partOf(namespace.slice(3))}`;
}

/** Whether `namespaceName` could have written it. */
export function isNamespaceName(name: string): boolean {
  return DIGEST.test(name) || namespaceOf(name) !== undefined;
}

/** Undefined for what is no name, and for one that holds only a digest. */
export function namespaceOf(name: string): Namespace | undefined {
  if (name === 'T2') return name;
  const tier = name.slice(0, 3);
  if (tier !== 'T1/' && tier !== 'T0/') return undefined;
  const id = idOf(name.slice(3));
  return id === undefined ? undefined : `${tier}${id}`;
}

const DIGEST = /^T[01]\/=[0-9a-f]{64}$/;

/** A name of a file may have 255 bytes, and a key of GitHub's cache 512 characters. */
const LONGEST = 180;

/**
 * Lower case, digits and `-` stand for themselves, any other byte of the UTF-8 text is `_` and its hex: no dot, so no
 * `..`, and no upper case. What is empty, too long or no Unicode is `=` and its digest; `=` is in no other part.
 */
function partOf(id: string): string {
  const part = id.isWellFormed()
    ? [...Buffer.from(id, 'utf8')]
        .map((byte) => (PLAIN.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : escaped(byte)))
        .join('')
    : '';
  if (part !== '' && part.length <= LONGEST) return part;
  // UTF-16, because in UTF-8 all lone surrogates are the same.
  return `=${createHash('sha256').update(Buffer.from(id, 'utf16le')).digest('hex')}`;
}

const PLAIN = /^[a-z0-9-]$/;

function escaped(byte: number): string {
  return `_${byte.toString(16).padStart(2, '0')}`;
}

function idOf(part: string): string | undefined {
  if (!/^(?:[a-z0-9-]|_[0-9a-f]{2})+$/.test(part)) return undefined;
  const bytes = (part.match(/_..|./g) ?? []).map((piece) =>
    piece.length === 1 ? piece.charCodeAt(0) : Number.parseInt(piece.slice(1), 16),
  );
  const id = Buffer.from(bytes).toString('utf8');
  // Another spelling of the same, or bytes that are no UTF-8.
  return partOf(id) === part ? id : undefined;
}
