/** GitHub's store of attestations: its two calls, its refusals, and faults that the real one shows to nobody at will. */

import type { TestContext } from 'node:test';
import { httpServer } from '../support/servers.ts';

export type AttestationStore = {
  readonly api: string;
  /** What was stored, as it was sent. */
  readonly stored: string[];
  readonly asked: string[];
  /** Answers of this kind come first, one for each call. */
  readonly faults: { readonly status: number; readonly body: string }[];
};

export const STORE_TOKEN = 'ghs_storetoken1234567890';

export async function attestationStore(
  t: TestContext,
  repository = 'group/diary',
): Promise<AttestationStore> {
  const stored: string[] = [];
  const asked: string[] = [];
  const faults: { readonly status: number; readonly body: string }[] = [];
  const api = await httpServer(t, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    asked.push(`${request.method} ${request.url}`);
    const say = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    const fault = faults.shift();
    if (fault !== undefined) return void response.writeHead(fault.status).end(fault.body);
    if (request.headers.authorization !== `Bearer ${STORE_TOKEN}`)
      return say(401, { message: 'Bad credentials' });
    const url = new URL(request.url ?? '', 'http://x');
    const base = `/repos/${repository}/attestations`;
    if (request.method === 'POST' && url.pathname === base) {
      const text = Buffer.concat(chunks).toString('utf8');
      const { bundle } = JSON.parse(text) as { readonly bundle?: { readonly dsseEnvelope?: unknown } };
      if (bundle?.dsseEnvelope === undefined) return say(422, { message: 'Invalid bundle' });
      stored.push(text.slice('{"bundle":'.length, -1));
      return say(201, { id: 4711 });
    }
    const [, sha256] = new RegExp(`^${base}/sha256:([0-9a-f]{64})$`).exec(url.pathname) ?? [];
    if (request.method !== 'GET' || sha256 === undefined) return say(404, { message: 'Not Found' });
    const found = stored.map((text) => JSON.parse(text) as { dsseEnvelope: { payload: string } });
    const about = found.filter((bundle) => {
      const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString('utf8');
      return payload.includes(sha256) && payload.includes(url.searchParams.get('predicate_type') ?? '');
    });
    if (about.length === 0) return say(404, { message: 'Not Found' });
    // Members come back in another order, and one is kept elsewhere.
    const attestations = about.map((bundle) => ({
      bundle: Object.fromEntries(Object.entries(bundle).toReversed()),
      repository_id: 1,
    }));
    say(200, { attestations: [{ bundle: null, bundle_url: 'https://example.org/x' }, ...attestations] });
  });
  return { api, stored, asked, faults };
}
