/**
 * The services of a Sigstore behind one address, speaking their real protocols: certificate authority, logs of both
 * kinds, timestamp authority, and a forge's token service. They check what they are sent, and each answer can be
 * changed before it goes out: for faults that the real ones do not show.
 */

import { createHash, createPublicKey, verify, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fieldAt } from '../../src/clients/sigstore/fields.ts';
import { canonicalJson } from '../../src/formats/canonical.ts';
import { readPem, writePem } from '../../src/formats/pem.ts';
import * as der from '../support/der.ts';
import { httpServer } from '../support/servers.ts';
import { Authority, sha256 } from '../support/sigstore-authority.ts';
import { temporaryFolder } from '../support/temporary.ts';

export type Service = 'fulcio' | 'rekor1' | 'rekor2' | 'time' | 'token';

export type Answer = {
  readonly status: number;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Gets the honest answer; what it returns goes out. Undefined: the connection is cut. */
export type Change = (service: Service, honest: Answer, asked: string) => Answer | undefined;

export type FakeSigstore = {
  readonly url: string;
  /** Requests, in order: service, and what was sent. */
  readonly asked: { readonly service: Service; readonly path: string; readonly body: string }[];
  /** A token as the fake authority takes it: nobody checks its signature. */
  readonly token: (claims?: Readonly<Record<string, unknown>>) => string;
  /** Path of a signing config that names these services. */
  readonly config: (more?: Readonly<Record<string, unknown>>) => string;
  /** What becomes of answers from now on. */
  change: Change;
};

export const SUBJECT = 'project_path:group/diary:ref_type:branch:ref:main';
export const IDENTITY = 'https://gitlab.example.org/group/diary//.gitlab-ci.yml@refs/heads/main';

export async function fakeSigstore(t: TestContext, now: () => number = Date.now): Promise<FakeSigstore> {
  const authority = new Authority('fake', now() - HOUR, now() + HOUR);
  const logged = new Map<string, Answer>();
  const asked: FakeSigstore['asked'] = [];
  const folder = temporaryFolder(t);
  let files = 0;
  const url = await httpServer(t, async (request, response) => {
    const body = await bytesOf(request);
    const path = request.url ?? '';
    const service = serviceOf(path);
    // One character a byte: what is sent is ASCII or DER.
    const sent = body.toString('latin1');
    asked.push({ service, path, body: sent });
    const answer = fake.change(service, honest(service, path, body), sent);
    if (answer === undefined) request.socket.destroy();
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  const fake: FakeSigstore = {
    url,
    asked,
    change: (_, answer) => answer,
    token: (claims = {}) => tokenOf(claims, now()),
    config(more = {}) {
      files += 1;
      const path = join(folder, `signing-${files}.json`);
      writeFileSync(path, JSON.stringify({ ...configOf(url), ...more }));
      return path;
    },
  };
  return fake;

  function honest(service: Service, path: string, body: Buffer): Answer {
    switch (service) {
      case 'token':
        return json(200, { value: tokenOf({}, now()) });
      case 'time':
        return { status: 201, body: timestamp(body, now()) };
      case 'fulcio':
        return certificate(JSON.parse(body.toString('utf8')), authority, now());
      case 'rekor1':
        return path.endsWith('/entries') ? entry1(body, logged, now()) : (logged.get(path) ?? json(404, {}));
      case 'rekor2':
        return entry2(JSON.parse(body.toString('utf8')));
    }
  }
}

const HOUR = 3_600_000;

function serviceOf(path: string): Service {
  if (path.startsWith('/token')) return 'token';
  if (path.startsWith('/api/v2/signingCert')) return 'fulcio';
  if (path.startsWith('/api/v2/log')) return 'rekor2';
  return path.startsWith('/api/v1/log') ? 'rekor1' : 'time';
}

function configOf(url: string): Readonly<Record<string, unknown>> {
  const one = (address: string, majorApiVersion: number): object => ({
    url: address,
    majorApiVersion,
    operator: `example.org/${majorApiVersion}`,
    validFor: { start: '2020-01-01T00:00:00Z' },
  });
  return {
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: [one(url, 1)],
    rekorTlogUrls: [one(url, 1)],
    rekorTlogConfig: { selector: 'ANY' },
    tsaUrls: [one(`${url}/api/v1/timestamp`, 1)],
    tsaConfig: { selector: 'ANY' },
  };
}

function tokenOf(claims: Readonly<Record<string, unknown>>, now: number): string {
  const seconds = Math.floor(now / 1000);
  const all = {
    iss: 'https://gitlab.example.org',
    aud: 'sigstore',
    sub: SUBJECT,
    exp: seconds + 600,
    ...claims,
  };
  return [{ alg: 'RS256' }, all, 'signature']
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
}

function certificate(request: unknown, authority: Authority, now: number): Answer {
  const token = String(fieldAt(request, 'credentials', 'oidcIdentityToken'));
  const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  const pem = String(fieldAt(request, 'publicKeyRequest', 'publicKey', 'content'));
  const proof = Buffer.from(String(fieldAt(request, 'publicKeyRequest', 'proofOfPossession')), 'base64');
  const publicKey = createPublicKey(pem);
  const subject = Buffer.from(String(fieldAt(claims, 'sub')));
  if (!verify('sha256', subject, publicKey, proof)) return json(400, { message: 'the proof is none' });
  const leaf = authority.issue({ publicKey, names: [IDENTITY], from: now - 1000, until: now + 600_000 });
  const certificates = [leaf, authority.root].map((one) => writePem('CERTIFICATE', one));
  return json(200, { signedCertificateEmbeddedSct: { chain: { certificates } } });
}

function entry1(body: Buffer, logged: Map<string, Answer>, now: number): Answer {
  const proposed = JSON.parse(body.toString('utf8')) as Readonly<Record<string, unknown>>;
  const canonical = canonical1(proposed);
  if (canonical === undefined) return json(400, { code: 400, message: 'signature is invalid' });
  const text = canonicalJson(canonical);
  const path = `/api/v1/log/entries/${sha256(Buffer.from(text)).toString('hex')}`;
  if (logged.has(path))
    return json(409, { message: 'an equivalent entry already exists' }, { location: path });
  const leaf = sha256(Buffer.from([0]), Buffer.from(text)).toString('hex');
  const answer = {
    body: Buffer.from(text).toString('base64'),
    integratedTime: Math.floor(now / 1000),
    logID: 'ab'.repeat(32),
    logIndex: logged.size,
    verification: {
      signedEntryTimestamp: Buffer.from('promise').toString('base64'),
      inclusionProof: { logIndex: 0, treeSize: 1, rootHash: leaf, hashes: [], checkpoint: 'fake\n1\n' },
    },
  };
  logged.set(path, json(200, { [leaf]: answer }));
  return json(201, { [leaf]: answer });
}

/** What Rekor keeps of what is proposed; undefined where the signature is none. */
function canonical1(proposed: Readonly<Record<string, unknown>>): object | undefined {
  const hash = (bytes: string | Uint8Array): object => ({
    algorithm: 'sha256',
    value: createHash('sha256').update(bytes).digest('hex'),
  });
  if (proposed['kind'] !== 'dsse') return proposed;
  const content = fieldAt(proposed, 'spec', 'proposedContent');
  const envelope = JSON.parse(String(fieldAt(content, 'envelope'))) as Envelope;
  const verifiers = fieldAt(content, 'verifiers') as readonly string[];
  const payload = Buffer.from(envelope.payload, 'base64');
  const signed = Buffer.from(
    `DSSEv1 ${envelope.payloadType.length} ${envelope.payloadType} ${payload.length} ${payload.toString('latin1')}`,
    'latin1',
  );
  const [verifier = ''] = verifiers;
  const [{ sig = '' } = {}] = envelope.signatures;
  const key = keyOf(Buffer.from(verifier, 'base64').toString());
  // As the real one: with SHA-256 whatever the curve.
  const algorithm = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  if (!verify(algorithm, signed, key, Buffer.from(sig, 'base64'))) return undefined;
  return {
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: {
      envelopeHash: hash(String(fieldAt(content, 'envelope'))),
      payloadHash: hash(payload),
      signatures: [{ signature: sig, verifier }],
    },
  };
}

type Envelope = {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly { readonly sig?: string }[];
};

function keyOf(pem: string) {
  return readPem(pem)?.label === 'CERTIFICATE' ? new X509Certificate(pem).publicKey : createPublicKey(pem);
}

function entry2(request: unknown): Answer {
  const asked = fieldAt(request, 'hashedRekordRequestV002');
  if (asked === undefined) return json(400, { message: 'invalid type, must be hashedrekord' });
  const details = String(fieldAt(asked, 'signature', 'verifier', 'keyDetails'));
  const algorithm = details === 'PKIX_ECDSA_P384_SHA_384' ? 'SHA2_384' : 'SHA2_256';
  const spec = {
    hashedRekordV002: {
      data: { algorithm, digest: fieldAt(asked, 'digest') },
      signature: fieldAt(asked, 'signature'),
    },
  };
  const body = Buffer.from(canonicalJson({ apiVersion: '0.0.2', kind: 'hashedrekord', spec }));
  return json(201, {
    logIndex: '0',
    logId: { keyId: Buffer.alloc(32, 7).toString('base64') },
    kindVersion: { kind: 'hashedrekord', version: '0.0.2' },
    inclusionProof: {
      logIndex: '0',
      treeSize: '1',
      rootHash: sha256(Buffer.from([0]), body).toString('base64'),
      hashes: [],
      checkpoint: { envelope: 'fake\n1\n' },
    },
    canonicalizedBody: body.toString('base64'),
  });
}

const SHA256 = der.sequence(der.oid('2.16.840.1.101.3.4.2.1'));

/** Unsigned: whoever asks for a time does not verify it, whoever verifies the bundle does. */
export function timestamp(request: Uint8Array, at: number): Buffer {
  return timestampWith({ ...askedTime(request), at });
}

/** What was asked for, read where our own requests have it. */
export function askedTime(request: Uint8Array): { readonly imprint: Uint8Array; readonly nonce: Uint8Array } {
  return { imprint: request.subarray(-45, -13), nonce: request.subarray(-11, -3) };
}

export function timestampWith(said: {
  readonly imprint: Uint8Array;
  readonly nonce: Uint8Array;
  readonly at: number;
  readonly status?: number;
}): Buffer {
  const info = der.sequence(
    der.integer(1),
    der.oid('1.2.3.4'),
    der.sequence(SHA256, der.octets(said.imprint)),
    der.integer(7),
    der.generalizedTime(said.at),
    der.integer(said.nonce),
  );
  const data = der.sequence(
    der.integer(3),
    der.set(SHA256),
    der.sequence(der.oid('1.2.840.113549.1.9.16.1.4'), der.tagged(0, der.octets(info))),
    der.set(),
  );
  const content = der.sequence(der.oid('1.2.840.113549.1.7.2'), der.tagged(0, data));
  return der.sequence(der.sequence(der.integer(said.status ?? 0)), content);
}

function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, body: JSON.stringify(value), headers };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
