/** From the bytes of one piece of evidence to what it is: every form goes through the same door. */

import { createHash } from 'node:crypto';
import { err, ok, type Result } from '../core/result.ts';
import { type Bundle, type Refusal, readBundle } from './bundle.ts';
import {
  bareSignature,
  readSigned,
  readSimpleSigning,
  readStatement,
  roleOfType,
  type Signed,
} from './content.ts';
import type { Artifact, Candidate } from './evidence.ts';
import type { Exhibit } from './exhibit.ts';
import type { Role } from './expectations.ts';
import { legacyBundle } from './legacy.ts';
import { type Broken, openBundle, type Signer } from './open.ts';
import type { Trust } from './trust.ts';

export type Opener = {
  readonly trust: Trust;
  /** See `OpenOptions.logged`. */
  readonly logged: boolean;
  readonly artifact: Artifact;
  /** The artifact's own bytes, for a signature over them; asked for only then. */
  readonly content: () => Promise<Result<Uint8Array, string>>;
};

/** @param bytes  compared with the candidate's digest already, where it has one */
export async function openEvidence(
  candidate: Candidate,
  bytes: Uint8Array,
  opener: Opener,
): Promise<Exhibit> {
  const { id, form, predicateType } = candidate;
  const said = predicateType === undefined ? undefined : roleOfType(predicateType);
  if (form === 'statement') {
    const signed = readStatement(bytes);
    return signed.ok
      ? { id, role: signed.value.role, state: { kind: 'unsigned', signed: signed.value } }
      : broken(id, said, { ...signed.failure, claimed: NOBODY });
  }
  const bundle = form === 'bundle' ? readBundle(bytes) : legacyBundle(candidate, bytes);
  if (!bundle.ok) return broken(id, said, { ...bundle.failure, claimed: NOBODY });
  const message = form === 'simple-signing' ? ok(bytes) : await messageOf(bundle.value, opener);
  if (!message.ok && 'detail' in message.failure) {
    const { detail } = message.failure;
    return { id, role: said, state: { kind: 'unread', detail } };
  }
  const role = said ?? payloadRole(bundle.value);
  const seal = openBundle(bundle.value, opener.trust, {
    logged: opener.logged,
    message: message.ok ? message.value : undefined,
  });
  if (!seal.ok) {
    const { claimed } = seal.failure;
    return broken(id, role, message.ok ? seal.failure : { reason: 'subject-mismatch', detail: '', claimed });
  }
  const signed = signedBy(bundle.value, form, bytes, opener.artifact);
  return signed.ok
    ? { id, role: signed.value.role, state: { kind: 'sound', seal: seal.value, signed: signed.value } }
    : broken(id, role, { ...signed.failure, claimed: seal.value.signer });
}

const NOBODY: Signer = { kind: 'unknown', hint: '' };

/** Only after the signature was found to hold. */
function signedBy(
  { content }: Bundle,
  form: Candidate['form'],
  bytes: Uint8Array,
  { sha256 }: Artifact,
): Result<Signed, Refusal> {
  if (content.kind === 'dsse') return readSigned(content.payloadType, content.payload);
  return form === 'simple-signing' ? readSimpleSigning(bytes) : ok(bareSignature(sha256));
}

/** What a broken one would have been, for telling people; nothing hangs on it. */
function payloadRole({ content }: Bundle): Role | undefined {
  if (content.kind === 'message') return 'signature';
  const signed = readStatement(content.payload);
  return signed.ok ? signed.value.role : undefined;
}

/**
 * The bytes that a signature without an envelope is about: the artifact's, when they have the digest that it names.
 *
 * @returns the failure `{}` when they are other bytes; with a detail when they could not be had
 */
async function messageOf(
  { content }: Bundle,
  opener: Opener,
): Promise<Result<Uint8Array | undefined, { readonly detail: string } | Record<never, never>>> {
  if (content.kind === 'dsse') return ok(undefined);
  const bytes = await opener.content();
  if (!bytes.ok) return err({ detail: bytes.failure });
  const digest = createHash(content.hash).update(bytes.value).digest();
  return digest.equals(content.digest) ? bytes : err({});
}

function broken(id: string, role: Role | undefined, refusal: Broken): Exhibit {
  return { id, role, state: { kind: 'broken', broken: refusal } };
}
