/** A token service as Docker's registry expects one (distribution token specification), for accounts of a test. */

import { execFileSync } from 'node:child_process';
import { createPrivateKey, randomUUID, sign, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { httpServer } from '../support/servers.ts';
import { temporaryFolder } from '../support/temporary.ts';

export type TokenAsked = {
  readonly method: string;
  readonly authorization: string | undefined;
  readonly scopes: readonly string[];
  readonly form: URLSearchParams | undefined;
};

export type TokenServer = {
  readonly realm: string;
  readonly service: string;
  readonly issuer: string;
  /** File with the certificate that tokens are signed with. */
  readonly certificate: string;
  readonly asked: TokenAsked[];
};

export type TokenRules = {
  readonly accounts: Readonly<Record<string, string>>;
  /** What `docker login` got instead of a password. */
  readonly identity?: string;
  /** Seconds that tokens live. */
  readonly life?: number;
};

export async function tokenServer(
  t: TestContext,
  { accounts, identity, life = 300 }: TokenRules,
): Promise<TokenServer> {
  const folder = temporaryFolder(t);
  const [keyFile, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const made = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=tokens',
  ];
  execFileSync('openssl', ['req', '-x509', ...made, '-keyout', keyFile, '-out', certificate], {
    stdio: 'pipe',
  });
  const key = createPrivateKey(readFileSync(keyFile));
  const chain = [new X509Certificate(readFileSync(certificate)).raw.toString('base64')];
  const asked: TokenAsked[] = [];
  const [service, issuer] = ['test registry', 'test issuer'];

  const tokenFor = (name: string, scopes: readonly string[]): string => {
    const now = Math.floor(Date.now() / 1000);
    const access = scopes.map((scope) => {
      const [type, repository, actions = ''] = scope.split(':');
      return { type, name: repository, actions: name === '' ? ['pull'] : actions.split(',') };
    });
    const claims = {
      iss: issuer,
      sub: name,
      aud: service,
      nbf: now - 5,
      iat: now,
      exp: now + life,
      jti: randomUUID(),
      access,
    };
    const signed = [{ typ: 'JWT', alg: 'ES256', x5c: chain }, claims].map(base64url).join('.');
    const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
    return `${signed}.${signature.toString('base64url')}`;
  };

  const address = await httpServer(t, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const url = new URL(request.url ?? '', 'http://tokens');
    const form =
      request.method === 'POST' ? new URLSearchParams(Buffer.concat(chunks).toString()) : undefined;
    const scopes =
      form === undefined ? url.searchParams.getAll('scope') : (form.get('scope') ?? '').split(' ');
    const { authorization } = request.headers;
    asked.push({ method: request.method ?? '', authorization, scopes, form });
    const said = Buffer.from((authorization ?? '').replace(/^Basic /, ''), 'base64')
      .toString()
      .split(':');
    const [name = '', word = ''] = said;
    const fine =
      form === undefined
        ? authorization === undefined || accounts[name] === word
        : form.get('grant_type') === 'refresh_token' && form.get('refresh_token') === identity;
    if (!fine) {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ details: `incorrect username or password, given ${word}` }));
      return;
    }
    const token = tokenFor(form === undefined ? name : 'somebody', scopes);
    response.end(
      JSON.stringify(
        form === undefined ? { token, expires_in: life } : { access_token: token, expires_in: life },
      ),
    );
  });
  return { realm: `${address}/token`, service, issuer, certificate, asked };
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
