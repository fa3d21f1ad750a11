import * as z from 'zod';
import type { Step } from '../core/step.ts';
import { verbOptions } from './options.ts';
import { planVerb } from './verb.ts';

const config = z.strictObject({
  ...verbOptions,
  with: z
    .enum(['ruff', 'flake8', 'pylint', 'script', 'eslint', 'biome', 'vet', 'golangci-lint'])
    .describe('which linter, instead of the one detected')
    .optional(),
});

export const lint: Step<z.output<typeof config>> = {
  name: 'lint',
  summary: 'read the code with the linter that the project has',
  after: ['install'],
  config,
  plan: (facts, options) => planVerb('lint', facts, options),
};
