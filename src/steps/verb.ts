/** One verb of the toolchain, with what the configuration says of every step laid over it. */

import { ok, type Result } from '../core/result.ts';
import type {
  Decision,
  Explained,
  Grant,
  Job,
  JobSpec,
  Origin,
  PlanFacts,
  StepOptions,
  Verb,
  VerbOptions,
} from '../core/step.ts';
import { eachOnce, type Tool, type ToolRequest, toolRequest } from '../core/tool.ts';
import { NETWORK_FORWARDS } from '../toolchains/job.ts';

/** Half an hour: longer than honest steps take, shorter than a runner's patience. */
export const DEFAULT_LIMIT = 30 * 60_000;

/** Shells of one name differ from machine to machine, and not all tell a version: the digest of the file does. */
export const SHELL_REQUEST: ToolRequest = toolRequest('sh', 'install a POSIX shell as sh', {
  versionArgs: [],
});

export function planVerb(verb: Verb, facts: PlanFacts, options: StepOptions & VerbOptions): Result<Decision> {
  const decision = facts.project.plan(verb, facts, options);
  if (!decision.ok && options.run === undefined) return decision;
  if (!decision.ok || decision.value.kind === 'skip') {
    if (options.run === undefined) return decision;
    return ok({ kind: 'run', jobs: [overlay(verb, bareJob(verb, facts), facts, options)] });
  }
  return ok({ kind: 'run', jobs: decision.value.jobs.map((job) => overlay(verb, job, facts, options)) });
}

/** Lays the options common to all steps over a job; each says where it came from. */
export function overlay(step: string, job: Job, facts: PlanFacts, options: StepOptions): Job {
  const { spec } = job;
  const explained = new Map(job.explained.map((entry) => [entry.what, entry]));
  const say = (what: string, key: string, value: string): void => {
    explained.set(what, { what, value, origin: facts.origin('steps', step, key) ?? DEFAULT });
  };
  const grants = new Set<Grant>(spec.grants);
  if (options.network === true) grants.add('network');
  if (options.network === false) grants.delete('network');
  for (const name of options.secrets ?? []) grants.add(`secret:${name}`);
  if (options.run !== undefined) say('command', 'run', options.run);
  if (options.network !== undefined) say('network', 'network', options.network ? 'granted' : 'withheld');
  if (options.secrets !== undefined) say('secrets', 'secrets', options.secrets.join(' '));
  if (options.env !== undefined) say('variables', 'env', options.env.join(' '));
  if (options.inputs !== undefined) say('inputs', 'inputs', options.inputs.join(' '));
  if (options.outputs !== undefined) say('outputs', 'outputs', options.outputs.join(' '));
  if (options.tools !== undefined) say('tools', 'tools', options.tools.join(' '));
  if (options.timeout !== undefined) say('timeout', 'timeout', `${options.timeout / 1000} s`);
  if (options.cache !== undefined) say('cache', 'cache', options.cache ? 'on' : 'off');
  return {
    ...job,
    explained: [...explained.values()].toSorted(byConfigFirst),
    spec: {
      ...spec,
      commands: options.run === undefined ? spec.commands : replaced(spec, options.run),
      tools: eachOnce([
        ...spec.tools,
        ...(options.run === undefined ? [] : [shellOf(facts)]),
        ...declaredTools(facts, options),
      ]),
      inputs: options.inputs ?? spec.inputs,
      outputs: [...new Set([...spec.outputs, ...(options.outputs ?? [])])],
      grants: [...grants].toSorted(),
      limit: options.timeout ?? spec.limit,
      // What a line of the user makes of a store, nobody has tried.
      stores: options.run === undefined ? spec.stores : unchecked(spec.stores),
      cache: cacheOf(spec, grants, options),
    },
  };
}

const DEFAULT: Origin = { from: 'default' };

/** The same folders, of which nobody can say that the commands hold them against a lock file. */
export function unchecked(stores: JobSpec['stores']): JobSpec['stores'] {
  return stores.map((store) => ({ ...store, checked: false }));
}

/** What we do with what was built still follows the user's line. */
const AFTER_BUILD: ReadonlySet<string> = new Set(['probe', 'pack']);

/** The user's line takes the place of the project's commands. */
function replaced(spec: JobSpec, run: string): JobSpec['commands'] {
  const kept = spec.commands.filter(
    ({ tool, args }) => tool === 'sealsmith' && AFTER_BUILD.has(args[1] ?? ''),
  );
  return [shellCommand(run), ...kept];
}

/** What reaches the network or holds a secret has inputs that no key knows; such a result is kept only when asked for. */
function cacheOf(spec: JobSpec, grants: ReadonlySet<Grant>, options: StepOptions): JobSpec['cache'] {
  if (options.cache === false) return 'never';
  const open = [...grants].some((grant) => grant !== 'network' || spec.cache === 'result');
  return open && options.cache !== true ? 'never' : spec.cache;
}

/** The shell line of a step, as a command. */
function shellCommand(run: string): JobSpec['commands'][number] {
  return { tool: 'sh', args: ['-eu', '-c', run] };
}

/** Where PATH has none, it stands where POSIX systems keep it. */
function shellOf({ tools }: PlanFacts): Tool {
  return tools.get('sh') ?? { name: 'sh', version: '', from: 'machine', path: '/bin/sh' };
}

function declaredTools(facts: PlanFacts, options: StepOptions): readonly Tool[] {
  return (options.tools ?? []).flatMap((name) => facts.tools.get(name) ?? []);
}

/** A verb that the toolchain would skip, but for which the user gave a line. */
function bareJob(verb: Verb, { project }: PlanFacts): Job {
  const spec: JobSpec = {
    id: verb,
    step: verb,
    commands: [],
    inputs: ['**'],
    tools: [],
    params: {},
    env: {},
    forwards: verb === 'install' ? project.forwards : NETWORK_FORWARDS,
    stores: project.stores,
    outputs: [],
    scratch: [],
    needs: verb === 'install' ? [] : ['deps'],
    gives: [],
    grants: verb === 'install' ? ['network'] : [],
    cache: verb === 'install' ? 'never' : 'result',
    limit: DEFAULT_LIMIT,
  };
  return { spec, explained: [] };
}

function byConfigFirst(a: Explained, b: Explained): number {
  const weight = (entry: Explained): number => (entry.what === 'command' ? 0 : 1);
  return weight(a) - weight(b) || (a.what < b.what ? -1 : a.what > b.what ? 1 : 0);
}
