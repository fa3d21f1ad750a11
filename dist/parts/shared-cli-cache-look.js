import {
  treeKeys
} from "./shared-cli-cache-tree-keys.js";
import {
  openVault
} from "./shared-run-vault.js";
import {
  openEntry,
  readList,
  shareGroups
} from "./shared-cache-archive-parse-list.js";
import {
  mayTake,
  namespacesToRead,
  openSeal,
  readSealUnverified
} from "./shared-cache-policy.js";
import {
  cachedStores,
  explain,
  fillerOf,
  hash,
  lineageOf,
  makePlan,
  nearest,
  prepared,
  resolve,
  storeSlot
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/cache/archive/check.ts
function check(world, entry, list, signal = new AbortController().signal) {
  return shareGroups(world, entry, list, /* @__PURE__ */ new Map(), signal);
}

// src/cli/cache/look.ts
async function lookAt(cache, candidate, depth) {
  const { store, limits } = cache.vault;
  const opened = await store.open(candidate, limits.file);
  const file = !opened.ok ? opened : opened.value === void 0 ? err({ code: "absent", detail: "it is gone meanwhile" }) : ok(opened.value);
  if (!file.ok) return unread(cache, candidate, file.failure);
  try {
    return await lookInto(cache, candidate, file.value.path, depth);
  } finally {
    file.value.release();
  }
}
function lookAtFile(cache, path, depth) {
  const bytes = cache.session.world.disk.look(path)?.bytes;
  return lookInto(cache, { id: path, slot: void 0, bytes, used: void 0 }, path, depth);
}
function unread(cache, candidate, miss) {
  return looked(cache, candidate, { miss });
}
async function lookInto(cache, candidate, path, depth) {
  const { world, limits, reader } = cache.vault;
  const entry = openEntry(world.disk, path, limits);
  if (!entry.ok) return unread(cache, candidate, entry.failure);
  try {
    const sealed = openSeal(entry.value.envelope, reader.signers);
    if (sealed.ok) return await lookFurther(cache, candidate, entry.value, sealed.value, depth);
    const claims = readSealUnverified(entry.value.envelope);
    return claims.ok ? looked(cache, candidate, { miss: sealed.failure, ...claims.value }) : unread(cache, candidate, sealed.failure);
  } finally {
    entry.value.close();
  }
}
async function lookFurther(cache, candidate, entry, sealed, depth) {
  const { world, limits, reader, settings } = cache.vault;
  const { seal } = sealed;
  const slot = candidate.slot ?? seal;
  const known = slotAt(cache, slot);
  const wanted = {
    ...{ namespace: slot.namespace, kind: slot.kind, lineage: slot.lineage, key: slot.key },
    checked: known?.checked ?? false
  };
  const refused = mayTake(reader, wanted, sealed, settings, cache.now);
  if (depth === "seal") return looked(cache, candidate, { miss: refused, sealed });
  const exact = askedFor(known, slot.key) === "exact" ? known : void 0;
  const inside = readList(world.disk, entry, seal, rootsOf(seal.kind, exact), limits);
  const held = inside.ok ? await checked(cache, entry, inside.value) : inside;
  const miss = refused ?? (held.ok ? void 0 : held.failure);
  return looked(cache, candidate, { miss, sealed, inside });
}
function checked({ session, vault }, entry, list) {
  return check(vault.world, entry, list, session.world.interrupt.signal);
}
function looked(cache, candidate, found) {
  const { id, bytes, used, slot } = candidate;
  const known = slotAt(cache, slot ?? found.sealed?.seal);
  const view = {
    ...{ id, short: shortId(id), bytes, used, slot, miss: found.miss },
    known: known?.name,
    seal: found.sealed?.seal ?? found.claimed,
    signer: found.sealed?.signer,
    claimedKeyId: found.claimedKeyId,
    asked: askedFor(known, slot?.key ?? found.sealed?.seal.key)
  };
  return { view, inside: found.inside, slot: known };
}
function shortId(id) {
  return hash("sha256", id).slice(0, 8);
}
function slotAt({ asked }, slot) {
  return asked.find(({ kind, lineage }) => kind === slot?.kind && lineage === slot.lineage);
}
function askedFor(slot, key) {
  if (slot === void 0 || key === void 0) return "other";
  if (!slot.needed) return "idle";
  if (slot.key.ok && slot.key.value === key) return "exact";
  if (slot.kind === "store") return "lineage";
  return slot.key.ok ? "other" : "unknown";
}
var OUTPUTS = 1024;
function rootsOf(kind, exact) {
  if (kind === "store") return /* @__PURE__ */ new Set(["store"]);
  const count = exact?.outputs.length ?? OUTPUTS;
  return /* @__PURE__ */ new Set([...Array.from({ length: count }, (_, at) => `output-${at}`), "log", "report.json"]);
}

// src/cli/cache/find.ts
var CANDIDATES = 4;
async function candidatesOf({ vault }, slot) {
  const { kind, lineage, checked: checked2 } = slot;
  const key = slot.key.ok ? slot.key.value : void 0;
  const found = /* @__PURE__ */ new Map();
  for (const namespace of namespacesToRead(vault.reader, kind, checked2)) {
    const keys = [...key === void 0 ? [] : [key], ...kind === "store" ? [void 0] : []];
    for (const one of keys) {
      const answer = await vault.store.find({ namespace, kind, lineage, key: one }, CANDIDATES);
      if (!answer.ok) return answer;
      for (const candidate of answer.value) if (!found.has(candidate.id)) found.set(candidate.id, candidate);
    }
  }
  return ok([...found.values()]);
}
async function named(cache, name) {
  const { world, workspace } = cache.session;
  const path = resolve(workspace, name);
  if (name.endsWith(".sealed") && world.files.kind(path) === "file") return ok({ kind: "file", path });
  const slot = cache.asked.find((one) => one.name === name);
  if (slot !== void 0) {
    const candidates = await candidatesOf(cache, slot);
    if (!candidates.ok) return err(storeTrouble(candidates.failure));
    if (candidates.value.length > 0) return ok({ kind: "entries", candidates: candidates.value, slot });
    return err({ code: "usage", message: nothingFor(slot) });
  }
  const listed = await cache.vault.store.list();
  if (!listed.ok) return err(storeTrouble(listed.failure));
  return byId(cache, name, listed.value ?? []);
}
function byId({ asked, unkept }, name, listed) {
  const begins = (id) => id === name || name.length >= SHORTEST && id.startsWith(name);
  const meant = listed.filter(({ id }) => begins(id) || begins(shortId(id)));
  const exact = meant.filter(({ id }) => id === name || shortId(id) === name);
  const [only, other] = exact.length === 1 ? exact : meant;
  if (only === void 0) return err({ code: "usage", ...noSuch(name, asked, unkept) });
  if (other === void 0) return ok({ kind: "entries", candidates: [only], slot: void 0 });
  const ids = meant.slice(0, 5).map(({ id }) => shortId(id));
  const more = meant.length > ids.length ? ", …" : "";
  return err({
    code: "usage",
    message: `${meant.length} entries begin with "${name}": ${ids.join(", ")}${more}`
  });
}
var SHORTEST = 4;
function nothingFor({ name, key }) {
  return key.ok ? `the cache holds nothing for ${name} that this run may read (key ${key.value.slice(0, 12)}…)` : `what ${name} would be called in the cache is not known: ${key.failure}`;
}
function noSuch(name, asked, unkept) {
  if (unkept.includes(name)) return { message: `the result of ${name} is not kept in the cache: ${UNKEPT}` };
  const names = asked.map((one) => one.name);
  const known = names.length === 0 ? "" : `; jobs here: ${names.join(", ")}`;
  const message = `"${name}" is no job of this plan and no entry of the list (sealsmith cache list)${known}`;
  const close = nearest(name, names);
  return close === void 0 ? { message } : { message, nearest: close };
}
var UNKEPT = 'a step keeps none that is given the network, a secret or a variable that looks like one, that says "cache: false", or that declares not all of inputs, outputs and tools (sealsmith plan)';
function storeTrouble({ code, detail }) {
  return { code: "cache-unreachable", reason: code, detail };
}

// src/cli/cache/open.ts
async function openCache(session) {
  const found = await prepared(session);
  if (!found.ok) return found;
  if (found.value.cache.store === "off") return err({ code: "usage", message: SWITCHED_OFF });
  const planned = makePlan({ ...found.value.input, wish: { steps: [], only: false } });
  const context = planned.ok ? planned.value.plan.context : found.value.input.facts.context;
  const vault = await openVault(session.world, context, found.value.cache);
  if (!vault.ok) {
    const { code: reason, detail } = vault.failure;
    return err({ code: "cache-unreachable", reason, detail });
  }
  const asked = planned.ok ? await askedOf(session, found.value, planned.value.plan) : [];
  const jobs = planned.ok ? planned.value.plan.jobs : [];
  const unkept = jobs.filter(
    ({ spec }) => (spec.cache === "fresh" || spec.cache === "never") && cachedStores(spec).length === 0
  ).map(({ spec }) => spec.id);
  return ok({ session, vault: vault.value, context, asked, unkept, now: session.world.clock.now() });
}
var SWITCHED_OFF = 'there is no cache to look at: it is switched off by "cache: false"';
async function askedOf(session, prepared2, plan) {
  const found = await treeKeys(session, prepared2, void 0);
  const keys = new Map(found.ok ? found.value.map((one) => [one.job, one.found]) : []);
  const why = found.ok ? "it is no job of this plan" : explain(found.failure).message;
  const keyOf = (job) => {
    const key = keys.get(job);
    return key === void 0 ? err(why) : key.ok ? ok(key.value.key) : key;
  };
  const asked = [];
  for (const { spec } of plan.jobs) {
    const job = keyOf(spec.id);
    const lineage = lineageOf(plan, spec, void 0);
    if (spec.cache === "result")
      asked.push({
        ...{ name: spec.id, kind: "result", lineage, key: job, checked: false, needed: true },
        outputs: spec.outputs
      });
    for (const store of cachedStores(spec).filter((one) => fillerOf(plan, one) === spec)) {
      const { name, lineage: lineage2, key } = await storeSlot(plan, spec, store, job.ok ? job.value : void 0);
      const known = key === void 0 ? err(job.ok ? why : job.failure) : ok(key);
      const needed = plan.context.host !== "local";
      asked.push({ name, kind: "store", lineage: lineage2, key: known, checked: store.checked, outputs: [], needed });
    }
  }
  return asked;
}

export {
  lookAt,
  lookAtFile,
  unread,
  candidatesOf,
  named,
  storeTrouble,
  openCache
};
