/** Our own account; docs/buildtype.md says what stands where. */

import { BUILD_TYPE } from '../../core/build-type.ts';
import {
  at,
  membersAt,
  namesAt,
  type ProvenanceReader,
  parametersOf,
  saidClaims,
  sourceOf,
  textAt,
  timeAt,
} from './provenance.ts';

const KNOWN: ReadonlySet<string> = new Set(['source', 'ref', 'config', 'steps', 'tier']);

export const sealsmith: ProvenanceReader = {
  format: 'sealsmith',
  reads: (buildType) => buildType === BUILD_TYPE,
  read: (predicate) => {
    const definition = membersAt(predicate, 'buildDefinition');
    const external = membersAt(definition, 'externalParameters');
    const internal = membersAt(definition, 'internalParameters');
    const builder = textAt(predicate, 'runDetails', 'builder', 'id');
    if (builder === undefined) return undefined;
    const { repository } = sourceOf(textAt(external, 'source'));
    const ref = textAt(external, 'ref');
    const dependencies = at(definition, 'resolvedDependencies');
    const built = (Array.isArray(dependencies) ? (dependencies as readonly unknown[]) : []).find(
      (one) => textAt(one, 'digest', 'gitCommit') !== undefined,
    );
    const commit = textAt(built, 'digest', 'gitCommit');
    const trigger = textAt(internal, 'trigger');
    const invocation = textAt(predicate, 'runDetails', 'metadata', 'invocationId');
    return {
      format: 'sealsmith',
      buildType: BUILD_TYPE,
      builder,
      source: { repository, ref, commit },
      parameters: parametersOf(namesAt(external), (name) => KNOWN.has(name)),
      trigger,
      invocation,
      finished: timeAt(predicate, 'runDetails', 'metadata', 'finishedOn'),
      claims: saidClaims({
        repository,
        ref,
        commit,
        trigger,
        'repository id': textAt(internal, 'repositoryId'),
        runner: textAt(internal, 'runner'),
        run: invocation,
        // Of GitHub the workflow; a runner of GitLab stands in no certificate.
        'build signer': builder.includes('@') ? builder : undefined,
      }),
    };
  },
};
