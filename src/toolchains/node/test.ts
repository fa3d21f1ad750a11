/** Runs the tests: the project's `test` script, else `node --test` where there are test files. */

import type { WorkspacePath } from '../../core/path.ts';
import { err, type Result } from '../../core/result.ts';
import type { Decision, JobSpec, PlanFacts, VerbOptions } from '../../core/step.ts';
import { explainer, oneJob, skip } from '../job.ts';
import { nodeCall, scriptCall } from './programs.ts';
import type { NodeProject } from './project.ts';
import { findTestFile } from './test-files.ts';
import { isPlaceholder, plainRunner } from './test-runner.ts';
import { finishTest, nodeTestProgress } from './tested.ts';

const WORK = '.sealsmith/work/test' as WorkspacePath;
const REPORT = `${WORK}/junit.xml`;

/** The output for people as always, and the report beside it. */
const NODE_REPORTERS = [
  '--test-reporter=spec',
  '--test-reporter-destination=stdout',
  '--test-reporter=junit',
  `--test-reporter-destination=${REPORT}`,
] as const;

const VITEST_REPORTERS = ['--reporter=default', '--reporter=junit', `--outputFile.junit=${REPORT}`] as const;

/** What `node --test` of this machine can write: the JUnit reporter came with 20.7. */
function canReport(facts: PlanFacts): boolean {
  const [major = 0, minor = 0] = (facts.tools.get('node')?.version ?? '').split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 7);
}

export function planTest(project: NodeProject, facts: PlanFacts, options: VerbOptions): Result<Decision> {
  const { json } = project;
  const script = json.scripts.get('test');
  const usage = (message: string): Result<never> =>
    err({ code: 'usage', message: `steps.test.with is ${options.with}, but ${message}` });
  switch (options.with) {
    case undefined:
      if (script !== undefined)
        return isPlaceholder(script)
          ? skip('nothing-to-do', 'npm placeholder test')
          : planScript(project, facts);
      return planNode(project, facts);
    case 'script':
      return script === undefined ? usage('package.json has no test script') : planScript(project, facts);
    case 'node':
      return planNode(project, facts);
    default:
      return usage('JavaScript is tested by its test script ("script") or by "node"');
  }
}

function planScript(project: NodeProject, facts: PlanFacts): Result<Decision> {
  const runner = plainRunner(project.json, 'test');
  const reports = runner === 'vitest' || (runner === 'node' && canReport(facts));
  const call = scriptCall(
    project,
    facts,
    'test',
    'test',
    reports && runner === 'vitest' ? VITEST_REPORTERS : [],
  );
  if (!call.ok) return call;
  const env = reports && runner === 'node' ? { NODE_OPTIONS: NODE_REPORTERS.join(' ') } : {};
  const say = explainer(facts, 'test');
  const text = project.json.scripts.get('test') ?? '';
  return oneJob(
    { ...spec(call.value, reports), env },
    {
      explained: [
        say('runner', `the test script: ${text}`, 'with', 'package.json'),
        say(
          'counts',
          reports
            ? `JUnit report of ${runner}`
            : 'none: what the script runs has no report that is known here',
          undefined,
          'package.json',
        ),
      ],
      finish: finishTest(reports ? REPORT : undefined),
      ...(runner === 'node' ? { progress: nodeTestProgress } : {}),
    },
  );
}

function planNode(project: NodeProject, facts: PlanFacts): Result<Decision> {
  const file = findTestFile(project.tree);
  if (file === undefined) return skip('nothing-to-do', 'no test script in package.json and no test files');
  const reports = canReport(facts);
  const call = nodeCall(project, facts, 'test', ['--test', ...(reports ? NODE_REPORTERS : [])]);
  if (!call.ok) return call;
  const say = explainer(facts, 'test');
  return oneJob(spec(call.value, reports), {
    explained: [say('runner', 'node --test', 'with', file)],
    finish: finishTest(reports ? REPORT : undefined),
    progress: nodeTestProgress,
  });
}

function spec(
  call: { command: JobSpec['commands'][number] } & Pick<JobSpec, 'tools' | 'stores'>,
  reports: boolean,
): Pick<JobSpec, 'step' | 'commands' | 'tools'> & Partial<JobSpec> {
  const { command, tools, stores } = call;
  const given = reports ? ({ gives: ['junit'], outputs: [WORK] } as const) : {};
  return { step: 'test', commands: [command], tools, stores, ...given };
}
