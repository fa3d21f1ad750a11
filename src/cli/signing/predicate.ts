/** What is said of a subject, from a file, and how its kind is called. */

import { resolve } from 'node:path';
import { err, ok, type Result } from '../../core/result.ts';
import { isPlainObject, strictJson } from '../../formats/strict-json.ts';
import type { Session } from '../session.ts';

type Predicate = Readonly<Record<string, unknown>>;

/** The short names that cosign has for them (cosign: pkg/cosign/attestation, `--type`). */
export const SHORT_TYPES: Readonly<Record<string, string>> = {
  slsaprovenance: 'https://slsa.dev/provenance/v0.2',
  slsaprovenance02: 'https://slsa.dev/provenance/v0.2',
  slsaprovenance1: 'https://slsa.dev/provenance/v1',
  link: 'https://in-toto.io/Link/v1',
  spdx: 'https://spdx.dev/Document',
  spdxjson: 'https://spdx.dev/Document',
  cyclonedx: 'https://cyclonedx.org/bom',
  vuln: 'https://cosign.sigstore.dev/attestation/vuln/v1',
  openvex: 'https://openvex.dev/ns',
};

/** Bytes; the list of contents of a large image has some tens of millions. */
const PREDICATE_LIMIT = 64 * 1024 * 1024;

/** @returns the URI; `usage` for what is neither a short name nor one */
export function predicateTypeOf(text: string): Result<string> {
  if (Object.hasOwn(SHORT_TYPES, text)) return ok(SHORT_TYPES[text] ?? text);
  const url = /^[a-z][a-z0-9+.-]*:[^\s\p{C}]+$/iu.test(text) ? URL.parse(text) : null;
  if (url !== null) return ok(text);
  const names = Object.keys(SHORT_TYPES).join(', ');
  return err({ code: 'usage', message: `--type ${text} is no URI, and none of ${names}` });
}

/** Strictly: what two readers could take differently is not signed. */
export function readPredicate({ world, workspace }: Session, name: string): Result<Predicate> {
  const text = world.files.readText(resolve(workspace, name), PREDICATE_LIMIT);
  if (!text.ok) return text;
  if (text.value === undefined) return err({ code: 'usage', message: `there is no predicate ${name}` });
  const json = strictJson(Buffer.from(text.value, 'utf8'));
  if (!json.ok) return err({ code: 'usage', message: `${name} cannot be a predicate: ${json.failure}` });
  if (!isPlainObject(json.value))
    return err({ code: 'usage', message: `${name} cannot be a predicate: it is no JSON object` });
  // A whole statement inside a statement would say nothing that anybody reads.
  if ('predicateType' in json.value && '_type' in json.value)
    return err({
      code: 'usage',
      message: `${name} is a whole statement: name a file with its predicate alone`,
    });
  return ok(json.value);
}
