/** Everything that is known before planning: the project, the context, the configuration, the machine's tools. */

import type { CacheSettings } from '../core/cache.ts';
import type { Failure } from '../core/failure.ts';
import type { GitFacts, HostFacts } from '../core/host.ts';
import type { World } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import { isSensitive } from '../core/secret-name.ts';
import type { PlanFacts, Project } from '../core/step.ts';
import { type Tool, type ToolRequest, toolRequest } from '../core/tool.ts';
import { SHELL_REQUEST } from '../steps/verb.ts';
import type { VerifySection } from '../verify/expectations.ts';
import { settingsOf } from './cache-settings.ts';
import { CONFIG_NAMES, type Config, EMPTY_CONFIG, type Settings, stepsOf } from './config-shape.ts';
import { makeContext } from './context.ts';
import { evidenceFacts } from './evidence-facts.ts';
import { imageFacts, imageTools, makesImage } from './image-facts.ts';
import { howToGet, type PlanInput } from './plan.ts';
import { anyProject, detectProject, projectName, treeOf } from './project.ts';
import type { SigningSection } from './signing-schema.ts';
import { meets, trustOf } from './trust.ts';
import { parseEnvFile, type Variables, variable } from './variables.ts';

/** All that `makePlan` needs but the wish, and what `doctor` wants to show beside. */
export type Prepared = {
  readonly input: Omit<PlanInput, 'wish'>;
  readonly project: Project;
  readonly config: Config;
  readonly requests: readonly ToolRequest[];
  /** Values by the grant that hands them out: `secret:NAME`, `env-file:NAME`. */
  readonly granted: ReadonlyMap<string, string>;
  /** On a forge those of the default branch, at the desk those of the file that lies here. */
  readonly cache: CacheSettings;
  /** As those of the cache. */
  readonly verify: VerifySection | undefined;
  readonly signing: SigningSection | undefined;
  /** Why git says nothing of a repository that is there. */
  readonly refused: Failure | undefined;
};

/**
 * @param workspace  absolute path of the folder to run in
 * @param configPath  what --config says; absolute, or undefined to look for the usual names
 * @param gitFacts  what git says of the workspace, where somebody has asked already
 * @param bare  whether the project's files are not here: then no toolchain looks for itself
 */
export async function prepare(
  world: World,
  host: HostFacts,
  workspace: string,
  configPath: string | undefined,
  gitFacts: Promise<GitFacts | undefined> = world.git.facts(workspace),
  bare = false,
): Promise<Result<Prepared>> {
  if (world.files.kind(workspace) !== 'folder') return err({ code: 'not-a-folder', path: workspace });
  const loaded = await loadConfig(world, workspace, configPath);
  if (!loaded.ok) return loaded;
  const { config, variables } = loaded.value;
  const own = Object.values(stepsOf(config)).some((step) => typeof step === 'object' && 'run' in step);
  const known = own || makesImage(world, workspace, config);
  const detected = bare
    ? ok(anyProject())
    : detectProject(treeOf(workspace, world.files), config.toolchain, known);
  if (!detected.ok) return detected;
  // What is built is called after what people call the project, and never after the folder it lies in.
  const project: Project = { ...detected.value, name: config.project ?? detected.value.name };

  const requests = bare ? [] : allRequests(project, config, imageTools(world, workspace, config));
  const [git, found, network, alone] = await Promise.all([
    gitFacts,
    world.findTools(requests),
    world.processes.isolation(true),
    world.processes.isolation(false),
  ]);
  const trust = await trustOf(world, host, workspace, config);
  const context = makeContext(host, trust, workspace, git);
  const tools = new Map<string, Tool>([['sealsmith', selfTool(world)]]);
  const broken = new Map<string, Failure>();
  for (const [name, tool] of found) {
    if ('code' in tool) broken.set(name, tool);
    else tools.set(name, tool);
  }
  const image = await imageFacts(world, workspace, config, tools);
  if (!image.ok) return image;
  const facts: PlanFacts = {
    ...{ context, project, machine: world.machine, tools, image: image.value },
    evidence: evidenceFacts(world, host, trust),
    origin: config.origin,
  };
  const name = projectName(project, git?.remote, workspace);
  const granted = grantable(world, config, variables);
  const input = {
    name,
    facts,
    broken,
    config,
    variables,
    granted: new Set(granted.keys()),
    isolation: { network, alone },
  };
  const trusted = { cache: trust.cache, verify: trust.verify, signing: trust.signing };
  const refused = git === undefined ? await world.git.refusal(workspace) : undefined;
  return ok({ input, project, config, requests, granted, refused, ...trusted });
}

