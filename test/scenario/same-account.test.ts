/** What a run leaves in the tree does not make the next account of the same tree another one. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TestProject } from '../support/project.ts';

const STEPS = `toolchain: commands
steps:
  gen: { run: "mkdir -p build; echo 1 > gen.txt; echo 2 > build/out", inputs: [in], outputs: [gen.txt, build/out], tools: [] }
  other: { run: "true", inputs: [in], outputs: [], tools: [] }
`;

describe('two runs of one tree whose outputs git does not ignore', () => {
  it('say the same of it, whichever steps they run', async () => {
    using project = new TestProject({ 'part/sealsmith.yml': STEPS, 'part/in': 'x' }).commit();
    const source = async (...steps: string[]) => {
      const ran = await project.run(['run', '--cwd', 'part', ...steps]);
      assert.equal(ran.exit, 0, ran.out + ran.err);
      assert.match(ran.out, /[0-9a-f]{7} clean/);
      return (JSON.parse(project.read('part/.sealsmith/run.json')) as ReturnType<TestProject['record']>).what;
    };
    const first = await source();
    assert.equal(first.source.dirty, false);
    assert.deepEqual(await source(), first);
    assert.equal((await source('other')).source.dirty, false);
    assert.match((await project.run(['plan', '--cwd', 'part'])).out, /[0-9a-f]{7} clean/);
  });

  it('and call it changed for a file that no job makes, also beside an output', async () => {
    using project = new TestProject({ 'sealsmith.yml': STEPS, in: 'x' }).commit();
    await project.run(['run']);
    project.write({ 'build/by-hand': '' });
    const ran = await project.run(['run']);
    assert.match(ran.out, /with changes/);
    assert.equal(project.record().what.source.dirty, true);
  });
});
