/**
 * GitLab runner's own account of a job (`RUNNER_GENERATE_ARTIFACTS_METADATA`; gitlab-runner:
 * commands/helpers/artifact_metadata.go): a statement beside what the job keeps, which nobody signs. The job itself may
 * have written it. So it proves nothing; where it contradicts our record, somebody should look. Pure.
 */

import type { RunRecord } from '../core/record.ts';
import { err, ok, type Result } from '../core/result.ts';
import { webAddress } from '../core/web-address.ts';
import { decodeStatement, OLDER_STATEMENT_TYPE, STATEMENT_TYPE } from '../formats/statement.ts';
import { isPlainObject } from '../formats/strict-json.ts';

/** The members of the statement that can be compared. */
export type RunnerMetadata = {
  readonly runner: { readonly id: string; readonly version: string | undefined };
  readonly source: string;
  readonly commit: string | undefined;
  readonly entryPoint: string;
  readonly job: string | undefined;
  /** What the job kept: path, as it calls it, and SHA-256. */
  readonly artifacts: readonly { readonly name: string; readonly sha256: string }[];
};

/** One thing that both say; the values where they differ. */
export type Compared =
  | { readonly what: string; readonly agrees: true }
  | { readonly what: string; readonly agrees: false; readonly runner: string; readonly record: string };

/** As it goes into the provenance: claimed by the runner, and never more than that. */
export type RunnerClaims = {
  readonly claimedBy: 'the runner';
  readonly unsigned: true;
  readonly runner: string;
  readonly version?: string;
  readonly job?: string;
  readonly agrees: readonly string[];
  readonly differs: readonly { readonly what: string; readonly runner: string; readonly record: string }[];
};

/** Bytes; a runner lists every file that a job keeps. */
export const METADATA_LIMIT = 4 * 1024 * 1024;

const BUILD_TYPE = /^https:\/\/gitlab\.com\/gitlab-org\/gitlab-runner\/-\/blob\/[^/\s]+\/PROVENANCE\.md$/;
const PREDICATE = 'https://slsa.dev/provenance/v1';

/** Where a runner puts it: beside what a job keeps under this name. */
export function metadataPath(artifact: string): string {
  return `${artifact}-metadata.json`;
}

/** @returns the failure is one clause for people */
export function readRunnerMetadata(bytes: Uint8Array): Result<RunnerMetadata, string> {
  if (bytes.length > METADATA_LIMIT) return err(`it has more than ${METADATA_LIMIT} bytes`);
  const statement = decodeStatement(bytes, [OLDER_STATEMENT_TYPE, STATEMENT_TYPE]);
  if (!statement.ok) return statement;
  const { predicateType, predicate, subject } = statement.value;
  if (predicateType !== PREDICATE) return err('it is no provenance of version 1');
  const definition = at(predicate, 'buildDefinition');
  if (!BUILD_TYPE.test(text(definition, 'buildType') ?? ''))
    return err('its build type is not that of a GitLab runner');
  const external = at(definition, 'externalParameters');
  const source = text(external, 'source');
  const entryPoint = text(external, 'entryPoint');
  const builder = at(at(predicate, 'runDetails'), 'builder');
  const id = text(builder, 'id');
  if (source === undefined || entryPoint === undefined || id === undefined)
    return err('it lacks its source, entry point or builder');
  const artifacts = subject.map(({ name, digest }) => ({ name, sha256: digest['sha256'] }));
  const sound = artifacts.filter(isArtifact);
  if (sound.length < artifacts.length) return err('one of its subjects has no name or no SHA-256');
  return ok({
    runner: { id, version: text(at(builder, 'version'), 'gitlab-runner') },
    source,
    commit: commitIn(definition),
    entryPoint,
    job: text(at(definition, 'internalParameters'), 'job'),
    artifacts: sound,
  });
}

/**
 * @param entryPoint  the job that built, as the forge calls it; undefined where that is not known
 */
export function compareRunnerMetadata(
  metadata: RunnerMetadata,
  { what, how }: Pick<RunRecord, 'what' | 'how'>,
  entryPoint: string | undefined,
): RunnerClaims {
  const compared = [
    ...compare('source', addressOf(metadata.source), addressOf(how.repository)),
    ...compare('commit', metadata.commit, what.source.commit),
    ...compare('entry point', metadata.entryPoint, entryPoint),
    ...artifactsOf(metadata, what),
  ];
  const { id, version } = metadata.runner;
  return {
    claimedBy: 'the runner',
    unsigned: true,
    runner: id,
    ...(version === undefined ? {} : { version }),
    ...(metadata.job === undefined ? {} : { job: metadata.job }),
    agrees: compared.filter(({ agrees }) => agrees).map((one) => one.what),
    differs: compared.flatMap((one) =>
      one.agrees ? [] : [{ what: one.what, runner: one.runner, record: one.record }],
    ),
  };
}

/** Only files that both name: a job keeps what it likes, and we record what we made. */
function artifactsOf(
  { artifacts }: RunnerMetadata,
  { artifacts: ours }: RunRecord['what'],
): readonly Compared[] {
  return ours.flatMap(({ path, sha256 }) => {
    const kept = artifacts.filter(({ name }) => name === path || name === `./${path}`);
    // Said twice with two digests it says nothing; any that differs is told.
    const other = kept.find((one) => one.sha256 !== sha256);
    return kept.length === 0 ? [] : compare(path, other?.sha256 ?? sha256, sha256);
  });
}

function compare(what: string, runner: string | undefined, record: string | undefined): readonly Compared[] {
  if (runner === undefined || record === undefined) return [];
  return [runner === record ? { what, agrees: true } : { what, agrees: false, runner, record }];
}

function addressOf(uri: string | undefined): string | undefined {
  if (uri === undefined) return undefined;
  const plain = uri.replace(/^git\+/, '').replace(/\/+$/, '');
  return (webAddress(plain) ?? plain).replace(/\.git$/, '').toLowerCase();
}

/** The runner writes a SHA-1 of git under the name of SHA-256. */
function commitIn(definition: unknown): string | undefined {
  const list = at(definition, 'resolvedDependencies');
  const [first]: readonly unknown[] = Array.isArray(list) ? list : [];
  const digest = at(first, 'digest');
  const commit = text(digest, 'gitCommit') ?? text(digest, 'sha1') ?? text(digest, 'sha256');
  return commit !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit) ? commit : undefined;
}

function isArtifact(one: {
  readonly name: string | undefined;
  readonly sha256: string | undefined;
}): one is { readonly name: string; readonly sha256: string } {
  return one.name !== undefined && /^[0-9a-f]{64}$/.test(one.sha256 ?? '');
}

function at(value: unknown, name: string): unknown {
  return isPlainObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function text(value: unknown, name: string): string | undefined {
  const found = at(value, name);
  return typeof found === 'string' && found !== '' ? found : undefined;
}
