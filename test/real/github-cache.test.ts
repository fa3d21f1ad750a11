/** GitHub's own library saves into a server that speaks the service's protocol; we find and read what it saved. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { findProgram } from '../../src/system/find-program.ts';
import { ANSWERS, DEFAULT_BRANCH, type Fault } from '../fake/github-cache.ts';
import { type GithubPlace, githubPlace } from '../support/github-store.ts';
import { versionFor } from '../support/outer-archive.ts';
import { aFile, aSlot, contents, got, sha256 } from '../support/stores.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { MACHINE } from '../support/world.ts';

/** A machine that has only these programs. */
function machineWith(t: TestContext, ...programs: string[]): GithubPlace['doors']['machine'] {
  const folder = temporaryFolder(t);
  for (const name of programs) {
    const found = findProgram(name, (process.env['PATH'] ?? '').split(':'), '/nowhere');
    assert.ok(found !== undefined, `${name} is on this machine`);
    symlinkSync(found.path, join(folder, name));
  }
  return { ...MACHINE, path: [folder] };
}

/** A finished entry in a folder of its own, to see what is left of it. */
function anEntry(t: TestContext, content: string | Uint8Array, folder = temporaryFolder(t)): string {
  const path = join(folder, 'entry.part');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, content);
  return path;
}

describe("saving with GitHub's library", () => {
  it('compresses with zstd where there is one, and we read it', async (t) => {
    const place = await githubPlace(t);
    const store = place.as(DEFAULT_BRANCH, { machine: machineWith(t, 'tar', 'zstd', 'zstdmt', 'sh') });
    const content = randomBytes(300_000).toString('base64');
    got(await store.save(aSlot(), aFile(t, content)));
    const [entry, ...others] = place.service.entries;
    assert.ok(entry !== undefined && others.length === 0);
    assert.equal(entry.version, versionFor('zstd'));
    assert.equal(place.service.content(entry).readUInt32LE(), 0xfd2fb528);
    assert.deepEqual(await contents(place.again(), aSlot()), [content]);
  });

  it('compresses with gzip where there is no zstd, and we read it', async (t) => {
    const place = await githubPlace(t);
    const store = place.as(DEFAULT_BRANCH, { machine: machineWith(t, 'tar', 'gzip', 'sh') });
    const content = randomBytes(300_000).toString('base64');
    got(await store.save(aSlot(), aFile(t, content)));
    const [entry] = place.service.entries;
    assert.ok(entry !== undefined);
    assert.equal(entry.version, versionFor('gzip'));
    assert.equal(place.service.content(entry).readUInt16BE(), 0x1f8b);
    assert.deepEqual(await contents(place.again(), aSlot()), [content]);
  });

  it('sends what is large in blocks', async (t) => {
    const place = await githubPlace(t);
    // More than the library sends at once.
    const content = Buffer.concat(Array.from({ length: 130 }, () => randomBytes(1024 * 1024)));
    got(await place.store.save(aSlot(), aFile(t, content)));
    assert.ok(place.service.asked.filter((operation) => operation === 'upload').length >= 4);
    const reader = place.again();
    const [candidate] = got(await reader.find(aSlot(), 1));
    assert.ok(candidate !== undefined);
    const file = got(await reader.open(candidate, content.length));
    assert.ok(file !== undefined);
    assert.ok(readFileSync(file.path).equals(content));
    file.release();
  });

  it('works in a folder of any name, and leaves nothing there', async (t) => {
    const place = await githubPlace(t);
    const folder = join(temporaryFolder(t), `a "quoted" folder, with 'spaces' [and] *stars*`);
    got(await place.store.save(aSlot(), anEntry(t, 'it', folder)));
    assert.deepEqual(readdirSync(folder), []);
    assert.deepEqual(await contents(place.again(), aSlot()), ['it']);
  });

  it('hands the token to no program that it starts', async (t) => {
    const place = await githubPlace(t);
    const [programs, seen] = [temporaryFolder(t), join(temporaryFolder(t), 'seen')];
    for (const name of ['tar', 'zstd']) {
      const real = findProgram(name, (process.env['PATH'] ?? '').split(':'), '/nowhere')?.path;
      writeFileSync(
        join(programs, name),
        `#!/bin/sh\n{ echo ${name}; env; tr '\\0' '\\n' </proc/$$/environ; } >>'${seen}'\nexec '${real}' "$@"\n`,
      );
      chmodSync(join(programs, name), 0o755);
    }
    const path = [programs, ...place.doors.machine.path];
    const token = place.doors.secrets.get('ACTIONS_RUNTIME_TOKEN') ?? 'none';
    got(await place.as(DEFAULT_BRANCH, { machine: { ...MACHINE, path } }).save(aSlot(), aFile(t, 'it')));
    const text = readFileSync(seen, 'utf8');
    assert.match(text, /^tar$/m);
    assert.match(text, /^zstd$/m);
    assert.match(text, /ACTIONS_RESULTS_URL=/);
    assert.ok(!text.includes(token) && !text.includes('ACTIONS_RUNTIME_TOKEN'));
    assert.deepEqual(await contents(place.again(), aSlot()), ['it']);
  });

  it('prints nothing', async (t) => {
    const place = await githubPlace(t);
    const file = anEntry(t, 'it');
    const at = (path: string): string => JSON.stringify(join(import.meta.dirname, '../..', path));
    const code = `
      const [{ githubStore }, { systemDisk }, { systemFiles }, { systemHttp }, { systemWorkers }] = await Promise.all([
        import(${at('src/cache/stores/github.ts')}), import(${at('src/system/disk.ts')}),
        import(${at('src/system/files.ts')}), import(${at('src/system/http.ts')}),
        import(${at('src/system/workers.ts')})]);
      const store = githubStore({
        http: systemHttp({ env: {} }), files: systemFiles(), disk: systemDisk(), clock: Date,
        workers: systemWorkers(${at('src/main.ts')}), machine: { path: process.env.PATH.split(':') },
        env: { ACTIONS_RESULTS_URL: ${JSON.stringify(place.service.url)} },
        secrets: new Map([['ACTIONS_RUNTIME_TOKEN', ${JSON.stringify(place.service.token())}]]),
      });
      const saved = await store.value.save(${JSON.stringify(aSlot())}, ${JSON.stringify(file)});
      process.exitCode = saved.ok ? 7 : 1;`;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code]);
    const { stdout, stderr, code: exit } = await run.catch((error) => error);
    assert.deepEqual([exit, stdout, stderr], [7, '', '']);
    assert.equal(place.service.entries.length, 1);
  });
});

