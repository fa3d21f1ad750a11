/**
 * I14: our own program is another one than was released. `doctor` compares the files that run with what somebody signed
 * of them, and the list it is made from can be made by anybody else.
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { ENTRY, type Ran, runProgram, TestProject } from '../support/project.ts';

const PASSWORD = 'a-password-of-the-signer';

/** A copy of the program, its list signed with a key as a release is. */
async function released() {
  const project = new TestProject();
  const folder = join(project.base, 'program');
  cpSync(dirname(ENTRY), folder, { recursive: true });
  const env = { SEALSMITH_SIGNING_PASSWORD: PASSWORD };
  const run = (...args: string[]): Promise<Ran> =>
    runProgram(args, {
      entry: join(folder, 'main.js'),
      cwd: project.folder,
      env: { ...env, TMPDIR: join(project.base, 'tmp') },
    });
  const good = async (...args: string[]): Promise<Ran> => {
    const ran = await run(...args);
    assert.equal(ran.exit, 0, ran.out + ran.err);
    return ran;
  };
  const list = (await good('doctor', '--program')).out;
  writeFileSync(join(project.folder, 'program.sha256'), list);
  await good('keys', 'generate', 'signer');
  await good('keys', 'generate', 'stranger');
  await good('sign', 'program.sha256', '--key', 'signer.key');
  const check = (key = 'signer.pub', bundle = 'program.sha256.sigstore.json'): Promise<Ran> =>
    run('doctor', '--attestation', bundle, '--key', key);
  return { project, folder, list, run, good, check };
}

describe('I14: a program that is not what was released', () => {
  it('is told from the signed one, whatever of it was changed, added or taken away', async (t) => {
    const { project, folder, check } = await released();
    t.after(() => project[Symbol.dispose]());
    const honest = await check();
    assert.equal(honest.exit, 0, honest.out + honest.err);

    const part = join(folder, 'action.js');
    const before = readFileSync(part);
    const changes: readonly (readonly [string, () => void, () => void])[] = [
      ['a byte more', () => appendFileSync(part, ' '), () => writeFileSync(part, before)],
      [
        'a file more',
        () => writeFileSync(join(folder, 'parts/more.js'), ''),
        () => execFileSync('rm', [join(folder, 'parts/more.js')]),
      ],
      [
        'a file by another name',
        () => execFileSync('mv', [part, `${part}x`]),
        () => execFileSync('mv', [`${part}x`, part]),
      ],
    ];
    for (const [what, change, back] of changes) {
      change();
      const ran = await check();
      assert.notEqual(ran.exit, 0, what);
      assert.match(ran.out + ran.err, /fail/, what);
      back();
      assert.equal((await check()).exit, 0, what);
    }
  });

  it('is not what a stranger signed, and nothing says so without a signer', async (t) => {
    const { project, run, check } = await released();
    t.after(() => project[Symbol.dispose]());
    assert.equal((await check('stranger.pub')).exit, 3);
    const absent = await check('signer.pub', 'none.json');
    assert.equal(absent.exit, 2, absent.out + absent.err);
    assert.equal((await run('doctor', '--attestation', 'program.sha256.sigstore.json')).exit, 2);
    assert.equal((await run('doctor', '--key', 'signer.pub')).exit, 2, 'a key is for something');
  });

  it('does not ask the project who may have signed it', async (t) => {
    const { project, check } = await released();
    t.after(() => project[Symbol.dispose]());
    project.write({ 'sealsmith.yml': 'toolchain: commands\nverify: { signers: [{ key: stranger.pub }] }\n' });
    assert.equal((await check()).exit, 0);
    assert.equal((await check('stranger.pub')).exit, 3);
  });

  it('has a list that others make with the tools of every system, and its digest stands in doctor', async (t) => {
    const { project, folder, list, good } = await released();
    t.after(() => project[Symbol.dispose]());
    const script = 'find . -type f | LC_ALL=C sort | xargs sha256sum';
    assert.equal(execFileSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' }), list);
    mkdirSync(join(project.folder, 'small'));
    project.write({ 'small/sealsmith.yml': 'toolchain: commands\nsteps: { one: { run: "true" } }\n' });
    const view = JSON.parse((await good('doctor', '--cwd', 'small', '--json')).out) as {
      program: { sha256: string };
    };
    assert.equal(view.program.sha256, createHash('sha256').update(list).digest('hex'));
  });
});
