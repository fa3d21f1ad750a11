/**
 * The real Rekor of the first kind, for which the other tests have a stand-in, and a real log of certificates, which
 * they do without: what we sign is entered into it, and verified without it by us and by cosign; what was changed, or is
 * of another log, is refused by both.
 */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { enterV1 } from '../../src/clients/sigstore/rekor-v1.ts';
import { ok } from '../../src/core/result.ts';
import { type Bundle, encodeBundle } from '../../src/formats/bundle.ts';
import type { Feed, Who } from '../../src/signing/signer.ts';
import { CT_PROGRAMS, ctLog } from '../support/ct-log.ts';
import { without } from '../support/forge-tools.ts';
import { inReverse } from '../support/programs.ts';
import { bothOf, keyDesk, keylessDesk, keyPen, statementOf } from '../support/rekor-desks.ts';
import { REKOR_PROGRAMS, rekorServer, trillian } from '../support/rekor-server.ts';
import { aSigningDoors } from '../support/signing.ts';
import { type Log, privateSigstore } from '../support/sigstore.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { value } from '../support/world.ts';

// biome-ignore lint/suspicious/noExplicitAny: the attacks reach into every corner of it
type Json = any;

/**
 * What is done to the entry of a bundle, and what we say then.
 *
 * `neighbour`: the entry of the same signer about other bytes. `other`: the same in another log.
 */
type Attack = readonly [
  name: string,
  reason: string,
  change: (entry: Json, neighbour: Json, other: Json) => unknown,
];

const ATTACKS: readonly Attack[] = [
  [
    'a minute later',
    'inclusion-promise',
    (entry) => (entry.integratedTime = `${+entry.integratedTime + 60}`),
  ],
  ['of another number', 'inclusion-promise', (entry) => (entry.logIndex = `${+(entry.logIndex ?? 0) + 1}`)],
  [
    "with another entry's promise",
    'inclusion-promise',
    (entry, neighbour) => (entry.inclusionPromise = neighbour.inclusionPromise),
  ],
  [
    "with another entry's proof",
    'inclusion-proof',
    (entry, neighbour) => (entry.inclusionProof = neighbour.inclusionProof),
  ],
  [
    'in another tree',
    'inclusion-proof',
    (entry) => (entry.inclusionProof.rootHash = Buffer.alloc(32, 1).toString('base64')),
  ],
  [
    "with another log's checkpoint",
    'checkpoint-unknown',
    (entry, _, other) => (entry.inclusionProof.checkpoint = other.inclusionProof.checkpoint),
  ],
  ['about other bytes', 'log-entry-mismatch', (entry, neighbour) => Object.assign(entry, neighbour)],
  [
    "with another entry's body",
    'inclusion-promise',
    (entry, neighbour) => (entry.canonicalizedBody = neighbour.canonicalizedBody),
  ],
];

