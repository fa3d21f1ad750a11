/**
 * What a Fulcio certificate says (fulcio: docs/certificate-specification.md, docs/oid-info.md), read strictly: one
 * name, no extension twice, each claim a DER UTF8String. Whether it is to be believed is decided in open.ts.
 */

import { type ASN1Obj, X509Certificate } from '@sigstore/core';
import { err, ok, type Result } from '../core/result.ts';
import type { Refusal } from './bundle.ts';

/** The claims of the identity token that the authority wrote down, by the last number of their OID. */
export const CLAIMS = {
  8: 'issuer',
  9: 'build signer',
  10: 'build signer digest',
  11: 'runner',
  12: 'repository',
  13: 'commit',
  14: 'ref',
  15: 'repository id',
  16: 'owner',
  17: 'owner id',
  18: 'build config',
  19: 'build config digest',
  20: 'trigger',
  21: 'run',
  22: 'visibility',
  23: 'environment',
} as const;

export type ClaimName = (typeof CLAIMS)[keyof typeof CLAIMS];
export type Claims = Readonly<Partial<Record<ClaimName, string>>>;

export type Certificate = {
  /** The one subject alternative name: an address, a mail address, a user name. */
  readonly name: string;
  /** Whether the name is an address (URI). */
  readonly address: boolean;
  readonly issuer: string;
  readonly claims: Claims;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
  /** Whether a certificate log's timestamp is in it. */
  readonly logged: boolean;
  /** DER of the certificate and of its SubjectPublicKeyInfo. */
  readonly der: Buffer;
  readonly publicKey: Buffer;
  readonly x509: X509Certificate;
};

const FULCIO = '1.3.6.1.4.1.57264.1.';
const OID = {
  san: '2.5.29.17',
  usage: '2.5.29.15',
  extendedUsage: '2.5.29.37',
  constraints: '2.5.29.19',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  sct: '1.3.6.1.4.1.11129.2.4.2',
};

/** The only extensions that may be critical: who does not know a critical one must refuse (RFC 5280, section 4.2). */
const UNDERSTOOD: ReadonlySet<string> = new Set([OID.san, OID.usage, OID.extendedUsage, OID.constraints]);

export function readCertificate(der: Buffer<ArrayBuffer>): Result<Certificate, Refusal> {
  try {
    return read(der);
  } catch {
    // The parser of ASN.1 throws whatever comes to it.
    return refuse('certificate-unreadable', 'it is not DER of a certificate');
  }
}

function read(der: Buffer<ArrayBuffer>): Result<Certificate, Refusal> {
  const x509 = X509Certificate.parse(der);
  // Bytes that the parser reads differently from how they would be written could be read differently by others.
  if (!x509.root.toDER().equals(der)) return refuse('certificate-unreadable', 'it is not DER');
  const extensions = x509.extensions.map((one) => ({
    oid: one.subs[0]?.toOID() ?? '',
    critical: one.subs.length === 3 && (one.subs[1]?.toBoolean() ?? true),
    value: one.subs.at(-1),
  }));
  const oids = extensions.map(({ oid }) => oid);
  if (new Set(oids).size < oids.length) return refuse('certificate-extensions', 'one stands in it twice');
  const unknown = extensions.find(({ oid, critical }) => critical && !UNDERSTOOD.has(oid));
  if (unknown !== undefined)
    return refuse('certificate-extensions', `${unknown.oid} is critical and not known`);
  const san = extensions.find(({ oid }) => oid === OID.san)?.value;
  const names = generalNames(san);
  const [name] = names;
  if (names.length !== 1 || name === undefined)
    return refuse('certificate-name', `it has ${names.length} names`);
  const usage = usageProblem(x509);
  if (usage !== undefined) return refuse('certificate-usage', usage);
  const claims = readClaims(extensions);
  if (!claims.ok) return refuse('certificate-extensions', claims.failure);
  const issuer = issuerOf(claims.value, extensions.find(({ oid }) => oid === `${FULCIO}1`)?.value);
  if (issuer === undefined)
    return refuse('certificate-extensions', 'its issuer is missing or said twice differently');
  return ok({
    name,
    address: san?.subs[0]?.subs[0]?.tag.isContextSpecific(6) === true,
    issuer,
    claims: claims.value,
    from: x509.notBefore.getTime(),
    until: x509.notAfter.getTime(),
    logged: oids.includes(OID.sct),
    der,
    publicKey: x509.publicKey,
    x509,
  });
}

/** Of the kinds of names only those that Fulcio gives: address, mail address, and its own user name. */
function generalNames(value: ASN1Obj | undefined): readonly (string | undefined)[] {
  return (value?.subs[0]?.subs ?? []).map((name) => {
    if (name.tag.isContextSpecific(6) || name.tag.isContextSpecific(1)) return plain(name.value);
    if (!name.tag.isContextSpecific(0) || name.subs[0]?.toOID() !== `${FULCIO}7`) return undefined;
    const text = name.subs[1]?.subs[0];
    return text === undefined ? undefined : utf8String(text.toDER());
  });
}

function usageProblem(x509: X509Certificate): string | undefined {
  const { extBasicConstraints: constraints, extKeyUsage: usage } = x509;
  if (constraints?.isCA === true || usage?.keyCertSign === true)
    return 'it is the certificate of an authority';
  if (usage?.digitalSignature !== true) return 'its key is not for signatures';
  const extended = x509.extension(OID.extendedUsage)?.valueObj.subs[0]?.subs.map((one) => one.toOID()) ?? [];
  return extended.includes(OID.codeSigning) ? undefined : 'its key is not for signing code';
}

function readClaims(
  extensions: readonly { readonly oid: string; readonly value: ASN1Obj | undefined }[],
): Result<Claims, string> {
  const claims: Partial<Record<ClaimName, string>> = {};
  for (const [number, name] of Object.entries(CLAIMS) as [string, ClaimName][]) {
    const found = extensions.find(({ oid }) => oid === `${FULCIO}${number}`);
    if (found?.value === undefined) continue;
    const text = utf8String(found.value.value);
    if (text === undefined) return err(`${FULCIO}${number} is no UTF8String`);
    claims[name] = text;
  }
  return ok(claims);
}

/** Older certificates have only the first form, raw text (OID .1); with both, they must agree. */
function issuerOf(claims: Claims, older: ASN1Obj | undefined): string | undefined {
  const first = older === undefined ? undefined : plain(older.value);
  const { issuer = first } = claims;
  return first === undefined || first === issuer ? issuer : undefined;
}

/** A DER UTF8String of exactly these bytes. */
function utf8String(der: Buffer): string | undefined {
  if (der[0] !== 0x0c) return undefined;
  const [header, length] = lengthOf(der);
  return header + length === der.length ? plain(der.subarray(header)) : undefined;
}

function lengthOf(der: Buffer): readonly [header: number, length: number] {
  const [, first = 0] = der;
  if (first < 0x80) return [2, first];
  const bytes = first & 0x7f;
  if (bytes < 1 || bytes > 3 || der.length < 2 + bytes) return [0, -1];
  const length = der.readUIntBE(2, bytes);
  // DER: the shortest form there is.
  return length < 0x80 || length < 256 ** (bytes - 1) ? [0, -1] : [2 + bytes, length];
}

/** UTF-8 without control characters; whatever else is in a name is there to deceive somebody. */
function plain(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text === '' || /\p{C}/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function refuse(
  reason: Refusal['reason'],
  detail: string,
): { readonly ok: false; readonly failure: Refusal } {
  return err({ reason, detail });
}
