/**
 * A throw-away instance of Sigstore, as much of it as identities need: an authority that certifies whatever name it is
 * told (fulcio: docs/certificate-specification.md), and one that stamps whatever time it is told (RFC 3161). It has no
 * logs, and its trusted root says so.
 */

import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import * as der from './der.ts';

/** Who a certificate is for; the numbers are the last of Fulcio's OIDs (fulcio: docs/oid-info.md). */
export type Identity = {
  /** An address (with `://`), or one of mail. */
  readonly name: string;
  readonly claims: Readonly<Record<number, string>>;
};

const FULCIO = '1.3.6.1.4.1.57264.1.';
const ECDSA_SHA256 = der.sequence(der.oid('1.2.840.10045.4.3.2'));
const SHA256 = der.sequence(der.oid('2.16.840.1.101.3.4.2.1'));
const TIMESTAMP = '1.2.840.113549.1.9.16.1.4';

const MINUTE = 60_000;
const YEAR = 365 * 24 * 60 * MINUTE;

type KeyPair = { readonly privateKey: KeyObject; readonly publicKey: KeyObject };

export class Authority {
  readonly #keys = newKeys();
  readonly #timeKeys = newKeys();
  readonly #name: Buffer;
  readonly #from: number;
  readonly #timeSerial: Buffer;
  /** DER. */
  readonly root: Buffer;
  readonly #time: Buffer;

  /** @param now  milliseconds since 1970; it certifies what was signed at most a year before and after */
  constructor(name: string, now: number) {
    this.#name = der.commonName(name);
    this.#from = now - YEAR;
    const validity = [this.#from, now + YEAR] as const;
    this.root = this.#issued(this.#name, this.#keys.publicKey, validity, newSerial(), [
      extension('2.5.29.19', der.sequence(der.yes()), true),
      extension('2.5.29.15', der.bits(Buffer.from([0x06]), 1), true),
      keyId(this.#keys.publicKey),
    ]);
    this.#timeSerial = newSerial();
    this.#time = this.#issued(
      der.commonName(`${name} time`),
      this.#timeKeys.publicKey,
      validity,
      this.#timeSerial,
      [extension('2.5.29.37', der.sequence(der.oid('1.3.6.1.5.5.7.3.8')), true)],
    );
  }

  /** @returns DER; good for ten minutes about `at` */
  certify(publicKey: KeyObject, { name, claims }: Identity, at: number): Buffer {
    const named = der.implicit(name.includes('://') ? 6 : 1, Buffer.from(name));
    return this.#issued(der.sequence(), publicKey, [at - MINUTE, at + 9 * MINUTE], newSerial(), [
      extension('2.5.29.15', der.bits(Buffer.from([0x80]), 7), true),
      extension('2.5.29.37', der.sequence(der.oid('1.3.6.1.5.5.7.3.3'))),
      keyId(publicKey),
      extension('2.5.29.35', der.sequence(der.implicit(0, idOf(this.#keys.publicKey)))),
      extension('2.5.29.17', der.sequence(named), true),
      ...Object.entries(claims).map(([number, text]) => extension(`${FULCIO}${number}`, der.utf8(text))),
    ]);
  }

  /** A TimeStampResp, DER: that these bytes were there then. */
  stamp(signed: Uint8Array, at: number): Buffer {
    const info = der.sequence(
      der.integer(1),
      der.oid('1.2.3.4'),
      der.sequence(SHA256, der.octets(sha256(signed))),
      newSerial(),
      der.generalizedTime(at),
    );
    const attributes = [
      der.sequence(der.oid('1.2.840.113549.1.9.3'), der.set(der.oid(TIMESTAMP))),
      der.sequence(der.oid('1.2.840.113549.1.9.4'), der.set(der.octets(sha256(info)))),
    ];
    const signer = der.sequence(
      der.integer(1),
      der.sequence(this.#name, this.#timeSerial),
      SHA256,
      der.tagged(0, ...attributes),
      ECDSA_SHA256,
      der.octets(sign('sha256', der.set(...attributes), this.#timeKeys.privateKey)),
    );
    const data = der.sequence(
      der.integer(3),
      der.set(SHA256),
      der.sequence(der.oid(TIMESTAMP), der.tagged(0, der.octets(info))),
      der.set(signer),
    );
    const content = der.sequence(der.oid('1.2.840.113549.1.7.2'), der.tagged(0, data));
    return der.sequence(der.sequence(der.integer(0)), content);
  }

  /** What verifiers are told (protobuf-specs: sigstore_trustroot.proto), JSON. */
  trustedRoot(): Uint8Array {
    const validFor = { start: new Date(this.#from).toISOString() };
    const authority = (...certificates: readonly Buffer[]) => ({
      subject: { organization: 'drill', commonName: 'drill' },
      certChain: { certificates: certificates.map((one) => ({ rawBytes: one.toString('base64') })) },
      validFor,
    });
    const root = {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      tlogs: [],
      certificateAuthorities: [authority(this.root)],
      ctlogs: [],
      timestampAuthorities: [authority(this.#time, this.root)],
    };
    return Buffer.from(JSON.stringify(root), 'utf8');
  }

  #issued(
    subject: Buffer,
    publicKey: KeyObject,
    [from, until]: readonly [number, number],
    serial: Buffer,
    extensions: readonly Buffer[],
  ): Buffer {
    const certified = der.sequence(
      der.tagged(0, der.integer(2)),
      serial,
      ECDSA_SHA256,
      this.#name,
      der.sequence(der.time(from), der.time(until)),
      subject,
      spki(publicKey),
      der.tagged(3, der.sequence(...extensions)),
    );
    const signature = sign('sha256', certified, this.#keys.privateKey);
    return der.sequence(certified, ECDSA_SHA256, der.bits(signature));
  }
}

function newKeys(): KeyPair {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

/** The first byte is neither zero, which DER would leave out, nor makes it negative. */
function newSerial(): Buffer {
  return der.integer(Buffer.concat([Buffer.from([0x4d]), randomBytes(11)]));
}

function extension(name: string, value: Buffer, critical = false): Buffer {
  return der.sequence(der.oid(name), ...(critical ? [der.yes()] : []), der.octets(value));
}

function keyId(key: KeyObject): Buffer {
  return extension('2.5.29.14', der.octets(idOf(key)));
}

function idOf(key: KeyObject): Buffer {
  return sha256(spki(key)).subarray(0, 20);
}

function spki(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
