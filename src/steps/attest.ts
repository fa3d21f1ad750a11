import type { Step } from '../core/step.ts';
import { ATTESTATIONS_FOLDER, type EvidenceOptions, planSaying } from './evidence.ts';

export const attest: Step<EvidenceOptions> = {
  name: 'attest',
  summary: 'say how it was made, what is in it and what the tests said, and sign that',
  after: ['sign'],
  runs: 'named',
  plan: (facts, options) =>
    planSaying(
      {
        ...{ step: 'attest', what: 'attest', out: ATTESTATIONS_FOLDER, gives: 'attestations' },
        needs: ['deps', 'junit', 'image', 'sbom', 'pushed', 'binary'],
      },
      facts,
      options,
    ),
};
