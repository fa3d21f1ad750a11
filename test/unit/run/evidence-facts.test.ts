import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HostFacts } from '../../../src/core/host.ts';
import { evidenceFacts } from '../../../src/run/evidence-facts.ts';
import type { SigningSection } from '../../../src/run/signing-schema.ts';
import { githubFacts, gitlabFacts } from '../../support/world.ts';

const LOCAL = { host: 'local' } as HostFacts;

type Row = {
  readonly what: string;
  readonly host?: HostFacts;
  readonly signing?: SigningSection;
  readonly variables?: readonly string[];
  /** `undefined`: nobody signs. */
  readonly signer: string | undefined;
  readonly grants?: readonly string[];
  readonly files?: readonly string[];
};

const REQUEST = ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'];

const ROWS: readonly Row[] = [
  { what: 'nobody speaks of it and there is no key', signer: undefined },
  {
    what: 'there is a key in a variable',
    variables: ['SEALSMITH_SIGNING_KEY'],
    signer: 'key',
    grants: ['secret:SEALSMITH_SIGNING_KEY'],
  },
  {
    what: 'there is a key and its password',
    variables: ['SEALSMITH_SIGNING_KEY', 'SEALSMITH_SIGNING_PASSWORD'],
    signer: 'key',
    grants: ['secret:SEALSMITH_SIGNING_KEY', 'secret:SEALSMITH_SIGNING_PASSWORD'],
  },
  {
    what: 'key and password are files',
    signing: { key: { file: 'a.key' }, password: { file: 'a.txt' } },
    signer: 'key',
    grants: [],
    files: ['a.key', 'a.txt'],
  },
  {
    what: 'the key has a name of its own',
    signing: { with: 'key', key: { variable: 'OURS' } },
    variables: ['OURS'],
    signer: 'key',
    grants: ['secret:OURS'],
  },
  { what: 'a key is wanted and there is none', signing: { with: 'key' }, signer: 'signing-impossible' },
  { what: 'an identity is wanted at a desk', signing: { with: 'keyless' }, signer: 'signing-impossible' },
  {
    what: 'GitLab says who we are',
    host: gitlabFacts({ visibility: 'public' }),
    signing: { with: 'keyless' },
    variables: ['SIGSTORE_ID_TOKEN'],
    signer: 'keyless',
    grants: ['identity'],
  },
  {
    what: 'GitLab does not say who we are',
    host: gitlabFacts({ visibility: 'public' }),
    signing: { with: 'keyless' },
    signer: 'signing-impossible',
  },
  {
    what: 'the GitLab is one that the public Sigstore does not know',
    host: gitlabFacts({ visibility: 'public', repositoryUrl: 'https://gitlab.example.org/group/small' }),
    signing: { with: 'keyless' },
    variables: ['SIGSTORE_ID_TOKEN'],
    signer: 'signing-impossible',
  },
  {
    what: 'the repository is private and nobody said that its name may be public',
    host: gitlabFacts({ visibility: 'private' }),
    signing: { with: 'keyless' },
    variables: ['SIGSTORE_ID_TOKEN'],
    signer: 'signing-impossible',
  },
  {
    what: 'GitHub says who we are',
    host: githubFacts({ visibility: 'public' }),
    signing: { with: 'keyless' },
    variables: REQUEST,
    signer: 'keyless',
    grants: ['identity'],
  },
  {
    what: 'GitHub says half of it',
    host: githubFacts({ visibility: 'public' }),
    signing: { with: 'keyless' },
    variables: REQUEST.slice(1),
    signer: 'signing-impossible',
  },
];

describe('who could sign', () => {
  for (const { what, host = LOCAL, signing, variables = [], signer, grants, files = [] } of ROWS) {
    it(`is ${signer ?? 'nobody'} where ${what}`, () => {
      const secrets = new Map(variables.map((name) => [name, 'x']));
      const found = evidenceFacts({ env: {}, secrets }, host, { signing, verify: undefined }).signer;
      if (found === undefined) return assert.equal(signer, undefined);
      if (!found.ok) return assert.equal(found.failure.code, signer);
      assert.equal(found.value.with, signer);
      assert.deepEqual(found.value.grants, grants);
      assert.deepEqual(found.value.files, files);
      assert.ok(!JSON.stringify(found.value).includes('"x"'), 'places, never values');
    });
  }

  it('is nobody where the variable is there and empty', () => {
    const secrets = new Map([['SEALSMITH_SIGNING_KEY', '']]);
    const said = { signing: undefined, verify: undefined };
    assert.equal(evidenceFacts({ env: {}, secrets }, LOCAL, said).signer, undefined);
  });
});
