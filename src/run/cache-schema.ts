/** What configuration may say of the cache. */

import * as z from 'zod';
import { parsePublicKey } from '../cache/signing-key.ts';
import { problem } from '../steps/options.ts';

const UNITS = { MB: 1e6, GB: 1e9, TB: 1e12, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 } as const;

const SIZE = /^(\d+)(MB|GB|TB|MiB|GiB|TiB)$/;

/** `10GB` as bytes. */
const size = z
  .string()
  .regex(SIZE, 'a size such as 500MB or 10GB')
  .transform((text) => {
    const [, count, unit = 'MB'] = SIZE.exec(text) ?? [];
    return Number(count) * UNITS[unit as keyof typeof UNITS];
  })
  .refine((bytes) => bytes >= UNITS.MB && bytes <= 1000 * UNITS.TB, {
    message: 'a size from 1MB to 1000TB',
  });

const HOUR = 3_600_000;

const AGE = /^(\d+)(h|d)$/;

/** `14d` as milliseconds. */
const age = z
  .string()
  .regex(AGE, 'an age such as 12h or 14d')
  .transform((text) => {
    const [, count, unit] = AGE.exec(text) ?? [];
    return Number(count) * (unit === 'h' ? HOUR : 24 * HOUR);
  })
  .refine((milliseconds) => milliseconds >= HOUR && milliseconds <= 3650 * 24 * HOUR, {
    message: 'an age from 1h to 3650d',
  });

const signer = z.strictObject({
  key: z
    .string()
    .superRefine((text, context) => {
      const key = parsePublicKey(text);
      if (!key.ok) context.addIssue(problem(key.failure));
    })
    .describe('the public key: `ed25519:` and base64 of its 32 bytes'),
  tier: z
    .enum(['T0', 'T1', 'T2'])
    .describe(
      'how far what it seals is trusted: T2 for protected branches, T1 for changes, T0 for a machine whose entries the desk may read',
    ),
  name: z
    .string()
    .regex(/^[^\p{C}]{1,80}$/u, 'a name of at most 80 characters in one line')
    .describe('what people call it')
    .optional(),
});

const settings = z
  .strictObject({
    store: z
      .enum(['auto', 'directory', 'gitlab', 'github'])
      .describe('where entries lie (default: auto, what the host offers)')
      .optional(),
    path: z
      .string()
      .refine(isOutsidePath, {
        message: 'a folder below / or ~: `/srv/cache`, `~/cache`, without "." and ".."',
      })
      .describe('folder of the store `directory` (default: one in our state folder)')
      .optional(),
    size: size
      .describe('what the store `directory` may take, and the most that one entry may hold (default: 10GB)')
      .optional(),
    epoch: z
      .int()
      .min(0)
      .describe('entries of another epoch are not taken: count it up to be rid of all there are (default: 1)')
      .optional(),
    'max-age': age.describe('entries that are older are not taken (default: 14d)').optional(),
    signers: z
      .array(signer)
      .max(64)
      .describe('whose seals count, each with its tier (default: none, and at the desk this machine)')
      .optional(),
  })
  .superRefine((cache, context) => {
    if (cache.path !== undefined && cache.store !== 'directory')
      context.addIssue(problem('only the store "directory" has a path; add "store: directory"', ['path']));
    const keys = (cache.signers ?? []).map(({ key }) => key);
    for (const [index, key] of keys.entries()) {
      if (keys.indexOf(key) < index)
        context.addIssue(
          problem('this key is listed already; it can have one tier', ['signers', index, 'key']),
        );
    }
  });

export const cacheSchema = z
  .union([z.literal(false).describe('false: no cache'), settings])
  .describe('the cache; on a forge read from the default branch, as a whole')
  .optional();

/** The file system's root and the home folder itself hold other things. */
function isOutsidePath(text: string): boolean {
  const [first, ...rest] = text.replace(/\/+$/, '').split('/');
  const parts = rest.filter((part) => part !== '');
  const inside =
    parts.length > 0 && parts.every((part) => part !== '.' && part !== '..' && !part.includes('\0'));
  return (first === '' || first === '~') && inside;
}
