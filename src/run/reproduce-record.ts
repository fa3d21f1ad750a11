/**
 * The record of a run that is to be made again, and those that it builds on. A record is a stranger's file: what is
 * taken from it is checked here, none of it is ever run, and it decides no more than which commit, steps and image are
 * looked at.
 */

import { posix } from 'node:path';
import type { FileDigest, Sha256 } from '../core/digest.ts';
import type { HostName } from '../core/host.ts';
import { isBelow, OURS, workspacePath } from '../core/path.ts';
import type { Files } from '../core/ports.ts';
import type { JobWhat, RunRecord } from '../core/record.ts';
import { err, ok, type Result } from '../core/result.ts';
import { STEPS } from '../steps/registry.ts';
import { readRecord } from './read-record.ts';
import type { ReadRecord } from './record-schema.ts';

export type Recorded = {
  readonly digest: Sha256;
  readonly commit: string;
  /** Where the project lies in its repository: `examples/diary`, or empty. */
  readonly prefix: string;
  readonly config: FileDigest | undefined;
  readonly platform: RunRecord['what']['platform'];
  readonly sealsmith: string;
  readonly host: HostName;
  readonly repository: string | undefined;
  readonly image: string | undefined;
  /** Of all records about this commit, in the order in which they ran; of one id the latest. */
  readonly jobs: readonly JobWhat[];
  readonly artifacts: readonly FileDigest[];
  /** What steps of the project's own left beside them; the digest is over path, mode and content of all in it. */
  readonly outputs: readonly FileDigest[];
  /** What was installed, name to version. */
  readonly packages: ReadonlyMap<string, string>;
  /** Steps to be run again. */
  readonly steps: readonly string[];
  /** Jobs that are not, and why. */
  readonly left: readonly { readonly id: string; readonly why: string }[];
  /** Absolute folders in which what was made then may lie. */
  readonly originals: readonly string[];
};

/** Records one after the other; at a desk there is no end to them. */
const MOST_RECORDS = 50;

/** @param path  absolute: the file, or the folder of artifacts that it is in */
export function readRecorded(files: Files, path: string): Result<Recorded> {
  const found = fileOf(files, path);
  if (found === undefined) return err({ code: 'usage', message: `there is no record at ${path}` });
  const stored = readRecord(files, found);
  if (!stored.ok) return stored;
  if (stored.value === undefined) return err({ code: 'usage', message: `there is no record at ${path}` });
  const { record, digest } = stored.value;
  const { source } = record.what;
  if (source.dirty) {
    const message = 'the record is of a tree with changes that no commit has';
    return err({
      code: 'reproduce-impossible',
      message,
      why: 'dirty',
      next: 'commit, run, and reproduce that run',
    });
  }
  const commit = source.commit ?? '';
  if (!COMMIT.test(commit) || !isPrefix(source.path)) {
    const message = 'the record does not say of which commit it is';
    const next = 'commit, run, and reproduce that run';
    return err({ code: 'reproduce-impossible', message, why: 'no-commit', next });
  }
  const ours = posix.dirname(found.endsWith('/run.json') ? found : posix.dirname(found));
  const before = beforeIt(files, ours, record);
  if (!before.ok) return before;
  const all = [...before.value, record];
  const jobs = latest(
    all.flatMap(({ what }) => what.jobs),
    ({ id }) => id,
  );
  const left = jobs.flatMap(({ id, grants }) => {
    const why = whyLeft(id, grants);
    return why === undefined ? [] : [{ id, why }];
  });
  const again = jobs.filter(({ id }) => !left.some((one) => one.id === id));
  const steps = [...new Set(again.map(({ id }) => stepOf(id)))];
  if (steps.length === 0) {
    const message = 'the record names no job that can be made again';
    return err({
      code: 'reproduce-impossible',
      message,
      why: 'nothing',
      next: 'take the record of a run that built something',
    });
  }
  const base = posix.basename(ours) === OURS ? posix.dirname(ours) : ours;
  return ok({
    digest,
    commit,
    prefix: source.path,
    config: record.what.config,
    platform: record.what.platform,
    sealsmith: record.how.sealsmith,
    host: record.how.host,
    repository: record.how.repository,
    image: record.how.image,
    jobs: again,
    artifacts: latest(
      all.flatMap(({ what }) => what.artifacts),
      (artifact) => artifact.path,
    ),
    outputs: latest(all.flatMap(outputsIn), (output) => output.path),
    packages: new Map(
      all.flatMap(({ what }) =>
        (what.facts.deps?.packages ?? []).map(({ name, version }) => [name, version]),
      ),
    ),
    steps,
    left,
    originals: [...new Set([base, ours])],
  });
}

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** A step's name: nothing that could be taken for a flag. */
const STEP = /^[a-z][a-z0-9-]*$/;

function isPrefix(path: string): boolean {
  return path === '' || workspacePath(path) === path;
}

function fileOf(files: Files, path: string): string | undefined {
  const kind = files.kind(path);
  if (kind === 'file') return path;
  const inside = kind === 'folder' ? [`${path}/${OURS}/run.json`, `${path}/run.json`] : [];
  return inside.find((file) => files.kind(file) === 'file');
}

/** What it builds on and is about the same commit; of those some may be gone. */
function beforeIt(files: Files, ours: string, last: ReadRecord): Result<readonly ReadRecord[]> {
  const found: ReadRecord[] = [];
  const seen = new Set<Sha256>();
  for (let next = last.parents; next.length > 0 && seen.size < MOST_RECORDS; ) {
    const further: Sha256[] = [];
    for (const digest of next.filter((one) => !seen.has(one)).slice(0, MOST_RECORDS)) {
      seen.add(digest);
      const stored = readRecord(files, `${ours}/runs/${digest}.json`);
      if (!stored.ok) return stored;
      const { what, parents } = stored.value?.record ?? { parents: [] };
      if (stored.value === undefined || what === undefined) continue;
      const { commit, dirty, path } = last.what.source;
      if (what.source.commit !== commit || what.source.dirty !== dirty || what.source.path !== path) continue;
      found.unshift(stored.value.record);
      further.push(...parents);
    }
    next = further;
  }
  return ok(found);
}

/** Not what install put in place, nor what lies in our own folder: reports hold times. */
function outputsIn({ what, how }: ReadRecord): readonly FileDigest[] {
  return how.jobs
    .filter(({ id, state }) => id !== 'install' && state !== 'failed' && state !== 'cancelled')
    .flatMap(({ outputs }) => outputs)
    .filter(({ path }) => !isBelow(path, OURS) && !what.artifacts.some((artifact) => artifact.path === path));
}

/** Each once, by its name; where one comes again the later one counts. */
function latest<T>(all: readonly T[], nameOf: (one: T) => string): readonly T[] {
  return [...new Map(all.map((one) => [nameOf(one), one])).values()];
}

export function stepOf(id: string): string {
  return id.split('/', 1)[0] ?? id;
}

/** Undefined for a job that is made again. */
function whyLeft(id: string, grants: readonly string[]): string | undefined {
  const step = stepOf(id);
  if (!STEP.test(step)) return 'its name is none of a step';
  if (step === 'verify') return 'it asks about what was signed';
  if (STEPS.some(({ name, runs }) => name === step && runs === 'named')) return 'it leaves this machine';
  const secret = grants.find((grant) => grant.startsWith('secret:') || grant.startsWith('environment:'));
  if (secret !== undefined) return `it was given ${secret.replace(/^[a-z]+:/, '')}, which no record holds`;
  return undefined;
}
