/** `sealsmith cache list`: every entry that there is, or where a store cannot tell, those that this tree asks for. */

import type { Miss } from '../../core/cache.ts';
import type { ExitStatus } from '../../core/failure.ts';
import { ok, type Result } from '../../core/result.ts';
import type { EntryView } from '../../report/cache-entry.ts';
import { type CacheListView, cacheListText } from '../../report/cache-list.ts';
import { fail, type Session } from '../session.ts';
import { candidatesOf, storeTrouble } from './find.ts';
import { lookAt, unread } from './look.ts';
import { type OpenCache, openCache } from './open.ts';

export async function cacheList(session: Session): Promise<ExitStatus> {
  const opened = await openCache(session);
  if (!opened.ok) return fail(session, opened.failure);
  const view = await viewOf(opened.value);
  if (!view.ok) return fail(session, storeTrouble(view.failure));
  if (session.flags.json === true) session.json(view.value);
  session.say(cacheListText(view.value, session.look, session.flags.verbose === true));
  return 0;
}

/** Entries that are looked at; whoever fills a store with more does not keep us for ever. */
const MOST = 2000;

async function viewOf(cache: OpenCache): Promise<Result<CacheListView, Miss>> {
  const { vault, now } = cache;
  const { store, settings } = vault;
  const listed = await store.list();
  if (!listed.ok) return listed;
  const whole = listed.value !== undefined;
  const found = whole ? ok(listed.value ?? []) : await lookedUp(cache);
  if (!found.ok) return found;
  const entries: EntryView[] = [];
  for (const candidate of found.value.slice(0, MOST)) {
    // Where nothing can be listed, reading an entry means fetching all of it.
    const { view } = whole ? await lookAt(cache, candidate, 'seal') : unread(cache, candidate, undefined);
    entries.push(view);
  }
  const strays = await store.strays?.();
  return ok({
    store: store.name,
    place: store.place,
    limit: store.name === 'directory' ? settings.size : undefined,
    entries,
    more: Math.max(0, found.value.length - MOST),
    whole,
    strays: strays?.ok === true ? strays.value : undefined,
    now,
  });
}

async function lookedUp(cache: OpenCache) {
  const all = [];
  for (const slot of cache.asked) {
    const found = await candidatesOf(cache, slot);
    if (!found.ok) return found;
    all.push(...found.value);
  }
  return ok(all);
}
