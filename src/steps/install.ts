import type { Step } from '../core/step.ts';
import type { OptionsOf } from './schemas.ts';
import { planVerb } from './verb.ts';

export const install: Step<OptionsOf<'install'>> = {
  name: 'install',
  summary: 'put the dependencies in place, exactly as the lock file says',
  after: [],
  runs: 'always',
  plan: (facts, options) => planVerb('install', facts, options),
};
