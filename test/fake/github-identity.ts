/** GitHub's service for identity tokens, as a job asks it: an address and a bearer, an audience, and a token back. */

import type { TestContext } from 'node:test';
import { GITHUB_CLAIMS, type Issuer } from '../support/oidc.ts';
import { httpServer } from '../support/servers.ts';

export type IdentityService = {
  /** What the runner puts into the environment of a job with `id-token: write`. */
  readonly env: Readonly<Record<string, string>>;
  /** Audiences that were asked for by who had the bearer. */
  readonly asked: (string | null)[];
  /** How often somebody came without it. */
  refused: number;
};

/** @param claims  of the token, over the usual ones: the commit, say */
export async function githubIdentity(
  t: Pick<TestContext, 'after'>,
  issuer: Issuer,
  claims: Readonly<Record<string, unknown>>,
): Promise<IdentityService> {
  const bearer = 'bearer-for-identity-tokens-0123456789';
  const service: IdentityService = { env: {}, asked: [], refused: 0 };
  const url = await httpServer(t, (request, response) => {
    const asked = new URL(request.url ?? '/', 'http://localhost');
    if (request.headers.authorization?.toLowerCase() !== `bearer ${bearer}`) {
      service.refused += 1;
      response.writeHead(401).end();
      return;
    }
    service.asked.push(asked.searchParams.get('audience'));
    const value = issuer.token({ ...GITHUB_CLAIMS, ...claims, aud: asked.searchParams.get('audience') });
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ count: value.length, value }));
  });
  const env = {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
  };
  return Object.assign(service, { env });
}
