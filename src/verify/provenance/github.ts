/** What GitHub's own attestations say, and the generators that run beside them (SLSA v0.2 and v1). */

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

const WORKFLOW = 'https://actions.github.io/buildtypes/workflow/v1';
const COMMUNITY = 'https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1';
const GENERATOR = 'https://github.com/slsa-framework/slsa-github-generator/';

/** actions/attest: everything from claims of the token. */
export const github: ProvenanceReader = {
  format: 'github',
  reads: (buildType) => buildType === WORKFLOW,
  read: (predicate) => workflow(predicate, 'github', WORKFLOW, false),
};

/** The generators of slsa-framework, which also name what the workflow was called with. */
export const generator: ProvenanceReader = {
  format: 'slsa-github-generator',
  reads: (buildType) => buildType === COMMUNITY || buildType.startsWith(GENERATOR),
  read: (predicate) => {
    const newer = textAt(predicate, 'buildDefinition', 'buildType');
    return newer === undefined ? older(predicate) : workflow(predicate, 'slsa-github-generator', newer, true);
  },
};

function workflow(
  predicate: Members,
  format: string,
  buildType: string,
  inputs: boolean,
): Provenance | undefined {
  const definition = membersAt(predicate, 'buildDefinition');
  const external = membersAt(definition, 'externalParameters');
  const internal = membersAt(definition, 'internalParameters', 'github');
  const builder = textAt(predicate, 'runDetails', 'builder', 'id');
  const repository = textAt(external, 'workflow', 'repository');
  if (builder === undefined || repository === undefined) return undefined;
  const ref = textAt(external, 'workflow', 'ref');
  const commit = textAt(definition, 'resolvedDependencies', 0, 'digest', 'gitCommit');
  const trigger = textAt(internal, 'event_name');
  const invocation = textAt(predicate, 'runDetails', 'metadata', 'invocationId');
  const path = textAt(external, 'workflow', 'path');
  const names = [
    ...namesAt(external, 'workflow').map((name) => `workflow.${name}`),
    ...namesAt(external)
      .filter((name) => name !== 'workflow')
      .flatMap((name) => (inputs ? inner(external, name) : [name])),
  ];
  return {
    format,
    buildType,
    builder,
    source: { repository, ref, commit },
    parameters: parametersOf(names, (name) => KNOWN.has(name)),
    trigger,
    invocation,
    finished: timeAt(predicate, 'runDetails', 'metadata', 'finishedOn'),
    claims: saidClaims({
      repository,
      ref,
      commit,
      trigger,
      'repository id': textAt(internal, 'repository_id'),
      'owner id': textAt(internal, 'repository_owner_id'),
      runner: textAt(internal, 'runner_environment'),
      run: invocation,
      'build signer': builder.includes('@') ? builder : undefined,
      'build config':
        path === undefined || ref === undefined
          ? undefined
          : `${repository}/${path.replace(/^\/+/, '')}@${ref}`,
    }),
  };
}

const KNOWN: ReadonlySet<string> = new Set([
  'workflow.ref',
  'workflow.repository',
  'workflow.path',
  'source',
]);

/** SLSA v0.2: the workflow is the configuration's source, and what it was called with its parameters. */
function older(predicate: Members): Provenance | undefined {
  const invocation = membersAt(predicate, 'invocation');
  const environment = membersAt(invocation, 'environment');
  const builder = textAt(predicate, 'builder', 'id');
  const uri = textAt(invocation, 'configSource', 'uri');
  if (builder === undefined || uri === undefined) return undefined;
  const { repository, ref } = sourceOf(uri);
  const commit = textAt(invocation, 'configSource', 'digest', 'sha1');
  const trigger = textAt(environment, 'github_event_name');
  return {
    format: 'slsa-github-generator',
    buildType: textAt(predicate, 'buildType') ?? '',
    builder,
    source: { repository, ref, commit },
    parameters: parametersOf(
      namesAt(invocation, 'parameters').flatMap((name) => inner(membersAt(invocation, 'parameters'), name)),
      () => false,
    ),
    trigger,
    invocation: textAt(environment, 'github_run_id'),
    finished: timeAt(predicate, 'metadata', 'buildFinishedOn'),
    claims: saidClaims({
      repository,
      ref,
      commit,
      trigger,
      'repository id': textAt(environment, 'github_repository_id'),
      'owner id': textAt(environment, 'github_repository_owner_id'),
      'build signer': builder,
    }),
  };
}

/** Empty groups of inputs are none; the others are named one by one. */
function inner(external: Members, name: string): readonly string[] {
  const value = external[name];
  if (value === null || value === '') return [];
  if (typeof value !== 'object' || Array.isArray(value)) return [name];
  return Object.keys(value).map((below) => (name === 'source' ? 'source' : `${name}.${below}`));
}
