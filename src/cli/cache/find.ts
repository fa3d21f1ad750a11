/** Which entry a person means, and which ones a run of this tree would come across. */

import { resolve } from 'node:path';
import { namespacesToRead } from '../../cache/policy.ts';
import type { Candidate } from '../../cache/stores/store.ts';
import type { Miss } from '../../core/cache.ts';
import type { Failure } from '../../core/failure.ts';
import { nearest } from '../../core/nearest.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { shortId } from './look.ts';
import type { AskedSlot, OpenCache } from './open.ts';

/** How many entries of one slot are looked for; a run looks at no more. */
const CANDIDATES = 4;

/** What this run would look at for a slot, in its order; none twice. */
export async function candidatesOf(
  { vault }: OpenCache,
  slot: AskedSlot,
): Promise<Result<readonly Candidate[], Miss>> {
  const { kind, lineage, checked } = slot;
  const key = slot.key.ok ? slot.key.value : undefined;
  const found = new Map<string, Candidate>();
  for (const namespace of namespacesToRead(vault.reader, kind, checked)) {
    // A result has no other question than its key.
    const keys = [...(key === undefined ? [] : [key]), ...(kind === 'store' ? [undefined] : [])];
    for (const one of keys) {
      const answer = await vault.store.find({ namespace, kind, lineage, key: one }, CANDIDATES);
      if (!answer.ok) return answer;
      for (const candidate of answer.value) if (!found.has(candidate.id)) found.set(candidate.id, candidate);
    }
  }
  return ok([...found.values()]);
}

/** What a person named: entries of the store, best first, or a file. */
export type Named =
  | {
      readonly kind: 'entries';
      readonly candidates: readonly Candidate[];
      readonly slot: AskedSlot | undefined;
    }
  | { readonly kind: 'file'; readonly path: string };

/**
 * @param name  a job, a job and its store, an id of the list or its beginning, or the path of a `.sealed` file
 * @returns `usage` for what is none of these, or several; `cache-unreachable`
 */
export async function named(cache: OpenCache, name: string): Promise<Result<Named>> {
  const { world, workspace } = cache.session;
  const path = resolve(workspace, name);
  if (name.endsWith('.sealed') && world.files.kind(path) === 'file') return ok({ kind: 'file', path });
  const slot = cache.asked.find((one) => one.name === name);
  if (slot !== undefined) {
    const candidates = await candidatesOf(cache, slot);
    if (!candidates.ok) return err(storeTrouble(candidates.failure));
    if (candidates.value.length > 0) return ok({ kind: 'entries', candidates: candidates.value, slot });
    return err({ code: 'usage', message: nothingFor(slot) });
  }
  const listed = await cache.vault.store.list();
  if (!listed.ok) return err(storeTrouble(listed.failure));
  return byId(cache, name, listed.value ?? []);
}

function byId(
  { asked, unkept }: OpenCache,
  name: string,
  listed: readonly Candidate[],
): Result<Extract<Named, { kind: 'entries' }>> {
  const begins = (id: string): boolean => id === name || (name.length >= SHORTEST && id.startsWith(name));
  const meant = listed.filter(({ id }) => begins(id) || begins(shortId(id)));
  const exact = meant.filter(({ id }) => id === name || shortId(id) === name);
  const [only, other] = exact.length === 1 ? exact : meant;
  if (only === undefined) return err({ code: 'usage', ...noSuch(name, asked, unkept) });
  if (other === undefined) return ok({ kind: 'entries', candidates: [only], slot: undefined });
  const ids = meant.slice(0, 5).map(({ id }) => shortId(id));
  const more = meant.length > ids.length ? ', …' : '';
  return err({
    code: 'usage',
    message: `${meant.length} entries begin with "${name}": ${ids.join(', ')}${more}`,
  });
}

/** Characters of an id from which it may stand for the whole. */
const SHORTEST = 4;

function nothingFor({ name, key }: AskedSlot): string {
  return key.ok
    ? `the cache holds nothing for ${name} that this run may read (key ${key.value.slice(0, 12)}…)`
    : `what ${name} would be called in the cache is not known: ${key.failure}`;
}

function noSuch(
  name: string,
  asked: readonly AskedSlot[],
  unkept: readonly string[],
): { readonly message: string; readonly nearest?: string } {
  if (unkept.includes(name)) return { message: `the result of ${name} is not kept in the cache: ${UNKEPT}` };
  const names = asked.map((one) => one.name);
  const known = names.length === 0 ? '' : `; jobs here: ${names.join(', ')}`;
  const message = `"${name}" is no job of this plan and no entry of the list (sealsmith cache list)${known}`;
  const close = nearest(name, names);
  return close === undefined ? { message } : { message, nearest: close };
}

const UNKEPT =
  'a step keeps none that is given the network, a secret or a variable that looks like one, that says "cache: false", or that declares not all of inputs, outputs and tools (sealsmith plan)';

export function storeTrouble({ code, detail }: Miss): Failure {
  return { code: 'cache-unreachable', reason: code, detail };
}
