/** Runs `go test`, all packages, always anew: what may be taken from an earlier run is decided by our own key. */

import type { WorkspacePath } from '../../core/path.ts';
import { err, type Result } from '../../core/result.ts';
import type { Decision, PlanFacts, VerbOptions } from '../../core/step.ts';
import { countsText } from '../../formats/junit.ts';
import { explainer, oneJob, skip } from '../job.ts';
import { reportOf } from '../junit-report.ts';
import type { GoProject } from './project.ts';
import { GO_STORES } from './stores.ts';
import { goTool, OFFLINE } from './tools.ts';

const WORK = '.sealsmith/work/test' as WorkspacePath;
const REPORT = `${WORK}/junit.xml`;

export function planTest(project: GoProject, facts: PlanFacts, options: VerbOptions): Result<Decision> {
  if (options.with !== undefined) {
    return err({ code: 'usage', message: `steps.test.with is ${options.with}, but Go is tested by go test` });
  }
  const { test } = project.sources();
  if (test === undefined) return skip('nothing-to-do', 'no _test.go files');
  const go = goTool(project, facts, 'test');
  if (!go.ok) return go;
  const self = facts.tools.get('sealsmith');
  if (self === undefined) throw new Error('our own program is not among the tools');
  const run = ['go', 'test', '-count=1', '-json', './...'];
  const args = ['internal', 'gotest', '--module', project.mod.module, '--report', REPORT, '--', ...run];
  const say = explainer(facts, 'test');
  return oneJob(
    {
      step: 'test',
      commands: [{ tool: 'sealsmith', args }],
      tools: [go.value, self],
      stores: GO_STORES,
      env: OFFLINE,
      outputs: [WORK],
      gives: ['junit'],
    },
    {
      explained: [say('runner', 'go test ./...', undefined, test)],
      // The report is our own: it says places as they are, relative to the workspace.
      finish: async (io) =>
        reportOf(io, REPORT, { plain: (text) => text, place: ({ file, line }) => ({ file, line }) }),
      progress: goTestProgress,
    },
  );
}

/** Counts `--- PASS: TestA (0.00s)`; a test with subtests ends after them and counts by them. */
function goTestProgress(): (line: string) => string | undefined {
  const seen = { passed: 0, failed: 0, skipped: 0 };
  const parents = new Set<string>();
  return (line) => {
    const [, verdict, name = ''] = /^\s*--- (PASS|FAIL|SKIP): (\S+)/.exec(line) ?? [];
    if (verdict === undefined) return undefined;
    const end = name.lastIndexOf('/');
    if (end > 0) parents.add(name.slice(0, end));
    if (parents.has(name)) return undefined;
    if (verdict === 'PASS') seen.passed += 1;
    else if (verdict === 'FAIL') seen.failed += 1;
    else seen.skipped += 1;
    return countsText(seen);
  };
}
