import assert from 'node:assert/strict';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { stampOf } from '../../../src/system/stamp.ts';
import { temporaryFolder } from '../../support/temporary.ts';

function aTree(t: TestContext): string {
  const root = join(temporaryFolder(t), 'tree');
  mkdirSync(join(root, 'deep/er'), { recursive: true });
  writeFileSync(join(root, 'deep/er/file'), 'content');
  writeFileSync(join(root, 'other'), 'other');
  symlinkSync('other', join(root, 'link'));
  symlinkSync('..', join(root, 'deep/loop'));
  return root;
}

describe('stamp', () => {
  it('stays the same while nobody touches anything', (t) => {
    const root = aTree(t);
    assert.match(stampOf(root) ?? '', /^[0-9a-f]{64}$/);
    assert.equal(stampOf(root), stampOf(root));
  });

  it('is nothing for nothing, and something for a single file', (t) => {
    const root = aTree(t);
    assert.equal(stampOf(join(root, 'none')), undefined);
    assert.notEqual(stampOf(join(root, 'other')), stampOf(join(root, 'deep/er/file')));
  });

  const changes: Readonly<Record<string, (root: string) => void>> = {
    'a file that grows': (root) => writeFileSync(join(root, 'deep/er/file'), 'content and more'),
    'a file of the same length and time': (root) => {
      const path = join(root, 'deep/er/file');
      const { atime, mtime } = lstatSync(path);
      writeFileSync(path, 'CONTENT');
      utimesSync(path, atime, mtime);
    },
    'a file replaced by its copy': (root) => {
      writeFileSync(join(root, 'copy'), 'other');
      renameSync(join(root, 'copy'), join(root, 'other'));
    },
    'a new file': (root) => writeFileSync(join(root, 'deep/new'), ''),
    'a file that goes': (root) => rmSync(join(root, 'other')),
    'another name': (root) => renameSync(join(root, 'other'), join(root, 'another')),
    'another mode': (root) => chmodSync(join(root, 'other'), 0o755),
    'another mode of a folder': (root) => chmodSync(join(root, 'deep'), 0o700),
    'a link that points elsewhere': (root) => {
      rmSync(join(root, 'link'));
      symlinkSync('deep', join(root, 'link'));
    },
    'a new empty folder': (root) => mkdirSync(join(root, 'empty')),
    'a name that is no UTF-8 changed into another': (root) => {
      const name = (byte: number): Buffer => Buffer.concat([Buffer.from(`${root}/`), Buffer.from([byte])]);
      writeFileSync(name(0xff), '');
      const before = stampOf(root);
      renameSync(name(0xff), name(0xfe));
      assert.notEqual(stampOf(root), before);
    },
  };
  for (const [what, change] of Object.entries(changes)) {
    it(`notices ${what}, at once`, (t) => {
      const root = aTree(t);
      const before = stampOf(root);
      change(root);
      assert.notEqual(stampOf(root), before);
    });
  }

  it('notices a change in the same tick of the clock as the stamp', (t) => {
    const root = aTree(t);
    for (let round = 0; round < 20; round += 1) {
      writeFileSync(join(root, 'other'), `${round % 10}`);
      const before = stampOf(root);
      writeFileSync(join(root, 'other'), `${(round + 1) % 10}`);
      assert.notEqual(stampOf(root), before);
    }
  });

  it('does not count what Python writes beside its modules', (t) => {
    const root = aTree(t);
    const before = stampOf(root);
    mkdirSync(join(root, 'deep/__pycache__'));
    writeFileSync(join(root, 'deep/__pycache__/file.pyc'), '');
    assert.equal(stampOf(root), before);
  });
});
