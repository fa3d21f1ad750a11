/**
 * A small Sigstore of our own, for tests: authority, certificate log, log in the manner of Rekor 1 and 2, timestamp
 * authority, and the trusted root that names them. Whatever it makes can be asked to be wrong in one place.
 */

import { type KeyObject, sign } from 'node:crypto';
import { canonicalJson } from '../../src/formats/canonical.ts';
import { pae } from '../../src/formats/dsse.ts';
import { STATEMENT_PAYLOAD } from '../../src/formats/statement.ts';
import * as der from './der.ts';
import {
  Authority,
  aKeyPair,
  type CertificateRequest,
  type KeyPair,
  sha256,
  spki,
} from './sigstore-authority.ts';

/** Noon of a day: what the world's clocks say unless they are asked for something else. */
export const NOON = Date.UTC(2026, 10, 20, 12);
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

export const ISSUER = 'https://gitlab.com';
export const WORKFLOW = 'https://gitlab.com/group/diary//.gitlab-ci.yml';
export const REF = 'refs/heads/main';
export const REPOSITORY = 'https://gitlab.com/group/diary';
export const COMMIT = '8c1d0a4'.padEnd(40, '0');

/** What Fulcio would write for a pipeline of the main branch. */
export function claimsOf(changed: Readonly<Record<number, string>> = {}): Readonly<Record<number, string>> {
  return {
    8: ISSUER,
    9: `${WORKFLOW}@${REF}`,
    11: 'gitlab-hosted',
    12: REPOSITORY,
    13: COMMIT,
    14: REF,
    15: '1234',
    18: `${WORKFLOW}@${REF}`,
    20: 'push',
    21: 'https://gitlab.com/group/diary/-/jobs/4711',
    ...changed,
  };
}

export type Signing = {
  readonly payload: Uint8Array;
  readonly payloadType?: string;
  readonly certificate?: Partial<CertificateRequest>;
  /** Signs with this key instead of a certificate's. */
  readonly key?: KeyPair;
  readonly hint?: string;
  readonly log?: 'v1' | 'v2' | 'none';
  readonly timestamp?: boolean;
  /** When the log and the timestamp authority say that it was. */
  readonly at?: number;
};

/** The JSON of a bundle, to be changed at will. */
// biome-ignore lint/suspicious/noExplicitAny: tests reach into every corner of it
export type BundleJson = any;

export class SigstoreWorld {
  readonly authority = new Authority('sigstore', NOON - 365 * DAY, NOON + 365 * DAY);
  readonly logKeys = aKeyPair();
  readonly #timeKeys = aKeyPair();
  readonly #time: { readonly certificate: Buffer; readonly serial: Buffer };
  #index = 148_211;

  constructor() {
    this.#time = this.authority.issueForTime(this.#timeKeys, NOON - 365 * DAY, NOON + 365 * DAY);
  }

  get logId(): Buffer {
    return sha256(spki(this.logKeys));
  }

