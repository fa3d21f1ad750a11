/** Fetches the modules that go.mod names and holds them against go.sum. */

import { posix } from 'node:path';
import { all, err, ok, type Result } from '../../core/result.ts';
import type { Decision, JobIo, JobSpec, PlanFacts, Report, VerbOptions } from '../../core/step.ts';
import { explainer, lastLine, oneJob, skip } from '../job.ts';
import type { GoProject } from './project.ts';
import { GO_STORES } from './stores.ts';
import { GO_FORWARDS, goTool, OFFLINE } from './tools.ts';

export function planInstall(project: GoProject, facts: PlanFacts, options: VerbOptions): Result<Decision> {
  if (options.with !== undefined) {
    return err({
      code: 'usage',
      message: `steps.install.with is ${options.with}, but Go modules are installed by go`,
    });
  }
  if (options.scripts !== undefined) {
    return err({
      code: 'usage',
      message: 'steps.install.scripts is for Node: Go modules run nothing when they are installed',
    });
  }
  const { mod, vendored, hasSums } = project;
  if (mod.requires.length === 0) return skip('nothing-to-do', 'go.mod requires nothing');
  if (!vendored && !hasSums && mod.requires.some(({ name }) => !mod.local.has(name))) {
    return err({
      code: 'project-invalid',
      file: 'go.mod',
      message: 'requires modules, but there is no go.sum with their hashes',
      next: 'run: go mod tidy, and commit go.sum',
    });
  }
  const tool = goTool(project, facts, 'install');
  if (!tool.ok) return tool;
  const say = explainer(facts, 'install');
  return oneJob(
    {
      step: 'install',
      tools: [tool.value],
      inputs: ['go.mod', 'go.sum', 'go.work', 'go.work.sum', ...(vendored ? ['vendor'] : [])],
      stores: GO_STORES,
      needs: [],
      gives: ['deps'],
      // What it checks lies outside the workspace, where others may have been: it is looked at each time.
      cache: 'never',
      ...(vendored ? FROM_VENDOR : FROM_PROXY),
    },
    {
      explained: [
        say('installer', `go ${tool.value.version}`, undefined, 'go.mod'),
        say(
          'modules',
          vendored ? 'copies in vendor/' : 'as go.sum has them',
          undefined,
          vendored ? 'vendor/modules.txt' : 'go.sum',
        ),
      ],
      finish: finishInstall(project),
    },
  );
}

const FROM_PROXY: Pick<JobSpec, 'commands' | 'forwards' | 'grants'> = {
  commands: [
    { tool: 'go', args: ['mod', 'download'] },
    { tool: 'go', args: ['mod', 'verify'] },
  ],
  forwards: GO_FORWARDS,
  grants: ['network'],
};

/** Go itself compares vendor/modules.txt with go.mod as soon as it lists a package. */
const FROM_VENDOR: Pick<JobSpec, 'commands' | 'env'> = {
  commands: [{ tool: 'go', args: ['list', './...'] }],
  env: OFFLINE,
};

function finishInstall({ mod, vendored, hasSums }: GoProject): (io: JobIo) => Promise<Result<Report>> {
  return async (io) => {
    if (!io.succeeded) return ok({ facts: {}, summary: lastLine(io.tail), remarks: [] });
    const paths = ['go.mod', ...(hasSums ? ['go.sum'] : [])];
    const evidence = all(
      await Promise.all(
        paths.map(async (path) => {
          const digest = await io.files.digest(posix.join(io.workspace, path));
          return digest.ok ? ok({ path, sha256: digest.value.sha256 }) : digest;
        }),
      ),
    );
    if (!evidence.ok) return evidence;
    const hashesChecked = hasSums && !vendored;
    const packages = mod.requires.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    const count = `${packages.length} ${packages.length === 1 ? 'module' : 'modules'} by go`;
    const local = [...mod.local];
    return ok({
      facts: {
        deps: { manager: 'go', packages, hashesChecked, scriptsWithheld: [], evidence: evidence.value },
      },
      summary: hashesChecked ? `${count}, hashes checked` : count,
      remarks: [
        ...(vendored ? ['modules are the copies in vendor/, as they were committed'] : []),
        ...(local.length === 0 ? [] : [`replaced by a folder, without a hash: ${local.join(', ')}`]),
      ],
    });
  };
}
