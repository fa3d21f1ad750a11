/** What an attacker wants to see in a workspace: a whole result, with members of their choice. */

import { writeReport } from '../report.ts';
import { draftOf, file, folder, type Inside, insideOf, type Member } from './forged.ts';
import { REPORT } from './runs.ts';

/** A result with one output that is a folder, and these members besides. */
export function poison(more: readonly Member[] = []): Inside {
  return insideOf(draftOf([...RESULT, ...more]));
}

export const RESULT: readonly Member[] = [
  folder('output-0'),
  file('log', 'made poison\n'),
  file('output-0/answer', 'poison\n'),
  file('report.json', writeReport(REPORT)),
];
