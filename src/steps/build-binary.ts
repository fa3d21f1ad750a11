import type { Step } from '../core/step.ts';
import type { OptionsOf } from './schemas.ts';
import { planVerb } from './verb.ts';

export const buildBinary: Step<OptionsOf<'build-binary'>> = {
  name: 'build-binary',
  summary: 'build the program, try it, pack it reproducibly',
  after: ['install'],
  runs: 'always',
  plan: (facts, options) => planVerb('build-binary', facts, options),
};
