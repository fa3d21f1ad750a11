/** Block blobs as Azure keeps them behind signed addresses: put whole or in blocks, read whole or in ranges. */

import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

type Blob = { content: Buffer | undefined; readonly blocks: Map<string, Buffer> };

export type BlobAnswer = (bytes: Buffer, response: ServerResponse) => void;

export class AzureBlobs {
  readonly #secret = randomBytes(32);
  readonly #blobs = new Map<string, Blob>();

  /** An address below `base` that is good for some milliseconds: to write (`cw`) or to read (`r`). */
  sign(base: string, id: string, may: 'cw' | 'r', milliseconds: number): string {
    const until = new Date(Date.now() + milliseconds).toISOString();
    const query = new URLSearchParams({
      sv: '2026-02-06',
      se: until,
      sr: 'b',
      sp: may,
      sig: this.#sign(id, may, until),
    });
    return `${base}/actions-cache/${id}?${query}`;
  }

  content(id: string): Buffer | undefined {
    return this.#blobs.get(id)?.content;
  }

  /** Behind everybody's back. */
  replace(id: string, content: Buffer | undefined): void {
    if (content === undefined) this.#blobs.delete(id);
    else this.#blobs.set(id, { content, blocks: new Map() });
  }

  /** @param read  answers a read in the service's place */
  async answer(
    request: IncomingMessage,
    response: ServerResponse,
    read: BlobAnswer | undefined,
  ): Promise<unknown> {
    const url = new URL(request.url ?? '', 'http://azure');
    const id = url.pathname.split('/').at(-1) ?? '';
    const { se: until = '', sp: may = '', sig = '', comp, blockid } = Object.fromEntries(url.searchParams);
    const wanted = request.method === 'PUT' ? 'cw' : 'r';
    if (sig !== this.#sign(id, may, until)) return fail(response, 403, 'AuthenticationFailed');
    if (Date.parse(until) < Date.now()) return fail(response, 403, 'AuthenticationFailed');
    if (may !== wanted) return fail(response, 403, 'AuthorizationPermissionMismatch');
    if (request.headers.authorization !== undefined) return fail(response, 403, 'AuthenticationFailed');
    if (request.method === 'PUT') {
      const body = await bodyOf(request);
      const length = Number(request.headers['content-length']);
      if (length !== body.length) return fail(response, 400, 'InvalidHeaderValue');
      return this.#put(id, comp, blockid ?? '', request, body, response);
    }
    const content = this.content(id);
    if (content === undefined) return fail(response, 404, 'BlobNotFound');
    if (read !== undefined) return read(content, response);
    return send(content, request, response);
  }

  #put(
    id: string,
    comp: string | undefined,
    blockId: string,
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ): ServerResponse {
    const blob = this.#blobs.get(id) ?? { content: undefined, blocks: new Map() };
    this.#blobs.set(id, blob);
    if (comp === undefined) {
      if (request.headers['x-ms-blob-type'] !== 'BlockBlob')
        return fail(response, 400, 'MissingRequiredHeader');
      blob.content = body;
    } else if (comp === 'block') {
      const lengths = new Set([...blob.blocks.keys(), blockId].map((name) => name.length));
      if (blockId === '' || lengths.size > 1) return fail(response, 400, 'InvalidBlobOrBlock');
      blob.blocks.set(blockId, body);
    } else if (comp === 'blocklist') {
      const names = [...body.toString().matchAll(/<(?:Latest|Uncommitted)>([^<]*)</g)].map(
        (match) => match[1] ?? '',
      );
      const blocks = names.flatMap((name) => blob.blocks.get(name) ?? []);
      if (blocks.length !== names.length) return fail(response, 400, 'InvalidBlockList');
      blob.content = Buffer.concat(blocks);
      blob.blocks.clear();
    } else return fail(response, 400, 'InvalidQueryParameterValue');
    return response
      .writeHead(201, {
        ETag: `"${id}"`,
        'Last-Modified': new Date().toUTCString(),
        'x-ms-version': '2026-02-06',
      })
      .end();
  }

  #sign(id: string, may: string, until: string): string {
    return createHmac('sha256', this.#secret).update([id, may, until].join('\n')).digest('base64');
  }
}

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function send(content: Buffer, request: IncomingMessage, response: ServerResponse): ServerResponse {
  const [, from, to] =
    /^bytes=(\d+)-(\d*)$/.exec(String(request.headers['x-ms-range'] ?? request.headers.range)) ?? [];
  const common = {
    'Accept-Ranges': 'bytes',
    'Content-Type': 'application/octet-stream',
    'x-ms-blob-type': 'BlockBlob',
  };
  if (from === undefined) {
    response.writeHead(200, { ...common, 'Content-Length': content.length });
    return response.end(request.method === 'HEAD' ? undefined : content);
  }
  const start = Number(from);
  const end = Math.min(content.length, to === undefined || to === '' ? content.length : Number(to) + 1);
  if (start >= content.length) return fail(response, 416, 'InvalidRange');
  response.writeHead(206, {
    ...common,
    'Content-Length': end - start,
    'Content-Range': `bytes ${start}-${end - 1}/${content.length}`,
  });
  return response.end(content.subarray(start, end));
}

function fail(response: ServerResponse, status: number, code: string): ServerResponse {
  return response
    .writeHead(status, { 'Content-Type': 'application/xml', 'x-ms-error-code': code })
    .end(
      `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
    );
}
