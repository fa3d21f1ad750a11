/** Opens the cache for a run: the store, who we are to it, and what we may seal with. */

import { LIMITS } from '../cache/archive/layout.ts';
import { machineKey } from '../cache/machine-key.ts';
import { leakOf, readerOf, writerOf } from '../cache/policy.ts';
import type { Vault } from '../cache/seek.ts';
import { CACHE_KEY_VARIABLE, parseSecretKey, type SealingKey } from '../cache/signing-key.ts';
import { openStore } from '../cache/stores/registry.ts';
import type { CacheSettings, Miss } from '../core/cache.ts';
import { explain } from '../core/failure.ts';
import type { Context } from '../core/host.ts';
import type { World } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';

export async function openVault(
  world: World,
  context: Context,
  settings: CacheSettings,
): Promise<Result<Vault, Miss>> {
  const store = await openStore(world, settings, context);
  if (!store.ok) return store;
  const own = ownKey(world, context);
  const atDesk = context.host === 'local';
  // Somebody was at the machine's key: nothing is taken either. A forge's key is for sealing alone.
  if (!own.ok && atDesk) return own;
  const key = own.ok ? own.value : undefined;
  const reader = readerOf(context, settings, atDesk ? key?.publicKey : undefined);
  return ok({
    world,
    store: store.value,
    settings,
    limits: { ...LIMITS, file: settings.size, bytes: settings.size },
    reader,
    writer: own.ok ? writerOf(reader, key, settings) : own,
    leak: leakOf(reader, key),
    producer: {
      host: context.host,
      tier: context.tier,
      repository: context.repository,
      ref: context.ref,
      commit: context.commit,
      dirty: context.dirty,
      runUrl: context.runUrl,
      sealsmith: world.self.version,
    },
  });
}

/** At a desk the machine's; on a forge what it hands to this run. */
function ownKey(world: World, { host, ci }: Context): Result<SealingKey | undefined, Miss> {
  if (host === 'local') {
    const key = machineKey(world.files, world.state, !ci);
    // Where none can be made, what is there can still be looked at.
    if (key.ok || key.failure.code === 'system') return key.ok ? key : ok(undefined);
    return err({ code: 'no-key', detail: explain(key.failure).message });
  }
  const text = world.secrets.get(CACHE_KEY_VARIABLE);
  if (text === undefined || text === '') return ok(undefined);
  const key = parseSecretKey(text);
  return key.ok ? key : err({ code: 'no-key', detail: `${CACHE_KEY_VARIABLE}: ${key.failure}` });
}
