import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readBundle } from '../../../src/verify/bundle.ts';
import { openBundle } from '../../../src/verify/open.ts';
import { readKey, readTrustedRoot } from '../../../src/verify/trust.ts';
import { aKeyPair, spki } from '../../support/sigstore-authority.ts';
import { bytesOf, NOON, pemOf, SigstoreWorld, WORKFLOW } from '../../support/sigstore-world.ts';

const world = new SigstoreWorld();
const payload = Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}');

function open(json: unknown, keys: readonly string[] = []) {
  const root = readTrustedRoot('test', world.rootBytes());
  assert.ok(root.ok, JSON.stringify(root));
  const bundle = readBundle(bytesOf(json));
  if (!bundle.ok) return bundle;
  const trusted = keys.map((pem) => {
    const key = readKey('key', pem);
    assert.ok(key.ok);
    return key.value;
  });
  return openBundle(
    bundle.value,
    { roots: [root.value], keys: trusted },
    { logged: true, message: undefined },
  );
}

describe('opening a bundle', () => {
  it('takes one of a certificate with an entry of either kind of log', () => {
    for (const log of ['v1', 'v2'] as const) {
      const opened = open(world.sign({ payload, log }));
      assert.ok(
        opened.ok,
        JSON.stringify(opened, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
      );
      assert.equal(opened.value.signer.kind, 'identity');
      assert.equal(
        opened.value.signer.kind === 'identity' && opened.value.signer.name.startsWith(WORKFLOW),
        true,
      );
      assert.deepEqual(opened.value.times, [
        { at: NOON, from: log === 'v1' ? 'log' : 'timestamp authority' },
      ]);
    }
  });

  it('takes a checkpoint whose signature is called otherwise than the log: its key is what counts', () => {
    const bundle = world.sign({ payload });
    const { checkpoint } = bundle.verificationMaterial.tlogEntries[0].inclusionProof;
    checkpoint.envelope = checkpoint.envelope.replace(
      '\u2014 rekor.example.org ',
      '\u2014 rekor-server-7f8 ',
    );
    assert.match(checkpoint.envelope, /\u2014 rekor-server-7f8 /);
    assert.ok(open(bundle).ok);
  });

  it('takes one of a key, with and without log and timestamp', () => {
    const key = aKeyPair();
    for (const log of ['v1', 'v2', 'none'] as const) {
      const opened = open(world.sign({ payload, log, key }), [pemOf(spki(key), 'PUBLIC KEY')]);
      assert.ok(
        opened.ok,
        JSON.stringify(opened, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
      );
    }
  });
});
