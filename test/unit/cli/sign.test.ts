/** `sealsmith sign`, `attest` and `evidence` over real files and layouts: flags, refusals, what is told. */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { attestArtifacts } from '../../../src/cli/attest.ts';
import { evidence } from '../../../src/cli/evidence.ts';
import { signArtifacts } from '../../../src/cli/sign.ts';
import type { SignerFlags } from '../../../src/cli/signing/settings.ts';
import { verifyArtifact } from '../../../src/cli/verify.ts';
import { ok } from '../../../src/core/result.ts';
import type { SigningSection } from '../../../src/run/signing-schema.ts';
import { generateSigningKey } from '../../../src/signing/keys.ts';
import { createWorld } from '../../../src/system/world.ts';
import { aSession } from '../../support/session.ts';
import { bytesOf, SigstoreWorld } from '../../support/sigstore-world.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { HERE, writeLayout } from '../../support/tiny-images.ts';

const PASSWORD = 'correct horse';
const KEY: SignerFlags = { key: 'our.key' };

async function desk(t: TestContext, env: Readonly<Record<string, string>> = { COSIGN_PASSWORD: PASSWORD }) {
  const folder = temporaryFolder(t);
  const made = createWorld({ workspace: folder, entry: join(folder, 'main.js'), version: '0' });
  t.after(() => made.workers.close());
  const world = { ...made, env: { PATH: '/usr/bin:/bin', ...env }, secrets: new Map<string, string>() };
  const { key, text } = await generateSigningKey('ecdsa-p256', PASSWORD);
  writeFileSync(join(folder, 'our.key'), text, { mode: 0o600 });
  writeFileSync(join(folder, 'our.pub'), key.publicKey.pem);
  writeFileSync(join(folder, 'diary.tar'), 'what was built\n');
  writeFileSync(join(folder, 'predicate.json'), '{"answer":42}');
  const opened = () => aSession(world, { json: true }, folder);
  return {
    folder,
    async sign(what: readonly string[], flags = KEY, section?: SigningSection, ask = nobody) {
      const { session, out, err } = opened();
      const exit = await signArtifacts(session, what, flags, async () => ok(section), ask);
      return { exit, out: out(), err: err() };
    },
    async attest(what: readonly string[], type: string, predicate = 'predicate.json') {
      const { session, out, err } = opened();
      const exit = await attestArtifacts(session, what, { ...KEY, type, predicate }, async () =>
        ok(undefined),
      );
      return { exit, out: out(), err: err() };
    },
    async evidence(what: string) {
      const { session, out, err } = opened();
      return { exit: await evidence(session, what), out: out(), err: err() };
    },
    async verify(what: string) {
      const { session } = opened();
      return await verifyArtifact(
        session,
        what,
        { key: ['our.pub'] },
        { section: undefined, trustedRoot: undefined },
      );
    },
  };
}

const nobody = async () => ({ kind: 'absent' }) as const;

