import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { aFile, aSlot, codeOf, contents, gitlabPlace, got, save, sha256 } from '../../../support/stores.ts';

describe('the folder that GitLab carries', () => {
  it('holds exactly what the run restored or saved when it ends', async (t) => {
    const place = gitlabPlace(t);
    for (const text of 'abc') await save(t, place.store, aSlot({ key: sha256(text) }), text);
    mkdirSync(join(place.root, 'T2/store/x/y'), { recursive: true });
    for (const path of ['foreign', 'T2/foreign', 'T2/store/x/y/z'])
      writeFileSync(join(place.root, path), 'foreign');
    const run = place.again();
    const [used] = got(await run.find(aSlot({ key: sha256('b') }), 1));
    assert.ok(used !== undefined);
    await save(t, run, aSlot({ key: sha256('d') }), 'd');
    got(await run.finish(new Set([used.id])));
    const left = readdirSync(place.root, { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    );
    assert.deepEqual(left.map((one) => readFileSync(join(one.parentPath, one.name), 'utf8')).sort(), [
      'b',
      'd',
    ]);
    assert.deepEqual(readdirSync(dirname(place.root)), ['cache'], 'nothing is left beside it');
  });

  it('is there also when there is nothing to carry, so that GitLab does not warn', async (t) => {
    const place = gitlabPlace(t);
    got(await place.store.finish(new Set()));
    assert.deepEqual(readdirSync(place.root), []);
    got(await place.store.finish(new Set()));
    assert.deepEqual(readdirSync(dirname(place.root)), ['cache']);
  });

  it('keeps nothing half written: that lies beside it', async (t) => {
    const { store, root } = gitlabPlace(t);
    const work = store.workFolder ?? assert.fail();
    writeFileSync(join(work, 'left.part'), 'half');
    assert.ok(!work.startsWith(`${root}/`));
    got(await store.finish(new Set()));
    assert.ok(!existsSync(work));
  });

  it('may be used by whom the workspace is for: jobs run as other users than the runner', async (t) => {
    for (const mode of [0o777, 0o755]) {
      const place = gitlabPlace(t);
      chmodSync(place.state, mode);
      await save(t, place.store, aSlot(), 'it');
      for (const _ of ['saved', 'carried']) {
        const [found] = got(await place.store.find(aSlot(), 1));
        const entry = join(place.root, found?.id ?? assert.fail());
        assert.equal(statSync(entry).mode & 0o777, mode & 0o666);
        for (const folder of [dirname(entry), place.root]) assert.equal(statSync(folder).mode & 0o777, mode);
        got(await place.store.finish(new Set()));
      }
    }
  });

  for (const kind of ['link to a folder', 'link to nothing', 'file'] as const) {
    it(`is made anew where a ${kind} stands`, async (t) => {
      for (const how of ['save', 'finish'] as const) {
        const place = gitlabPlace(t);
        const outside = join(place.state, 'outside');
        mkdirSync(outside);
        writeFileSync(join(outside, 'kept'), 'kept');
        mkdirSync(dirname(place.root));
        if (kind === 'file') writeFileSync(place.root, '');
        else symlinkSync(kind === 'link to nothing' ? 'nowhere' : outside, place.root);
        assert.deepEqual(await contents(place.store, aSlot()), []);
        assert.deepEqual(got(await place.store.list()), []);
        if (how === 'save') await save(t, place.store, aSlot(), 'it');
        got(await place.store.finish(new Set()));
        assert.ok(lstatSync(place.root).isDirectory());
        assert.deepEqual(await contents(place.again(), aSlot()), how === 'save' ? ['it'] : []);
        assert.deepEqual(readdirSync(outside), ['kept']);
      }
    });
  }

  it('is not looked for behind a link in place of .sealsmith', async (t) => {
    const place = gitlabPlace(t);
    const outside = join(place.state, 'outside');
    mkdirSync(outside);
    symlinkSync(outside, dirname(place.root));
    assert.deepEqual(await contents(place.store, aSlot()), []);
    assert.equal(codeOf(await place.store.save(aSlot(), aFile(t, 'it'))), 'store-error');
    assert.equal(codeOf(await place.store.finish(new Set())), 'store-error');
    assert.equal(place.store.workFolder, undefined);
    assert.deepEqual(readdirSync(outside), []);
  });

  it('that cannot be written to is left as it is', async (t) => {
    const place = gitlabPlace(t);
    await save(t, place.store, aSlot(), 'it');
    const run = place.readOnly();
    assert.equal(codeOf(await run.finish(new Set())), 'store-read-only');
    assert.deepEqual(await contents(run, aSlot()), ['it']);
  });
});
