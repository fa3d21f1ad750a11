import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { WorkspacePath } from '../../../src/core/path.ts';
import { checkedChoices } from '../../../src/generate/choices.ts';
import type { Choices, Forge } from '../../../src/generate/header.ts';
import { pathProblem } from '../../../src/generate/paths.ts';
import { ACTION, aPipeline, aStep, DIGEST, INSTALL, PUSH } from './pipelines.ts';

const COMMIT = '0123456789'.repeat(4);

describe('what a person chooses for a pipeline', () => {
  const good: readonly (readonly [Forge, Choices])[] = [
    ['gitlab', {}],
    ['gitlab', { image: `registry.example.org:5000/group/ci@${DIGEST}` }],
    ['gitlab', { image: `registry.example.org/ci:1.2@${DIGEST}`, kaniko: `executor@${DIGEST}` }],
    ['github', { action: ACTION }],
    ['github', { action: `a/b/below@${COMMIT}`, image: `a@${DIGEST}` }],
  ];
  for (const [forge, choices] of good) {
    it(`takes ${forge} ${JSON.stringify(choices)}`, () => {
      assert.deepEqual(checkedChoices(forge, choices), { ok: true, value: choices });
    });
  }

  const bad: readonly (readonly [Forge, Choices, string])[] = [
    ['github', {}, '--action'],
    ['github', { action: 'owner/sealsmith' }, '--action'],
    ['github', { action: 'owner/sealsmith@v1' }, '--action'],
    ['github', { action: 'owner/sealsmith@main' }, '--action'],
    ['github', { action: `owner/sealsmith@${COMMIT}0` }, '--action'],
    ['github', { action: `owner@${COMMIT}` }, '--action'],
    ['github', { action: `owner/a\n@${COMMIT}` }, '--action'],
    ['github', { action: `\${{ x }}/a@${COMMIT}` }, '--action'],
    ['github', { action: ACTION, image: 'ci:latest' }, '--image'],
    ['gitlab', { action: ACTION }, '--action'],
    ['gitlab', { image: 'registry.example.org/ci:1.2' }, '--image'],
    ['gitlab', { image: '$CI_REGISTRY_IMAGE/ci' }, '--image'],
    ['gitlab', { image: `a b@${DIGEST}` }, '--image'],
    ['gitlab', { image: 'ci@sha256:0123' }, '--image'],
    ['gitlab', { kaniko: 'gcr.io/kaniko-project/executor:debug' }, '--kaniko'],
  ];
  for (const [forge, choices, flag] of bad) {
    it(`refuses ${forge} ${JSON.stringify(choices)}`, () => {
      const checked = checkedChoices(forge, choices);
      assert.ok(!checked.ok);
      assert.equal(checked.failure.code, 'usage');
      assert.ok(checked.failure.code === 'usage' && checked.failure.message.startsWith(flag));
    });
  }
});

describe('a path in a pipeline', () => {
  const bad = [
    "a'b",
    'a"b',
    'a$b',
    '$(touch x)',
    '${{ x }}',
    'a`b',
    'a\nb',
    'a*b',
    'a?',
    '[a]',
    '{a,b}',
    'a;b',
    'a&b',
  ];
  for (const path of [
    ...bad,
    'a|b',
    'a\\b',
    '-rf',
    ' a',
    'a ',
    'a#b',
    'a:b',
    '!a',
    '~',
    'a\u202eb',
    'a<b',
    'a(b)',
  ]) {
    it(`is refused as ${JSON.stringify(path)}, wherever it comes from`, () => {
      const owner = aStep('owner', ['install'], { outputs: [path as WorkspacePath] });
      const taker = aStep('taker', ['owner']);
      assert.equal(pathProblem(aPipeline([INSTALL, owner, taker]), [])?.code, 'usage');
      assert.equal(pathProblem(aPipeline([INSTALL], path), [])?.code, 'usage');
      assert.equal(pathProblem(aPipeline([INSTALL]), [path])?.code, 'usage');
    });
  }

  it('may hold what honest paths hold', () => {
    for (const path of ['a', 'web app/out', 'größe/日本.txt', '.out/a-b_c@1+2=3,4'])
      assert.equal(pathProblem(aPipeline([INSTALL, PUSH], path), [path]), undefined);
  });
});
