/**
 * One call of HTTP over Node's own client, which is loaded when the first one is made. Every connection is new. A
 * trouble names the host and never more of the address: what stands after it may be a signature.
 */

import { closeSync, constants, openSync, unlinkSync, writeSync } from 'node:fs';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import type { Http, HttpAnswer, HttpRequest, HttpTrouble } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import { errnoOf } from './attempt.ts';
import { isLoopback, routeTo } from './http-agent.ts';
import { fsPath } from './names.ts';

export type HttpOptions = {
  /** Says proxies and authorities, see `routeTo`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends every call. */
  readonly interrupt?: AbortSignal;
  /** Milliseconds without a byte after which a call is over, however much time it has left; 30 s when not given. */
  readonly silence?: number;
};

export function systemHttp(options: HttpOptions): Http {
  return {
    async send(request) {
      const chunks: Buffer[] = [];
      const done = await call(request, options, () => (chunk) => {
        chunks.push(chunk);
      });
      return done.ok ? ok({ ...done.value, body: Buffer.concat(chunks) }) : done;
    },
    async download(request, path) {
      const file = new NewFile(path);
      const done = await call(request, options, (status) => {
        if (status < 200 || status > 299) return undefined;
        file.open();
        return (chunk) => file.write(chunk);
      });
      file.close();
      if (done.ok) return ok({ ...done.value, bytes: file.bytes });
      file.remove();
      return done;
    },
  };
}

/** Takes the body as it comes; undefined: nobody wants it. */
type Sink = (status: number) => ((chunk: Buffer) => void) | undefined;

async function call(
  request: HttpRequest,
  options: HttpOptions,
  sink: Sink,
): Promise<Result<HttpAnswer, HttpTrouble>> {
  const url = URL.parse(request.url);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    return err({ kind: 'unreachable', detail: 'that is no address of http or https' });
  }
  if (url.protocol === 'http:' && request.plain !== true && !isLoopback(url)) {
    return err({ kind: 'unreachable', detail: `${url.host} is not asked without TLS` });
  }
  const route = await routeTo(url, options.env);
  if (typeof route === 'string') return err({ kind: 'unreachable', detail: route });
  const { request: open } = await (url.protocol === 'https:' ? import('node:https') : import('node:http'));
  const body = typeof request.body === 'string' ? Buffer.from(request.body) : request.body;
  const sent: RequestOptions = {
    method: request.method,
    agent: route.agent,
    headers: {
      'accept-encoding': 'identity',
      ...(body === undefined ? {} : { 'content-length': body.byteLength }),
      ...request.headers,
    },
  };
  const sending = open(url, sent);
  try {
    return await withinTime(sending, request, options, url.host, async () => {
      const answering = answerTo(sending, url.host);
      sending.end(body);
      return await received(await answering, request, sink);
    });
  } finally {
    sending.destroy();
    route.agent.destroy();
  }
}

/** Two clocks run: one over the whole call, one between any two bytes. Whatever is thrown becomes a trouble here. */
async function withinTime(
  sending: ClientRequest,
  request: HttpRequest,
  { interrupt, silence = 30_000 }: HttpOptions,
  host: string,
  work: () => Promise<HttpAnswer>,
): Promise<Result<HttpAnswer, HttpTrouble>> {
  // Who reads the body only sees that it was cut, so why is kept here.
  let why: Trouble | undefined;
  const end = (detail: string) => () => {
    why ??= new Trouble({ kind: 'timeout', detail });
    sending.destroy(why);
  };
  const clock = setTimeout(end(`${host} was not done within ${request.timeout / 1000} s`), request.timeout);
  sending.setTimeout(silence, end(`${host} sent nothing for ${silence / 1000} s`));
  const interrupted = end('the run was interrupted');
  interrupt?.addEventListener('abort', interrupted);
  try {
    if (interrupt?.aborted === true) interrupted();
    return ok(await work());
  } catch (error) {
    const cause = why ?? error;
    return err(cause instanceof Trouble ? cause.trouble : troubleOf(cause, host));
  } finally {
    clearTimeout(clock);
    interrupt?.removeEventListener('abort', interrupted);
  }
}

function answerTo(sending: ClientRequest, host: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // Nobody asked for another protocol. Node ends such a call itself, with neither an answer nor an error.
    sending.once('close', () => reject(new Trouble({ kind: 'cut-off', detail: `${host} ended the call` })));
    // Stays for good: an error after the answer has come is seen by who reads that.
    sending.on('error', reject);
    sending.once('response', resolve);
  });
}

async function received(answer: IncomingMessage, request: HttpRequest, sink: Sink): Promise<HttpAnswer> {
  const status = answer.statusCode ?? 0;
  const headers = flat(answer.headers);
  const take = sink(status);
  if (take !== undefined) {
    let bytes = 0;
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > request.limit) {
        throw new Trouble({ kind: 'too-large', detail: `more than ${request.limit} bytes` });
      }
      take(chunk);
    }
    const said = request.method === 'HEAD' ? undefined : headers['content-length'];
    if (!answer.complete || (said !== undefined && Number(said) !== bytes)) {
      throw new Trouble({ kind: 'cut-off', detail: `${bytes} of ${said ?? 'more'} bytes came` });
    }
  }
  return { status, headers, body: new Uint8Array() };
}

function flat(headers: IncomingMessage['headers']): Record<string, string> {
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as const],
  );
  return Object.fromEntries(pairs);
}

/** By the error's code alone: its text may hold the whole address, or a proxy's password. */
function troubleOf(error: unknown, host: string): HttpTrouble {
  const code = errnoOf(error);
  if (code === undefined) throw error;
  if (code.startsWith('HPE_'))
    return { kind: 'not-http', detail: `${host} does not answer in HTTP (${code})` };
  if (['ECONNRESET', 'EPIPE'].includes(code)) return { kind: 'cut-off', detail: `${host} ended the call` };
  return { kind: 'unreachable', detail: `${host}: ${code}` };
}

class Trouble extends Error {
  readonly trouble: HttpTrouble;

  constructor(trouble: HttpTrouble) {
    super(trouble.detail);
    this.trouble = trouble;
  }
}

/** Made by us or not at all, read by us alone. */
class NewFile {
  readonly #path: string;
  #file: number | undefined;
  #made = false;
  bytes = 0;

  constructor(path: string) {
    this.#path = path;
  }

  open(): void {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    this.#file = this.#try(() => openSync(fsPath(this.#path), flags, 0o600));
    this.#made = true;
  }

  write(chunk: Buffer): void {
    const file = this.#file;
    if (file === undefined) throw new Error('written to before it was opened');
    this.#try(() => {
      for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
    });
    this.bytes += chunk.length;
  }

  close(): void {
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
  }

  remove(): void {
    if (this.#made) unlinkSync(fsPath(this.#path));
  }

  #try<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const code = errnoOf(error);
      if (code === undefined) throw error;
      throw new Trouble({ kind: 'disk', detail: `${this.#path}: ${code}` });
    }
  }
}
