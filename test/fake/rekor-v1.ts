/**
 * A transparency log of Rekor's first kind: `@sigstore/mock`'s log (its keys, promises and proofs) behind a real HTTP
 * server, which makes of what is proposed what the real one keeps.
 */

import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TestContext } from 'node:test';
import { initializeTLog } from '@sigstore/mock/dist/rekor/tlog.js';
import { canonicalJson } from '../../src/formats/canonical.ts';
import { httpServer } from '../support/servers.ts';

export type RekorV1 = {
  readonly url: string;
  readonly publicKey: KeyObject;
  /** What was entered, as it is kept. */
  readonly entries: readonly string[];
};

type Proposed = {
  readonly kind: string;
  readonly spec: { readonly proposedContent?: { readonly envelope: string; readonly verifiers: string[] } };
};

type Logged = Readonly<Record<string, { readonly body: string }>>;

export async function rekorV1(t: Pick<TestContext, 'after'>): Promise<RekorV1> {
  const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const kept = new Map<string, { readonly uuid: string; readonly answer: string }>();
  // The name in checkpoints is the host's; the port is not known yet and is no part of it.
  const log = await initializeTLog('http://127.0.0.1', keys);
  const url = await httpServer(t, async (request, response) => {
    const found = /^\/api\/v1\/log\/entries(?:\/([0-9a-f]+))?$/.exec(request.url ?? '');
    if (found === null) return say(response, 404, { message: 'no such path' });
    if (request.method === 'GET') {
      const entry = [...kept.values()].find(({ uuid }) => uuid === found[1]);
      if (entry === undefined) return say(response, 404, { message: 'no such entry' });
      return response.writeHead(200).end(entry.answer);
    }
    const body = canonical(JSON.parse(await textOf(request)) as Proposed);
    const name = canonicalJson(body);
    const before = kept.get(name);
    if (before !== undefined) {
      response.setHeader('location', `/api/v1/log/entries/${before.uuid}`);
      return say(response, 409, { code: 409, message: 'an equivalent entry already exists' });
    }
    const logged = (await log.log(body)) as Logged;
    const answer = JSON.stringify(logged);
    kept.set(name, { uuid: Object.keys(logged)[0] ?? '', answer });
    return response.writeHead(201).end(answer);
  });
  return {
    url,
    publicKey: keys.publicKey,
    get entries() {
      return [...kept.keys()];
    },
  };
}

/** What Rekor keeps of an envelope: digests and signatures, and neither the envelope nor its payload. */
function canonical(proposed: Proposed): object {
  const content = proposed.spec.proposedContent;
  if (proposed.kind !== 'dsse' || content === undefined) return proposed;
  const envelope = JSON.parse(content.envelope) as { payload: string; signatures: { sig: string }[] };
  const hash = (bytes: string | Buffer): object => ({
    algorithm: 'sha256',
    value: createHash('sha256').update(bytes).digest('hex'),
  });
  return {
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: {
      envelopeHash: hash(content.envelope),
      payloadHash: hash(Buffer.from(envelope.payload, 'base64')),
      signatures: envelope.signatures.map(({ sig }, at) => ({
        signature: sig,
        verifier: content.verifiers[at],
      })),
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

function say(response: ServerResponse, status: number, json: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
}
