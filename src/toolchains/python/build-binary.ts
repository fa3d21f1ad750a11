/** Builds one program with PyInstaller, tries it where that is asked for, and packs it. */

import { posix } from 'node:path';
import { err, type Result } from '../../core/result.ts';
import type { Command, Decision, PlanFacts, VerbOptions } from '../../core/step.ts';
import {
  BINARY_PLACES,
  type BinaryPlan,
  binaryCommands,
  binaryName,
  DIST_FOLDER,
  finishBinary,
  WORK_FOLDER,
} from '../binary.ts';
import { explainer, oneJob, skip } from '../job.ts';
import { dataOf, importRoot } from './entry.ts';
import type { PythonProject } from './project.ts';
import { programOf, type SpecPlan } from './spec.ts';
import { VENV_PYTHON } from './venv-tools.ts';

const ENV = {
  PYTHONHASHSEED: '0',
  // Bytecode in the venv depends on the installer and on who ran first; here is none, so that all is compiled anew.
  PYTHONPYCACHEPREFIX: `${WORK_FOLDER}/bytecode`,
  PYINSTALLER_CONFIG_DIR: `${WORK_FOLDER}/config`,
};

export function planBuild(project: PythonProject, facts: PlanFacts, options: VerbOptions): Result<Decision> {
  if (options.with !== undefined && options.with !== 'pyinstaller') {
    const message = `steps.build-binary.with is ${options.with}, but Python programs are built by pyinstaller`;
    return err({ code: 'usage', message });
  }
  const file = project.declared.get('pyinstaller');
  if (file === undefined && options.with === undefined) {
    return skip('needs-tool', "pyinstaller is not among the project's requirements");
  }
  const [spec] = project.programs.specs.length === 1 ? project.programs.specs : [];
  const [script] = project.programs.scripts;
  const entry = options.entry ?? spec?.path ?? script;
  if (entry === undefined) {
    return skip(
      'needs-entry',
      'no wsgi.py, main.py or __main__.py; name the script in steps.build-binary.entry',
    );
  }
  const self = facts.tools.get('sealsmith');
  if (self === undefined) throw new Error('our own program is always among the tools');

  const made = entry.endsWith('.spec')
    ? fromSpec(project, entry, options)
    : fromScript(project, facts, entry, options);
  if (!made.ok) return made;
  const { name, program, commands, plan } = made.value;
  const binary: BinaryPlan = { name, machine: facts.machine, program, check: options.check };
  const say = explainer(facts, 'build-binary');
  const found = options.entry === undefined ? entry : undefined;
  const check = options.check === undefined ? 'none' : `port ${options.check.port}, ${options.check.path}`;
  return oneJob(
    {
      step: 'build-binary',
      commands: [...commands, ...binaryCommands(binary)],
      tools: [VENV_PYTHON, self],
      env: ENV,
      ...BINARY_PLACES,
      gives: ['binary'],
    },
    {
      explained: [
        say('builder', 'pyinstaller', 'with', file),
        say('entry', entry, 'entry', found),
        say('name', name, 'name', options.name === undefined ? project.file : undefined),
        ...(plan === undefined
          ? []
          : [
              say(
                'data',
                plan.data.join(' ') || 'none',
                'data',
                options.data === undefined && plan.data.length > 0 ? entry : undefined,
              ),
              say('layout', plan.layout, 'layout'),
            ]),
        say('check', check, 'check'),
      ],
      finish: finishBinary(binary),
      progress: buildProgress,
    },
  );
}

type Made = {
  readonly name: string;
  readonly program: string;
  readonly commands: readonly Command[];
  readonly plan: SpecPlan | undefined;
};

/** The project's own description says everything but the program's name, which is read from it. */
function fromSpec(project: PythonProject, entry: string, options: VerbOptions): Result<Made> {
  const refused = (['data', 'layout'] as const).find((key) => options[key] !== undefined);
  if (refused !== undefined) {
    const message = `steps.build-binary.${refused} has no effect: ${entry} says it; write it there`;
    return err({ code: 'usage', message });
  }
  const known = project.programs.specs.find((spec) => spec.path === entry);
  const stem = posix.basename(entry, '.spec');
  const program = known?.program ?? stem;
  return {
    ok: true,
    value: {
      name: options.name ?? binaryName(posix.basename(program)),
      program,
      commands: [build(entry)],
      plan: undefined,
    },
  };
}

function fromScript(
  project: PythonProject,
  facts: PlanFacts,
  entry: string,
  options: VerbOptions,
): Result<Made> {
  const name = options.name ?? binaryName(facts.project.name ?? stemOf(entry));
  const plan: SpecPlan = {
    name,
    entry,
    roots: [...new Set(['', importRoot(project.programs, entry)])],
    data: options.data ?? dataOf(project.programs, entry),
    layout: options.layout ?? 'one-file',
  };
  const spec = `${WORK_FOLDER}/${name}.spec`;
  return {
    ok: true,
    value: { name, program: programOf(plan), commands: [describe(plan, spec), build(spec)], plan },
  };
}

/** `pkg/__main__.py` is the program `pkg`; `app/wsgi.py` is `wsgi`. */
function stemOf(entry: string): string {
  const stem = posix.basename(entry, '.py');
  const folder = posix.basename(posix.dirname(entry));
  return stem === '__main__' && folder !== '.' ? folder : stem;
}

/** Writes the description; see `spec.ts` and `cli/internal/pyinstaller-spec.ts`. */
function describe(plan: SpecPlan, out: string): Command {
  const args = ['internal', 'pyinstaller-spec', '--out', out, '--name', plan.name, '--layout', plan.layout];
  const roots = plan.roots.map((root) => (root === '' ? '.' : root)).join(':');
  return { tool: 'sealsmith', args: [...args, '--roots', roots, '--entry', plan.entry, '--', ...plan.data] };
}

function build(spec: string): Command {
  const folders = ['--distpath', DIST_FOLDER, '--workpath', `${WORK_FOLDER}/build`];
  return { tool: 'python', args: ['-m', 'PyInstaller', '--noconfirm', ...folders, spec] };
}

/** PyInstaller's own words for what it is at. */
function buildProgress(): (line: string) => string | undefined {
  return (line) => {
    if (/INFO: (?:Analyzing|Processing|Looking for)/.test(line)) return 'analysing';
    if (/INFO: Building (?:PYZ|PKG|EXE|COLLECT)/.test(line)) return 'packing';
    return undefined;
  };
}
