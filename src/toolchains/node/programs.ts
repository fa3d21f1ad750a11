/** How a job after install starts a script of `package.json`, or a program that a dependency brings. */

import { ok, type Result } from '../../core/result.ts';
import type { Command, JobSpec, PlanFacts, StepName } from '../../core/step.ts';
import type { Tool } from '../../core/tool.ts';
import type { NodeProject } from './project.ts';
import { MANAGER_STORES } from './stores.ts';
import { managerCaller, nodeTool } from './tools.ts';

export type Call = Pick<JobSpec, 'tools' | 'stores'> & { readonly command: Command };

/** `npm run --silent lint`: what the script prints, without what the manager has to say about it. */
export function scriptCall(
  project: NodeProject,
  facts: PlanFacts,
  step: StepName,
  script: string,
  args: readonly string[] = [],
): Result<Call> {
  const caller = managerCaller(project, facts, step);
  if (!caller.ok) return caller;
  const { name } = project.manager;
  const quiet = name === 'yarn' ? ['run', script] : ['run', '--silent', script];
  // npm alone takes what follows a script's name for its own.
  const passed = args.length === 0 ? [] : name === 'npm' ? ['--', ...args] : args;
  return ok({
    command: caller.value.call(...quiet, ...passed),
    tools: caller.value.tools,
    stores: storesAfterInstall(project),
  });
}

/** A program in `node_modules/.bin`; with Plug'n'Play only Yarn knows where it is. */
export function programCall(
  project: NodeProject,
  facts: PlanFacts,
  step: StepName,
  name: string,
  args: readonly string[],
): Result<Call> {
  if (project.layout === 'pnp') return scriptCall(project, facts, step, name, args);
  const node = nodeTool(project, facts, step);
  if (!node.ok) return node;
  const tool: Tool = { name, version: '', from: 'project', path: `node_modules/.bin/${name}` };
  return ok({ command: { tool: name, args }, tools: [tool, node.value], stores: [] });
}

/** Node itself; with Plug'n'Play by way of Yarn, so that packages are found. */
export function nodeCall(
  project: NodeProject,
  facts: PlanFacts,
  step: StepName,
  args: readonly string[],
): Result<Call> {
  if (project.layout === 'pnp') {
    const caller = managerCaller(project, facts, step);
    if (!caller.ok) return caller;
    return ok({
      command: caller.value.call('node', ...args),
      tools: caller.value.tools,
      stores: storesAfterInstall(project),
    });
  }
  const node = nodeTool(project, facts, step);
  return node.ok ? ok({ command: { tool: 'node', args }, tools: [node.value], stores: [] }) : node;
}

/** With Plug'n'Play the packages stay in Yarn's store: every job reads them there, and only install compares them. */
export function storesAfterInstall(project: NodeProject): JobSpec['stores'] {
  return project.layout === 'pnp' ? [MANAGER_STORES.yarn] : [];
}
