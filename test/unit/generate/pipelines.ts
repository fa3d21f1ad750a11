/** Plans of a protected branch and what is written from them, with defaults. */

import type { WorkspacePath } from '../../../src/core/path.ts';
import type { PlannedJob, PlannedSkip } from '../../../src/core/plan.ts';
import type { JobSpec } from '../../../src/core/step.ts';
import type { Pipeline } from '../../../src/generate/pipeline.ts';
import { pipelineOf } from '../../../src/generate/pipeline.ts';
import type { Setting } from '../../../src/generate/setting.ts';
import { handoffPaths } from '../../../src/run/handoff.ts';
import { aJob, aPlan, aSpec } from '../report/builders.ts';

export const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
export const ACTION = `owner/sealsmith@${'0123456789'.repeat(4)}`;

const path = (text: string): WorkspacePath => text as WorkspacePath;

export function aStep(id: string, after: readonly string[], spec: Partial<JobSpec> = {}): PlannedJob {
  return aJob(id, after, { spec: aSpec(id, { grants: [], ...spec }) });
}

export const INSTALL = aStep('install', [], {
  outputs: [path('node_modules')],
  gives: ['deps'],
  grants: ['network'],
  cache: 'store',
});
export const LINT = aStep('lint', ['install'], { needs: ['deps'] });
export const TEST = aStep('test', ['install'], {
  needs: ['deps'],
  gives: ['junit'],
  outputs: [path('.sealsmith/work/test')],
});
export const BUILD = aStep('build-binary', ['install'], {
  needs: ['deps'],
  gives: ['binary'],
  outputs: [path('.sealsmith/binary')],
});
export const IMAGE = aStep('containerize', ['lint', 'test', 'build-binary', 'install'], {
  needs: ['deps', 'binary'],
  gives: ['image', 'sbom'],
  outputs: [path('.sealsmith/image'), path('.sealsmith/sbom')],
  grants: ['network'],
  cache: 'never',
});
export const PUSH = aStep('push', ['containerize'], {
  needs: ['image'],
  gives: ['pushed'],
  grants: ['network', 'registry:ghcr.io'],
  cache: 'never',
});

const saying: Partial<JobSpec> = {
  needs: ['deps', 'image', 'pushed', 'binary'],
  grants: ['network', 'identity', 'registry:ghcr.io'],
  cache: 'never',
};
export const SIGN = aStep('sign', ['build-binary', 'push'], saying);
export const ATTEST = aStep('attest', ['sign'], saying);
export const VERIFY = aStep('verify', ['attest'], { needs: ['image', 'pushed'], cache: 'never' });

export const ALL = [INSTALL, LINT, TEST, BUILD, IMAGE, PUSH, SIGN, ATTEST, VERIFY];

export function aPipeline(
  jobs: readonly PlannedJob[] = ALL,
  prefix = '',
  skips: readonly PlannedSkip[] = [],
): Pipeline {
  const git = {
    ...{ commit: undefined, branch: 'main', dirty: false, newFiles: [], shallow: false },
    ...{ remote: undefined, credentials: [], prefix },
  };
  const plan = aPlan(jobs, skips, { host: 'github', tier: 'T2', git });
  return pipelineOf({ ...plan, project: { ...plan.project, toolchain: 'node' } }, handoffPaths);
}

export function aSetting(more: Partial<Setting> = {}): Setting {
  return {
    pipeline: aPipeline(),
    choices: {},
    protected: undefined,
    releaseTags: [],
    sealed: false,
    config: undefined,
    versionFile: undefined,
    variables: [],
    kaniko: undefined,
    ...more,
  };
}
