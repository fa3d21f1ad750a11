/** The table of a drill: what was tried on the cache, and how it answered. A row holds attacks of one kind. */

import type { Miss } from '../core/cache.ts';
import { visible } from './escape.ts';
import { type Look, mark, markWidth, paint } from './look.ts';
import { count, duration } from './units.ts';
import { cells, clauses, cut, padEnd, wrap } from './width.ts';

/** One attack and its honest twin. */
export type DrillResult = {
  /** Row of the threat list: `C6`. */
  readonly id: string;
  readonly row: string;
  readonly name: string;
  readonly stopped: boolean;
  /** What it had to be refused for; `harmless` where nothing but the honest entry could be taken. */
  readonly ends: string;
  /** Undefined when something was taken. */
  readonly miss: Miss | undefined;
  /** Whether that was the honest entry. */
  readonly honest: boolean;
  /** Paths where nothing may be. */
  readonly strays: readonly string[];
  /** Why the honest case was refused; undefined when it was not. */
  readonly twin: Miss | undefined;
  /** That the answer to the attack took. */
  readonly milliseconds: number;
};

export type CacheDrillView = {
  /** `directory`, and where the real one lies; undefined for one that lies on no disk of ours. */
  readonly store: string;
  readonly place: string | undefined;
  /** What people have to know of how it was drilled; one sentence each. */
  readonly remarks: readonly string[];
  readonly results: readonly DrillResult[];
  /** What became of the real cache: `same`, `none` before and after, `changed` by others, `elsewhere`: not on this disk. */
  readonly real: 'same' | 'none' | 'changed' | 'elsewhere';
  readonly milliseconds: number;
  readonly exit: number;
};

/** Answers that take less are not worth a word. Milliseconds. */
const SLOW = 100;

/** @param all  every attack a row of its own */
export function cacheDrillText(view: CacheDrillView, look: Look, all: boolean): string[] {
  const rows = all ? view.results.map((one) => [one]) : rowsOf(view.results);
  const width = Math.min(52, Math.max(...rows.map((row) => cells(nameOf(row, all)))));
  return [
    ...wrap([view.store, visible(view.place ?? '')].join('  ').trim(), look.columns),
    ...view.remarks.flatMap((remark) => wrap(visible(remark), look.columns)),
    '',
    `  ${' '.repeat(markWidth(look))} ${padEnd('     attack', width + 5)}  outcome`,
    ...rows.flatMap((row) => rowLines(row, width, look, all)),
    '',
    ...foot(view, look),
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

function rowLines(row: readonly DrillResult[], width: number, look: Look, all: boolean): string[] {
  const good = row.every(({ stopped, twin }) => stopped && twin === undefined);
  const start = `  ${mark(good ? 'ok' : 'fail', look)} ${padEnd(row[0]?.id ?? '', 4)} `;
  const indent = 2 + markWidth(look) + 1 + 4 + 1;
  const outcomes = outcomeOf(row, Math.max(24, look.columns - indent - width - 2));
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

/** `refused  digest-mismatch, seal-invalid (0.8s)`; the codes stand below each other. */
function outcomeOf(row: readonly DrillResult[], room: number): string[] {
  const codes = new Set(row.flatMap(({ miss }) => miss?.code ?? []));
  const taken = row.filter(({ miss }) => miss === undefined);
  const slowest = Math.max(...row.map(({ milliseconds }) => milliseconds));
  const took = slowest < SLOW ? '' : ` (${duration(slowest)})`;
  const refused = wrap(`${[...codes].join(', ')}${took}`, room - REFUSED.length).map((line, at) => {
    return `${at === 0 ? REFUSED : ' '.repeat(REFUSED.length)}${line}`;
  });
  return [
    ...(codes.size === 0 ? [] : refused),
    ...(taken.some(({ honest }) => honest) ? ['harmless: honest entry taken'] : []),
    ...(taken.some(({ honest }) => !honest) ? ['TAKEN'] : []),
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

const REAL: { readonly [real in CacheDrillView['real']]: string } = {
  same: 'your real cache was not touched',
  none: 'there is no real cache here yet, and none was made',
  changed: 'your real cache changed meanwhile, by another run: this one has no way into it',
  elsewhere: 'your real cache was not asked',
};

function foot({ results, real, milliseconds, exit }: CacheDrillView, look: Look): string[] {
  const stopped = results.filter((one) => one.stopped).length;
  const accepted = results.filter(({ twin }) => twin === undefined).length;
  const parts = [
    `${count(results.length, 'attack')}, ${stopped} stopped`,
    `${count(results.length, 'honest twin')}, ${accepted} accepted`,
    REAL[real],
    `${duration(milliseconds)}${exit === 0 ? '' : ` (exit ${exit})`}`,
  ];
  return clauses(parts, look.columns);
}
