import {
  candidatesOf,
  lookAt,
  lookAtFile,
  named,
  openCache,
  storeTrouble
} from "./shared-cli-cache-look.js";
import "./shared-cli-cache-tree-keys.js";
import {
  entryCount,
  entryName,
  missLine
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
  complain,
  count,
  cut,
  fail,
  mark,
  markWidth,
  padEnd,
  paint,
  size,
  visible,
  worstExit,
  wrap
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/report/cache-verify.ts
function cacheVerifyText(view, look) {
  const { checks, store, place } = view;
  const names = Math.min(24, Math.max(8, ...checks.map(({ name }) => cells(visible(name)))));
  return [
    ...wrap(`${store}  ${visible(place)}`, look.columns),
    "",
    ...checks.flatMap((check) => checkLines(check, names, look)),
    ...checks.length === 0 ? [] : [""],
    ...foot(view, look)
  ];
}
function checkLines({ name, short, bytes, members, miss }, names, look) {
  const text = miss === void 0 ? `every byte as sealed${members === void 0 ? "" : `, ${count(members, "member")}`}${bytes === void 0 ? "" : `, ${size(bytes)}`}` : missLine(miss);
  const start = `  ${mark(markOf(miss), look)} ${padEnd(short === void 0 ? "" : visible(short), 8)}  ${padEnd(cut(visible(name), names), names)}  `;
  const indent = 2 + markWidth(look) + 1 + 8 + 2 + names + 2;
  return wrap(text, Math.max(24, look.columns - indent), 6).map((line, at) => {
    const said = miss !== void 0 && markOf(miss) === "skip" ? paint(line, "quiet", look) : line;
    return (at === 0 ? start : " ".repeat(indent)) + said;
  });
}
function markOf(miss) {
  if (miss === void 0) return "ok";
  if (CACHE_REASONS[miss.code].refusal) return "fail";
  return miss.code === "store-error" ? "note" : "skip";
}
function foot({ checks, milliseconds, exit }, look) {
  const there = checks.filter(({ id }) => id !== void 0);
  const number = (kind) => there.filter(({ miss }) => markOf(miss) === kind).length;
  const unknown = checks.filter(({ miss }) => markOf(miss) === "note").length;
  const [hold, refused, passed] = [number("ok"), number("fail"), number("skip")];
  const parts = [
    there.length === 0 ? "nothing there to read" : entryCount(there.length),
    ...hold === 0 ? [] : [hold === there.length ? hold === 1 ? "it holds" : "all hold" : `${hold} hold`],
    ...refused === 0 ? [] : [`${refused} refused`],
    ...passed === 0 ? [] : [`${passed} not for this run`],
    ...unknown === 0 ? [] : [`${unknown} that the store did not hand out`],
    ...there.length === 0 ? [] : [`${(milliseconds / 1e3).toFixed(1)}s`]
  ];
  const [first = "", ...rest] = clauses(parts, look.columns - 9);
  const ended = exit === 0 ? first : `${first} (exit ${exit})`;
  return [
    ended,
    ...rest,
    ...refused === 0 ? [] : ["next: sealsmith cache inspect <id> tells more; sealsmith cache prune removes it"]
  ];
}

// src/cli/cache/verify.ts
async function cacheVerify(session, name, all) {
  const opened = await openCache(session);
  if (!opened.ok) return fail(session, opened.failure);
  const { clock, interrupt } = session.world;
  const started = clock.now();
  const checks = await checksOf(opened.value, name, all);
  if (interrupt.signal.aborted) return fail(session, interruptedBy(interrupt.signal));
  if (!checks.ok) return fail(session, checks.failure);
  const failures = checks.value.flatMap(failureOf);
  const { store } = opened.value.vault;
  const view = {
    store: store.name,
    place: store.place,
    checks: checks.value,
    milliseconds: Math.max(0, clock.now() - started),
    exit: worstExit(failures)
  };
  if (session.flags.json === true) session.json(view);
  session.say(cacheVerifyText(view, session.look));
  if (session.flags.quiet === true) for (const failure of failures) complain(session, failure);
  return worstExit(failures);
}
function checksOf(cache, name, all) {
  if (name !== void 0) return checkNamed(cache, name);
  return all ? checkAll(cache) : checkAsked(cache);
}
async function checkNamed(cache, name) {
  const meant = await named(cache, name);
  if (!meant.ok) return meant;
  if (meant.value.kind === "file") return ok([checkOf(await lookAtFile(cache, meant.value.path, "bytes"))]);
  return ok(await checkEach(cache, meant.value.candidates));
}
async function checkAll(cache) {
  const listed = await cache.vault.store.list();
  if (!listed.ok) return err(storeTrouble(listed.failure));
  if (listed.value !== void 0) return ok(await checkEach(cache, listed.value));
  const message = `${cache.vault.store.name} does not say all that it holds; sealsmith cache verify reads what this tree asks for`;
  return err({ code: "usage", message });
}
async function checkAsked(cache) {
  const checks = [];
  for (const slot of cache.asked.filter(({ needed }) => needed)) {
    const nothing = {
      name: slot.name,
      short: void 0,
      id: void 0,
      bytes: void 0,
      members: void 0
    };
    const found = await candidatesOf(cache, slot);
    if (!found.ok) checks.push({ ...nothing, miss: found.failure });
    else if (found.value.length > 0) checks.push(...await checkEach(cache, found.value));
    else checks.push({ ...nothing, miss: { code: "absent", detail: slot.key.ok ? "" : slot.key.failure } });
  }
  return ok(checks);
}
async function checkEach(cache, candidates) {
  const { signal } = cache.session.world.interrupt;
  const checks = [];
  for (const candidate of candidates) {
    if (signal.aborted) break;
    checks.push(checkOf(await lookAt(cache, candidate, "bytes")));
  }
  return checks;
}
function checkOf({ view }) {
  const { id, short, bytes, seal, signer, miss } = view;
  const members = signer === void 0 ? void 0 : seal?.archive.members;
  return { name: entryName(view), short, id, bytes, members, miss };
}
function failureOf({ name: called, short, miss }) {
  if (miss === void 0) return [];
  const { code: reason, detail } = miss;
  const name = called === "–" && short !== void 0 ? short : called;
  if (CACHE_REASONS[reason].refusal) return [{ code: "cache-refused", entry: name, reason, detail }];
  return UNKNOWN.has(reason) ? [{ code: "cache-unreachable", reason, detail }] : [];
}
var UNKNOWN = /* @__PURE__ */ new Set(["store-error", "target-error"]);
function interruptedBy({ reason }) {
  return { code: "interrupted", signal: reason === "SIGTERM" ? "SIGTERM" : "SIGINT" };
}
export {
  cacheVerify
};
