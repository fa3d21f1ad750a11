/** A verification in memory: a diary image signed by its main branch, as a test changes it. */

import assert from 'node:assert/strict';
import type { Sha256 } from '../../src/core/digest.ts';
import { err, ok, type Result } from '../../src/core/result.ts';
import { reasonsOf, type Verdict } from '../../src/core/verdict.ts';
import { encodeStatement } from '../../src/formats/statement.ts';
import { SIGNATURE_TYPE } from '../../src/verify/content.ts';
import type { Candidate, EvidenceSource } from '../../src/verify/evidence.ts';
import { type Expectations, expectationsOf, verifySchema } from '../../src/verify/expectations.ts';
import { readKey, readTrustedRoot } from '../../src/verify/trust.ts';
import { verify } from '../../src/verify/verify.ts';
import {
  bytesOf,
  COMMIT,
  ISSUER,
  MINUTE,
  NOON,
  REF,
  REPOSITORY,
  type Signing,
  SigstoreWorld,
  WORKFLOW,
} from './sigstore-world.ts';

export const IMAGE = '7b1e'.padEnd(64, '0') as Sha256;
export const OTHER = 'f00d'.padEnd(64, '0') as Sha256;
export const PROVENANCE = 'https://slsa.dev/provenance/v1';
export const CYCLONEDX = 'https://cyclonedx.org/bom';

export const world = new SigstoreWorld();

/** What the diary's `sealsmith.yml` expects. */
export const SECTION = {
  signers: [{ issuer: ISSUER, workflow: WORKFLOW, ref: REF }],
  source: { repository: REPOSITORY, id: '1234' },
};

export function expecting(
  section: object = SECTION,
  keys: Readonly<Record<string, string>> = {},
): Expectations {
  const parsed = verifySchema.parse(section);
  const expected = expectationsOf(parsed, new Map(Object.entries(keys)));
  assert.ok(expected !== undefined);
  return expected;
}

/** The payload of a statement about the image. */
export function statement(predicateType: string, predicate: object, sha256: string = IMAGE): Uint8Array {
  return encodeStatement({
    subject: [{ name: 'diary', digest: { sha256 } }],
    predicateType,
    predicate: predicate as Readonly<Record<string, unknown>>,
  });
}

export function aSignature(changed: Partial<Signing> = {}, sha256: string = IMAGE): Uint8Array {
  return bytesOf(world.sign({ payload: statement(SIGNATURE_TYPE, {}, sha256), ...changed }));
}

export function aProvenance(changed: Partial<Signing> = {}, predicate: object = account()): Uint8Array {
  return bytesOf(world.sign({ payload: statement(PROVENANCE, predicate), ...changed }));
}

/** A bundle around any statement about the image. */
export function bundleOf(
  predicateType: string,
  predicate: object,
  changed: Partial<Signing> = {},
): Uint8Array {
  return bytesOf(world.sign({ payload: statement(predicateType, predicate), ...changed }));
}

export type AccountChange = {
  readonly external?: Readonly<Record<string, unknown>>;
  readonly source?: string;
  readonly commit?: string;
  readonly builder?: string;
};

/** Our own account of the diary's build. */
export function account({
  external = {},
  source = REPOSITORY,
  commit = COMMIT,
  builder,
}: AccountChange = {}): object {
  return {
    buildDefinition: {
      buildType: 'https://sealsmith.dev/build/v1',
      externalParameters: { source, ref: REF, config: { path: 'sealsmith.yml' }, ...external },
      internalParameters: { trigger: 'push', repositoryId: '1234' },
      resolvedDependencies: [{ uri: `git+${source}@${REF}`, digest: { gitCommit: commit } }],
    },
    runDetails: {
      builder: { id: builder ?? 'https://gitlab.com/group/diary/-/runners/1' },
      metadata: { finishedOn: new Date(NOON).toISOString() },
    },
  };
}

export function sbom(components: Readonly<Record<string, string>>, at = NOON): object {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: { timestamp: new Date(at).toISOString() },
    components: Object.entries(components).map(([name, version]) => ({ type: 'library', name, version })),
  };
}

export type Piece = Uint8Array | ({ readonly bytes: Uint8Array } & Partial<Candidate>);

export type Case = {
  readonly pieces: readonly Piece[];
  readonly expected?: Expectations;
  readonly now?: number;
  readonly newest?: Result<string, string>;
  readonly keys?: readonly { readonly name: string; readonly pem: string }[];
  readonly sources?: readonly EvidenceSource[];
  readonly content?: Result<Uint8Array, string>;
  readonly sha256?: Sha256;
};

export async function judgeCase(given: Case): Promise<Verdict> {
  const root = readTrustedRoot('test', world.rootBytes());
  assert.ok(root.ok);
  const keys = (given.keys ?? []).map(({ name, pem }) => {
    const key = readKey(name, pem);
    assert.ok(key.ok);
    return key.value;
  });
  return await verify({
    artifact: { name: `registry.example.org/diary@sha256:${IMAGE}`, sha256: given.sha256 ?? IMAGE },
    sources: given.sources ?? [sourceOf(given.pieces)],
    expected: given.expected ?? expecting({ signers: SECTION.signers }),
    trust: { roots: [root.value], keys },
    content: async () => given.content ?? err('an image'),
    now: given.now ?? NOON + 30 * MINUTE,
    newest: async () => given.newest ?? err('the forge is not there'),
  });
}

export function sourceOf(pieces: readonly Piece[]): EvidenceSource & { readonly fetched: string[] } {
  const all = pieces.map((piece, at) => {
    const { bytes, ...said } = piece instanceof Uint8Array ? { bytes: piece } : piece;
    const candidate: Candidate = {
      id: `piece ${at + 1}`,
      form: 'bundle',
      predicateType: undefined,
      size: bytes.length,
      created: undefined,
      annotations: {},
      ...said,
    };
    return { candidate, bytes };
  });
  const fetched: string[] = [];
  return {
    place: 'memory',
    fetched,
    list: async () => ok({ candidates: all.map(({ candidate }) => candidate), more: false }),
    async read({ id }) {
      fetched.push(id);
      const found = all.find(({ candidate }) => candidate.id === id);
      return found === undefined ? err({ kind: 'junk', detail: 'not there' }) : ok(found.bytes);
    },
  };
}

/** Asserts exit and reasons; everything else is in the message when it is not so. */
export function assertVerdict(verdict: Verdict, exit: number, ...reasons: readonly string[]): void {
  const told = `${verdict.exit} ${JSON.stringify({ lines: verdict.lines, ignored: verdict.ignored }, undefined, 1)}`;
  assert.deepEqual(
    { exit: verdict.exit, reasons: [...reasonsOf(verdict)].toSorted() },
    { exit, reasons: [...reasons].toSorted() },
    told,
  );
}
