/**
 * Puts the dependencies in place as the lock file says. Install scripts of packages do not run, unless the
 * configuration names the package: then that one's scripts run after everything is in place.
 */

import type { WorkspacePath } from '../../core/path.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Command, Decision, PlanFacts, VerbOptions } from '../../core/step.ts';
import type { Tool } from '../../core/tool.ts';
import { explainer, oneJob, skip } from '../job.ts';
import { finishInstall } from './installed.ts';
import { lockPaths } from './locks.ts';
import type { ManagerName } from './manager.ts';
import { nothingBuilds, ownScripts } from './own-scripts.ts';
import type { NodeProject } from './project.ts';
import { nodeForwards } from './settings.ts';
import { installStore } from './stores.ts';
import { type Caller, managerCaller, npmCaller } from './tools.ts';

export function planInstall(project: NodeProject, facts: PlanFacts, options: VerbOptions): Result<Decision> {
  const { json, manager } = project;
  const unfit = unfitManager(manager.name, options.with);
  if (unfit !== undefined) return err({ code: 'usage', message: unfit });
  if (!project.hasDependencies) return skip('nothing-to-do', 'package.json has no dependencies');
  if (manager.lock === undefined) {
    return err({
      code: 'project-invalid',
      file: 'package.json',
      message: 'has dependencies but no lock file, so what is installed would change by itself',
      next: `run: ${manager.name === 'yarn-1' ? 'yarn' : manager.name} install, and commit ${LOCK[manager.name]}`,
    });
  }
  const caller = managerCaller(project, facts, 'install');
  if (!caller.ok) return caller;
  const scripts = scriptCommands(project, facts, caller.value, options.scripts ?? []);
  if (!scripts.ok) return scripts;
  const paths = lockPaths(project, manager.lock);
  if (!paths.ok) return paths;
  const text = project.tree.text(manager.lock);
  if (!text.ok) return text;

  const self = facts.tools.get('sealsmith');
  if (self === undefined) throw new Error('our own program is not among the tools');
  // See cli/internal/npm-contents.ts: npm alone would leave files of an archive that it refuses.
  const before = manager.name === 'npm' ? [{ tool: self.name, args: ['internal', 'npm-contents'] }] : [];
  const say = explainer(facts, 'install');
  const { version } = caller.value;
  return oneJob(
    {
      step: 'install',
      commands: [...before, caller.value.call(...installArguments(project)), ...scripts.value.commands],
      tools: [...caller.value.tools, ...scripts.value.tools, ...(before.length === 0 ? [] : [self])],
      inputs: paths.value.inputs,
      params: { scripts: options.scripts ?? [] },
      env: installEnv(project),
      forwards: nodeForwards(manager.name),
      stores: [installStore(manager.name, text.value ?? '', manager.yarn)],
      outputs: paths.value.outputs as readonly WorkspacePath[],
      needs: [],
      gives: ['deps'],
      grants: ['network'],
      // With Plug'n'Play the packages lie outside the workspace: nothing here shows whether they are still there.
      cache: project.layout === 'pnp' ? 'never' : 'store',
    },
    {
      explained: [
        say(
          'installer',
          version === '' ? `Yarn of ${manager.yarn.path}` : `${caller.value.tools[0]?.name} ${version}`,
          'with',
          manager.file,
        ),
        say('lock file', manager.lock, undefined, manager.lock),
        say('install scripts', options.scripts?.join(' ') ?? 'none run', 'scripts'),
        ...(json.node === undefined ? [] : [say('node', json.node, undefined, 'package.json')]),
      ],
      finish: finishInstall(project, {
        lock: manager.lock,
        version,
        node: facts.tools.get('node')?.version ?? '',
        allowed: options.scripts ?? [],
      }),
    },
  );
}

const LOCK: Readonly<Record<ManagerName, string>> = {
  npm: 'package-lock.json',
  pnpm: 'pnpm-lock.yaml',
  yarn: 'yarn.lock',
  'yarn-1': 'yarn.lock',
};

