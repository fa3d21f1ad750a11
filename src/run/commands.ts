/** Runs a job's commands one after the other, keeps what they print, and reads their outputs into a report. */

import { commandSaid } from '../core/command.ts';
import type { Failure } from '../core/failure.ts';
import { FAILURE_VARIABLE } from '../core/inside.ts';
import type { CommandOutcome, World } from '../core/ports.ts';
import { ok, type Result } from '../core/result.ts';
import type { Command, JobSpec, Report } from '../core/step.ts';
import { canonicalJson } from '../formats/canonical.ts';
import { asksRegistries, environmentOf, type PrivateFolders } from './environment.ts';
import type { JobTask, Stage } from './job.ts';
import { logOf, makeOutput, type Output, withoutSecrets } from './job-output.ts';
import { networkHints } from './network-hint.ts';
import { giveRegistries } from './registries.ts';
import { toldFailure } from './told-failure.ts';

/** A log longer than this keeps its beginning and its end. */
const LOG_LIMIT = 64 * 1024 * 1024;

export type Ran = {
  readonly state: 'done' | 'failed' | 'cancelled';
  readonly report: Report;
  readonly failure?: Failure;
  readonly log: string;
};

const NOTHING: Report = { facts: {}, summary: '', remarks: [] };

export async function runCommands(stage: Stage, task: JobTask): Promise<Ran> {
  const { spec } = task.planned;
  const { files } = stage.world;
  const log = logOf(spec);
  const failed = (failure: Failure, report = NOTHING): Ran => ({ state: 'failed', report, failure, log });

  const folders = makeFolders(stage, spec);
  if (!folders.ok) return failed(folders.failure);
  const registries = asksRegistries(spec) ? await giveRegistries(stage, spec, folders.value.docker) : ok([]);
  if (!registries.ok) return failed(registries.failure);
  if (spec.account !== undefined) {
    const told = files.writeText(`${stage.workspace}/${spec.account}`, canonicalJson(task.account()));
    if (!told.ok) return failed(told.failure);
  }
  const file = files.log(`${stage.workspace}/${log}`, LOG_LIMIT);
  if (!file.ok) return failed(file.failure);
  const { world, granted, trusted, bins } = stage;
  const env = environmentOf(spec, world, granted, trusted, folders.value, bins, stage.stores);
  const output = makeOutput(stage, task, file.value, registries.value);
  try {
    const until = stage.world.clock.now() + spec.limit;
    for (const command of spec.commands) {
      const limit = Math.max(1, until - stage.world.clock.now());
      const told = `${folders.value.tmp}/failure.json`;
      const self = command.tool === 'sealsmith';
      // What a command before left there, which may be the project's, is not ours.
      if (self) files.remove(told);
      const own = self ? { [FAILURE_VARIABLE]: told } : {};
      const outcome = await run(stage, task, command, { ...env, ...own }, limit, output);
      if (outcome.kind === 'aborted') return { state: 'cancelled', report: NOTHING, log };
      const ended = failureOf(outcome, spec, command, log);
      const heard = self && ended?.code === 'command-failed' ? toldFailure(files, told) : undefined;
      const failure = heard ?? ended;
      if (failure !== undefined) {
        output.end();
        const report = await finish(stage, task, output.tail.text(), false);
        const hints = networkHints(task.planned, output.tail.text());
        // What its reader makes of it says more than an exit status: a stale lock file, say.
        if (!report.ok) return failed(report.failure, { ...NOTHING, remarks: hints });
        return failed(failure, { ...report.value, remarks: [...report.value.remarks, ...hints] });
      }
    }
    output.end();
    const missing = spec.outputs.find((path) => files.kind(`${stage.workspace}/${path}`) === undefined);
    if (missing !== undefined) return failed({ code: 'output-missing', job: spec.id, path: missing });
    const report = await finish(stage, task, output.tail.text(), true);
    return report.ok ? { state: 'done', report: report.value, log } : failed(report.failure);
  } finally {
    output.end();
    file.value.close();
    files.remove(folderOf(stage, spec));
  }
}

async function finish(
  stage: Stage,
  task: JobTask,
  tail: string,
  succeeded: boolean,
): Promise<Result<Report>> {
  if (task.job.finish === undefined) return ok(NOTHING);
  const { workspace, world } = stage;
  const read = await task.job.finish({ workspace, files: world.files, succeeded, tail });
  return read.ok ? ok(withoutSecrets(read.value, stage, task)) : read;
}

function folderOf(stage: Pick<Stage, 'temporary'>, spec: JobSpec): string {
  return `${stage.temporary}/${encodeURIComponent(spec.id)}`;
}

/** HOME, TMPDIR and a folder of links to exactly the tools of the plan. */
export function makeFolders(
  stage: Pick<Stage, 'temporary' | 'stores'> & { readonly world: Pick<World, 'files'> },
  spec: JobSpec,
): Result<PrivateFolders> {
  const { files } = stage.world;
  const folder = folderOf(stage, spec);
  const folders = {
    home: `${folder}/home`,
    tmp: `${folder}/tmp`,
    bin: `${folder}/bin`,
    docker: `${folder}/docker`,
  };
  for (const path of Object.values(folders)) {
    const made = files.makeFolder(path, 0o700);
    if (!made.ok) return made;
  }
  for (const store of spec.stores) {
    const made = files.makeFolder(`${stage.stores}/${store.name}`, 0o700);
    if (!made.ok) return made;
  }
  for (const tool of spec.tools) {
    if (tool.from !== 'machine') continue;
    const linked = files.link(tool.path, `${folders.bin}/${tool.name}`);
    if (!linked.ok) return linked;
  }
  return ok(folders);
}

async function run(
  stage: Stage,
  task: JobTask,
  command: Command,
  env: Readonly<Record<string, string>>,
  limit: number,
  output: Output,
): Promise<CommandOutcome> {
  const { spec } = task.planned;
  const { world, workspace } = stage;
  const program = programOf(stage, spec, command);
  return world.processes.run({
    ...program,
    cwd: command.cwd === undefined ? workspace : `${workspace}/${command.cwd}`,
    env,
    network: spec.grants.includes('network'),
    engine: spec.grants.includes('engine'),
    limit,
    abort: task.abort,
    onOutput: output.write,
  });
}

function programOf(
  stage: Stage,
  spec: JobSpec,
  command: Command,
): { program: string; args: readonly string[] } {
  const { self } = stage.world;
  const tool = spec.tools.find((known) => known.name === command.tool);
  if (tool === undefined) throw new Error(`${spec.id} runs ${command.tool}, which is none of its tools`);
  switch (tool.from) {
    case 'self':
      return { program: self.node, args: [self.entry, ...command.args] };
    case 'project':
      return { program: `${stage.workspace}/${tool.path}`, args: command.args };
    case 'machine':
      return { program: tool.path, args: command.args };
  }
}

function failureOf(
  outcome: CommandOutcome,
  spec: JobSpec,
  command: Command,
  log: string,
): Failure | undefined {
  const said = { job: spec.id, command: commandSaid(command), log };
  switch (outcome.kind) {
    case 'exited':
      return outcome.exit === 0 ? undefined : { code: 'command-failed', ...said, exit: outcome.exit };
    case 'killed':
      return { code: 'command-killed', ...said, signal: outcome.signal };
    case 'timeout':
      return { code: 'command-timeout', ...said, limit: spec.limit };
    case 'not-started':
      return { code: 'system', doing: `start ${command.tool} for`, path: spec.id, errno: outcome.errno };
    case 'aborted':
      return undefined;
  }
}
