import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Inside } from '../../../../src/core/inside.ts';
import { AtWork } from './at-work.ts';

/** A pip that ends with the next status each time it is called; what it was called with is kept. */
async function called(
  t: TestContext,
  statuses: readonly number[],
  more: {
    readonly wheels?: readonly string[];
    readonly args?: readonly string[];
    readonly env?: Inside['env'];
  } = {},
) {
  const work = new AtWork(t);
  for (const name of more.wheels ?? []) work.write(`wheels/${name}`, '');
  const calls: string[] = [];
  const start: Inside['start'] = ({ program, args }) => {
    const exit = statuses[calls.length] ?? 99;
    calls.push([program, ...args].join(' ').replaceAll(work.path('wheels'), 'WHEELS'));
    return { ended: Promise.resolve({ kind: 'exited', exit }), signal: () => undefined };
  };
  const args = more.args ?? ['bin/pip', 'install', '--require-hashes', '-r', 'r.txt'];
  const env = more.env ?? { PIP_DEST: work.path('wheels') };
  const exit = await work.run(['pip-wheels', '--', ...args], { start, env });
  return { exit, calls, out: work.out, err: work.err };
}

const WANTED = '--only-binary :all: --require-hashes -r r.txt';
const FROM_FOLDER = `bin/pip install --no-index --find-links WHEELS ${WANTED}`;
const DOWNLOAD = `bin/pip download --no-cache-dir --dest WHEELS ${WANTED}`;
const AS_USUAL = 'bin/pip install --require-hashes -r r.txt';

describe('internal pip-wheels', () => {
  it('downloads into the folder and installs from there', async (t) => {
    const { exit, calls } = await called(t, [0, 0]);
    assert.deepEqual([exit, calls], [0, [DOWNLOAD, FROM_FOLDER]]);
  });

  it('asks no index when the folder holds everything', async (t) => {
    const { exit, calls, out } = await called(t, [0], { wheels: ['a.whl', 'b.whl', 'c.tar.gz'] });
    assert.deepEqual([exit, calls], [0, [FROM_FOLDER]]);
    assert.equal(out, '2 wheels are here: asking no index\n');
  });

  it('asks the index when the folder does not, or when pip refuses what is in it', async (t) => {
    const { exit, calls } = await called(t, [1, 0, 0], { wheels: ['a.whl'] });
    assert.deepEqual([exit, calls], [0, [FROM_FOLDER, DOWNLOAD, FROM_FOLDER]]);
  });

  it('installs as usual what cannot be had as wheels, or what the folder still spoils', async (t) => {
    assert.deepEqual((await called(t, [1, 0])).calls, [DOWNLOAD, AS_USUAL]);
    assert.deepEqual((await called(t, [0, 1, 0])).calls, [DOWNLOAD, FROM_FOLDER, AS_USUAL]);
  });

  it('ends as pip does', async (t) => {
    assert.equal((await called(t, [1, 7])).exit, 7);
  });

  it('does nothing without hashes, without a folder, or for anything but an install', async (t) => {
    const wrong: readonly [RegExp, Parameters<typeof called>[2]][] = [
      [/for requirements with hashes only/, { args: ['bin/pip', 'install', '-r', 'r.txt'] }],
      [/needs pip install/, { args: ['bin/pip', 'wheel', '--require-hashes'] }],
      [/needs the folder of wheels in PIP_DEST/, { env: {} }],
    ];
    for (const [said, more] of wrong) {
      const { exit, calls, err } = await called(t, [], more);
      assert.deepEqual([exit, calls], [1, []]);
      assert.match(err, said);
    }
  });

  it('says when pip is not there', async (t) => {
    const work = new AtWork(t);
    const args = ['pip-wheels', '--', work.path('absent'), 'install', '--require-hashes'];
    assert.equal(await work.run(args, { env: { PIP_DEST: work.path('wheels') } }), 1);
    assert.match(work.err, /absent cannot be started \(ENOENT\)/);
  });
});
