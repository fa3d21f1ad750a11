/**
 * GitHub's cache service, version 2, as the library and runners see it: Twirp messages, entries that are never
 * replaced, branches that see only themselves and the default branch, signed addresses of Azure's blobs, tokens that
 * may only read. What GitHub documents of it is in "Dependency caching reference"; the messages are those of
 * actions/toolkit, packages/cache.
 */

import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { AzureBlobs, type BlobAnswer, bodyOf } from './azure-blobs.ts';

export const DEFAULT_BRANCH = 'refs/heads/main';

/** Bits of a scope's permission in a runtime token. */
const READ = 1;
const WRITE = 2;

type Scope = { readonly Scope: string; readonly Permission: number };

export type CacheEntry = {
  readonly id: string;
  readonly key: string;
  readonly version: string;
  readonly scope: string;
  /** Order of making, and of the last read. */
  readonly made: number;
  used: number;
  ready: boolean;
};

export type Operation = 'lookup' | 'create' | 'upload' | 'finalize' | 'download';

/** What is answered instead, as often as `times` says (for ever when it does not). */
export type Fault = { readonly on: Operation; readonly answer: BlobAnswer; times?: number };

export class FakeGithubCache {
  readonly #secret = randomBytes(32);
  readonly #server: Server;
  readonly #blobs = new AzureBlobs();
  readonly #open = new Set<Socket>();
  #entries: CacheEntry[] = [];
  #count = 0;
  /** Bytes of all entries; what was not used for longest makes room. */
  capacity = Number.POSITIVE_INFINITY;
  /** Milliseconds that a signed address is good for. */
  signedFor = 600_000;
  /** How a token that may not write is told: as GitHub does today, or by the status as others do. */
  denial: 'message' | 'status' = 'message';
  faults: Fault[] = [];
  /** What was asked, in order. */
  readonly asked: Operation[] = [];
  #address = '';

