import {
  diffImages,
  imageDifferences
} from "./shared-image-diff-layer.js";
import "./shared-image-inspect.js";
import "./shared-image-tree-merge.js";
import {
  decompressor,
  imageOf
} from "./shared-image-layer-read.js";
import {
  attempt,
  openLayout
} from "./shared-image-layout.js";
import {
  readRecord
} from "./shared-run-record-schema.js";
import {
  TarReader
} from "./shared-formats-tar-read.js";
import {
  declaredNames,
  readConfigText
} from "./shared-steps-image-options.js";
import "./shared-yaml.js";
import "./shared-semver.js";
import "./shared-verify-content.js";
import "./shared-zod.js";
import {
  array,
  json,
  literal,
  object,
  record,
  string
} from "./shared-zod-2.js";
import "./shared-node-zlib.js";
import {
  CONFIG_NAMES,
  OURS,
  PLAN_SCHEMA,
  STEPS,
  canonicalJson,
  cells,
  clauses,
  complain,
  count,
  createHash,
  digestOutputs,
  fail,
  hexOf,
  isBelow,
  linesOf,
  mark,
  nameText,
  outputLine,
  padEnd,
  paint,
  parseImageName,
  posix,
  printImageName,
  resolve,
  short,
  visible,
  workspacePath,
  wrap
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/core/reproduction.ts
var JOB_PARTS = ["commands", "params", "env", "grants", "inputs", "tools", "key", "passed"];
var REPRODUCTION_SCHEMA = "sealsmith-reproduction/1";

// src/report/reproduction.ts
function reproductionTitle(recorded, where, remark, look) {
  const place = where.kind === "host" ? "on this machine" : `in ${visible(where.image)} by ${where.engine}`;
  const from = recorded.host === "local" ? "a run at a desk" : `a run on ${recorded.host}`;
  const title = clauses([`reproduce ${short(recorded.commit)}`, from, place], look.columns);
  return [...title, ...remark === void 0 ? [] : [`${mark("note", look)} ${remark}`], ""];
}
function outputLines(say) {
  const decoder = new TextDecoder();
  let rest = "";
  const take = (text) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    if (rest.length > LONGEST) {
      parts.push(rest);
      rest = "";
    }
    for (const line of parts) for (const one of linesOf(line)) say(`  | ${outputLine(one, false)}`);
  };
  return {
    push: (chunk) => take(decoder.decode(chunk, { stream: true })),
    end() {
      const last = rest + decoder.decode();
      rest = "";
      for (const one of linesOf(last)) say(`  | ${outputLine(one, false)}`);
    }
  };
}
var LONGEST = 64 * 1024;
function reproductionText(view, look) {
  const { jobs, artifacts, left, reasons } = view;
  const names = [...jobs, ...left].map(({ id }) => cells(visible(id)));
  const width = Math.min(40, Math.max(12, ...names));
  return [
    "",
    ...jobs.map((job) => jobLine(job, width, look)),
    ...left.map(({ id, why }) => {
      const text = `not made again: ${visible(why)}`;
      return `  ${mark("skip", look)} ${padEnd(visible(id), width)} ${paint(text, "quiet", look)}`;
    }),
    ...artifacts.length === 0 ? [] : [""],
    ...artifacts.flatMap((artifact) => artifactLines(artifact, look)),
    ...reasons.length === 0 ? [] : ["", ...reasons.map(({ what, values }) => reasonLine(what, values))],
    "",
    ...ending(view, look)
  ];
}
function jobLine({ id, differs, key, passed }, width, look) {
  const equal = differs.length === 0;
  const same = passed ? "equal" : "equal: it failed then, and again";
  const text = equal ? same : key.now === void 0 ? "did not run" : `differs: ${differs.join(", ")}`;
  return `  ${mark(equal ? "ok" : "fail", look)} ${padEnd(visible(id), width)} ${text}`;
}
function artifactLines({ path, kind, sha256, first, atHand }, look) {
  const { recorded, now } = sha256;
  const head = (sign, text) => `  ${mark(sign, look)} ${visible(path)}  ${text}`;
  if (recorded === now) return [head("ok", `equal  sha256:${short(recorded ?? "")}`)];
  const after = now === void 0 ? "is not there" : `sha256:${short(now)}`;
  const detail = first !== void 0 ? firstLines(first, look) : atHand || now === void 0 ? [] : ["where is not known: put what was made then beside the record, as the record names it"];
  return [
    head(kind === "artifact" ? "fail" : "note", `differs  sha256:${short(recorded ?? "")} → ${after}`),
    ...kind === "artifact" ? [] : ["       a step left it; it is no artifact, and does not count"],
    ...detail.flatMap((line) => wrap(line, look.columns - 7)).map((line) => `       ${line}`)
  ];
}
function firstLines(first, look) {
  switch (first.kind) {
    case "byte":
      return [
        `first in ${first.member === void 0 ? "the file" : visible(first.member)}, byte ${first.at}`
      ];
    case "member":
      return [`first in ${visible(first.member)}, ${first.what}: ${besideText(first.values)}`];
    case "container":
      return [`the same members; the archive around them differs from byte ${first.at}`];
    case "image":
      return imageDifferences(first.differences.slice(0, 3), look);
  }
}
function besideText({ recorded, now }) {
  return `${visible(recorded ?? "nothing")} → ${visible(now ?? "nothing")}`;
}
function reasonLine(what, values) {
  return `  ${visible(what)}  ${besideText(values)}`;
}
function ending({ equal, jobs, artifacts, reasons, kept }, look) {
  const sum = [
    count(jobs.length, "job"),
    count(artifacts.filter(({ kind }) => kind === "artifact").length, "artifact")
  ].join(" and ");
  const last = equal ? [paint(`equal: ${sum}`, "good", look)] : reasons.length === 0 ? [
    "nothing else is of another version: what differs is not the same each time, or was not made from this"
  ] : ["what is listed above is of another version than then, and the likely reason"];
  return [...last, ...kept === void 0 ? [] : [`kept in ${visible(kept)}`]];
}

