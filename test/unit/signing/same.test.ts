/** What keeps us from signing again is our own signature whole, and nothing that a stranger can put in its place. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeBundle } from '../../../src/formats/bundle.ts';
import { attestationLayer, signatureLayer } from '../../../src/formats/simple-signing.ts';
import { encodeStatement } from '../../../src/formats/statement.ts';
import { ephemeralKey, generateSigningKey } from '../../../src/signing/keys.ts';
import { penOf } from '../../../src/signing/pen.ts';
import { bundleSaysTheSame, layerSaysTheSame, type Wanted } from '../../../src/signing/same.ts';
import { signatureStatement } from '../../../src/signing/say.ts';
import type { Pen } from '../../../src/signing/signer.ts';
import { aSigningDoors } from '../../support/signing.ts';
import { bytesOf, SigstoreWorld } from '../../support/sigstore-world.ts';
import { value } from '../../support/world.ts';

const payload = encodeStatement(signatureStatement('registry.example.org/diary', 'a'.repeat(64)));
const WITNESSED = { log: true, timestamp: true };

async function aPen(algorithm: 'ecdsa-p256' | 'ed25519' = 'ecdsa-p256'): Promise<Pen> {
  const { key } = await generateSigningKey(algorithm, 'correct horse');
  const who = { kind: 'key', publicKey: key.publicKey } as const;
  return penOf(key, who, { logs: [], timestamps: [] }, aSigningDoors(), () => ({
    ok: true,
    value: undefined,
  }));
}

async function bundleBy(pen: Pen, said = payload, type?: string): Promise<Uint8Array> {
  return encodeBundle(value(await pen.statement(said, type)));
}

/** @param change  gets the JSON of a bundle and makes of it what a stranger would */
// biome-ignore lint/suspicious/noExplicitAny: tests reach into every corner of it
function changed(bundle: Uint8Array, change: (json: any) => void): Uint8Array {
  const json: unknown = JSON.parse(Buffer.from(bundle).toString());
  change(json);
  return Buffer.from(JSON.stringify(json));
}

describe('what is there', () => {
  it('is the same when we said it ourselves, whatever the order of its members', async () => {
    for (const algorithm of ['ecdsa-p256', 'ed25519'] as const) {
      const pen = await aPen(algorithm);
      const bundle = await bundleBy(pen);
      assert.ok(bundleSaysTheSame(bundle, { payload, pen }));
      const json = JSON.parse(Buffer.from(bundle).toString()) as Record<string, unknown>;
      const turned = Object.fromEntries(Object.entries(json).toReversed());
      assert.ok(bundleSaysTheSame(Buffer.from(JSON.stringify(turned, null, 2)), { payload, pen }));
    }
  });

  it('is not when another key said it, also under our name', async () => {
    const [pen, other] = [await aPen(), await aPen()];
    const bundle = await bundleBy(other);
    assert.ok(!bundleSaysTheSame(bundle, { payload, pen }));
    const { who } = pen;
    assert.ok(who.kind === 'key');
    const hinted = changed(bundle, (json) => {
      json.verificationMaterial.publicKey.hint = who.publicKey.hint;
    });
    assert.ok(!bundleSaysTheSame(hinted, { payload, pen }));
  });

  it('is not when we said something else, or the same bytes as something else', async () => {
    const pen = await aPen();
    assert.ok(!bundleSaysTheSame(await bundleBy(pen, Buffer.from('{}')), { payload, pen }));
    assert.ok(!bundleSaysTheSame(await bundleBy(pen, payload, 'text/plain'), { payload, pen }));
  });

  it('is not when a good signature of ours lies in a wrapping that verifiers refuse', async () => {
    const pen = await aPen();
    const bundle = await bundleBy(pen);
    const strangers: Readonly<Record<string, Parameters<typeof changed>[1]>> = {
      'another version': (json) => {
        json.mediaType = 'application/vnd.dev.sigstore.bundle.v9+json';
      },
      'a member that nobody knows': (json) => {
        json.more = 1;
      },
      'the same in its material': (json) => {
        json.verificationMaterial.more = 1;
      },
      'the same beside its hint': (json) => {
        json.verificationMaterial.publicKey.more = 1;
      },
      'the same in its envelope': (json) => {
        json.dsseEnvelope.more = 1;
      },
      'a second signature': (json) => {
        json.dsseEnvelope.signatures.push(json.dsseEnvelope.signatures[0]);
      },
      'no signature': (json) => {
        json.dsseEnvelope.signatures = [];
      },
      'a certificate beside the key': (json) => {
        json.verificationMaterial.certificate = { rawBytes: 'AA==' };
      },
      'another hint': (json) => {
        json.verificationMaterial.publicKey.hint = 'x';
      },
      'an empty log entry': (json) => {
        json.verificationMaterial.tlogEntries = [{}];
      },
      'log entries that are no list': (json) => {
        json.verificationMaterial.tlogEntries = 'x';
      },
      'a timestamp of something else': (json) => {
        json.verificationMaterial.timestampVerificationData = {
          rfc3161Timestamps: [{ signedTimestamp: 'AAAA' }],
        };
      },
      'timestamps that are none': (json) => {
        json.verificationMaterial.timestampVerificationData = 7;
      },
    };
    for (const [name, change] of Object.entries(strangers)) {
      assert.ok(!bundleSaysTheSame(changed(bundle, change), { payload, pen }), name);
    }
  });

  it('is not when it is junk, of any kind', async () => {
    const pen = await aPen();
    for (const junk of ['', '{', 'null', '[]', '{"a":1,"a":2}', '{"dsseEnvelope":{}}', '['.repeat(10_000)]) {
      assert.ok(!bundleSaysTheSame(Buffer.from(junk), { payload, pen }), junk.slice(0, 20));
    }
    assert.ok(!bundleSaysTheSame(new Uint8Array(1_000_000), { payload, pen }));
  });

  it('is not when nobody witnessed it and somebody is to', async () => {
    const pen = await aPen();
    const bundle = await bundleBy(pen);
    for (const witnessed of [WITNESSED, { log: true, timestamp: false }, { log: false, timestamp: true }]) {
      assert.ok(!bundleSaysTheSame(bundle, { payload, pen: { ...pen, witnessed } }));
    }
  });

  it('is not when a trusted root says that it does not hold', async () => {
    const pen = await aPen();
    const bundle = await bundleBy(pen);
    assert.ok(bundleSaysTheSame(bundle, { payload, pen, holds: () => true }));
    assert.ok(!bundleSaysTheSame(bundle, { payload, pen, holds: () => false }));
  });
});

