import {
  lookAt,
  openCache,
  storeTrouble
} from "./shared-cli-cache-look.js";
import "./shared-cli-cache-tree-keys.js";
import {
  entryCount,
  entryName,
  missLine,
  sumText
} from "./shared-report-cache-entry.js";
import "./shared-run-vault.js";
import "./shared-cache-machine-key.js";
import "./shared-cache-stores-registry.js";
import "./shared-cache-archive-parse-list.js";
import "./shared-cache-archive-layout.js";
import {
  namespacesToRead
} from "./shared-cache-policy.js";
import "./shared-node-zlib.js";
import {
  cells,
  clauses,
  count,
  cut,
  fail,
  mark,
  markWidth,
  padEnd,
  padStart,
  size,
  visible,
  wrap
} from "./common.js";
import "./shared-semver-2.js";
import "./shared-core-redact.js";
import "./shared.js";

// src/report/cache-prune.ts
function cachePruneText(view, look) {
  const { store, place, gone, stuck, kept, limit, strays, swept, dryRun } = view;
  const all = [...gone, ...stuck].map(({ entry }) => entry);
  const names = Math.min(24, Math.max(8, ...all.map((entry) => cells(entryName(entry)))));
  const parts = [
    gone.length === 0 ? "nothing to remove" : `${sumText(gone.map(({ entry }) => entry))} ${dryRun ? "would go" : "removed"}`,
    ...stuck.length === 0 ? [] : [`${entryCount(stuck.length)} could not be removed`],
    kept.length === 0 ? "nothing kept" : `${sumText(kept)} kept`,
    `may grow to ${size(limit)}`,
    ...swept === 0 ? [] : [`${count(swept, "leftover")} of dead runs removed`],
    ...strays === 0 ? [] : [`${count(strays, "name")} there that are no entries, left alone`]
  ];
  return [
    ...wrap(`${store}  ${visible(place)}`, look.columns),
    "",
    ...gone.flatMap(({ entry, why }) => lines(entry, reason(why), dryRun ? "wait" : "skip", names, look)),
    ...stuck.flatMap(({ entry, why }) => lines(entry, missLine(why), "note", names, look)),
    ...all.length === 0 ? [] : [""],
    ...clauses(parts, look.columns)
  ];
}
function forgePrunesText(look) {
  return [
    "GitHub keeps these entries and prunes them itself: what nobody read for seven days, and the oldest",
    "where a repository has more than it may have.",
    "To be rid of all there are: count cache.epoch up in sealsmith.yml, and nothing made before is taken any",
    "more; or gh cache delete --all, which removes what other tools keep there too."
  ].flatMap((line) => wrap(line, look.columns));
}
function reason(why) {
  switch (why) {
    case "room":
      return "least recently used, to make room";
    case "newer":
      return "three newer ones lie in its place";
    default:
      return missLine(why);
  }
}
function lines(entry, text, sign, names, look) {
  const name = padEnd(cut(entryName(entry), names), names);
  const bytes = padStart(entry.bytes === void 0 ? "–" : size(entry.bytes), 7);
  const start = `  ${mark(sign, look)} ${visible(entry.short)}  ${name}  ${bytes}  `;
  const indent = 2 + markWidth(look) + 1 + cells(entry.short) + 2 + names + 2 + 7 + 2;
  return wrap(text, Math.max(24, look.columns - indent), 4).map(
    (line, at) => (at === 0 ? start : " ".repeat(indent)) + line
  );
}

