/** The cache's vocabulary: what an entry says of itself, who may have sealed it, and why one is not taken. */

import type { Sha256 } from './digest.ts';
import type { HostName, Tier } from './host.ts';

/**
 * Why an entry was not taken, or not made. The codes are the contract: they stand in the record and in the summary.
 * A refusal is about an entry that is there and is not what it should be; `--strict` ends with 4 for one.
 */
export const CACHE_REASONS = {
  absent: { refusal: false, says: 'there is none' },
  expired: { refusal: false, says: 'it is older than it may be' },
  epoch: { refusal: false, says: 'it is of another epoch' },
  'from-the-future': { refusal: true, says: 'it says that it was made later than now' },
  tier: { refusal: true, says: 'its signer may not seal for this run' },
  'signer-not-allowed': { refusal: true, says: 'none of the allowed signers sealed it' },
  'seal-invalid': { refusal: true, says: 'its seal cannot be read, or its signature is wrong' },
  'key-mismatch': { refusal: true, says: 'it was sealed for another key' },
  'digest-mismatch': { refusal: true, says: 'it is not what was sealed; it was changed in the store' },
  'entry-unsafe': { refusal: true, says: 'it holds what no entry may hold' },
  'too-large': { refusal: true, says: 'it is larger than an entry may be' },
  'store-read-only': { refusal: false, says: 'this run may not write to the store' },
  'store-error': { refusal: false, says: 'the store did not answer as it should' },
  'not-read': { refusal: false, says: 'this run reads none of its kind' },
  'no-signers': { refusal: false, says: 'no signer is allowed here' },
  'no-key': { refusal: false, says: 'this run has no key to seal with' },
  'inputs-changed': { refusal: false, says: 'inputs changed while the job ran' },
  'target-error': { refusal: false, says: 'it could not be put in place' },
  'not-kept': { refusal: false, says: 'what was made cannot be kept' },
} as const;

export type CacheReason = keyof typeof CACHE_REASONS;

/** A reason with its circumstances: the member, the signer, the two digests. One clause, not escaped. */
export type Miss = { readonly code: CacheReason; readonly detail: string };

/** `digest-mismatch: it is not what was sealed; it was changed in the store (piece 3)`. */
export function missText({ code, detail }: Miss): string {
  return `${code}: ${CACHE_REASONS[code].says}${detail === '' ? '' : ` (${detail})`}`;
}

/** `store`: a folder that a package manager is pointed to. `result`: outputs, log and facts of a job. */
export type EntryKind = 'result' | 'store';

/**
 * Where entries are looked up: `T2`, `T1/<change>`, `T0/<machine>`. Only a namespace that the reader's own rules name
 * is ever asked for (see cache/policy.ts).
 */
export type Namespace = 'T2' | `T1/${string}` | `T0/${string}`;

/** A key that may seal, and how far it is trusted. */
export type AllowedSigner = {
  /** `ed25519:` and the raw 32 bytes of the public key in base64 (RFC 8032, RFC 4648 section 4). */
  readonly key: string;
  readonly tier: 'T0' | 'T1' | 'T2';
  /** For people: `main on gitlab`. */
  readonly name: string | undefined;
};

/** Who made an entry, from what, where; claims of the signer. */
export type Producer = {
  readonly host: HostName;
  readonly tier: Tier;
  readonly repository: string | undefined;
  readonly ref: string | undefined;
  readonly commit: string | undefined;
  readonly dirty: boolean;
  readonly runUrl: string | undefined;
  /** Our version. */
  readonly sealsmith: string;
};

/** What a seal says: the predicate of the statement that is signed. See docs/seal.md. */
export type Seal = {
  readonly kind: EntryKind;
  /** What people call it: the job (`test`), or job and store (`install/uv`). */
  readonly name: string;
  readonly namespace: Namespace;
  readonly key: Sha256;
  /** One digest over repository, job, tools without versions, and platform: entries of one lineage follow each other. */
  readonly lineage: Sha256;
  /** The archive's list of members; its digest is the statement's subject. */
  readonly list: ListSeal;
  /** Bytes of the pieces as they are stored, members, and bytes of all files. */
  readonly archive: { readonly stored: number; readonly members: number; readonly bytes: number };
  readonly producer: Producer;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly expires: number;
  readonly epoch: number;
};

/** The list as it is stored (compressed): its digest, its bytes, and its bytes when it is not. */
export type ListSeal = { readonly sha256: Sha256; readonly stored: number; readonly bytes: number };

/** A seal whose signature holds, and who made it. */
export type Sealed = { readonly seal: Seal; readonly signer: AllowedSigner };

/** What became of one entry in a job: stands in the record. */
export type CacheNote = {
  /** `test`, `install/uv`. */
  readonly entry: string;
  readonly kind: EntryKind;
  readonly outcome: 'restored' | 'missed' | 'saved' | 'not-saved';
  /** Why it was missed or not saved; for a restored one, why an entry before it was not taken. */
  readonly reason: Miss | undefined;
  /** Of a restored or saved entry: the digest of its list, which its seal is about. */
  readonly digest: Sha256 | undefined;
  /** Of a restored one: who sealed it, and what the seal says of its making. */
  readonly signer: AllowedSigner | undefined;
  readonly created: number | undefined;
  readonly producer: Producer | undefined;
};

/** Whether an entry was there, was asked for, and was not what it should be; `--strict` ends with 4 for it. */
export function isRefusal({ outcome, reason }: CacheNote): boolean {
  const asked = outcome === 'restored' || outcome === 'missed';
  return asked && reason !== undefined && CACHE_REASONS[reason.code].refusal;
}

/** Settings of the cache; on a forge those of the protected branch, never of a change. */
export type CacheSettings = {
  /** `auto`: what the host offers. */
  readonly store: 'auto' | 'directory' | 'gitlab' | 'github' | 'off';
  /** Absolute folder of the `directory` store; undefined for the one in our state folder. */
  readonly path: string | undefined;
  /** Bytes that the `directory` store may take; also the most that one entry may hold. */
  readonly size: number;
  readonly epoch: number;
  /** Milliseconds. */
  readonly maxAge: number;
  readonly signers: readonly AllowedSigner[];
  /** Why the settings could not be had, where they could not: then there are no signers. */
  readonly unknown: string | undefined;
};
