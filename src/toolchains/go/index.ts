/** Go modules. */

import { ok } from '../../core/result.ts';
import type { Project } from '../../core/step.ts';
import type { Toolchain } from '../../core/toolchain.ts';
import { planBuildBinary } from './build-binary.ts';
import { planInstall } from './install.ts';
import { planLint } from './lint.ts';
import { type GoProject, readProject } from './project.ts';
import { GO_STORES } from './stores.ts';
import { planTest } from './test.ts';
import { GO_FORWARDS, goEnv, goRequests } from './tools.ts';

const PLANS = {
  install: planInstall,
  lint: planLint,
  test: planTest,
  'build-binary': planBuildBinary,
} as const;

export const go: Toolchain = {
  name: 'go',
  summary: 'go.mod: modules checked against go.sum; vet, gofmt, golangci-lint; go test; go build',
  detect(tree) {
    const project = readProject(tree);
    if (!project.ok) return project;
    return ok(project.value === undefined ? undefined : asProject(project.value));
  },
};

function asProject(project: GoProject): Project {
  return {
    toolchain: 'go',
    name: moduleName(project.mod.module),
    file: 'go.mod',
    requests: goRequests(project),
    bins: [],
    env: goEnv(project),
    stores: GO_STORES,
    forwards: GO_FORWARDS,
    // Everything is in the program.
    runtime: undefined,
    plan: (verb, facts, options) => PLANS[verb](project, facts, options),
  };
}

/** `example.org/group/tool/v2` is `tool`. */
function moduleName(path: string): string {
  const parts = path.split('/').filter((part) => !/^v\d+$/.test(part));
  return parts.at(-1) ?? path;
}
