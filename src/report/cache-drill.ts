/** The table of the cache's drill. */

import type { Miss } from '../core/cache.ts';
import { type DrillResult as AnyResult, type DrillEnd, drillText } from './drill.ts';
import { visible } from './escape.ts';
import type { Look } from './look.ts';

/** One attack and its honest twin. */
export type DrillResult = AnyResult & { readonly miss: Miss | undefined; readonly twin: Miss | undefined };

export type CacheDrillView = DrillEnd & {
  /** `directory`, and where the real one lies; undefined for one that lies on no disk of ours. */
  readonly store: string;
  readonly place: string | undefined;
  /** What people have to know of how it was drilled; one sentence each. */
  readonly remarks: readonly string[];
  readonly results: readonly DrillResult[];
  /** What became of the real cache: `same`, `none` before and after, `changed` by others, `elsewhere`: not on this disk. */
  readonly real: 'same' | 'none' | 'changed' | 'elsewhere';
};

/** @param all  every attack a row of its own */
export function cacheDrillText(view: CacheDrillView, look: Look, all: boolean): string[] {
  const words = {
    head: [view.store, visible(view.place ?? '')].join('  ').trim(),
    remarks: view.remarks,
    harmless: 'harmless: honest entry taken',
    taken: 'TAKEN',
    real: REAL[view.real],
  };
  return drillText(view, words, look, all);
}

const REAL: { readonly [real in CacheDrillView['real']]: string } = {
  same: 'your real cache was not touched',
  none: 'there is no real cache here yet, and none was made',
  changed: 'your real cache changed meanwhile, by another run: this one has no way into it',
  elsewhere: 'your real cache was not asked',
};
