/** Git's own server behind HTTPS on this machine, as a forge has it, with a token that it wants to see. */

import { spawn } from 'node:child_process';
import type { TestContext } from 'node:test';
import { httpsServer } from './servers.ts';

export type GitServer = {
  /** `localhost:port`. */
  readonly host: string;
  /** File with the certificate that makes it believed. */
  readonly certificate: string;
  /** `GET /group/hello/info/refs…` of those who were let in. */
  readonly asked: string[];
};

/**
 * @param root   folder that holds repositories by their path below it, with or without `.git` behind it
 * @param token  password of whoever may read; undefined for everybody
 */
export async function gitServer(
  t: Pick<TestContext, 'after'>,
  root: string,
  token: string | undefined,
): Promise<GitServer> {
  const asked: string[] = [];
  const { port, certificate } = await httpsServer(t, 'localhost', (request, response) => {
    const { authorization = '' } = request.headers;
    const [, password] = Buffer.from(authorization.replace(/^basic /i, ''), 'base64')
      .toString()
      .split(':');
    if (token !== undefined && password !== token) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    const address = new URL(request.url ?? '/', 'https://localhost');
    asked.push(`${request.method} ${request.url}`);
    const child = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env['PATH'],
        ...{ GIT_PROJECT_ROOT: root, GIT_HTTP_EXPORT_ALL: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
        // GitHub and GitLab hand out every commit that a branch or tag reaches, by its id.
        ...{ GIT_CONFIG_COUNT: '2', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' },
        ...{ GIT_CONFIG_KEY_1: 'uploadpack.allowReachableSHA1InWant', GIT_CONFIG_VALUE_1: 'true' },
        PATH_INFO: address.pathname,
        QUERY_STRING: address.search.slice(1),
        REQUEST_METHOD: request.method ?? '',
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      },
    });
    child.stdin.on('error', () => {});
    request.pipe(child.stdin);
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.on('close', () => {
      const all = Buffer.concat(parts);
      const end = all.indexOf('\r\n\r\n');
      const head = all.toString('latin1', 0, Math.max(0, end));
      const status = Number(/^Status: (\d+)/m.exec(head)?.[1] ?? (end < 0 ? 500 : 200));
      const type = /^Content-Type: (.+)$/im.exec(head)?.[1]?.trim() ?? 'text/plain';
      response.writeHead(status, { 'content-type': type }).end(all.subarray(end + 4));
    });
  });
  return { host: `localhost:${port}`, certificate, asked };
}
