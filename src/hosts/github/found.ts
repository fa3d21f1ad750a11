/** Places in what a linter or compiler printed, so that what it found stands beside the line. */

import { linesOf, outputLine } from '../../report/escape.ts';

export type Found = {
  /** As it was printed. */
  readonly file: string;
  readonly line: number;
  readonly column: number | undefined;
  readonly message: string;
};

/** `file:3:5: message`, `file:3: message`, `file(3,5): message`. */
const IN_ONE = /^\s*([^\s:()]+)(?::(\d+)(?::(\d+))?:?|\((\d+),(\d+)\):)\s+(\S.*)$/;
/** The message in the line before: ` --> file:3:5`. */
const BELOW = /^\s*-->\s+([^\s:]+):(\d+):(\d+)\s*$/;
/** Below a line that is a path alone: `  3:5  error  message`. */
const UNDER = /^\s+(\d+):(\d+)\s+(\S.*)$/;

/**
 * @param printed  raw lines, in their order
 * @param isFile   whether there is such a file: what only looks like a place is none
 */
export function foundIn(printed: readonly string[], isFile: (path: string) => boolean): readonly Found[] {
  const lines = printed.flatMap((line) => linesOf(outputLine(line, false)));
  const found: Found[] = [];
  let heading: string | undefined;
  lines.forEach((text, at) => {
    if (text.length > 2000) return;
    const [, file = '', line, column, otherLine, otherColumn, message = ''] = IN_ONE.exec(text) ?? [];
    const below = BELOW.exec(text);
    const under = UNDER.exec(text);
    if (under !== null) {
      if (heading !== undefined) found.push(...place(heading, under[1], under[2], under[3] ?? ''));
    } else if (file !== '') found.push(...place(file, line ?? otherLine, column ?? otherColumn, message));
    else if (below !== null)
      found.push(...place(below[1] ?? '', below[2], below[3], lines[at - 1]?.trim() || 'found here'));
    else if (/^\S+$/.test(text)) heading = isFile(text) ? text : undefined;
  });
  return found.filter(({ file }) => isFile(file));
}

function place(file: string, line = '', column: string | undefined, message: string): Found[] {
  const [row, col] = [Number(line), column === undefined ? undefined : Number(column)];
  if (!Number.isSafeInteger(row) || row < 1) return [];
  const known = col !== undefined && Number.isSafeInteger(col) && col > 0 ? col : undefined;
  return [{ file, line: row, column: known, message: message.replaceAll(/\s+/g, ' ').trim() }];
}
