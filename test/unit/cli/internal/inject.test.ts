import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import type { Start } from '../../../../src/core/inside.ts';
import { AtWork } from './at-work.ts';

const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
const linux = process.platform !== 'linux' && 'there are only ELF programs on Linux';

/** A real program of this machine that takes anything and ends well, with what Node would have in it behind. */
function stand(t: TestContext, behind: string | Uint8Array): AtWork {
  const work = new AtWork(t);
  work.write('node', Buffer.concat([readFileSync('/bin/true'), Buffer.from(behind)]), 0o755);
  work.write('main.cjs', 'main');
  return work;
}

/** In place of `node --experimental-sea-config`: makes the blob that the configuration asks for. */
function preparing(work: AtWork, blob: string | Uint8Array, seen: Start[] = []) {
  return {
    start: (request: Start) => {
      seen.push(request);
      work.write('work/sea-blob', blob);
      return { ended: Promise.resolve({ kind: 'exited', exit: 0 } as const), signal: () => {} };
    },
  };
}

function args(work: AtWork, node = work.path('node')): string[] {
  return [
    'inject',
    '--node',
    node,
    '--main',
    'main.cjs',
    '--work',
    work.path('work'),
    '--out',
    work.path('dist/tool'),
  ];
}

describe('internal inject', { skip: linux }, () => {
  it('makes a program that still starts, with the blob in a note and the fuse set', async (t) => {
    const work = stand(t, `\0${FUSE}:0\0`);
    const blob = Buffer.from('the blob of the program');
    assert.equal(await work.run(args(work), preparing(work, blob)), 0, work.err);
    execFileSync(work.path('dist/tool'));
    const made = work.read('dist/tool');
    assert.equal(statSync(work.path('dist/tool')).mode & 0o777, 0o755);
    assert.ok(made.includes(`${FUSE}:1\0`) && !made.includes(`${FUSE}:0`));
    const note = made.indexOf(Buffer.concat([Buffer.from('NODE_SEA_BLOB\0\0\0'), blob]));
    assert.ok(note > 0);
    assert.equal(made.readUInt32LE(note - 8), blob.length);
  });

  it('gives the same bytes for the same program', async (t) => {
    const [one, other] = [stand(t, `${FUSE}:0`), stand(t, `${FUSE}:0`)];
    for (const work of [one, other]) assert.equal(await work.run(args(work), preparing(work, 'blob')), 0);
    assert.ok(one.read('dist/tool').equals(other.read('dist/tool')));
  });

  it('finds the fuse wherever it lies, also across two pieces', async (t) => {
    const size = readFileSync('/bin/true').length;
    for (const shift of [-60, -49, -47, -20, -1, 0, 1]) {
      const work = stand(
        t,
        Buffer.concat([Buffer.alloc((1 << 20) - size + shift), Buffer.from(`${FUSE}:0!`)]),
      );
      assert.equal(await work.run(args(work), preparing(work, 'blob')), 0, `${shift} ${work.err}`);
      assert.ok(work.read('dist/tool').includes(`${FUSE}:1!`), `${shift}`);
    }
  });

  it('has Node prepare the program without its code cache, which is never the same twice', async (t) => {
    const work = stand(t, `${FUSE}:0`);
    const seen: Start[] = [];
    await work.run(args(work), preparing(work, 'blob', seen));
    assert.deepEqual(seen, [
      { program: work.path('node'), args: ['--experimental-sea-config', work.path('work/sea-config.json')] },
    ]);
    const config = JSON.parse(work.read('work/sea-config.json').toString());
    assert.equal(config.useCodeCache, false);
    assert.equal(config.main, 'main.cjs');
  });

  it("takes the job's node, not one that the project brings", async (t) => {
    const work = stand(t, `${FUSE}:0`);
    work.write('node_modules/.bin/node', '#!/bin/sh\n', 0o755);
    const seen: Start[] = [];
    const env = { PATH: `${work.path('node_modules/.bin')}:${work.path('nowhere')}:${work.folder}` };
    assert.equal(await work.run(args(work, 'node'), { ...preparing(work, 'blob', seen), env }), 0, work.err);
    assert.equal(seen[0]?.program, work.path('node'));
  });

  const refused: readonly [string, string, RegExp][] = [
    ['has no place for a program', '', /cannot carry a program: it has no place for one/],
    ['has two of them', `${FUSE}:0 ${FUSE}:0`, /it has no place for one/],
    ['carries one already', `${FUSE}:1`, /it carries one already/],
    ['has another kind of fuse', `${FUSE}=0`, /its fuse is of an unknown kind/],
  ];
  for (const [what, behind, why] of refused) {
    it(`refuses a Node that ${what}, and leaves nothing`, async (t) => {
      const work = stand(t, behind);
      assert.equal(await work.run(args(work), preparing(work, 'blob')), 1);
      assert.match(work.err, why);
      assert.equal(work.has('dist/tool'), false);
    });
  }

  it('refuses what is no ELF program', async (t) => {
    const work = new AtWork(t);
    work.write('node', `#!/bin/sh\n# ${FUSE}:0\n`, 0o755);
    assert.equal(await work.run(args(work), preparing(work, 'blob')), 1);
    assert.match(work.err, /it is no 64-bit little-endian ELF program/);
  });

  it('says when Node cannot prepare the program', async (t) => {
    const work = stand(t, `${FUSE}:0`);
    const ended = Promise.resolve({ kind: 'exited', exit: 1 } as const);
    assert.equal(await work.run(args(work), { start: () => ({ ended, signal: () => {} }) }), 1);
    assert.match(work.err, /node could not prepare main\.cjs \(it ended with 1\)/);
    assert.equal(await work.run(args(work, 'no-such-node'), { env: { PATH: work.folder } }), 1);
    assert.match(work.err, /there is no no-such-node on PATH/);
  });
});