// src/run/reproduce-compare.ts
function compareJobs(jobs, now) {
  return jobs.map((job) => {
    const again2 = now?.what.jobs.find(({ id }) => id === job.id);
    const key = { recorded: job.key, now: again2?.key };
    const differs = again2 === void 0 ? JOB_PARTS : JOB_PARTS.filter((part) => canonicalJson(job[part]) !== canonicalJson(again2[part]));
    return { id: job.id, key, passed: job.passed, differs };
  });
}
function reasonsFor(recorded, now) {
  if (now === void 0) return [];
  const { platform } = recorded;
  const reasons = [];
  const beside = (what, before2, after2) => {
    if (before2 !== after2) reasons.push({ what, values: { recorded: before2, now: after2 } });
  };
  beside("sealsmith", recorded.sealsmith, now.how.sealsmith);
  beside("platform", platformText(platform), platformText(now.what.platform));
  const tools = (all) => new Map(all.flatMap((job) => job.tools.map(({ name, version }) => [name, version])));
  const [before, after] = [tools(recorded.jobs), tools(now.what.jobs)];
  for (const [name, version] of before)
    if (after.has(name) && name !== "sealsmith") beside(name, version, after.get(name));
  for (const { name, recorded: was, now: is } of packages(recorded, now)) beside(name, was, is);
  return reasons;
}
function platformText({ os, arch, libc }) {
  return `${os}/${arch}, ${libc}`;
}
function packages({ packages: before }, now) {
  const after = new Map((now.what.facts.deps?.packages ?? []).map(({ name, version }) => [name, version]));
  if (before.size === 0 || after.size === 0) return [];
  return [.../* @__PURE__ */ new Set([...before.keys(), ...after.keys()])].map((name) => ({
    name: `package ${name}`,
    recorded: before.get(name),
    now: after.get(name)
  }));
}

// src/run/reproduce-plan.ts
var planSchema = object({
  schema: literal(PLAN_SCHEMA),
  jobs: array(
    object({
      spec: object({
        id: string(),
        commands: json(),
        params: json(),
        env: record(string(), string()),
        grants: array(string())
      })
    })
  ),
  skips: array(object({ step: string(), why: object({ code: string(), detail: string() }) }))
});
function readPlan(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return err("it printed no JSON");
  }
  const parsed = planSchema.safeParse(value);
  return parsed.success ? ok(parsed.data) : err("it printed no plan that is understood here");
}
var DEFINITION = ["commands", "params", "env", "grants"];
function redefined(jobs, plan) {
  return jobs.flatMap((job) => {
    const spec = plan.jobs.find((one) => one.spec.id === job.id)?.spec;
    if (spec === void 0) {
      const skip = plan.skips.find(({ step }) => step === job.id.split("/", 1)[0]);
      const absent = skip === void 0 ? "its plan has no such job" : `it is skipped: ${skip.why.code}, ${skip.why.detail}`;
      return [{ id: job.id, parts: [], absent }];
    }
    const parts = DEFINITION.filter((part) => canonicalJson(spec[part]) !== canonicalJson(job[part]));
    return parts.length === 0 ? [] : [{ id: job.id, parts, absent: void 0 }];
  });
}

