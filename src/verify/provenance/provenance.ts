/** Accounts of how something was built, whoever wrote them, in one shape. What they say is a claim of their signer. */

import { isPlainObject } from '../../formats/strict-json.ts';
import type { ClaimName } from '../certificate.ts';

export type Provenance = {
  readonly format: string;
  readonly buildType: string;
  readonly builder: string;
  readonly source: Source;
  /** Every external parameter, in the order of the document; `known`: the build type defines it. */
  readonly parameters: readonly { readonly name: string; readonly known: boolean }[];
  readonly trigger: string | undefined;
  readonly invocation: string | undefined;
  /** Milliseconds since 1970, as its signer says. */
  readonly finished: number | undefined;
  /** What a certificate of the same build would say too. */
  readonly claims: readonly { readonly claim: ClaimName; readonly said: string }[];
};

/** Address without `git+` and `.git`, ref in full, commit in hex. */
export type Source = {
  readonly repository: string | undefined;
  readonly ref: string | undefined;
  readonly commit: string | undefined;
};

/** Reads one kind of account; undefined when the predicate is not what the build type says. */
export type ProvenanceReader = {
  readonly format: string;
  readonly reads: (buildType: string) => boolean;
  readonly read: (predicate: Members) => Provenance | undefined;
};

export type Members = Readonly<Record<string, unknown>>;

/** A member by its path; undefined where there is none. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found: unknown = value;
  for (const name of path) {
    if (typeof name === 'number')
      found = Array.isArray(found) ? (found as readonly unknown[])[name] : undefined;
    else found = isPlainObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return found;
}

export function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

export function membersAt(value: unknown, ...path: readonly (string | number)[]): Members {
  const found = at(value, ...path);
  return isPlainObject(found) ? found : {};
}

/** Names below a member: `variables.NAME`. */
export function namesAt(value: unknown, ...path: readonly string[]): readonly string[] {
  return Object.keys(membersAt(value, ...path));
}

export function timeAt(value: unknown, ...path: readonly string[]): number | undefined {
  const text = textAt(value, ...path);
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * `git+https://github.com/o/r@refs/heads/main` in its parts; without a ref when it names none. Anything else than
 * HTTPS stays as it is, and will equal nothing that is expected.
 */
export function sourceOf(uri: string | undefined): {
  readonly repository: string | undefined;
  readonly ref: string | undefined;
} {
  if (uri === undefined) return { repository: undefined, ref: undefined };
  const [, address = '', ref] = /^(?:git\+)?([^@#]+)(?:[@#](.+))?$/.exec(uri) ?? [];
  return { repository: address === '' ? uri : address.replace(/\.git$/, ''), ref };
}

/** The members that an account's document has, each a parameter. */
export function parametersOf(
  names: readonly string[],
  known: (name: string) => boolean,
): Provenance['parameters'] {
  return names.map((name) => ({ name, known: known(name) }));
}

/** Claims of which something is said. */
export function saidClaims(
  said: Readonly<Partial<Record<ClaimName, string | undefined>>>,
): Provenance['claims'] {
  return (Object.entries(said) as [ClaimName, string | undefined][]).flatMap(([claim, text]) =>
    text === undefined ? [] : [{ claim, said: text }],
  );
}
