/** A server of HTTP on 127.0.0.1, at a port that the system picks. It is gone with the process at the latest. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Asked, LoopbackServer, Serve } from '../core/loopback-server.ts';
import { err, ok, type Result } from '../core/result.ts';
import { errnoOf } from './attempt.ts';

const HOST = '127.0.0.1';

/** Bytes of one body: what is served so is small. */
const BODY_LIMIT = 16 * 1024 * 1024;

export const serveOnLoopback: Serve = async (answer) => {
  const server = createServer((request, response) => {
    void respond(request, response, answer);
  });
  // Nothing waits for a server that nobody asks any more.
  server.unref();
  const started = await new Promise<Result<void>>((resolve) => {
    server.once('error', (error) => {
      resolve(err({ code: 'system', doing: 'listen', path: HOST, errno: errnoOf(error) ?? 'unknown' }));
    });
    server.listen(0, HOST, () => resolve(ok(undefined)));
  });
  if (!started.ok) return started;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens, and not at a port');
  const made: LoopbackServer = {
    host: `${HOST}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return ok(made);
};

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Parameters<Serve>[0],
): Promise<void> {
  // Who asked may be gone before the answer is there.
  response.on('error', () => {});
  const body = await bodyOf(request);
  if (body === undefined) {
    response.writeHead(413, { connection: 'close' }).end();
    return;
  }
  const url = URL.parse(request.url ?? '', `http://${HOST}`);
  if (url === null) {
    response.writeHead(400).end();
    return;
  }
  const answered = answer({ method: request.method ?? '', url, headers: flat(request), body });
  const bytes = answered.body ?? new Uint8Array();
  response.writeHead(answered.status, { 'content-length': bytes.length, ...answered.headers });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** Undefined when it is too large, or broke off. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > BODY_LIMIT) return undefined;
      pieces.push(piece);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(pieces);
}

function flat({ headers }: IncomingMessage): Asked['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
