/** Why a job runs again although it ended well here before: one clause for its row. */

import { type Difference, isReordered, type KeyParts, type PartName } from '../core/key.ts';
import { diffKeys } from './diff.ts';

/** Names that are told; the others are counted. */
const SHOWN = 2;

/**
 * Of a job whose last stamp did not hold.
 *
 * @param before  parts of the key that the stamp has; undefined when they are not kept any more
 * @param given  whether the values that it is given by name are what they were
 * @returns text that is not escaped; undefined when nobody knows
 */
export function whyAgain(
  before: KeyParts | undefined,
  now: KeyParts,
  given: 'same' | 'changed' = 'same',
): string | undefined {
  if (before === undefined) return undefined;
  const { differences } = diffKeys(before, now);
  const [first, ...others] = Object.values(Object.groupBy(differences, ({ part }) => part));
  if (first === undefined) return given === 'same' ? 'outputs were touched' : 'values given by name changed';
  const clause = clauseOf(first);
  if (others.length === 0) return clause;
  return `${clause}, and ${others.length} more ${others.length === 1 ? 'reason' : 'reasons'}`;
}

function clauseOf(differences: readonly Difference[]): string {
  const [first] = differences;
  if (first === undefined) return '';
  if (isReordered(first)) return `the order of its ${first.part} changed`;
  const change = `${first.before ?? 'none'} → ${first.now ?? 'none'}`;
  switch (first.part) {
    case 'tools':
      return `tool ${first.name} ${change}${andMore(differences.length - 1)}`;
    case 'sealsmith':
    case 'epoch':
    case 'job':
      return `${first.part} ${change}`;
    case 'commands':
      return 'its commands changed';
    default:
      return `${CHANGED[first.part]}: ${names(differences)}`;
  }
}

const CHANGED: {
  readonly [part in Exclude<PartName, 'tools' | 'sealsmith' | 'epoch' | 'job' | 'commands'>]: string;
} = {
  inputs: 'inputs changed',
  parameters: 'parameters changed',
  variables: 'variables changed',
  patterns: 'its patterns of inputs changed',
  outputs: 'its list of outputs changed',
  grants: 'its grants changed',
  facts: 'what it needs changed',
  platform: 'the platform changed',
};

function names(differences: readonly Difference[]): string {
  // What stands behind a link has the link's name and a NUL (see run/inputs.ts).
  const all = [
    ...new Set(differences.map(({ name, now }) => (name === '' ? (now ?? '') : name.replace(/\0$/, '')))),
  ];
  return `${all.slice(0, SHOWN).join(', ')}${andMore(all.length - SHOWN)}`;
}

function andMore(count: number): string {
  return count > 0 ? ` and ${count} more` : '';
}
