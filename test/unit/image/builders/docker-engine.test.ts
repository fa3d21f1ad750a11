import { equal } from 'node:assert/strict';
import { it } from 'node:test';
import { type DockerFacts, dockerWay } from '../../../../src/image/builders/docker-engine.ts';

function facts(more: Partial<DockerFacts>): DockerFacts {
  return { client: '28.2.2', server: '28.2.2', buildx: undefined, containerd: false, ...more };
}

const cases: readonly (readonly [string, Partial<DockerFacts>, string])[] = [
  ['a layout from buildx where the engine can give one', { buildx: '0.20.1', containerd: true }, 'layout'],
  ['buildx and the engine itself where it cannot', { buildx: '0.20.1' }, 'buildx'],
  ["the client's own BuildKit until 22", { client: '20.10.24+dfsg1' }, 'buildkit'],
  ['the classic builder from 23 on without buildx', { client: '28.2.2' }, 'classic'],
  ['the classic builder without it though the store is new', { containerd: true }, 'classic'],
  ['the classic builder before BuildKit', { client: '17.06.2-ce' }, 'classic'],
  ['the classic builder of a client without a number', { client: 'dev' }, 'classic'],
];
for (const [what, more, way] of cases) {
  it(`takes ${what}`, () => {
    equal(dockerWay(facts(more)), way);
  });
}
