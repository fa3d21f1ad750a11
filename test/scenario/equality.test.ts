/**
 * One definition, three places: a commit on GitHub, on GitLab and at a desk has the same plan, the same keys, the same
 * account of what was done and the same bytes. Everything around it differs; see `doorsOf`.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  comparable,
  type Door,
  doorsOf,
  goSource,
  MAKING,
  nodeSource,
  pythonSource,
} from '../support/doors.ts';
import { without } from '../support/forge-tools.ts';
import type { TestProject } from '../support/project.ts';

const SOURCES = [
  { name: 'Node', source: nodeSource, needs: ['npm'] },
  { name: 'Go', source: goSource, needs: ['go'] },
  { name: 'Python', source: pythonSource, needs: [] },
] as const;

async function everywhere(
  source: () => TestProject,
  work: (desk: Door, others: readonly Door[], made: TestProject) => Promise<void>,
): Promise<void> {
  using made = source();
  const doors = doorsOf(made);
  try {
    const [desk, ...others] = doors;
    assert.ok(desk !== undefined && others.length === 2);
    await work(desk, others, made);
  } finally {
    for (const { project } of doors) project[Symbol.dispose]();
  }
}

describe('one commit on GitHub, on GitLab and at a desk', () => {
  for (const { name, source, needs } of SOURCES) {
    const skip = without(...needs);

    it(`of a ${name} project has one plan`, { skip }, () =>
      everywhere(source, async (desk, others) => {
        const here = comparable(await desk.plan(MAKING));
        for (const door of others) assert.deepEqual(comparable(await door.plan(MAKING)), here, door.name);
      }),
    );

    it(`of a ${name} project has one account, one key a job, and the same bytes`, { skip }, () =>
      everywhere(source, async (desk, others) => {
        const here = await desk.run(MAKING);
        assert.ok(here.artifacts.length > 0 && here.jobs.length > 0, 'there is something to be equal');
        for (const door of others) {
          assert.deepEqual(await door.run(MAKING), here, door.name);
          assert.notEqual(door.project.record().how.host, desk.project.record().how.host);
        }
      }),
    );
  }

  it('of another commit has another account: the comparison can fail', () =>
    everywhere(pythonSource, async (desk, [other], made) => {
      const here = await desk.run(MAKING);
      assert.ok(other);
      made.write({ 'app/__init__.py': 'ANSWER = 42  # changed\n' });
      made.commit();
      other.project.git('pull', '--quiet', made.folder, 'main');
      const there = await other.run(MAKING);
      assert.notDeepEqual(there.artifacts, here.artifacts);
    }));
});
