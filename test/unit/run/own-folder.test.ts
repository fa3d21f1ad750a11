import assert from 'node:assert/strict';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ownFolder } from '../../../src/run/own-folder.ts';
import { systemFiles } from '../../../src/system/files.ts';
import { temporaryFolder } from '../../support/temporary.ts';

describe('a folder in which we remove whole trees', () => {
  it('C6: is never a link that a branch brings along', (t) => {
    const workspace = temporaryFolder(t);
    const files = systemFiles();
    mkdirSync(join(workspace, 'victim/build'), { recursive: true });
    writeFileSync(join(workspace, 'victim/build/mine'), 'x');
    mkdirSync(join(workspace, '.sealsmith'));
    for (const name of ['aside', 'restore'] as const) {
      symlinkSync(join(workspace, 'victim'), join(workspace, '.sealsmith', name));
      assert.ok(files.remove(`${ownFolder(files, workspace, name)}/build`).ok);
      assert.ok(existsSync(join(workspace, 'victim/build/mine')));
      assert.equal(files.kind(join(workspace, '.sealsmith', name)), undefined);
    }
  });

  it('stays as it is otherwise', (t) => {
    const workspace = temporaryFolder(t);
    mkdirSync(join(workspace, '.sealsmith/restore/build'), { recursive: true });
    assert.equal(ownFolder(systemFiles(), workspace, 'restore'), `${workspace}/.sealsmith/restore`);
    assert.ok(existsSync(join(workspace, '.sealsmith/restore/build')));
  });
});
