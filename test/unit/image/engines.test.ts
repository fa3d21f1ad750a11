import { deepEqual, equal } from 'node:assert/strict';
import { it } from 'node:test';
import { chooseEngine, type EngineFacts } from '../../../src/image/engines.ts';

function choice(wanted: string | undefined, tools: readonly string[], dockerAnswers?: boolean): string {
  const facts: EngineFacts = { wanted, tools: new Set(tools), dockerAnswers };
  const chosen = chooseEngine(facts);
  return chosen.ok ? chosen.value.name : chosen.failure.code;
}

const cases: readonly (readonly [string, readonly [...Parameters<typeof choice>], string])[] = [
  ['Docker where its daemon answers', ['auto', ['docker', 'buildah', 'podman'], true], 'docker'],
  ['the same where nobody said auto', [undefined, ['docker'], true], 'docker'],
  ['buildah where it does not', ['auto', ['docker', 'buildah', 'podman'], false], 'buildah'],
  ['buildah where nobody asked it', ['auto', ['docker', 'buildah']], 'buildah'],
  ['podman where there is nothing else', ['auto', ['podman', 'docker'], false], 'podman'],
  ['none where Docker is silent', ['auto', ['docker'], false], 'engine-unavailable'],
  ['none where there is none', ['auto', ['python']], 'tool-missing'],
  ['what is asked for, before what is there', ['podman', ['docker', 'podman'], true], 'podman'],
  ['nothing else than what is asked for', ['buildah', ['docker'], true], 'tool-missing'],
  [
    'no Docker that is silent, though asked for',
    ['docker', ['docker', 'buildah'], false],
    'engine-unavailable',
  ],
  ['Docker that is asked for and was not tried', ['docker', ['docker']], 'docker'],
];
for (const [what, facts, expected] of cases) {
  it(`takes ${what}`, () => {
    equal(choice(...facts), expected);
  });
}

it('says why in the plan', () => {
  const chosen = chooseEngine({
    wanted: 'auto',
    tools: new Set(['docker', 'buildah']),
    dockerAnswers: false,
  });
  deepEqual(chosen, {
    ok: true,
    value: { name: 'buildah', why: "it is there, and Docker's daemon does not answer" },
  });
});
