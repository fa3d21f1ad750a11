import {
  machineKey
} from "./shared-cache-machine-key.js";
import {
  openStore
} from "./shared-cache-stores-registry.js";
import {
  LIMITS
} from "./shared-cache-archive-layout.js";
import {
  leakOf,
  readerOf,
  writerOf
} from "./shared-cache-policy.js";
import {
  CACHE_KEY_VARIABLE,
  explain,
  parseSecretKey
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/run/vault.ts
async function openVault(world, context, settings) {
  const store = await openStore(world, settings, context);
  if (!store.ok) return store;
  const own = ownKey(world, context);
  const atDesk = context.host === "local";
  if (!own.ok && atDesk) return own;
  const key = own.ok ? own.value : void 0;
  const reader = readerOf(context, settings, atDesk ? key?.publicKey : void 0);
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
      sealsmith: world.self.version
    }
  });
}
function ownKey(world, { host, ci }) {
  if (host === "local") {
    const key2 = machineKey(world.files, world.state, !ci);
    if (key2.ok || key2.failure.code === "system") return key2.ok ? key2 : ok(void 0);
    return err({ code: "no-key", detail: explain(key2.failure).message });
  }
  const text = world.secrets.get(CACHE_KEY_VARIABLE);
  if (text === void 0 || text === "") return ok(void 0);
  const key = parseSecretKey(text);
  return key.ok ? key : err({ code: "no-key", detail: `${CACHE_KEY_VARIABLE}: ${key.failure}` });
}

export {
  openVault
};
