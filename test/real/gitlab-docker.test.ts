/**
 * The pipeline of `workflows/gitlab` in containers that have no privilege: gitlab-ci-local's Docker executor, with our job
 * image. An image is built and tried in there without an engine.
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { type Docker, dockerEngine } from '../support/docker.ts';
import { without } from '../support/forge-tools.ts';
import { loadJobImage } from '../support/gitlab-image.ts';
import { component, PipelineProject } from '../support/gitlab-pipeline.ts';
import { inReverse } from '../support/programs.ts';

const NAME = `sealsmith-test-gitlab-job:${process.pid}`;

describe('the pipeline on GitLab in containers without privilege', {
  skip: without('gitlab-ci-local', 'rsync', 'mmdebstrap', 'dockerd'),
}, () => {
  const ends = inReverse({ after: (end) => after(end as () => unknown) });
  let docker: Docker;

  before(async () => {
    const engine = await dockerEngine();
    if (typeof engine === 'string') throw new Error(engine);
    docker = engine;
    ends.after(() => engine.stop());
    await loadJobImage(docker, NAME);
    ends.after(() => {
      execFileSync('docker', ['image', 'rm', '--force', NAME], { env: { ...process.env, ...docker.env } });
    });
  });

  it('builds, starts and asks an image, and tells what the forge says', async () => {
    using project = new PipelineProject({ pipeline: component({ image: NAME }) });
    const jobs = ['install', 'lint', 'test', 'build-binary', 'containerize', 'context'];
    const { exit, log } = await project.docker(NAME, jobs, docker.env);
    assert.equal(exit, 0, log);
    const { how, what } = project.handedOver('containerize');
    assert.match(what.facts.image?.checked?.what ?? '', /\/health/);
    assert.equal(what.facts.binary?.name.startsWith('hello'), true);
    // A container's root makes no namespaces, and the record does not hide it.
    for (const { isolation } of how.jobs) assert.equal(isolation.processes, 'none');
    const told = project.log('context');
    assert.match(told, /tier T2 because a pipeline on protected main/);
    assert.match(told, /CI_JOB_TOKEN/);
    assert.doesNotMatch(told, /gitlab-ci-local-token|glcbt-token/);
  });
});
