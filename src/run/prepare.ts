/** Everything that is known before planning: the project, the context, the configuration, the machine's tools. */

import type { Failure } from '../core/failure.ts';
import type { HostFacts } from '../core/host.ts';
import type { World } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { PlanFacts, Project } from '../core/step.ts';
import { type Tool, type ToolRequest, toolRequest } from '../core/tool.ts';
import {
  CONFIG_NAMES,
  type Config,
  EMPTY_CONFIG,
  parseConfig,
  parseSettings,
  type Settings,
} from './config.ts';
import { makeContext } from './context.ts';
import type { PlanInput } from './plan.ts';
import { detectProject, projectName, treeOf } from './project.ts';
import { trustOf } from './trust.ts';
import { parseEnvFile, type Variables, variable } from './variables.ts';

/** All that `makePlan` needs but the wish, and what `doctor` wants to show beside. */
export type Prepared = {
  readonly input: Omit<PlanInput, 'wish'>;
  readonly project: Project;
  readonly config: Config;
  readonly requests: readonly ToolRequest[];
  /** Secrets by name: what looked like one, and what a step declares as one. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Tools that are there but do not work. */
  readonly broken: ReadonlyMap<string, Failure>;
};

/**
 * @param workspace  absolute path of the folder to run in
 * @param configPath  what --config says; absolute, or undefined to look for the usual names
 */
export async function prepare(
  world: World,
  host: HostFacts,
  workspace: string,
  configPath: string | undefined,
): Promise<Result<Prepared>> {
  if (world.files.kind(workspace) !== 'folder') return err({ code: 'not-a-folder', path: workspace });
  const gitFacts = world.git.facts(workspace);
  const loaded = loadConfig(world, workspace, configPath);
  if (!loaded.ok) return loaded;
  const { config, variables } = loaded.value;
  const own = Object.values(config.steps ?? {}).some((step) => typeof step === 'object' && 'run' in step);
  const detected = detectProject(treeOf(workspace, world.files), config.toolchain, own);
  if (!detected.ok) return detected;
  const project = detected.value;

  const requests = allRequests(project, config);
  const [git, found, network, alone] = await Promise.all([
    gitFacts,
    world.findTools(requests),
    world.processes.isolation(true),
    world.processes.isolation(false),
  ]);
  const context = makeContext(host, await trustOf(world, host, workspace, config), workspace, git);
  const tools = new Map<string, Tool>([['sealsmith', selfTool(world)]]);
  const broken = new Map<string, Failure>();
  for (const [name, tool] of found) {
    if ('code' in tool) broken.set(name, tool);
    else tools.set(name, tool);
  }
  const missing = missingTool(config, tools, broken, requests);
  if (missing !== undefined) return err(missing);
  const facts: PlanFacts = { context, project, machine: world.machine, tools, origin: config.origin };
  const name = projectName(config.project, project, git?.remote, workspace);
  const secrets = allSecrets(world, config);
  const held = new Set(secrets.keys());
  const input = { name, facts, config, variables, secrets: held, isolation: { network, alone } };
  return ok({ input, project, config, requests, secrets, broken });
}

/** A secret need not be called like one: what a step declares as a secret is handled as one. */
function allSecrets(world: World, config: Config): ReadonlyMap<string, string> {
  const declared = Object.values(config.steps ?? {}).flatMap((step) =>
    typeof step === 'object' ? (step.secrets ?? []) : [],
  );
  const more = declared.flatMap((name): [string, string][] => {
    const value = world.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return new Map([...more, ...world.secrets]);
}

type Loaded = { readonly config: Config; readonly variables: Variables };

function loadConfig(world: World, workspace: string, configPath: string | undefined): Result<Loaded> {
  const paths = configPath === undefined ? CONFIG_NAMES.map((name) => `${workspace}/${name}`) : [configPath];
  const environment = world.env;
  for (const path of paths) {
    const text = world.files.readText(path, 1024 * 1024);
    if (!text.ok) return text;
    if (text.value === undefined) continue;
    const name = path.startsWith(`${workspace}/`) ? path.slice(workspace.length + 1) : path;
    // Twice: which file holds the variables stands in the configuration that reads them.
    const file = readEnvFile(world, workspace, parseSettings(name, text.value));
    if (!file.ok) return file;
    const variables: Variables = { file: file.value, environment };
    const config = parseConfig(name, text.value, (declared) => (wanted) => {
      if (!declared.has(wanted) && !Object.hasOwn(variables.file, wanted)) {
        return { problem: `\${${wanted}} is not declared; list ${wanted} under "env" of the file` };
      }
      const value = variable(wanted, variables);
      return value === undefined
        ? { problem: `\${${wanted}} has no value; set ${wanted} or use env-file` }
        : { value };
    });
    return config.ok ? ok({ config: config.value, variables }) : config;
  }
  if (configPath !== undefined) return err({ code: 'config-absent', path: configPath });
  return ok({ config: EMPTY_CONFIG, variables: { file: {}, environment } });
}

function readEnvFile(
  world: World,
  workspace: string,
  settings: Settings | undefined,
): Result<Readonly<Record<string, string>>> {
  const name = settings?.values['env-file'];
  if (settings === undefined || name === undefined) return ok({});
  const path = name.startsWith('/') ? name : `${workspace}/${name}`;
  const text = world.files.readText(path);
  if (!text.ok) return text;
  if (text.value !== undefined) return parseEnvFile(name, text.value);
  const place = settings.place('env-file');
  return err({ code: 'config-invalid', problems: [{ place, message: `env-file: there is no ${name}` }] });
}

/** The toolchain's tools, and those that steps declare; each name once. */
function allRequests(project: Project, config: Config): readonly ToolRequest[] {
  const requests = new Map(project.requests.map((request) => [request.name, request]));
  for (const name of declaredTools(config).keys()) {
    if (!requests.has(name))
      requests.set(name, toolRequest(name, `install ${name}, or take it out of "tools"`));
  }
  return [...requests.values()];
}

/** Which step declares each tool. */
function declaredTools(config: Config): ReadonlyMap<string, string> {
  const declared = new Map<string, string>();
  for (const [step, options] of Object.entries(config.steps ?? {})) {
    if (typeof options !== 'object') continue;
    for (const tool of options.tools ?? []) if (!declared.has(tool)) declared.set(tool, step);
  }
  return declared;
}

function missingTool(
  config: Config,
  tools: ReadonlyMap<string, Tool>,
  broken: ReadonlyMap<string, Failure>,
  requests: readonly ToolRequest[],
): Failure | undefined {
  for (const [tool, wantedBy] of declaredTools(config)) {
    if (tools.has(tool)) continue;
    const get = requests.find((request) => request.name === tool)?.get ?? '';
    return broken.get(tool) ?? { code: 'tool-missing', tool, wantedBy, get };
  }
  return undefined;
}

/** Our own program, which jobs call for packing and probing. */
function selfTool(world: World): Tool {
  return { name: 'sealsmith', version: world.self.version, from: 'self', path: world.self.entry };
}
