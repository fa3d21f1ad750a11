import {
  lookAt,
  lookAtFile,
  named,
  openCache
} from "./shared-cli-cache-look.js";
import "./shared-cli-cache-tree-keys.js";
import {
  agoText,
  entryName,
  expiryText,
  keyText,
  missLine,
  namespaceText,
  signerLine,
  timeText
} from "./shared-report-cache-entry.js";
import "./shared-run-vault.js";
import "./shared-cache-machine-key.js";
import "./shared-cache-stores-registry.js";
import "./shared-cache-archive-parse-list.js";
import "./shared-cache-archive-layout.js";
import "./shared-cache-policy.js";
import "./shared-node-zlib.js";
import {
  cells,
  count,
  cut,
  fail,
  padEnd,
  padStart,
  paint,
  size,
  visible,
  wrap
} from "./common.js";
import "./shared-semver-2.js";
import "./shared-core-redact.js";
import "./shared.js";

// src/report/cache-inspect.ts
function cacheInspectText(view, look, members) {
  const { entry, now } = view;
  const { seal, signer } = entry;
  const sealed = seal !== void 0 && signer !== void 0;
  return [
    ...row("entry", headline(entry), look),
    ...sealed ? row("key", [keyLine(seal, view)], look) : [],
    ...row("sealed by", sealedBy(entry, now), look),
    ...sealed ? row("made from", madeFrom(seal.producer), look) : [],
    ...seal !== void 0 && !sealed ? row("claims", claims(seal, now), look) : [],
    ...row("this run", [thisRun(view)], look),
    ...row(
      "lies in",
      [visible(view.place), ...members && view.place !== entry.id ? [visible(entry.id)] : []],
      look
    ),
    ...insideLines(view.inside, look, members),
    ...view.others === 0 ? [] : ["", `${view.others} more under this name; sealsmith cache list shows what there is`]
  ];
}
function headline(entry) {
  const { seal, signer, bytes } = entry;
  const sums = seal === void 0 || signer === void 0 ? [] : [`${count(seal.archive.members, "member")}, ${size(seal.archive.bytes)} of files`];
  return [[entryName(entry), ...bytes === void 0 ? [] : [size(bytes)], ...sums].join(" · ")];
}
function keyLine({ key }, { tree, entry }) {
  if (entry.asked === "exact") return `${keyText(key)} (matches this tree)`;
  if (tree === void 0) return `${keyText(key)} (nothing in this tree is called so)`;
  return "why" in tree ? `${keyText(key)} (the key of this tree is not known: ${visible(tree.why)})` : `${keyText(key)} (this tree has ${keyText(tree.key)})`;
}
function sealedBy({ seal, signer, miss, claimedKeyId }, now) {
  if (seal !== void 0 && signer !== void 0) {
    const times = `${timeText(seal.created)} (${agoText(seal.created, now)}), ${expiryText(seal.expires, now)}`;
    return [signerLine(signer), times, `for ${namespaceText(seal.namespace)}, epoch ${seal.epoch}`];
  }
  if (claimedKeyId === void 0) return ["nobody: its seal cannot be read"];
  const key = visible(cut(claimedKeyId, 16));
  return miss?.code === "signer-not-allowed" ? [`nobody who is allowed here; it names the key ${key}`] : [`nobody: its signature is wrong; it names the key ${key}`];
}
function madeFrom({ host, tier, repository, ref, commit, dirty, runUrl, sealsmith }) {
  const at = commit === void 0 ? "" : ` @ ${commit.slice(0, 7)}${dirty ? " with changes" : ""}`;
  const source = `${repository ?? "a folder without a remote"}${at}${ref === void 0 ? "" : ` ${ref}`}`;
  const run = [`${host} ${tier}`, ...runUrl === void 0 ? [] : [runUrl], `sealsmith ${sealsmith}`];
  return [visible(source), visible(run.join(" · "))];
}
function claims(seal, now) {
  const { kind, name, namespace, key, created, expires, archive } = seal;
  return [
    "none of this is vouched for:",
    `to be ${kind} "${visible(name)}" for ${namespaceText(namespace)}, key ${keyText(key)}`,
    `${timeText(created)} (${agoText(created, now)}), ${expiryText(expires, now)}`,
    `${count(archive.members, "member")}, ${size(archive.bytes)} of files`,
    ...madeFrom(seal.producer).map((line) => `from ${line}`)
  ];
}
function thisRun({ entry, reads, tree }) {
  const { miss, asked } = entry;
  if (miss !== void 0) return `would refuse it: ${missLine(miss)}`;
  if (entry.seal === void 0) return "has not looked into it";
  switch (asked) {
    case "exact":
      return `would take it (${visible(reads)})`;
    case "lineage":
      return `would take it where no newer one and none of its own key is there (${visible(reads)})`;
    case "idle":
      return `would not ask for it: at a desk this folder stays as it is (could take it: ${visible(reads)})`;
    case "other":
      return tree === void 0 ? `would not ask for it; it could take it (${visible(reads)})` : `would not ask for it: it was made for another key (${visible(reads)})`;
    case "unknown":
      return `could take it, if its key is the one of this tree (${visible(reads)})`;
  }
}
function insideLines(inside, look, members) {
  if (inside === void 0) return [];
  if ("code" in inside) return ["", ...row("inside", [missLine(inside)], look)];
  return ["", ...members ? memberLines(inside, look) : sumLines(inside, look)];
}
var SHOWN = 16;
function sumLines(inside, look) {
  const sums = /* @__PURE__ */ new Map();
  for (const { kind, path, bytes: bytes2 } of inside) {
    if (kind === "folder") continue;
    const top = path.split("/", 2).join("/");
    const sum = sums.get(top) ?? { files: 0, bytes: 0 };
    sums.set(top, { files: sum.files + 1, bytes: sum.bytes + (bytes2 ?? 0) });
  }
  const sorted = [...sums].sort(([a, x], [b, y]) => y.bytes - x.bytes || (a < b ? -1 : 1));
  const shown = sorted.slice(0, SHOWN);
  const left = sorted.slice(SHOWN);
  const room = look.columns - 2 - RIGHT;
  const names = Math.min(room, Math.max(...shown.map(([name]) => cells(visible(name))), 8));
  const rows = shown.map(([name, { files: files2, bytes: bytes2 }]) => {
    return `  ${padEnd(cut(visible(name), names), names)}${padStart(files2 === 1 ? "" : `${files2} files`, 14)}${padStart(size(bytes2), 10)}`;
  });
  if (left.length === 0) return rows;
  const files = left.reduce((sum, [, one]) => sum + one.files, 0);
  const bytes = left.reduce((sum, [, one]) => sum + one.bytes, 0);
  return [
    ...rows,
    `  … and ${left.length} more (${count(files, "file")}, ${size(bytes)}); --verbose shows all`
  ];
}
var RIGHT = 24;
function memberLines(inside, look) {
  const line = (mode, bytes, what, name) => `  ${mode.padEnd(4)} ${padStart(bytes, 9)}  ${paint(what.padEnd(64), "quiet", look)}  ${name}`;
  return inside.map(({ kind, path, mode = 0, bytes = 0, sha256 = "", target = "" }) => {
    const bits = mode.toString(8).padStart(4, "0");
    const name = visible(path);
    if (kind === "folder") return line(bits, "", "folder", `${name}/`);
    if (kind === "link") return line("", "", "link", `${name} → ${visible(target)}`);
    return line(bits, String(bytes), sha256, name);
  });
}
var LABEL = 11;
function row(label, values, look) {
  const lines = values.flatMap((value) => wrap(value, look.columns - LABEL, 6));
  return lines.map(
    (line, at) => at === 0 ? `${paint(label.padEnd(LABEL), "quiet", look)}${line}` : " ".repeat(LABEL) + line
  );
}