test('a real log of version 1', {
  skip: without(...REKOR_PROGRAMS, ...CT_PROGRAMS, 'fulcio', 'cosign'),
}, async (t) => {
  const ending = inReverse(t);
  const folder = temporaryFolder(ending);
  const tree = await trillian(ending, folder);
  const [log, other] = [
    await rekorServer(ending, folder, tree),
    await rekorServer(ending, folder, tree, 'rekor.example.org'),
  ];
  const { signingConfig, trustedRoot, issuer } = await privateSigstore(ending, {
    logs: [log],
    timestamps: false,
    ctLog: await ctLog(ending, folder, tree),
  });
  const otherConfig = changed(folder, signingConfig, 'other-config.json', (config) => {
    config.rekorTlogUrls[0].url = other.url;
  });
  const otherRoot = changed(folder, trustedRoot, 'other-root.json', (root) => {
    root.tlogs = [logged(root.tlogs[0], other)];
  });
  const forgedRoot = changed(folder, trustedRoot, 'forged-root.json', (root) => {
    root.tlogs = [{ ...logged(root.tlogs[0], other), logId: root.tlogs[0].logId }];
  });

  const desks = { 'by key': await keyDesk(folder, signingConfig), keyless: keylessDesk(folder, issuer) };
  for (const [how, desk] of Object.entries(desks)) {
    const pen = await desk.pen(signingConfig);
    const bundles = await bothOf(pen);
    const neighbours = await bothOf(pen, Buffer.from('something else\n'));
    const others = await bothOf(await desk.pen(otherConfig));

    await t.test(`${how}: we and cosign verify what we sign, with its entry and the time of it`, async () => {
      for (const bundle of bundles) {
        const [entry, ...more] = bundle.entries;
        assert.ok(entry?.proof !== undefined && entry.promise !== undefined && more.length === 0);
        assert.equal(entry.kind, bundle.content.kind === 'envelope' ? 'dsse' : 'hashedrekord');
        assert.equal(Buffer.from(entry.logId).toString('base64'), log.id);
        assert.ok(Math.abs(Date.now() / 1000 - Number(entry.integratedTime)) < 300);
        await desk.ours(encodeBundle(bundle), trustedRoot, 0);
        await desk.cosign(encodeBundle(bundle), trustedRoot);
      }
    });

    await t.test(`${how}: we verify what cosign signs`, async () => {
      for (const bundle of await desk.byCosign(signingConfig, trustedRoot)) {
        await desk.cosign(bundle, trustedRoot);
        await desk.ours(bundle, trustedRoot, 0);
      }
    });

    for (const [name, reason, change] of ATTACKS) {
      await t.test(`${how}: an entry ${name} is refused by us and by cosign`, async () => {
        for (const at of [0, 1] as const) {
          const json = jsonOf(bundles[at]);
          change(entryOf(json), entryOf(jsonOf(neighbours[at])), entryOf(jsonOf(others[at])));
          const bytes = Buffer.from(JSON.stringify(json));
          await desk.ours(bytes, trustedRoot, 4, reason);
          await assert.rejects(desk.cosign(bytes, trustedRoot));
        }
      });
    }

    await t.test(`${how}: a log that calls itself by another name than its address is accepted`, async () => {
      for (const bundle of others.map(encodeBundle)) {
        await desk.cosign(bundle, otherRoot);
        await desk.ours(bundle, otherRoot, 0);
      }
    });

    await t.test(`${how}: a log that is not the trusted one is refused`, async () => {
      for (const bundle of bundles.map(encodeBundle)) {
        await desk.ours(bundle, otherRoot, ...desk.unknownLog);
        await assert.rejects(desk.cosign(bundle, otherRoot));
        await desk.ours(bundle, forgedRoot, 4, 'inclusion-promise');
        await assert.rejects(desk.cosign(bundle, forgedRoot));
      }
    });
  }

  await t.test(
    'keyless: a certificate that the known log of certificates does not vouch for is refused',
    async () => {
      const desk = desks.keyless;
      const bundles = await bothOf(await desk.pen(signingConfig));
      const strangers = changed(folder, trustedRoot, 'strangers-root.json', (root) => {
        root.ctlogs = [logged(root.ctlogs[0], other)];
      });
      const forged = changed(folder, trustedRoot, 'forged-ct-root.json', (root) => {
        root.ctlogs = [{ ...logged(root.ctlogs[0], other), logId: root.ctlogs[0].logId }];
      });
      for (const bundle of bundles.map(encodeBundle)) {
        for (const root of [strangers, forged]) {
          await desk.ours(bundle, root, 4, 'sct-invalid');
          await assert.rejects(desk.cosign(bundle, root));
        }
      }
      const unlogged = await privateSigstore(ending, { logs: [log], timestamps: false });
      const plain = keylessDesk(folder, unlogged.issuer);
      const wanting = changed(folder, unlogged.trustedRoot, 'wanting-root.json', (root) => {
        root.ctlogs = JSON.parse(readFileSync(trustedRoot, 'utf8')).ctlogs;
      });
      for (const bundle of (await bothOf(await plain.pen(unlogged.signingConfig))).map(encodeBundle)) {
        await plain.ours(bundle, unlogged.trustedRoot, 0);
        await plain.ours(bundle, wanting, 4, 'sct-missing');
        await assert.rejects(plain.cosign(bundle, wanting));
      }
    },
  );

  await t.test('P-384: it takes files, and no envelopes, as we say', async () => {
    const pen = await keyPen(folder, signingConfig, 'ecdsa-p384');
    const content = Buffer.from('of another curve\n');
    const signed = value(await pen.artifact(async (onPiece) => ok(onPiece(content))));
    assert.equal(signed.entries.length, 1);
    const refused = await pen.statement(statementOf());
    assert.equal(refused.ok || refused.failure.code, 'signing-key-invalid');
    const alone = await keyPen(folder, undefined, 'ecdsa-p384');
    await refusedByLog(log, value(await alone.statement(statementOf())), alone.who);
  });

  await t.test(
    'Ed25519: it takes envelopes, the same one twice as one entry, and no files, as we say',
    async () => {
      const pen = await keyPen(folder, signingConfig, 'ed25519');
      const [first, second] = [
        value(await pen.statement(statementOf())),
        value(await pen.statement(statementOf())),
      ];
      // Such a signature is the same each time: the log answers that it has it, and we fetch what it has.
      assert.deepEqual(second.entries[0]?.body, first.entries[0]?.body);
      assert.equal(second.entries[0]?.logIndex, first.entries[0]?.logIndex);
      const feed: Feed = async (onPiece) => ok(onPiece(Buffer.from('x')));
      const refused = await pen.artifact(feed);
      assert.equal(refused.ok || refused.failure.code, 'signing-key-invalid');
      const alone = await keyPen(folder, undefined, 'ed25519');
      await refusedByLog(log, value(await alone.artifact(feed)), alone.who);
    },
  );
});

/** The log itself, without what we say before we ask it. */
async function refusedByLog({ url }: Log, { content }: Bundle, who: Who): Promise<void> {
  assert.ok(who.kind === 'key');
  const entered = await enterV1(aSigningDoors(), url, content, who.publicKey.pem);
  assert.equal(entered.ok || entered.failure.code, 'sigstore-refused');
}

function changed(folder: string, path: string, name: string, change: (json: Json) => void): string {
  const json: Json = JSON.parse(readFileSync(path, 'utf8'));
  change(json);
  const to = join(folder, name);
  writeFileSync(to, JSON.stringify(json));
  return to;
}

/** As a trusted root names it. */
function logged(like: Json, { url, key, id }: Log): Json {
  const rawBytes = key.export({ format: 'der', type: 'spki' }).toString('base64');
  return { ...like, baseUrl: url, publicKey: { ...like.publicKey, rawBytes }, logId: { keyId: id } };
}

function jsonOf(bundle: Bundle): Json {
  return JSON.parse(Buffer.from(encodeBundle(bundle)).toString('utf8'));
}

function entryOf(json: Json): Json {
  return json.verificationMaterial.tlogEntries[0];
}
