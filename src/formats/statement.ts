/** The in-toto Statement, version 1 (in-toto/attestation, spec/v1/statement.md): what is said, and of which bytes. */

import { err, ok, type Result } from '../core/result.ts';
import { canonicalJson } from './canonical.ts';
import { isPlainObject, strictJson } from './strict-json.ts';

export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';

/** The version before it, which others still write; the members are the same. */
export const OLDER_STATEMENT_TYPE = 'https://in-toto.io/Statement/v0.1';

/** The payload type of an envelope that holds one (spec/v1/envelope.md). */
export const STATEMENT_PAYLOAD = 'application/vnd.in-toto+json';

export type Subject = {
  readonly name: string | undefined;
  /** By algorithm; `sha256` is lower-case hex. */
  readonly digest: Readonly<Record<string, string>>;
};

export type Statement = {
  readonly subject: readonly Subject[];
  /** A URI. */
  readonly predicateType: string;
  readonly predicate: Readonly<Record<string, unknown>>;
};

/** JSON with one spelling (RFC 8785), UTF-8. */
export function encodeStatement({ subject, predicateType, predicate }: Statement): Uint8Array {
  return Buffer.from(canonicalJson({ _type: STATEMENT_TYPE, subject, predicateType, predicate }), 'utf8');
}

/**
 * Members of the statement that are unknown are left out, as its specification wants ("Parsing rules"). A subject must
 * have a digest: one without would be a statement about any bytes of that name.
 *
 * @param types  which versions are taken
 * @returns the failure is one clause for people
 */
export function decodeStatement(
  bytes: Uint8Array,
  types: readonly string[] = [STATEMENT_TYPE],
): Result<Statement, string> {
  const json = strictJson(bytes);
  if (!json.ok) return json;
  const statement = json.value;
  if (!isPlainObject(statement) || !types.includes(String(statement['_type'])))
    return err('it is no in-toto statement of version 1');
  // Left out is the same as empty ("Fields").
  const { predicateType, predicate = {}, subject } = statement;
  if (typeof predicateType !== 'string' || predicateType === '') return err('it has no predicate type');
  if (!isPlainObject(predicate)) return err('it has no predicate');
  if (!Array.isArray(subject) || subject.length === 0) return err('it has no subject');
  const subjects = subject.map(readSubject);
  const sound = subjects.filter((one) => one !== undefined);
  if (sound.length < subjects.length) return err('one of its subjects has no digest');
  return ok({ subject: sound, predicateType, predicate });
}

function readSubject(value: unknown): Subject | undefined {
  if (!isPlainObject(value)) return undefined;
  const { name, digest } = value;
  if (name !== undefined && typeof name !== 'string') return undefined;
  if (!isPlainObject(digest) || Object.keys(digest).length === 0) return undefined;
  const digests: Record<string, string> = {};
  for (const [algorithm, hex] of Object.entries(digest)) {
    if (typeof hex !== 'string' || hex === '' || algorithm === '__proto__') return undefined;
    digests[algorithm] = hex;
  }
  return { name, digest: digests };
}
