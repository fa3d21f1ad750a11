/** What a runner leaves beside the artifacts: read strictly, compared, and never more than a claim. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  compareRunnerMetadata,
  metadataPath,
  readRunnerMetadata,
} from '../../../src/attest/gitlab-metadata.ts';
import { statementsOf } from '../../../src/attest/statements.ts';
import type { RunRecord } from '../../../src/core/record.ts';
import { at } from '../../support/world.ts';
import { aRun, sha } from '../report/builders.ts';

const COMMIT = 'c'.repeat(40);
const SOURCE = 'https://gitlab.com/group/diary';

// biome-ignore lint/suspicious/noExplicitAny: tests reach into every corner of it
type Loose = any;

function metadata(change: (statement: Loose) => void = () => {}): Uint8Array {
  const statement: Loose = {
    _type: 'https://in-toto.io/Statement/v0.1',
    predicateType: 'https://slsa.dev/provenance/v1',
    subject: [
      { name: 'dist/diary.tar.gz', digest: { sha256: sha('b') } },
      { name: 'notes.txt', digest: { sha256: sha('e') } },
    ],
    predicate: {
      buildDefinition: {
        buildType: 'https://gitlab.com/gitlab-org/gitlab-runner/-/blob/v18.5.0/PROVENANCE.md',
        externalParameters: { source: SOURCE, entryPoint: 'build', CI: '', CI_JOB_NAME: '' },
        internalParameters: { name: 'runner', executor: 'docker', architecture: 'amd64', job: '4711' },
        resolvedDependencies: [{ uri: SOURCE, digest: { sha256: COMMIT } }],
      },
      runDetails: { builder: { id: `${SOURCE}/-/runners/7`, version: { 'gitlab-runner': '18.5.0' } } },
    },
  };
  change(statement);
  return Buffer.from(JSON.stringify(statement));
}

function record(more: { readonly commit?: string; readonly repository?: string } = {}): RunRecord {
  const { record: run } = aRun([{ id: 'test' }]);
  const { commit = COMMIT, repository = 'git@gitlab.com:group/diary.git' } = more;
  return {
    ...run,
    what: {
      ...run.what,
      source: { ...run.what.source, commit },
      artifacts: [{ path: at('dist/diary.tar.gz'), sha256: sha('b') }],
    },
    how: { ...run.how, repository },
  };
}

function read(bytes: Uint8Array) {
  const found = readRunnerMetadata(bytes);
  assert.ok(found.ok, found.ok ? '' : found.failure);
  return found.value;
}

describe("a runner's account of a job", () => {
  it('agrees with ours where both say the same, however the address is written', () => {
    const claims = compareRunnerMetadata(read(metadata()), record(), 'build');
    assert.deepEqual(claims, {
      claimedBy: 'the runner',
      unsigned: true,
      runner: `${SOURCE}/-/runners/7`,
      version: '18.5.0',
      job: '4711',
      agrees: ['source', 'commit', 'entry point', 'dist/diary.tar.gz'],
      differs: [],
    });
  });

  it('differs where it does, with both values', () => {
    const other = metadata((statement) => {
      statement.predicate.buildDefinition.externalParameters.source = 'https://gitlab.com/group/diarry';
      statement.predicate.buildDefinition.externalParameters.entryPoint = 'evil';
      statement.predicate.buildDefinition.resolvedDependencies[0].digest.sha256 = 'd'.repeat(40);
      statement.subject[0].digest.sha256 = sha('f');
    });
    const { agrees, differs } = compareRunnerMetadata(read(other), record(), 'build');
    assert.deepEqual(agrees, []);
    assert.deepEqual(
      differs.map(({ what }) => what),
      ['source', 'commit', 'entry point', 'dist/diary.tar.gz'],
    );
    assert.deepEqual(differs[1], { what: 'commit', runner: 'd'.repeat(40), record: COMMIT });
  });

  it('differs for a file that it names twice, once rightly', () => {
    const twice = metadata((statement) => {
      statement.subject.push({ name: './dist/diary.tar.gz', digest: { sha256: sha('f') } });
    });
    const { differs } = compareRunnerMetadata(read(twice), record(), undefined);
    assert.deepEqual(differs, [{ what: 'dist/diary.tar.gz', runner: sha('f'), record: sha('b') }]);
  });

  it('says nothing of what only one of us knows', () => {
    const bare = metadata((statement) => {
      statement.predicate.buildDefinition.resolvedDependencies = [];
      statement.subject = [{ name: 'other', digest: { sha256: sha('b') } }];
    });
    const { agrees, differs } = compareRunnerMetadata(read(bare), record(), undefined);
    assert.deepEqual([agrees, differs], [['source'], []]);
  });

  it('is refused when it is something else', () => {
    const wrong: Readonly<Record<string, (statement: Loose) => void>> = {
      'another statement': (statement) => {
        statement._type = 'x';
      },
      'another predicate': (statement) => {
        statement.predicateType = 'https://slsa.dev/provenance/v0.2';
      },
      'another build type': (statement) => {
        statement.predicate.buildDefinition.buildType = 'https://evil.example/PROVENANCE.md';
      },
      'no source': (statement) => {
        delete statement.predicate.buildDefinition.externalParameters.source;
      },
      'no builder': (statement) => {
        statement.predicate.runDetails = {};
      },
      'a subject without SHA-256': (statement) => {
        statement.subject[0].digest = { sha1: 'x' };
      },
      'a subject without name': (statement) => {
        delete statement.subject[0].name;
      },
    };
    for (const [name, change] of Object.entries(wrong))
      assert.ok(!readRunnerMetadata(metadata(change)).ok, name);
    for (const junk of ['', '{', 'null', '{"_type":1,"_type":2}'])
      assert.ok(!readRunnerMetadata(Buffer.from(junk)).ok);
    assert.ok(!readRunnerMetadata(new Uint8Array(5 * 1024 * 1024)).ok);
  });

  it('stands in the provenance among what nobody can rely on', () => {
    const run = record();
    const runner = [compareRunnerMetadata(read(metadata()), run, undefined)];
    const archive = at('dist/diary.tar.gz');
    const binary = { name: 'diary', archive, sha256: sha('b'), bytes: 1, files: [], evidence: [] };
    const what = { ...run.what, facts: { binary } };
    const input = { record: { ...run, what }, digest: sha('a'), runner };
    const [attested] = statementsOf({ ...input, identity: undefined, sbom: undefined });
    const predicate: Loose = attested?.statements[0]?.predicate;
    assert.deepEqual(predicate.buildDefinition.internalParameters.runnerMetadata, runner);
    assert.ok(!('runnerMetadata' in predicate.buildDefinition.externalParameters));
  });

  it('lies beside what the job keeps', () => {
    assert.equal(metadataPath('artifacts'), 'artifacts-metadata.json');
  });
});