describe('signing on the command line', () => {
  it('signs files and layouts once, whatever is asked again, and they verify', async (t) => {
    const { folder, sign, attest, verify } = await desk(t);
    writeLayout(join(folder, 'image'), [], HERE as never);
    assert.equal((await sign(['diary.tar', 'image'])).exit, 0);
    assert.equal((await attest(['diary.tar', 'image'], 'cyclonedx')).exit, 0);
    const read = () =>
      ['diary.tar.sigstore.json', 'image/index.json'].map((at) => readFileSync(join(folder, at), 'utf8'));
    const before = read();
    const { out, err } = await sign(['diary.tar', 'image', 'diary.tar.sigstore.json']);
    assert.match(out, /"bundle":"there"/);
    assert.match(err, /left out: diary\.tar\.sigstore\.json/);
    await attest(['diary.tar', 'image'], 'https://cyclonedx.org/bom');
    assert.deepEqual(read(), before);
    assert.equal(await verify('diary.tar'), 0);
    assert.equal(await verify('image'), 0);
    writeFileSync(join(folder, 'diary.tar'), 'something else\n');
    assert.equal(await verify('diary.tar'), 4);
  });

  it('refuses tags, and signs nothing when one of several cannot be (I6)', async (t) => {
    const { folder, sign } = await desk(t);
    for (const wrong of ['registry.example.org/diary:v1', 'registry.example.org/diary', 'not-there']) {
      assert.equal((await sign(['diary.tar', wrong])).exit, 2, wrong);
    }
    assert.throws(() => readFileSync(join(folder, 'diary.tar.sigstore.json')));
  });

  it('refuses flags that contradict each other or would do nothing', async (t) => {
    const { sign } = await desk(t);
    const wrong: readonly SignerFlags[] = [
      { key: 'our.key', keyVariable: 'X' },
      { key: 'our.key', keyless: true },
      { key: 'our.key', identityToken: 'x' },
      { identityToken: 'x', identityCommand: 'y' },
      { identityCommand: ' ' },
      { keyless: true, log: true },
      { key: 'our.key', transparency: 'public' },
      { key: 'our.key', services: 'x' },
      { key: 'our.key', format: ['legacy'] },
      { keyless: true },
      {},
      { key: 'gone.key' },
      { key: 'our.pub' },
      { keyVariable: 'NOT_SET' },
      { key: 'our.key', trustedRoot: 'gone.json' },
    ];
    for (const flags of wrong)
      assert.equal((await sign(['diary.tar'], flags)).exit, 2, JSON.stringify(flags));
  });

  it('takes what the configuration says, and flags instead of it', async (t) => {
    const { sign } = await desk(t);
    assert.equal((await sign(['diary.tar'], {}, { with: 'key', key: { file: 'our.key' } })).exit, 0);
    assert.equal((await sign(['diary.tar'], {}, { with: 'key', key: { file: 'gone' } })).exit, 2);
    assert.equal((await sign(['diary.tar'], KEY, { with: 'key', key: { file: 'gone' } })).exit, 0);
  });

  it('asks for the password of a key when nothing says it', async (t) => {
    const { sign } = await desk(t, {});
    const typed = (text: string) => async () => ({ kind: 'answered', text }) as never;
    assert.equal((await sign(['diary.tar'])).exit, 2);
    assert.equal((await sign(['diary.tar'], KEY, undefined, typed('wrong'))).exit, 2);
    const { exit, out, err } = await sign(['diary.tar'], KEY, undefined, typed(PASSWORD));
    assert.equal(exit, 0, err);
    assert.ok(!`${out}${err}`.includes(PASSWORD));
  });

  it('attests only what is one predicate, and never the signature (I11)', async (t) => {
    const { folder, attest } = await desk(t);
    assert.equal((await attest(['diary.tar'], 'https://sigstore.dev/cosign/sign/v1')).exit, 2);
    for (const type of ['nonsense', '', 'https://a b'])
      assert.equal((await attest(['diary.tar'], type)).exit, 2);
    const junk = ['', '[]', 'null', '{"a":1,"a":2}', '{"_type":"x","predicateType":"y"}', '['.repeat(100)];
    for (const text of junk) {
      writeFileSync(join(folder, 'junk.json'), text);
      assert.equal((await attest(['diary.tar'], 'spdx', 'junk.json')).exit, 2, text.slice(0, 20));
    }
    assert.equal((await attest(['diary.tar'], 'spdx', 'gone.json')).exit, 2);
  });

  it('draws what is attached, also what nobody can read, and says that it verified nothing', async (t) => {
    const { folder, sign, evidence: draw } = await desk(t);
    await sign(['diary.tar']);
    const world = new SigstoreWorld();
    const payload = Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}');
    const names = ['https://evil.example/\u202eX'];
    const lines = [world.sign({ payload }), world.sign({ payload, certificate: { names } }), '{"x":1}'];
    const path = join(folder, 'diary.tar.sigstore.json');
    const texts = lines.map((one) => (typeof one === 'string' ? one : Buffer.from(bytesOf(one)).toString()));
    writeFileSync(path, `${readFileSync(path, 'utf8')}${texts.join('\n')}\n`);
    const { exit, out, err } = await draw('diary.tar');
    assert.equal(exit, 0);
    assert.match(
      err,
      /by a key, hint .*gitlab-ci\.yml.*log entry 148212.*cannot be read.*nothing of this was verified/s,
    );
    assert.doesNotMatch(err, /\u202e/);
    assert.equal((JSON.parse(out) as { pieces: unknown[] }).pieces.length, 4);
    assert.equal((await draw('gone')).exit, 2);
  });
});
