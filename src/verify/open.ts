/**
 * Opens bundles: verifies certificate or key, log, time and signature, and only then reads what was signed. Pure but
 * for the artifact's own bytes, which a signature over a file needs. Whether the signer is one that may sign is not
 * decided here: what is broken and what is forbidden are different things.
 */

import { type KeyObject, verify as verifySignature } from 'node:crypto';
import { RFC3161Timestamp } from '@sigstore/core';
import { type SignedEntity, toSignedEntity, VerificationError, Verifier } from '@sigstore/verify';
import { err, ok, type Result } from '../core/result.ts';
import { pae } from '../formats/dsse.ts';
import type { Bundle, Refusal } from './bundle.ts';
import { type Certificate, type Claims, readCertificate } from './certificate.ts';
import {
  certificateReason,
  isByAuthorityOf,
  issuedBy,
  logProblem,
  reasonOf,
  timestampIsOf,
} from './diagnosis.ts';
import { callingLogs } from './log-entry.ts';
import { hintsAt, type Root, type Trust, type TrustedKey } from './trust.ts';

export type Signer =
  | {
      readonly kind: 'identity';
      readonly name: string;
      /** An address, which workflows have; a mail address or user name, which they do not. */
      readonly address: boolean;
      readonly issuer: string;
      readonly claims: Claims;
    }
  | { readonly kind: 'key'; readonly key: TrustedKey }
  /** Of something that is broken: what it says of itself. */
  | { readonly kind: 'unknown'; readonly hint: string };

export type SignedTime = { readonly at: number; readonly from: 'log' | 'timestamp authority' };

export type Seal = {
  readonly signer: Signer;
  /** Milliseconds since 1970, each vouched for; empty for a key without log and timestamp. */
  readonly times: readonly SignedTime[];
  /** Of the first entry in a known log. */
  readonly logIndex: bigint | undefined;
};

/** A refusal, and who the bundle says that it is by: only that makes it more than junk. */
export type Broken = Refusal & { readonly claimed: Signer };

export type OpenOptions = {
  /** Whether an entry in a log is needed where the instance has logs; keys never need one here. */
  readonly logged: boolean;
  /** What was signed: the envelope's encoding is made here, other bytes are handed in. */
  readonly message: Uint8Array | undefined;
};

/** Everything but what the payload means. */
export function openBundle(bundle: Bundle, trust: Trust, options: OpenOptions): Result<Seal, Broken> {
  const { signer } = bundle;
  if (signer.kind === 'key') return openByKey(bundle, signer.hint, trust, options);
  const certificate = readCertificate(signer.der);
  if (!certificate.ok) return err({ ...certificate.failure, claimed: { kind: 'unknown', hint: '' } });
  const { name, address, issuer, claims } = certificate.value;
  const claimed: Signer = { kind: 'identity', name, address, issuer, claims };
  const opened = openByCertificate(bundle, certificate.value, trust, options);
  return opened.ok ? ok({ ...opened.value, signer: claimed }) : err({ ...opened.failure, claimed });
}

/** An authority may stand in several roots, an older and a newer one; any that holds is enough. */
function openByCertificate(
  bundle: Bundle,
  certificate: Certificate,
  { roots }: Trust,
  options: OpenOptions,
): Result<Omit<Seal, 'signer'>, Refusal> {
  let refused: Result<Omit<Seal, 'signer'>, Refusal> = err({ reason: 'certificate-untrusted', detail: '' });
  for (const root of roots.filter((one) => issuedBy(certificate, one))) {
    const opened = openByRoot(bundle, certificate, root, options);
    if (opened.ok) return opened;
    refused = opened;
  }
  return refused;
}

function openByRoot(
  bundle: Bundle,
  certificate: Certificate,
  root: Root,
  options: OpenOptions,
): Result<Omit<Seal, 'signer'>, Refusal> {
  const { tlogs, ctlogs } = root.material;
  if (bundle.log.length === 0 && tlogs.length > 0 && options.logged)
    return err({ reason: 'log-missing', detail: '' });
  const problem = logProblem(bundle, root, [certificate.der, certificate.publicKey]);
  if (problem !== undefined) return err(problem);
  if (!certificate.logged && ctlogs.length > 0) return err({ reason: 'sct-missing', detail: '' });
  const verifier = new Verifier(callingLogs(root.material, bundle.log), {
    ctlogThreshold: ctlogs.length > 0 ? 1 : 0,
    tlogThreshold: tlogs.length > 0 && options.logged ? 1 : 0,
    timestampThreshold: 1,
  });
  const refusal = attempt(bundle, options, (entity) => verifier.verify(entity));
  if (refusal === undefined) return ok(sealOf(bundle));
  return refusal.reason === 'certificate-untrusted'
    ? err(certificateReason(bundle, certificate))
    : err(refusal);
}

