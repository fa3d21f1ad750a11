import {
  storeName
} from "./shared-cache-stores-registry.js";
import {
  namespacesToRead,
  readerOf,
  writerOf
} from "./shared-cache-policy.js";
import {
  CACHE_KEY_VARIABLE,
  OURS,
  parseSecretKey
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/run/cache-outlook.ts
function cacheOutlook(world, context, settings) {
  const store = storeName(settings, context.host);
  const reader = readerOf(context, settings, void 0);
  const desk = context.host === "local" && !context.ci;
  return {
    store,
    place: placeOf(store, world, settings),
    named: store === "directory" && settings.path !== void 0,
    tier: context.tier,
    reads: store === void 0 ? [] : readsOf(reader, desk),
    signers: settings.signers,
    // Its key is made when it is first needed.
    seals: desk ? { by: "this machine" } : sealsWith(world, reader, settings),
    unknown: settings.unknown
  };
}
function placeOf(store, { state }, { path }) {
  if (store === "directory") return path ?? `${state}/cache`;
  return store === "gitlab" ? `${OURS}/cache` : void 0;
}
function readsOf(reader, desk) {
  const named = /* @__PURE__ */ new Set([
    ...namespacesToRead(reader, "result", false),
    ...namespacesToRead(reader, "store", true)
  ]);
  const filled = [...named].filter(
    (namespace) => reader.signers.some(({ tier }) => namespace.startsWith(tier))
  );
  return desk ? [...filled, "T0/this machine"] : filled;
}
function sealsWith(world, reader, settings) {
  const key = forgeKey(world, reader);
  if (!key.ok) return key.failure;
  const writer = writerOf(reader, key.value, settings);
  if (!writer.ok) return writer.failure;
  const { publicKey } = writer.value.key;
  const listed = settings.signers.find((signer) => signer.key === publicKey);
  return { by: listed ?? { key: publicKey, tier: writer.value.tier, name: void 0 } };
}
function forgeKey({ secrets }, { host }) {
  const text = host === "local" ? void 0 : secrets.get(CACHE_KEY_VARIABLE);
  if (text === void 0 || text === "") return ok(void 0);
  const key = parseSecretKey(text);
  return key.ok ? key : err({ code: "no-key", detail: `${CACHE_KEY_VARIABLE} ${key.failure}` });
}

export {
  cacheOutlook
};