describe("a save that GitHub's library did not make", () => {
  it('is a store that may not be written to, when the service says so', async (t) => {
    const place = await githubPlace(t);
    for (const denial of ['message', 'status'] as const) {
      place.service.denial = denial;
      const file = anEntry(t, 'it');
      const saved = await place.readOnly().save(aSlot(), file);
      assert.ok(!saved.ok && saved.failure.code === 'store-read-only', JSON.stringify(saved));
      assert.match(saved.failure.detail, /^this run may not write to it/);
      assert.deepEqual(readdirSync(dirname(file)), []);
    }
    assert.deepEqual(place.service.entries, []);
  });

  it('is an error of the store, without what is secret, and nothing is half there', async (t) => {
    const place = await githubPlace(t);
    const refused: Fault['answer'] = (_, response) => {
      response.writeHead(403, { 'x-ms-error-code': 'AuthenticationFailed' }).end();
    };
    const unfinished: Fault['answer'] = (_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(
        JSON.stringify({ ok: false, entry_id: '0', message: 'see https://x.example/a?sig=hidden' }),
      );
    };
    for (const fault of [
      { on: 'upload', answer: refused },
      { on: 'finalize', answer: unfinished },
      { on: 'create', answer: ANSWERS.limited },
    ] satisfies Fault[]) {
      place.service.faults = [fault];
      const file = anEntry(t, 'it');
      const saved = await place.store.save(aSlot(), file);
      assert.ok(!saved.ok && saved.failure.code === 'store-error', `${fault.on}: ${JSON.stringify(saved)}`);
      assert.doesNotMatch(saved.failure.detail, /sig=|hidden|eyJ|::/);
      assert.ok(saved.failure.detail.length > 10, saved.failure.detail);
      assert.deepEqual(readdirSync(dirname(file)), []);
      assert.deepEqual(got(await place.again().find(aSlot(), 4)), []);
    }
    place.service.faults = [];
    got(await place.store.save(aSlot(), aFile(t, 'it')));
    assert.deepEqual(await contents(place.again(), aSlot()), ['it']);
  });

  it('is given up when its time is over', async (t) => {
    const place = await githubPlace(t);
    const folder = temporaryFolder(t);
    mkdirSync(join(folder, 'work'));
    writeFileSync(join(folder, 'work/sealsmith'), 'it');
    place.service.faults = [{ on: 'upload', answer: () => {} }];
    const task = { folder: join(folder, 'work'), key: 'late', limit: 4000 };
    const saved = await place.doors.workers.runAlone('github-save', task, {
      ACTIONS_RESULTS_URL: place.service.url,
      ACTIONS_RUNTIME_TOKEN: place.service.token(),
      ACTIONS_CACHE_SERVICE_V2: 'true',
      GITHUB_WORKSPACE: '..',
      RUNNER_TEMP: folder,
      PATH: process.env['PATH'] ?? '',
    });
    assert.deepEqual(saved, { saved: false, why: 'failed', detail: 'it was not saved within 4 s' });
  });
});

describe('branches', () => {
  it('see what they and the default branch saved, and never what a pull request did', async (t) => {
    const place = await githubPlace(t);
    const [pull, branch] = ['refs/pull/7/merge', 'refs/heads/topic'];
    const slots = {
      main: aSlot(),
      pull: aSlot({ namespace: 'T1/7' }),
      branch: aSlot({ key: sha256('branch') }),
    };
    got(await place.store.save(slots.main, aFile(t, 'main')));
    got(await place.as(pull).save(slots.pull, aFile(t, 'pull')));
    got(await place.as(branch).save(slots.branch, aFile(t, 'branch')));
    for (const [ref, sees] of [
      [DEFAULT_BRANCH, ['main']],
      [pull, ['main', 'pull']],
      [branch, ['main', 'branch']],
      ['refs/pull/8/merge', ['main']],
    ] as const) {
      const seen = await Promise.all(Object.values(slots).map((slot) => contents(place.as(ref), slot)));
      assert.deepEqual(seen.flat().toSorted(), [...sees].toSorted(), ref);
    }
  });
});
