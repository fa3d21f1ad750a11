/** One piece of evidence as it says of itself. Read by the parts that verify, and believed in nothing. */

import { RFC3161Timestamp } from '@sigstore/core';
import type { EvidencePiece } from '../../core/evidence-view.ts';
import type { Result } from '../../core/result.ts';
import { type Bundle, type Refusal, readBundle } from '../../verify/bundle.ts';
import { readCertificate } from '../../verify/certificate.ts';
import { readSigned, readSimpleSigning, readStatement, type Signed } from '../../verify/content.ts';
import type { Candidate } from '../../verify/evidence.ts';
import { legacyBundle } from '../../verify/legacy.ts';

/** @param sha256  of what it is attached to, hex */
export function readPiece(candidate: Candidate, bytes: Uint8Array, sha256: string): EvidencePiece {
  const { id, form, predicateType } = candidate;
  const common = {
    ...{ id, form, bytes: bytes.length, times: [], log: [] },
    kind: 'unreadable',
    ...(predicateType === undefined ? {} : { predicateType }),
  };
  if (form === 'statement') {
    const signed = readStatement(bytes);
    return signed.ok
      ? { ...common, ...contentOf(signed.value, sha256) }
      : { ...common, problem: clause(signed.failure) };
  }
  const bundle = form === 'bundle' ? readBundle(bytes) : legacyBundle(candidate, bytes);
  if (!bundle.ok) return { ...common, problem: clause(bundle.failure) };
  const said = { ...common, ...signerOf(bundle.value), ...witnessesOf(bundle.value) };
  const signed = signedIn(bundle.value, form, bytes);
  if (signed === undefined) return { ...said, kind: 'signature' };
  return signed.ok
    ? { ...said, ...contentOf(signed.value, sha256) }
    : { ...said, problem: clause(signed.failure) };
}

/** Undefined: a signature over the bytes themselves, which says nothing of what they are. */
function signedIn(
  { content }: Bundle,
  form: Candidate['form'],
  bytes: Uint8Array,
): Result<Signed, Refusal> | undefined {
  if (content.kind === 'dsse') return readSigned(content.payloadType, content.payload);
  return form === 'simple-signing' ? readSimpleSigning(bytes) : undefined;
}

function contentOf(signed: Signed, sha256: string): Partial<EvidencePiece> & Pick<EvidencePiece, 'kind'> {
  const { role, predicateType, subjects } = signed;
  return {
    kind: role.startsWith('statement ') ? 'statement' : role,
    ...(predicateType === '' ? {} : { predicateType }),
    ...(subjects.includes(sha256) ? {} : { aboutAnother: true as const }),
  };
}

function signerOf({ signer }: Bundle): Pick<EvidencePiece, 'signer' | 'problem'> {
  if (signer.kind === 'key') return { signer: { kind: 'key', hint: signer.hint } };
  const certificate = readCertificate(signer.der);
  if (!certificate.ok) return { problem: clause(certificate.failure) };
  const { name, issuer } = certificate.value;
  return { signer: { kind: 'identity', name, issuer } };
}

function witnessesOf({ log, timestamps }: Bundle): Pick<EvidencePiece, 'times' | 'log'> {
  const logged = log
    .filter(({ integrated }) => integrated > 0)
    .map(({ integrated }) => ({ at: timeText(integrated * 1000), from: 'log' as const }));
  const stamped = timestamps.flatMap((der) => {
    try {
      const at = RFC3161Timestamp.parse(der).signingTime.getTime();
      return [{ at: timeText(at), from: 'timestamp authority' as const }];
    } catch {
      // The parser of ASN.1 throws whatever comes to it.
      return [];
    }
  });
  return {
    times: [...logged, ...stamped],
    log: log.map(({ logIndex, logId }) => ({ index: String(logIndex), id: logId.toString('hex') })),
  };
}

function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

function clause({ reason, detail }: Refusal): string {
  return detail === '' ? reason : `${reason}: ${detail}`;
}
