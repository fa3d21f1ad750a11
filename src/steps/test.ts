import type { Step } from '../core/step.ts';
import type { OptionsOf } from './schemas.ts';
import { planVerb } from './verb.ts';

export const test: Step<OptionsOf<'test'>> = {
  name: 'test',
  summary: 'run the tests and read their report',
  after: ['install'],
  runs: 'always',
  plan: (facts, options) => planVerb('test', facts, options),
};