function openByKey(bundle: Bundle, hint: string, trust: Trust, options: OpenOptions): Result<Seal, Broken> {
  const message = messageOf(bundle, options);
  const key = trust.keys.find((one) => signatureHolds(one.key, message, bundle.content.signature));
  if (key === undefined) {
    const meant = trust.keys.find((one) => hintsAt(hint, one));
    return meant === undefined
      ? err({ reason: 'key-unknown', detail: '', claimed: { kind: 'unknown', hint } })
      : err({ reason: 'signature-invalid', detail: '', claimed: { kind: 'key', key: meant } });
  }
  const claimed: Signer = { kind: 'key', key };
  const known = knownParts(bundle, trust.roots);
  if (known === undefined) return ok({ signer: claimed, times: [], logIndex: undefined });
  const problem = logProblem(known.bundle, known.root, [key.der]);
  if (problem !== undefined) return err({ ...problem, claimed });
  const material = {
    ...callingLogs(known.root.material, known.bundle.log),
    publicKey: () => ({ publicKey: key.key, validFor: () => true }),
  };
  const verifier = new Verifier(material, { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 0 });
  const refusal = attempt(known.bundle, options, (entity) => verifier.verify(onlyKnown(entity, known.root)));
  return refusal === undefined
    ? ok({ ...sealOf(known.bundle), signer: claimed })
    : err({ ...refusal, claimed });
}

/**
 * A key stands for itself, so that log entries and timestamps of instances nobody trusts here are left out, as if they
 * were not there: they prove nothing, and cannot make the signature worse.
 */
function knownParts(
  bundle: Bundle,
  roots: readonly Root[],
): { readonly root: Root; readonly bundle: Bundle } | undefined {
  for (const root of roots) {
    const ids = root.material.tlogs.map(({ logID }) => logID);
    const entries = bundle.log.map(({ logId }) => ids.some((id) => id.equals(logId)));
    const stamps = bundle.timestamps.map((der) => timestampIsOf(der, root));
    if (!entries.includes(true) && !stamps.includes(true)) continue;
    const log = bundle.log.filter((_, at) => entries[at] === true);
    const timestamps = bundle.timestamps.filter((_, at) => stamps[at] === true);
    return { root, bundle: { ...bundle, log, timestamps } };
  }
  return undefined;
}

/** The same for the library's own reading of it. */
function onlyKnown(entity: SignedEntity, root: Root): SignedEntity {
  const knows = ({ logId }: SignedEntity['tlogEntries'][number]): boolean =>
    root.material.tlogs.some(({ logID }) => logID.equals(logId.keyId));
  return {
    ...entity,
    tlogEntries: entity.tlogEntries.filter(knows),
    timestamps: entity.timestamps.filter((one) =>
      one.$case === 'transparency-log' ? knows(one.tlogEntry) : isByAuthorityOf(one.timestamp, root),
    ),
  };
}

/** The library, with our own way to verify the signature itself; whatever it throws is a refusal. */
function attempt(
  bundle: Bundle,
  options: OpenOptions,
  verify: (entity: SignedEntity) => unknown,
): Refusal | undefined {
  const message = messageOf(bundle, options);
  try {
    const entity = toSignedEntity(bundle.raw, Buffer.from(message ?? []));
    const { signature } = entity;
    const ours: SignedEntity['signature'] = {
      signature: signature.signature,
      compareSignature: (other) => signature.compareSignature(other),
      compareDigest: (digest) => signature.compareDigest(digest),
      compareSignedDigest: (digest) => signature.compareSignedDigest(digest),
      verifySignature: (key) => signatureHolds(key, message, bundle.content.signature),
    };
    verify({ ...entity, signature: ours });
    return undefined;
  } catch (error) {
    if (error instanceof VerificationError) return reasonOf(error.code, bundle);
    return { reason: 'bundle-unreadable', detail: 'its certificate, timestamp or log entry cannot be read' };
  }
}

function messageOf({ content }: Bundle, { message }: OpenOptions): Uint8Array | undefined {
  return content.kind === 'dsse' ? pae(content.payloadType, content.payload) : message;
}

/** Signers of the field use SHA-256 with every curve, newer ones the digest that fits it; both say who signed. */
function signatureHolds(key: KeyObject, message: Uint8Array | undefined, signature: Uint8Array): boolean {
  if (message === undefined) return false;
  const { namedCurve } = key.asymmetricKeyDetails ?? {};
  const digests =
    key.asymmetricKeyType === 'ed25519'
      ? [null]
      : namedCurve === 'secp384r1'
        ? ['sha256', 'sha384']
        : namedCurve === 'secp521r1'
          ? ['sha256', 'sha512']
          : ['sha256'];
  return digests.some((digest) => {
    try {
      return verifySignature(digest, message, key, signature);
    } catch {
      return false;
    }
  });
}

/** Only after the library agreed: what is read here has been verified. */
function sealOf({ log, timestamps }: Bundle): Omit<Seal, 'signer'> {
  const logged = log
    .filter(({ promised, integrated }) => promised && integrated > 0)
    .map(({ integrated }): SignedTime => ({ at: integrated * 1000, from: 'log' }));
  const stamped = timestamps.map((der): SignedTime => {
    return { at: RFC3161Timestamp.parse(der).signingTime.getTime(), from: 'timestamp authority' };
  });
  return { times: [...logged, ...stamped], logIndex: log[0]?.logIndex };
}
