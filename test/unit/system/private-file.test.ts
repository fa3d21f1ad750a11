import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import { machineKey } from '../../../src/cache/machine-key.ts';
import { systemFiles } from '../../../src/system/files.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { failure, value } from '../../support/world.ts';

const files = systemFiles();

function why(path: string): string {
  const failed = failure(files.readPrivate(path));
  assert.ok(failed.code === 'key-unusable', JSON.stringify(failed));
  return failed.why;
}

describe('a private file', () => {
  it('is made for its owner alone, in a folder for its owner alone', (t) => {
    const path = join(temporaryFolder(t), 'state', 'keys', 'machine.key');
    assert.equal(value(files.readPrivate(path)), undefined);
    assert.equal(value(files.createPrivate(path, 'secret')), true);
    assert.equal(lstatSync(path).mode & 0o777, 0o600);
    assert.equal(lstatSync(join(path, '..')).mode & 0o777, 0o700);
    assert.equal(value(files.readPrivate(path)), 'secret');
    assert.deepEqual(readdirSync(join(path, '..')), ['machine.key']);
  });

  it('is never written over', (t) => {
    const path = join(temporaryFolder(t), 'keys', 'machine.key');
    value(files.createPrivate(path, 'first'));
    assert.equal(value(files.createPrivate(path, 'second')), false);
    assert.equal(readFileSync(path, 'utf8'), 'first');
    assert.deepEqual(readdirSync(join(path, '..')), ['machine.key']);
  });

  it('is not read when others may use it or its folder', (t) => {
    const folder = join(temporaryFolder(t), 'keys');
    const path = join(folder, 'machine.key');
    value(files.createPrivate(path, 'secret'));
    for (const mode of [0o640, 0o604, 0o620, 0o602, 0o644]) {
      chmodSync(path, mode);
      assert.match(why(path), /mode is 06\d\d, not 0600/);
    }
    chmodSync(path, 0o600);
    chmodSync(folder, 0o755);
    assert.match(why(path), /mode is 0755, not 0700/);
    const made = failure(files.createPrivate(join(folder, 'other.key'), 'x'));
    assert.equal(made.code, 'key-unusable');
    chmodSync(folder, 0o700);
    assert.equal(value(files.readPrivate(path)), 'secret');
  });

  it('is not read through a link, and a folder or a long file is none', (t) => {
    const folder = join(temporaryFolder(t), 'keys');
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(join(folder, 'real'), 'secret', { mode: 0o600 });
    symlinkSync('real', join(folder, 'link'));
    assert.equal(why(join(folder, 'link')), 'it is a link');
    mkdirSync(join(folder, 'folder'), { mode: 0o700 });
    assert.equal(why(join(folder, 'folder')), 'it is no file');
    writeFileSync(join(folder, 'long'), 'x'.repeat(5000), { mode: 0o600 });
    assert.match(why(join(folder, 'long')), /longer than 4096/);
  });

  it('is not taken from another user', (t) => {
    const path = join(temporaryFolder(t), 'keys', 'machine.key');
    value(files.createPrivate(path, 'secret'));
    // Only root can give a file away; everybody else has root's own to look at.
    if (process.getuid?.() === 0) chownSync(path, 4711, 4711);
    assert.match(why(process.getuid?.() === 0 ? path : '/etc/passwd'), /belongs to another user/);
  });
});

describe("the machine's own key on a disk", () => {
  it('F1: is one key for many runs that make it at once', async (t) => {
    const state = temporaryFolder(t);
    const source = `
      const { parentPort, workerData } = require('node:worker_threads');
      Promise.all([import(workerData.files), import(workerData.machine)]).then(([f, m]) => {
        const made = m.machineKey(f.systemFiles(), workerData.state, true);
        parentPort.postMessage(made.ok ? made.value.publicKey : JSON.stringify(made.failure));
      });`;
    const workerData = {
      state,
      files: import.meta.resolve('../../../src/system/files.ts'),
      machine: import.meta.resolve('../../../src/cache/machine-key.ts'),
    };
    const said = await Promise.all(
      Array.from({ length: 6 }, () => {
        const worker = new Worker(source, { eval: true, workerData });
        return new Promise<unknown>((resolve, reject) =>
          worker.once('message', resolve).once('error', reject),
        );
      }),
    );
    const kept = value(machineKey(files, state, false))?.publicKey;
    assert.match(kept ?? '', /^ed25519:/);
    assert.deepEqual(new Set(said), new Set([kept]));
    assert.deepEqual(readdirSync(join(state, 'keys')), ['machine.key']);
  });
});
