/** Node projects: npm, pnpm and Yarn. */

import type { WorkspacePath } from '../../core/path.ts';
import { ok } from '../../core/result.ts';
import type { Project } from '../../core/step.ts';
import type { Toolchain } from '../../core/toolchain.ts';
import { planBuildBinary } from './build-binary.ts';
import { planInstall } from './install.ts';
import { planLint } from './lint.ts';
import { storesAfterInstall } from './programs.ts';
import { type NodeProject, readProject } from './project.ts';
import { runtimeOf } from './runtime.ts';
import { MANAGER_ENV, nodeForwards } from './settings.ts';
import { planTest } from './test.ts';
import { nodeRequests } from './tools.ts';

const PLANS = {
  install: planInstall,
  lint: planLint,
  test: planTest,
  'build-binary': planBuildBinary,
} as const;

export const node: Toolchain = {
  name: 'node',
  summary: 'package.json: npm, pnpm or Yarn; scripts, ESLint, Biome, node --test; single executables',
  detect(tree) {
    const project = readProject(tree);
    if (!project.ok) return project;
    return ok(project.value === undefined ? undefined : asProject(project.value));
  },
};

function asProject(project: NodeProject): Project {
  return {
    toolchain: 'node',
    name: project.json.name,
    file: 'package.json',
    requests: nodeRequests(project),
    bins: project.layout === 'node_modules' ? ['node_modules/.bin' as WorkspacePath] : [],
    env: MANAGER_ENV[project.manager.name],
    stores: storesAfterInstall(project),
    forwards: nodeForwards(project.manager.name),
    runtime: runtimeOf(project),
    plan: (verb, facts, options) => PLANS[verb](project, facts, options),
  };
}
