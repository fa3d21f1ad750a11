/** Every kind of account that is read, one line each. */

import { err, ok, type Result } from '../../core/result.ts';
import { buildkit } from './buildkit.ts';
import { generator, github } from './github.ts';
import { gitlab, gitlabRunner } from './gitlab.ts';
import { type Members, type Provenance, type ProvenanceReader, textAt } from './provenance.ts';
import { sealsmith } from './sealsmith.ts';

export const READERS: readonly ProvenanceReader[] = [
  sealsmith, // ours, signed in the pipeline
  github, // actions/attest
  generator, // slsa-github-generator, both versions
  gitlab, // GitLab itself
  gitlabRunner, // a runner's file, unsigned
  buildkit, // beside an image, unsigned
];

/** Which account it is, and what it says; the failure says which of the two is not known. */
export function readProvenance(
  predicate: Members,
): Result<
  Provenance,
  { readonly reason: 'build-type-unknown' | 'provenance-invalid'; readonly buildType: string }
> {
  const buildType = textAt(predicate, 'buildDefinition', 'buildType') ?? textAt(predicate, 'buildType') ?? '';
  const reader = READERS.find((one) => one.reads(buildType));
  if (reader === undefined) return err({ reason: 'build-type-unknown', buildType });
  const read = reader.read(predicate);
  return read === undefined ? err({ reason: 'provenance-invalid', buildType }) : ok(read);
}
