/** `sealsmith cache verify [entry]`: reads every byte and compares it with what was sealed; changes nothing. */

import type { Candidate } from '../../cache/stores/store.ts';
import { CACHE_REASONS, type Miss } from '../../core/cache.ts';
import { type ExitStatus, type Failure, worstExit } from '../../core/failure.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { entryName } from '../../report/cache-entry.ts';
import { type CacheVerifyView, type Check, cacheVerifyText } from '../../report/cache-verify.ts';
import { complain, fail, type Session } from '../session.ts';
import { candidatesOf, named, storeTrouble } from './find.ts';
import { type Looked, lookAt, lookAtFile } from './look.ts';
import { type OpenCache, openCache } from './open.ts';

/** @param name  see `named`; undefined: what a run of this tree would ask for, or with `all` whatever there is */
export async function cacheVerify(
  session: Session,
  name: string | undefined,
  all: boolean,
): Promise<ExitStatus> {
  const opened = await openCache(session);
  if (!opened.ok) return fail(session, opened.failure);
  const { clock, interrupt } = session.world;
  const started = clock.now();
  const checks = await checksOf(opened.value, name, all);
  if (interrupt.signal.aborted) return fail(session, interruptedBy(interrupt.signal));
  if (!checks.ok) return fail(session, checks.failure);
  const failures = checks.value.flatMap(failureOf);
  const { store } = opened.value.vault;
  const view: CacheVerifyView = {
    store: store.name,
    place: store.place,
    checks: checks.value,
    milliseconds: Math.max(0, clock.now() - started),
    exit: worstExit(failures),
  };
  if (session.flags.json === true) session.json(view);
  session.say(cacheVerifyText(view, session.look));
  if (session.flags.quiet === true) for (const failure of failures) complain(session, failure);
  return worstExit(failures);
}

function checksOf(
  cache: OpenCache,
  name: string | undefined,
  all: boolean,
): Promise<Result<readonly Check[]>> {
  if (name !== undefined) return checkNamed(cache, name);
  return all ? checkAll(cache) : checkAsked(cache);
}

async function checkNamed(cache: OpenCache, name: string): Promise<Result<readonly Check[]>> {
  const meant = await named(cache, name);
  if (!meant.ok) return meant;
  if (meant.value.kind === 'file') return ok([checkOf(await lookAtFile(cache, meant.value.path, 'bytes'))]);
  return ok(await checkEach(cache, meant.value.candidates));
}

async function checkAll(cache: OpenCache): Promise<Result<readonly Check[]>> {
  const listed = await cache.vault.store.list();
  if (!listed.ok) return err(storeTrouble(listed.failure));
  if (listed.value !== undefined) return ok(await checkEach(cache, listed.value));
  const message = `${cache.vault.store.name} does not say all that it holds; sealsmith cache verify reads what this tree asks for`;
  return err({ code: 'usage', message });
}

/** A place where nothing lies is told too: that is what the next run will find. */
async function checkAsked(cache: OpenCache): Promise<Result<readonly Check[]>> {
  const checks: Check[] = [];
  for (const slot of cache.asked.filter(({ needed }) => needed)) {
    const nothing = {
      name: slot.name,
      short: undefined,
      id: undefined,
      bytes: undefined,
      members: undefined,
    };
    const found = await candidatesOf(cache, slot);
    if (!found.ok) checks.push({ ...nothing, miss: found.failure });
    else if (found.value.length > 0) checks.push(...(await checkEach(cache, found.value)));
    else checks.push({ ...nothing, miss: { code: 'absent', detail: slot.key.ok ? '' : slot.key.failure } });
  }
  return ok(checks);
}

async function checkEach(cache: OpenCache, candidates: readonly Candidate[]): Promise<readonly Check[]> {
  const { signal } = cache.session.world.interrupt;
  const checks: Check[] = [];
  for (const candidate of candidates) {
    if (signal.aborted) break;
    checks.push(checkOf(await lookAt(cache, candidate, 'bytes')));
  }
  return checks;
}

function checkOf({ view }: Looked): Check {
  const { id, short, bytes, seal, signer, miss } = view;
  const members = signer === undefined ? undefined : seal?.archive.members;
  return { name: entryName(view), short, id, bytes, members, miss };
}

/** What is there and not for this run is no failure, nor that there is nothing. */
function failureOf({ name: called, short, miss }: Check): readonly Failure[] {
  if (miss === undefined) return [];
  const { code: reason, detail } = miss;
  const name = called === '–' && short !== undefined ? short : called;
  if (CACHE_REASONS[reason].refusal) return [{ code: 'cache-refused', entry: name, reason, detail }];
  return UNKNOWN.has(reason) ? [{ code: 'cache-unreachable', reason, detail }] : [];
}

const UNKNOWN: ReadonlySet<Miss['code']> = new Set(['store-error', 'target-error']);

function interruptedBy({ reason }: AbortSignal): Failure {
  return { code: 'interrupted', signal: reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT' };
}
