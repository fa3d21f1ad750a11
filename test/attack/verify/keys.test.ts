/** Keys stand for themselves: anybody can have an old signature logged and stamped anew, and it gets no younger. */

import { sign } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Sha256 } from '../../../src/core/digest.ts';
import { err, ok } from '../../../src/core/result.ts';
import { aKeyPair, sha256, spki } from '../../support/sigstore-authority.ts';
import { base64, bytesOf, DAY, MINUTE, NOON, pemOf, REPOSITORY } from '../../support/sigstore-world.ts';
import {
  account,
  aSignature,
  assertVerdict,
  bundleOf,
  CYCLONEDX,
  expecting,
  judgeCase,
  PROVENANCE,
  sbom,
  world,
} from '../../support/verify-case.ts';

const KEY = aKeyPair();
const PEM = pemOf(spki(KEY), 'PUBLIC KEY');
const keys = [{ name: 'ours', pem: PEM }];
const by = (more: object) => expecting({ signers: [{ key: PEM, name: 'ours' }], ...more });
const now = NOON + 40 * DAY;

describe('a signature by key', () => {
  it('passes by that key alone', async () => {
    const pieces = [aSignature({ key: KEY, log: 'none' })];
    assertVerdict(await judgeCase({ keys, expected: by({}), pieces }), 0);
    const others = [{ name: 'ours', pem: pemOf(spki(aKeyPair()), 'PUBLIC KEY') }];
    assertVerdict(await judgeCase({ keys: others, expected: by({}), pieces }), 3, 'key-unknown');
  });

  it('needs a log and a time only where that is expected', async () => {
    const bare = [aSignature({ key: KEY, log: 'none' })];
    assertVerdict(
      await judgeCase({ keys, expected: by({ transparency: true }), pieces: bare }),
      3,
      'not-logged',
    );
    assertVerdict(
      await judgeCase({ keys, expected: by({ timestamp: true }), pieces: bare }),
      3,
      'not-timestamped',
    );
    assertVerdict(
      await judgeCase({ keys, expected: by({ 'max-age': '30d' }), pieces: bare }),
      3,
      'not-timestamped',
    );
    const logged = [aSignature({ key: KEY })];
    assertVerdict(
      await judgeCase({ keys, expected: by({ transparency: true, timestamp: true }), pieces: logged }),
      0,
    );
  });

  it('with the entry of a log that nobody knows counts as one without', async () => {
    const bundle = JSON.parse(Buffer.from(aSignature({ key: KEY })).toString());
    bundle.verificationMaterial.tlogEntries[0].logId.keyId = Buffer.alloc(32, 1).toString('base64');
    const pieces = [bytesOf(bundle)];
    assertVerdict(await judgeCase({ keys, expected: by({}), pieces }), 0);
    assertVerdict(await judgeCase({ keys, expected: by({ transparency: true }), pieces }), 3, 'not-logged');
  });

  it('I4: gets no younger by a new timestamp', async () => {
    const expected = by({ 'max-age': '30d', needs: ['provenance'] });
    const old = bundleOf(PROVENANCE, account(), { key: KEY, at: NOON + 39 * DAY, timestamp: true });
    assertVerdict(await judgeCase({ keys, expected, pieces: [old], now }), 3, 'too-old');
    assertVerdict(
      await judgeCase({ keys, expected, pieces: [old], now: NOON + 29 * DAY + 50 * MINUTE }),
      4,
      'from-the-future',
    );
    const honest = bundleOf(PROVENANCE, account(), { key: KEY, at: NOON, timestamp: true });
    assertVerdict(await judgeCase({ keys, expected, pieces: [honest], now: NOON + 29 * DAY }), 0);
  });

  it('I12: of an old list that was stamped anew does not hide the newest', async () => {
    const expected = by({ sbom: { express: '>=4' } });
    const signature = aSignature({ key: KEY, log: 'none' });
    const old = bundleOf(CYCLONEDX, sbom({ express: '4.0.0' }, NOON), {
      key: KEY,
      log: 'v2',
      at: NOON + 3 * DAY,
    });
    const newest = bundleOf(CYCLONEDX, sbom({ express: '3.0.0' }, NOON + DAY), {
      key: KEY,
      log: 'v2',
      at: NOON + DAY,
    });
    assertVerdict(
      await judgeCase({ keys, expected, pieces: [signature, old, newest], now }),
      3,
      'component-version',
    );
  });

  it('I12: of lists of which nobody knows the newest needs each to hold', async () => {
    const expected = by({ sbom: { express: '>=4' } });
    const timeless = (version: string) =>
      bundleOf(CYCLONEDX, { ...sbom({ express: version }), metadata: {} }, { key: KEY, log: 'none' });
    const signature = aSignature({ key: KEY, log: 'none' });
    const bad = [signature, timeless('4.0.0'), timeless('3.0.0')];
    assertVerdict(await judgeCase({ keys, expected, pieces: bad }), 3, 'component-version');
    const good = [signature, timeless('4.0.0'), timeless('5.0.0')];
    assertVerdict(await judgeCase({ keys, expected, pieces: good }), 0);
  });

  it('I3: must have a provenance that says where it was built, and by which number', async () => {
    const expected = by({ source: { repository: REPOSITORY, id: '1234' }, trigger: 'push' });
    const signature = aSignature({ key: KEY, log: 'none' });
    const accountOf = (predicate: object) => bundleOf(PROVENANCE, predicate, { key: KEY, log: 'none' });
    const pieces = (predicate: object) => [signature, accountOf(predicate)];
    assertVerdict(await judgeCase({ keys, expected, pieces: [signature] }), 3, 'provenance-missing');
    assertVerdict(await judgeCase({ keys, expected, pieces: pieces(account()) }), 0);
    const silent = JSON.parse(JSON.stringify(account()));
    silent.buildDefinition.internalParameters = {};
    assertVerdict(
      await judgeCase({ keys, expected, pieces: pieces(silent) }),
      3,
      'wrong-repository-id',
      'wrong-trigger',
    );
    const other = account({ source: 'https://gitlab.com/group/diarry' });
    assertVerdict(await judgeCase({ keys, expected, pieces: pieces(other) }), 3, 'wrong-repository');
  });

  it('I7: over a file is one over its bytes', async () => {
    const content = Buffer.from('what was built\n');
    const message = {
      messageDigest: { algorithm: 'SHA2_256', digest: base64(sha256(content)) },
      signature: base64(sign('sha256', content, KEY.privateKey)),
    };
    const { dsseEnvelope: _, ...rest } = world.sign({ payload: Buffer.from('{}'), key: KEY, log: 'none' });
    const pieces = [bytesOf({ ...rest, messageSignature: message })];
    const file = (bytes: Buffer) => ({ content: ok(bytes), sha256: sha256(bytes).toString('hex') as Sha256 });
    assertVerdict(await judgeCase({ keys, expected: by({}), pieces, ...file(content) }), 0);
    const changed = file(Buffer.from('what was changed\n'));
    assertVerdict(await judgeCase({ keys, expected: by({}), pieces, ...changed }), 4, 'subject-mismatch');
    const gone = { ...file(content), content: err('it cannot be read') };
    assertVerdict(
      await judgeCase({ keys, expected: by({}), pieces, ...gone }),
      5,
      'signature-missing',
      'unreachable',
    );
  });
});
