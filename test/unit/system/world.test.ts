import assert from 'node:assert/strict';
import { chmodSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { toolRequest } from '../../../src/core/tool.ts';
import { stateFolder } from '../../../src/system/state-folder.ts';
import { createWorld } from '../../../src/system/world.ts';
import { temporaryFolder } from '../../support/temporary.ts';

/** For one test, os.tmpdir() is there. */
function temporaryIs(t: TestContext, folder: string): void {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  t.after(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  });
}

describe('the world', () => {
  it('is made from the process that we are', async (t) => {
    const workspace = temporaryFolder(t);
    const world = createWorld({
      workspace,
      entry: '/x/main.js',
      version: '1.2.3',
      secrets: new Map([['A', 'b']]),
    });
    assert.deepEqual(world.self, { node: process.execPath, entry: '/x/main.js', version: '1.2.3' });
    assert.equal(world.env['PATH'], process.env['PATH']);
    assert.equal(world.secrets.get('A'), 'b');
    assert.equal(world.files.kind(workspace), 'folder');
    assert.equal(await world.git.files(workspace), undefined);
    assert.ok(Math.abs(world.clock.now() - Date.now()) < 60_000);
    const found = await world.findTools([toolRequest('shell', '', { commands: ['sh'], versionArgs: [] })]);
    assert.equal(found.size, 1);
  });
});

describe('the folder for what outlives a run', () => {
  it('is where the system wants it', () => {
    assert.equal(stateFolder({}, '/home/x', '/home/x/project'), '/home/x/.local/state/sealsmith');
    assert.equal(stateFolder({ XDG_STATE_HOME: '/state' }, '/home/x', '/work'), '/state/sealsmith');
    assert.equal(
      stateFolder({ XDG_STATE_HOME: 'state' }, '/home/x', '/work'),
      '/home/x/.local/state/sealsmith',
    );
    assert.equal(stateFolder({ XDG_STATE_HOME: '' }, '/home/x', '/work'), '/home/x/.local/state/sealsmith');
  });

  it('is never in the workspace, whose code could write there', (t) => {
    temporaryIs(t, temporaryFolder(t));
    for (const [home, env] of [
      ['/builds/x', {}],
      ['/builds/x/home', {}],
      ['/home/x', { XDG_STATE_HOME: '/builds/x/state' }],
      ['/home/x', { XDG_STATE_HOME: '/home/../builds/x' }],
    ] as const) {
      const folder = stateFolder(env, home, '/builds/x');
      assert.ok(folder.startsWith(`${process.env['TMPDIR']}/sealsmith-`), folder);
      assert.equal(lstatSync(folder).mode & 0o777, 0o700);
      assert.equal(stateFolder(env, home, '/builds/x'), folder);
    }
  });

  it('is none that somebody else has prepared', (t) => {
    const base = temporaryFolder(t);
    for (const [at, prepare] of [
      (path: string) => {
        mkdirSync(path);
        chmodSync(path, 0o777);
      },
      (path: string) => symlinkSync('/', path),
    ].entries()) {
      const temporary = join(base, String(at));
      mkdirSync(temporary);
      temporaryIs(t, temporary);
      const expected = join(temporary, `sealsmith-${process.getuid?.()}`);
      prepare(expected);
      const folder = stateFolder({}, '/builds/x', '/builds/x');
      assert.notEqual(folder, expected);
      assert.equal(lstatSync(folder).mode & 0o777, 0o700);
    }
  });
});
