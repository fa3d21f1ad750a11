/** The program of examples/diary, built again in another folder from the record of the first time: the same bytes. */

import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import type { Reproduction } from '../../src/core/reproduction.ts';
import { TestProject } from '../support/project.ts';

const DIARY = join(import.meta.dirname, '..', '..', 'examples', 'diary');

/** What runs leave in the example itself, and what is no part of it. */
const LEFT = /(?:^|\/)(?:\.sealsmith|\.venv|__pycache__|\.pytest_cache|\.ruff_cache|build|dist)$/;

it('builds the program of examples/diary to the same bytes in another folder', async () => {
  using project = new TestProject({}, 'examples/diary');
  cpSync(DIARY, project.folder, { recursive: true, filter: (path) => !LEFT.test(path) });
  project.commit();
  const built = await project.run(['run', 'build-binary']);
  assert.equal(built.exit, 0, built.out + built.err);
  const ran = await project.run(['reproduce', '--json', '.sealsmith/run.json']);
  assert.equal(ran.exit, 0, ran.out + ran.err);
  const view = JSON.parse(ran.out) as Reproduction;
  assert.equal(view.equal, true);
  const archive = view.artifacts.find(({ path }) => path.endsWith('.tar.gz'));
  assert.equal(archive?.sha256.now, archive?.sha256.recorded);
  const { binary } = project.record().what.facts;
  assert.equal(archive?.path, binary?.archive);
  assert.ok(readFileSync(join(project.folder, binary?.archive ?? '')).length > 1e6);
  assert.deepEqual(project.leftovers(), []);
});
