/** An authority for certificates of our own, and the certificate log that vouches for them: each part may be wrong. */

import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import * as der from './der.ts';

export type KeyPair = { readonly privateKey: KeyObject; readonly publicKey: KeyObject };

export function aKeyPair(curve = 'P-256'): KeyPair {
  return generateKeyPairSync('ec', { namedCurve: curve });
}

export function spki({ publicKey }: Pick<KeyPair, 'publicKey'>): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' });
}

export function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** How a certificate is made; what is not said is as Fulcio makes it. */
export type CertificateRequest = {
  readonly publicKey: KeyObject;
  readonly names: readonly string[];
  /** By the last number of Fulcio's OIDs. */
  readonly claims?: Readonly<Record<number, string>>;
  readonly from: number;
  readonly until: number;
  readonly usage?: 'code' | 'server' | 'authority';
  /** `wrong`: what vouches is about another certificate. */
  readonly sct?: 'made' | 'none' | 'wrong';
  /** Extensions beside those, whole. */
  readonly more?: readonly Buffer[];
};

const FULCIO = '1.3.6.1.4.1.57264.1.';
const ECDSA_SHA256 = der.sequence(der.oid('1.2.840.10045.4.3.2'));
const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';

export function extension(oid: string, value: Buffer, critical = false): Buffer {
  return der.sequence(der.oid(oid), ...(critical ? [der.bool(true)] : []), der.octets(value));
}

export class Authority {
  readonly keys = aKeyPair();
  readonly ctKeys = aKeyPair();
  readonly name: Buffer;
  readonly root: Buffer;
  #serial = 1;

  constructor(name: string, from: number, until: number) {
    this.name = der.commonName(name);
    this.root = this.#finish(
      this.#tbs(this.name, spki(this.keys), from, until, [
        extension('2.5.29.19', der.sequence(der.bool(true)), true),
        extension('2.5.29.15', der.bits(Buffer.from([0x06]), 1), true),
        this.#keyId(spki(this.keys)),
      ]),
    );
  }

  issue(request: CertificateRequest): Buffer {
    const { publicKey, names, claims = {}, from, until, usage = 'code', sct = 'made', more = [] } = request;
    const key = publicKey.export({ type: 'spki', format: 'der' });
    const extensions = [
      extension('2.5.29.15', der.bits(Buffer.from([0x80]), 7), true),
      extension('2.5.29.37', der.sequence(der.oid(usage === 'server' ? '1.3.6.1.5.5.7.3.1' : CODE_SIGNING))),
      this.#keyId(key),
      extension('2.5.29.35', der.sequence(der.implicit(0, sha256(spki(this.keys)).subarray(0, 20)))),
      ...(usage === 'authority' ? [extension('2.5.29.19', der.sequence(der.bool(true)), true)] : []),
      ...(names.length === 0 ? [] : [extension('2.5.29.17', der.sequence(...names.map(generalName)), true)]),
      ...Object.entries(claims).map(([number, text]) => extension(`${FULCIO}${number}`, der.utf8(text))),
      ...more,
    ];
    const subject = der.sequence();
    const serial = this.#next();
    const before = this.#tbs(subject, key, from, until, extensions, serial);
    if (sct === 'none') return this.#finish(before);
    const vouched =
      sct === 'wrong' ? this.#tbs(subject, key, from, until + 1000, extensions, serial) : before;
    const list = extension('1.3.6.1.4.1.11129.2.4.2', der.octets(this.#sctList(vouched, from)));
    return this.#finish(this.#tbs(subject, key, from, until, [...extensions, list], serial));
  }

  /** A certificate for a timestamp authority. */
  issueForTime(
    keys: KeyPair,
    from: number,
    until: number,
  ): { readonly certificate: Buffer; readonly serial: Buffer } {
    const serial = this.#next();
    const usage = extension('2.5.29.37', der.sequence(der.oid('1.3.6.1.5.5.7.3.8')), true);
    const tbs = this.#tbs(der.commonName('time'), spki(keys), from, until, [usage], serial);
    return { certificate: this.#finish(tbs), serial };
  }

  #next(): Buffer {
    this.#serial += 1;
    return der.integer(Buffer.from([0x4d, this.#serial]));
  }

  #keyId(key: Buffer): Buffer {
    return extension('2.5.29.14', der.octets(sha256(key).subarray(0, 20)));
  }

  #tbs(
    subject: Buffer,
    key: Buffer,
    from: number,
    until: number,
    extensions: readonly Buffer[],
    serial = der.integer(1),
  ): Buffer {
    return der.sequence(
      der.tagged(0, der.integer(2)),
      serial,
      ECDSA_SHA256,
      this.name,
      der.sequence(der.time(from), der.time(until)),
      subject,
      key,
      der.tagged(3, der.sequence(...extensions)),
    );
  }

  #finish(tbs: Buffer): Buffer {
    return der.sequence(tbs, ECDSA_SHA256, der.bits(sign('sha256', tbs, this.keys.privateKey)));
  }

  /** RFC 6962, sections 3.2 and 3.3: one timestamp over the certificate as it was before it was in it. */
  #sctList(tbs: Buffer, at: number): Buffer {
    const stamp = Buffer.alloc(8);
    stamp.writeBigUInt64BE(BigInt(at));
    const signed = Buffer.concat([
      Buffer.from([0, 0]),
      stamp,
      Buffer.from([0, 1]),
      sha256(spki(this.keys)),
      sized(tbs, 3),
      Buffer.from([0, 0]),
    ]);
    const signature = sign('sha256', signed, this.ctKeys.privateKey);
    const sct = Buffer.concat([
      Buffer.from([0]),
      sha256(spki(this.ctKeys)),
      stamp,
      Buffer.from([0, 0, 4, 3]),
      sized(signature, 2),
    ]);
    return sized(sized(sct, 2), 2);
  }
}

function generalName(name: string): Buffer {
  return der.implicit(name.includes('://') ? 6 : 1, Buffer.from(name));
}

function sized(bytes: Buffer, width: number): Buffer {
  const length = Buffer.alloc(width);
  length.writeUIntBE(bytes.length, 0, width);
  return Buffer.concat([length, bytes]);
}
