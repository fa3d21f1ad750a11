/** The job image as this repository's sealsmith.yml says it, built in a folder of its own by the program. */

import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { ImageFact } from '../../src/core/fact.ts';
import { TestProject } from './project.ts';

const ROOT = join(import.meta.dirname, '..', '..');

type Recipe = {
  readonly base: { readonly debian: string; readonly packages: readonly string[] };
  readonly layers: readonly { readonly copy: string }[];
};

export type JobImage = {
  /** To be disposed of by whoever asked. */
  readonly project: TestProject;
  /** Absolute path of its layout. */
  readonly layout: string;
  readonly fact: ImageFact;
  /** What each of its layers is, from below. */
  readonly layers: readonly string[];
};

/**
 * Takes half a minute, most of it mmdebstrap's, and the network. What is pinned is not asked for: the archive of this
 * machine may be of another day.
 *
 * @param packages  instead of those of the file; it is then not checked, since it lacks what jobs need
 */
export async function jobImage(packages?: readonly string[]): Promise<JobImage> {
  const ours = parse(readFileSync(join(ROOT, 'sealsmith.yml'), 'utf8'));
  const { after: _, ...recipe } = ours.steps.containerize as Recipe & { readonly after?: unknown };
  const containerize =
    packages === undefined ? recipe : { ...recipe, base: { ...recipe.base, packages }, check: false };
  const project = new TestProject({
    'sealsmith.yml': stringify({ project: 'sealsmith', toolchain: 'commands', steps: { containerize } }),
  });
  try {
    for (const { copy } of recipe.layers)
      cpSync(join(ROOT, copy), join(project.folder, copy), { recursive: true });
    const ran = await project.run(['run', 'containerize']);
    assert.equal(ran.exit, 0, ran.out + ran.err);
    const fact = project.record().what.facts.image;
    assert.ok(fact);
    const layers = [`Debian: ${recipe.base.packages.join(', ')}`, ...recipe.layers.map(({ copy }) => copy)];
    return { project, layout: join(project.folder, '.sealsmith/image'), fact, layers };
  } catch (error) {
    project[Symbol.dispose]();
    throw error;
  }
}
