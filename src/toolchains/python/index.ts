import type { WorkspacePath } from '../../core/path.ts';
import { ok, unreachable } from '../../core/result.ts';
import type { Project } from '../../core/step.ts';
import { toolRequest } from '../../core/tool.ts';
import type { Toolchain } from '../../core/toolchain.ts';
import { planBuild } from './build-binary.ts';
import { PYTHON_FORWARDS } from './forwards.ts';
import { planInstall } from './install.ts';
import { pythonRequests } from './interpreter.ts';
import { planLint } from './lint.ts';
import { type PythonProject, readProject } from './project.ts';
import { runtimeOf } from './runtime.ts';
import { planTest } from './test.ts';
import { VENV } from './venv-tools.ts';

export const python: Toolchain = {
  name: 'python',
  summary: 'Python: requirements files, pyproject.toml, uv and Poetry locks, setup.py; everything in .venv',
  detect(tree) {
    const read = readProject(tree);
    if (!read.ok || read.value === undefined) return read.ok ? ok(undefined) : read;
    return ok(projectOf(read.value));
  },
};

/** It says `Poetry (version 2.5.1)`. */
const POETRY = toolRequest('poetry', 'pipx install poetry, or see python-poetry.org/docs', {
  versionPattern: /(\d+(?:\.\d+)+)/,
});

function projectOf(project: PythonProject): Project {
  return {
    toolchain: 'python',
    name: project.name,
    file: project.file,
    requests: [
      ...pythonRequests(project.wish),
      toolRequest('uv', 'pip install uv, or see docs.astral.sh/uv'),
      ...(project.dependencies.kind === 'poetry' ? [POETRY] : []),
      ...(project.configured.has('ruff') ? [toolRequest('ruff', 'pip install ruff')] : []),
    ],
    bins: [`${VENV}/bin` as WorkspacePath],
    env: {
      // The tree stays as it was installed: bytecode is written once, by install.
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONNOUSERSITE: '1',
      // Standard output and error reach the log in the order in which they were written.
      PYTHONUNBUFFERED: '1',
    },
    stores: [],
    forwards: PYTHON_FORWARDS,
    runtime: runtimeOf(project),
    plan(verb, facts, options) {
      switch (verb) {
        case 'install':
          return planInstall(project, facts, options);
        case 'lint':
          return planLint(project, facts, options);
        case 'test':
          return planTest(project, facts, options);
        case 'build-binary':
          return planBuild(project, facts, options);
        default:
          return unreachable(verb);
      }
    },
  };
}
