/** The part of GitHub's page about the cache: what was taken and from whom, and what was refused and why. */

import { type CacheNote, isRefusal, missText } from '../core/cache.ts';
import type { RunRecord } from '../core/record.ts';
import { cacheLine, cacheNotes } from './cache-counts.ts';
import { markdownText } from './escape.ts';
import { signerText } from './restored.ts';
import { ago } from './units.ts';

/** Empty when nothing was asked of the cache. */
export function cachePart(record: RunRecord): string {
  const line = cacheLine(record);
  if (line === undefined) return '';
  const { store } = record.how.cache;
  const shown = cacheNotes(record).filter((note) => note.outcome === 'restored' || isRefusal(note));
  const rows = shown.flatMap((note) => rowsOfNote(note, record.when.started));
  const table =
    rows.length === 0 ? [] : ['', '| | entry | sealed by | made from |', '|---|---|---|---|', ...rows];
  const where = store === undefined ? '' : ` · ${markdownText(store)}`;
  return ['### Cache', '', `${markdownText(line)}${where}`, ...table].join('\n');
}

function rowsOfNote(note: CacheNote, at: number): string[] {
  const entry = markdownText(note.entry);
  const refused =
    note.reason !== undefined && isRefusal(note)
      ? [`| ✗ **refused** | ${entry} | | ${markdownText(missText(note.reason).slice(0, 300))} |`]
      : [];
  if (note.outcome !== 'restored') return refused;
  const signer = note.signer === undefined ? '' : markdownText(signerText(note.signer));
  return [...refused, `| = restored | ${entry} | ${signer} | ${madeFrom(note, at)} |`];
}

/** What the seal says of its making. */
function madeFrom({ producer, created }: CacheNote, at: number): string {
  const when = created === undefined ? '' : ago(at - created);
  const parts = [producer?.commit?.slice(0, 7), producer?.ref, when];
  return parts
    .filter((part) => part !== undefined && part !== '')
    .map((part) => markdownText(part ?? ''))
    .join(' · ');
}