  trustedRoot(): BundleJson {
    const validFor = { start: new Date(NOON - 400 * DAY).toISOString() };
    const log = (keys: KeyPair, baseUrl: string): unknown => ({
      baseUrl,
      hashAlgorithm: 'SHA2_256',
      publicKey: { rawBytes: base64(spki(keys)), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor },
      logId: { keyId: base64(sha256(spki(keys))) },
    });
    const authority = (...certificates: Buffer[]): unknown => ({
      subject: { organization: 'test', commonName: 'sigstore' },
      uri: 'https://fulcio.example.org',
      certChain: { certificates: certificates.map((one) => ({ rawBytes: base64(one) })) },
      validFor,
    });
    return {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      tlogs: [log(this.logKeys, 'https://rekor.example.org')],
      certificateAuthorities: [authority(this.authority.root)],
      ctlogs: [log(this.authority.ctKeys, 'https://ct.example.org')],
      timestampAuthorities: [authority(this.#time.certificate, this.authority.root)],
    };
  }

  rootBytes(): Uint8Array {
    return Buffer.from(JSON.stringify(this.trustedRoot()));
  }

  /** A bundle around a DSSE envelope. */
  sign(signing: Signing): BundleJson {
    const {
      payload,
      payloadType = STATEMENT_PAYLOAD,
      at = NOON,
      log = 'v1',
      timestamp = log === 'v2',
    } = signing;
    const keys = signing.key ?? aKeyPair();
    const signature = sign('sha256', pae(payloadType, payload), keys.privateKey);
    const certificate =
      signing.key === undefined ? this.certificate(keys.publicKey, signing.certificate) : undefined;
    const verifier =
      certificate === undefined ? pemOf(spki(keys), 'PUBLIC KEY') : pemOf(certificate, 'CERTIFICATE');
    const entry =
      log === 'none'
        ? undefined
        : log === 'v1'
          ? this.logged('dsse', '0.0.1', dsseBody(payload, signature, verifier), at)
          : this.logged(
              'hashedrekord',
              '0.0.2',
              newerBody(
                pae(payloadType, payload),
                signature,
                certificate ?? spki(keys),
                certificate !== undefined,
              ),
            );
    return {
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: {
        ...(certificate === undefined
          ? { publicKey: { hint: signing.hint ?? base64(sha256(spki(keys))) } }
          : { certificate: { rawBytes: base64(certificate) } }),
        tlogEntries: entry === undefined ? [] : [entry],
        timestampVerificationData: {
          rfc3161Timestamps: timestamp ? [{ signedTimestamp: base64(this.timestamp(signature, at)) }] : [],
        },
      },
      dsseEnvelope: {
        payload: base64(payload),
        payloadType,
        signatures: [{ sig: base64(signature), keyid: '' }],
      },
    };
  }

  certificate(publicKey: KeyObject, changed: Partial<CertificateRequest> = {}): Buffer {
    return this.authority.issue({
      publicKey,
      names: [`${WORKFLOW}@${REF}`],
      claims: claimsOf(),
      from: NOON - MINUTE,
      until: NOON + 9 * MINUTE,
      ...changed,
    });
  }

  /** An entry beside another one, so that there is a proof. Version 2 has no promise and no time. */
  logged(kind: string, version: string, spec: unknown, at?: number): BundleJson {
    this.#index += 1;
    const body = Buffer.from(canonicalJson({ apiVersion: version, kind, spec }));
    const other = leafHash(Buffer.from('another entry'));
    const rootHash = sha256(Buffer.from([1]), other, leafHash(body));
    const promise = {
      body: base64(body),
      integratedTime: Math.floor((at ?? 0) / 1000),
      logID: this.logId.toString('hex'),
      logIndex: this.#index,
    };
    return {
      logIndex: String(this.#index),
      logId: { keyId: base64(this.logId) },
      kindVersion: { kind, version },
      integratedTime: String(promise.integratedTime),
      ...(at === undefined
        ? {}
        : {
            inclusionPromise: {
              signedEntryTimestamp: base64(
                sign('sha256', Buffer.from(canonicalJson(promise)), this.logKeys.privateKey),
              ),
            },
          }),
      inclusionProof: {
        logIndex: '1',
        rootHash: base64(rootHash),
        treeSize: '2',
        hashes: [base64(other)],
        checkpoint: { envelope: this.checkpoint(rootHash, 2) },
      },
      canonicalizedBody: base64(body),
    };
  }

  checkpoint(rootHash: Buffer, size: number, keys = this.logKeys): string {
    const note = `rekor.example.org - 1\n${size}\n${base64(rootHash)}\n`;
    const hint = sha256(spki(keys)).subarray(0, 4);
    const signature = Buffer.concat([hint, sign('sha256', Buffer.from(note), keys.privateKey)]);
    return `${note}\n\u2014 rekor.example.org ${base64(signature)}\n`;
  }

  /** RFC 3161: an answer that says when these bytes were there. */
  timestamp(signed: Uint8Array, at: number): Buffer {
    const SHA256 = der.sequence(der.oid('2.16.840.1.101.3.4.2.1'));
    const tstInfo = '1.2.840.113549.1.9.16.1.4';
    const info = der.sequence(
      der.integer(1),
      der.oid('1.2.3.4'),
      der.sequence(SHA256, der.octets(sha256(signed))),
      der.integer(7),
      der.generalizedTime(at),
    );
    const attributes = [
      der.sequence(der.oid('1.2.840.113549.1.9.3'), der.set(der.oid(tstInfo))),
      der.sequence(der.oid('1.2.840.113549.1.9.4'), der.set(der.octets(sha256(info)))),
    ];
    const signer = der.sequence(
      der.integer(1),
      der.sequence(this.authority.name, this.#time.serial),
      SHA256,
      der.tagged(0, ...attributes),
      der.sequence(der.oid('1.2.840.10045.4.3.2')),
      der.octets(sign('sha256', der.set(...attributes), this.#timeKeys.privateKey)),
    );
    const data = der.sequence(
      der.integer(3),
      der.set(SHA256),
      der.sequence(der.oid(tstInfo), der.tagged(0, der.octets(info))),
      der.set(signer),
    );
    const content = der.sequence(der.oid('1.2.840.113549.1.7.2'), der.tagged(0, data));
    return der.sequence(der.sequence(der.integer(0)), content);
  }
}

export function bytesOf(bundle: BundleJson): Uint8Array {
  return Buffer.from(JSON.stringify(bundle));
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

export function pemOf(bytes: Uint8Array, label: string): string {
  const lines = base64(bytes).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

function dsseBody(payload: Uint8Array, signature: Uint8Array, verifier: string): unknown {
  return {
    envelopeHash: { algorithm: 'sha256', value: sha256(payload, signature).toString('hex') },
    payloadHash: { algorithm: 'sha256', value: sha256(payload).toString('hex') },
    signatures: [{ signature: base64(signature), verifier: base64(Buffer.from(verifier)) }],
  };
}

function newerBody(
  signed: Uint8Array,
  signature: Uint8Array,
  signer: Uint8Array,
  certified: boolean,
): unknown {
  const named = certified
    ? { x509Certificate: { rawBytes: base64(signer) } }
    : { publicKey: { rawBytes: base64(signer) } };
  return {
    hashedRekordV002: {
      data: { algorithm: 'SHA2_256', digest: base64(sha256(signed)) },
      signature: {
        content: base64(signature),
        verifier: { keyDetails: 'PKIX_ECDSA_P256_SHA_256', ...named },
      },
    },
  };
}

function leafHash(body: Uint8Array): Buffer {
  return sha256(Buffer.from([0]), body);
}