// src/cli/cache/prune.ts
async function cachePrune(session, dryRun) {
  const opened = await openCache(session);
  if (!opened.ok) return fail(session, opened.failure);
  const { store, settings } = opened.value.vault;
  const listed = await store.list();
  if (!listed.ok) return fail(session, storeTrouble(listed.failure));
  if (listed.value === void 0) {
    if (session.flags.json === true) session.json({ store: store.name, place: store.place, gone: null });
    session.say(forgePrunesText(session.look));
    return 0;
  }
  const { interrupt } = session.world;
  const held = [];
  for (const candidate of listed.value) {
    if (interrupt.signal.aborted) break;
    const { view: view2 } = await lookAt(opened.value, candidate, "bytes");
    held.push({ candidate, view: view2 });
  }
  if (interrupt.signal.aborted) {
    const signal = interrupt.signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT";
    return fail(session, { code: "interrupted", signal });
  }
  const choice = chosen(opened.value, held, settings.size);
  const { gone, stuck } = dryRun ? { gone: choice, stuck: [] } : await removed(opened.value, choice);
  const before = await straysIn(store);
  if (!dryRun && store.name === "directory") await store.finish(/* @__PURE__ */ new Set());
  const strays = await straysIn(store);
  const going = new Set(gone.map(({ view: view2 }) => view2));
  const view = {
    store: store.name,
    place: store.place,
    limit: settings.size,
    gone: gone.map(({ view: view2, why }) => ({ entry: view2, why })),
    stuck: stuck.map(({ view: view2, why }) => ({ entry: view2, why })),
    kept: held.map(({ view: view2 }) => view2).filter((one) => !going.has(one)),
    strays,
    swept: Math.max(0, before - strays),
    dryRun
  };
  if (session.flags.json === true) session.json(view);
  session.say(cachePruneText(view, session.look));
  const [trouble] = view.stuck;
  return trouble === void 0 ? 0 : fail(session, storeTrouble(trouble.why));
}
async function straysIn(store) {
  const strays = await store.strays?.();
  return strays?.ok === true ? strays.value : 0;
}
function chosen(cache, held, size2) {
  const useless = held.flatMap((one) => {
    const why = uselessBecause(cache, one.view);
    return why === void 0 ? [] : [{ ...one, why }];
  });
  const dropped = new Set(useless.map(({ view }) => view));
  const good = held.filter(({ view }) => !dropped.has(view));
  const slots = Map.groupBy(good, ({ view }) => JSON.stringify(view.slot ?? view.id));
  const older = [...slots.values()].flatMap(
    (slot) => slot.toSorted((a, b) => made(b.view) - made(a.view)).slice(OF_ONE_SLOT)
  );
  const rest = good.filter((one) => !older.includes(one)).toSorted((a, b) => (b.view.used ?? 0) - (a.view.used ?? 0));
  let bytes = 0;
  const forRoom = rest.flatMap((one) => {
    bytes += one.view.bytes ?? 0;
    return bytes > size2 ? [{ ...one, why: "room" }] : [];
  });
  return [...useless, ...older.map((one) => ({ ...one, why: "newer" })), ...forRoom];
}
var OF_ONE_SLOT = 3;
function made({ seal }) {
  return seal?.created ?? 0;
}
function uselessBecause(cache, view) {
  const { miss, seal, signer, slot, claimedKeyId } = view;
  if (miss === void 0) return void 0;
  switch (miss.code) {
    case "seal-invalid":
    case "digest-mismatch":
    case "entry-unsafe":
    case "key-mismatch":
    case "from-the-future":
      return miss;
    case "tier":
      return seal !== void 0 && slot !== void 0 && seal.namespace !== slot.namespace ? miss : void 0;
    case "expired":
      return seal !== void 0 && seal.expires <= cache.now || isOurs(cache, view) ? miss : void 0;
    case "epoch":
    case "too-large":
      return isOurs(cache, view) ? miss : void 0;
    case "signer-not-allowed":
      return signer === void 0 && claimedKeyId !== void 0 && isInOurPlace(cache, view) ? miss : void 0;
    default:
      return void 0;
  }
}
function isOurs({ context }, { asked, seal, signer }) {
  if (asked !== "other") return true;
  return signer !== void 0 && context.repository !== void 0 && seal?.producer.repository === context.repository;
}
function isInOurPlace({ vault: { reader } }, { asked, slot }) {
  if (slot === void 0 || reader.signers.length === 0) return false;
  const reads = namespacesToRead(reader, slot.kind, true);
  if (!reads.includes(slot.namespace)) return false;
  return asked === "exact" || asked === "lineage" || slot.namespace.startsWith("T0/");
}
async function removed({ vault }, going) {
  const gone = [];
  const stuck = [];
  for (const one of going) {
    const done = await vault.store.remove(one.candidate);
    if (done.ok) gone.push(one);
    else stuck.push({ ...one, why: done.failure });
  }
  return { gone, stuck };
}
export {
  cachePrune
};
