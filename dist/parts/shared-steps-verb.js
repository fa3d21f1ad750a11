import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  ok
} from "./shared-core-result.js";

// src/core/tool.ts
function toolRequest(name, get, more = {}) {
  return {
    name,
    commands: [name],
    versionArgs: ["--version"],
    versionPattern: /(\d+(?:\.\d+)+\S*)/,
    mayTellNone: false,
    get,
    ...more
  };
}
function eachOnce(tools) {
  return tools.filter((tool, index) => tools.findIndex((other) => other.name === tool.name) === index);
}

// src/toolchains/job.ts
var LIMIT = 30 * 6e4;
function oneJob(spec, more) {
  const whole = {
    id: spec.step,
    inputs: ["**"],
    params: {},
    env: {},
    forwards: [],
    stores: [],
    outputs: [],
    needs: ["deps"],
    gives: [],
    grants: [],
    cache: "result",
    limit: LIMIT,
    ...spec
  };
  return ok({ kind: "run", jobs: [{ spec: whole, ...more }] });
}
function skip(code, detail) {
  return ok({ kind: "skip", why: { code, detail } });
}
function explainer(facts, step) {
  return (what, value, key, file) => {
    const configured = key === void 0 ? void 0 : facts.origin("steps", step, key);
    const found = file === void 0 ? { from: "default" } : { from: "detected", file };
    return { what, value, origin: configured ?? found };
  };
}
function lastLine(text) {
  return text.trimEnd().split("\n").at(-1)?.trim().slice(0, 200) ?? "";
}
var NETWORK_FORWARDS = [
  ...[
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy"
  ],
  ...["SSL_CERT_FILE", "SSL_CERT_DIR"]
];

// src/steps/verb.ts
var DEFAULT_LIMIT = 30 * 6e4;
var SHELL_REQUEST = toolRequest("sh", "install a POSIX shell as sh", {
  versionArgs: []
});
function planVerb(verb, facts, options) {
  const decision = facts.project.plan(verb, facts, options);
  if (!decision.ok && options.run === void 0) return decision;
  if (!decision.ok || decision.value.kind === "skip") {
    if (options.run === void 0) return decision;
    return ok({ kind: "run", jobs: [overlay(verb, bareJob(verb, facts), facts, options)] });
  }
  return ok({ kind: "run", jobs: decision.value.jobs.map((job) => overlay(verb, job, facts, options)) });
}
function overlay(step, job, facts, options) {
  const { spec } = job;
  const explained = new Map(job.explained.map((entry) => [entry.what, entry]));
  const say = (what, key, value) => {
    explained.set(what, { what, value, origin: facts.origin("steps", step, key) ?? DEFAULT });
  };
  const grants = new Set(spec.grants);
  if (options.network === true) grants.add("network");
  if (options.network === false) grants.delete("network");
  for (const name of options.secrets ?? []) grants.add(`secret:${name}`);
  if (options.run !== void 0) say("command", "run", options.run);
  if (options.network !== void 0) say("network", "network", options.network ? "granted" : "withheld");
  if (options.secrets !== void 0) say("secrets", "secrets", options.secrets.join(" "));
  if (options.env !== void 0) say("variables", "env", options.env.join(" "));
  if (options.inputs !== void 0) say("inputs", "inputs", options.inputs.join(" "));
  if (options.outputs !== void 0) say("outputs", "outputs", options.outputs.join(" "));
  if (options.tools !== void 0) say("tools", "tools", options.tools.join(" "));
  if (options.timeout !== void 0) say("timeout", "timeout", `${options.timeout / 1e3} s`);
  if (options.cache !== void 0) say("cache", "cache", options.cache ? "on" : "off");
  return {
    ...job,
    explained: [...explained.values()].toSorted(byConfigFirst),
    spec: {
      ...spec,
      commands: options.run === void 0 ? spec.commands : replaced(spec, options.run),
      tools: eachOnce([
        ...spec.tools,
        ...options.run === void 0 ? [] : [shellOf(facts)],
        ...declaredTools(facts, options)
      ]),
      inputs: options.inputs ?? spec.inputs,
      outputs: [.../* @__PURE__ */ new Set([...spec.outputs, ...options.outputs ?? []])],
      grants: [...grants].toSorted(),
      limit: options.timeout ?? spec.limit,
      cache: cacheOf(spec, grants, options)
    }
  };
}
var DEFAULT = { from: "default" };
var AFTER_BUILD = /* @__PURE__ */ new Set(["probe", "pack"]);
function replaced(spec, run) {
  const kept = spec.commands.filter(
    ({ tool, args }) => tool === "sealsmith" && AFTER_BUILD.has(args[1] ?? "")
  );
  return [shellCommand(run), ...kept];
}
function cacheOf(spec, grants, options) {
  if (options.cache === false) return "never";
  const open = [...grants].some((grant) => grant !== "network" || spec.cache === "result");
  return open && options.cache !== true ? "never" : spec.cache;
}
function shellCommand(run) {
  return { tool: "sh", args: ["-eu", "-c", run] };
}
function shellOf({ tools }) {
  return tools.get("sh") ?? { name: "sh", version: "", from: "machine", path: "/bin/sh" };
}
function declaredTools(facts, options) {
  return (options.tools ?? []).flatMap((name) => facts.tools.get(name) ?? []);
}
function bareJob(verb, { project }) {
  const spec = {
    id: verb,
    step: verb,
    commands: [],
    inputs: ["**"],
    tools: [],
    params: {},
    env: {},
    forwards: verb === "install" ? project.forwards : NETWORK_FORWARDS,
    stores: project.stores,
    outputs: [],
    needs: verb === "install" ? [] : ["deps"],
    gives: [],
    grants: verb === "install" ? ["network"] : [],
    cache: verb === "install" ? "never" : "result",
    limit: DEFAULT_LIMIT
  };
  return { spec, explained: [] };
}
function byConfigFirst(a, b) {
  const weight = (entry) => entry.what === "command" ? 0 : 1;
  return weight(a) - weight(b) || (a.what < b.what ? -1 : a.what > b.what ? 1 : 0);
}

// src/steps/build-binary.ts
var buildBinary = {
  name: "build-binary",
  summary: "build the program, try it, pack it reproducibly",
  after: ["install"],
  plan: (facts, options) => planVerb("build-binary", facts, options)
};

// src/steps/install.ts
var install = {
  name: "install",
  summary: "put the dependencies in place, exactly as the lock file says",
  after: [],
  plan: (facts, options) => planVerb("install", facts, options)
};

// src/steps/lint.ts
var lint = {
  name: "lint",
  summary: "read the code with the linter that the project has",
  after: ["install"],
  plan: (facts, options) => planVerb("lint", facts, options)
};

// src/steps/test.ts
var test = {
  name: "test",
  summary: "run the tests and read their report",
  after: ["install"],
  plan: (facts, options) => planVerb("test", facts, options)
};

// src/steps/registry.ts
var STEPS = [
  install,
  //     dependencies, as locked
  lint,
  //        the project's linter
  test,
  //        the project's tests
  buildBinary
  // one program, packed
];
var RESERVED = [
  "audit",
  "containerize",
  "push",
  "scan",
  "sign",
  "attest",
  "verify",
  "release",
  "dast",
  "deploy"
];

export {
  oneJob,
  skip,
  explainer,
  lastLine,
  NETWORK_FORWARDS,
  toolRequest,
  eachOnce,
  DEFAULT_LIMIT,
  SHELL_REQUEST,
  overlay,
  STEPS,
  RESERVED
};
