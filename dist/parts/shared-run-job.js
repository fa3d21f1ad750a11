import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  Ring
} from "./shared-core-ring.js";
import {
  commandSaid
} from "./shared-core-command.js";
import {
  OURS,
  globTest,
  isBelow,
  keyText
} from "./shared-core-path.js";
import {
  worstExit
} from "./shared-core-failure-table.js";
import {
  credentialsIn,
  isSensitive,
  makeRedactor,
  redactText
} from "./shared-core-redact.js";
import {
  err,
  ok
} from "./shared-core-result.js";

// src/formats/canonical.ts
import { createHash } from "node:crypto";

// node_modules/canonicalize/lib/canonicalize.js
function hasLoneSurrogate(value) {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code >= 55296 && code <= 56319) {
      if (i === value.length - 1) {
        return true;
      }
      const next = value.charCodeAt(i + 1);
      if (!(next >= 56320 && next <= 57343)) {
        return true;
      }
      i++;
    } else if (code >= 56320 && code <= 57343) {
      return true;
    }
  }
  return false;
}
function canonicalize(object, seen = /* @__PURE__ */ new Set()) {
  if (typeof object === "number" && isNaN(object)) {
    throw new Error("NaN is not allowed");
  }
  if (typeof object === "number" && !isFinite(object)) {
    throw new Error("Infinity is not allowed");
  }
  if (typeof object === "string" && hasLoneSurrogate(object)) {
    throw new Error("Lone surrogate is not allowed");
  }
  if (object === null || typeof object !== "object") {
    return JSON.stringify(object);
  }
  if (typeof object.toJSON === "function") {
    if (seen.has(object)) {
      throw new Error("Circular reference detected");
    }
    seen.add(object);
    const result2 = canonicalize(object.toJSON(), seen);
    seen.delete(object);
    return result2;
  }
  if (seen.has(object)) {
    throw new Error("Circular reference detected");
  }
  seen.add(object);
  let result;
  if (Array.isArray(object)) {
    const values = object.map((cv) => {
      const value = cv === void 0 || typeof cv === "symbol" ? null : cv;
      return canonicalize(value, seen);
    });
    result = `[${values.join(",")}]`;
  } else {
    const parts = [];
    for (const key of Object.keys(object).sort()) {
      if (object[key] === void 0 || typeof object[key] === "symbol") {
        continue;
      }
      parts.push(`${canonicalize(key)}:${canonicalize(object[key], seen)}`);
    }
    result = `{${parts.join(",")}}`;
  }
  seen.delete(object);
  return result;
}

// src/formats/canonical.ts
function canonicalJson(value) {
  const text = attempt(value) ?? canonicalize(wellFormed(value));
  if (text === void 0) throw new Error("a value without a JSON form has no canonical one");
  return text;
}
function jsonDigest(value) {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}
function attempt(value) {
  try {
    return canonicalize(value);
  } catch {
    return void 0;
  }
}
function wellFormed(value) {
  if (typeof value === "string") return value.replace(new RegExp("\\p{Surrogate}", "gu"), said);
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [wellFormed(key), wellFormed(child)])
  );
}
function said(half) {
  return `\0${half.charCodeAt(0).toString(16)}`;
}

