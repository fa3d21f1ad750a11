import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { err, ok } from '../../../src/core/result.ts';
import { identityOf } from '../../../src/signing/identity.ts';
import type { SigningDoors, TokenPlace } from '../../../src/signing/signer.ts';
import { aSigningDoors, variables } from '../../support/signing.ts';
import { failure, value } from '../../support/world.ts';

const EXPIRES = Math.floor(Date.now() / 1000) + 600;

function token(claims: Readonly<Record<string, unknown>> = {}): string {
  const all = {
    iss: 'https://gitlab.com',
    sub: 'project_path:a/b',
    aud: 'sigstore',
    exp: EXPIRES,
    ...claims,
  };
  return ['{}', JSON.stringify(all), 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.');
}

async function unusable(place: TokenPlace, doors: Partial<SigningDoors> = {}) {
  const failed = failure(await identityOf(place, aSigningDoors(doors)));
  return failed.code === 'identity-unusable' ? failed : assert.fail(JSON.stringify(failed));
}

describe('the token that says who signs', () => {
  const places: readonly (readonly [string, TokenPlace, Partial<SigningDoors>])[] = [
    ['GitLab', { from: 'gitlab' }, { variable: variables({ SIGSTORE_ID_TOKEN: token() }) }],
    ['a variable', { from: 'variable', name: 'MY' }, { variable: variables({ MY: token() }) }],
    [
      'a file',
      { from: 'file', path: '/t' },
      { readText: (path) => ok(path === '/t' ? `${token()}\n` : undefined) },
    ],
    [
      'a command',
      { from: 'command', program: 'print-token', args: ['a'] },
      {
        output: async (program, args) =>
          ok(`${program === 'print-token' && args[0] === 'a' ? token() : ''}\n`),
      },
    ],
  ];
  for (const [name, place, doors] of places) {
    it(`comes from ${name}`, async () => {
      const { claims } = value(await identityOf(place, aSigningDoors(doors)));
      assert.deepEqual([claims.issuer, claims.subject], ['https://gitlab.com', 'project_path:a/b']);
      assert.equal(claims.expires, EXPIRES * 1000);
    });

    it(`that does not come from ${name} is said with where it was looked for`, async () => {
      const failed = await unusable(place);
      assert.ok(['absent', 'command-failed'].includes(failed.why));
      assert.ok(failed.from.length > 0 && failed.message.length > 5);
    });
  }

  it('that a job cannot have is said with what it lacks', async () => {
    const github = await unusable({ from: 'github' });
    assert.match(`${github.message} ${github.next}`, /id-token: write.*permissions/);
    const gitlab = await unusable({ from: 'gitlab' });
    assert.match(`${gitlab.message} ${gitlab.next}`, /id_tokens.*SIGSTORE_ID_TOKEN/);
    // Half of what GitHub hands over is nothing.
    const half = variables({ ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x' });
    assert.equal((await unusable({ from: 'github' }, { variable: half })).why, 'absent');
  });

  it('is for an address of mail where the issuer vouches for it, else for its subject', async () => {
    const subject = async (claims: Readonly<Record<string, unknown>>) => {
      const variable = variables({ SIGSTORE_ID_TOKEN: token(claims) });
      return value(await identityOf({ from: 'gitlab' }, aSigningDoors({ variable }))).claims.subject;
    };
    assert.equal(await subject({ email: 'ada@example.org', email_verified: true }), 'ada@example.org');
    assert.equal(await subject({ email: 'ada@example.org', email_verified: 'true' }), 'ada@example.org');
    assert.equal(await subject({ email: 'ada@example.org', email_verified: false }), 'project_path:a/b');
    assert.equal(await subject({ email: 'ada@example.org' }), 'project_path:a/b');
  });

  it('may be for several, if we are one of them', async () => {
    const variable = variables({ SIGSTORE_ID_TOKEN: token({ aud: ['a', 'sigstore'] }) });
    value(await identityOf({ from: 'gitlab' }, aSigningDoors({ variable })));
  });

  it('must be good for some seconds still', async () => {
    const variable = variables({ SIGSTORE_ID_TOKEN: token({ exp: Math.floor(Date.now() / 1000) + 5 }) });
    assert.equal((await unusable({ from: 'gitlab' }, { variable })).why, 'expired');
  });

  it('of a command that fails is none, and what it printed stays unsaid', async () => {
    const place = { from: 'command', program: '/usr/bin/print-token', args: [] } as const;
    const failed = await unusable(place, { output: async () => err({ message: 'it ended with 3' }) });
    assert.deepEqual([failed.why, failed.from], ['command-failed', '/usr/bin/print-token']);
    const other = await unusable(place, { output: async () => ok('secret but no token') });
    assert.equal(other.why, 'malformed');
    assert.ok(!JSON.stringify(other).includes('secret but'));
  });
});
