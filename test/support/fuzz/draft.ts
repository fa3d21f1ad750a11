/** An honest entry in the making: lines and pieces, of which all else follows. */

import { zstdCompressSync } from 'node:zlib';
import { type FuzzCase, textOf } from './case.ts';

/** A list as lines, with what is stored for each piece. */
export type Draft = { readonly lines: readonly unknown[][]; readonly stored: readonly Uint8Array[] };

/** Everything that follows from the lines is made anew. */
export function caseOf(layer: string, draft: Draft, more: Partial<FuzzCase> = {}): FuzzCase {
  const list = listOf(draft);
  const values = draft.lines.slice(1);
  return {
    ...{ layer, pieces: textOf(Buffer.concat(draft.stored)), list: textOf(zstdCompressSync(list)) },
    ...{ listBytes: list.length, members: membersOf(values), bytes: sumOf(values) },
    ...{ statement: [], payload: [], envelope: [], file: [] },
    ...more,
  };
}

/** The header says what the lines add up to, unless it was changed itself. */
export function listOf({ lines }: Draft): Buffer {
  const [header = [], ...rest] = lines;
  const counted = header.length === 1 ? [header[0], membersOf(rest), sumOf(rest)] : header;
  return Buffer.from([counted, ...rest].map((line) => `${JSON.stringify(line)}\n`).join(''), 'utf8');
}

function membersOf(lines: readonly unknown[][]): number {
  return lines.filter(([kind]) => kind === 'd' || kind === 'f' || kind === 'l').length;
}

function sumOf(lines: readonly unknown[][]): number {
  const sum = lines.reduce((all, [kind, , , bytes]) => all + (kind === 'f' ? Number(bytes) : 0), 0);
  return Number.isSafeInteger(sum) && sum >= 0 ? sum : 0;
}
