/**
 * `sealsmith reproduce <record | folder>`: the recorded run again, from its commit, in its image or on this machine, and
 * every digest beside the record's. What the record says is only compared: what runs is what the commit says.
 */

import { resolve } from 'node:path';
import { short } from '../core/digest.ts';
import type { ExitStatus, Failure } from '../core/failure.ts';
import { OURS } from '../core/path.ts';
import { REPRODUCTION_SCHEMA, type Reproduction } from '../core/reproduction.ts';
import { err, ok, type Result } from '../core/result.ts';
import { outputLines, reproductionText, reproductionTitle } from '../report/reproduction.ts';
import { readRecord } from '../run/read-record.ts';
import type { ReadRecord } from '../run/record-schema.ts';
import { compareJobs, reasonsFor } from '../run/reproduce-compare.ts';
import { readPlan, redefined } from '../run/reproduce-plan.ts';
import { type Recorded, readRecorded } from '../run/reproduce-record.ts';
import { compareArtifacts } from './reproduce/artifacts.ts';
import { checkOut } from './reproduce/checkout.ts';
import { containerDoor, type EngineName } from './reproduce/container.ts';
import { type Declared, declaredIn } from './reproduce/declared.ts';
import { type Door, type Ground, workspaceOf } from './reproduce/door.ts';
import { hostDoor } from './reproduce/host.ts';
import { complain, fail, type Session } from './session.ts';

export type ReproduceFlags = {
  readonly onHost?: boolean;
  readonly image?: string;
  readonly with?: EngineName;
  readonly fetch?: boolean;
  readonly keep?: boolean;
};

export async function reproduce(session: Session, path: string, flags: ReproduceFlags): Promise<ExitStatus> {
  const { world, workspace } = session;
  const recorded = readRecorded(world.files, resolve(workspace, path));
  if (!recorded.ok) return fail(session, recorded.failure);
  const place = placeFor(recorded.value, flags);
  if (!place.ok) return fail(session, place.failure);
  const ground = await checkOut(session, recorded.value, flags.fetch === true);
  if (!ground.ok) return fail(session, ground.failure);
  let kept = false;
  try {
    const made = await again(session, recorded.value, ground.value, place.value, flags);
    if (!made.ok) return fail(session, made.failure);
    kept = flags.keep === true;
    const view: Reproduction = { ...made.value, kept: kept ? ground.value.source : undefined };
    if (session.flags.json === true) session.json(view);
    session.say(reproductionText(view, session.look));
    if (view.equal) return 0;
    return complain(session, notReproduced(view));
  } finally {
    const { folder, state, temporary } = ground.value;
    for (const one of kept ? [state, temporary] : [folder]) {
      const removed = world.files.remove(one);
      if (!removed.ok) complain(session, removed.failure);
    }
  }
}

type Place = { readonly image: string | undefined; readonly remark: string | undefined };

/** The recorded image; this machine when that is asked for, or when the record is a desk's and names none. */
function placeFor(
  { image: recorded, host }: Recorded,
  { onHost, image: named }: ReproduceFlags,
): Result<Place> {
  const image = named ?? recorded;
  if (onHost === true) return ok({ image: undefined, remark: undefined });
  if (image !== undefined) return ok({ image, remark: undefined });
  if (host === 'local')
    return ok({ image: undefined, remark: 'the record names no image, so this machine makes it again' });
  return err({
    code: 'reproduce-impossible',
    message: 'the record names no image in which the run was',
    why: 'no-image',
    next: '--on-host makes it again with the tools of this machine, --image name@sha256:… in that image',
  });
}

