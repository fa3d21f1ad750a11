/** Looking at the cache with the real program: what a run keeps is what the commands show, from tier to tier. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { generateKey } from '../../src/cache/signing-key.ts';
import type { CacheInspectView } from '../../src/report/cache-inspect.ts';
import type { CacheListView } from '../../src/report/cache-list.ts';
import { fetched, gitlabJob } from '../support/gitlab-job.ts';
import { type Ran, TestProject } from '../support/project.ts';

function config(more = ''): string {
  const build =
    '{ run: "mkdir -p out && tr a-z A-Z < in.txt > out/result", inputs: [in.txt], outputs: [out], tools: [tr] }';
  return `toolchain: commands\n${more}steps:\n  build: ${build}\n`;
}

const FILES = { 'sealsmith.yml': config(), 'in.txt': 'hello\n' };

function entries(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sealed'))
    .map((name) => join(folder, name));
}

function spoil(path: string | undefined): void {
  assert.ok(path !== undefined);
  const bytes = readFileSync(path);
  bytes[5] = (bytes[5] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

function said(ran: Ran): string {
  return `${ran.out}${ran.err}`.replace(/\s+/g, ' ');
}

describe('looking at the cache', () => {
  it('shows what the run kept, under the key that this tree has', async () => {
    using project = new TestProject(FILES).commit();
    assert.equal((await project.run(['run'])).exit, 0);
    const listed = await project.run(['cache', 'list', '--json']);
    assert.equal(listed.exit, 0, said(listed));
    const { entries: found, store } = JSON.parse(listed.out) as CacheListView;
    assert.deepEqual(
      found.map(({ seal, signer, asked, miss }) => [seal?.name, signer?.name, asked, miss]),
      [['build', 'this machine', 'exact', undefined]],
    );
    assert.equal(store, 'directory');
    const [key] = project.record().what.jobs.map((job) => job.key);
    assert.equal(found[0]?.seal?.key, key);

    const shown = await project.run(['cache', 'inspect', 'build', '--verbose']);
    assert.equal(shown.exit, 0, said(shown));
    assert.match(shown.out, /^this run +would take it \(T0 reads T0\/[0-9a-f]{8}…\)$/m);
    assert.match(shown.out, / out\/result$/m);
    assert.equal(said(await project.run(['cache', 'verify'])).includes('it holds'), true);
  });

  it('knows the key of a tree that was changed since, and one of a clone elsewhere', async () => {
    using project = new TestProject(FILES).commit();
    await project.run(['run']);
    project.write({ 'in.txt': 'other\n' });
    const [entry] = (JSON.parse((await project.run(['cache', 'list', '--json'])).out) as CacheListView)
      .entries;
    assert.equal(entry?.asked, 'other');
    const shown = await project.run(['cache', 'inspect', entry.short]);
    assert.match(
      said(shown),
      /this tree has [0-9a-f]{12}….*would not ask for it: it was made for another key/,
    );
    const none = await project.run(['cache', 'inspect', 'build']);
    assert.equal(none.exit, 2);
    assert.match(said(none), /the cache holds nothing for build/);
    project.write({ 'in.txt': 'hello\n' });
    assert.match(said(await project.run(['cache', 'inspect', 'build'])), /matches this tree/);
  });

  it('finds one changed byte, which the next run refuses, and removes what it found', async () => {
    using project = new TestProject(FILES).commit();
    await project.run(['run']);
    spoil(entries(project.base)[0]);
    const verified = await project.run(['cache', 'verify', '--all']);
    assert.equal(verified.exit, 4, said(verified));
    assert.match(said(verified), /build digest-mismatch: .* 1 refused .*\(exit 4\)/);
    const shown = await project.run(['cache', 'inspect', 'build']);
    assert.deepEqual([shown.exit, /would refuse it: digest-mismatch/.test(said(shown))], [0, true]);
    assert.match(said(await project.run(['cache', 'prune', '--dry-run'])), /1 entry · .* would go/);
    assert.equal(entries(project.base).length, 1);
    const pruned = await project.run(['cache', 'prune']);
    assert.equal(pruned.exit, 0, said(pruned));
    assert.equal(entries(project.base).length, 0);
    assert.equal((await project.run(['cache', 'verify', '--all'])).exit, 0);
  });

  it('looks at a file that somebody sent, whatever it is, and never waits for a pipe', async () => {
    using project = new TestProject(FILES).commit();
    await project.run(['run']);
    copyFileSync(entries(project.base)[0] ?? '', join(project.folder, 'sent.sealed'));
    assert.match(said(await project.run(['cache', 'inspect', 'sent.sealed'])), /would take it/);
    writeFileSync(join(project.folder, 'junk.sealed'), Buffer.alloc(4096, 0x1b));
    const junk = await project.run(['cache', 'inspect', 'junk.sealed']);
    assert.equal(junk.exit, 0);
    assert.match(said(junk), /nobody: its seal cannot be read .* would refuse it: seal-invalid/);
    assert.equal((await project.run(['cache', 'verify', 'junk.sealed'])).exit, 4);
    execFileSync('mkfifo', [join(project.folder, 'pipe.sealed')]);
    assert.equal((await project.run(['cache', 'inspect', 'pipe.sealed'])).exit, 2);
  });

  it('is one value for programs', async () => {
    using project = new TestProject(FILES).commit();
    await project.run(['run']);
    for (const args of [
      ['list'],
      ['inspect', 'build'],
      ['verify'],
      ['prune', '--dry-run'],
      ['inspect', 'nothing'],
    ]) {
      const ran = await project.run(['cache', ...args, '--json']);
      const lines = ran.out.split('\n').filter((line) => line !== '');
      assert.equal(lines.length, 1, `${args}: ${ran.out}`);
      assert.equal(typeof JSON.parse(lines[0] ?? ''), 'object');
    }
  });
});

describe('looking at the cache from tier to tier', () => {
  it('says what each kind of run would do with what the protected branch sealed', async () => {
    const { key, secret } = generateKey();
    const signers = `release-tags: ["v*"]\ncache: { signers: [{ key: "${key.publicKey}", tier: T2, name: main }] }\n`;
    using project = new TestProject({ ...FILES, 'sealsmith.yml': config(signers) }).commit();
    fetched(project);
    const kept = await project.run(['run'], {
      env: gitlabJob(project, 'protected', { SEALSMITH_CACHE_KEY: secret }),
    });
    assert.equal(kept.exit, 0, said(kept));
    const inspect = async (env: Record<string, string>): Promise<CacheInspectView> => {
      const ran = await project.run(['cache', 'inspect', 'build', '--json'], { env });
      assert.equal(ran.exit, 0, said(ran));
      return JSON.parse(ran.out) as CacheInspectView;
    };
    for (const [kind, reads] of [
      ['protected', 'T2 reads T2'],
      ['merge-request', 'T1 reads T2'],
      ['fork', 'T0 reads T2'],
    ] as const) {
      const view = await inspect(gitlabJob(project, kind));
      assert.deepEqual(
        [view.entry.asked, view.entry.signer?.name, view.entry.miss, view.reads],
        ['exact', 'main', undefined, reads],
        kind,
      );
    }
    const listed = await project.run(['cache', 'list', '--json'], { env: gitlabJob(project, 'release') });
    const { entries: found } = JSON.parse(listed.out) as CacheListView;
    assert.deepEqual(
      found.map(({ miss }) => miss?.code),
      ['tier'],
      'a release reads no results',
    );
  });

  it('E6: a change that lists its own key in its own file makes nobody allowed', async () => {
    const [main, own] = [generateKey(), generateKey()];
    const listing = (key: string): string =>
      config(`cache: { signers: [{ key: "${key}", tier: T2, name: mine }] }\n`);
    using project = new TestProject({ ...FILES, 'sealsmith.yml': listing(main.key.publicKey) }).commit();
    fetched(project);
    project.write({ 'sealsmith.yml': listing(own.key.publicKey) });
    project.commit();
    const doctor = await project.run(['doctor'], { env: gitlabJob(project, 'merge-request') });
    assert.ok(said(doctor).includes(`allowed: ${main.key.publicKey.slice(0, 16)}`), said(doctor));
    assert.ok(!said(doctor).includes(own.key.publicKey.slice(0, 16)), said(doctor));
  });
});

describe('what is said of the cache beforehand', () => {
  it('stands below a plan, and in full in doctor, and makes no key', async () => {
    using project = new TestProject(FILES).commit();
    const plan = await project.run(['plan']);
    assert.match(plan.out, /^cache: directory · T0 reads T0\/this machine · sealed by this machine$/m);
    assert.match((await project.run(['run', '--dry-run'])).out, /^cache: directory · T0 reads/m);
    const doctor = await project.run(['doctor']);
    // However long the path is, and wherever it is broken.
    assert.match(said(doctor).replaceAll(' ', ''), /cachedirectory\S+\/state\/sealsmith\/cache/);
    assert.match(said(doctor), /what is made here is sealed by this machine/);
    assert.equal(readdirSync(join(project.base, 'state', 'sealsmith')).includes('keys'), false);
  });

  it('says why nothing is kept', async () => {
    using project = new TestProject(FILES).commit();
    const plan = await project.run(['plan'], { env: { CI: 'true' } });
    assert.match(plan.out, /^cache: directory · T0 reads nothing · nothing is kept: store-read-only$/m);
    fetched(project);
    const forge = await project.run(['doctor'], { env: gitlabJob(project, 'protected') });
    assert.match(said(forge), /cache gitlab \.sealsmith\/cache · T2 reads nothing/);
    assert.match(said(forge), /nothing is kept: no-key: .*SEALSMITH_CACHE_KEY is not set/);
    project.write({ 'sealsmith.yml': config('cache: false\n') });
    assert.match((await project.run(['plan'])).out, /^cache: switched off$/m);
    const off = await project.run(['cache', 'list']);
    assert.deepEqual([off.exit, /switched off/.test(off.err)], [2, true]);
  });
});
