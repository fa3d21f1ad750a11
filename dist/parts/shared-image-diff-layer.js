import {
  layerMakers
} from "./shared-image-inspect.js";
import {
  readLayer
} from "./shared-image-layer-read.js";
import {
  CONFIG_LIMIT,
  MANIFEST_LIMIT,
  count,
  createHash,
  isPlainObject,
  mark,
  paint,
  strictJson,
  visible,
  wrap
} from "./common.js";
import {
  err,
  ok,
  unreachable
} from "./shared-core-redact.js";

// src/image/diff-layer.ts
var COMPARED = 64 * 2 ** 20;
async function diffLayers(from, to, number) {
  const a = await membersOf(from, number);
  if (!a.ok) return a;
  const b = await membersOf(to, number);
  if (!b.ok) return b;
  const counts = countsOf(a.value, b.value);
  const none = counts.onlyFrom + counts.onlyTo + counts.changed === 0;
  const place = a.value.findIndex((member, at) => differencesOf(member, b.value[at]).length > 0);
  const first = place === -1 && a.value.length < b.value.length ? a.value.length : place;
  if (first === -1) return ok({ member: void 0, counts, order: false });
  const [left, right] = [a.value[first], b.value[first]];
  const differences = left === void 0 ? [missing(right)] : differencesOf(left, right);
  const path = left?.path ?? right?.path ?? "";
  const order = none && a.value.length === b.value.length;
  const withPlace = differences.some(({ what }) => what === "content") ? await located(from, to, number, first, differences) : ok(differences);
  return withPlace.ok ? ok({ member: { path, differences: withPlace.value }, counts, order }) : withPlace;
}
async function membersOf({ source, manifest, config }, number) {
  const layer = manifest.layers[number];
  if (layer === void 0) throw new Error(`there is no layer ${number}`);
  const seen = [];
  let hash = createHash("sha256");
  let last;
  const read = await readLayer(source, layer, config.diffIds[number], {
    member({ pax, ...member }) {
      last = { ...member, attributes: attributesText(pax) };
      hash = createHash("sha256");
      return ok(true);
    },
    content(piece) {
      hash.update(piece);
      return ok(void 0);
    },
    ended() {
      if (last !== void 0) seen.push({ ...last, sha256: hash.digest("hex") });
      return ok(void 0);
    }
  });
  return read.ok ? ok(seen) : read;
}
function attributesText(pax) {
  return [...pax].map(([name, value]) => `${name}=${Buffer.from(value).toString("latin1")}`).sort().join("\n");
}
function differencesOf(a, b) {
  if (b === void 0) return [{ what: "name", from: a.path, to: "nothing" }];
  if (a.path !== b.path) return [{ what: "name", from: a.path, to: b.path }];
  const pairs = [
    ["kind", a.kind, b.kind],
    ["mode", a.mode.toString(8), b.mode.toString(8)],
    ["owner", `${a.uid}:${a.gid}`, `${b.uid}:${b.gid}`],
    ["time", timeOf(a), timeOf(b)],
    ["target", a.target, b.target],
    ["attributes", a.attributes, b.attributes],
    ["size", String(a.bytes), String(b.bytes)],
    ["content", a.sha256, b.sha256]
  ];
  return pairs.filter(([, from, to]) => from !== to).map(([what, from, to]) => ({ what, from, to }));
}
function missing(member) {
  return { what: "name", from: "nothing", to: member?.path ?? "" };
}
function timeOf({ mtime }) {
  const time = new Date(mtime * 1e3);
  return Number.isNaN(time.getTime()) ? String(mtime) : time.toISOString();
}
function countsOf(a, b) {
  const [from, to] = [new Map(a.map((one) => [one.path, one])), new Map(b.map((one) => [one.path, one]))];
  const both = [...from.values()].filter(({ path }) => to.has(path));
  return {
    onlyFrom: from.size - both.length,
    onlyTo: to.size - both.length,
    changed: both.filter((one) => differencesOf(one, to.get(one.path)).length > 0).length
  };
}
async function located(from, to, number, member, differences) {
  const a = await beginningOf(from, number, member);
  if (!a.ok) return a;
  const b = await beginningOf(to, number, member);
  if (!b.ok) return b;
  const shorter = Math.min(a.value.length, b.value.length);
  let at = 0;
  while (at < shorter && a.value[at] === b.value[at]) at += 1;
  if (at === shorter && shorter === COMPARED) return ok(differences);
  return ok(differences.map((one) => one.what === "content" ? { ...one, at } : one));
}
async function beginningOf({ source, manifest, config }, number, member) {
  const layer = manifest.layers[number];
  if (layer === void 0) throw new Error(`there is no layer ${number}`);
  const pieces = [];
  let kept = 0;
  let at = -1;
  const read = await readLayer(source, layer, config.diffIds[number], {
    member() {
      at += 1;
      return ok(at === member);
    },
    content(piece) {
      if (kept < COMPARED) pieces.push(Buffer.from(piece.subarray(0, COMPARED - kept)));
      kept += piece.length;
      return ok(void 0);
    }
  });
  return read.ok ? ok(Buffer.concat(pieces)) : read;
}

