/** Node and the package manager of the machine, and how the manager is called. */

import satisfies from 'semver/functions/satisfies.js';
import validRange from 'semver/ranges/valid.js';
import { err, ok, type Result } from '../../core/result.ts';
import type { Command, PlanFacts, StepName } from '../../core/step.ts';
import { type Tool, type ToolRequest, toolRequest } from '../../core/tool.ts';
import type { ManagerName } from './manager.ts';
import type { NodeProject } from './project.ts';

const GET = {
  node: 'install Node (nodejs.org, or your version manager) and put it first on PATH',
  npm: 'npm comes with Node; on Debian: apt install npm',
  pnpm: 'npm install --global pnpm',
  yarn: 'npm install --global @yarnpkg/cli-dist, or commit Yarn itself: yarn set version stable',
  'yarn-1': 'npm install --global yarn@1',
} as const;

/** What to look for on this machine. */
export function nodeRequests({ manager }: NodeProject): ToolRequest[] {
  const requests = [toolRequest('node', GET.node)];
  const { name } = manager;
  if (name === 'npm' || name === 'yarn-1') requests.push(toolRequest('npm', GET.npm));
  if (name === 'pnpm') requests.push(toolRequest('pnpm', GET.pnpm));
  if (name === 'yarn-1' || (name === 'yarn' && manager.yarn.path === undefined)) {
    requests.push(toolRequest('yarn', GET[name]));
  }
  return requests;
}

/** The Node of this machine, when the project allows it (`engines.node`). */
export function nodeTool({ json }: NodeProject, facts: PlanFacts, wantedBy: StepName): Result<Tool> {
  const node = facts.tools.get('node');
  const range = json.node === undefined ? undefined : validRange(json.node);
  const wanted = typeof range === 'string' && range !== '*' ? `Node ${json.node} (package.json)` : 'Node';
  if (node === undefined) return err({ code: 'tool-missing', tool: wanted, wantedBy, get: GET.node });
  if (typeof range !== 'string' || satisfies(node.version, range, { includePrerelease: true }))
    return ok(node);
  const get = `found ${node.version} at ${node.path}; ${GET.node}`;
  return err({ code: 'tool-missing', tool: wanted, wantedBy, get });
}

/** The manager, ready to be called. */
export type Caller = {
  readonly call: (...args: readonly string[]) => Command;
  /** All that a job with such a call needs: managers are themselves programs for Node. */
  readonly tools: readonly Tool[];
  /** Empty for a manager that the project brings along. */
  readonly version: string;
};

export function managerCaller(project: NodeProject, facts: PlanFacts, wantedBy: StepName): Result<Caller> {
  const node = nodeTool(project, facts, wantedBy);
  if (!node.ok) return node;
  const { name, yarn } = project.manager;
  if (name === 'yarn' && yarn.path !== undefined) {
    const { path } = yarn;
    return ok({
      call: (...args) => ({ tool: 'node', args: [path, ...args] }),
      tools: [node.value],
      version: '',
    });
  }
  const tool = machineManager(project, facts, wantedBy);
  if (!tool.ok) return tool;
  const called = tool.value.name;
  const { version } = tool.value;
  return ok({ call: (...args) => ({ tool: called, args }), tools: [tool.value, node.value], version });
}

/** npm too where another manager leaves it something to do. */
export function npmCaller(facts: PlanFacts, wantedBy: StepName): Result<Omit<Caller, 'version'>> {
  const npm = facts.tools.get('npm');
  if (npm === undefined) return err({ code: 'tool-missing', tool: 'npm', wantedBy, get: GET.npm });
  return ok({ call: (...args) => ({ tool: 'npm', args }), tools: [npm] });
}

function machineManager({ manager }: NodeProject, facts: PlanFacts, wantedBy: StepName): Result<Tool> {
  const { name, asked } = manager;
  const tool = facts.tools.get(name === 'yarn-1' ? 'yarn' : name);
  const wanted = WANTED[name];
  const missing = (found: string): Result<Tool> =>
    err({
      code: 'tool-missing',
      tool: asked === undefined ? wanted : `${wanted} (${asked})`,
      wantedBy,
      get: `${found}${GET[name]}`,
    });
  if (tool === undefined) return missing('');
  // Yarn 1 and its successors refuse, or rewrite, each other's lock files.
  const isFirst = /^[01]\./.test(tool.version);
  if ((name === 'yarn' && isFirst) || (name === 'yarn-1' && !isFirst)) {
    return missing(`found Yarn ${tool.version} at ${tool.path}; `);
  }
  return ok(tool);
}

const WANTED: Readonly<Record<ManagerName, string>> = {
  npm: 'npm',
  pnpm: 'pnpm',
  yarn: 'Yarn 2 or later',
  'yarn-1': 'Yarn 1',
};
