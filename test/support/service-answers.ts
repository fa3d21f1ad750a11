/** Answers of the services of a Sigstore as an attacker would edit them, and what comes of signing with them. */

import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Failure } from '../../src/core/failure.ts';
import type { Result } from '../../src/core/result.ts';
import type { Bundle } from '../../src/formats/bundle.ts';
import type { Pen } from '../../src/signing/signer.ts';
import { keylessSigner } from '../../src/signing/signers/keyless.ts';
import { type Answer, type FakeSigstore, fakeSigstore, type Service } from '../fake/sigstore.ts';
import { aKeylessSettings, aSigningDoors, variables } from './signing.ts';

export const PAYLOAD = Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}');

/** Service, version of the log, what it answers, how that is made of the honest answer, and what it must end in. */
export type Row = readonly [
  Service,
  1 | 2,
  string,
  (honest: Answer, asked: string) => Answer,
  Failure['code'],
];

/** Each row a test: nothing is signed. */
export function refuses(rows: readonly Row[]): void {
  for (const [service, logs, name, change, code] of rows) {
    it(`${service}: ${name}: nothing is signed`, async (t) => {
      const fake = await fakeSigstore(t);
      fake.change = (asked, honest, body) => (asked === service ? change(honest, body) : honest);
      const result = await signed(fake, logs);
      assert.ok(!result.ok, 'it was signed');
      assert.equal(result.failure.code, code, JSON.stringify(result.failure));
      assert.ok(fake.asked.some((one) => one.service === service));
    });
  }
}

/** Signs one statement without a key, each service as the fake has it. */
export async function signed(fake: FakeSigstore, logs: 1 | 2): Promise<Result<Bundle>> {
  const pen = await penFor(fake, logs);
  return pen.ok ? await pen.value.statement(PAYLOAD) : pen;
}

export async function penFor(fake: FakeSigstore, logs: 1 | 2): Promise<Result<Pen>> {
  const log = {
    url: fake.url,
    majorApiVersion: logs,
    operator: 'o',
    validFor: { start: '2020-01-01T00:00:00Z' },
  };
  const settings = aKeylessSettings(fake.config({ rekorTlogUrls: [log] }));
  const doors = aSigningDoors({ variable: variables({ SIGSTORE_ID_TOKEN: fake.token() }) });
  return await keylessSigner.open(settings, doors);
}

// biome-ignore lint/suspicious/noExplicitAny: JSON of a stranger, walked into by name and changed at will
export type Json = any;

/** Changes an answer that is JSON. */
export const edit =
  (change: (json: Json) => void) =>
  ({ body, ...rest }: Answer): Answer => {
    const json: Json = JSON.parse(String(body));
    change(json);
    return { ...rest, body: JSON.stringify(json) };
  };

export const says =
  (body: string | Uint8Array, status = 200) =>
  (): Answer => ({ status, body });

export const first = (json: Json): Json => Object.values(json)[0];

/** Changes JSON in base64. */
export function reencode(text: string, change: (json: Json) => void): string {
  const json: Json = JSON.parse(Buffer.from(text, 'base64').toString());
  change(json);
  return Buffer.from(JSON.stringify(json)).toString('base64');
}

export const DEEP = `${'['.repeat(200)}${']'.repeat(200)}`;
