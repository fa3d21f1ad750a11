/** Reads the code with what the project has: its `lint` script, else ESLint, else Biome. */

import { err, ok, type Result } from '../../core/result.ts';
import type { Decision, JobIo, PlanFacts, Report, VerbOptions } from '../../core/step.ts';
import { explainer, oneJob, skip } from '../job.ts';
import { type Call, programCall, scriptCall } from './programs.ts';
import type { NodeProject } from './project.ts';

const LINTERS = ['script', 'eslint', 'biome'] as const;
type Linter = (typeof LINTERS)[number];

const PACKAGE = { eslint: 'eslint', biome: '@biomejs/biome' } as const;

export function planLint(project: NodeProject, facts: PlanFacts, options: VerbOptions): Result<Decision> {
  const chosen = chooseLinter(project, options.with);
  if (!chosen.ok) return chosen;
  if (typeof chosen.value === 'object') return skip('nothing-to-do', chosen.value.nothing);
  const linter = chosen.value;
  const call = callOf(linter, project, facts);
  if (!call.ok) return call;
  const { command, tools, stores } = call.value;
  const say = explainer(facts, 'lint');
  const file = linter === 'script' ? 'package.json' : project.configured.get(linter);
  const name = linter === 'script' ? `the lint script: ${project.json.scripts.get('lint')}` : linter;
  return oneJob(
    { step: 'lint', commands: [command], tools, stores },
    {
      explained: [
        say('linter', name, 'with', file),
        say('command', [command.tool, ...command.args].join(' '), undefined, file),
      ],
      finish: finishLint(linter),
    },
  );
}

function chooseLinter(
  { json, configured }: NodeProject,
  wanted: string | undefined,
): Result<Linter | { nothing: string }> {
  const usage = (message: string): Result<never> =>
    err({ code: 'usage', message: `steps.lint.with is ${wanted}, but ${message}` });
  const declares = (linter: 'eslint' | 'biome'): boolean => json.dependencies.has(PACKAGE[linter]);
  switch (wanted) {
    case undefined:
      if (json.scripts.has('lint')) return ok('script');
      for (const linter of ['eslint', 'biome'] as const)
        if (declares(linter) && configured.has(linter)) return ok(linter);
      return ok({
        nothing: 'no lint script in package.json, and neither ESLint nor Biome with a configuration',
      });
    case 'script':
      return json.scripts.has('lint') ? ok('script') : usage('package.json has no lint script');
    case 'eslint':
    case 'biome':
      return declares(wanted) ? ok(wanted) : usage(`${PACKAGE[wanted]} is not among the dependencies`);
    default:
      return usage(`JavaScript is read by ${LINTERS.join(', ')}`);
  }
}

function callOf(linter: Linter, project: NodeProject, facts: PlanFacts): Result<Call> {
  switch (linter) {
    case 'script':
      return scriptCall(project, facts, 'lint', 'lint');
    case 'eslint':
      return programCall(project, facts, 'lint', 'eslint', ['.']);
    case 'biome':
      return programCall(project, facts, 'lint', 'biome', ['ci', '.']);
  }
}

/** How many findings there are, where the linter says it in a way that is known here; the exit status decides. */
function finishLint(linter: Linter): (io: JobIo) => Promise<Result<Report>> {
  return async ({ succeeded, tail }) => {
    const said = succeeded
      ? undefined
      : [...tail.matchAll(/^✖ (\d+) problems? |^Found (\d+) errors?\./gm)].at(-1);
    const count = Number(said?.[1] ?? said?.[2] ?? 0);
    const found = count === 0 ? '' : ` · ${count} ${count === 1 ? 'finding' : 'findings'}`;
    return ok({ facts: {}, summary: `${linter === 'script' ? 'lint script' : linter}${found}`, remarks: [] });
  };
}
