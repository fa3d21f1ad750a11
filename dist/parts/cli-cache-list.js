import {
  candidatesOf,
  lookAt,
  openCache,
  storeTrouble,
  unread
} from "./shared-cli-cache-look.js";
import "./shared-cli-cache-tree-keys.js";
import {
  agoText,
  entryName,
  expiryText,
  missLine,
  signerShort,
  sumText
} from "./shared-report-cache-entry.js";
import "./shared-run-vault.js";
import "./shared-cache-machine-key.js";
import "./shared-cache-stores-registry.js";
import "./shared-cache-archive-parse-list.js";
import "./shared-cache-archive-layout.js";
import "./shared-cache-policy.js";
import "./shared-node-zlib.js";
import {
  CACHE_REASONS,
  cells,
  clauses,
  count,
  cut,
  fail,
  mark,
  markWidth,
  padEnd,
  padStart,
  paint,
  size,
  visible,
  wrap
} from "./common.js";
import "./shared-semver-2.js";
import {
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/report/cache-list.ts
var BETWEEN = 2 + 6 + 2 + 7 + 2;
var SHOWN = 100;
function cacheListText(view, look, all) {
  const shown = all ? view.entries : view.entries.slice(0, SHOWN);
  const texts = Math.max(0, ...shown.map((entry) => cells(standing(entry).text)));
  const widest = Math.max(8, ...shown.map((entry) => cells(entryName(entry))));
  const names = Math.max(8, Math.min(24, widest, look.columns - indentOf(look) - BETWEEN - texts));
  const hidden = view.entries.length - shown.length;
  const more = [
    ...hidden > 0 ? [`… and ${hidden} more; --verbose shows them`] : [],
    ...view.more > 0 ? [`… and ${count(view.more, "older one")} that nobody looked at`] : []
  ];
  return [
    ...wrap(`${view.store}  ${visible(view.place)}`, look.columns),
    ...view.whole ? [] : wrap(NOT_WHOLE, look.columns),
    "",
    ...shown.flatMap((entry) => entryLines(entry, names, view.now, look)),
    ...more.map((line) => `  ${line}`),
    ...view.entries.length === 0 ? [] : [""],
    ...foot(view, look)
  ];
}
var NOT_WHOLE = "this store cannot say all that it holds; these are the entries that the jobs of this tree would ask for";
function standing(entry) {
  const { miss, asked, seal } = entry;
  if (miss !== void 0) {
    return CACHE_REASONS[miss.code].refusal ? { mark: "fail", text: `refused: ${miss.code}` } : { mark: "skip", text: miss.code };
  }
  if (seal === void 0) return { mark: "wait", text: "not looked into" };
  switch (asked) {
    case "exact":
      return { mark: "ok", text: "would be taken" };
    case "lineage":
      return { mark: "ok", text: "would do" };
    case "other":
      return { mark: "same", text: "good, for another key" };
    case "idle":
    case "unknown":
      return { mark: "same", text: "good" };
  }
}
function entryLines(entry, names, now, look) {
  const { mark: sign, text } = standing(entry);
  const name = padEnd(cut(entryName(entry), names), names);
  const kind = padEnd((entry.signer === void 0 ? entry.slot?.kind : entry.seal?.kind) ?? "–", 6);
  const bytes = padStart(entry.bytes === void 0 ? "–" : size(entry.bytes), 7);
  const first = `  ${mark(sign, look)} ${visible(entry.short)}  ${name}  ${kind}  ${bytes}  ${text}`;
  const indent = indentOf(look);
  return [
    first,
    ...details(entry, now, look.columns - indent).map(
      (line) => " ".repeat(indent) + paint(line, "quiet", look)
    )
  ];
}
function indentOf(look) {
  return 2 + markWidth(look) + 1 + 8 + 2;
}
function details({ seal, signer, miss }, now, room) {
  const refused = miss !== void 0 && CACHE_REASONS[miss.code].refusal ? wrap(missLine(miss), room, 3) : [];
  if (seal === void 0 || signer === void 0)
    return miss === void 0 || refused.length > 0 ? refused : wrap(missLine(miss), room, 3);
  const said = [
    count(seal.archive.members, "member"),
    `${signerShort(signer)} ${agoText(seal.created, now)}`,
    expiryText(seal.expires, now)
  ];
  return [...clauses(said, room), ...refused];
}
function foot({ entries, limit, strays }, look) {
  const refused = entries.filter(({ miss }) => miss !== void 0 && CACHE_REASONS[miss.code].refusal).length;
  const parts = [
    entries.length === 0 ? "no entries" : sumText(entries),
    ...limit === void 0 ? [] : [`may grow to ${size(limit)}`],
    ...refused === 0 ? [] : [`${refused} refused`],
    ...strays === void 0 || strays === 0 ? [] : [`${count(strays, "name")} there that are no entries`]
  ];
  const read = entries.some(({ signer }) => signer !== void 0) ? wrap("only the seals were read; sealsmith cache verify --all reads every byte", look.columns) : [];
  const next = refused === 0 ? [] : ["next: sealsmith cache inspect <id> says what is wrong with one"];
  return [...clauses(parts, look.columns), ...read, ...next];
}

// src/cli/cache/list.ts
async function cacheList(session) {
  const opened = await openCache(session);
  if (!opened.ok) return fail(session, opened.failure);
  const view = await viewOf(opened.value);
  if (!view.ok) return fail(session, storeTrouble(view.failure));
  if (session.flags.json === true) session.json(view.value);
  session.say(cacheListText(view.value, session.look, session.flags.verbose === true));
  return 0;
}
var MOST = 2e3;
async function viewOf(cache) {
  const { vault, now } = cache;
  const { store, settings } = vault;
  const listed = await store.list();
  if (!listed.ok) return listed;
  const whole = listed.value !== void 0;
  const found = whole ? ok(listed.value ?? []) : await lookedUp(cache);
  if (!found.ok) return found;
  const entries = [];
  for (const candidate of found.value.slice(0, MOST)) {
    const { view } = whole ? await lookAt(cache, candidate, "seal") : unread(cache, candidate, void 0);
    entries.push(view);
  }
  const strays = await store.strays?.();
  return ok({
    store: store.name,
    place: store.place,
    limit: store.name === "directory" ? settings.size : void 0,
    entries,
    more: Math.max(0, found.value.length - MOST),
    whole,
    strays: strays?.ok === true ? strays.value : void 0,
    now
  });
}
async function lookedUp(cache) {
  const all = [];
  for (const slot of cache.asked) {
    const found = await candidatesOf(cache, slot);
    if (!found.ok) return found;
    all.push(...found.value);
  }
  return ok(all);
}
export {
  cacheList
};
