/** Whether what a project needs can run on a base, as far as that is known before anything is fetched. Pure. */

import satisfies from 'semver/functions/satisfies.js';
import validRange from 'semver/ranges/valid.js';
import type { Failure } from '../../core/failure.ts';
import type { RuntimeDependencies } from '../../core/image.ts';
import { meetsPython } from '../../formats/python-version.ts';
import type { BaseFacts } from '../lock.ts';

/**
 * @param facts  all that is in the base: what they do not name is not there
 * @param base   as the configuration calls it
 */
export function mismatch(deps: RuntimeDependencies, facts: BaseFacts, base: string): Failure | undefined {
  const message = deps.kind === 'python' ? python(deps.requires, facts) : node(deps.requires, facts);
  return message === undefined ? undefined : { code: 'base-mismatch', base, message };
}

function python(requires: string | undefined, facts: BaseFacts): string | undefined {
  if (facts.python === undefined) return 'has no Python, and the project is written in it';
  if (!/^3\.\d+(?:\.|$)/.test(facts.python))
    return `has Python ${facts.python}, and only Python 3 is known here`;
  if (!meetsPython(facts.python, requires))
    return `has Python ${facts.python}, and the project asks for ${requires}`;
  if (libcOf(facts) === undefined)
    return 'says of no C library that it has it, so that no packages can be chosen for it';
  return undefined;
}

function node(requires: string | undefined, facts: BaseFacts): string | undefined {
  if (facts.node === undefined) return 'has no Node, and the project is written for it';
  const range = requires === undefined ? null : validRange(requires);
  if (range === null || satisfies(facts.node, range, { includePrerelease: true })) return undefined;
  return `has Node ${facts.node}, and the project asks for ${requires}`;
}

/** `{ kind: 'glibc', version: [2, 36] }`; a musl that says no version is taken for the oldest in use. */
export function libcOf({
  libc,
}: BaseFacts): { readonly kind: 'glibc' | 'musl'; readonly version: readonly [number, number] } | undefined {
  const [, kind, major, minor] = /^(glibc|musl)(?: (\d+)\.(\d+))?/.exec(libc ?? '') ?? [];
  if (kind === 'glibc' && major !== undefined) return { kind, version: [Number(major), Number(minor)] };
  if (kind === 'musl') return { kind, version: [Number(major ?? 1), Number(minor ?? 1)] };
  return undefined;
}
