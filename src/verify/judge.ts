/** One piece of evidence against what is expected of its role. Pure. */

import type { CheckLine } from '../core/verdict.ts';
import { accountLines } from './account.ts';
import type { SoundExhibit } from './exhibit.ts';
import type { Expectations, Role } from './expectations.ts';
import { compare } from './line.ts';
import { type Circumstances, originLines } from './origin.ts';
import { textAt } from './provenance/provenance.ts';
import { componentLines } from './sbom.ts';

/** @returns every line, in the order in which people read them; it meets all when none of them fails */
export function judge(
  exhibit: SoundExhibit,
  role: Role,
  expected: Expectations,
  now: Circumstances,
): CheckLine[] {
  return [...originLines(exhibit, expected, now), ...contentLines(exhibit, role, expected, now)];
}

/** Whose it is, and about what: for statements of which the newest decides, before anybody asks what it says. */
export function judgeOrigin(exhibit: SoundExhibit, expected: Expectations, now: Circumstances): CheckLine[] {
  return originLines(exhibit, expected, now);
}

export function contentLines(
  exhibit: SoundExhibit,
  role: Role,
  expected: Expectations,
  now: Circumstances,
): CheckLine[] {
  const { predicate, predicateType } = exhibit.state.signed;
  switch (role) {
    case 'signature':
      return [];
    case 'provenance':
      return accountLines(exhibit, expected, now);
    case 'sbom':
      return componentLines(predicate, expected.components, 'sbom');
    default:
      return [resultLine(predicateType, textAt(predicate, 'result'))];
  }
}

/** A test result says whether it passed (in-toto/attestation: spec/predicates/test-result.md); others say no such thing. */
function resultLine(predicateType: string, result: string | undefined): CheckLine {
  const tested = predicateType.startsWith('https://in-toto.io/attestation/test-result/');
  const holds = !tested || result === 'PASSED' || result === 'WARNED';
  return compare('statement', holds, 'statement-failed', {
    expected: tested ? 'PASSED' : predicateType,
    found: tested ? (result ?? 'no result') : 'there',
    from: predicateType,
  });
}
