import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Choices, type Forge, readHeader, withHeader } from '../../../src/generate/header.ts';
import { ACTION, DIGEST } from './pipelines.ts';

const BODY = 'name: sealsmith\n\non: push\n';

describe('the header of a generated file', () => {
  const cases: readonly (readonly [Forge, Choices])[] = [
    ['gitlab', {}],
    ['gitlab', { image: `example.org/a@${DIGEST}` }],
    ['github', { action: ACTION }],
    ['github', { action: ACTION, image: `a@${DIGEST}`, kaniko: `b:1@${DIGEST}` }],
  ];
  for (const [forge, choices] of cases) {
    it(`gives back ${forge} ${JSON.stringify(choices)}`, () => {
      assert.deepEqual(readHeader(withHeader(forge, choices, BODY)), { forge, choices, untouched: true });
    });
  }

  it('sees every change of what follows it', () => {
    const text = withHeader('github', { action: ACTION }, BODY);
    for (const changed of [
      `${text}\n`,
      text.slice(0, -1),
      text.replace('push', 'pull'),
      text.replace('\n\n', '\n'),
    ])
      assert.equal(readHeader(changed)?.untouched, false);
  });

  it('is on no file of anybody else', () => {
    const text = withHeader('github', { action: ACTION }, BODY);
    const others = [
      '',
      BODY,
      `\n${text}`,
      text.split('\n').slice(1).join('\n'),
      text.replace('generate github', 'generate forge'),
      text.replace('--action', '--unknown'),
      text.replace(ACTION, `${ACTION} --action ${ACTION}`),
      text.replace(` ${ACTION}`, ''),
      text.replace('# What follows', '# What came'),
    ];
    for (const other of others) assert.equal(readHeader(other), undefined, other);
  });

  it('holds neither a time nor a version: the same twice', () => {
    assert.equal(withHeader('gitlab', {}, BODY), withHeader('gitlab', {}, BODY));
    assert.doesNotMatch(withHeader('gitlab', {}, BODY), /20\d\d-|\d+\.\d+\.\d+/);
  });
});