// src/run/reproduce-record.ts
var MOST_RECORDS = 50;
function readRecorded(files, path) {
  const found = fileOf(files, path);
  if (found === void 0) return err({ code: "usage", message: `there is no record at ${path}` });
  const stored = readRecord(files, found);
  if (!stored.ok) return stored;
  if (stored.value === void 0) return err({ code: "usage", message: `there is no record at ${path}` });
  const { record: record2, digest } = stored.value;
  const { source } = record2.what;
  if (source.dirty) {
    const message = "the record is of a tree with changes that no commit has";
    return err({
      code: "reproduce-impossible",
      message,
      why: "dirty",
      next: "commit, run, and reproduce that run"
    });
  }
  const commit = source.commit ?? "";
  if (!COMMIT.test(commit) || !isPrefix(source.path)) {
    const message = "the record does not say of which commit it is";
    const next = "commit, run, and reproduce that run";
    return err({ code: "reproduce-impossible", message, why: "no-commit", next });
  }
  const ours = posix.dirname(found.endsWith("/run.json") ? found : posix.dirname(found));
  const before = beforeIt(files, ours, record2);
  if (!before.ok) return before;
  const all = [...before.value, record2];
  const jobs = latest(
    all.flatMap(({ what }) => what.jobs),
    ({ id }) => id
  );
  const left = jobs.flatMap(({ id, grants }) => {
    const why = whyLeft(id, grants);
    return why === void 0 ? [] : [{ id, why }];
  });
  const again2 = jobs.filter(({ id }) => !left.some((one) => one.id === id));
  const steps = [...new Set(again2.map(({ id }) => stepOf(id)))];
  if (steps.length === 0) {
    const message = "the record names no job that can be made again";
    return err({
      code: "reproduce-impossible",
      message,
      why: "nothing",
      next: "take the record of a run that built something"
    });
  }
  const base = posix.basename(ours) === OURS ? posix.dirname(ours) : ours;
  return ok({
    digest,
    commit,
    prefix: source.path,
    config: record2.what.config,
    platform: record2.what.platform,
    sealsmith: record2.how.sealsmith,
    host: record2.how.host,
    repository: record2.how.repository,
    image: record2.how.image,
    jobs: again2,
    artifacts: latest(
      all.flatMap(({ what }) => what.artifacts),
      (artifact) => artifact.path
    ),
    outputs: latest(all.flatMap(outputsIn), (output) => output.path),
    packages: new Map(
      all.flatMap(
        ({ what }) => (what.facts.deps?.packages ?? []).map(({ name, version }) => [name, version])
      )
    ),
    steps,
    left,
    originals: [.../* @__PURE__ */ new Set([base, ours])]
  });
}
var COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
var STEP = /^[a-z][a-z0-9-]*$/;
function isPrefix(path) {
  return path === "" || workspacePath(path) === path;
}
function fileOf(files, path) {
  const kind = files.kind(path);
  if (kind === "file") return path;
  const inside = kind === "folder" ? [`${path}/${OURS}/run.json`, `${path}/run.json`] : [];
  return inside.find((file) => files.kind(file) === "file");
}
function beforeIt(files, ours, last) {
  const found = [];
  const seen = /* @__PURE__ */ new Set();
  for (let next = last.parents; next.length > 0 && seen.size < MOST_RECORDS; ) {
    const further = [];
    for (const digest of next.filter((one) => !seen.has(one)).slice(0, MOST_RECORDS)) {
      seen.add(digest);
      const stored = readRecord(files, `${ours}/runs/${digest}.json`);
      if (!stored.ok) return stored;
      const { what, parents } = stored.value?.record ?? { parents: [] };
      if (stored.value === void 0 || what === void 0) continue;
      const { commit, dirty, path } = last.what.source;
      if (what.source.commit !== commit || what.source.dirty !== dirty || what.source.path !== path) continue;
      found.unshift(stored.value.record);
      further.push(...parents);
    }
    next = further;
  }
  return ok(found);
}
function outputsIn({ what, how }) {
  return how.jobs.filter(({ id, state }) => id !== "install" && state !== "failed" && state !== "cancelled").flatMap(({ outputs }) => outputs).filter(({ path }) => !isBelow(path, OURS) && !what.artifacts.some((artifact) => artifact.path === path));
}
function latest(all, nameOf) {
  return [...new Map(all.map((one) => [nameOf(one), one])).values()];
}
function stepOf(id) {
  return id.split("/", 1)[0] ?? id;
}
function whyLeft(id, grants) {
  const step = stepOf(id);
  if (!STEP.test(step)) return "its name is none of a step";
  if (step === "verify") return "it asks about what was signed";
  if (STEPS.some(({ name, runs }) => name === step && runs === "named")) return "it leaves this machine";
  const secret = grants.find((grant) => grant.startsWith("secret:") || grant.startsWith("environment:"));
  if (secret !== void 0) return `it was given ${secret.replace(/^[a-z]+:/, "")}, which no record holds`;
  return void 0;
}

