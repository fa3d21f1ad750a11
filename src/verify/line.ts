/** Lines of a verdict, and what they add up to for one piece of evidence. */

import { CHECKS, type CheckLine, type CheckName, REASONS, type ReasonCode } from '../core/verdict.ts';

type Said = { readonly expected: string; readonly found: string; readonly from: string };

export function pass(check: CheckName, said: Said): CheckLine {
  return { check, ...said, status: 'ok', reason: undefined, threat: CHECKS[check].threat };
}

export function fault(check: CheckName, reason: ReasonCode, said: Said, threat?: string): CheckLine {
  const status = REASONS[reason].kind === 'unknown' ? 'unknown' : 'fail';
  return { check, ...said, status, reason, threat: threat ?? CHECKS[check].threat };
}

/** One line for a comparison. */
export function compare(check: CheckName, holds: boolean, reason: ReasonCode, said: Said): CheckLine {
  return holds ? pass(check, said) : fault(check, reason, said);
}

export type Standing = 'good' | 'unknown' | 'forbidden' | 'broken';

/** What is broken outweighs what is forbidden, and that what is not known: no answer makes a wrong one right. */
export function standingOf(lines: readonly CheckLine[]): Standing {
  const kinds = lines.flatMap(({ reason }) => (reason === undefined ? [] : [REASONS[reason].kind]));
  if (kinds.includes('broken')) return 'broken';
  if (kinds.includes('forbidden')) return 'forbidden';
  return kinds.includes('unknown') ? 'unknown' : 'good';
}
