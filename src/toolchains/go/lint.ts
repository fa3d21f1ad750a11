/** Reads the code with `go vet` and `gofmt`; with golangci-lint too, where the project configures it. */

import { err, ok, type Result } from '../../core/result.ts';
import type { Command, Decision, JobIo, PlanFacts, Report, VerbOptions } from '../../core/step.ts';
import type { Tool } from '../../core/tool.ts';
import { explainer, oneJob } from '../job.ts';
import type { GoProject } from './project.ts';
import { GO_STORES } from './stores.ts';
import { goTool, machineTool, OFFLINE } from './tools.ts';

const VET: Command = { tool: 'go', args: ['vet', './...'] };
const GOLANGCI: Command = { tool: 'golangci-lint', args: ['run', './...'] };

/** gofmt lists what it would change and ends with 0 all the same. */
const GOFMT: Command = {
  tool: 'sealsmith',
  args: [
    ...['internal', 'expect-silence'],
    ...['--because', 'these files are not formatted; gofmt -w formats them', '--ignore', 'vendor/'],
    ...['--', 'gofmt', '-l', '.'],
  ],
};

export function planLint(project: GoProject, facts: PlanFacts, options: VerbOptions): Result<Decision> {
  const { golangci } = project;
  const wanted = options.with;
  if (wanted !== undefined && wanted !== 'vet' && wanted !== 'golangci-lint') {
    return err({
      code: 'usage',
      message: `steps.lint.with is ${wanted}, but Go is read by vet or golangci-lint`,
    });
  }
  const go = goTool(project, facts, 'lint');
  if (!go.ok) return go;
  const usual = wanted === 'golangci-lint' ? ok(undefined) : machineTool('gofmt', facts, 'lint');
  if (!usual.ok) return usual;
  const golangciThere = facts.tools.has('golangci-lint') && golangci !== undefined;
  const extra =
    wanted === 'golangci-lint' || (wanted === undefined && golangciThere)
      ? machineTool('golangci-lint', facts, 'lint')
      : ok(undefined);
  if (!extra.ok) return extra;

  const self = facts.tools.get('sealsmith');
  const gofmt = usual.value;
  const commands = [
    ...(gofmt === undefined ? [] : [VET, GOFMT]),
    ...(extra.value === undefined ? [] : [GOLANGCI]),
  ];
  const tools = [go.value, gofmt, extra.value, gofmt === undefined ? undefined : self].filter(
    (tool): tool is Tool => tool !== undefined,
  );
  const say = explainer(facts, 'lint');
  const names = [
    ...(gofmt === undefined ? [] : ['vet', 'gofmt']),
    ...(extra.value === undefined ? [] : ['golangci-lint']),
  ];
  return oneJob(
    { step: 'lint', commands, tools, stores: GO_STORES, env: OFFLINE },
    {
      explained: [say('linter', names.join(', '), 'with', extra.value === undefined ? 'go.mod' : golangci)],
      finish: finishLint(names, wanted === undefined && !golangciThere ? golangci : undefined),
    },
  );
}

/** @param unread  a configuration of golangci-lint for which there is no golangci-lint */
function finishLint(
  names: readonly string[],
  unread: string | undefined,
): (io: JobIo) => Promise<Result<Report>> {
  const remarks =
    unread === undefined
      ? []
      : [`${unread} is there, but golangci-lint is not on this machine: it did not run`];
  return async () => ok({ facts: {}, summary: names.join(', '), remarks });
}