// src/run/reproduce-difference.ts
var PIECE = 1 << 20;
var MOST_MEMBERS = 5e5;
var MOST_BYTES = 1 << 30;
async function firstDifference(disk, before, now) {
  const at = firstByte(disk, before, now);
  if (at === void 0) return void 0;
  const kinds = [compressionOf(disk, before), compressionOf(disk, now)];
  if (kinds[0] === void 0 || kinds[1] === void 0) return { kind: "byte", member: void 0, at };
  const [old, made] = [await membersOf(disk, before, kinds[0]), await membersOf(disk, now, kinds[1])];
  if (!old.ok || !made.ok) return { kind: "byte", member: void 0, at };
  const differing = firstMember(old.value, made.value);
  if (differing === void 0) return { kind: "container", at };
  if (differing.kind !== "content") return differing.difference;
  const contents = [
    await contentOf(disk, before, kinds[0], differing.index),
    await contentOf(disk, now, kinds[1], differing.index)
  ];
  const offset = contents[0].findIndex((byte, index) => byte !== contents[1][index]);
  const least = Math.min(contents[0].length, contents[1].length);
  return { kind: "byte", member: differing.name, at: offset < 0 ? least : offset };
}
function firstByte(disk, before, now) {
  const files = [disk.openRead(before), disk.openRead(now)];
  try {
    const [a, b] = [Buffer.alloc(PIECE), Buffer.alloc(PIECE)];
    for (let at = 0; ; ) {
      const counts = [disk.read(files[0], a, at), disk.read(files[1], b, at)];
      const least = Math.min(...counts);
      if (!a.subarray(0, least).equals(b.subarray(0, least))) {
        let index = 0;
        while (a[index] === b[index]) index += 1;
        return at + index;
      }
      if (counts[0] !== counts[1]) return at + least;
      if (least === 0) return void 0;
      at += least;
    }
  } finally {
    for (const file of files) disk.close(file);
  }
}
function compressionOf(disk, path) {
  const file = disk.openRead(path);
  try {
    const head = Buffer.alloc(512);
    const count2 = disk.read(file, head, 0);
    const starts = (...bytes) => bytes.every((byte, index) => head[index] === byte);
    if (starts(31, 139)) return "gzip";
    if (starts(40, 181, 47, 253)) return "zstd";
    return count2 === 512 && head.toString("latin1", 257, 262) === "ustar" ? "none" : void 0;
  } finally {
    disk.close(file);
  }
}
async function readArchive(disk, path, compression, reading) {
  const reader = new TarReader();
  let members = 0;
  const plain = decompressor(compression, (bytes) => {
    const events = reader.push(bytes);
    if (!events.ok) return err(events.failure.detail);
    for (const event of events.value) {
      if (event.kind === "content") reading.content(event.bytes);
      else {
        members += 1;
        if (members > MOST_MEMBERS) return err("it has too many members");
        reading.member(event.member);
      }
    }
    return ok(void 0);
  });
  const file = disk.openRead(path);
  try {
    const piece = Buffer.alloc(PIECE);
    for (let at = 0; ; ) {
      const count2 = disk.read(file, piece, at);
      if (count2 === 0) break;
      at += count2;
      const pushed = await plain.push(piece.subarray(0, count2));
      if (!pushed.ok) return pushed;
    }
    const ended = await plain.end();
    const whole = reader.end();
    return ended.ok && !whole.ok ? err(whole.failure.detail) : ended;
  } finally {
    plain.close();
    disk.close(file);
  }
}
async function membersOf(disk, path, compression) {
  const members = [];
  let open;
  const close = () => {
    if (open === void 0) return;
    const { member, digest } = open;
    members.push({
      ...{ kind: member.kind, mode: member.mode, bytes: member.bytes, sha256: digest.digest("hex") },
      ...{ name: nameText(Buffer.from(member.name)), target: nameText(Buffer.from(member.target)) },
      ...{ time: String(member.mtime), owner: `${member.uid}:${member.gid}` }
    });
    open = void 0;
  };
  const read = await readArchive(disk, path, compression, {
    member(member) {
      close();
      open = { member, digest: createHash("sha256") };
    },
    content: (bytes) => void open?.digest.update(bytes)
  });
  close();
  return read.ok ? ok(members) : read;
}
async function contentOf(disk, path, compression, index) {
  const parts = [];
  let [current, bytes] = [-1, 0];
  await readArchive(disk, path, compression, {
    member: () => {
      current += 1;
    },
    content(piece) {
      if (current !== index || bytes >= MOST_BYTES) return;
      bytes += piece.length;
      parts.push(Buffer.from(piece));
    }
  });
  return Buffer.concat(parts);
}
function firstMember(before, now) {
  for (let index = 0; index < Math.max(before.length, now.length); index += 1) {
    const [old, made] = [before[index], now[index]];
    const name = old?.name ?? made?.name ?? "";
    const property = (what, recorded, after) => ({
      kind: "property",
      difference: { kind: "member", member: name, what, values: { recorded, now: after } }
    });
    if (old?.name !== made?.name) return property("name", old?.name, made?.name);
    if (old === void 0 || made === void 0) return void 0;
    for (const what of ["kind", "target"]) {
      if (old[what] !== made[what]) return property(what, old[what], made[what]);
    }
    if (old.sha256 !== made.sha256) return { kind: "content", index, name };
    for (const what of ["mode", "time", "owner"]) {
      if (old[what] === made[what]) continue;
      const text = (value) => typeof value === "number" ? `0${value.toString(8)}` : value;
      return property(what, text(old[what]), text(made[what]));
    }
  }
  return void 0;
}

