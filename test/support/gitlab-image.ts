/** Our job image in an engine of the tests, with `rsync` beside: gitlab-ci-local wants that of the image of its helper. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Docker } from './docker.ts';
import { jobImage } from './job-image.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/**
 * Takes half a minute. Needs mmdebstrap and the network.
 *
 * @param name  what it is called in the engine
 */
export async function loadJobImage(docker: Docker, name: string): Promise<void> {
  const ours = parse(readFileSync(join(ROOT, 'sealsmith.yml'), 'utf8')) as {
    readonly steps: { readonly containerize: { readonly base: { readonly packages: readonly string[] } } };
  };
  const { project } = await jobImage([...ours.steps.containerize.base.packages, 'rsync']);
  using _ = project;
  const load = ['image', 'load', '.sealsmith/image', '--as', name];
  const loaded = await project.run(load, { env: docker.env });
  assert.equal(loaded.exit, 0, loaded.out + loaded.err);
}
