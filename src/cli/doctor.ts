/** `sealsmith doctor`: whether this machine has what the plan needs, tool by tool. */

import { machineKey } from '../cache/machine-key.ts';
import { openStore } from '../cache/stores/registry.ts';
import { type ExitStatus, explain, type Failure, worstExit } from '../core/failure.ts';
import type { Isolation } from '../core/ports.ts';
import { ok } from '../core/result.ts';
import type { Tool, ToolRequest } from '../core/tool.ts';
import { missLine } from '../report/cache-entry.ts';
import { cacheFacts } from '../report/cache-outlook.ts';
import { credentialsRemark, refusalRemark } from '../report/checkout.ts';
import { type DoctorView, doctorText } from '../report/doctor.ts';
import { visible } from '../report/escape.ts';
import { cacheOutlook } from '../run/cache-outlook.ts';
import { makePlan, type Planned } from '../run/plan.ts';
import type { Prepared } from '../run/prepare.ts';
import { STEPS } from '../steps/registry.ts';
import { ownProgram, type ProgramFlags, printProgram, strayFlag, verifyProgram } from './own-program.ts';
import { prepared } from './prepared.ts';
import { complain, fail, type Session } from './session.ts';

export async function doctor(session: Session, flags: ProgramFlags = {}): Promise<ExitStatus> {
  if (flags.attestation !== undefined) return await verifyProgram(session, flags);
  if (flags.program === true) return await printProgram(session);
  const stray = strayFlag(flags);
  if (stray !== undefined) {
    const message = `--${stray} says who may have signed this program: it goes with --attestation`;
    return fail(session, { code: 'usage', message });
  }
  const found = await prepared(session);
  if (!found.ok) return fail(session, found.failure);
  const { plans, failures } = planEach(found.value);
  const program = await ownProgram(session.world);
  const view = {
    ...viewOf(found.value, plans, failures, await cacheOf(session, found.value)),
    ...(program.ok ? { program: { version: session.world.self.version, sha256: program.value.sha256 } } : {}),
  };
  if (session.flags.json === true) session.json(view);
  session.say(doctorText(view, session.look));
  if (session.flags.quiet === true) for (const failure of failures) complain(session, failure);
  return worstExit(failures);
}

/** Each step on its own, so that one missing tool does not hide the next. */
function planEach(prepared: Prepared): { plans: readonly Planned[]; failures: readonly Failure[] } {
  const own = Object.keys(prepared.config.steps ?? {}).filter(
    (name) => !STEPS.some((step) => step.name === name),
  );
  const names = [...STEPS.map((step) => step.name), ...own];
  const results = names.map((name) => makePlan({ ...prepared.input, wish: { steps: [name], only: true } }));
  const failures = new Map<string, Failure>();
  for (const result of results) if (!result.ok) failures.set(JSON.stringify(result.failure), result.failure);
  return {
    plans: results.flatMap((result) => (result.ok ? [result.value] : [])),
    failures: [...failures.values()],
  };
}

function viewOf(
  prepared: Prepared,
  plans: readonly Planned[],
  failures: readonly Failure[],
  cache: DoctorView['cache'],
): DoctorView {
  const { input, requests } = prepared;
  const { broken } = input;
  const jobs = plans.flatMap(({ plan }) => plan.jobs);
  const neededBy = (name: string): string[] => [
    ...new Set(
      jobs.filter((job) => job.spec.tools.some((tool) => tool.name === name)).map((job) => job.spec.step),
    ),
  ];
  const missingFor = (name: string): string[] =>
    failures.flatMap((failure) =>
      failure.code === 'tool-missing' && failure.tool === name ? [failure.wantedBy] : [],
    );
  // A tool that is there in a version that will not do is a problem, not a row.
  const shownAsRow = (tool: string): boolean =>
    requests.some((request) => request.name === tool) && !input.facts.tools.has(tool);
  return {
    project: `${input.name}  ${prepared.project.toolchain} (${prepared.project.file})`,
    tools: requests.map((request) =>
      toolRow(request, input.facts.tools.get(request.name), broken.get(request.name), neededBy, missingFor),
    ),
    isolation: isolationRow(input.isolation),
    cache,
    problems: failures
      .filter((failure) => failure.code !== 'tool-missing' || !shownAsRow(failure.tool))
      .map((failure) => ({ code: failure.code, ...explain(failure) })),
    exit: worstExit(failures),
    remarks: remarksOf(prepared),
  };
}

function toolRow(
  request: ToolRequest,
  tool: Tool | undefined,
  broken: Failure | undefined,
  neededBy: (name: string) => string[],
  missingFor: (name: string) => string[],
): DoctorView['tools'][number] {
  const missing = missingFor(request.name);
  return {
    name: request.name,
    found: tool === undefined ? undefined : { path: tool.path, version: tool.version },
    problem: broken === undefined ? undefined : explain(broken).message,
    neededBy: tool === undefined ? missing : neededBy(request.name),
    needed: missing.length > 0,
    get: request.get,
  };
}

function isolationRow(isolation: {
  readonly network: Isolation;
  readonly alone: Isolation;
}): DoctorView['isolation'] {
  return { processes: isolation.alone.processes, network: isolation.alone.network };
}

/** What a careful person would want to know of this checkout. */
function remarksOf({ input, refused }: Prepared): readonly string[] {
  const { git } = input.facts.context;
  if (refused !== undefined) return refusalRemark(refused);
  if (git === undefined)
    return ['not a git repository: every file counts as an input, and the record names no commit'];
  return [
    ...(git.commit === undefined ? ['the repository has no commit yet'] : []),
    ...(git.shallow
      ? ['a shallow clone: whether a tag lies on a protected branch cannot be known here']
      : []),
    ...credentialsRemark(input.facts.context),
  ];
}

/** Nothing is made and nothing asked: a key that is not there yet is no fault, one that is open to others is. */
async function cacheOf({ world }: Session, { input, cache }: Prepared): Promise<DoctorView['cache']> {
  const { context } = input.facts;
  const facts = cacheFacts(cacheOutlook(world, context, cache));
  if (cache.store === 'off') return facts;
  const store = await openStore(world, cache, context);
  const key = context.host === 'local' ? machineKey(world.files, world.state, false) : ok(undefined);
  return [
    ...facts,
    ...(store.ok ? [] : [{ good: false, text: `its store cannot be used: ${missLine(store.failure)}` }]),
    ...(key.ok
      ? []
      : [{ good: false, text: `nothing is taken or kept: ${visible(explain(key.failure).message)}` }]),
  ];
}
