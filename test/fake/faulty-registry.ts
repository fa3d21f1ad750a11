/** A proxy in front of a real registry that answers as networks and bad registries do, when a test says so. */

import { type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { TestContext } from 'node:test';
import { httpServer } from '../support/servers.ts';

export type Asked = {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  /** How many calls of this method and path (without query, all uploads as one) there were before that had a fault. */
  readonly before: number;
};

export type Fault =
  /** The connection ends before anything is answered; the registry has seen nothing. */
  | { readonly kind: 'drop' }
  /** The registry does it, and nobody is told. */
  | { readonly kind: 'forget' }
  /** Only so many bytes of the request get to the registry. */
  | { readonly kind: 'cut-request'; readonly bytes: number }
  /** An answer of the proxy's own. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Buffer;
    }
  /** The body of the answer ends after so many bytes, as if that were all, or with the connection. */
  | { readonly kind: 'cut-answer'; readonly bytes: number }
  | { readonly kind: 'change-answer'; readonly change: (body: Buffer) => Buffer; readonly length?: number }
  | { readonly kind: 'endless' }
  /** A byte now and then. */
  | { readonly kind: 'drip' }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string>> };

export type FaultyRegistry = { readonly address: string; readonly asked: Asked[] };

export async function faultyRegistry(
  t: TestContext,
  registry: string,
  fault: (asked: Asked) => Fault | undefined,
): Promise<FaultyRegistry> {
  const asked: Asked[] = [];
  const faults: Asked[] = [];
  const pathOf = (url: string): string => (url.split('?')[0] ?? '').replace(/\/uploads\/.*/, '/uploads/');
  const url = await httpServer(t, (request, response) => {
    const { method = '', url: at = '', headers } = request;
    const before = faults.filter((one) => one.method === method && pathOf(one.url) === pathOf(at)).length;
    const one: Asked = { method, url: at, headers, before };
    asked.push(one);
    request.on('error', () => {});
    response.on('error', () => {});
    const found = fault(one);
    if (found !== undefined) faults.push(one);
    act(found, registry, request, response);
  });
  return { address: url.replace('http://', ''), asked };
}

function act(
  fault: Fault | undefined,
  registry: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  switch (fault?.kind) {
    case undefined:
      pass(registry, request, (answer) => relay(answer, response));
      return;
    case 'drop':
      request.socket.destroy();
      return;
    case 'forget':
      pass(registry, request, (answer) => {
        answer.resume();
        request.socket.destroy();
      });
      return;
    case 'cut-request':
      cutRequest(registry, request, fault.bytes);
      return;
    case 'answer':
      // All of the request is read first: otherwise the connection is reset before the answer is.
      request.resume().on('end', () => response.writeHead(fault.status, fault.headers).end(fault.body));
      return;
    case 'cut-answer':
      pass(registry, request, (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.once('data', (chunk: Buffer) => {
          response.write(chunk.subarray(0, fault.bytes), () => request.socket.destroy());
        });
      });
      return;
    case 'change-answer':
      pass(registry, request, (answer) => {
        void whole(answer).then((body) => {
          const changed = fault.change(body);
          const length = String(fault.length ?? changed.length);
          response
            .writeHead(answer.statusCode ?? 0, { ...answer.headers, 'content-length': length })
            .end(changed);
        });
      });
      return;
    case 'endless': {
      const piece = Buffer.alloc(64 * 1024, 'x');
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      const more = (): void => {
        while (!response.destroyed && response.write(piece));
      };
      response.on('drain', more);
      more();
      return;
    }
    case 'drip': {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
      return;
    }
    case 'delay':
      setTimeout(() => pass(registry, request, (answer) => relay(answer, response)), fault.milliseconds);
      return;
    case 'headers':
      pass(registry, request, (answer) => {
        response.writeHead(answer.statusCode ?? 0, { ...answer.headers, ...fault.headers });
        answer.pipe(response);
      });
      return;
  }
}

function pass(registry: string, request: IncomingMessage, then: (answer: IncomingMessage) => void): void {
  const { method, url, headers } = request;
  const [host, port] = registry.split(':');
  // The name that was asked for stays, so that addresses in answers lead here again.
  const onward = send({ host, port, method, path: url, headers });
  onward.on('response', then);
  onward.on('error', () => request.socket.destroy());
  request.pipe(onward);
}

function relay(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode ?? 0, answer.headers);
  answer.pipe(response);
}

function cutRequest(registry: string, request: IncomingMessage, bytes: number): void {
  const { method, url, headers } = request;
  const [host, port] = registry.split(':');
  const onward = send({ host, port, method, path: url, headers });
  onward.on('error', () => {});
  let sent = 0;
  request.on('data', (chunk: Buffer) => {
    if (sent >= bytes) return;
    const part = chunk.subarray(0, bytes - sent);
    sent += part.length;
    onward.write(part, () => {
      if (sent < bytes) return;
      // A moment, so that the registry has read what there is.
      setTimeout(() => {
        onward.destroy();
        request.socket.destroy();
      }, 100);
    });
  });
}

async function whole(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
