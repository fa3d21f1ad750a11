import type { Step } from '../core/step.ts';
import { type EvidenceOptions, planSaying, SIGNATURES_FOLDER } from './evidence.ts';

export const sign: Step<EvidenceOptions> = {
  name: 'sign',
  summary: 'sign what was made, by its digest',
  after: ['build-binary', 'push'],
  runs: 'named',
  plan: (facts, options) =>
    planSaying(
      {
        ...{ step: 'sign', what: 'sign', out: SIGNATURES_FOLDER, gives: 'signatures' },
        needs: ['image', 'pushed', 'binary'],
      },
      facts,
      options,
    ),
};
