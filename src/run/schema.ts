/** The configuration as one schema: validation, the JSON schema for editors and the reference in docs/ all come from it. */

import * as z from 'zod';
import { ownOptions, variable } from '../steps/options.ts';
import { STEPS } from '../steps/registry.ts';
import { SCHEMAS } from '../steps/schemas.ts';
import { verifySchema } from '../verify/expectations.ts';
import { cacheSchema } from './cache-schema.ts';
import { signingSchema } from './signing-schema.ts';

const ownStep = z.strictObject(ownOptions);

const off = z.literal(false).describe('false: leave the step out');

const builtIn = Object.fromEntries(
  STEPS.map((step) => [step.name, z.union([off, SCHEMAS[step.name]]).describe(step.summary).optional()]),
);

const pattern = z.string().regex(/^[A-Za-z0-9._/*-]+$/, 'a branch or tag name, "*" for any part of it');

export const configSchema = z.strictObject({
  project: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'letters, digits, ".", "_" and "-"')
    .describe("the project's name (default: what its own files say, else the folder)")
    .optional(),
  toolchain: z
    .enum(['python', 'node', 'go', 'commands'])
    .describe('how the verbs are done (default: detected); commands: every step is a line of yours')
    .optional(),
  protected: z
    .array(pattern)
    .describe(
      'branches whose runs are tier T2; on a forge read from the default branch (default: the default branch)',
    )
    .optional(),
  'release-tags': z
    .array(pattern)
    .describe('tags whose runs are tier T3 when they lie on a protected branch')
    .optional(),
  'env-file': z
    .string()
    .min(1)
    .describe('a file of NAME=value lines that every step but install gets; never loaded unless named')
    .optional(),
  env: z
    .array(variable)
    .describe('variables that every step but install gets, and that ${NAME} may read')
    .optional(),
  cache: cacheSchema,
  signing: signingSchema,
  verify: verifySchema
    .describe('what must hold of what was made; on a forge read from the default branch')
    .optional(),
  steps: z
    .object(builtIn)
    .catchall(z.union([off, ownStep]))
    .describe('the steps, by name: what differs from detection, and steps of your own')
    .optional(),
});

export type ParsedConfig = z.output<typeof configSchema>;

/** The JSON schema that editors read. */
export function jsonSchema(): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'sealsmith.yml',
    ...z.toJSONSchema(configSchema, { io: 'input' }),
  };
}