// src/cli/cache/inspect.ts
async function cacheInspect(session, name) {
  const opened = await openCache(session);
  if (!opened.ok) return fail(session, opened.failure);
  const cache = opened.value;
  const meant = await named(cache, name);
  if (!meant.ok) return fail(session, meant.failure);
  const looked = await lookAtNamed(cache, meant.value);
  const others = meant.value.kind === "file" ? 0 : meant.value.candidates.length - 1;
  const view = viewOf(cache, looked, meant.value, others);
  if (session.flags.json === true) session.json(view);
  session.say(cacheInspectText(view, session.look, session.flags.verbose === true));
  return 0;
}
async function lookAtNamed(cache, meant) {
  if (meant.kind === "file") return lookAtFile(cache, meant.path, "bytes");
  let first;
  for (const candidate of meant.candidates) {
    const looked = await lookAt(cache, candidate, "bytes");
    if (looked.view.miss === void 0) return looked;
    first ??= looked;
  }
  if (first === void 0) throw new Error("nothing was named");
  return first;
}
function viewOf(cache, looked, meant, others) {
  const { vault, now } = cache;
  const { view: entry, inside, slot } = looked;
  const known = slot ?? (meant.kind === "file" ? void 0 : meant.slot);
  const namespace = entry.slot?.namespace ?? entry.seal?.namespace;
  return {
    entry,
    place: meant.kind === "file" ? meant.path : `${vault.store.name} ${vault.store.place}`,
    tree: known === void 0 ? void 0 : known.key.ok ? { key: known.key.value } : { why: known.key.failure },
    reads: `${vault.reader.tier} reads ${namespace === void 0 ? "nothing there" : namespaceText(namespace)}`,
    inside: inside === void 0 ? void 0 : membersOf(inside, entry.asked === "exact" ? known : void 0),
    others,
    now
  };
}
function membersOf(inside, slot) {
  if (!inside.ok) return inside.failure;
  const { folders, groups, links } = inside.value;
  const nothing = { mode: void 0, bytes: void 0, sha256: void 0, target: void 0 };
  const members = [
    ...folders.map(({ path, mode }) => ({ ...nothing, kind: "folder", path, mode })),
    ...groups.flatMap(({ files }) => files).map(({ path, mode, bytes, sha256 }) => ({
      ...nothing,
      kind: "file",
      path,
      mode,
      bytes,
      sha256
    })),
    ...links.map(({ path, target }) => ({ ...nothing, kind: "link", path, target }))
  ];
  return members.map((member) => ({ ...member, path: calledHere(member.path, slot) }));
}
function calledHere(path, slot) {
  const [, number, rest = ""] = /^output-(\d+)(\/.*)?$/s.exec(path) ?? [];
  const output = number === void 0 ? void 0 : slot?.outputs[Number(number)];
  return output === void 0 ? path : `${output}${rest}`;
}
export {
  cacheInspect
};
