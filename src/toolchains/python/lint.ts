/** Reads the code with the linter that the project has: ruff, else flake8, else pylint. */

import { err, type Result } from '../../core/result.ts';
import type { Command, Decision, PlanFacts, VerbOptions } from '../../core/step.ts';
import type { Tool } from '../../core/tool.ts';
import { explainer, oneJob, skip } from '../job.ts';
import { finishLint } from './linted.ts';
import type { PythonProject } from './project.ts';
import { VENV, venvTool } from './venv-tools.ts';

export const LINTERS = ['ruff', 'flake8', 'pylint'] as const;
export type Linter = (typeof LINTERS)[number];

/** Ruff's cache would lie in the tree. */
const ENV = { RUFF_NO_CACHE: 'true' };

export function planLint(project: PythonProject, facts: PlanFacts, options: VerbOptions): Result<Decision> {
  const chosen = chooseLinter(project, facts, options.with);
  if (chosen === 'unknown') {
    const message = `steps.lint.with is ${options.with}, but Python is read by ${LINTERS.join(', ')}`;
    return err({ code: 'usage', message });
  }
  if (chosen === undefined) {
    const file = project.configured.get('ruff');
    if (file === undefined) return skip('nothing-to-do', `no linter is declared (${LINTERS.join(', ')})`);
    return skip('needs-tool', `${file} configures ruff, which is neither declared nor on this machine`);
  }
  const { linter, tool, file } = chosen;
  const say = explainer(facts, 'lint');
  const command: Command = { tool: linter, args: ARGUMENTS[linter](project) };
  const name = tool.version === '' ? linter : `${linter} ${tool.version}`;
  const spec = { step: 'lint', commands: [command], tools: [tool], env: ENV };
  // A line of the user's own may run anything; only where it names the linter is that what read the code.
  if (options.run !== undefined && !options.run.includes(linter)) return oneJob(spec, { explained: [] });
  return oneJob(spec, {
    explained: [
      say('linter', tool.from === 'machine' ? `${name} of this machine` : name, 'with', file),
      say('command', [command.tool, ...command.args].join(' '), undefined),
    ],
    finish: finishLint(linter, tool.version),
  });
}

type Chosen = { readonly linter: Linter; readonly tool: Tool; readonly file: string | undefined };

function chooseLinter(
  project: PythonProject,
  facts: PlanFacts,
  wanted: string | undefined,
): Chosen | 'unknown' | undefined {
  if (wanted !== undefined) {
    const linter = LINTERS.find((one) => one === wanted);
    if (linter === undefined) return 'unknown';
    return { linter, tool: toolOf(project, facts, linter), file: project.declared.get(linter) };
  }
  const declared = LINTERS.find((one) => project.declared.has(one));
  const ruff = project.configured.get('ruff');
  if (declared !== 'ruff' && ruff !== undefined && facts.tools.has('ruff')) {
    return { linter: 'ruff', tool: toolOf(project, facts, 'ruff'), file: ruff };
  }
  if (declared === undefined) return undefined;
  return { linter: declared, tool: venvTool(declared), file: project.declared.get(declared) };
}

/** The project's own, at the version it has chosen, before the machine's. */
function toolOf(project: PythonProject, facts: PlanFacts, linter: Linter): Tool {
  const machine = facts.tools.get(linter);
  return project.declared.has(linter) || machine === undefined ? venvTool(linter) : machine;
}

const ARGUMENTS: Readonly<Record<Linter, (project: PythonProject) => readonly string[]>> = {
  ruff: () => ['check', '.'],
  flake8: () => ['--extend-exclude', `${VENV},.sealsmith`, '.'],
  pylint: ({ sources }) => ['--recursive=y', ...sources],
};
