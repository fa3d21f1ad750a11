/** Every entry of the cache, two lines each: what it is and whether it would be taken; who sealed it, how old it is. */

import { CACHE_REASONS } from '../core/cache.ts';
import {
  agoText,
  type EntryView,
  entryName,
  expiryText,
  missLine,
  signerShort,
  sumText,
} from './cache-entry.ts';
import { visible } from './escape.ts';
import { type Look, type Mark, mark, markWidth, paint } from './look.ts';
import { count, size } from './units.ts';
import { cells, clauses, cut, padEnd, padStart, wrap } from './width.ts';

export type CacheListView = {
  /** Which store, and where. */
  readonly store: string;
  readonly place: string;
  /** Bytes that it may take; undefined where others decide. */
  readonly limit: number | undefined;
  readonly entries: readonly EntryView[];
  /** Entries beyond those that were looked at. */
  readonly more: number;
  /** False when the store cannot say what it holds: then these are the ones that this tree asks for. */
  readonly whole: boolean;
  /** Names that are no entries; undefined where there is no such thing. */
  readonly strays: number | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
};

/** Kind and size, with what stands between the columns. */
const BETWEEN = 2 + 6 + 2 + 7 + 2;

/** Entries that are shown unless all are wanted. */
const SHOWN = 100;

export function cacheListText(view: CacheListView, look: Look, all: boolean): string[] {
  const shown = all ? view.entries : view.entries.slice(0, SHOWN);
  const texts = Math.max(0, ...shown.map((entry) => cells(standing(entry).text)));
  const widest = Math.max(8, ...shown.map((entry) => cells(entryName(entry))));
  const names = Math.max(8, Math.min(24, widest, look.columns - indentOf(look) - BETWEEN - texts));
  const hidden = view.entries.length - shown.length;
  const more = [
    ...(hidden > 0 ? [`… and ${hidden} more; --verbose shows them`] : []),
    ...(view.more > 0 ? [`… and ${count(view.more, 'older one')} that nobody looked at`] : []),
  ];
  return [
    ...wrap(`${view.store}  ${visible(view.place)}`, look.columns),
    ...(view.whole ? [] : wrap(NOT_WHOLE, look.columns)),
    '',
    ...shown.flatMap((entry) => entryLines(entry, names, view.now, look)),
    ...more.map((line) => `  ${line}`),
    ...(view.entries.length === 0 ? [] : ['']),
    ...foot(view, look),
  ];
}

const NOT_WHOLE =
  'this store cannot say all that it holds; these are the entries that the jobs of this tree would ask for';

/** What a row says of an entry, by mark and in a word or two. */
export function standing(entry: EntryView): { readonly mark: Mark; readonly text: string } {
  const { miss, asked, seal } = entry;
  if (miss !== undefined) {
    return CACHE_REASONS[miss.code].refusal
      ? { mark: 'fail', text: `refused: ${miss.code}` }
      : { mark: 'skip', text: miss.code };
  }
  if (seal === undefined) return { mark: 'wait', text: 'not looked into' };
  switch (asked) {
    case 'exact':
      return { mark: 'ok', text: 'would be taken' };
    case 'lineage':
      return { mark: 'ok', text: 'would do' };
    case 'other':
      return { mark: 'same', text: 'good, for another key' };
    case 'idle':
    case 'unknown':
      return { mark: 'same', text: 'good' };
  }
}

function entryLines(entry: EntryView, names: number, now: number, look: Look): string[] {
  const { mark: sign, text } = standing(entry);
  const name = padEnd(cut(entryName(entry), names), names);
  const kind = padEnd((entry.signer === undefined ? entry.slot?.kind : entry.seal?.kind) ?? '–', 6);
  const bytes = padStart(entry.bytes === undefined ? '–' : size(entry.bytes), 7);
  const first = `  ${mark(sign, look)} ${visible(entry.short)}  ${name}  ${kind}  ${bytes}  ${text}`;
  const indent = indentOf(look);
  return [
    first,
    ...details(entry, now, look.columns - indent).map(
      (line) => ' '.repeat(indent) + paint(line, 'quiet', look),
    ),
  ];
}

/** Where names begin. */
function indentOf(look: Look): number {
  return 2 + markWidth(look) + 1 + 8 + 2;
}

function details({ seal, signer, miss }: EntryView, now: number, room: number): string[] {
  const refused = miss !== undefined && CACHE_REASONS[miss.code].refusal ? wrap(missLine(miss), room, 3) : [];
  // Of what nobody vouches for only that; what it claims is for `inspect`.
  if (seal === undefined || signer === undefined)
    return miss === undefined || refused.length > 0 ? refused : wrap(missLine(miss), room, 3);
  const said = [
    count(seal.archive.members, 'member'),
    `${signerShort(signer)} ${agoText(seal.created, now)}`,
    expiryText(seal.expires, now),
  ];
  return [...clauses(said, room), ...refused];
}

function foot({ entries, limit, strays }: CacheListView, look: Look): string[] {
  const refused = entries.filter(({ miss }) => miss !== undefined && CACHE_REASONS[miss.code].refusal).length;
  const parts = [
    entries.length === 0 ? 'no entries' : sumText(entries),
    ...(limit === undefined ? [] : [`may grow to ${size(limit)}`]),
    ...(refused === 0 ? [] : [`${refused} refused`]),
    ...(strays === undefined || strays === 0 ? [] : [`${count(strays, 'name')} there that are no entries`]),
  ];
  // A seal says nothing of whether what it is about is still the same.
  const read = entries.some(({ signer }) => signer !== undefined)
    ? wrap('only the seals were read; sealsmith cache verify --all reads every byte', look.columns)
    : [];
  const next = refused === 0 ? [] : ['next: sealsmith cache inspect <id> says what is wrong with one'];
  return [...clauses(parts, look.columns), ...read, ...next];
}
