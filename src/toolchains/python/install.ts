/**
 * Puts the dependencies into `.venv`. The venv is always made by the interpreter that was chosen, so that no package
 * manager picks another one; then the manager that the project calls for fills it.
 */

import type { Failure } from '../../core/failure.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Command, Decision, PackageStore, PlanFacts, VerbOptions } from '../../core/step.ts';
import type { Tool } from '../../core/tool.ts';
import { explainer, oneJob } from '../job.ts';
import { PYTHON_FORWARDS } from './forwards.ts';
import { finishInstall } from './installed.ts';
import { choosePython } from './interpreter.ts';
import type { Dependencies, PythonProject } from './project.ts';
import type { Pyproject } from './pyproject.ts';
import { PYTHON_STORES } from './stores.ts';
import { VENV, venvTool } from './venv-tools.ts';

export type Manager = 'uv' | 'pip' | 'poetry';

const GET: Readonly<Record<'uv' | 'poetry', string>> = {
  uv: 'pip install uv, or see docs.astral.sh/uv',
  poetry: 'pipx install poetry, or see python-poetry.org/docs',
};

export function planInstall(
  project: PythonProject,
  facts: PlanFacts,
  options: VerbOptions,
): Result<Decision> {
  const python = choosePython(facts, project.wish);
  if (!python.ok) return python;
  const manager = chooseManager(project, facts, options.with);
  if (!manager.ok) return manager;
  const { name, tool } = manager.value;
  const self = facts.tools.get('sealsmith');
  if (self === undefined) throw new Error('our own program is not among the tools');
  const commands = COMMANDS[name](project.dependencies);
  const say = explainer(facts, 'install');
  const sources = project.dependencies.kind === 'requirements' ? project.dependencies.files : [];
  const from = sources.map((file) => file.path).join(' ') || project.file;
  return oneJob(
    {
      step: 'install',
      commands: [
        { tool: 'python', args: ['-m', 'venv', ...(name === 'pip' ? [] : ['--without-pip']), VENV] },
        ...commands,
      ],
      tools: [python.value, tool, ...(commands.some((one) => one.tool === self.name) ? [self] : [])],
      inputs: project.manifests,
      env: ENV[name],
      forwards: PYTHON_FORWARDS,
      stores: storesOf(name, commands),
      outputs: [VENV],
      needs: [],
      gives: ['deps'],
      grants: ['network'],
      cache: 'store',
    },
    {
      explained: [
        say('dependencies', from, undefined, project.file),
        say('installer', tool.version === '' ? name : `${name} ${tool.version}`, 'with'),
        say('interpreter', `python ${python.value.version}`, undefined, pythonFile(project)),
      ],
      finish: finishInstall(project, name),
    },
  );
}

function pythonFile({ wish }: PythonProject): string | undefined {
  if (wish.requires !== undefined) return wish.file;
  return wish.preferred === undefined ? undefined : '.python-version';
}

/** The manager that the lock file is for; for plain requirements uv when it is there, since it is ten times faster. */
function chooseManager(
  { dependencies }: PythonProject,
  facts: PlanFacts,
  wanted: string | undefined,
): Result<{ name: Manager; tool: Tool }> {
  const { kind } = dependencies;
  const possible: readonly Manager[] =
    kind === 'uv' ? ['uv'] : kind === 'poetry' ? ['poetry'] : ['uv', 'pip'];
  const name =
    wanted === undefined
      ? possible.find((one) => one === 'pip' || has(facts, one))
      : asManager(possible, wanted);
  if (wanted !== undefined && name === undefined) return err(unfit(kind, possible, wanted));
  const chosen = name ?? possible[0] ?? 'pip';
  if (chosen === 'pip') return ok({ name: chosen, tool: venvTool('pip') });
  const tool = facts.tools.get(chosen);
  if (tool !== undefined) return ok({ name: chosen, tool });
  return err({ code: 'tool-missing', tool: chosen, wantedBy: 'install', get: GET[chosen] });
}

function has(facts: PlanFacts, name: string): boolean {
  return facts.tools.has(name);
}

function asManager(possible: readonly Manager[], wanted: string): Manager | undefined {
  return possible.find((one) => one === wanted);
}

function unfit(kind: Dependencies['kind'], possible: readonly string[], wanted: string): Failure {
  const what = kind === 'uv' || kind === 'poetry' ? `${kind}.lock is installed` : 'this project is installed';
  return {
    code: 'usage',
    message: `steps.install.with is ${wanted}, but ${what} by ${possible.join(' or ')}`,
  };
}