// src/image/diff.ts
async function diffImages(from, to) {
  const view = (differences) => ok({ from: sideOf(from), to: sideOf(to), differences });
  if (from.descriptor.digest === to.descriptor.digest) return view([]);
  const documents = await documentsOf(from, to);
  if (!documents.ok) return documents;
  const layers = await layersOf(from, to);
  return layers.ok ? view([...documents.value, ...layers.value]) : layers;
}
function sideOf({ source, descriptor }) {
  return { place: source.place, digest: descriptor.digest };
}
async function documentsOf(from, to) {
  const differences = [];
  for (const [kind, leftOut] of [
    ["manifest", ["config.digest", "config.size", "layers"]],
    ["config", ["rootfs.diff_ids"]]
  ]) {
    const a = await jsonOf(from, kind);
    if (!a.ok) return a;
    const b = await jsonOf(to, kind);
    if (!b.ok) return b;
    differences.push(
      ...diffJson(a.value, b.value).filter(({ field }) => !leftOut.some((one) => field === one || field.startsWith(`${one}[`))).map((one) => ({ kind, ...one }))
    );
  }
  return ok(differences);
}
async function jsonOf({ source, descriptor, manifest }, kind) {
  const what = kind === "manifest" ? descriptor : manifest.config;
  const bytes = await source.bytes(what, kind === "manifest" ? MANIFEST_LIMIT : CONFIG_LIMIT);
  if (!bytes.ok) return bytes;
  const json = strictJson(bytes.value);
  return json.ok ? json : err({ code: "image-invalid", what: what.digest, message: json.failure });
}
function diffJson(from, to, field = "") {
  if (isPlainObject(from) && isPlainObject(to)) {
    const names = [.../* @__PURE__ */ new Set([...Object.keys(from), ...Object.keys(to)])].sort();
    return names.flatMap(
      (name) => diffJson(
        Object.hasOwn(from, name) ? from[name] : void 0,
        Object.hasOwn(to, name) ? to[name] : void 0,
        field === "" ? name : `${field}.${name}`
      )
    );
  }
  if (Array.isArray(from) && Array.isArray(to)) {
    return Array.from({ length: Math.max(from.length, to.length) }, (_, at) => at).flatMap(
      (at) => diffJson(from[at], to[at], `${field}[${at}]`)
    );
  }
  const [a, b] = [JSON.stringify(from) ?? "nothing", JSON.stringify(to) ?? "nothing"];
  return a === b ? [] : [{ field, from: a, to: b }];
}
async function layersOf(from, to) {
  const [many, others] = [from.manifest.layers.length, to.manifest.layers.length];
  const differences = many === others ? [] : [{ kind: "layer-count", from: many, to: others }];
  const makers = layerMakers(from.config, many);
  for (let number = 0; number < Math.min(many, others); number += 1) {
    const [a, b] = [from.manifest.layers[number], to.manifest.layers[number]];
    if (a === void 0 || b === void 0 || a.digest === b.digest) continue;
    if (from.config.diffIds[number] === to.config.diffIds[number]) {
      const said = ({ mediaType, size }) => `${size} bytes, ${mediaType}`;
      differences.push({ kind: "compression", layer: number + 1, from: said(a), to: said(b) });
      continue;
    }
    const found = await diffLayers(from, to, number);
    if (!found.ok) return found;
    differences.push({ kind: "layer", layer: number + 1, createdBy: makers[number], ...found.value });
  }
  return ok(differences);
}

// src/report/image-diff.ts
function imageDiffText(view, look) {
  const { from, to, differences } = view;
  const head = [`from  ${from.digest}  ${visible(from.place)}`, `to    ${to.digest}  ${visible(to.place)}`];
  if (from.digest === to.digest) return [...head, `${mark("ok", look)} the same image`];
  if (differences.length === 0) {
    return [...head, "", "the same files and settings; manifest or configuration are written in another way"];
  }
  return [...head, ...differences.flatMap((one) => ["", ...linesOf(one, look)])];
}
function imageDifferences(differences, look) {
  return differences.flatMap((one) => linesOf(one, look));
}
function linesOf(difference, look) {
  switch (difference.kind) {
    case "manifest":
    case "config":
      return [
        paint(`${difference.kind}  ${visible(difference.field)}`, "strong", look),
        ...change(difference.from, difference.to, look)
      ];
    case "layer-count":
      return [`${count(difference.from, "layer")} → ${difference.to}`];
    case "compression":
      return [
        paint(`layer ${difference.layer}  the same files, compressed in another way`, "strong", look),
        ...change(difference.from, difference.to, look)
      ];
    case "layer":
      return layerLines(difference, look);
    default:
      return unreachable(difference);
  }
}
function layerLines(difference, look) {
  const { layer, createdBy, member, counts, order } = difference;
  const made = createdBy === void 0 ? "" : `  ${visible(createdBy.replace(/\s+/g, " ")).slice(0, 60)}`;
  const title = paint(`layer ${layer}${made}`, "strong", look);
  if (member === void 0)
    return [title, "  the same members; the archive around them is written in another way"];
  const sums = order ? "the same members in another order" : [
    ...counts.changed === 0 ? [] : [`${count(counts.changed, "member")} changed`],
    ...counts.onlyFrom === 0 ? [] : [`${counts.onlyFrom} gone`],
    ...counts.onlyTo === 0 ? [] : [`${counts.onlyTo} new`]
  ].join(", ");
  return [
    title,
    `  first  /${visible(member.path)}`,
    ...member.differences.flatMap((one) => memberLines(one, look)),
    `  ${sums}`
  ];
}
function memberLines({ what, from, to, at }, look) {
  if (what === "content") return [`  content  differs${at === void 0 ? "" : ` from byte ${at}`}`];
  return [`  ${what}`, ...change(from, to, look)];
}
function change(from, to, look) {
  const width = Math.max(20, look.columns - 6);
  return [
    ...wrap(visible(from), width, 4).map((line, at) => `  ${at === 0 ? "-" : " "} ${line}`),
    ...wrap(visible(to), width, 4).map((line, at) => `  ${at === 0 ? "+" : " "} ${line}`)
  ];
}

export {
  diffImages,
  imageDiffText,
  imageDifferences
};
