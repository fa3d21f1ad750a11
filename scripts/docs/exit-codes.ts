/** docs/exit-codes.md: exit statuses and failure codes, from the table that the program itself uses. */

import {
  type ExitStatus,
  exitOf,
  explain,
  type Failure,
  type FailureCode,
  worstExit,
} from '../../src/core/failure.ts';
import { type Entry, EXIT_STATUS, FAILURES } from '../../src/core/failure-table.ts';
import { code, table } from './markdown.ts';
import { SAMPLES } from './samples.ts';

export function exitCodesPage(): string {
  const statuses = Object.keys(EXIT_STATUS).map((status) => Number(status) as ExitStatus);
  const used = statuses.filter((status) => failuresOf(status).length > 0);
  const order = used.toSorted((a, b) => (worstExit([oneOf(a), oneOf(b)]) === a ? -1 : 1));
  const blocks = [
    INTRODUCTION,
    table(
      ['status', 'what it means'],
      statuses.map((status) => [String(status), meaning(status)]),
    ),
    '',
    `When several things failed, the first of this order is reported: ${order.map(String).join(', ')}.`,
    '',
    REASONS,
    ...used.flatMap((status) => [`## ${status}: ${EXIT_STATUS[status]}`, '', failureTable(status), '']),
  ];
  return `${blocks.join('\n').trimEnd()}\n`;
}

/** A status that no failure gives today is said to be so. */
function meaning(status: ExitStatus): string {
  const unused = status !== 0 && failuresOf(status).length === 0;
  return unused ? `${EXIT_STATUS[status]} (nothing gives it yet)` : EXIT_STATUS[status];
}

function failureTable(status: ExitStatus): string {
  const rows = failuresOf(status).map((failure) => {
    const { when } = FAILURES[failure.code] as Entry<FailureCode>;
    const { message, next } = explain(failure);
    return [code(failure.code), when, code(message), next ?? '–'];
  });
  return table(['code', 'when', 'it says, for example', 'next'], rows);
}

function failuresOf(status: ExitStatus): readonly Failure[] {
  const names = Object.keys(FAILURES) as FailureCode[];
  const all = names.flatMap((name): readonly Failure[] => SAMPLES[name]);
  return all.filter((failure) => exitOf(failure) === status);
}

function oneOf(status: ExitStatus): Failure {
  const [failure] = failuresOf(status);
  if (failure === undefined) throw new Error(`no sample ends with ${status}`);
  return failure;
}

const INTRODUCTION = `# Exit status and failures

The exit status is a contract: scripts may rely on it. So are the codes of failures; their sentences may change. With
\`--json\` every failure carries its code, and the record keeps it.

This page is generated from the table that the program uses (\`npm run docs\`).
`;

const REASONS = `A step that is skipped is no failure: \`sealsmith plan\` and the record give the reason.
`;
