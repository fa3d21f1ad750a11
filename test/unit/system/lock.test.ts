import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { takeLock } from '../../../src/system/lock.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const LOCK = JSON.stringify(join(import.meta.dirname, '../../../src/system/lock.ts'));
const procfs = existsSync('/proc/self/stat');

function release(taken: ReturnType<typeof takeLock>): void {
  assert.ok(typeof taken === 'function', `held by ${JSON.stringify(taken)}`);
  taken();
}

/** Another program that works with the lock of a folder. */
function another(folder: string, script: string): ChildProcess {
  const code = `import { takeLock } from ${LOCK}; const path = ${JSON.stringify(join(folder, 'lock'))};\n${script}`;
  return spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function held(t: TestContext, folder: string): Promise<ChildProcess> {
  const child = another(
    folder,
    "takeLock(path); process.stdout.write('taken'); setInterval(() => {}, 1000);",
  );
  t.after(() => child.kill('SIGKILL'));
  assert.ok(child.stdout !== null);
  await once(child.stdout, 'data');
  return child;
}

describe('the lock of a folder', () => {
  it('is there for one at a time, and nothing is left beside it', (t) => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'lock');
    const first = takeLock(path);
    if (procfs) assert.deepEqual(takeLock(path), { pid: process.pid });
    assert.deepEqual(readdirSync(folder), ['lock']);
    release(first);
    assert.deepEqual(readdirSync(folder), []);
    release(takeLock(path));
  });

  it('F1: waits for no pipe that somebody put in its place', (t) => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'lock');
    execFileSync('mkfifo', [path]);
    release(takeLock(path));
    assert.deepEqual(readdirSync(folder), []);
  });

  it('names who has it, and is free once that one was killed', async (t) => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'lock');
    const child = await held(t, folder);
    assert.deepEqual(takeLock(path), { pid: child.pid });
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    release(takeLock(path));
    assert.deepEqual(readdirSync(folder), []);
  });

  it('of a dead process with our own number is not ours', { skip: !procfs }, (t) => {
    const path = join(temporaryFolder(t), 'lock');
    for (const text of [`${process.pid}\n`, `${process.pid} 1@0\n`]) {
      writeFileSync(path, text);
      release(takeLock(path));
    }
  });

  it('of a process whose number another has now is free', { skip: !procfs }, async (t) => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'lock');
    const child = await held(t, folder);
    writeFileSync(path, readFileSync(path, 'utf8').replace('@', '0@'));
    const taken = takeLock(path);
    release(taken);
    child.kill('SIGKILL');
  });

  it('that nobody can read as one is free', (t) => {
    const path = join(temporaryFolder(t), 'lock');
    for (const text of ['', 'x', '0\n', '-1\n', '17']) {
      writeFileSync(path, text);
      release(takeLock(path));
    }
  });

  it('is not released when it is somebody else’s', (t) => {
    const path = join(temporaryFolder(t), 'lock');
    const taken = takeLock(path);
    writeFileSync(path, '1 1@1\n');
    release(taken);
    assert.equal(readFileSync(path, 'utf8'), '1 1@1\n');
  });

  it('is never held twice, however many find it left by one that was killed', async (t) => {
    const folder = temporaryFolder(t);
    // Each takes it, is alone, and is killed with it; all the others find a stale lock at the same moment.
    const script = `
      import { mkdirSync, rmdirSync } from 'node:fs';
      const alone = path + '-alone';
      const pause = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3);
      for (const end = Date.now() + 20_000; Date.now() < end; ) {
        if (typeof takeLock(path) !== 'function') continue;
        mkdirSync(alone);
        pause();
        rmdirSync(alone);
        process.kill(process.pid, 'SIGKILL');
      }`;
    const children = Array.from({ length: 12 }, () => another(folder, script));
    t.after(() => {
      for (const child of children) child.kill('SIGKILL');
    });
    const ends = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[1]));
    assert.deepEqual(
      ends,
      children.map(() => 'SIGKILL'),
    );
    release(takeLock(join(folder, 'lock')));
    assert.deepEqual(readdirSync(folder), []);
  });

  it('says what the system says where it cannot be', (t) => {
    const folder = temporaryFolder(t);
    assert.throws(() => takeLock(join(folder, 'none', 'lock')), { code: 'ENOENT' });
    mkdirSync(join(folder, 'lock'));
    assert.throws(() => takeLock(join(folder, 'lock')), { code: 'EISDIR' });
    assert.deepEqual(readdirSync(folder), ['lock']);
  });
});