/**
 * Values by the grant that hands them out. A secret need not be called like one: what a step declares as a secret is
 * handled as one. What env-file says never mixes with what the environment holds under the same name.
 */
function grantable(world: World, config: Config, variables: Variables): ReadonlyMap<string, string> {
  const declared = Object.values(stepsOf(config)).flatMap((step) =>
    typeof step === 'object' ? (step.secrets ?? []) : [],
  );
  const environment = [
    ...Object.entries(world.env).filter(([name]) => declared.includes(name)),
    ...world.secrets,
  ];
  const sensitive = (
    from: 'env-file' | 'environment',
    values: Variables['environment'],
  ): [string, string][] =>
    Object.entries(values)
      .flatMap(([name, value]) =>
        value !== undefined && isSensitive(name, value) ? [[`${from}:${name}`, value] as const] : [],
      )
      .map(([grant, value]) => [grant, value]);
  return new Map([
    ...environment.flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[`secret:${name}`, value]],
    ),
    ...sensitive('env-file', variables.file),
    ...sensitive('environment', variables.environment),
  ]);
}

/** 64 KiB, a thousand lines and more: what a parser makes of more than that costs seconds. */
const CONFIG_LIMIT = 64 * 1024;

type Loaded = { readonly config: Config; readonly variables: Variables };

async function loadConfig(
  world: World,
  workspace: string,
  configPath: string | undefined,
): Promise<Result<Loaded>> {
  const paths = configPath === undefined ? CONFIG_NAMES.map((name) => `${workspace}/${name}`) : [configPath];
  const environment = world.env;
  for (const path of paths) {
    const text = world.files.readText(path, CONFIG_LIMIT);
    if (!text.ok) return text;
    if (text.value === undefined) continue;
    const { parseConfig, parseSettings, readConfigText } = await import('./config.ts');
    const name = path.startsWith(`${workspace}/`) ? path.slice(workspace.length + 1) : path;
    // Twice: which file holds the variables stands in the configuration that reads them.
    const read = readConfigText(name, text.value);
    const settings = parseSettings(read);
    const file = readEnvFile(world, workspace, settings);
    if (!file.ok) return file;
    const apart = storeApart(world, workspace, settings);
    if (!apart.ok) return apart;
    const variables: Variables = { file: file.value, environment };
    const config = parseConfig(read, (declared) => (wanted) => {
      if (!declared.has(wanted) && !Object.hasOwn(variables.file, wanted)) {
        return { problem: `\${${wanted}} is not declared; list ${wanted} under "env" of the file` };
      }
      const value = variable(wanted, variables);
      if (value === undefined)
        return { problem: `\${${wanted}} has no value; set ${wanted} or use env-file` };
      if (!isSensitive(wanted, value)) return { value };
      return {
        problem: `\${${wanted}} is a secret, and what is written here is shown; use ${wanted} in a "run" line`,
      };
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

/** Entries must lie where no job writes: neither in the workspace nor around it. */
function storeApart(world: World, workspace: string, settings: Settings | undefined): Result<void> {
  const { path } = settingsOf(settings?.values.cache, world.home);
  if (settings === undefined || path === undefined || !meets(world, path, workspace)) return ok(undefined);
  const place = settings.place('cache');
  const message = `cache.path: ${path} and the workspace lie in each other; name a folder apart from it`;
  return err({ code: 'config-invalid', problems: [{ place, message }] });
}

/** The toolchain's tools, those of images, the shell where a step has a line for it, and what steps declare; each name once. */
function allRequests(project: Project, config: Config, more: readonly ToolRequest[]): readonly ToolRequest[] {
  const requests = new Map([...project.requests, ...more].map((request) => [request.name, request]));
  const lines = Object.values(stepsOf(config)).some(
    (step) => typeof step === 'object' && step.run !== undefined,
  );
  if (lines) requests.set(SHELL_REQUEST.name, SHELL_REQUEST);
  for (const options of Object.values(stepsOf(config))) {
    if (typeof options !== 'object') continue;
    for (const name of options.tools ?? []) {
      if (!requests.has(name)) requests.set(name, toolRequest(name, howToGet(name), { mayTellNone: true }));
    }
  }
  return [...requests.values()];
}

/** Our own program, which jobs call for packing and probing. */
function selfTool(world: World): Tool {
  return { name: 'sealsmith', version: world.self.version, from: 'self', path: world.self.entry };
}
