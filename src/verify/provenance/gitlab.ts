/**
 * GitLab's two accounts: the file that a runner leaves beside a job's artifacts, which nobody signs, and the one that
 * GitLab itself makes and signs.
 */

import {
  type Members,
  membersAt,
  namesAt,
  type Provenance,
  type ProvenanceReader,
  parametersOf,
  saidClaims,
  sourceOf,
  textAt,
  timeAt,
} from './provenance.ts';

const RUNNER = /^https:\/\/gitlab\.com\/gitlab-org\/gitlab-runner\/-\/blob\/[^/]+\/PROVENANCE\.md$/;
const CONTROL = 'https://docs.gitlab.com/ci/pipeline_security/slsa/provenance_v1';

export const gitlabRunner: ProvenanceReader = {
  format: 'gitlab-runner',
  reads: (buildType) => RUNNER.test(buildType),
  read: (predicate) => read(predicate, 'gitlab-runner'),
};

export const gitlab: ProvenanceReader = {
  format: 'gitlab',
  reads: (buildType) => buildType === CONTROL,
  read: (predicate) => read(predicate, 'gitlab'),
};

function read(predicate: Members, format: 'gitlab' | 'gitlab-runner'): Provenance | undefined {
  const definition = membersAt(predicate, 'buildDefinition');
  const external = membersAt(definition, 'externalParameters');
  const builder = textAt(predicate, 'runDetails', 'builder', 'id');
  const { repository } = sourceOf(textAt(external, 'source'));
  if (builder === undefined || repository === undefined) return undefined;
  // The runner writes a SHA-1 of git under the name of SHA-256.
  const digest = membersAt(definition, 'resolvedDependencies', 0, 'digest');
  const commit = textAt(digest, 'gitCommit') ?? textAt(digest, 'sha256');
  const variables = namesAt(external, 'variables').map((name) => `variables.${name}`);
  const names = [...namesAt(external).filter((name) => name !== 'variables'), ...variables];
  return {
    format,
    buildType: textAt(definition, 'buildType') ?? '',
    builder,
    source: { repository, ref: undefined, commit },
    parameters: parametersOf(names, isKnown),
    trigger: undefined,
    invocation: textAt(predicate, 'runDetails', 'metadata', 'invocationId'),
    finished: timeAt(predicate, 'runDetails', 'metadata', 'finishedOn'),
    claims: saidClaims({ repository, commit }),
  };
}

/** GitLab sets these in every job; the others somebody chose. */
function isKnown(name: string): boolean {
  return (
    name === 'source' ||
    name === 'entryPoint' ||
    /^(variables\.)?(CI|GITLAB_CI|GITLAB_USER_[A-Z]+|CI_[A-Z0-9_]+)$/.test(name)
  );
}
