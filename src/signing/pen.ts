/** Signing with a key that is at hand: the signature, then what the services say of it, then the bundle. */

import { createHash, createSign } from 'node:crypto';
import { enterV1 } from '../clients/sigstore/rekor-v1.ts';
import { enterV2, type Verifier } from '../clients/sigstore/rekor-v2.ts';
import type { Services } from '../clients/sigstore/signing-config.ts';
import { timestampOf } from '../clients/sigstore/timestamp.ts';
import { all, err, ok, type Result } from '../core/result.ts';
import { type Bundle, type Content, type LogEntry, signatureOf } from '../formats/bundle.ts';
import { pae } from '../formats/dsse.ts';
import { writePem } from '../formats/pem.ts';
import { STATEMENT_PAYLOAD } from '../formats/statement.ts';
import { hashOf, type SigningKey, signBytes } from './keys.ts';
import type { Feed, Pen, SigningDoors, Who } from './signer.ts';

/** Who asks the services: logs and timestamp authorities that were chosen, or none. */
export type Witnesses = Pick<Services, 'logs' | 'timestamps'>;

/**
 * @param ready  asked before each signature, whether the key may still sign: a certificate is over after minutes
 */
export function penOf(
  key: SigningKey,
  who: Who,
  witnesses: Witnesses,
  doors: SigningDoors,
  ready: () => Result<void>,
): Pen {
  const finish = (content: Content): Promise<Result<Bundle>> => witness(content, key, who, witnesses, doors);
  return {
    who,
    witnessed: { log: witnesses.logs.length > 0, timestamp: witnesses.timestamps.length > 0 },
    async statement(payload, payloadType = STATEMENT_PAYLOAD) {
      const may = ready();
      if (!may.ok) return may;
      const signature = signBytes(key, pae(payloadType, payload));
      return await finish({ kind: 'envelope', envelope: { payloadType, payload, keyId: '', signature } });
    },
    async artifact(feed) {
      const may = ready();
      if (!may.ok) return may;
      const content = await signedMessage(key, feed);
      return content.ok ? await finish(content.value) : content;
    },
  };
}

/** An Ed25519 signature needs all bytes at once; such a key signs files of at most as many. */
const MOST_ED25519 = 64 * 1024 * 1024;

async function signedMessage(key: SigningKey, feed: Feed): Promise<Result<Content>> {
  const name = hashOf(key.algorithm);
  const hash = name ?? 'sha256';
  const digest = createHash(hash);
  const signer = name === undefined ? undefined : createSign(name);
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  const fed = await feed((piece) => {
    digest.update(piece);
    bytes += piece.length;
    if (signer !== undefined) signer.update(piece);
    // A piece is good until the next one.
    else if (bytes <= MOST_ED25519) pieces.push(Uint8Array.from(piece));
  });
  if (!fed.ok) return fed;
  if (signer === undefined && bytes > MOST_ED25519) {
    const message = `Ed25519 signs files of at most ${MOST_ED25519} bytes, and this has ${bytes}; sign a statement about it`;
    return err({ code: 'signing-key-invalid', what: 'the key', message });
  }
  const signature = signer?.sign(key.privateKey) ?? signBytes(key, Buffer.concat(pieces));
  return ok({ kind: 'message', hash, digest: digest.digest(), signature });
}

/** Logs and timestamp authorities are asked at once: they say nothing of each other. */
async function witness(
  content: Content,
  key: SigningKey,
  who: Who,
  { logs, timestamps }: Witnesses,
  doors: SigningDoors,
): Promise<Result<Bundle>> {
  const now = doors.clock.now();
  const [entered, stamped] = await Promise.all([
    Promise.all(logs.map((log) => enter(log, content, key, who, doors))),
    Promise.all(timestamps.map((url) => timestampOf(doors, url, signatureOf(content), now))),
  ]);
  const entries = all(entered);
  if (!entries.ok) return entries;
  const times = all(stamped);
  if (!times.ok) return times;
  return ok({ signer: signerOf(who), entries: entries.value, timestamps: times.value, content });
}

async function enter(
  { url, version }: Services['logs'][number],
  content: Content,
  key: SigningKey,
  who: Who,
  doors: SigningDoors,
): Promise<Result<LogEntry>> {
  const refused = refusedBy(version, content, key);
  if (refused !== undefined) {
    return err({ code: 'signing-key-invalid', what: 'the key', message: `${refused}; sign without a log` });
  }
  const certificate = who.kind === 'certificate' ? who.chain[0] : undefined;
  if (version === 2) return await enterV2(doors, url, content, verifierOf(key, certificate));
  const pem = certificate === undefined ? key.publicKey.pem : writePem('CERTIFICATE', certificate);
  return await enterV1(doors, url, content, pem);
}

/** What logs do not take, said before they are asked. */
function refusedBy(version: 1 | 2, { kind }: Content, { algorithm }: SigningKey): string | undefined {
  // It would have to be Ed25519ph, another signature than the one that verifiers of bundles know.
  if (algorithm === 'ed25519' && (version === 2 || kind === 'message')) {
    return 'logs take no hashes signed by Ed25519';
  }
  // Rekor verifies envelopes with SHA-256 whatever the curve (types/dsse/v0.0.1/entry.go), and P-384 goes with SHA-384.
  return algorithm === 'ecdsa-p384' && version === 1 && kind === 'envelope'
    ? 'logs of version 1 take no envelopes signed by ECDSA on P-384'
    : undefined;
}

function verifierOf({ algorithm, publicKey }: SigningKey, certificate: Uint8Array | undefined): Verifier {
  const algorithms =
    algorithm === 'ecdsa-p384'
      ? ({ details: 'PKIX_ECDSA_P384_SHA_384', hash: 'sha384' } as const)
      : ({ details: 'PKIX_ECDSA_P256_SHA_256', hash: 'sha256' } as const);
  return certificate === undefined
    ? { ...algorithms, kind: 'key', der: publicKey.der }
    : { ...algorithms, kind: 'certificate', der: certificate };
}

function signerOf(who: Who): Bundle['signer'] {
  const [certificate] = who.kind === 'certificate' ? who.chain : [];
  return certificate === undefined
    ? { kind: 'key', hint: who.publicKey.hint }
    : { kind: 'certificate', certificate };
}
