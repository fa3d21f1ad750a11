/**
 * One call of HTTP over Node's own client, which is loaded when the first one is made. Every connection is new unless
 * the call says otherwise. A trouble names the host and never more of the address: what stands after it may be a
 * signature.
 */

import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { isLoopback } from '../core/loopback.ts';
import type { Http, HttpAnswer, HttpFeed, HttpRequest, HttpSink, HttpTrouble } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import { errnoOf } from './attempt.ts';
import { type Route, routeTo } from './http-agent.ts';
import { Bulk } from './http-bulk.ts';
import { NewFile, stopped, type Taker, Trouble } from './http-file.ts';

export type HttpOptions = {
  /** Says proxies and authorities, see `routeTo`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends every call; looked at when one begins. */
  readonly interrupt?: AbortSignal | undefined;
  /** Milliseconds without a byte after which a call is over, however much time it has left; 30 s when not given. */
  readonly silence?: number;
};

export function systemHttp(options: HttpOptions): Http {
  const kept = new Map<string, Promise<Route>>();
  return {
    async send(request) {
      const chunks: Buffer[] = [];
      const keep = within(request.limit, (chunk) => {
        chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
        return true;
      });
      const done = await call(request, options, kept, () => keep);
      return done.ok ? ok({ ...done.value, body: Buffer.concat(chunks) }) : done;
    },
    async download(request, path) {
      const file = new NewFile(path);
      const done = await call(request, options, kept, ({ status }) => {
        if (status < 200 || status > 299) return undefined;
        file.open();
        return within(request.limit, (chunk) => {
          file.write(chunk);
          return true;
        });
      });
      file.close();
      if (done.ok) return ok({ ...done.value, bytes: file.bytes });
      file.remove();
      return done;
    },
    async stream(request, sink) {
      const chunks: Buffer[] = [];
      const done = await call(request, options, kept, (head) => {
        const take = sink(head);
        return take === undefined ? keepSome(chunks) : within(request.limit, take);
      });
      return done.ok ? ok({ ...done.value, body: Buffer.concat(chunks) }) : done;
    },
  };
}

/** What is kept of an answer that nobody wanted. */
const KEPT = 64 * 1024;

/** Takes the body as it comes; undefined: nobody wants it. */
type Sink = (head: Parameters<HttpSink>[0]) => Taker | undefined;

function within(limit: number, take: (chunk: Uint8Array) => boolean | Promise<boolean>): Taker {
  let bytes = 0;
  return (chunk) => {
    bytes += chunk.length;
    if (bytes > limit) throw new Trouble({ kind: 'too-large', detail: `more than ${limit} bytes` });
    return take(chunk);
  };
}

function keepSome(chunks: Buffer[]): Taker {
  let bytes = 0;
  return (chunk) => {
    chunks.push(chunk.subarray(0, KEPT - bytes));
    bytes += chunk.length;
    return bytes < KEPT ? true : 'enough';
  };
}

async function call(
  request: HttpRequest,
  options: HttpOptions,
  kept: Map<string, Promise<Route>>,
  sink: Sink,
): Promise<Result<HttpAnswer, HttpTrouble>> {
  const url = URL.parse(request.url);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    return err({ kind: 'unreachable', detail: 'that is no address of http or https' });
  }
  if (url.protocol === 'http:' && request.plain !== true && !isLoopback(url)) {
    return err({ kind: 'unreachable', detail: `${url.host} is not asked without TLS` });
  }
  const route = await (request.reuse === true ? keptRoute(url, options, kept) : routeTo(url, options.env));
  if (typeof route === 'string') return err({ kind: 'unreachable', detail: route });
  // A proxy's tunnel is read by Node.
  const bulk = request.bulk === true && !route.proxied ? new Bulk() : undefined;
  // Not by `import`, which reads every export and so loads what only Node's `fetch` needs.
  const secure = url.protocol === 'https:';
  const { request: open } = process.getBuiltinModule(secure ? 'node:https' : 'node:http');
  const body = typeof request.body === 'string' ? Buffer.from(request.body) : request.body;
  const length = body === undefined || body instanceof Uint8Array ? body?.byteLength : body.bytes;
  const sent: RequestOptions = {
    method: request.method,
    agent: route.agent,
    ...bulk?.options,
    headers: {
      'accept-encoding': 'identity',
      ...(length === undefined ? {} : { 'content-length': length }),
      ...request.headers,
    },
  };
  const sending = open(url, sent);
  bulk?.attach(sending);
  try {
    return await withinTime(sending, request, options, url.host, async () => {
      const answering = answerTo(sending, url.host);
      if (body === undefined || body instanceof Uint8Array) sending.end(body);
      // The answer may come before all is sent, and it ends the sending then.
      else await Promise.race([answering, fed(sending, body, url.host)]);
      return await received(await answering, request, sink, bulk);
    });
  } finally {
    // Does nothing to a connection that is waiting for the next call already.
    sending.destroy();
    if (request.reuse !== true) route.agent.destroy();
  }
}

function keptRoute(url: URL, { env }: HttpOptions, kept: Map<string, Promise<Route>>): Promise<Route> {
  const route = kept.get(url.origin) ?? routeTo(url, env, true);
  kept.set(url.origin, route);
  return route;
}

/** Sends one piece after the other, each when the one before is on its way, so that size costs no memory. */
async function fed(sending: ClientRequest, { bytes, give }: HttpFeed, host: string): Promise<void> {
  let left = bytes;
  const whole = await give((piece) => {
    left -= piece.length;
    if (left < 0 || sending.destroyed) return Promise.resolve(false);
    return new Promise((done) => {
      sending.write(piece, (error) => done(error === undefined || error === null));
    });
  });
  if (sending.destroyed) return;
  if (!whole || left !== 0) throw new Trouble({ kind: 'stopped', detail: `not all was there for ${host}` });
  sending.end();
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

async function received(
  answer: IncomingMessage,
  request: HttpRequest,
  sink: Sink,
  bulk: Bulk | undefined,
): Promise<HttpAnswer> {
  const status = answer.statusCode ?? 0;
  const headers = flat(answer.headers);
  const take = sink({ status, headers });
  if (take !== undefined) {
    let bytes = 0;
    const counted: Taker = (chunk) => {
      bytes += chunk.length;
      return take(chunk);
    };
    const wanted = await (bulk?.take(answer, counted) ?? takeAll(answer, counted));
    if (!wanted) return { status, headers, body: new Uint8Array() };
    const said = request.method === 'HEAD' ? undefined : headers['content-length'];
    if (said === undefined ? !answer.complete : Number(said) !== bytes) {
      throw new Trouble({ kind: 'cut-off', detail: `${bytes} of ${said ?? 'more'} bytes came` });
    }
  }
  return { status, headers, body: new Uint8Array() };
}

/** False when what comes now is of no interest. */
async function takeAll(answer: IncomingMessage, take: Taker): Promise<boolean> {
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    const more = take(chunk);
    const wanted = typeof more === 'object' ? await more : more;
    if (wanted === false) throw stopped();
    if (wanted === 'enough') return false;
  }
  return true;
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
