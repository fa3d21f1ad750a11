/** The table of a drill: what was tried, and how it was answered. A row holds attacks of one kind. */

import { visible } from './escape.ts';
import { type Look, mark, markWidth, paint } from './look.ts';
import { count, duration } from './units.ts';
import { cells, clauses, cut, padEnd, wrap } from './width.ts';

/** One attack and its honest twin. */
export type DrillResult = {
  /** Row of the threat list: `C6`, `I2`. */
  readonly id: string;
  readonly row: string;
  readonly name: string;
  readonly stopped: boolean;
  /** What it had to be refused for; `harmless` where nothing but what is honest could be taken. */
  readonly ends: string;
  /** Undefined when something was taken. */
  readonly miss: Refusal | undefined;
  /** Whether that was honest. */
  readonly honest: boolean;
  /** Exit status of the command that refused; undefined where there is none. */
  readonly exit?: number;
  /** Paths where nothing may be. */
  readonly strays: readonly string[];
  /** Why the honest case was refused; undefined when it was not. */
  readonly twin: Refusal | undefined;
  /** That the answer to the attack took. */
  readonly milliseconds: number;
};

type Refusal = { readonly code: string; readonly detail: string };

/** What a drill calls what it does, and what it says of what is not its business. */
export type DrillWords = {
  readonly head: string;
  /** What people have to know of how it was drilled; one sentence each. */
  readonly remarks: readonly string[];
  readonly harmless: string;
  readonly taken: string;
  /** What became of what is real. */
  readonly real: string;
};

export type DrillEnd = {
  readonly results: readonly DrillResult[];
  readonly milliseconds: number;
  readonly exit: number;
};

/** Answers that take less are not worth a word. Milliseconds. */
const SLOW = 100;

/** @param all  every attack a row of its own */
export function drillText(
  { results, milliseconds, exit }: DrillEnd,
  words: DrillWords,
  look: Look,
  all: boolean,
): string[] {
  const rows = all ? results.map((one) => [one]) : rowsOf(results);
  const width = Math.min(52, Math.max(...rows.map((row) => cells(nameOf(row, all)))));
  return [
    ...wrap(words.head, look.columns),
    ...words.remarks.flatMap((remark) => wrap(visible(remark), look.columns)),
    '',
    `  ${' '.repeat(markWidth(look))} ${padEnd('     attack', width + 5)}  outcome`,
    ...rows.flatMap((row) => rowLines(row, width, words, look, all)),
    '',
    ...foot({ results, milliseconds, exit }, words, look),
  ];
}

function rowsOf(results: readonly DrillResult[]): DrillResult[][] {
  const rows = new Map<string, DrillResult[]>();
  for (const one of results) {
    const name = `${one.id} ${one.row}`;
    rows.set(name, [...(rows.get(name) ?? []), one]);
  }
  return [...rows.values()];
}

function nameOf(row: readonly DrillResult[], all: boolean): string {
  const [first] = row;
  if (first === undefined) return '';
  return all ? visible(first.name) : `${first.row}${row.length > 1 ? ` (${row.length})` : ''}`;
}

function rowLines(
  row: readonly DrillResult[],
  width: number,
  words: DrillWords,
  look: Look,
  all: boolean,
): string[] {
  const good = row.every(({ stopped, twin }) => stopped && twin === undefined);
  const start = `  ${mark(good ? 'ok' : 'fail', look)} ${padEnd(row[0]?.id ?? '', 4)} `;
  const indent = 2 + markWidth(look) + 1 + 4 + 1;
  const outcomes = outcomeOf(row, words, Math.max(24, look.columns - indent - width - 2));
  const lines = outcomes.map((text, at) => {
    const name = at === 0 ? cut(nameOf(row, all), width) : '';
    return `${at === 0 ? start : ' '.repeat(indent)}${padEnd(name, width)}  ${text}`;
  });
  const wrong = row.flatMap((one) => complaints(one));
  const room = Math.max(20, look.columns - indent);
  return [
    ...lines,
    ...wrong.flatMap((text) => wrap(text, room)).map((line) => ' '.repeat(indent) + paint(line, 'bad', look)),
  ];
}

/** `refused  digest-mismatch, seal-invalid (0.8s)`; the codes stand below each other, those of one exit together. */
function outcomeOf(row: readonly DrillResult[], words: DrillWords, room: number): string[] {
  const slowest = Math.max(...row.map(({ milliseconds }) => milliseconds));
  const took = slowest < SLOW ? '' : ` (${duration(slowest)})`;
  const missed = row.filter(({ miss }) => miss !== undefined);
  const exits = [...new Set(missed.map(({ exit }) => exit))].toSorted((a = 0, b = 0) => a - b);
  const refused = exits.flatMap((exit, at) => {
    const codes = new Set(
      missed.flatMap((one) => (one.exit === exit ? (one.miss?.code.split(', ') ?? []) : [])),
    );
    const head = exit === undefined ? REFUSED : `exit ${exit}  `;
    return wrap(`${[...codes].join(', ')}${at === exits.length - 1 ? took : ''}`, room - head.length).map(
      (line, number) => `${number === 0 ? head : ' '.repeat(head.length)}${line}`,
    );
  });
  const taken = row.filter(({ miss }) => miss === undefined);
  return [
    ...refused,
    ...(taken.some(({ honest }) => honest) ? [words.harmless] : []),
    ...(taken.some(({ honest }) => !honest) ? [words.taken] : []),
  ];
}

const REFUSED = 'refused  ';

function complaints({ name, stopped, ends, miss, honest, strays, twin }: DrillResult): string[] {
  const what = miss?.code ?? (honest ? 'harmless' : 'taken');
  const as = what === ends ? '' : `: ${what}, and it had to be ${ends}`;
  const detail = miss === undefined || miss.detail === '' ? '' : ` (${visible(miss.detail)})`;
  return [
    ...(stopped ? [] : [`not stopped: ${visible(name)}${as}${detail}`]),
    ...(strays.length === 0 ? [] : [`left behind: ${strays.map(visible).join(', ')}`]),
    ...(twin === undefined
      ? []
      : [`the honest twin of "${visible(name)}" was refused: ${twin.code} ${visible(twin.detail)}`]),
  ];
}

function foot({ results, milliseconds, exit }: DrillEnd, { real }: DrillWords, look: Look): string[] {
  const stopped = results.filter((one) => one.stopped).length;
  const accepted = results.filter(({ twin }) => twin === undefined).length;
  const parts = [
    `${count(results.length, 'attack')}, ${stopped} stopped`,
    `${count(results.length, 'honest twin')}, ${accepted} accepted`,
    real,
    `${duration(milliseconds)}${exit === 0 ? '' : ` (exit ${exit})`}`,
  ];
  return clauses(parts, look.columns);
}
