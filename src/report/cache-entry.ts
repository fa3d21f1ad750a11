/** One entry of the cache as the commands show it, and the words that they share. What a seal says is foreign text. */

import {
  type AllowedSigner,
  type EntryKind,
  type Miss,
  missText,
  type Namespace,
  type Seal,
} from '../core/cache.ts';
import { type Sha256, short } from '../core/digest.ts';
import { visible } from './escape.ts';
import { ago, size } from './units.ts';

/** What was looked at, and how it came out; plain JSON. */
export type EntryView = {
  /** The store's own name for it. */
  readonly id: string;
  /** What tells it from the others of the store, for people. */
  readonly short: string;
  readonly bytes: number | undefined;
  /** Milliseconds since 1970 when it was last used, as far as the store knows. */
  readonly used: number | undefined;
  /** Where the store has it, by its own names; undefined when they do not say. */
  readonly slot:
    | {
        readonly namespace: Namespace;
        readonly kind: EntryKind;
        readonly lineage: Sha256;
        readonly key: Sha256;
      }
    | undefined;
  /** What this tree calls the place where it lies: `install/uv`; undefined for what this tree never asks for. */
  readonly known: string | undefined;
  /** What it says of itself: the signer's word where there is one, else nobody's. Undefined when it cannot be read. */
  readonly seal: Seal | undefined;
  /** Whose signature holds. */
  readonly signer: AllowedSigner | undefined;
  /** The id of the key that a seal names whose signature does not count. */
  readonly claimedKeyId: string | undefined;
  /** Why this run would not take it, whoever asks. */
  readonly miss: Miss | undefined;
  /** What it is to the tree that lies here. */
  readonly asked: Asked;
};

/**
 * `exact`: the key of this tree. `lineage`: a store of the same lineage, which will do while there is none of the key.
 * `other`: of another tree. `unknown`: the key of this tree is not known. `idle`: this tree has a place for it, but runs
 * here keep that folder themselves.
 */
export type Asked = 'exact' | 'lineage' | 'other' | 'unknown' | 'idle';

/** `install/uv`; in quotes what only the entry itself says, and nobody allowed has signed. */
export function entryName({ seal, signer, known }: EntryView): string {
  if (seal !== undefined && signer !== undefined) return visible(seal.name);
  if (known !== undefined) return visible(known);
  return seal === undefined ? '–' : `"${visible(seal.name)}"`;
}

/** `ed25519:Zk3aB19f… = T2 "main on gitlab"` */
export function signerLine({ key, tier, name }: AllowedSigner): string {
  return `${visible(key.slice(0, 16))}… = ${tier}${name === undefined ? '' : ` "${visible(name)}"`}`;
}

/** `T2 main on gitlab`, `T0 this machine`; without a name the beginning of the key. */
export function signerShort({ key, tier, name }: AllowedSigner): string {
  return `${tier} ${visible(name ?? `${key.slice(0, 16)}…`)}`;
}

/** `expired: it is older than it may be (…)`, harmless to print. */
export function missLine(miss: Miss): string {
  return visible(missText(miss));
}

/** `2026-11-20 09:14Z`; UTC, so that two people speak of the same time. */
export function timeText(at: number): string {
  return new Date(at).toISOString().replace('T', ' ').slice(0, 16).concat('Z');
}

/** `2 d ago`; what says that it comes from later is not said to be young. */
export function agoText(at: number, now: number): string {
  return at > now + 60_000 ? `${within(at - now)} from now` : ago(now - at);
}

/** `expires in 12 d`, `expired 3 h ago` */
export function expiryText(expires: number, now: number): string {
  return expires > now ? `expires in ${within(expires - now)}` : `expired ${ago(now - expires)}`;
}

/** `T0/4f2a91c0…`: a machine's name is long, and its beginning is enough for people. */
export function namespaceText(namespace: string): string {
  const [tier = '', ...rest] = namespace.split('/');
  const name = rest.join('/');
  if (name === '') return visible(tier);
  return `${visible(tier)}/${visible(name.length > 20 ? `${name.slice(0, 8)}…` : name)}`;
}

/** `3 entries · 53 MB`; sizes that the store does not know do not count. */
export function sumText(entries: readonly { readonly bytes: number | undefined }[]): string {
  const bytes = entries.reduce((sum, entry) => sum + (entry.bytes ?? 0), 0);
  return `${entryCount(entries.length)} · ${size(bytes)}`;
}

export function entryCount(number: number): string {
  return number === 1 ? '1 entry' : `${number} entries`;
}

export function keyText(key: string): string {
  return `${short(key)}…`;
}

/** Milliseconds as one count: `5 min`, `3 h`, `12 d`. */
function within(milliseconds: number): string {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}
