import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { temporaryFolder } from '../../support/temporary.ts';

const NOBODY = 65_534;
const MODULE = JSON.stringify(join(import.meta.dirname, '../../../src/system/rename.ts'));

/** A closed folder with a file, and one beside it, of a user who is not root: to root no folder is closed. */
function aPlace(t: TestContext): { base: string; move: (from: string, to: string) => string } {
  const base = temporaryFolder(t);
  mkdirSync(join(base, 'closed'));
  mkdirSync(join(base, 'other'));
  writeFileSync(join(base, 'closed/file'), 'x');
  const root = process.getuid?.() === 0;
  if (root)
    for (const name of ['', 'closed', 'closed/file', 'other']) chownSync(join(base, name), NOBODY, NOBODY);
  chmodSync(join(base, 'closed'), 0o555);
  const move = (from: string, to: string): string => {
    const code = `import { renameTree } from ${MODULE};
      try { renameTree(${JSON.stringify(join(base, from))}, ${JSON.stringify(join(base, to))}); }
      catch (error) { console.log(error.code); }`;
    const who = root ? { uid: NOBODY, gid: NOBODY } : {};
    const ran = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
      ...who,
      encoding: 'utf8',
    });
    assert.equal(ran.status, 0, ran.stderr);
    return ran.stdout.trim();
  };
  return { base, move };
}

describe('a folder that its owner may not write to', () => {
  it('is moved, and as closed as before', (t) => {
    const { base, move } = aPlace(t);
    assert.equal(move('closed', 'other/closed'), '');
    assert.equal(lstatSync(join(base, 'other/closed')).mode & 0o777, 0o555);
    assert.ok(existsSync(join(base, 'other/closed/file')));
    chmodSync(join(base, 'other/closed'), 0o755);
  });

  it('is as closed as before where it cannot be moved', (t) => {
    const { base, move } = aPlace(t);
    chmodSync(join(base, 'other'), 0o555);
    assert.equal(move('closed', 'other/closed'), 'EACCES');
    assert.equal(lstatSync(join(base, 'closed')).mode & 0o777, 0o555);
    for (const name of ['closed', 'other']) chmodSync(join(base, name), 0o755);
  });
});
