/** Small servers on this machine for one test: HTTP, HTTPS with a certificate of its own, raw bytes, a proxy. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, createServer as createRawServer, type Server as RawServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { temporaryFolder } from './temporary.ts';

/** @returns its address without an ending slash */
export async function httpServer(t: Pick<TestContext, 'after'>, listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listening(t, createServer(listener))}`;
}

/** @returns the port, and the file with the certificate that makes `name` believed */
export async function httpsServer(
  t: Pick<TestContext, 'after'>,
  name: string,
  listener: RequestListener,
): Promise<{ readonly port: number; readonly certificate: string }> {
  const folder = temporaryFolder(t);
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...made, ...subject, '-keyout', key, '-out', certificate], {
    stdio: 'pipe',
  });
  const server = createSecureServer({ key: readFileSync(key), cert: readFileSync(certificate) }, listener);
  return { port: await listening(t, server), certificate };
}

/** Answers every connection with these bytes, whatever was asked; ends it unless it is told to hold on. */
export async function rawServer(
  t: Pick<TestContext, 'after'>,
  bytes: string,
  then: 'end' | 'hold' = 'end',
): Promise<string> {
  const server = createRawServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      if (then === 'end') socket.end(bytes);
      else socket.write(bytes);
    });
  });
  return `http://127.0.0.1:${await listening(t, server)}`;
}

export type Proxy = { readonly address: string; readonly asked: string[] };

/** A proxy that sends everybody to this machine, whatever host they named, and notes whom they named. */
export async function proxyServer(t: Pick<TestContext, 'after'>, port: number): Promise<Proxy> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end('by the proxy');
  });
  server.on('connect', (request, socket: Socket) => {
    asked.push(`CONNECT ${request.url}`);
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    for (const one of [onward, socket]) one.on('error', () => {});
  });
  return { address: `http://127.0.0.1:${await listening(t, server)}`, asked };
}

async function listening(t: Pick<TestContext, 'after'>, server: Server | RawServer): Promise<number> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  t.after(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return address.port;
}
