/** The cache as far as it is known without opening it: no store is asked and no file is read. */

import { namespacesToRead, type Reader, readerOf, writerOf } from '../cache/policy.ts';
import { CACHE_KEY_VARIABLE, parseSecretKey, type SealingKey } from '../cache/signing-key.ts';
import { storeName } from '../cache/stores/registry.ts';
import type { CacheSettings, Miss } from '../core/cache.ts';
import type { CacheOutlook } from '../core/cache-outlook.ts';
import type { Context } from '../core/host.ts';
import { OURS } from '../core/path.ts';
import type { World } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';

export function cacheOutlook(
  world: Pick<World, 'secrets' | 'state'>,
  context: Context,
  settings: CacheSettings,
): CacheOutlook {
  const store = storeName(settings, context.host);
  const reader = readerOf(context, settings, undefined);
  const desk = context.host === 'local' && !context.ci;
  return {
    store,
    place: placeOf(store, world, settings),
    named: store === 'directory' && settings.path !== undefined,
    tier: context.tier,
    reads: store === undefined ? [] : readsOf(reader, desk),
    signers: settings.signers,
    // Its key is made when it is first needed.
    seals: desk ? { by: 'this machine' } : sealsWith(world, reader, settings),
    unknown: settings.unknown,
  };
}

function placeOf(
  store: CacheOutlook['store'],
  { state }: Pick<World, 'state'>,
  { path }: CacheSettings,
): string | undefined {
  if (store === 'directory') return path ?? `${state}/cache`;
  return store === 'gitlab' ? `${OURS}/cache` : undefined;
}

function readsOf(reader: Reader, desk: boolean): readonly string[] {
  const named = new Set([
    ...namespacesToRead(reader, 'result', false),
    ...namespacesToRead(reader, 'store', true),
  ]);
  const filled = [...named].filter((namespace) =>
    reader.signers.some(({ tier }) => namespace.startsWith(tier)),
  );
  return desk ? [...filled, 'T0/this machine'] : filled;
}

function sealsWith(
  world: Pick<World, 'secrets'>,
  reader: Reader,
  settings: CacheSettings,
): CacheOutlook['seals'] {
  const key = forgeKey(world, reader);
  if (!key.ok) return key.failure;
  const writer = writerOf(reader, key.value, settings);
  if (!writer.ok) return writer.failure;
  const { publicKey } = writer.value.key;
  const listed = settings.signers.find((signer) => signer.key === publicKey);
  return { by: listed ?? { key: publicKey, tier: writer.value.tier, name: undefined } };
}

function forgeKey(
  { secrets }: Pick<World, 'secrets'>,
  { host }: Reader,
): Result<SealingKey | undefined, Miss> {
  const text = host === 'local' ? undefined : secrets.get(CACHE_KEY_VARIABLE);
  if (text === undefined || text === '') return ok(undefined);
  const key = parseSecretKey(text);
  return key.ok ? key : err({ code: 'no-key', detail: `${CACHE_KEY_VARIABLE} ${key.failure}` });
}