  static async start(t: TestContext): Promise<FakeGithubCache> {
    const service = new FakeGithubCache();
    await new Promise<void>((resolve) => service.#server.listen(0, '127.0.0.1', resolve));
    const address = service.#server.address();
    assert.ok(address !== null && typeof address === 'object');
    service.#address = `http://127.0.0.1:${address.port}`;
    t.after(() => service.#stop());
    return service;
  }

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error) => response.destroy(error));
    });
    this.#server.on('connection', (socket) => {
      this.#open.add(socket);
      socket.on('close', () => this.#open.delete(socket));
    });
  }

  /** ACTIONS_RESULTS_URL. */
  get url(): string {
    return `${this.#address}/`;
  }

  /** ACTIONS_RUNTIME_TOKEN of a run on a branch or pull request; who may read more than itself reads the default branch. */
  token(ref = DEFAULT_BRANCH, may: 'write' | 'read' | 'nothing' = 'write'): string {
    const own: Scope = { Scope: ref, Permission: may === 'write' ? READ | WRITE : READ };
    const others = ref === DEFAULT_BRANCH ? [] : [{ Scope: DEFAULT_BRANCH, Permission: READ }];
    const scopes = may === 'nothing' ? [] : [own, ...others];
    const body = [
      { alg: 'HS256', typ: 'JWT' },
      { ac: JSON.stringify(scopes), iss: 'actions-results' },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${body}.${this.#sign(body)}`;
  }

  /** Everything there is, the newest first. */
  get entries(): readonly CacheEntry[] {
    return this.#entries.filter(({ ready }) => ready).toSorted((a, b) => b.made - a.made);
  }

  content(entry: CacheEntry): Buffer {
    const content = this.#blobs.content(entry.id);
    assert.ok(content !== undefined);
    return content;
  }

  /** Behind everybody's back: what lies in the store is another thing now, or nothing. */
  tamper(entry: CacheEntry, content: Buffer | undefined): void {
    this.#blobs.replace(entry.id, content);
  }

  /** As somebody who may write to a scope uploads whatever they like under any name. */
  plant(key: string, version: string, content: Buffer, scope = DEFAULT_BRANCH): CacheEntry {
    const entry = this.#reserve(key, version, scope);
    this.#blobs.replace(entry.id, content);
    entry.ready = true;
    this.#makeRoom();
    return entry;
  }

  #stop(): void {
    this.#server.close();
    for (const socket of this.#open) socket.destroy();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const operation = operationOf(request);
    if (operation === undefined) return twirp(response, 404, 'bad_route', 'no such method');
    this.asked.push(operation);
    const fault = this.#fault(operation);
    if (fault !== undefined && operation !== 'download') {
      await bodyOf(request);
      return fault.answer(Buffer.alloc(0), response);
    }
    if (operation === 'download' || operation === 'upload') {
      return this.#blobs.answer(request, response, fault?.answer);
    }
    const scopes = this.#scopesOf(request.headers.authorization ?? '');
    if (scopes === undefined) return twirp(response, 401, 'unauthenticated', 'the token is not valid');
    const message = JSON.parse((await bodyOf(request)).toString()) as Message;
    if (operation === 'lookup') return this.#lookup(message, scopes, response);
    const scope = scopes.find(({ Permission }) => (Permission & WRITE) !== 0)?.Scope;
    if (scope === undefined) return this.#deny(response);
    if (operation === 'create') return this.#create(message, scope, response);
    return this.#finalize(message, scope, response);
  }

  #fault(operation: Operation): Fault | undefined {
    const fault = this.faults.find(({ on, times }) => on === operation && times !== 0);
    if (fault?.times !== undefined) fault.times -= 1;
    return fault;
  }

  #deny(response: ServerResponse): ServerResponse {
    const message = 'cache write denied: the token of this run is read-only';
    if (this.denial === 'status') return twirp(response, 403, 'permission_denied', message);
    return reply(response, { ok: false, signed_upload_url: '', message });
  }

  #create({ key = '', version = '' }: Message, scope: string, response: ServerResponse): ServerResponse {
    if (key === '' || key.length > 512 || key.includes(',') || !/^[0-9a-f]{64}$/.test(version)) {
      return twirp(response, 400, 'invalid_argument', 'invalid request');
    }
    if (
      this.#entries.some((entry) => entry.key === key && entry.version === version && entry.scope === scope)
    ) {
      const exists = 'cache entry with the same key, version, and scope already exists';
      return twirp(response, 409, 'already_exists', exists);
    }
    const entry = this.#reserve(key, version, scope);
    return reply(response, {
      ok: true,
      signed_upload_url: this.#blobs.sign(this.#address, entry.id, 'cw', this.signedFor),
      message: '',
    });
  }

  #reserve(key: string, version: string, scope: string): CacheEntry {
    this.#count += 1;
    const made = this.#count;
    const entry = {
      id: randomBytes(12).toString('hex'),
      key,
      version,
      scope,
      made,
      used: made,
      ready: false,
    };
    this.#entries.push(entry);
    return entry;
  }

  #finalize(
    { key, version, size_bytes: size }: Message,
    scope: string,
    response: ServerResponse,
  ): ServerResponse {
    const entry = this.#entries.find(
      (one) => one.key === key && one.version === version && one.scope === scope,
    );
    if (entry === undefined || entry.ready) return twirp(response, 404, 'not_found', 'no such reservation');
    const content = this.#blobs.content(entry.id);
    if (content === undefined || content.length !== Number(size)) {
      return reply(response, {
        ok: false,
        entry_id: '0',
        message: 'the size of the upload is not what was said',
      });
    }
    entry.ready = true;
    this.#makeRoom();
    return reply(response, { ok: true, entry_id: String(entry.made), message: '' });
  }

  #makeRoom(): void {
    const bytes = (): number =>
      this.entries.reduce((total, { id }) => total + (this.#blobs.content(id)?.length ?? 0), 0);
    while (bytes() > this.capacity) {
      const oldest = this.entries.toSorted((a, b) => a.used - b.used)[0];
      this.#entries = this.#entries.filter((entry) => entry !== oldest);
    }
  }

  /** Scope by scope, key by key: what is called exactly so, else the newest that begins with it. */
  #lookup(message: Message, scopes: readonly Scope[], response: ServerResponse): ServerResponse {
    const { key = '', restore_keys: others = [], version } = message;
    if (key === '' || others.length > 9) return twirp(response, 400, 'invalid_argument', 'invalid request');
    const readable = scopes.filter(({ Permission }) => (Permission & READ) !== 0);
    if (readable.length === 0) {
      const denied = 'cache read denied: the token of this run has no readable scopes';
      return twirp(response, 403, 'permission_denied', denied);
    }
    for (const { Scope: scope } of readable) {
      const here = this.entries.filter((entry) => entry.scope === scope && entry.version === version);
      const found = [key, ...others]
        .map(
          (one) => here.find((entry) => entry.key === one) ?? here.find((entry) => entry.key.startsWith(one)),
        )
        .find((entry) => entry !== undefined);
      if (found === undefined) continue;
      this.#count += 1;
      found.used = this.#count;
      const url = this.#blobs.sign(this.#address, found.id, 'r', this.signedFor);
      return reply(response, { ok: true, signed_download_url: url, matched_key: found.key });
    }
    return reply(response, { ok: false, signed_download_url: '', matched_key: '' });
  }

  #scopesOf(authorization: string): readonly Scope[] | undefined {
    const [, body = '', signature] = /^Bearer ([^.]+\.[^.]+)\.(.+)$/.exec(authorization) ?? [];
    if (signature !== this.#sign(body)) return undefined;
    const claims = JSON.parse(Buffer.from(body.split('.')[1] ?? '', 'base64url').toString()) as {
      ac: string;
    };
    return JSON.parse(claims.ac) as Scope[];
  }

  #sign(body: string): string {
    return createHmac('sha256', this.#secret).update(body).digest('base64url');
  }
}

