/** What configuration may say of a step: the pieces every step's schema is made of. */

import * as z from 'zod';
import { isBelow, isGlob, OURS, type WorkspacePath, workspacePath } from '../core/path.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `90s`, `10m`, `1h` as milliseconds; nothing that we time is over in less than a second. */
export const duration = z
  .string()
  .regex(/^\d+(ms|s|m|h)$/, 'a duration such as 90s, 10m or 1h')
  .transform((text) => {
    const [, count = '0', unit = 's'] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? [];
    return Number(count) * (UNITS[unit] ?? 1000);
  })
  .refine((milliseconds) => milliseconds >= 1000, { message: 'a duration of at least 1s' });

/** A problem whose sentence stands for itself: what was found is not repeated beside it. */
export function problem(
  message: string,
  path: readonly (string | number)[] = [],
): { code: 'custom'; message: string; path: (string | number)[]; params: { whole: true } } {
  return { code: 'custom', message, path: [...path], params: { whole: true } };
}

/** A path of the workspace as a person writes it; checked for climbing out. */
export const path = z
  .string()
  .min(1)
  .transform((text, context): WorkspacePath => {
    const inside = workspacePath(text);
    if (inside !== undefined) return inside;
    context.issues.push({
      code: 'custom',
      message: 'a path inside the project: relative, without ".."',
      input: text,
    });
    return z.NEVER;
  });

/** An output is moved aside before each run: what git or we ourselves keep there must not be. */
const output = path.refine(
  (owned) =>
    !isBelow(owned, OURS) && !isBelow(owned, '.git') && !owned.includes('/.git/') && !owned.endsWith('/.git'),
  { message: 'a path that a step may own' },
);

/** A pattern for files of the workspace; `!` in front takes away. */
const glob = z
  .string()
  .min(1)
  .refine((text) => isGlob(text.replace(/^!/, '')), {
    message: 'a pattern for files of the project: relative, without "..", its brackets closed',
  });

/** `NAME`, taken from the environment (or env-file), or `NAME=value`. */
export const variable = z.string().refine((text) => NAME.test(text.split('=', 1)[0] ?? ''), {
  message: 'NAME or NAME=value',
});

const variableName = z.string().regex(NAME, 'the name of a variable');

export const check = z
  .strictObject({
    port: z.int().min(1).max(65535).describe('the port it listens on; it gets it as PORT too'),
    path: z.string().startsWith('/').default('/').describe('the address to ask'),
    within: duration.default(30_000).describe('how long it may take to answer (default: 30s)'),
  })
  .describe('start what was built, ask this address until it answers 2xx or 3xx, stop it');

const shared = {
  after: z.array(z.string()).describe('steps that must have ended well before').optional(),
  env: z
    .array(variable)
    .describe(
      'variables the step gets: NAME from the environment or env-file, or NAME=value; part of the cache key',
    )
    .optional(),
  secrets: z
    .array(variableName)
    .describe(
      'variables handed to this step alone, by name; their values never reach a log, a key or a record',
    )
    .optional(),
  inputs: z
    .array(glob)
    .describe(
      'globs of the files the result depends on; "!" in front takes away (default: every file that git does not ignore)',
    )
    .optional(),
  tools: z
    .array(z.string().min(1))
    .describe('programs of the machine that the step runs; their versions are recorded')
    .optional(),
  network: z
    .boolean()
    .describe('whether the step may reach the network (default: only install may)')
    .optional(),
  timeout: duration.describe('after this time the step is ended (default: 30m)').optional(),
  cache: z
    .boolean()
    .describe(
      'false: run it every time; true: keep the result of a step that has the network, a secret or a hidden value, none of which is in the key',
    )
    .optional(),
};

const outputs = z
  .array(output)
  .describe('files or folders that it writes; set aside before, checked after')
  .optional();

/** Options of a built-in step. */
export const verbOptions = {
  run: z.string().min(1).describe("a shell line (sh -eu) instead of the toolchain's own commands").optional(),
  outputs,
  ...shared,
};

/** Options of a step that the user adds. */
export const ownOptions = {
  run: z.string().min(1).describe('the shell line (sh -eu)'),
  outputs,
  ...shared,
};

export type OwnOptions = z.output<z.ZodObject<typeof ownOptions>>;
