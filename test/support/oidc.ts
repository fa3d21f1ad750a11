/** A forge's token service on this machine: what it issues, Fulcio can check. */

import { generateKeyPairSync, sign } from 'node:crypto';
import type { TestContext } from 'node:test';
import { httpServer } from './servers.ts';

export type Issuer = {
  readonly url: string;
  /** A token with these claims over the usual ones of a job on GitLab. */
  readonly token: (claims?: Readonly<Record<string, unknown>>) => string;
};

/** Claims of GitLab's tokens (its documentation: "ID token authentication"). */
export const GITLAB_CLAIMS = {
  aud: 'sigstore',
  sub: 'project_path:group/diary:ref_type:branch:ref:main',
  project_id: '1234',
  project_path: 'group/diary',
  project_visibility: 'public',
  namespace_id: '12',
  namespace_path: 'group',
  user_id: '1',
  user_login: 'ada',
  user_email: 'ada@example.org',
  pipeline_id: '4711',
  pipeline_source: 'push',
  job_id: '815',
  ref: 'main',
  ref_type: 'branch',
  ref_path: 'refs/heads/main',
  ref_protected: 'true',
  runner_id: 1,
  runner_environment: 'self-hosted',
  sha: 'a41c9e2f00000000000000000000000000000000',
  ci_config_ref_uri: 'gitlab.example.org/group/diary//.gitlab-ci.yml@refs/heads/main',
  ci_config_sha: 'a41c9e2f00000000000000000000000000000000',
} as const;

/** Claims of GitHub's tokens (its documentation: "OpenID Connect reference"), for a job of a workflow in main. */
export const GITHUB_CLAIMS = {
  aud: 'sigstore',
  sub: 'repo:group/hello:ref:refs/heads/main',
  repository: 'group/hello',
  repository_id: '1234',
  repository_owner: 'group',
  repository_owner_id: '12',
  repository_visibility: 'private',
  actor: 'ada',
  workflow: 'sealsmith',
  workflow_ref: 'group/hello/.github/workflows/sealsmith.yml@refs/heads/main',
  job_workflow_ref: 'group/hello/.github/workflows/sealsmith.yml@refs/heads/main',
  event_name: 'push',
  ref: 'refs/heads/main',
  ref_type: 'branch',
  run_id: '1',
  run_number: '1',
  run_attempt: '1',
  runner_environment: 'self-hosted',
} as const;

export async function oidcIssuer(t: Pick<TestContext, 'after'>): Promise<Issuer> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' };
  let own = '';
  const url = await httpServer(t, (request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/.well-known/openid-configuration') {
      const algorithms = { id_token_signing_alg_values_supported: ['RS256'] };
      response.end(JSON.stringify({ issuer: own, jwks_uri: `${own}/keys`, ...algorithms }));
    } else if (request.url === '/keys') response.end(JSON.stringify({ keys: [jwk] }));
    else response.writeHead(404).end();
  });
  own = url;
  return {
    url,
    token(claims = {}) {
      const now = Math.floor(Date.now() / 1000);
      const all = { ...GITLAB_CLAIMS, iss: url, iat: now, nbf: now - 5, exp: now + 600, ...claims };
      const text = [{ alg: 'RS256', kid: 'k', typ: 'JWT' }, all]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.');
      const signature = sign('sha256', Buffer.from(text), privateKey).toString('base64url');
      return `${text}.${signature}`;
    },
  };
}
