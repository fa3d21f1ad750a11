/** A registry of ours on the loopback: an npm registry, a Python index and a Go proxy, with a note of what was asked. */

import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

type Answer = { readonly type: string; readonly body: Buffer; readonly lasts: boolean };

export class PackageServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #answers = new Map<string, Answer>();
  readonly #versions = new Map<string, Record<string, object>>();
  readonly #files = new Map<string, { readonly name: string; readonly sha256: string }[]>();
  /** Paths that were asked since `forget`. */
  asked: string[] = [];
  /** When false everything is answered with 503, as by an index that is down. */
  up = true;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<PackageServer> {
    const server = createServer();
    const made = new PackageServer(server);
    server.on('request', (request, response) => {
      const path = decodeURIComponent((request.url ?? '/').replace(/\?.*$/, ''));
      made.asked.push(path);
      const answer = made.#answers.get(path);
      if (!made.up || answer === undefined) {
        response.writeHead(made.up ? 404 : 503).end();
        return;
      }
      const { body } = answer;
      const etag = `"${createHash('md5').update(body).digest('hex')}"`;
      if (request.headers['if-none-match'] === etag) {
        response.writeHead(304, { etag }).end();
        return;
      }
      response.writeHead(200, {
        'content-type': answer.type,
        'content-length': body.length,
        // As the public ones say it: what has a version never changes, lists are good for some minutes.
        'cache-control': answer.lasts ? 'max-age=365000000, immutable, public' : 'public, max-age=300',
        etag,
      });
      response.end(request.method === 'HEAD' ? undefined : body);
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    return made;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  forget(): void {
    this.asked = [];
  }

  serve(path: string, body: Buffer | string, type = 'application/octet-stream', lasts = true): void {
    this.#answers.set(path, { body: Buffer.from(body), type, lasts });
  }

  /** @param json  the `package.json` of the archive */
  npmPackage(json: { readonly name: string; readonly version: string }, archive: Buffer): void {
    const { name, version } = json;
    const file = `/npm/${name}/-/${name.split('/').at(-1)}-${version}.tgz`;
    this.serve(file, archive);
    const dist = {
      tarball: `${this.address}${file}`,
      integrity: `sha512-${createHash('sha512').update(archive).digest('base64')}`,
      shasum: createHash('sha1').update(archive).digest('hex'),
    };
    const versions = { ...this.#versions.get(name), [version]: { ...json, dist } };
    this.#versions.set(name, versions);
    const document = {
      name,
      'dist-tags': { latest: version },
      versions,
      time: { modified: '2024-01-01T00:00:00.000Z', [version]: '2024-01-01T00:00:00.000Z' },
    };
    this.serve(`/npm/${name}`, JSON.stringify(document), 'application/json', false);
  }

  /** A file of the simple index (PEP 503), with its hash in the address. */
  pythonFile(project: string, name: string, content: Buffer): void {
    this.serve(`/files/${name}`, content);
    const files = [
      ...(this.#files.get(project) ?? []),
      { name, sha256: createHash('sha256').update(content).digest('hex') },
    ];
    this.#files.set(project, files);
    const links = files.map((file) => `<a href="/files/${file.name}#sha256=${file.sha256}">${file.name}</a>`);
    const page = `<!DOCTYPE html><html><body>\n${links.join('\n')}\n</body></html>\n`;
    this.serve(`/simple/${project}/`, page, 'text/html', false);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}