/** pip has its own cache beside the folder of wheels, for what needs more than these. */
function storesOf(name: Manager, commands: readonly Command[]): readonly PackageStore[] {
  const own = PYTHON_STORES[name];
  return commands.some(({ tool }) => tool === 'sealsmith') ? [PYTHON_STORES['pip-wheels'], own] : [own];
}

const ENV: Readonly<Record<Manager, Readonly<Record<string, string>>>> = {
  uv: {
    UV_PYTHON: `${VENV}/bin/python`,
    UV_PROJECT_ENVIRONMENT: VENV,
    UV_PYTHON_DOWNLOADS: 'never',
    // Hard links would let a change in the venv reach uv's cache, and from there every later venv.
    UV_LINK_MODE: 'copy',
    // Later jobs never write bytecode, so that the tree stays as it was installed.
    UV_COMPILE_BYTECODE: '1',
    UV_NO_PROGRESS: '1',
  },
  pip: { PIP_NO_INPUT: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_PROGRESS_BAR: 'off' },
  poetry: { POETRY_VIRTUALENVS_IN_PROJECT: 'true', POETRY_VIRTUALENVS_CREATE: 'true' },
};

const COMMANDS: Readonly<Record<Manager, (dependencies: Dependencies) => readonly Command[]>> = {
  uv: (dependencies) =>
    dependencies.kind === 'uv'
      ? [syncUv(dependencies.pyproject)]
      : pipLike('uv', ['pip', 'install'], dependencies),
  pip: (dependencies) => pipLike('pip', ['install'], dependencies),
  poetry: (dependencies) => [syncPoetry(dependencies)],
};

function syncUv(pyproject: Pyproject): Command {
  const groups = pyproject.conflicts ? [] : ['--all-groups'];
  return {
    tool: 'uv',
    args: ['sync', '--locked', ...groups, ...pyproject.extras.flatMap((name) => ['--extra', name])],
  };
}

function syncPoetry(dependencies: Dependencies): Command {
  const extras = dependencies.kind === 'poetry' ? dependencies.pyproject.extras : [];
  const args = ['install', '--no-interaction', '--compile', ...extras.flatMap((name) => ['--extras', name])];
  return { tool: 'poetry', args };
}

/** `uv pip install` and `pip install` take the same arguments here. */
function pipLike(tool: string, verb: readonly string[], dependencies: Dependencies): Command[] {
  const install = (...args: readonly string[]): Command => ({ tool, args: [...verb, ...args] });
  switch (dependencies.kind) {
    case 'requirements': {
      // One call for the files with hashes, where every package must have one, and one for the others.
      const from = (hashed: boolean): string[] =>
        dependencies.files.filter((file) => file.hashed === hashed).flatMap((file) => ['-r', file.path]);
      const [hashed, plain] = [from(true), from(false)];
      return [
        ...(hashed.length === 0 ? [] : [checked(install('--require-hashes', ...hashed))]),
        ...(plain.length === 0 ? [] : [install(...plain)]),
        ...(dependencies.self === 'no' ? [] : [install(...SELF[dependencies.self])]),
      ];
    }
    case 'pyproject': {
      const { pyproject } = dependencies;
      // A project that says how it is built is a package: its tests import it. Another is only a list of names.
      const self = pyproject.buildable ? ['-e', editable(pyproject.extras)] : pyproject.dependencies;
      const extra = pyproject.buildable ? [] : pyproject.extraRequirements;
      const all = [...new Set([...self, ...extra, ...pyproject.development])];
      return all.length === 0 ? [] : [install(...all)];
    }
    case 'setup':
      return [install('-e', '.')];
    case 'uv':
    case 'poetry':
      throw new Error(`${dependencies.kind} projects are not installed by ${tool}`);
  }
}

/** pip by way of its folder of wheels (cli/internal/pip-wheels.ts); uv has a cache that works behind every index. */
function checked({ tool, args }: Command): Command {
  if (tool !== 'pip') return { tool, args };
  return { tool: 'sealsmith', args: ['internal', 'pip-wheels', '--', `${VENV}/bin/pip`, ...args] };
}

const SELF = {
  'with-dependencies': ['-e', '.'],
  'without-dependencies': ['--no-deps', '-e', '.'],
} as const;

function editable(extras: readonly string[]): string {
  return extras.length === 0 ? '.' : `.[${extras.join(',')}]`;
}