// src/cli/reproduce/artifacts.ts
async function compareArtifacts(session, recorded, workspace) {
  const compared = [];
  for (const [kind, all] of [
    ["artifact", recorded.artifacts],
    ["output", recorded.outputs]
  ]) {
    for (const one of all) compared.push(await compareOne(session, recorded, workspace, kind, one));
  }
  return compared;
}
async function compareOne(session, recorded, workspace, kind, { path, sha256 }) {
  const safe = workspacePath(path) === path;
  const now = safe ? await digestIn(session, workspace, kind, path) : void 0;
  const values = { recorded: sha256, now };
  if (!safe || now === sha256) return { path, kind, sha256: values, first: void 0, atHand: false };
  const original = await originalOf(session, recorded, kind, path, sha256);
  const atHand = original !== void 0;
  const first = original === void 0 || now === void 0 ? void 0 : await difference(session, original, `${workspace}/${path}`);
  return { path, kind, sha256: values, first, atHand };
}
async function digestIn({ world }, folder, kind, path) {
  const file = `${folder}/${path}`;
  const real = world.files.realPath(file);
  if (real === void 0 || !real.startsWith(`${world.files.realPath(folder)}/`)) return void 0;
  if (kind === "output") {
    const digests = await digestOutputs(world.files, folder, [path]);
    return digests.ok ? digests.value[0]?.sha256 : void 0;
  }
  if (world.files.kind(real) === "file") {
    const digest = await world.files.digest(real);
    return digest.ok ? digest.value.sha256 : void 0;
  }
  const layout = openLayout(world.disk, real);
  return layout.ok ? hexOf(layout.value.root.digest) : void 0;
}
async function originalOf(session, { originals }, kind, path, sha256) {
  const paths = path.startsWith(`${OURS}/`) ? [path, path.slice(OURS.length + 1)] : [path];
  for (const folder of originals) {
    for (const one of paths) {
      if (await digestIn(session, folder, kind, one) === sha256) return `${folder}/${one}`;
    }
  }
  return void 0;
}
async function difference({ world }, before, now) {
  const { disk } = world;
  if (world.files.kind(before) === "file" && world.files.kind(now) === "file") {
    const found = await attemptLater(now, () => firstDifference(disk, before, now));
    return found;
  }
  if (world.files.kind(`${before}/oci-layout`) === void 0) return inFolders(world, before, now);
  const [from, to] = [openLayout(disk, before), openLayout(disk, now)];
  if (!from.ok || !to.ok) return void 0;
  const [old, made] = [await imageOf(from.value, void 0), await imageOf(to.value, void 0)];
  if (!old.ok || !made.ok) return void 0;
  const view = await diffImages(old.value, made.value);
  return view.ok ? { kind: "image", differences: view.value.differences } : void 0;
}
async function inFolders({ files, disk }, before, now) {
  const [old, made] = [files.walk(before, /* @__PURE__ */ new Set()), files.walk(now, /* @__PURE__ */ new Set())];
  if (!old.ok || !made.ok) return void 0;
  for (const member of [.../* @__PURE__ */ new Set([...old.value, ...made.value])].toSorted()) {
    const there = (list) => list.includes(member) ? "there" : void 0;
    const values = { recorded: there(old.value), now: there(made.value) };
    if (values.recorded !== values.now) return { kind: "member", member, what: "file", values };
    const at = await attemptLater(
      member,
      async () => firstByte(disk, `${before}/${member}`, `${now}/${member}`)
    );
    if (at !== void 0) return { kind: "byte", member, at };
  }
  return void 0;
}
async function attemptLater(path, work) {
  try {
    return await work();
  } catch (error) {
    const refused = attempt("read", path, () => {
      throw error;
    });
    return refused.ok ? refused.value : void 0;
  }
}

// src/cli/reproduce/door.ts
function workspaceOf({ source, prefix }) {
  return prefix === "" ? source : `${source}/${prefix}`;
}

// src/cli/reproduce/checkout.ts
async function checkOut({ world, workspace }, { commit, prefix, repository }, fetch) {
  const folder = world.files.temporary("sealsmith-reproduce-");
  if (!folder.ok) return folder;
  const below = (name) => `${folder.value}/${name}`;
  const ground = {
    ...{
      folder: folder.value,
      source: below("source"),
      prefix,
      state: below("state"),
      temporary: below("tmp")
    }
  };
  const failed = (result) => {
    world.files.remove(folder.value);
    return result;
  };
  for (const made of [ground.state, ground.temporary].map((path) => world.files.makeFolder(path, 448))) {
    if (!made.ok) return failed(made);
  }
  const here = await world.git.checkOut({ from: workspace, commit, into: ground.source });
  if (!here.ok) return failed(here);
  if (!here.value) {
    const url = repository !== void 0 && /^https?:\/\/[^\s@]+$/.test(repository) ? repository : void 0;
    if (!fetch || url === void 0) {
      const from = url === void 0 ? "a clone that has it" : `a clone that has it, or let --fetch get it from ${url}`;
      const message = `commit ${short(commit)} is not in the repository at ${workspace}`;
      return failed(
        err({ code: "reproduce-impossible", message, why: "commit-absent", next: `start in ${from}` })
      );
    }
    const wants = [{ what: commit, as: "refs/heads/reproduce" }];
    const into = below("fetched.git");
    const fetched = await world.git.fetch({ into, url, wants, depth: 1, authorization: void 0 });
    if (!fetched.ok) return failed(fetched);
    const found = await world.git.checkOut({ from: into, commit, into: ground.source });
    if (!found.ok) return failed(found);
    if (!found.value) {
      const message = `commit ${short(commit)} is not in ${url}`;
      return failed(
        err({
          code: "reproduce-impossible",
          message,
          why: "commit-absent",
          next: "start in a clone that has it"
        })
      );
    }
  }
  const there = world.files.realPath(workspaceOf(ground));
  const inside = there !== void 0 && `${there}/`.startsWith(`${world.files.realPath(ground.source)}/`);
  if (!inside || world.files.kind(there) !== "folder") {
    const message = `commit ${short(commit)} has no folder ${prefix}`;
    return failed(
      err({
        code: "reproduce-impossible",
        message,
        why: "no-commit",
        next: "take a record of this repository"
      })
    );
  }
  const removed = world.files.remove(`${workspaceOf(ground)}/${OURS}`);
  if (!removed.ok) return failed(removed);
  return ok(ground);
}

// src/system/account.ts
function ownAccount() {
  const uid = process.getuid?.();
  const gid = process.getgid?.();
  return uid === void 0 || gid === void 0 ? void 0 : { uid, gid };
}

