/** What configuration may say of each step of the pipeline. Apart from the steps, because most runs need no schema. */

import * as z from 'zod';
import type { StepName } from '../core/step.ts';
import { containerizeOptions, evidenceOptions, pushOptions } from './image-options.ts';
import { check, path, verbOptions } from './options.ts';

export const SCHEMAS = {
  install: z.strictObject({
    ...verbOptions,
    with: z.enum(['uv', 'pip', 'poetry', 'npm', 'pnpm', 'yarn']).describe('which package manager').optional(),
    scripts: z.array(z.string()).describe('Node: packages whose install scripts may run').optional(),
  }),
  lint: z.strictObject({
    ...verbOptions,
    with: z
      .enum(['ruff', 'flake8', 'pylint', 'script', 'eslint', 'biome', 'vet', 'golangci-lint'])
      .describe('which linter, instead of the one detected')
      .optional(),
  }),
  test: z.strictObject({
    ...verbOptions,
    with: z
      .enum(['pytest', 'unittest', 'script', 'node'])
      .describe('which test runner, instead of the one detected')
      .optional(),
  }),
  'build-binary': z.strictObject({
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
  }),
  containerize: containerizeOptions,
  push: pushOptions,
  sign: evidenceOptions,
  attest: evidenceOptions,
  verify: evidenceOptions,
} as const satisfies Record<StepName, z.ZodType>;

export type OptionsOf<N extends StepName> = z.output<(typeof SCHEMAS)[N]>;
