/** What BuildKit writes beside an image that it builds (moby/buildkit: docs/attestations). It is never signed there. */

import {
  at,
  type Members,
  membersAt,
  namesAt,
  type ProvenanceReader,
  parametersOf,
  saidClaims,
  sourceOf,
  textAt,
  timeAt,
} from './provenance.ts';

const OLDER = 'https://mobyproject.org/buildkit@v1';
const NEWER = 'https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md';

export const buildkit: ProvenanceReader = {
  format: 'buildkit',
  reads: (buildType) => buildType === OLDER || buildType === NEWER,
  read: (predicate) => {
    const newer = at(predicate, 'buildDefinition') !== undefined;
    const external: Members = newer
      ? membersAt(predicate, 'buildDefinition', 'externalParameters')
      : membersAt(predicate, 'invocation');
    const request = newer ? membersAt(external, 'request') : membersAt(external, 'parameters');
    const source = sourceOf(textAt(external, 'configSource', 'uri'));
    const commit = textAt(external, 'configSource', 'digest', 'sha1');
    const args = namesAt(request, 'args').map((name) => `args.${name}`);
    const others = namesAt(request).filter((name) => !DESCRIBED.has(name));
    return {
      format: 'buildkit',
      buildType: newer ? NEWER : OLDER,
      // A builder without an address is one that nobody runs for others.
      builder:
        textAt(predicate, newer ? 'runDetails' : 'builder', ...(newer ? ['builder', 'id'] : ['id'])) ??
        'buildkit of somebody',
      source: { ...source, commit },
      parameters: parametersOf([...args, ...others], (name) => KNOWN.has(name)),
      trigger: undefined,
      invocation:
        textAt(predicate, 'runDetails', 'metadata', 'invocationId') ??
        textAt(predicate, 'metadata', 'buildInvocationID'),
      finished:
        timeAt(predicate, 'runDetails', 'metadata', 'finishedOn') ??
        timeAt(predicate, 'metadata', 'buildFinishedOn'),
      claims: saidClaims({ repository: source.repository, commit }),
    };
  },
};

const DESCRIBED: ReadonlySet<string> = new Set(['args', 'frontend', 'locals']);
const KNOWN: ReadonlySet<string> = new Set(['args.cmdline', 'args.source', 'args.filename', 'args.context']);
