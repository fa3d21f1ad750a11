import * as z from 'zod';
import type { Step } from '../core/step.ts';
import { check, path, verbOptions } from './options.ts';
import { planVerb } from './verb.ts';

const config = z.strictObject({
  ...verbOptions,
  with: z.enum(['pyinstaller', 'sea', 'go']).describe('which builder').optional(),
  entry: path.describe('the file (Go: the package folder) where the program starts').optional(),
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'letters, digits, ".", "_" and "-"')
    .describe('what the program is called')
    .optional(),
  data: z
    .array(z.string().regex(/^[^:]+:[^:]+$/, 'source:destination'))
    .describe('Python: files and folders that the program reads, as source:destination')
    .optional(),
  layout: z
    .enum(['one-file', 'one-folder'])
    .describe('Python: one executable file (default), or a folder')
    .optional(),
  check: check.optional(),
});

export const buildBinary: Step<z.output<typeof config>> = {
  name: 'build-binary',
  summary: 'build the program, try it, pack it reproducibly',
  after: ['install'],
  config,
  plan: (facts, options) => planVerb('build-binary', facts, options),
};