// src/cli/reproduce/container.ts
var LIMIT = 24 * 36e5;
var PRIVATE = "/tmp";
var MOST = 64 * 1024;
async function containerDoor(session, ground, wish) {
  const parsed = parseImageName(wish.image);
  if (parsed?.digest === void 0) {
    const message = `the image of the record, ${wish.image}, has no digest: under that name there may be another one by now`;
    const next = "name it with --image name@sha256:…, or run on this machine with --on-host";
    return err(impossible("no-image", message, next));
  }
  const image = printImageName({ ...parsed, tag: void 0 });
  const engine = await engineFor(session, wish.engine);
  if (!engine.ok) return engine;
  const here = await present(session, engine.value, image, wish.fetch);
  if (!here.ok) return here;
  const program = await programIn(session, engine.value, ground, image);
  if (!program.ok) return program;
  return ok({
    where: { kind: "container", engine: engine.value.name, image },
    run: (call) => start(session, engine.value, { ground, image, program: program.value, call })
  });
}
function impossible(why, message, next) {
  return { code: "reproduce-impossible", message, why, next };
}
async function engineFor(session, wanted) {
  const { world } = session;
  let silent;
  for (const name of wanted === void 0 ? ["docker", "podman"] : [wanted]) {
    const path = world.machine.path.map((folder) => `${folder}/${name}`).find((program) => world.files.kind(program) !== void 0);
    if (path === void 0) continue;
    const asked = await ask(session, { name, path }, ["version", "--format", "{{.Client.Version}}"]);
    if (!asked.ok) return asked;
    if (asked.value.exit === 0) return ok({ name, path });
    silent ??= `${name} does not answer`;
  }
  const message = `a container is needed, and ${silent ?? `there is no ${wanted ?? "docker or podman"} here`}`;
  return err(
    impossible("engine", message, "start or install one of them, or run on this machine with --on-host")
  );
}
async function present(session, engine, image, fetch) {
  const known = await ask(session, engine, ["image", "inspect", "--format", "{{.Id}}", image]);
  if (!known.ok) return known;
  if (known.value.exit === 0) return ok(void 0);
  if (!fetch) {
    const next = `${engine.name} pull ${image}   or let --fetch do it`;
    return err(impossible("image-absent", `the image ${image} is not here`, next));
  }
  const pulled = await ask(session, engine, ["pull", "--quiet", image]);
  if (!pulled.ok) return pulled;
  if (pulled.value.exit === 0) return ok(void 0);
  const said2 = pulled.value.output.trim().split("\n").at(-1) ?? "";
  return err(
    impossible(
      "image-absent",
      `${engine.name} cannot fetch ${image}: ${said2}`,
      "log in to its registry, or load the image"
    )
  );
}
async function programIn(session, engine, ground, image) {
  const { entry } = session.world.self;
  const own = { entry: "sealsmith", before: [], mounts: [] };
  const ours = {
    entry: "node",
    before: [`/sealsmith/${posix.basename(entry)}`],
    mounts: [`${posix.dirname(entry)}:/sealsmith:ro`]
  };
  for (const program of [own, ours]) {
    const said2 = [];
    const call = {
      ...{ args: ["--version"], env: {}, network: false },
      onOutput: (chunk) => void said2.push(Buffer.from(chunk).toString())
    };
    const ran = await start(session, engine, { ground, image, program, call });
    if (!ran.ok) return ran;
    if (ran.value === 0 && /^\d+\.\d+\.\d+/.test(said2.join("").trim())) return ok(program);
  }
  return err(
    impossible(
      "program",
      `in ${image} there is neither sealsmith nor a Node 24 that could run it`,
      "take an image that has one of them (--image), or run on this machine with --on-host"
    )
  );
}
async function start(session, engine, { ground, image, program, call }) {
  const name = `sealsmith-reproduce-${session.terminal.token()}`;
  const account = ownAccount();
  const { source, prefix, temporary } = ground;
  const env = { HOME: PRIVATE, XDG_STATE_HOME: `${PRIVATE}/state`, CI: "true", ...call.env };
  const ran = await runEngine(session, engine, {
    args: [
      ...["run", "--rm", "--name", name, "--pull", "never"],
      ...account === void 0 ? [] : ["--user", `${account.uid}:${account.gid}`],
      // Without root podman has its own numbers for accounts, and ours would be nobody's.
      ...engine.name === "podman" && account?.uid !== 0 ? ["--userns", "keep-id"] : [],
      ...["--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
      ...call.network ? [] : ["--network", "none"],
      ...[`${source}:/work`, `${temporary}:${PRIVATE}`, ...program.mounts].flatMap((mount) => [
        "--volume",
        mount
      ]),
      ...["--workdir", prefix === "" ? "/work" : `/work/${prefix}`],
      ...Object.entries(env).flatMap(([key, value]) => ["--env", `${key}=${value}`]),
      ...["--entrypoint", program.entry, image, ...program.before, ...call.args]
    ],
    onOutput: call.onOutput,
    abort: session.world.interrupt.signal
  });
  if (!ran.ok)
    await runEngine(session, engine, { args: ["rm", "--force", name], abort: new AbortController().signal });
  return ran;
}
async function ask(session, engine, args) {
  let output = "";
  const ran = await runEngine(session, engine, {
    args,
    abort: session.world.interrupt.signal,
    onOutput: (chunk) => {
      if (output.length < MOST) output += Buffer.from(chunk).toString();
    }
  });
  return ran.ok ? ok({ exit: ran.value, output }) : ran;
}
async function runEngine({ world }, engine, call) {
  const settings = Object.entries(world.env).flatMap(
    ([name, value]) => value === void 0 ? [] : [[name, value]]
  );
  const outcome = await world.processes.run({
    program: engine.path,
    args: call.args,
    cwd: "/",
    env: { ...Object.fromEntries(settings), HOME: world.home },
    network: true,
    engine: true,
    limit: LIMIT,
    abort: call.abort,
    onOutput: call.onOutput ?? (() => {
    })
  });
  switch (outcome.kind) {
    case "exited":
      return ok(outcome.exit);
    case "aborted":
      return err({
        code: "interrupted",
        signal: world.interrupt.signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT"
      });
    case "not-started":
      return err({ code: "system", doing: "start", path: engine.path, errno: outcome.errno });
    case "killed":
    case "timeout":
      return err(
        impossible("engine", `${engine.name} did not come to an end`, "see whether it works: docker info")
      );
  }
}

// src/cli/reproduce/declared.ts
var CONFIG_LIMIT = 64 * 1024;
function declaredIn({ world }, workspace, recorded) {
  const usual = CONFIG_NAMES;
  const said2 = recorded.config?.path;
  const named = said2 === void 0 || usual.includes(said2) ? void 0 : said2;
  const top = world.files.realPath(workspace) ?? workspace;
  if (named !== void 0 && world.files.realPath(`${workspace}/${named}`)?.startsWith(`${top}/`) !== true) {
    const message = `the commit has no configuration at ${named}`;
    const next = "a configuration that lies outside of its repository cannot be had again";
    return err({ code: "reproduce-impossible", message, why: "no-commit", next });
  }
  for (const name of named === void 0 ? usual : [named]) {
    const text = world.files.readText(`${workspace}/${name}`, CONFIG_LIMIT);
    if (!text.ok) return text;
    if (text.value === void 0) continue;
    const { yaml } = readConfigText(name, text.value);
    const value = yaml.ok ? yaml.value.value : void 0;
    const names = typeof value === "object" && value !== null ? declaredNames(value) : /* @__PURE__ */ new Set();
    return ok({
      names,
      values: valuesOf(names, recorded),
      flags: named === void 0 ? [] : ["--config", named]
    });
  }
  return ok({ names: /* @__PURE__ */ new Set(), values: {}, flags: [] });
}
var OURS_ALONE = /^(?:PATH|HOME|TMPDIR|CI|SHELL|ENV|BASH_ENV|IFS)$|^(?:NODE|LD|DYLD|XDG|GIT|SEALSMITH|DOCKER|CONTAINERS?|GITHUB|GITLAB|UV|NPM|PIP)_/i;
function valuesOf(names, { jobs }) {
  const values = jobs.flatMap(
    ({ env }) => Object.entries(env).filter(([name]) => names.has(name) && NAME.test(name) && !OURS_ALONE.test(name))
  );
  return Object.fromEntries(values);
}
var NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

// src/cli/reproduce/host.ts
var LIMIT2 = 24 * 36e5;
var FORGE = /^(?:CI|GITHUB|GITLAB|RUNNER|ACTIONS|INPUT|SEALSMITH)(?:_|$)/;
function hostDoor({ world }, ground, declared) {
  const { self } = world;
  const inherited = Object.entries(world.env).flatMap(
    ([name, value]) => value === void 0 || FORGE.test(name) || declared.has(name) ? [] : [[name, value]]
  );
  return {
    where: { kind: "host" },
    async run({ args, env, onOutput }) {
      const outcome = await world.processes.run({
        program: self.node,
        args: [self.entry, ...args, "--cwd", workspaceOf(ground)],
        cwd: ground.folder,
        env: {
          ...Object.fromEntries(inherited),
          ...env,
          // A run of its own: no seal of this machine is made or believed, and no folder of packages is shared.
          ...{ CI: "true", XDG_STATE_HOME: ground.state, TMPDIR: ground.temporary }
        },
        network: true,
        // It keeps its own jobs apart, which it could not inside of what keeps it apart.
        engine: true,
        limit: LIMIT2,
        abort: world.interrupt.signal,
        onOutput
      });
      switch (outcome.kind) {
        case "exited":
          return ok(outcome.exit);
        case "aborted":
          return err({
            code: "interrupted",
            signal: world.interrupt.signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT"
          });
        case "killed":
        case "timeout":
          return ok(1);
        case "not-started":
          return err({ code: "system", doing: "start", path: self.node, errno: outcome.errno });
      }
    }
  };
}

// src/cli/reproduce.ts
async function reproduce(session, path, flags) {
  const { world, workspace } = session;
  const recorded = readRecorded(world.files, resolve(workspace, path));
  if (!recorded.ok) return fail(session, recorded.failure);
  const place = placeFor(recorded.value, flags);
  if (!place.ok) return fail(session, place.failure);
  const ground = await checkOut(session, recorded.value, flags.fetch === true);
  if (!ground.ok) return fail(session, ground.failure);
  let kept = false;
  try {
    const made = await again(session, recorded.value, ground.value, place.value, flags);
    if (!made.ok) return fail(session, made.failure);
    kept = flags.keep === true;
    const view = { ...made.value, kept: kept ? ground.value.source : void 0 };
    if (session.flags.json === true) session.json(view);
    session.say(reproductionText(view, session.look));
    if (view.equal) return 0;
    return complain(session, notReproduced(view));
  } finally {
    const { folder, state, temporary } = ground.value;
    for (const one of kept ? [state, temporary] : [folder]) {
      const removed = world.files.remove(one);
      if (!removed.ok) complain(session, removed.failure);
    }
  }
}
function placeFor({ image: recorded, host }, { onHost, image: named }) {
  const image = named ?? recorded;
  if (onHost === true) return ok({ image: void 0, remark: void 0 });
  if (image !== void 0) return ok({ image, remark: void 0 });
  if (host === "local")
    return ok({ image: void 0, remark: "the record names no image, so this machine makes it again" });
  return err({
    code: "reproduce-impossible",
    message: "the record names no image in which the run was",
    why: "no-image",
    next: "--on-host makes it again with the tools of this machine, --image name@sha256:… in that image"
  });
}
async function again(session, recorded, ground, { image, remark }, flags) {
  const workspace = workspaceOf(ground);
  const declared = declaredIn(session, workspace, recorded);
  if (!declared.ok) return declared;
  const wish = { image: image ?? "", engine: flags.with, fetch: flags.fetch === true };
  const door = image === void 0 ? ok(hostDoor(session, ground, declared.value.names)) : await containerDoor(session, ground, wish);
  if (!door.ok) return door;
  session.say(reproductionTitle(recorded, door.value.where, remark, session.look));
  const planned = await checkPlan(recorded, door.value, declared.value);
  if (!planned.ok) return planned;
  const now = await runAgain(session, recorded, ground, door.value, declared.value);
  if (!now.ok) return now;
  const jobs = compareJobs(recorded.jobs, now.value);
  const artifacts = await compareArtifacts(session, recorded, workspace);
  const equal = jobs.every(({ differs }) => differs.length === 0) && artifacts.every(({ kind, sha256 }) => kind === "output" || sha256.now === sha256.recorded);
  return ok({
    schema: REPRODUCTION_SCHEMA,
    commit: recorded.commit,
    where: door.value.where,
    ...{ equal, jobs, artifacts },
    reasons: reasonsFor(recorded, now.value),
    left: recorded.left,
    kept: void 0
  });
}
var PLAN_LIMIT = 16 * 1024 * 1024;
async function checkPlan(recorded, door, { values, flags }) {
  const chunks = [];
  let bytes = 0;
  const ran = await door.run({
    args: ["plan", "--json", "--no-color", ...flags, ...recorded.steps],
    env: values,
    network: false,
    onOutput: (chunk) => {
      bytes += chunk.length;
      if (bytes <= PLAN_LIMIT) chunks.push(Buffer.from(chunk));
    }
  });
  if (!ran.ok) return ran;
  const lines = Buffer.concat(chunks).toString("utf8").split("\n");
  const plan = readPlan(lines.find((line) => line.startsWith("{")) ?? "");
  if (ran.value !== 0 || !plan.ok) {
    const why = said(lines) ?? (plan.ok ? `it ended with ${ran.value}` : plan.failure);
    const next = "see what sealsmith plan says in a checkout of that commit";
    return err({
      code: "reproduce-impossible",
      message: `the commit cannot be planned there: ${why}`,
      why: "program",
      next
    });
  }
  const others = redefined(recorded.jobs, plan.value);
  if (others.length === 0) return ok(void 0);
  const differs = others.map(({ id, parts, absent }) => `${id} (${absent ?? parts.join(", ")})`);
  return err({ code: "not-reproduced", commit: short(recorded.commit), differs, ran: false });
}
function said(lines) {
  const line = lines.find((one) => one.startsWith('{"kind":"failed"'));
  if (line === void 0) return void 0;
  try {
    const { message } = JSON.parse(line);
    return typeof message === "string" ? message : void 0;
  } catch {
    return void 0;
  }
}
async function runAgain(session, recorded, ground, door, { values, flags }) {
  const { world } = session;
  const lines = outputLines((text) => session.say([text]));
  const ran = await door.run({
    args: ["run", "--force", "--keep-going", "--no-color", ...flags, ...recorded.steps],
    env: values,
    network: recorded.jobs.some(({ grants }) => grants.includes("network")),
    onOutput: lines.push
  });
  lines.end();
  if (!ran.ok) return ran;
  const record2 = readRecord(world.files, `${workspaceOf(ground)}/${OURS}/run.json`);
  if (!record2.ok) return record2;
  if (record2.value !== void 0 && record2.value.record.how.exit === ran.value)
    return ok(record2.value.record);
  const message = `the run left no record that fits its end (it ended with ${ran.value})`;
  return err({ code: "reproduce-impossible", message, why: "program", next: "what it printed says why" });
}
function notReproduced({ commit, jobs, artifacts }) {
  const differs = [
    ...jobs.filter((job) => job.differs.length > 0).map(({ id }) => id),
    ...artifacts.filter(({ kind, sha256 }) => kind === "artifact" && sha256.now !== sha256.recorded).map(({ path }) => path)
  ];
  return { code: "not-reproduced", commit: short(commit), differs, ran: true };
}
export {
  reproduce
};
