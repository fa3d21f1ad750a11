/**
 * From records to SLSA provenance, version 1 (slsa.dev/provenance/v1). Pure. What the forge's identity token says is
 * taken from there; all else is what the record claims, and stands where a reader can tell (docs/buildtype.md).
 */

import { BUILD_TYPE } from '../core/build-type.ts';
import type { Sha256 } from '../core/digest.ts';
import type { RunRecord } from '../core/record.ts';
import { webAddress } from '../core/web-address.ts';
import { parseImageName } from '../formats/image-name.ts';
import type { RunnerClaims } from './gitlab-metadata.ts';
import type { BuildIdentity } from './run-claims.ts';

export const PROVENANCE_PREDICATE = 'https://slsa.dev/provenance/v1';

export type ProvenanceInput = {
  readonly record: RunRecord;
  /** Of the record's file. */
  readonly digest: Sha256;
  /** What the token of the signing job says; undefined for a key. */
  readonly identity: BuildIdentity | undefined;
  /** See `StatementInput`. */
  readonly runner?: readonly RunnerClaims[];
};

/** A resource descriptor of in-toto, as far as we use it. */
type Resource = {
  readonly name?: string;
  readonly uri?: string;
  readonly digest?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, unknown>>;
};

/** The predicate. Times are RFC 3339 in UTC, to the second. */
export function provenance({
  record,
  digest,
  identity,
  runner = [],
}: ProvenanceInput): Readonly<Record<string, unknown>> {
  const { what, how, when } = record;
  const source = identity?.repository ?? webAddress(how.repository);
  const ref = identity?.ref ?? how.ref;
  const commit = identity?.commit ?? what.source.commit;
  return {
    buildDefinition: {
      buildType: BUILD_TYPE,
      externalParameters: {
        ...(source === undefined ? {} : { source: `git+${source}` }),
        ...(ref === undefined ? {} : { ref }),
        ...(what.config === undefined
          ? {}
          : { config: { path: what.config.path, digest: { sha256: what.config.sha256 } } }),
        steps: [...new Set(what.jobs.map(({ id }) => id.split('/')[0] ?? id))],
        tier: how.tier,
      },
      internalParameters: {
        ...textMembers({
          trigger: identity?.trigger ?? how.trigger,
          repositoryId: identity?.repositoryId,
          runner: identity?.runner,
        }),
        host: how.host,
        path: what.source.path,
        dirty: what.source.dirty,
        platform: what.platform,
        // Who held the key: a build that signs for itself could have written anything here.
        claimedBy: identity === undefined ? 'the build' : 'the build, but for what the identity says',
        ...(how.recomputed === undefined ? {} : { recomputed: how.recomputed.map(({ path }) => path) }),
        ...(runner.length === 0 ? {} : { runnerMetadata: runner }),
        jobs: what.jobs.map((job) => ({
          id: job.id,
          key: job.key,
          commands: job.commands,
          params: job.params,
          grants: job.grants,
          inputs: job.inputs,
          isolation: how.jobs.find(({ id }) => id === job.id)?.isolation,
          state: how.jobs.find(({ id }) => id === job.id)?.state,
        })),
      },
      resolvedDependencies: [
        ...sourceOf(source, ref, commit),
        ...lockFiles(record),
        ...bases(record),
        ...tools(record),
        ...restored(record),
      ],
    },
    runDetails: {
      builder: {
        id: identity?.builder ?? `https://sealsmith.dev/builder/${how.host}`,
        version: { sealsmith: how.sealsmith },
      },
      metadata: {
        ...textMembers({ invocationId: identity?.run ?? how.runUrl }),
        startedOn: time(when.started),
        finishedOn: time(when.started + when.milliseconds),
      },
      byproducts: [{ name: 'run.json', digest: { sha256: digest } }],
    },
  };
}

function textMembers(all: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])),
  );
}

function sourceOf(
  source: string | undefined,
  ref: string | undefined,
  commit: string | undefined,
): readonly Resource[] {
  if (commit === undefined) return [];
  const uri = source === undefined ? {} : { uri: `git+${source}${ref === undefined ? '' : `@${ref}`}` };
  return [{ ...uri, digest: { gitCommit: commit } }];
}

/** What install and the bases were resolved by. */
function lockFiles({ what: { facts } }: RunRecord): readonly Resource[] {
  return (facts.deps?.evidence ?? []).map(({ path, sha256 }) => ({ name: path, digest: { sha256 } }));
}

function bases({ what: { facts } }: RunRecord): readonly Resource[] {
  return (facts.image?.bases ?? []).map(({ name, digest }) => ({
    name,
    // What has a name in a registry; Debian's packages, folders and archives have none.
    ...(parseImageName(name) === undefined ? {} : { uri: `oci:${name}` }),
    digest: { sha256: digest.slice('sha256:'.length) },
    annotations: { role: 'base' },
  }));
}

/** Programs of the machine, by the version that they tell: nothing vouches for their bytes. */
function tools({ what: { jobs } }: RunRecord): readonly Resource[] {
  const all = jobs.flatMap((job) => job.tools).filter(({ from }) => from === 'machine');
  const known = new Map(all.map(({ name, version }) => [`${name}\0${version}`, { name, version }]));
  return [...known.values()]
    .toSorted((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1))
    .map(({ name, version }) => ({ name, annotations: { role: 'tool', version } }));
}

/** Everything that was taken out of a cache instead of being made, with who vouched for it. */
function restored({ how }: RunRecord): readonly Resource[] {
  const notes = [...how.jobs.flatMap((job) => job.cache), ...how.cache.notes];
  return notes
    .filter(({ outcome, digest }) => outcome === 'restored' && digest !== undefined)
    .map(({ entry, kind, digest, signer, created }) => ({
      name: `cache/${entry}`,
      ...(digest === undefined ? {} : { digest: { sha256: digest } }),
      annotations: {
        role: 'cache',
        kind,
        ...(signer === undefined ? {} : { signer: signer.key, tier: signer.tier }),
        ...(created === undefined ? {} : { created: time(created) }),
      },
    }));
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
