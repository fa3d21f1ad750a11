/** The same equality under act and under gitlab-ci-local: one workflow job, one pipeline job, and a chain of jobs. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { RunRecord } from '../../src/core/record.ts';
import { cloned, doorsOf, goSource, MAKING, nodeSource } from '../support/doors.ts';
import { act, gitlabLocal } from '../support/emulators.ts';
import { without } from '../support/forge-tools.ts';
import type { TestProject } from '../support/project.ts';

const SOURCES = [
  { name: 'Node', source: nodeSource, chain: ['lint', 'test', 'containerize'], needs: ['npm'] },
  { name: 'Go', source: goSource, chain: ['build-binary', 'containerize'], needs: ['go'] },
] as const;

describe('one commit under act, under gitlab-ci-local and at a desk', () => {
  for (const { name, source, chain, needs } of SOURCES) {
    it(`of a ${name} project: equal keys, accounts and artifacts`, {
      skip: without('act', 'gitlab-ci-local', 'rsync', ...needs),
    }, async (t) => {
      using made = source();
      const doors = doorsOf(made);
      const ends = [
        ...doors.map(({ project }) => project),
        cloned(made, 'act', 0o027),
        cloned(made, 'gitlab', 0o077),
      ];
      t.after(() => {
        for (const project of ends) project[Symbol.dispose]();
      });
      const [desk] = doors;
      const [onGithub, onGitlab] = ends.slice(-2);
      assert.ok(desk && onGithub && onGitlab);
      onGithub.git('remote', 'set-url', 'origin', 'https://github.com/group/small.git');
      onGitlab.git('remote', 'set-url', 'origin', 'https://gitlab.com/group/small.git');
      const here = await desk.run(MAKING);

      const workflow = await act(onGithub, 'all', { steps: { KEEP: onGithub.base } });
      assert.equal(workflow.exit, 0, workflow.log);
      const github = recordAt(join(onGithub.base, 'run.json'));
      assert.equal(github.how.host, 'github');
      assert.deepEqual(github.what, here);

      const pipeline = await gitlabLocal(onGitlab, []);
      assert.equal(pipeline.exit, 0, pipeline.log);
      const gitlab = handedOver(onGitlab, 'all');
      assert.equal(gitlab.how.host, 'gitlab');
      assert.deepEqual(gitlab.what, here);

      // Of a chain each job has its part of the account.
      const parts = chain.map((job) => handedOver(onGitlab, job).what);
      const said = new Map(parts.flatMap(({ jobs }) => jobs).map((job) => [job.id, job]));
      for (const job of here.jobs) assert.deepEqual(said.get(job.id), job, job.id);
      assert.deepEqual(Object.assign({}, ...parts.map(({ facts }) => facts)), here.facts);
      assert.deepEqual(parts.at(-1)?.artifacts, here.artifacts);
      for (const { source, config, platform } of parts) {
        assert.deepEqual({ source, config, platform }, pick(here));
      }
    });
  }
});

function pick({ source, config, platform }: RunRecord['what']): object {
  return { source, config, platform };
}

function handedOver(project: TestProject, job: string): RunRecord {
  return recordAt(join(project.folder, '.gitlab-ci-local/artifacts', job, '.sealsmith/run.json'));
}

function recordAt(path: string): RunRecord {
  return JSON.parse(readFileSync(path, 'utf8')) as RunRecord;
}
