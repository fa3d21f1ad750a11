import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { Command } from 'commander';
import { keysGenerate } from '../../../src/cli/keys/generate.ts';
import { addKeys } from '../../../src/cli/program-keys.ts';
import { readSigningKey } from '../../../src/signing/keys.ts';
import { systemDisk } from '../../../src/system/disk.ts';
import type { Asked } from '../../../src/system/prompt.ts';
import { aGit } from '../../support/git.ts';
import { aSession } from '../../support/session.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { aWorld, type FakeWorld } from '../../support/world.ts';

const PASSWORD = 'correct horse';

/** Types these answers in turn. */
function typing(...answers: readonly Asked[]) {
  const questions: string[] = [];
  const ask = async (question: string): Promise<Asked> => {
    questions.push(question);
    return answers[questions.length - 1] ?? assert.fail(question);
  };
  return { ask, questions };
}

const answered = (text: string): Asked => ({ kind: 'answered', text });
const nobody = async (): Promise<Asked> => assert.fail('nobody is to be asked');

function desk(t: TestContext, more: Partial<FakeWorld> = {}, json = false) {
  const folder = temporaryFolder(t);
  const world = aWorld({ disk: systemDisk(), ...more });
  return { folder, world, ...aSession(world, json ? { json } : {}, folder) };
}

const withPassword = { secrets: new Map([['SEALSMITH_SIGNING_PASSWORD', PASSWORD]]) };

describe('sealsmith keys generate', () => {
  it('makes two files, the private one ours alone and encrypted', async (t) => {
    const { folder, session, out, err } = desk(t, withPassword);
    assert.equal(await keysGenerate(session, 'release', {}, nobody), 0);
    assert.deepEqual(readdirSync(folder).sort(), ['release.key', 'release.pub']);
    assert.equal(statSync(join(folder, 'release.key')).mode & 0o777, 0o600);
    const key = await readSigningKey(readFileSync(join(folder, 'release.key'), 'utf8'), PASSWORD);
    assert.ok(key.ok && key.value.algorithm === 'ecdsa-p256');
    assert.equal(readFileSync(join(folder, 'release.pub'), 'utf8'), key.value.publicKey.pem);
    assert.match(out(), /release\.key[\s\S]*release\.pub/);
    assert.ok(!`${out()}${err()}`.includes(PASSWORD));
  });

  it('asks twice where no variable says the password', async (t) => {
    const { folder, session } = desk(t);
    const { ask, questions } = typing(answered(PASSWORD), answered(PASSWORD));
    assert.equal(await keysGenerate(session, 'a', {}, ask), 0);
    assert.equal(questions.length, 2);
    assert.ok((await readSigningKey(readFileSync(join(folder, 'a.key'), 'utf8'), PASSWORD)).ok);
  });

  const refused: Readonly<Record<string, readonly [readonly Asked[], number]>> = {
    'two passwords that differ': [[answered('a'), answered('b')], 2],
    'an empty password': [[answered('')], 2],
    'no terminal': [[{ kind: 'absent' }], 2],
    'Ctrl-C': [[answered('a'), { kind: 'interrupted' }], 130],
  };
  for (const [name, [answers, exit]] of Object.entries(refused)) {
    it(`makes nothing after ${name}`, async (t) => {
      const { folder, session } = desk(t);
      assert.equal(await keysGenerate(session, 'a', {}, typing(...answers).ask), exit);
      assert.deepEqual(readdirSync(folder), []);
    });
  }

  it('wants a name, not a folder', async (t) => {
    for (const name of ['', '.', '..', 'keys/', 'keys/..']) {
      const { folder, session } = desk(t, withPassword);
      assert.equal(await keysGenerate(session, name, {}, nobody), 2, name);
      assert.deepEqual(readdirSync(folder), []);
    }
    const { folder, session } = desk(t, withPassword);
    assert.equal(await keysGenerate(session, 'v1.0', {}, nobody), 0);
    assert.deepEqual(readdirSync(folder).sort(), ['v1.0.key', 'v1.0.pub']);
  });

  it('never writes over anything, a link that leads nowhere included', async (t) => {
    for (const name of ['a.key', 'a.pub']) {
      const { folder, session } = desk(t, withPassword);
      writeFileSync(join(folder, name), 'mine');
      assert.equal(await keysGenerate(session, 'a', {}, nobody), 5);
      assert.deepEqual(readdirSync(folder), [name]);
      assert.equal(readFileSync(join(folder, name), 'utf8'), 'mine');
    }
    const { folder, session } = desk(t, withPassword);
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'a.key'));
    assert.equal(await keysGenerate(session, 'a', {}, nobody), 5);
    assert.ok(!existsSync(join(folder, 'elsewhere')));
  });

  it('leaves no private key alone when the public one cannot be written', async (t) => {
    const disk = systemDisk();
    const full = {
      ...disk,
      create(path: string, mode: number): number {
        if (path.endsWith('.pub')) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
        return disk.create(path, mode);
      },
    };
    const { folder, session, err } = desk(t, { ...withPassword, disk: full });
    assert.equal(await keysGenerate(session, 'a', {}, nobody), 5);
    assert.deepEqual(readdirSync(folder), []);
    assert.match(err(), /space/);
  });

  it('leaves no half of a file when the disk is full', async (t) => {
    const disk = systemDisk();
    const full = {
      ...disk,
      write(): void {
        throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      },
    };
    const { folder, session } = desk(t, { ...withPassword, disk: full });
    assert.equal(await keysGenerate(session, 'a', {}, nobody), 5);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('says when git would take the private key along', async (t) => {
    const git = { ...aGit(undefined), files: async () => ['keys/a.key'] };
    const { folder, session, out } = desk(t, { ...withPassword, git });
    mkdirSync(join(folder, 'keys'));
    assert.equal(await keysGenerate(session, 'keys/a', {}, nobody), 0);
    assert.match(out(), /\.gitignore/);
    const ignored = desk(t, { ...withPassword, git: { ...git, files: async () => [] } });
    await keysGenerate(ignored.session, 'a', {}, nobody);
    assert.doesNotMatch(ignored.out(), /\.gitignore/);
  });

  it('tells programs where the files are, and who the key is', async (t) => {
    const { folder, session, out } = desk(t, withPassword, true);
    assert.equal(await keysGenerate(session, 'a', { algorithm: 'ed25519' }, nobody), 0);
    const said = JSON.parse(out());
    assert.deepEqual([said.key, said.pub], [join(folder, 'a.key'), join(folder, 'a.pub')]);
    assert.equal(createPublicKey(readFileSync(said.pub)).asymmetricKeyType, 'ed25519');
    assert.equal(said.algorithm, 'ed25519');
  });

  it('is reached by words, and knows its algorithms', async (t) => {
    const { folder, session } = desk(t, withPassword);
    const exits: number[] = [];
    const root = new Command('sealsmith').exitOverride().configureOutput({ writeErr: () => {} });
    addKeys(root, { session: () => session, finish: (exit) => exits.push(exit) });
    await root.parseAsync(['keys', 'generate', 'b', '--algorithm', 'ecdsa-p384'], { from: 'user' });
    await root.parseAsync(['keys', 'generate'], { from: 'user' });
    assert.deepEqual(exits, [0, 0]);
    assert.deepEqual(readdirSync(folder).sort(), ['b.key', 'b.pub', 'sealsmith.key', 'sealsmith.pub']);
    await assert.rejects(root.parseAsync(['keys', 'generate', 'c', '--algorithm', 'rsa'], { from: 'user' }));
  });
});
