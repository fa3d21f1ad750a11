/**
 * A property: no byte of a valid bundle can be changed so that it says something else and still verifies. What may
 * change is what nobody signed and nothing hangs on, such as the name that an entry says its log index is.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canonicalJson } from '../../../src/formats/canonical.ts';
import { readBundle } from '../../../src/verify/bundle.ts';
import { readSigned } from '../../../src/verify/content.ts';
import { openBundle, type Signer } from '../../../src/verify/open.ts';
import { readKey, readTrustedRoot, type Trust } from '../../../src/verify/trust.ts';
import { aKeyPair, spki } from '../../support/sigstore-authority.ts';
import { type BundleJson, bytesOf, pemOf, SigstoreWorld } from '../../support/sigstore-world.ts';
import { statement } from '../../support/verify-case.ts';

const world = new SigstoreWorld();
const payload = statement('https://sigstore.dev/cosign/sign/v1', {});
const KEY = aKeyPair();

const trust: Trust = (() => {
  const root = readTrustedRoot('test', world.rootBytes());
  const key = readKey('ours', pemOf(spki(KEY), 'PUBLIC KEY'));
  assert.ok(root.ok && key.ok);
  return { roots: [root.value], keys: [key.value] };
})();

/** Who says what of which bytes, and when: undefined when it does not verify. */
function meaning(text: Uint8Array): string | undefined {
  const bundle = readBundle(text);
  if (!bundle.ok) return undefined;
  const seal = openBundle(bundle.value, trust, { logged: true, message: undefined });
  if (!seal.ok || bundle.value.content.kind !== 'dsse') return undefined;
  const signed = readSigned(bundle.value.content.payloadType, bundle.value.content.payload);
  if (!signed.ok) return undefined;
  const { signer, times } = seal.value;
  return canonicalJson({ by: named(signer), times, ...signed.value });
}

function named(signer: Signer): unknown {
  return signer.kind === 'key' ? signer.key.name : signer;
}

/** Other digits of base64, other digits of numbers, ends of strings: one of them for each byte. */
const CHANGES: readonly ((byte: number) => number)[] = [
  (byte) => byte ^ 1,
  (byte) => byte ^ 0x20,
  () => 0x30,
  () => 0x22,
  (byte) => byte ^ 2,
];

const KINDS: Readonly<Record<string, BundleJson>> = {
  'a certificate in the older log': world.sign({ payload }),
  'a certificate in the newer log': world.sign({ payload, log: 'v2' }),
  'a key without a log': world.sign({ payload, key: KEY, log: 'none' }),
  'a key with a log and a timestamp': world.sign({ payload, key: KEY, timestamp: true }),
};

describe('mutations of a valid bundle', () => {
  for (const [what, bundle] of Object.entries(KINDS)) {
    const text = bytesOf(bundle);
    const said = meaning(text);

    it(`never verify with another meaning: ${what}, every byte`, () => {
      assert.ok(said !== undefined);
      const keyed = what.startsWith('a key');
      let taken = 0;
      for (let at = 0; at < text.length; at += 1) {
        const changed = Uint8Array.from(text);
        changed[at] = CHANGES[at % CHANGES.length]?.(text[at] ?? 0) ?? 0;
        if (changed[at] === text[at]) continue;
        const found = meaning(changed);
        if (found === undefined) continue;
        taken += 1;
        // A key stands for itself: a log or time that nobody knows any more is left out, and takes nothing away.
        const same = found === said || (keyed && withoutTimes(found) === withoutTimes(said));
        assert.ok(same, `byte ${at}, ${changed[at]}: ${found}`);
      }
      // Hints, and the index that an entry says it has; else hardly anything.
      assert.ok(taken < text.length, `${taken} of ${text.length} were taken`);
    });

    it(`never verify with another meaning: ${what}, a member gone`, () => {
      for (const path of pathsOf(bundle)) {
        const changed = structuredClone(bundle);
        const [last = '', ...above] = path.toReversed();
        const holder = above.toReversed().reduce((value: BundleJson, name) => value[name], changed);
        if (Array.isArray(holder)) holder.splice(Number(last), 1);
        else delete holder[last];
        const found = meaning(bytesOf(changed));
        if (found !== undefined) assert.equal(withoutTimes(found), withoutTimes(said ?? ''), path.join('.'));
      }
    });

    it(`never verify when cut off: ${what}`, () => {
      for (let length = 0; length < text.length; length += 7)
        assert.equal(meaning(text.subarray(0, length)), undefined, `${length}`);
    });
  }
});

function withoutTimes(said: string): string {
  const { times, ...rest } = JSON.parse(said) as Readonly<Record<string, unknown>>;
  assert.ok(Array.isArray(times));
  return canonicalJson(rest);
}

function pathsOf(value: unknown, above: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => [
    [...above, name],
    ...pathsOf(child, [...above, name]),
  ]);
}
