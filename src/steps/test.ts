import * as z from 'zod';
import type { Step } from '../core/step.ts';
import { verbOptions } from './options.ts';
import { planVerb } from './verb.ts';

const config = z.strictObject({
  ...verbOptions,
  with: z
    .enum(['pytest', 'unittest', 'script', 'node'])
    .describe('which test runner, instead of the one detected')
    .optional(),
});

export const test: Step<z.output<typeof config>> = {
  name: 'test',
  summary: 'run the tests and read their report',
  after: ['install'],
  config,
  plan: (facts, options) => planVerb('test', facts, options),
};
