/**
 * A seal as the predicate of its statement: JSON in, typed seal or what is wrong with it out. Times are RFC 3339 in the
 * file, for people, and milliseconds in the program. Every member has one form; nothing else may stand there.
 */

import type { Namespace, Seal } from '../core/cache.ts';
import { isSha256 } from '../core/digest.ts';
import { err, ok, type Result } from '../core/result.ts';
import { isPlainObject } from '../formats/strict-json.ts';

type Predicate = Omit<Seal, 'created' | 'expires'> & { readonly created: string; readonly expires: string };

export function predicateOf({ created, expires, ...seal }: Seal): Predicate {
  return { ...seal, created: new Date(created).toISOString(), expires: new Date(expires).toISOString() };
}

/** @returns the failure is one clause that names the member */
export function readPredicate(value: unknown): Result<Seal, string> {
  const problem = unsound(value, PREDICATE, 'its predicate');
  if (problem !== undefined) return err(problem);
  // Every member was just looked at.
  const { created, expires, producer, ...seal } = value as Predicate;
  if (Date.parse(expires) < Date.parse(created)) return err('it expires before it was made');
  return ok({
    ...seal,
    producer: { ...NO_PRODUCER, ...producer },
    created: Date.parse(created),
    expires: Date.parse(expires),
  });
}

/**
 * `T2`, `T1/<change>`, `T0/<machine>`. What stands behind the tier becomes the name of a folder: one part, and it
 * begins with no dot.
 */
export function isNamespace(text: string): text is Namespace {
  return /^(?:T2|T1\/[A-Za-z0-9][A-Za-z0-9._-]{0,63}|T0\/[0-9a-f]{32})$/.test(text);
}

/** What JSON leaves out when it is unknown. */
const NO_PRODUCER = { repository: undefined, ref: undefined, commit: undefined, runUrl: undefined };

type Check = (value: unknown) => boolean;
type Shape = { readonly [name: string]: Check | Shape };

const LONGEST = 4096;

const text: Check = (value) => typeof value === 'string' && value.length <= LONGEST;
const maybeText: Check = (value) => value === undefined || text(value);
const flag: Check = (value) => typeof value === 'boolean';
const digest: Check = (value) => typeof value === 'string' && isSha256(value);
const count: Check = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const namespace: Check = (value) => typeof value === 'string' && isNamespace(value);

/** UTC with milliseconds, from 1970 to 9999. */
const time: Check = (value) =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) &&
  Date.parse(value) >= 0 &&
  new Date(value).toISOString() === value;

function oneOf(...words: readonly string[]): Check {
  return (value) => typeof value === 'string' && words.includes(value);
}

const PREDICATE: Shape = {
  kind: oneOf('result', 'store'),
  name: text,
  namespace,
  key: digest,
  lineage: digest,
  list: { sha256: digest, stored: count, bytes: count },
  archive: { stored: count, members: count, bytes: count },
  producer: {
    host: oneOf('github', 'gitlab', 'local'),
    tier: oneOf('T0', 'T1', 'T2', 'T3'),
    repository: maybeText,
    ref: maybeText,
    commit: maybeText,
    dirty: flag,
    runUrl: maybeText,
    sealsmith: text,
  },
  created: time,
  expires: time,
  epoch: count,
};

function unsound(value: unknown, shape: Shape, what: string): string | undefined {
  if (!isPlainObject(value)) return `${what} is no object`;
  if (Object.keys(value).some((name) => !Object.hasOwn(shape, name))) return `${what} holds what is unknown`;
  for (const [name, wanted] of Object.entries(shape)) {
    const member = Object.hasOwn(value, name) ? value[name] : undefined;
    const problem =
      typeof wanted === 'object'
        ? unsound(member, wanted, `its ${name}`)
        : wanted(member)
          ? undefined
          : `${what} has no sound "${name}"`;
    if (problem !== undefined) return problem;
  }
  return undefined;
}
