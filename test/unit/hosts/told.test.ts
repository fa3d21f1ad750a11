import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { detectHost } from '../../../src/hosts/registry.ts';
import { makeContext } from '../../../src/run/context.ts';
import { FakeFiles } from '../../support/files.ts';

const IMAGE = `registry.example.org/job@sha256:${'a'.repeat(64)}`;
const TRUST = { protected: ['main'], releaseTags: [], tagOnProtected: undefined };

function imageOf(env: Readonly<Record<string, string>>): string | undefined {
  const host = detectHost(env, new FakeFiles());
  return makeContext(host.facts, TRUST, '/workspace', undefined).image;
}

describe('the image that a job runs in', () => {
  for (const [where, env] of [
    ['GitHub', { GITHUB_ACTIONS: 'true' }],
    ['GitLab', { GITLAB_CI: 'true' }],
    ['a desk', {}],
  ] as const) {
    it(`is known on ${where} by our own variable`, () => {
      assert.equal(imageOf({ ...env, SEALSMITH_JOB_IMAGE: IMAGE }), IMAGE);
      assert.equal(imageOf(env), undefined);
    });
  }

  it('is the one that GitLab names, unless ours does', () => {
    assert.equal(imageOf({ GITLAB_CI: 'true', CI_JOB_IMAGE: 'python:3.13' }), 'python:3.13');
    assert.equal(
      imageOf({ GITLAB_CI: 'true', CI_JOB_IMAGE: 'python:3.13', SEALSMITH_JOB_IMAGE: IMAGE }),
      IMAGE,
    );
  });

  for (const text of [
    '--privileged',
    'a b',
    'a\nb',
    '$(touch x)',
    '"x"',
    'a\u001b[2J',
    '',
    'x'.repeat(600),
  ]) {
    it(`is not ${JSON.stringify(text.slice(0, 20))}`, () => {
      assert.equal(imageOf({ SEALSMITH_JOB_IMAGE: text }), undefined);
    });
  }
});
