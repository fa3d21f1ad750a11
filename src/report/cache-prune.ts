/** What was removed from the cache, and why. */

import type { Miss } from '../core/cache.ts';
import { type EntryView, entryCount, entryName, missLine, sumText } from './cache-entry.ts';
import { visible } from './escape.ts';
import { type Look, mark, markWidth } from './look.ts';
import { count, size } from './units.ts';
import { cells, clauses, cut, padEnd, padStart, wrap } from './width.ts';

/** `room`: the least recently used go when all together are too large. `newer`: several newer ones lie in its place. */
export type Goes = { readonly entry: EntryView; readonly why: Miss | 'room' | 'newer' };

export type CachePruneView = {
  readonly store: string;
  readonly place: string;
  /** Bytes that it may take. */
  readonly limit: number;
  readonly gone: readonly Goes[];
  /** What should have gone and did not. */
  readonly stuck: readonly { readonly entry: EntryView; readonly why: Miss }[];
  readonly kept: readonly EntryView[];
  /** Names that are no entries of ours; they are left alone. */
  readonly strays: number;
  /** Names of that kind that lay for more than an hour where only we write, and are gone. */
  readonly swept: number;
  readonly dryRun: boolean;
};

export function cachePruneText(view: CachePruneView, look: Look): string[] {
  const { store, place, gone, stuck, kept, limit, strays, swept, dryRun } = view;
  const all = [...gone, ...stuck].map(({ entry }) => entry);
  const names = Math.min(24, Math.max(8, ...all.map((entry) => cells(entryName(entry)))));
  const parts = [
    gone.length === 0
      ? 'nothing to remove'
      : `${sumText(gone.map(({ entry }) => entry))} ${dryRun ? 'would go' : 'removed'}`,
    ...(stuck.length === 0 ? [] : [`${entryCount(stuck.length)} could not be removed`]),
    kept.length === 0 ? 'nothing kept' : `${sumText(kept)} kept`,
    `may grow to ${size(limit)}`,
    ...(swept === 0 ? [] : [`${count(swept, 'leftover')} of dead runs removed`]),
    ...(strays === 0 ? [] : [`${count(strays, 'name')} there that are no entries, left alone`]),
  ];
  return [
    ...wrap(`${store}  ${visible(place)}`, look.columns),
    '',
    ...gone.flatMap(({ entry, why }) => lines(entry, reason(why), dryRun ? 'wait' : 'skip', names, look)),
    ...stuck.flatMap(({ entry, why }) => lines(entry, missLine(why), 'note', names, look)),
    ...(all.length === 0 ? [] : ['']),
    ...clauses(parts, look.columns),
  ];
}

/** Where others decide what stays. */
export function forgePrunesText(look: Look): string[] {
  return [
    'GitHub keeps these entries and prunes them itself: what nobody read for seven days, and the oldest',
    'where a repository has more than it may have.',
    'To be rid of all there are: count cache.epoch up in sealsmith.yml, and nothing made before is taken any',
    'more; or gh cache delete --all, which removes what other tools keep there too.',
  ].flatMap((line) => wrap(line, look.columns));
}

function reason(why: Goes['why']): string {
  switch (why) {
    case 'room':
      return 'least recently used, to make room';
    case 'newer':
      return 'three newer ones lie in its place';
    default:
      return missLine(why);
  }
}

function lines(
  entry: EntryView,
  text: string,
  sign: 'wait' | 'skip' | 'note',
  names: number,
  look: Look,
): string[] {
  const name = padEnd(cut(entryName(entry), names), names);
  const bytes = padStart(entry.bytes === undefined ? '–' : size(entry.bytes), 7);
  const start = `  ${mark(sign, look)} ${visible(entry.short)}  ${name}  ${bytes}  `;
  const indent = 2 + markWidth(look) + 1 + cells(entry.short) + 2 + names + 2 + 7 + 2;
  return wrap(text, Math.max(24, look.columns - indent), 4).map(
    (line, at) => (at === 0 ? start : ' '.repeat(indent)) + line,
  );
}
