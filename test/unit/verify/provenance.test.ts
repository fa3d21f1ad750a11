import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { READERS, readProvenance } from '../../../src/verify/provenance/registry.ts';

const SHA1 = 'd'.repeat(40);
const REPOSITORY = 'https://github.com/octo/diary';

function read(predicate: object) {
  return readProvenance(predicate as Readonly<Record<string, unknown>>);
}

const RUNNER = {
  buildDefinition: {
    buildType: 'https://gitlab.com/gitlab-org/gitlab-runner/-/blob/v18.1.0/PROVENANCE.md',
    externalParameters: {
      source: 'https://gitlab.com/group/diary',
      entryPoint: 'build',
      CI_COMMIT_SHA: '',
      BACKDOOR: '',
    },
    internalParameters: { name: 'r', executor: 'docker', architecture: 'amd64', job: '1' },
    resolvedDependencies: [{ uri: 'https://gitlab.com/group/diary', digest: { sha256: SHA1 } }],
  },
  runDetails: {
    builder: { id: 'https://gitlab.com/group/diary/-/runners/1' },
    metadata: { invocationId: '1' },
  },
};

const GENERATOR = {
  builder: {
    id: 'https://github.com/slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml@refs/tags/v2.1.0',
  },
  buildType: 'https://github.com/slsa-framework/slsa-github-generator/generic@v1',
  invocation: {
    configSource: {
      uri: `git+${REPOSITORY}@refs/tags/v1`,
      digest: { sha1: SHA1 },
      entryPoint: '.github/workflows/release.yml',
    },
    parameters: { event_inputs: { debug: 'true' } },
    environment: { github_event_name: 'workflow_dispatch', github_repository_id: '77' },
  },
};

describe('accounts of others', () => {
  it('of a runner of GitLab name their source and every variable', () => {
    const account = read(RUNNER);
    assert.ok(account.ok);
    assert.deepEqual(account.value.source, {
      repository: 'https://gitlab.com/group/diary',
      ref: undefined,
      commit: SHA1,
    });
    assert.deepEqual(
      account.value.parameters.filter(({ known }) => !known).map(({ name }) => name),
      ['BACKDOOR'],
    );
  });

  it('of GitLab itself name variables one by one', () => {
    const definition = {
      ...RUNNER.buildDefinition,
      buildType: 'https://docs.gitlab.com/ci/pipeline_security/slsa/provenance_v1',
      externalParameters: {
        source: 'https://gitlab.com/group/diary',
        entryPoint: 'build',
        variables: { CI_JOB_ID: '1', OPTIONS: 'x' },
      },
    };
    const account = read({ ...RUNNER, buildDefinition: definition });
    assert.ok(account.ok);
    assert.deepEqual(
      account.value.parameters.filter(({ known }) => !known).map(({ name }) => name),
      ['variables.OPTIONS'],
    );
  });

  it('of the generators name what a workflow was called with', () => {
    const account = read(GENERATOR);
    assert.ok(account.ok);
    const { source, trigger, parameters, format } = account.value;
    assert.deepEqual([format, trigger], ['slsa-github-generator', 'workflow_dispatch']);
    assert.deepEqual(source, { repository: REPOSITORY, ref: 'refs/tags/v1', commit: SHA1 });
    assert.deepEqual(parameters, [{ name: 'event_inputs.debug', known: false }]);
  });

  it('of BuildKit in its newer form name arguments of the build', () => {
    const account = read({
      buildDefinition: {
        buildType: 'https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md',
        externalParameters: {
          configSource: { uri: `${REPOSITORY}.git#refs/heads/main`, digest: { sha1: SHA1 } },
          request: {
            frontend: 'dockerfile.v0',
            args: { 'build-arg:X': '1', filename: 'Dockerfile' },
            secrets: [],
          },
        },
      },
      runDetails: { builder: { id: '' } },
    });
    assert.ok(account.ok);
    assert.deepEqual(account.value.source, { repository: REPOSITORY, ref: 'refs/heads/main', commit: SHA1 });
    assert.deepEqual(
      account.value.parameters.filter(({ known }) => !known).map(({ name }) => name),
      ['args.build-arg:X', 'secrets'],
    );
  });

  it('of a kind that is not known, or that lack what they must say, are refused', () => {
    const unknown = read({ buildDefinition: { buildType: 'https://example.org/x' } });
    assert.ok(!unknown.ok);
    assert.equal(unknown.failure.reason, 'build-type-unknown');
    const empty = read({ ...RUNNER, runDetails: {} });
    assert.ok(!empty.ok);
    assert.equal(empty.failure.reason, 'provenance-invalid');
    for (const predicate of [{}, { buildDefinition: null }, { buildDefinition: [] }, { buildType: 1 }])
      assert.equal(read(predicate).ok, false);
  });

  it('take members that every object has for none', () => {
    const account = read({ ...GENERATOR, invocation: { ...GENERATOR.invocation, environment: {} } });
    assert.ok(account.ok);
    assert.equal(account.value.trigger, undefined);
  });

  it('are all in the registry', () => {
    const folder = join(import.meta.dirname, '..', '..', '..', 'src', 'verify', 'provenance');
    const files = readdirSync(folder).filter((name) => !['registry.ts', 'provenance.ts'].includes(name));
    // github.ts reads GitHub's own and the generators', gitlab.ts the runner's and GitLab's.
    assert.equal(READERS.length, files.length + 2);
  });
});