describe('what an identity said', () => {
  const [ours, others] = [new SigstoreWorld(), new SigstoreWorld()];
  const bundle = ours.sign({ payload });

  /** Somebody with another certificate of the same authority, whose signatures are logged. */
  function wanted(world: SigstoreWorld, name?: string, witnessed = { log: true, timestamp: false }): Wanted {
    const certificate = name === undefined ? {} : { certificate: { names: [name] } };
    const { verificationMaterial } = world.sign({ payload, ...certificate });
    const leaf = Buffer.from(String(verificationMaterial.certificate.rawBytes), 'base64');
    const claims = { issuer: '', subject: '', expires: 0, all: {} };
    const chain = [leaf, world.authority.root];
    const who = { kind: 'certificate', chain, claims, publicKey: ephemeralKey().publicKey } as const;
    return { payload, pen: { who, witnessed } };
  }

  it('is the same by another certificate of the same authority for the same name', () => {
    assert.ok(bundleSaysTheSame(bytesOf(bundle), wanted(ours)));
  });

  it('is not by another name, or by another authority that gives the same name', () => {
    assert.ok(!bundleSaysTheSame(bytesOf(bundle), wanted(ours, 'https://evil.example/x')));
    assert.ok(!bundleSaysTheSame(bytesOf(others.sign({ payload })), wanted(ours)));
  });

  it('is not without the log entry that says when, or with that of another signature', () => {
    const bare = ours.sign({ payload, log: 'none' });
    assert.ok(!bundleSaysTheSame(bytesOf(bare), wanted(ours)));
    const moved = structuredClone(bundle);
    moved.verificationMaterial.tlogEntries = ours.sign({ payload }).verificationMaterial.tlogEntries;
    assert.ok(!bundleSaysTheSame(bytesOf(moved), wanted(ours)));
    assert.ok(!bundleSaysTheSame(bytesOf(bundle), wanted(ours, undefined, WITNESSED)));
    const stamped = ours.sign({ payload, timestamp: true });
    assert.ok(bundleSaysTheSame(bytesOf(stamped), wanted(ours, undefined, WITNESSED)));
  });
});

describe('a layer of the older form', () => {
  const simple = Buffer.from('{"critical":{}}');

  it('is the same by our key, and not by another, with another payload or without its signature', async () => {
    const [pen, other] = [await aPen(), await aPen()];
    const feed = async (onPiece: (piece: Uint8Array) => void) => {
      onPiece(simple);
      return { ok: true, value: undefined } as const;
    };
    const layer = signatureLayer(simple, value(await pen.artifact(feed)), []);
    assert.ok(layerSaysTheSame(layer, { payload: simple, pen }));
    assert.ok(!layerSaysTheSame(layer, { payload: simple, pen: other }));
    assert.ok(!layerSaysTheSame(layer, { payload, pen }));
    assert.ok(!layerSaysTheSame({ ...layer, annotations: {} }, { payload: simple, pen }));
    assert.ok(!layerSaysTheSame({ ...layer, mediaType: 'text/plain' }, { payload: simple, pen }));
    const logged = { ...pen, witnessed: { log: true, timestamp: false } };
    assert.ok(!layerSaysTheSame(layer, { payload: simple, pen: logged }));
  });

  it('is the same as an envelope', async () => {
    const [pen, other] = [await aPen(), await aPen()];
    const layer = attestationLayer(value(await pen.statement(payload)), 'https://example.org/p', []);
    assert.ok(layer !== undefined);
    assert.ok(layerSaysTheSame(layer, { payload, pen }));
    assert.ok(!layerSaysTheSame(layer, { payload, pen: other }));
    assert.ok(!layerSaysTheSame({ ...layer, bytes: Buffer.from('{}') }, { payload, pen }));
    const more = changed(layer.bytes, (json) => {
      json.more = 1;
    });
    assert.ok(!layerSaysTheSame({ ...layer, bytes: more }, { payload, pen }));
  });
});
