/** What the commands of the cache show, with defaults; `anEntry({ miss })`. */

import type { AllowedSigner, Miss } from '../../../src/core/cache.ts';
import type { EntryView } from '../../../src/report/cache-entry.ts';
import type { CacheInspectView, MemberView } from '../../../src/report/cache-inspect.ts';
import type { CacheListView } from '../../../src/report/cache-list.ts';
import type { Look } from '../../../src/report/look.ts';
import { cells } from '../../../src/report/width.ts';
import { aKey, aSeal, aSigner, DAY, digestOf, MADE } from '../../support/seals.ts';

export const PLAIN: Look = { columns: 80, color: false, marks: 'plain' };
export const TREE: Look = { columns: 80, color: false, marks: 'tree' };

export const NOW = MADE + 2 * DAY;

export const MAIN: AllowedSigner = aSigner(aKey(1), 'T2', 'main on gitlab');

/** Moves the cursor, hides what follows, turns it round, ends the line, speaks to the forge. */
export const HOSTILE = '\u001b[2Jx\u202e\n::error::\u0007##[group]\u200b';

export function anEntry(more: Partial<EntryView> = {}): EntryView {
  return {
    id: 'T2/result/aa/x.sealed',
    short: '3f9a01c2',
    bytes: 41_000_000,
    used: MADE,
    slot: { namespace: 'T2', kind: 'result', lineage: digestOf('b'), key: digestOf('a') },
    known: 'test',
    seal: aSeal(),
    signer: MAIN,
    claimedKeyId: undefined,
    miss: undefined,
    asked: 'exact',
    ...more,
  };
}

/** Signed by nobody who counts. */
export function aStranger(miss: Miss, more: Partial<EntryView> = {}): EntryView {
  return anEntry({ signer: undefined, claimedKeyId: '1f2e3d4c5b6a79881f2e3d4c5b6a7988', miss, ...more });
}

export function aList(entries: readonly EntryView[], more: Partial<CacheListView> = {}): CacheListView {
  return {
    ...{ store: 'directory', place: '/srv/cache', limit: 10e9, entries, more: 0, whole: true, strays: 0 },
    now: NOW,
    ...more,
  };
}

export function anInspection(entry: EntryView, more: Partial<CacheInspectView> = {}): CacheInspectView {
  return {
    ...{ entry, place: 'directory /srv/cache', tree: { key: digestOf('a') }, reads: 'T1 reads T2' },
    ...{ inside: undefined, others: 0, now: NOW },
    ...more,
  };
}

export function aFile(path: string, bytes: number): MemberView {
  return { kind: 'file', path, mode: 0o644, bytes, sha256: digestOf('d'), target: undefined };
}

/** Lines that take more cells than there are. */
export function tooWide(lines: readonly string[], columns = 80): readonly string[] {
  return lines.filter((line) => cells(line) > columns);
}