async function again(
  session: Session,
  recorded: Recorded,
  ground: Ground,
  { image, remark }: Place,
  flags: ReproduceFlags,
): Promise<Result<Reproduction>> {
  const workspace = workspaceOf(ground);
  const declared = declaredIn(session, workspace, recorded);
  if (!declared.ok) return declared;
  const wish = { image: image ?? '', engine: flags.with, fetch: flags.fetch === true };
  const door =
    image === undefined
      ? ok(hostDoor(session, ground, declared.value.names))
      : await containerDoor(session, ground, wish);
  if (!door.ok) return door;
  session.say(reproductionTitle(recorded, door.value.where, remark, session.look));
  const planned = await checkPlan(recorded, door.value, declared.value);
  if (!planned.ok) return planned;
  const now = await runAgain(session, recorded, ground, door.value, declared.value);
  if (!now.ok) return now;
  const jobs = compareJobs(recorded.jobs, now.value);
  const artifacts = await compareArtifacts(session, recorded, workspace);
  const equal =
    jobs.every(({ differs }) => differs.length === 0) &&
    artifacts.every(({ kind, sha256 }) => kind === 'output' || sha256.now === sha256.recorded);
  return ok({
    schema: REPRODUCTION_SCHEMA,
    commit: recorded.commit,
    where: door.value.where,
    ...{ equal, jobs, artifacts },
    reasons: reasonsFor(recorded, now.value),
    left: recorded.left,
    kept: undefined,
  });
}

/** Most of a plan's bytes are commands and inputs; a thousand jobs fit. */
const PLAN_LIMIT = 16 * 1024 * 1024;

/** The commit's own plan must say of each recorded job what the record says; it is made where the jobs will run. */
async function checkPlan(recorded: Recorded, door: Door, { values, flags }: Declared): Promise<Result<void>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const ran = await door.run({
    args: ['plan', '--json', '--no-color', ...flags, ...recorded.steps],
    env: values,
    network: false,
    onOutput: (chunk) => {
      bytes += chunk.length;
      if (bytes <= PLAN_LIMIT) chunks.push(Buffer.from(chunk));
    },
  });
  if (!ran.ok) return ran;
  const lines = Buffer.concat(chunks).toString('utf8').split('\n');
  const plan = readPlan(lines.find((line) => line.startsWith('{')) ?? '');
  if (ran.value !== 0 || !plan.ok) {
    const why = said(lines) ?? (plan.ok ? `it ended with ${ran.value}` : plan.failure);
    const next = 'see what sealsmith plan says in a checkout of that commit';
    return err({
      code: 'reproduce-impossible',
      message: `the commit cannot be planned there: ${why}`,
      why: 'program',
      next,
    });
  }
  const others = redefined(recorded.jobs, plan.value);
  if (others.length === 0) return ok(undefined);
  const differs = others.map(({ id, parts, absent }) => `${id} (${absent ?? parts.join(', ')})`);
  return err({ code: 'not-reproduced', commit: short(recorded.commit), differs, ran: false });
}

/** What a program of ours says of its failure, in JSON. */
function said(lines: readonly string[]): string | undefined {
  const line = lines.find((one) => one.startsWith('{"kind":"failed"'));
  if (line === undefined) return undefined;
  try {
    const { message } = JSON.parse(line) as { readonly message?: unknown };
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}

async function runAgain(
  session: Session,
  recorded: Recorded,
  ground: Ground,
  door: Door,
  { values, flags }: Declared,
): Promise<Result<ReadRecord>> {
  const { world } = session;
  const lines = outputLines((text) => session.say([text]));
  const ran = await door.run({
    args: ['run', '--force', '--keep-going', '--no-color', ...flags, ...recorded.steps],
    env: values,
    network: recorded.jobs.some(({ grants }) => grants.includes('network')),
    onOutput: lines.push,
  });
  lines.end();
  if (!ran.ok) return ran;
  const record = readRecord(world.files, `${workspaceOf(ground)}/${OURS}/run.json`);
  if (!record.ok) return record;
  // The status is what the engine came to; a record that says another one is not what it left.
  if (record.value !== undefined && record.value.record.how.exit === ran.value)
    return ok(record.value.record);
  const message = `the run left no record that fits its end (it ended with ${ran.value})`;
  return err({ code: 'reproduce-impossible', message, why: 'program', next: 'what it printed says why' });
}

function notReproduced({ commit, jobs, artifacts }: Reproduction): Failure {
  const differs = [
    ...jobs.filter((job) => job.differs.length > 0).map(({ id }) => id),
    ...artifacts
      .filter(({ kind, sha256 }) => kind === 'artifact' && sha256.now !== sha256.recorded)
      .map(({ path }) => path),
  ];
  return { code: 'not-reproduced', commit: short(commit), differs, ran: true };
}
