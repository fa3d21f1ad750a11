import * as z from 'zod';
import type { Step } from '../core/step.ts';
import { verbOptions } from './options.ts';
import { planVerb } from './verb.ts';

const config = z.strictObject({
  ...verbOptions,
  with: z.enum(['uv', 'pip', 'poetry', 'npm', 'pnpm', 'yarn']).describe('which package manager').optional(),
  scripts: z.array(z.string()).describe('Node: packages whose install scripts may run').optional(),
});

export const install: Step<z.output<typeof config>> = {
  name: 'install',
  summary: 'put the dependencies in place, exactly as the lock file says',
  after: [],
  config,
  plan: (facts, options) => planVerb('install', facts, options),
};
