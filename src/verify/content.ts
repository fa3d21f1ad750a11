/** What was signed, once it is known that it was: a statement, a simple signature of an image, or the bytes of a file. */

import { err, ok, type Result } from '../core/result.ts';
import {
  decodeStatement,
  OLDER_STATEMENT_TYPE,
  STATEMENT_PAYLOAD,
  STATEMENT_TYPE,
  type Statement,
} from '../formats/statement.ts';
import { isPlainObject, strictJson } from '../formats/strict-json.ts';
import type { Refusal } from './bundle.ts';
import type { Role } from './expectations.ts';
import { textAt } from './provenance/provenance.ts';

/** The predicate of a statement that is a signature and says nothing else (cosign: cmd/cosign/cli/sign). */
export const SIGNATURE_TYPE = 'https://sigstore.dev/cosign/sign/v1';

export const PROVENANCE_TYPES: readonly string[] = [
  'https://slsa.dev/provenance/v1',
  'https://slsa.dev/provenance/v0.2',
];

export const SBOM_TYPES: readonly string[] = [
  'https://cyclonedx.org/bom',
  'https://spdx.dev/Document',
  'https://spdx.dev/Document/v2.3',
  'https://spdx.dev/Document/v2.2',
];

export type Signed = {
  /** Lower-case hex SHA-256 of what it is about. */
  readonly subjects: readonly string[];
  readonly role: Role;
  /** Empty for a signature over bytes. */
  readonly predicateType: string;
  readonly predicate: Readonly<Record<string, unknown>>;
};

/** What a predicate type is taken for, and it alone: an attestation is never the signature (I11). */
export function roleOfType(predicateType: string): Role {
  if (predicateType === SIGNATURE_TYPE) return 'signature';
  if (PROVENANCE_TYPES.includes(predicateType)) return 'provenance';
  if (SBOM_TYPES.includes(predicateType)) return 'sbom';
  return `statement ${predicateType}`;
}

/** The payload of an envelope. */
export function readSigned(payloadType: string, payload: Uint8Array): Result<Signed, Refusal> {
  if (payloadType !== STATEMENT_PAYLOAD)
    return err({ reason: 'payload-type', detail: 'its payload type is another one' });
  return readStatement(payload);
}

/** Also for one that nobody signed. */
export function readStatement(payload: Uint8Array): Result<Signed, Refusal> {
  const decoded = decodeStatement(payload, [STATEMENT_TYPE, OLDER_STATEMENT_TYPE]);
  if (!decoded.ok) return err({ reason: 'statement-invalid', detail: decoded.failure });
  return ok(signedOf(decoded.value));
}

/** The payload of cosign's older form for images (cosign: specs/SIGNATURE_SPEC.md, "simple signing"). */
export function readSimpleSigning(payload: Uint8Array): Result<Signed, Refusal> {
  const json = strictJson(payload);
  const critical = json.ok && isPlainObject(json.value) ? json.value['critical'] : undefined;
  const image = isPlainObject(critical) ? critical['image'] : undefined;
  const digest = isPlainObject(image) ? image['docker-manifest-digest'] : undefined;
  const type = isPlainObject(critical) ? critical['type'] : undefined;
  const [, sha256] = /^sha256:([0-9a-f]{64})$/.exec(typeof digest === 'string' ? digest : '') ?? [];
  if (type !== 'cosign container image signature' || sha256 === undefined)
    return err({ reason: 'statement-invalid', detail: 'it is no signature of an image' });
  return ok(bareSignature(sha256));
}

/** A signature over the bytes themselves. */
export function bareSignature(sha256: string): Signed {
  return { subjects: [sha256], role: 'signature', predicateType: '', predicate: {} };
}

/**
 * When a statement says that what it is about was made; milliseconds since 1970. It is signed, and so as good as its
 * signer's word.
 */
export function saidTime({ predicate }: Signed): number | undefined {
  const texts = [
    textAt(predicate, 'metadata', 'timestamp'),
    textAt(predicate, 'creationInfo', 'created'),
    textAt(predicate, 'runDetails', 'metadata', 'finishedOn'),
    textAt(predicate, 'metadata', 'buildFinishedOn'),
    textAt(predicate, 'metadata', 'scanFinishedOn'),
    textAt(predicate, 'timestamp'),
  ];
  const text = texts.find((one) => one !== undefined);
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

function signedOf({ subject, predicateType, predicate }: Statement): Signed {
  const subjects = subject.flatMap(({ digest }) =>
    digest['sha256'] === undefined ? [] : [digest['sha256']],
  );
  return { subjects, role: roleOfType(predicateType), predicateType, predicate };
}
