/** What became of reading every byte of entries: a row each, then the sums. */

import { CACHE_REASONS, type Miss } from '../core/cache.ts';
import { entryCount, missLine } from './cache-entry.ts';
import { visible } from './escape.ts';
import { type Look, type Mark, mark, markWidth, paint } from './look.ts';
import { count, size } from './units.ts';
import { cells, clauses, cut, padEnd, wrap } from './width.ts';

export type Check = {
  /** What it is called, as far as anybody knows. */
  readonly name: string;
  /** See EntryView; undefined when nothing was found under the name. */
  readonly short: string | undefined;
  readonly id: string | undefined;
  /** Of the file, and of what it unpacks to. */
  readonly bytes: number | undefined;
  readonly members: number | undefined;
  /** Undefined: every byte is as it was sealed, and this run may take it. */
  readonly miss: Miss | undefined;
};

export type CacheVerifyView = {
  readonly store: string;
  readonly place: string;
  readonly checks: readonly Check[];
  readonly milliseconds: number;
  /** What the program ends with. */
  readonly exit: number;
};

export function cacheVerifyText(view: CacheVerifyView, look: Look): string[] {
  const { checks, store, place } = view;
  const names = Math.min(24, Math.max(8, ...checks.map(({ name }) => cells(visible(name)))));
  return [
    ...wrap(`${store}  ${visible(place)}`, look.columns),
    '',
    ...checks.flatMap((check) => checkLines(check, names, look)),
    ...(checks.length === 0 ? [] : ['']),
    ...foot(view, look),
  ];
}

function checkLines({ name, short, bytes, members, miss }: Check, names: number, look: Look): string[] {
  const text =
    miss === undefined
      ? `every byte as sealed${members === undefined ? '' : `, ${count(members, 'member')}`}${bytes === undefined ? '' : `, ${size(bytes)}`}`
      : missLine(miss);
  const start = `  ${mark(markOf(miss), look)} ${padEnd(short === undefined ? '' : visible(short), 8)}  ${padEnd(cut(visible(name), names), names)}  `;
  const indent = 2 + markWidth(look) + 1 + 8 + 2 + names + 2;
  return wrap(text, Math.max(24, look.columns - indent), 6).map((line, at) => {
    const said = miss !== undefined && markOf(miss) === 'skip' ? paint(line, 'quiet', look) : line;
    return (at === 0 ? start : ' '.repeat(indent)) + said;
  });
}

function markOf(miss: Miss | undefined): Mark {
  if (miss === undefined) return 'ok';
  if (CACHE_REASONS[miss.code].refusal) return 'fail';
  return miss.code === 'store-error' ? 'note' : 'skip';
}

function foot({ checks, milliseconds, exit }: CacheVerifyView, look: Look): string[] {
  const there = checks.filter(({ id }) => id !== undefined);
  const number = (kind: Mark): number => there.filter(({ miss }) => markOf(miss) === kind).length;
  const unknown = checks.filter(({ miss }) => markOf(miss) === 'note').length;
  const [hold, refused, passed] = [number('ok'), number('fail'), number('skip')];
  const parts = [
    there.length === 0 ? 'nothing there to read' : entryCount(there.length),
    ...(hold === 0 ? [] : [hold === there.length ? (hold === 1 ? 'it holds' : 'all hold') : `${hold} hold`]),
    ...(refused === 0 ? [] : [`${refused} refused`]),
    ...(passed === 0 ? [] : [`${passed} not for this run`]),
    ...(unknown === 0 ? [] : [`${unknown} that the store did not hand out`]),
    ...(there.length === 0 ? [] : [`${(milliseconds / 1000).toFixed(1)}s`]),
  ];
  const [first = '', ...rest] = clauses(parts, look.columns - 9);
  const ended = exit === 0 ? first : `${first} (exit ${exit})`;
  return [
    ended,
    ...rest,
    ...(refused === 0
      ? []
      : ['next: sealsmith cache inspect <id> tells more; sealsmith cache prune removes it']),
  ];
}
