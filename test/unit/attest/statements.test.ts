import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildIdentityOf } from '../../../src/attest/run-claims.ts';
import { statementsOf } from '../../../src/attest/statements.ts';
import type { Facts } from '../../../src/core/fact.ts';
import { imageDigest } from '../../../src/core/image.ts';
import type { RunRecord } from '../../../src/core/record.ts';
import { decodeStatement, encodeStatement } from '../../../src/formats/statement.ts';
import { readProvenance } from '../../../src/verify/provenance/registry.ts';
import { value } from '../../support/world.ts';
import { aRun, sha } from '../report/builders.ts';

const IMAGE: Facts['image'] = {
  name: 'registry.example.org/diary',
  digest: imageDigest(sha('d')),
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  platform: { os: 'linux', architecture: 'amd64' },
  builder: 'layers',
  layout: '.sealsmith/image',
  config: imageDigest(sha('e')),
  layers: [],
  bytes: 7,
  bases: [{ name: 'debian:bookworm', digest: imageDigest(sha('1')) }],
  evidence: [],
};

const BINARY: Facts['binary'] = {
  name: 'diary',
  archive: '.sealsmith/binary/diary-linux-x64.tar.gz',
  sha256: sha('b'),
  bytes: 3,
  files: [],
  evidence: [],
};

const DEPS: Facts['deps'] = {
  manager: 'uv',
  packages: [],
  hashesChecked: true,
  scriptsWithheld: [],
  evidence: [{ path: 'requirements.txt', sha256: sha('a') }],
};

const GITLAB = buildIdentityOf('https://gitlab.example.org', {
  project_path: 'group/diary',
  project_id: '1234',
  ci_config_ref_uri: 'gitlab.example.org/group/diary//.gitlab-ci.yml@refs/heads/main',
  ref_path: 'refs/heads/main',
  sha: 'c'.repeat(40),
  pipeline_source: 'push',
  runner_id: 7,
  runner_environment: 'self-hosted',
  job_id: '99',
});

function aRecord(facts: Partial<Facts>, how: Partial<RunRecord['how']> = {}): RunRecord {
  const { record } = aRun([{ id: 'test' }], [], { facts });
  return { ...record, how: { ...record.how, ...how } };
}

function made(facts: Partial<Facts>, more: Partial<Parameters<typeof statementsOf>[0]> = {}) {
  return statementsOf({
    record: aRecord(facts),
    digest: sha('9'),
    identity: undefined,
    sbom: undefined,
    ...more,
  });
}

/** A member of the first provenance, by its path. */
function said(all: ReturnType<typeof made>, ...path: (string | number)[]): unknown {
  let found: unknown = all[0]?.statements[0]?.predicate;
  for (const name of path) found = (found as Readonly<Record<string | number, unknown>>)[name];
  return found;
}

describe('statements of a run', () => {
  it('are none when it made nothing', () => {
    assert.deepEqual(made({ deps: DEPS }), []);
  });

  it('speak of the image by its digest and of the binary by its own, and of nothing else', () => {
    const all = made({ image: IMAGE, binary: BINARY });
    assert.deepEqual(
      all.map(({ about, subject }) => [about, subject.name, subject.digest]),
      [
        ['image', 'registry.example.org/diary', { sha256: sha('d') }],
        ['binary', 'diary-linux-x64.tar.gz', { sha256: sha('b') }],
      ],
    );
    for (const { subject, statements } of all)
      for (const one of statements) assert.deepEqual(one.subject, [subject]);
  });

  it('are in-toto statements that our own reader takes', () => {
    for (const { statements } of made({ image: IMAGE, binary: BINARY }))
      for (const one of statements) assert.deepEqual(value(decode(one)).predicateType, one.predicateType);
  });

  it('hold the list of contents for the image alone', () => {
    const sbom = { bomFormat: 'CycloneDX', specVersion: '1.6' };
    const all = made({ image: IMAGE, binary: BINARY }, { sbom });
    const types = all.map(({ statements }) => statements.map(({ predicateType }) => predicateType));
    assert.deepEqual(types, [
      ['https://slsa.dev/provenance/v1', 'https://cyclonedx.org/bom'],
      ['https://slsa.dev/provenance/v1'],
    ]);
  });

  it('say what the tests said, and that they failed when one did', () => {
    const junit = { tests: 3, passed: 2, failed: 1, skipped: 0, evidence: [] };
    const [image] = made({ image: IMAGE, junit });
    const tests = image?.statements.find(({ predicateType }) => predicateType.includes('test-result'));
    assert.equal(tests?.predicate['result'], 'FAILED');
    assert.deepEqual(tests?.predicate['counts'], { tests: 3, passed: 2, failed: 1, skipped: 0 });
  });
});

