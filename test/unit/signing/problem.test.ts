import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseSigner, type SigningFacts, visibilityOf } from '../../../src/signing/problem.ts';

const github: SigningFacts = {
  host: 'github',
  server: 'https://github.com',
  visibility: 'public',
  with: 'auto',
  privateServices: false,
  transparency: undefined,
  token: 'forge',
  key: false,
};
const gitlab: SigningFacts = { ...github, host: 'gitlab', server: 'https://gitlab.com' };
const own: SigningFacts = { ...gitlab, server: 'https://gitlab.example.org' };
const desk: SigningFacts = {
  ...github,
  host: 'local',
  server: undefined,
  visibility: undefined,
  token: undefined,
};

const ROWS: readonly (readonly [string, SigningFacts, string])[] = [
  ['a public repository on GitHub', github, 'keyless'],
  ['a public project on GitLab.com', gitlab, 'keyless'],
  ['the same, with a key: keyless where the issuer is known', { ...github, key: true }, 'keyless'],
  ['the same, asked for the key', { ...github, key: true, with: 'key' }, 'key'],
  ['asked for a key that is not there', { ...github, with: 'key' }, 'no-signer'],
  ['a GitHub job without id-token: write', { ...github, token: undefined }, 'no-identity'],
  ['a GitLab job without id_tokens', { ...gitlab, token: undefined }, 'no-identity'],
  ['the same with a key', { ...gitlab, token: undefined, key: true }, 'key'],
  [
    'the same, asked to be keyless',
    { ...gitlab, token: undefined, key: true, with: 'keyless' },
    'no-identity',
  ],
  ['a GitLab of your own', own, 'unknown-issuer'],
  ['a GitLab of your own, with a key', { ...own, key: true }, 'key'],
  ['a GitLab of your own, asked to be keyless', { ...own, key: true, with: 'keyless' }, 'unknown-issuer'],
  ['a GitLab of your own and a Sigstore of your own', { ...own, privateServices: true }, 'keyless'],
  ['the same, without a token', { ...own, privateServices: true, token: undefined }, 'no-identity'],
  ['a GitLab of your own, and a token of another issuer', { ...own, token: 'named' }, 'keyless'],
  ['GitHub Enterprise', { ...github, server: 'https://github.example.org' }, 'unknown-issuer'],
  [
    'a forge with a name that looks like GitHub',
    { ...github, server: 'https://github.com.example.org' },
    'unknown-issuer',
  ],
  ['GitLab.com without TLS', { ...gitlab, server: 'http://gitlab.com' }, 'unknown-issuer'],
  ['GitLab.com at another port', { ...gitlab, server: 'https://gitlab.com:8443' }, 'unknown-issuer'],
  ['GitLab.com as the server of GitHub', { ...github, server: 'https://gitlab.com' }, 'unknown-issuer'],
  ['a forge that does not say where it is', { ...gitlab, server: undefined }, 'unknown-issuer'],
  [
    'one of the other GitLabs that are known',
    { ...gitlab, server: 'https://gitlab.archlinux.org' },
    'keyless',
  ],
  ['a private repository', { ...github, visibility: 'private' }, 'private-repository'],
  ['an internal one', { ...gitlab, visibility: 'internal' }, 'private-repository'],
  [
    'a private one that may be public in the log',
    { ...github, visibility: 'private', transparency: 'public' },
    'keyless',
  ],
  ['a private one with a key', { ...github, visibility: 'private', key: true }, 'key'],
  [
    'a private one and a private Sigstore',
    { ...github, visibility: 'private', privateServices: true },
    'keyless',
  ],
  [
    'a forge that does not say whether it is private',
    { ...github, visibility: undefined },
    'visibility-unknown',
  ],
  ['a desk', desk, 'no-signer'],
  ['a desk with a key', { ...desk, key: true }, 'key'],
  ['a desk, asked to be keyless', { ...desk, with: 'keyless' }, 'no-identity'],
  ['a desk with a token of its own', { ...desk, token: 'named' }, 'keyless'],
];

describe('who signs', () => {
  for (const [name, facts, expected] of ROWS) {
    it(`${name}: ${expected}`, () => {
      const chosen = chooseSigner(facts);
      assert.equal(chosen.ok ? chosen.value : chosen.failure.why, expected);
      if (!chosen.ok) assert.ok(chosen.failure.next.length > 20);
    });
  }

  it('names what the job lacks in the words of its forge', () => {
    for (const [facts, words] of [
      [github, /id-token: write/],
      [gitlab, /id_tokens/],
    ] as const) {
      const chosen = chooseSigner({ ...facts, token: undefined });
      assert.ok(!chosen.ok);
      assert.match(chosen.failure.message, words);
      assert.match(chosen.failure.next, words);
    }
  });

  it('reads from a token whether the repository is public, on both forges', () => {
    assert.equal(visibilityOf({ repository_visibility: 'private' }), 'private');
    assert.equal(visibilityOf({ project_visibility: 'internal' }), 'internal');
    assert.equal(visibilityOf({ project_visibility: 1 }), undefined);
    assert.equal(visibilityOf({}), undefined);
  });
});
