import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openStoresFolder, type StoresFolder } from '../../../src/run/stores-folder.ts';
import { systemFiles } from '../../../src/system/files.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { value } from '../../support/world.ts';

const SOURCE = join(import.meta.dirname, '../../../src');
const DEAD = '00000000-0000-4000-8000-000000000000';

function open(state: string): StoresFolder {
  return value(openStoresFolder({ files: systemFiles(), state }, { host: 'github' }));
}

/** Opens and releases the folder many times, as runs do that begin and end beside each other. */
async function many(state: string): Promise<number | null> {
  const code = `
    import { openStoresFolder } from ${JSON.stringify(`${SOURCE}/run/stores-folder.ts`)};
    import { systemFiles } from ${JSON.stringify(`${SOURCE}/system/files.ts`)};
    const files = systemFiles();
    for (let count = 0; count < 200; count += 1) {
      const opened = openStoresFolder({ files, state: ${JSON.stringify(state)} }, { host: 'gitlab' });
      if (!opened.ok || files.kind(opened.value.folder) !== 'folder') process.exit(1);
      opened.value.release();
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], { stdio: 'inherit' });
  const [status] = await once(child, 'exit');
  return status;
}

describe('the folder of stores on a forge', () => {
  it('is new in each run, and gone after it', (t) => {
    const state = temporaryFolder(t);
    const [first, second] = [open(state), open(state)];
    assert.notEqual(first.folder, second.folder);
    assert.equal(first.lasting, false);
    assert.ok(existsSync(first.folder) && existsSync(second.folder));
    first.release();
    assert.ok(existsSync(second.folder));
    second.release();
    assert.deepEqual(readdirSync(join(state, 'runs')), []);
  });

  it('F1: goes with the next run when its own was killed, and nothing else does', (t) => {
    const state = temporaryFolder(t);
    mkdirSync(join(state, 'runs', DEAD, 'stores'), { recursive: true });
    writeFileSync(join(state, 'runs', `${DEAD}.lock`), '1 then\n');
    mkdirSync(join(state, 'runs/of-somebody'));
    open(state).release();
    assert.deepEqual(readdirSync(join(state, 'runs')), ['of-somebody']);
  });

  it('F1: is opened although somebody left a pipe for a lock', (t) => {
    const state = temporaryFolder(t);
    mkdirSync(join(state, 'runs'));
    execFileSync('mkfifo', [join(state, 'runs', `${DEAD}.lock`)]);
    open(state).release();
    assert.deepEqual(readdirSync(join(state, 'runs')), []);
  });

  it('F1: is taken from no run by another that begins at the same moment', async (t) => {
    const state = temporaryFolder(t);
    assert.deepEqual(await Promise.all([many(state), many(state)]), [0, 0]);
    assert.deepEqual(readdirSync(join(state, 'runs')), []);
  });
});