describe('provenance', () => {
  it('names lock files, bases and what was restored, each with its digest', () => {
    const record = aRecord({ image: IMAGE, deps: DEPS });
    const note = {
      entry: 'test',
      kind: 'result',
      outcome: 'restored',
      digest: sha('7'),
      signer: { key: 'ed25519:AAAA', tier: 'T2', name: undefined },
      created: 0,
      reason: undefined,
      producer: undefined,
    } as const;
    const restored = { ...record, how: { ...record.how, cache: { store: undefined, notes: [note] } } };
    const all = statementsOf({ record: restored, digest: sha('9'), identity: undefined, sbom: undefined });
    const found = said(all, 'buildDefinition', 'resolvedDependencies') as readonly {
      name?: string;
      digest?: object;
    }[];
    const digests = new Map(found.map(({ name, digest }) => [name, digest]));
    assert.deepEqual(digests.get('requirements.txt'), { sha256: sha('a') });
    assert.deepEqual(digests.get('debian:bookworm'), { sha256: sha('1') });
    assert.deepEqual(digests.get('cache/test'), { sha256: sha('7') });
  });

  it('takes from the token what the token says, and leaves the rest a claim', () => {
    const all = made({ image: IMAGE }, { identity: GITLAB });
    const parameters = said(all, 'buildDefinition', 'externalParameters');
    assert.deepEqual(parameters, {
      source: 'git+https://gitlab.example.org/group/diary',
      ref: 'refs/heads/main',
      steps: [],
      tier: 'T0',
    });
    assert.equal(
      said(all, 'runDetails', 'builder', 'id'),
      'https://gitlab.example.org/group/diary/-/runners/7',
    );
    assert.match(String(said(all, 'buildDefinition', 'internalParameters', 'claimedBy')), /^the build, but/);
    assert.equal(
      said(made({ image: IMAGE }), 'buildDefinition', 'internalParameters', 'claimedBy'),
      'the build',
    );
  });

  it('says what our own verification reads: source, ref, commit, trigger, builder, no unknown parameter', () => {
    const [image] = made({ image: IMAGE }, { identity: GITLAB });
    const found = readProvenance(image?.statements[0]?.predicate ?? {});
    const read = found.ok ? found.value : assert.fail(found.failure.reason);
    assert.deepEqual(read.source, {
      repository: 'https://gitlab.example.org/group/diary',
      ref: 'refs/heads/main',
      commit: 'c'.repeat(40),
    });
    assert.equal(read.trigger, 'push');
    assert.deepEqual(
      read.parameters.filter(({ known }) => !known),
      [],
    );
  });

  it('is the same text for the same record', () => {
    const text = () => JSON.stringify(made({ image: IMAGE, deps: DEPS }, { identity: GITLAB }));
    assert.equal(text(), text());
  });

  it('of a key names no forge as its builder but what the record says', () => {
    assert.equal(
      said(made({ image: IMAGE }), 'runDetails', 'builder', 'id'),
      'https://sealsmith.dev/builder/local',
    );
  });
});

describe('the identity of a build', () => {
  it('is read from the token of GitHub', () => {
    const found = buildIdentityOf('https://token.actions.githubusercontent.com', {
      job_workflow_ref: 'o/r/.github/workflows/ci.yml@refs/heads/main',
      repository: 'o/r',
      repository_id: '12',
      ref: 'refs/heads/main',
      sha: 'f'.repeat(40),
      event_name: 'push',
      run_id: '5',
      run_attempt: '2',
      runner_environment: 'github-hosted',
    });
    assert.equal(found?.builder, 'https://github.com/o/r/.github/workflows/ci.yml@refs/heads/main');
    assert.equal(found?.run, 'https://github.com/o/r/actions/runs/5/attempts/2');
    assert.equal(found?.repositoryId, '12');
  });

  it('is none for the token of a person', () => {
    assert.equal(buildIdentityOf('https://accounts.example.org', { email: 'ada@example.org' }), undefined);
  });
});

function decode(statement: Parameters<typeof encodeStatement>[0]) {
  const read = decodeStatement(encodeStatement(statement));
  return read.ok ? read : assert.fail(read.failure);
}