const INSTALL: Readonly<Record<ManagerName, readonly string[]>> = {
  // Not --offline: that refuses lock files without addresses, and what the store lacks.
  npm: ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'],
  // Hard links would let a change in node_modules reach the store, and from there every later install.
  pnpm: [
    'install',
    '--frozen-lockfile',
    '--ignore-scripts',
    '--package-import-method=clone-or-copy',
    '--prefer-offline',
  ],
  yarn: ['install', '--immutable'],
  'yarn-1': ['install', '--frozen-lockfile', '--ignore-scripts', '--non-interactive', '--no-progress'],
};

/**
 * `YARN_ENABLE_SCRIPTS=0` alone lets the project's own scripts run, and those that package.json marks; without a build
 * Yarn does not say who wanted one, which with Plug'n'Play nobody else can.
 */
function installArguments(project: NodeProject): readonly string[] {
  const { name } = project.manager;
  return name === 'yarn' && !(project.layout === 'pnp' && nothingBuilds(project))
    ? [...INSTALL.yarn, '--mode=skip-build']
    : INSTALL[name];
}

function installEnv({ manager: { name, yarn } }: NodeProject): Readonly<Record<string, string>> {
  if (name !== 'yarn') return {};
  return {
    // Off for all; what package.json marks as `built` is not held back by it.
    YARN_ENABLE_SCRIPTS: '0',
    // Settings of the folders above count too for Yarn; only the project's own may turn this off.
    ...(yarn.refusesChanges ? { YARN_CHECKSUM_BEHAVIOR: 'throw' } : {}),
  };
}

function unfitManager(name: ManagerName, wanted: string | undefined): string | undefined {
  const fits = wanted === undefined || wanted === name || (wanted === 'yarn' && name === 'yarn-1');
  return fits
    ? undefined
    : `steps.install.with is ${wanted}, but this project is installed by ${name === 'yarn-1' ? 'yarn' : name}`;
}

type Scripts = { readonly commands: readonly Command[]; readonly tools: readonly Tool[] };

const NAME = /^(?:@[\w.~-]+\/)?\w[\w.~-]*$/;

/** Runs the install scripts of exactly the packages that are named; the project's own name means its own scripts. */
function scriptCommands(
  project: NodeProject,
  facts: PlanFacts,
  caller: Caller,
  names: readonly string[],
): Result<Scripts> {
  const strange = names.find((name) => !NAME.test(name));
  if (strange !== undefined) {
    return err({
      code: 'usage',
      message: `steps.install.scripts: "${strange}" is not the name of a package`,
    });
  }
  const { json, manager } = project;
  const others = names.filter((name) => name !== json.name);
  const own =
    names.length === others.length ? [] : ownScripts(project).map((script) => caller.call('run', script));
  if (others.length === 0) return ok({ commands: own, tools: [] });
  switch (manager.name) {
    case 'npm':
      return ok({ commands: [caller.call(...npmRebuild(others)), ...own], tools: [] });
    case 'pnpm':
      return ok({
        commands: [caller.call('rebuild', '--config.dangerously-allow-all-builds=true', ...others), ...own],
        tools: [],
      });
    case 'yarn-1': {
      const npm = npmCaller(facts, 'install');
      return npm.ok
        ? ok({ commands: [npm.value.call(...npmRebuild(others)), ...own], tools: npm.value.tools })
        : npm;
    }
    case 'yarn':
      return yarnRebuild(project, caller, others);
  }
}

/** The flag is for npm 12, which else asks for a second list in package.json; only what is named is rebuilt. */
function npmRebuild(names: readonly string[]): readonly string[] {
  return [
    'rebuild',
    '--foreground-scripts',
    '--ignore-scripts=false',
    '--dangerously-allow-all-scripts',
    ...names,
  ];
}

/** Yarn rebuilds everything that was never built and may be: package.json has the say there, so both must agree. */
function yarnRebuild({ json }: NodeProject, caller: Caller, names: readonly string[]): Result<Scripts> {
  const unmarked = names.find((name) => !json.built.has(name));
  if (unmarked === undefined) return ok({ commands: [caller.call('rebuild', ...names)], tools: [] });
  return err({
    code: 'project-invalid',
    file: 'package.json',
    message: `Yarn runs the install scripts of ${unmarked} only when package.json marks it`,
    next: `add "dependenciesMeta": { "${unmarked}": { "built": true } }, and run yarn install`,
  });
}