type Message = {
  readonly key?: string;
  readonly version?: string;
  readonly restore_keys?: readonly string[];
  readonly size_bytes?: string | number;
};

const SERVICE = '/twirp/github.actions.results.api.v1.CacheService/';
const METHODS: Readonly<Record<string, Operation>> = {
  GetCacheEntryDownloadURL: 'lookup',
  CreateCacheEntry: 'create',
  FinalizeCacheEntryUpload: 'finalize',
};

function operationOf({ method, url = '' }: IncomingMessage): Operation | undefined {
  if (url.startsWith('/actions-cache/')) return method === 'PUT' ? 'upload' : 'download';
  const name = url.slice(SERVICE.length);
  return method === 'POST' && url.startsWith(SERVICE) && Object.hasOwn(METHODS, name)
    ? METHODS[name]
    : undefined;
}

function reply(response: ServerResponse, message: object): ServerResponse {
  return response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(message));
}

function twirp(response: ServerResponse, status: number, code: string, msg: string): ServerResponse {
  return response
    .writeHead(status, { 'Content-Type': 'application/json' })
    .end(JSON.stringify({ code, msg }));
}

/** Answers as a network, a proxy or an attacker gives them. */
export const ANSWERS = {
  /** Some bytes, and then silence. */
  slow: (bytes, response) => {
    response.writeHead(200, { 'Content-Length': Math.max(2, bytes.length) }).write(bytes.subarray(0, 1));
  },
  /** Ends in the middle of what it said it would send. */
  half: (bytes, response) => {
    response.writeHead(200, { 'Content-Length': Math.max(2, bytes.length) });
    response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
  },
  /** Half of it, as though that were all. */
  short: (bytes, response) => {
    response.writeHead(200).end(bytes.subarray(0, bytes.length / 2));
  },
  twice: (bytes, response) => {
    response.writeHead(200).end(Buffer.concat([bytes, bytes]));
  },
  /** The length of another entry, a longer one. */
  longer: (bytes, response) => {
    response.writeHead(200, { 'Content-Length': bytes.length + 1000 });
    response.write(bytes, () => response.destroy());
  },
  page: (_, response) => {
    response
      .writeHead(200, { 'Content-Type': 'text/html' })
      .end('<!doctype html><title>Bad gateway</title><p>please sign in');
  },
  nothing: (_, response) => {
    response.writeHead(200).end();
  },
  /** One bit in the middle. */
  changed: (bytes, response) => {
    const copy = Buffer.from(bytes);
    const middle = Math.floor(copy.length / 2);
    copy[middle] = (copy[middle] ?? 0) ^ 0x10;
    response.writeHead(200).end(copy);
  },
  unavailable: (_, response) => {
    response.writeHead(503).end('unavailable');
  },
  limited: (_, response) => {
    response
      .writeHead(429, { 'Retry-After': '42', 'Content-Type': 'application/json' })
      .end('{"code":"resource_exhausted","msg":"rate limited"}');
  },
  hangUp: (_, response) => {
    response.destroy();
  },
} as const satisfies Readonly<Record<string, BlobAnswer>>;
