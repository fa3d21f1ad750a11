import type { Step } from '../core/step.ts';
import type { OptionsOf } from './schemas.ts';
import { planVerb } from './verb.ts';

export const lint: Step<OptionsOf<'lint'>> = {
  name: 'lint',
  summary: 'read the code with the linter that the project has',
  after: ['install'],
  runs: 'always',
  plan: (facts, options) => planVerb('lint', facts, options),
};