// src/cache/fresh.ts
import { createHash as createHash2 } from "node:crypto";
var SCHEMA = "sealsmith-fresh/3";
var FreshStamps = class {
  #files;
  #folder;
  #workspace;
  /** @param state  the folder for what outlives a run */
  constructor(files, state, workspace) {
    this.#files = files;
    this.#workspace = workspace;
    this.#folder = `${state}/fresh/${createHash2("sha256").update(workspace).digest("hex").slice(0, 32)}`;
  }
  /** The last stamp of a job, whatever its key; undefined when there is none that can be read. */
  last(spec) {
    const text = this.#files.readText(this.#path(spec));
    return text.ok && text.value !== void 0 ? readStamp(text.value) : void 0;
  }
  /** The stamp, when its key and what was given are these and every output is as it was left. */
  holds(spec, key, given) {
    const stamp = this.last(spec);
    if (stamp === void 0 || stamp.key !== key || stamp.given !== given) return void 0;
    const untouched = spec.outputs.every((path) => {
      const now = this.#files.stamp(`${this.#workspace}/${path}`);
      return now !== void 0 && Object.hasOwn(stamp.outputs, path) && now === stamp.outputs[path];
    });
    return untouched ? stamp : void 0;
  }
  save(spec, what) {
    const outputs = Object.fromEntries(
      spec.outputs.map((path) => [path, this.#files.stamp(`${this.#workspace}/${path}`) ?? ""])
    );
    const stamp = { schema: SCHEMA, ...what, outputs };
    return this.#files.writeText(this.#path(spec), JSON.stringify(stamp), 384);
  }
  #path(spec) {
    return `${this.#folder}/${encodeURIComponent(spec.id)}.json`;
  }
};
function readStamp(text) {
  try {
    const value = JSON.parse(text);
    const known = isObject(value) && value.schema === SCHEMA && isObject(value.outputs) && Array.isArray(value.digests);
    return known && isReport(value.report) ? value : void 0;
  } catch {
    return void 0;
  }
}
function isReport(report) {
  return isObject(report) && isObject(report.facts) && typeof report.summary === "string" && Array.isArray(report.remarks);
}
function isObject(value) {
  return typeof value === "object" && value !== null;
}

// src/run/inputs.ts
var NEVER = /* @__PURE__ */ new Set([".git", ".sealsmith", "node_modules", ".venv", "__pycache__"]);
async function projectFiles(world, workspace) {
  const known = await world.git.files(workspace);
  if (known === void 0) return world.files.walk(workspace, NEVER);
  return ok(known.filter((path) => !isBelow(path, OURS)).toSorted());
}
var SCRATCH = `${OURS}/work`;
function inputsOf(spec, files, owned, before, there) {
  const leave = spec.inputs.filter((pattern) => pattern.startsWith("!")).map((pattern) => globTest(pattern.slice(1)));
  const given = spec.inputs.filter((pattern) => !pattern.startsWith("!"));
  const take = given.length === 0 && leave.length > 0 ? ["**"] : given;
  const left = (path) => leave.some((test) => test(path));
  const free2 = files.filter((path) => !left(path) && !owned.some((output) => isBelow(path, output)));
  const chosen = /* @__PURE__ */ new Set();
  const unmatched = [];
  for (const pattern of take) {
    const test = globTest(pattern);
    const found = free2.filter(test);
    const outputs = before.filter(
      (output) => !left(output) && (pattern === "**" ? !isBelow(output, SCRATCH) : means(pattern, test, output))
    );
    const named = literal(pattern);
    const ignored = found.length + outputs.length === 0 && there(named) && !owned.includes(named) ? [named] : [];
    for (const path of [...found, ...outputs, ...ignored]) chosen.add(path);
    if (found.length + outputs.length + ignored.length === 0 && pattern !== "**") unmatched.push(pattern);
  }
  return { paths: [...chosen].toSorted(), unmatched };
}
function means(pattern, test, output) {
  return test(output) || isBelow(literal(pattern), output);
}
function literal(pattern) {
  return pattern.replace(/^(?:\.\/+)+/, "").replace(/\/+$/, "");
}
async function digestInputs(files, workspace, paths) {
  const digested = await files.digestAll(workspace, paths);
  if (!digested.ok) return digested;
  const links = digested.value.filter((entry) => entry.mode === "link");
  const targets = [];
  for (const link of links) {
    const target = files.realPath(`${workspace}/${link.path}`);
    if (target === void 0 || files.kind(target) !== "file") continue;
    const behind = await files.digest(target);
    if (!behind.ok) return behind;
    targets.push({ path: `${link.path}\0`, sha256: behind.value.sha256, mode: "file" });
  }
  const entries = [...digested.value, ...targets].map((entry) => ({ ...entry, path: keyText(entry.path) }));
  return ok(entries.toSorted((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

// src/cache/key.ts
var KEY_SCHEMA = "sealsmith-key/1";
function keyParts(spec, runtime, machine, inputs, facts) {
  return {
    schema: KEY_SCHEMA,
    job: {
      id: spec.id,
      commands: spec.commands.map(({ tool, args, cwd }) => ({
        tool,
        args,
        ...cwd === void 0 ? {} : { cwd }
      })),
      params: spec.params,
      outputs: spec.outputs,
      grants: spec.grants,
      inputs: spec.inputs
    },
    tools: toolNames(spec),
    runtime,
    platform: { os: machine.os, arch: machine.arch, libc: machine.libc },
    env: spec.env,
    inputs,
    facts: Object.fromEntries(
      spec.needs.flatMap((name) => facts[name] === void 0 ? [] : [[name, jsonDigest(facts[name])]])
    )
  };
}
function keyOf(parts) {
  return jsonDigest(parts);
}
function toolNames(spec) {
  return spec.tools.map(({ name, version, from }) => ({ name, version, from }));
}
function inputsDigest(inputs) {
  return jsonDigest(inputs);
}

// src/run/environment.ts
var SOURCE_DATE_EPOCH = "315532800";
var SETTINGS = [
  { variable: "npm_config_userconfig", files: [".npmrc"] },
  { variable: "PIP_CONFIG_FILE", files: [".config/pip/pip.conf", ".pip/pip.conf"] },
  { variable: "UV_CONFIG_FILE", files: [".config/uv/uv.toml"] },
  { variable: "POETRY_CONFIG_DIR", files: [".config/pypoetry"] },
  { variable: "GOENV", files: [".config/go/env"] },
  { variable: "NETRC", files: [".netrc"] },
  { variable: "GIT_CONFIG_GLOBAL", files: [".gitconfig", ".config/git/config"] }
];
function environmentOf(spec, world, granted, trusted, folders, bins) {
  const network = spec.grants.includes("network");
  return {
    // The tools of the plan first: a dependency may ship a program that is called `node`.
    PATH: [folders.bin, ...bins, ...world.machine.path].join(":"),
    HOME: folders.home,
    TMPDIR: folders.tmp,
    XDG_CACHE_HOME: `${folders.home}/.cache`,
    XDG_CONFIG_HOME: `${folders.home}/.config`,
    LANG: "C.UTF-8",
    TZ: "UTC",
    CI: "true",
    SOURCE_DATE_EPOCH,
    ...network ? forwarded(spec, world, trusted) : {},
    ...Object.fromEntries(spec.stores.map(({ name, env }) => [env, `${world.state}/stores/${name}`])),
    ...spec.env,
    ...Object.fromEntries(
      spec.grants.flatMap((grant) => {
        const name = grant.replace(/^(secret|env-file|environment):/, "");
        const value = name === grant ? void 0 : granted.get(grant);
        return value === void 0 ? [] : [[name, value]];
      })
    )
  };
}
function forwarded(spec, world, trusted) {
  const wanted = spec.forwards.map(
    (name) => name.endsWith("*") ? (known) => known.startsWith(name.slice(0, -1)) : (known) => known === name
  );
  const lists = (known) => wanted.some((test) => test(known));
  const values = {};
  for (const { variable, files } of trusted ? SETTINGS : []) {
    const file = files.map((name) => `${world.home}/${name}`).find((path) => world.files.kind(path) !== void 0);
    if (file !== void 0 && lists(variable)) values[variable] = file;
  }
  for (const [name, value] of [...Object.entries(world.env), ...world.secrets]) {
    if (value === void 0 || !lists(name)) continue;
    if (trusted || !isSensitive(name, value)) values[name] = value;
  }
  return values;
}

// src/run/tail.ts
var LIMIT = 256 * 1024;
var Tail = class {
  #ring = new Ring(LIMIT);
  push(chunk) {
    this.#ring.push(chunk);
  }
  /** UTF-8, with replacement characters for what is none. */
  text() {
    return Buffer.concat(this.#ring.pieces()).toString("utf8");
  }
};

// src/run/job-output.ts
function makeOutput(stage, task, log) {
  const { spec } = task.planned;
  const redactor = redactorOf(stage, task);
  const tail = new Tail();
  const wanted = task.job.finish !== void 0 || task.planned.isolation.network === "withheld";
  const progress = progressOf(stage, task);
  const pass = (chunk) => {
    if (chunk.length === 0) return;
    log.write(chunk);
    if (wanted) tail.push(chunk);
    progress(chunk);
    stage.emit({ kind: "job-output", job: spec.id, chunk });
  };
  return { write: (chunk) => pass(redactor.push(chunk)), end: () => pass(redactor.end()), tail };
}
function withoutSecrets(report, stage, task) {
  const redactor = redactorOf(stage, task);
  const clean = (text) => redactText(text, redactor);
  const { summary, remarks, tests } = report;
  const shown = { ...report, summary: clean(summary), remarks: remarks.map(clean) };
  if (tests === void 0) return shown;
  return {
    ...shown,
    tests: {
      failed: tests.failed.map((test) => ({ ...test, name: clean(test.name), message: clean(test.message) })),
      slowest: tests.slowest.map((test) => ({ ...test, name: clean(test.name) }))
    }
  };
}
function redactorOf({ world: { env, secrets }, granted }, task) {
  const short = task.planned.spec.grants.flatMap(
    (grant) => (
      // What env-file holds is often short and ordinary (`test`): it is taken out only when it is long enough to tell.
      grant.startsWith("secret:") ? granted.get(grant) ?? [] : []
    )
  );
  return makeRedactor(
    [...secrets.values(), ...granted.values(), ...credentialsIn(Object.values(env))],
    short
  );
}
var PROGRESS_LIMIT = 8 * 1024 * 1024;
function progressOf(stage, task) {
  const { id } = task.planned.spec;
  const read = task.job.progress?.();
  if (read === void 0) return () => {
  };
  let seen = 0;
  let rest = "";
  return (chunk) => {
    seen += chunk.length;
    if (seen > PROGRESS_LIMIT) return;
    const lines = (rest + Buffer.from(chunk).toString("utf8")).split("\n");
    rest = lines.pop() ?? "";
    let note;
    for (const line of lines) note = read(line) ?? note;
    if (note !== void 0) stage.emit({ kind: "job-progress", job: id, note });
  };
}

// src/run/network-hint.ts
var NO_NETWORK = /ENOTFOUND|EAI_AGAIN|ENETUNREACH|could not resolve|temporary failure in name resolution|network is unreachable|no address associated|getaddrinfo|dial tcp: lookup/i;
function networkHints({ spec, isolation }, tail) {
  if (isolation.network !== "withheld" || !NO_NETWORK.test(tail)) return [];
  return [`it was kept off the network; steps.${spec.step}.network: true lets it reach the network`];
}

// src/run/commands.ts
var LOG_LIMIT = 64 * 1024 * 1024;
var NOTHING = { facts: {}, summary: "", remarks: [] };
async function runCommands(stage, task) {
  const { spec } = task.planned;
  const { files } = stage.world;
  const log = `${OURS}/logs/${spec.id}.log`;
  const failed = (failure, report = NOTHING) => ({ state: "failed", report, failure, log });
  const folders = makeFolders(stage, spec);
  if (!folders.ok) return failed(folders.failure);
  const file = files.log(`${stage.workspace}/${log}`, LOG_LIMIT);
  if (!file.ok) return failed(file.failure);
  const env = environmentOf(spec, stage.world, stage.granted, stage.trusted, folders.value, stage.bins);
  const output = makeOutput(stage, task, file.value);
  try {
    const until = stage.world.clock.now() + spec.limit;
    for (const command of spec.commands) {
      const limit = Math.max(1, until - stage.world.clock.now());
      const outcome = await run(stage, task, command, env, limit, output);
      if (outcome.kind === "aborted") return { state: "cancelled", report: NOTHING, log };
      const failure = failureOf(outcome, spec, command, log);
      if (failure !== void 0) {
        output.end();
        const report2 = await finish(stage, task, output.tail.text(), false);
        const hints = networkHints(task.planned, output.tail.text());
        if (!report2.ok) return failed(report2.failure, { ...NOTHING, remarks: hints });
        return failed(failure, { ...report2.value, remarks: [...report2.value.remarks, ...hints] });
      }
    }
    output.end();
    const missing = spec.outputs.find((path) => files.kind(`${stage.workspace}/${path}`) === void 0);
    if (missing !== void 0) return failed({ code: "output-missing", job: spec.id, path: missing });
    const report = await finish(stage, task, output.tail.text(), true);
    return report.ok ? { state: "done", report: report.value, log } : failed(report.failure);
  } finally {
    output.end();
    file.value.close();
    files.remove(folderOf(stage, spec));
  }
}
async function finish(stage, task, tail, succeeded) {
  if (task.job.finish === void 0) return ok(NOTHING);
  const { workspace, world } = stage;
  const read = await task.job.finish({ workspace, files: world.files, succeeded, tail });
  return read.ok ? ok(withoutSecrets(read.value, stage, task)) : read;
}
function folderOf(stage, spec) {
  return `${stage.temporary}/${encodeURIComponent(spec.id)}`;
}
function makeFolders(stage, spec) {
  const { files } = stage.world;
  const folder = folderOf(stage, spec);
  const folders = { home: `${folder}/home`, tmp: `${folder}/tmp`, bin: `${folder}/bin` };
  for (const path of Object.values(folders)) {
    const made = files.makeFolder(path, 448);
    if (!made.ok) return made;
  }
  for (const store of spec.stores) {
    const made = files.makeFolder(`${stage.world.state}/stores/${store.name}`, 448);
    if (!made.ok) return made;
  }
  for (const tool of spec.tools) {
    if (tool.from !== "machine") continue;
    const linked = files.link(tool.path, `${folders.bin}/${tool.name}`);
    if (!linked.ok) return linked;
  }
  return ok(folders);
}
async function run(stage, task, command, env, limit, output) {
  const { spec } = task.planned;
  const { world, workspace } = stage;
  const program = programOf(stage, spec, command);
  return world.processes.run({
    ...program,
    cwd: command.cwd === void 0 ? workspace : `${workspace}/${command.cwd}`,
    env,
    network: spec.grants.includes("network"),
    limit,
    abort: task.abort,
    onOutput: output.write
  });
}
function programOf(stage, spec, command) {
  const { self } = stage.world;
  const tool = spec.tools.find((known) => known.name === command.tool);
  if (tool === void 0) throw new Error(`${spec.id} runs ${command.tool}, which is none of its tools`);
  switch (tool.from) {
    case "self":
      return { program: self.node, args: [self.entry, ...command.args] };
    case "project":
      return { program: `${stage.workspace}/${tool.path}`, args: command.args };
    case "machine":
      return { program: tool.path, args: command.args };
  }
}
function failureOf(outcome, spec, command, log) {
  const said2 = { job: spec.id, command: commandSaid(command), log };
  switch (outcome.kind) {
    case "exited":
      return outcome.exit === 0 ? void 0 : { code: "command-failed", ...said2, exit: outcome.exit };
    case "killed":
      return { code: "command-killed", ...said2, signal: outcome.signal };
    case "timeout":
      return { code: "command-timeout", ...said2, limit: spec.limit };
    case "not-started":
      return { code: "system", doing: `start ${command.tool} for`, path: spec.id, errno: outcome.errno };
    case "aborted":
      return void 0;
  }
}

// src/run/compare.ts
function differingFiles(before, now) {
  if (before.sha256 === now.sha256) return { equal: true, differs: [] };
  const earlier = new Map(before.files.map((file) => [file.path, file]));
  const paths = new Set([...before.files, ...now.files].map((file) => file.path));
  const later = new Map(now.files.map((file) => [file.path, file]));
  const differs = [...paths].filter((path) => {
    const [one, other] = [earlier.get(path), later.get(path)];
    return one?.sha256 !== other?.sha256 || one?.mode !== other?.mode;
  });
  return { equal: false, differs: differs.toSorted() };
}

// src/run/outputs.ts
import { hash } from "node:crypto";
import { dirname } from "node:path";
async function setAside(world, workspace, spec) {
  const { files } = world;
  for (const path of spec.outputs) {
    if (isBelow(path, OURS)) continue;
    const { place, below } = placeOf(files, workspace, path);
    if (below === void 0) return err({ code: "output-outside", job: spec.id, path, place });
    const tracked = await world.git.tracked(workspace, below);
    if (tracked === true) return err({ code: "output-tracked", job: spec.id, path });
    const refusal = tracked === void 0 ? await world.git.refusal(workspace) : void 0;
    if (refusal !== void 0) return err(refusal);
  }
  const folder = asideOf(workspace, spec);
  const emptied = files.remove(folder);
  if (!emptied.ok) return emptied;
  const moved = /* @__PURE__ */ new Map();
  for (const [index, path] of spec.outputs.entries()) {
    const done = setOneAside(files, workspace, path, `${folder}/${index}`, moved);
    if (done.ok) continue;
    for (const [before, one] of moved) putBack(files, workspace, before, one);
    return done;
  }
  return ok(moved);
}
function placeOf(files, workspace, path) {
  let above = dirname(`${workspace}/${path}`);
  while (above !== workspace && files.kind(above) === void 0) above = dirname(above);
  const rest = `${workspace}/${path}`.slice(above.length);
  const root = files.realPath(workspace) ?? workspace;
  const real = above === workspace ? root : files.realPath(above);
  const place = `${real ?? above}${rest}`;
  return {
    place,
    below: real !== void 0 && isBelow(real, root) ? place.slice(root.length + 1) : void 0
  };
}
function setOneAside(files, workspace, path, aside, moved) {
  const from = `${workspace}/${path}`;
  const above = files.makeFolder(dirname(from));
  if (!above.ok) return above;
  const ours = isBelow(path, OURS) || files.kind(claimOf(workspace, path)) !== void 0;
  if (files.kind(from) !== void 0) {
    const kept = ours ? aside : free(files, `${workspace}/${OURS}/replaced/${path}`);
    const ready = files.makeFolder(dirname(kept));
    if (!ready.ok) return ready;
    const renamed = files.rename(from, kept);
    if (!renamed.ok) return renamed;
    moved.set(path, { kept, ours });
  }
  const claimed = ours ? ok(void 0) : files.writeText(claimOf(workspace, path), `${path}
`);
  if (!claimed.ok) return claimed;
  return prepareScratch(files, path, from);
}
function putBack(files, workspace, path, { kept, ours }) {
  const place = `${workspace}/${path}`;
  if (!files.remove(place).ok || !files.rename(kept, place).ok) return false;
  if (!ours) files.remove(claimOf(workspace, path));
  return true;
}
function settle(files, workspace, spec, aside, succeeded) {
  const remarks = [];
  for (const [path, one] of aside) {
    const { kept, ours } = one;
    if (!succeeded && spec.cache === "store" && putBack(files, workspace, path, one)) continue;
    if (ours) files.remove(kept);
    else {
      const where = kept.slice(workspace.length + 1);
      remarks.push(`${path} was there before and not ours; it was moved to ${where}`);
    }
  }
  if (aside.size > 0) files.remove(asideOf(workspace, spec));
  return remarks;
}
function asideOf(workspace, spec) {
  return `${workspace}/${OURS}/aside/${encodeURIComponent(spec.id)}`;
}
function claimOf(workspace, path) {
  return `${workspace}/${OURS}/owned/${hash("sha256", path)}`;
}
function free(files, path) {
  let name = path;
  for (let count = 2; files.kind(name) !== void 0; count += 1) name = `${path}.${count}`;
  return name;
}
function prepareScratch(files, path, place) {
  return isBelow(path, `${OURS}/work`) ? files.makeFolder(place) : ok(void 0);
}
var CACHES = /(^|\/)__pycache__\/|(^|\/)node_modules\/\.(cache|vite|vite-temp)\//;
async function digestOutputs(files, workspace, paths) {
  const digests = [];
  for (const path of paths) {
    const found = await files.digestAll(workspace, [path]);
    if (!found.ok) return found;
    const entries = found.value.map((entry) => ({ ...entry, path: keyText(entry.path) })).filter((entry) => !CACHES.test(entry.path)).toSorted((a, b) => a.path < b.path ? -1 : 1);
    digests.push({ path, sha256: jsonDigest(entries) });
  }
  return ok(digests);
}

// src/run/job.ts
var NOTHING2 = { facts: {}, summary: "", remarks: [] };
async function runJob(stage, task) {
  const { clock } = stage.world;
  const started = clock.now();
  stage.emit({ kind: "job-started", job: task.planned.spec.id, at: started });
  const ending = await work(stage, task);
  const record = recordOf(task, ending, started, clock.now());
  stage.emit({ kind: "job-finished", record, at: clock.now() });
  return record;
}
async function work(stage, task) {
  const { spec } = task.planned;
  const found = await identify(stage, task);
  if (!found.ok) return { state: "failed", report: NOTHING2, failure: found.failure };
  const identity = found.value;
  const earlier = stage.stamps.last(spec);
  if (stage.believe && spec.cache !== "never") {
    const stamp = stage.stamps.holds(spec, identity.key, givenTo(stage, task));
    if (stamp !== void 0)
      return { state: "fresh", report: stamp.report, outputs: stamp.digests, identity };
  }
  const aside = await setAside(stage.world, stage.workspace, spec);
  if (!aside.ok) return { state: "failed", report: NOTHING2, identity, failure: aside.failure };
  const ran = await runCommands(stage, task);
  const remarks = settle(stage.world.files, stage.workspace, spec, aside.value, ran.state === "done");
  const settled = (ending) => ({
    ...ending,
    report: { ...ending.report, remarks: [...ending.report.remarks, ...remarks] }
  });
  if (ran.state !== "done") return settled({ ...ran, identity });
  const outputs = await digestOutputs(stage.world.files, stage.workspace, spec.outputs);
  if (!outputs.ok) return settled({ ...ran, state: "failed", identity, failure: outputs.failure });
  const done = { ...ran, outputs: outputs.value, identity };
  return settled(await remember(stage, task, done, identity, earlier));
}
async function identify(stage, task) {
  const { world, workspace } = stage;
  const there = (path) => world.files.kind(`${workspace}/${path}`) !== void 0;
  const { paths, unmatched } = inputsOf(task.planned.spec, stage.files, stage.owned, task.before, there);
  const inputs = await digestInputs(world.files, workspace, paths);
  if (!inputs.ok) return inputs;
  const parts = keyParts(task.planned.spec, world.self.version, world.machine, inputs.value, task.facts);
  const chosen = task.planned.explained.some(
    ({ what, origin }) => what === "inputs" && origin.from === "config"
  );
  return ok({ key: keyOf(parts), paths, unmatched: chosen ? unmatched : [], inputs: inputs.value });
}
async function remember(stage, task, ending, identity, earlier) {
  const { spec } = task.planned;
  const { report } = ending;
  const rebuilt = earlier?.key === identity.key && earlier.report.facts.binary !== void 0 && report.facts.binary !== void 0 ? differingFiles(earlier.report.facts.binary, report.facts.binary) : void 0;
  const done = rebuilt === void 0 ? ending : { ...ending, rebuilt };
  if (spec.cache === "never") return done;
  const [unmatched] = identity.unmatched;
  const now = await digestInputs(stage.world.files, stage.workspace, identity.paths);
  const same = now.ok && jsonDigest(now.value) === jsonDigest(identity.inputs);
  const given = givenTo(stage, task);
  const saved = same && unmatched === void 0 ? stage.stamps.save(spec, { key: identity.key, given, report, digests: ending.outputs ?? [] }) : void 0;
  if (saved?.ok === true) return done;
  const why = unmatched !== void 0 ? `nothing matches "${unmatched}" of its inputs` : same ? "what was done could not be noted down" : "inputs changed while it ran";
  return {
    ...done,
    report: { ...report, remarks: [...report.remarks, `${why}; it will run again next time`] }
  };
}
function givenTo(stage, task) {
  return jsonDigest(task.planned.spec.grants.map((grant) => [grant, stage.granted.get(grant) ?? null]));
}
function recordOf(task, ending, started, now) {
  const { spec, isolation } = task.planned;
  const { state, report, identity } = ending;
  const passed2 = state === "done" || state === "fresh";
  return {
    what: identity === void 0 ? void 0 : {
      id: spec.id,
      passed: passed2,
      key: identity.key,
      commands: spec.commands,
      params: spec.params,
      env: spec.env,
      grants: spec.grants,
      tools: toolNames(spec),
      inputs: { files: identity.inputs.length, sha256: inputsDigest(identity.inputs) }
    },
    how: {
      id: spec.id,
      state,
      summary: report.summary,
      remarks: report.remarks,
      isolation,
      outputs: ending.outputs ?? [],
      log: ending.log,
      failure: ending.failure,
      failedTests: report.tests?.failed ?? [],
      slowestTests: report.tests?.slowest ?? [],
      rebuilt: ending.rebuilt
    },
    when: { id: spec.id, started, milliseconds: Math.max(0, now - started) },
    facts: passed2 ? report.facts : {}
  };
}

// src/run/schedule.ts
function weights(jobs, durations) {
  const behind = /* @__PURE__ */ new Map();
  for (const job of jobs.toReversed()) {
    const followers = jobs.filter((other) => other.after.includes(job.spec.id));
    const longest = Math.max(0, ...followers.map((other) => behind.get(other.spec.id) ?? 0));
    behind.set(job.spec.id, longest + Math.max(1, durations.get(job.spec.id) ?? 1));
  }
  return behind;
}
function criticalPath(jobs, took) {
  const chain = /* @__PURE__ */ new Map();
  let last;
  for (const job of jobs) {
    const own = took.get(job.spec.id);
    if (own === void 0) continue;
    const before = job.after.filter((id) => chain.has(id)).toSorted((a, b) => (chain.get(b)?.length ?? 0) - (chain.get(a)?.length ?? 0))[0];
    const length = own + (before === void 0 ? 0 : chain.get(before)?.length ?? 0);
    chain.set(job.spec.id, { length, before });
    if (last === void 0 || length > (chain.get(last)?.length ?? 0)) last = job.spec.id;
  }
  const path = [];
  for (let at = last; at !== void 0; at = chain.get(at)?.before) path.unshift(at);
  return path;
}

// src/run/execute.ts
async function execute(world, planned, options) {
  const { plan } = planned;
  const { workspace, host, ci } = plan.context;
  const files = await projectFiles(world, workspace);
  if (!files.ok) return files;
  const temporary = world.files.temporary("sealsmith-");
  if (!temporary.ok) return temporary;
  const stage = {
    world,
    workspace,
    bins: options.bins.map((bin) => `${workspace}/${bin}`),
    files: files.value,
    owned: plan.jobs.flatMap((job) => job.spec.outputs),
    temporary: temporary.value,
    granted: options.granted,
    trusted: host === "local" || plan.context.tier === "T2" || plan.context.tier === "T3",
    stamps: new FreshStamps(world.files, world.state, workspace),
    believe: !options.force && host === "local" && !ci,
    emit: options.emit
  };
  try {
    return ok(await runAll(stage, planned, options));
  } finally {
    world.files.remove(temporary.value);
    world.files.remove(`${workspace}/${OURS}/aside`);
  }
}
async function runAll(stage, planned, options) {
  const { plan } = planned;
  const order = weights(plan.jobs, options.durations);
  const waiting = new Map(plan.jobs.map((job) => [job.spec.id, job]));
  const ended = /* @__PURE__ */ new Map();
  const running = /* @__PURE__ */ new Map();
  const stop = new AbortController();
  const abort = AbortSignal.any([options.signal, stop.signal]);
  const start = (job) => {
    waiting.delete(job.spec.id);
    const known = planned.jobs.get(job.spec.id);
    if (known === void 0) throw new Error(`no job ${job.spec.id}`);
    const before = ancestors(job, plan);
    const facts = { ...options.facts, ...mergedFacts(plan, ended) };
    const outputs = before.flatMap((id) => {
      const { outputs: left, gives } = planned.jobs.get(id)?.spec ?? { outputs: [], gives: [] };
      return gives.some((fact) => job.spec.needs.includes(fact)) ? [] : left;
    });
    const work2 = runJob(stage, { planned: job, job: known, facts, before: outputs, abort }).then((record) => {
      ended.set(job.spec.id, record);
      running.delete(job.spec.id);
      if (record.how.state === "failed" && !options.keepGoing) stop.abort("failure");
    });
    running.set(job.spec.id, work2);
  };
  for (; ; ) {
    if (!abort.aborted) {
      const ready = [...waiting.values()].filter((job) => job.after.every((id) => passed(ended.get(id)))).toSorted((a, b) => (order.get(b.spec.id) ?? 0) - (order.get(a.spec.id) ?? 0));
      for (const job of ready.slice(0, Math.max(0, options.jobs - running.size))) start(job);
    }
    if (running.size === 0) break;
    try {
      await Promise.race(running.values());
    } catch (bug) {
      stop.abort("bug");
      await Promise.allSettled(running.values());
      throw bug;
    }
  }
  if (!abort.aborted) expectReason([...waiting.values()], plan, ended);
  const now = stage.world.clock.now();
  return plan.jobs.map((job) => ended.get(job.spec.id) ?? neverBegan(job, now));
}
function expectReason(left, plan, ended) {
  const stuck = left.find(
    (job) => !ancestors(job, plan).some((id) => ended.has(id) && !passed(ended.get(id)))
  );
  if (stuck !== void 0) throw new Error(`${stuck.spec.id} waits for itself`);
}
function passed(record) {
  return record?.how.state === "done" || record?.how.state === "fresh";
}
function ancestors(job, plan) {
  const found = /* @__PURE__ */ new Set();
  const visit = (id) => {
    if (found.has(id)) return;
    found.add(id);
    for (const before of plan.jobs.find((other) => other.spec.id === id)?.after ?? []) visit(before);
  };
  for (const id of job.after) visit(id);
  return [...found];
}
function mergedFacts(plan, ended) {
  return Object.assign({}, ...plan.jobs.map((job) => ended.get(job.spec.id)?.facts ?? {}));
}
function neverBegan(job, now) {
  return {
    what: void 0,
    how: {
      id: job.spec.id,
      state: "cancelled",
      summary: "",
      remarks: [],
      isolation: job.isolation,
      outputs: [],
      log: void 0,
      failure: void 0,
      failedTests: [],
      slowestTests: [],
      rebuilt: void 0
    },
    when: { id: job.spec.id, started: now, milliseconds: 0 },
    facts: {}
  };
}
function failuresOf(records, signal) {
  const ofJobs = records.flatMap((record) => record.how.failure ?? []);
  if (!signal.aborted) return ofJobs;
  return [...ofJobs, { code: "interrupted", signal: signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT" }];
}

// src/core/record.ts
var RECORD_SCHEMA = "sealsmith-record/1";

// src/run/record.ts
function makeRecord({
  plan,
  jobs,
  failures,
  version,
  started,
  ended,
  inherited
}) {
  const { context, machine, project } = plan;
  const facts = { ...inherited.facts, ...mergedFacts(plan, new Map(jobs.map((job) => [job.how.id, job]))) };
  const took = new Map(
    jobs.filter((job) => job.how.state !== "cancelled").map((job) => [job.when.id, job.when.milliseconds])
  );
  return {
    schema: RECORD_SCHEMA,
    what: {
      source: {
        commit: context.git?.commit ?? context.commit,
        dirty: context.dirty,
        path: context.git?.prefix ?? ""
      },
      platform: { os: machine.os, arch: machine.arch, libc: machine.libc },
      jobs: jobs.flatMap((job) => job.what ?? []),
      facts,
      artifacts: artifactsOf(facts)
    },
    how: {
      project: project.name,
      toolchain: project.toolchain,
      sealsmith: version,
      host: context.host,
      tier: context.tier,
      tierReason: context.tierReason,
      repository: context.repository,
      ref: context.ref,
      runUrl: context.runUrl,
      jobs: jobs.map((job) => job.how),
      skips: plan.skips,
      path: criticalPath(plan.jobs, took),
      exit: worstExit(failures),
      standing: { ...inherited.standing, ...standing(plan, jobs) }
    },
    // A clock may be set back while a run goes on.
    when: { started, milliseconds: Math.max(0, ended - started), jobs: jobs.map((job) => job.when) },
    parents: inherited.parents
  };
}
function standing(plan, jobs) {
  return Object.fromEntries(
    plan.jobs.flatMap(({ spec }) => {
      const job = jobs.find((record) => record.how.id === spec.id);
      return spec.gives.filter((fact) => job?.facts[fact] !== void 0).map((fact) => [fact, job?.how.outputs ?? []]);
    })
  );
}
function artifactsOf(facts) {
  return facts.binary?.evidence ?? [];
}
var LATEST = `${OURS}/run.json`;
var RECORD_LIMIT = 64 * 1024 * 1024;
function writeRecord(files, workspace, record) {
  const text = canonicalJson(record);
  const digest = jsonDigest(record);
  const kept = files.writeText(`${workspace}/${OURS}/runs/${digest}.json`, text);
  if (!kept.ok) return kept;
  const latest = files.writeText(`${workspace}/${LATEST}`, text);
  return latest.ok ? ok(digest) : latest;
}
function lastDurations(world, workspace) {
  const text = world.files.readText(`${workspace}/${LATEST}`, RECORD_LIMIT);
  const jobs = text.ok && text.value !== void 0 ? timesIn(text.value) : [];
  return new Map(
    jobs.flatMap(
      ({ id, milliseconds }) => typeof id === "string" && typeof milliseconds === "number" && milliseconds > 0 ? [[id, milliseconds]] : []
    )
  );
}
function timesIn(text) {
  try {
    const record = JSON.parse(text);
    const jobs = record?.when?.jobs;
    return Array.isArray(jobs) ? jobs.filter((job) => typeof job === "object" && job !== null) : [];
  } catch {
    return [];
  }
}

export {
  jsonDigest,
  digestOutputs,
  execute,
  failuresOf,
  RECORD_SCHEMA,
  makeRecord,
  LATEST,
  RECORD_LIMIT,
  writeRecord,
  lastDurations
};
