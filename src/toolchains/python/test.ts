/** Runs the tests: pytest where the project asks for it, else `unittest`. */

import type { WorkspacePath } from '../../core/path.ts';
import { err, type Result } from '../../core/result.ts';
import type { Decision, Explained, JobSpec, PlanFacts, VerbOptions } from '../../core/step.ts';
import { explainer, oneJob, skip } from '../job.ts';
import type { PythonProject } from './project.ts';
import { finishPytest, pytestProgress } from './pytest.ts';
import { finishUnittest } from './unittest.ts';
import { VENV_PYTHON } from './venv-tools.ts';

const WORK = '.sealsmith/work/test' as WorkspacePath;
const REPORT = `${WORK}/junit.xml`;

/**
 * By variable and not as arguments, so that a line of the user's own (`pytest -q tests/fast`) reports as well. The
 * family `xunit1` is the one that names file and line. The cache keeps no state between runs, and options of the
 * project that need it (`--failed-first`) still work.
 */
const PYTEST_ENV = {
  PYTEST_ADDOPTS: `--junitxml=${REPORT} -o junit_family=xunit1 -o cache_dir=$TMPDIR/pytest-cache`,
};

export function planTest(project: PythonProject, facts: PlanFacts, options: VerbOptions): Result<Decision> {
  const say = explainer(facts, 'test');
  switch (options.with) {
    case undefined:
      break;
    case 'pytest':
      return planPytest(say('runner', 'pytest', 'with'));
    case 'unittest':
      return planUnittest(project, say('runner', 'unittest', 'with'));
    default: {
      const message = `steps.test.with is ${options.with}, but Python tests are run by pytest or unittest`;
      return err({ code: 'usage', message });
    }
  }
  const { declared, configured, tests } = project;
  const asked = declared.get('pytest') ?? pluginFile(declared);
  if (asked !== undefined) {
    if (tests === undefined && !configured.has('pytest')) return skip('nothing-to-do', 'no test files found');
    return planPytest(say('runner', 'pytest', undefined, asked));
  }
  const settings = configured.get('pytest');
  if (settings !== undefined) {
    return skip('needs-tool', `${settings} configures pytest, which is not among the project's requirements`);
  }
  if (tests === undefined) return skip('nothing-to-do', 'no test files found');
  return planUnittest(project, say('runner', 'unittest', undefined, tests.file));
}

/** Plug-ins bring pytest along. */
function pluginFile(declared: ReadonlyMap<string, string>): string | undefined {
  return [...declared].find(([name]) => name.startsWith('pytest-'))?.[1];
}

const COMMON = { step: 'test', gives: ['junit'] } as const satisfies Partial<JobSpec>;

function planPytest(runner: Explained): Result<Decision> {
  return oneJob(
    {
      ...COMMON,
      // As a module it finds the project's own code wherever the tests lie; plain `pytest` needs a setting for that.
      commands: [{ tool: 'python', args: ['-m', 'pytest'] }],
      tools: [VENV_PYTHON],
      env: PYTEST_ENV,
      outputs: [WORK],
    },
    { explained: [runner], finish: finishPytest(REPORT), progress: pytestProgress },
  );
}

function planUnittest(project: PythonProject, runner: Explained): Result<Decision> {
  const start = project.tests?.start;
  const args = ['-m', 'unittest', 'discover', ...(start === undefined ? [] : ['-s', start])];
  return oneJob(
    { ...COMMON, commands: [{ tool: 'python', args }], tools: [VENV_PYTHON] },
    { explained: [runner], finish: finishUnittest },
  );
}
