import {
  expectationsFor,
  trustFor,
  verdictText,
  verify
} from "./shared-core-verdict.js";
import "./shared-core-build-type.js";
import "./shared-verify-open.js";
import "./shared-clients-sigstore-public.js";
import {
  fileEvidence
} from "./shared-verify-legacy.js";
import "./shared-sigstore-protobuf-specs.js";
import {
  cacheOutlook
} from "./shared-run-cache-outlook.js";
import {
  cacheFacts
} from "./shared-report-cache-outlook.js";
import {
  missLine
} from "./shared-report-cache-entry.js";
import "./shared-yaml.js";
import "./shared-semver.js";
import "./shared-verify-content.js";
import "./shared-zod-2.js";
import {
  machineKey
} from "./shared-cache-machine-key.js";
import {
  openStore
} from "./shared-cache-stores-registry.js";
import "./shared-cache-policy.js";
import "./shared-sigstore-core.js";
import {
  STEPS,
  complain,
  credentialsRemark,
  explain,
  fail,
  makePlan,
  mark,
  markWidth,
  padEnd,
  paint,
  posix,
  prepared,
  refusalRemark,
  resolve,
  textDigest,
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

// src/report/doctor.ts
function doctorText(view, look) {
  const names = Math.max(...view.tools.map((tool) => tool.name.length), 9);
  const versions = Math.max(...view.tools.map((tool) => tool.found?.version.length ?? 0), 1);
  const lines = [visible(view.project), ""];
  for (const tool of view.tools) lines.push(...toolLines(tool, names, versions, look));
  lines.push(...isolationLines(view.isolation, names, look), ...cacheLines(view.cache, names, look));
  lines.push(...programLines(view, names, look));
  for (const remark of view.remarks) lines.push(`  ${mark("note", look)} ${visible(remark)}`);
  for (const problem of view.problems) {
    lines.push(
      ...visible(problem.message).split("\n").map((line, at) => at === 0 ? `  ${mark("fail", look)} ${line}` : `    ${line}`)
    );
    if (problem.next !== void 0) lines.push(`    ${visible(problem.next)}`);
  }
  const missing = view.tools.filter((tool) => tool.needed).length + view.problems.length;
  lines.push(
    "",
    missing === 0 ? "this machine has what the plan needs" : `${missing} missing (exit ${view.exit})`
  );
  return lines;
}
function programLines({ program }, names, look) {
  if (program === void 0) return [];
  const said = `${program.version}, sha256:${program.sha256.slice(0, 12)}: --attestation compares it with what was signed`;
  return [`  ${mark("skip", look)} ${paint(`${padEnd("program", names)}  ${visible(said)}`, "quiet", look)}`];
}
function toolLines(tool, names, versions, look) {
  const name = padEnd(tool.name, names);
  const users = tool.neededBy.length === 0 ? "" : `  for ${tool.neededBy.join(", ")}`;
  if (tool.found !== void 0) {
    const used = tool.neededBy.length > 0;
    const line = `${name}  ${padEnd(tool.found.version, versions)}  ${visible(tool.found.path)}${users}`;
    return [
      `  ${mark(used ? "ok" : "skip", look)} ${used ? line : paint(`${line}  not used by this plan`, "quiet", look)}`
    ];
  }
  if (!tool.needed && tool.problem === void 0) {
    return [`  ${mark("skip", look)} ${paint(`${name}  not here, not needed`, "quiet", look)}`];
  }
  const said = tool.problem ?? `not on this machine${users}`;
  const get = wrap(visible(tool.get), look.columns - names - 8).map(
    (line) => `    ${" ".repeat(names)}  ${line}`
  );
  return [`  ${mark(tool.needed ? "fail" : "note", look)} ${name}  ${visible(said)}`, ...get];
}
function isolationLines(isolation, names, look) {
  const apart = isolation.processes === "namespaces";
  const alone = isolation.network === "withheld";
  const processes = apart ? "namespaces: a job sees only its own processes" : "none: jobs see other processes; unshare (util-linux) and user namespaces give it";
  const network = alone ? "withheld from jobs that do not ask for it" : "shared with every job; unshare and ip (iproute2) are needed to withhold it";
  return [
    `  ${mark(apart ? "ok" : "note", look)} ${padEnd("isolation", names)}  ${processes}`,
    `  ${mark(alone ? "ok" : "note", look)} ${padEnd("network", names)}  ${network}`
  ];
}
function cacheLines(cache, names, look) {
  const indent = 2 + markWidth(look) + 1 + names + 2;
  return cache.flatMap(({ good, text }, at) => {
    const start = `  ${mark(good ? "ok" : "note", look)} ${padEnd(at === 0 ? "cache" : "", names)}  `;
    return wrap(text, Math.max(24, look.columns - indent)).map(
      (line, row) => row === 0 ? start + line : " ".repeat(indent) + line
    );
  });
}

// src/cli/own-program.ts
async function ownProgram({ files, self }) {
  const folder = posix.dirname(files.realPath(self.entry) ?? self.entry);
  const paths = files.walk(folder, /* @__PURE__ */ new Set());
  if (!paths.ok) return paths;
  const digests = await files.digestAll(folder, paths.value);
  if (!digests.ok) return digests;
  const lines = digests.value.toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path))).map(({ path, sha256 }) => `${sha256}  ./${path}
`);
  const list = lines.join("");
  return ok({ folder, list, sha256: textDigest(list) });
}
function strayFlag(flags) {
  const name = Object.entries(flags).find(([, value]) => value !== void 0)?.[0];
  return name?.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
async function printProgram(session) {
  const program = await ownProgram(session.world);
  if (!program.ok) return fail(session, program.failure);
  const { list, ...rest } = program.value;
  if (session.flags.json === true) session.json({ schema: "sealsmith-program/1", ...rest, list });
  session.say(list.trimEnd().split("\n"));
  return 0;
}
async function verifyProgram(session, { attestation = "", trustedRoot, offline, program: _, ...flags }) {
  const { world, workspace } = session;
  const said = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== void 0));
  const expected = expectationsFor(session, { ...said, needs: ["signature"] }, void 0);
  if (!expected.ok) return fail(session, expected.failure);
  const given = {
    ...trustedRoot === void 0 ? {} : { trustedRoot },
    ...offline === void 0 ? {} : { offline }
  };
  const trust = await trustFor(session, given, expected.value);
  if (!trust.ok) return fail(session, trust.failure);
  const bundle = resolve(workspace, attestation);
  if (world.files.kind(bundle) === void 0)
    return fail(session, { code: "usage", message: `there is no bundle ${bundle}` });
  const program = await ownProgram(world);
  if (!program.ok) return fail(session, program.failure);
  const { folder, list, sha256 } = program.value;
  const verdict = await verify({
    artifact: { name: `sealsmith ${world.self.version}, ${folder}`, sha256 },
    sources: [fileEvidence(world.files, void 0, [bundle])],
    content: async () => ok(Buffer.from(list, "utf8")),
    expected: expected.value,
    trust: trust.value.trust,
    now: world.clock.now(),
    newest: async () => err("nobody is asked")
  });
  if (session.flags.json === true) session.json(verdict);
  const { remark } = trust.value;
  session.say(verdictText(verdict, session.look, remark === void 0 ? [] : [remark]));
  return verdict.exit;
}

// src/cli/doctor.ts
async function doctor(session, flags = {}) {
  if (flags.attestation !== void 0) return await verifyProgram(session, flags);
  if (flags.program === true) return await printProgram(session);
  const stray = strayFlag(flags);
  if (stray !== void 0) {
    const message = `--${stray} says who may have signed this program: it goes with --attestation`;
    return fail(session, { code: "usage", message });
  }
  const found = await prepared(session);
  if (!found.ok) return fail(session, found.failure);
  const { plans, failures } = planEach(found.value);
  const program = await ownProgram(session.world);
  const view = {
    ...viewOf(found.value, plans, failures, await cacheOf(session, found.value)),
    ...program.ok ? { program: { version: session.world.self.version, sha256: program.value.sha256 } } : {}
  };
  if (session.flags.json === true) session.json(view);
  session.say(doctorText(view, session.look));
  if (session.flags.quiet === true) for (const failure of failures) complain(session, failure);
  return worstExit(failures);
}
function planEach(prepared2) {
  const own = Object.keys(prepared2.config.steps ?? {}).filter(
    (name) => !STEPS.some((step) => step.name === name)
  );
  const names = [...STEPS.map((step) => step.name), ...own];
  const results = names.map((name) => makePlan({ ...prepared2.input, wish: { steps: [name], only: true } }));
  const failures = /* @__PURE__ */ new Map();
  for (const result of results) if (!result.ok) failures.set(JSON.stringify(result.failure), result.failure);
  return {
    plans: results.flatMap((result) => result.ok ? [result.value] : []),
    failures: [...failures.values()]
  };
}
function viewOf(prepared2, plans, failures, cache) {
  const { input, requests } = prepared2;
  const { broken } = input;
  const jobs = plans.flatMap(({ plan }) => plan.jobs);
  const neededBy = (name) => [
    ...new Set(
      jobs.filter((job) => job.spec.tools.some((tool) => tool.name === name)).map((job) => job.spec.step)
    )
  ];
  const missingFor = (name) => failures.flatMap(
    (failure) => failure.code === "tool-missing" && failure.tool === name ? [failure.wantedBy] : []
  );
  const shownAsRow = (tool) => requests.some((request) => request.name === tool) && !input.facts.tools.has(tool);
  return {
    project: `${input.name}  ${prepared2.project.toolchain} (${prepared2.project.file})`,
    tools: requests.map(
      (request) => toolRow(request, input.facts.tools.get(request.name), broken.get(request.name), neededBy, missingFor)
    ),
    isolation: isolationRow(input.isolation),
    cache,
    problems: failures.filter((failure) => failure.code !== "tool-missing" || !shownAsRow(failure.tool)).map((failure) => ({ code: failure.code, ...explain(failure) })),
    exit: worstExit(failures),
    remarks: remarksOf(prepared2)
  };
}
function toolRow(request, tool, broken, neededBy, missingFor) {
  const missing = missingFor(request.name);
  return {
    name: request.name,
    found: tool === void 0 ? void 0 : { path: tool.path, version: tool.version },
    problem: broken === void 0 ? void 0 : explain(broken).message,
    neededBy: tool === void 0 ? missing : neededBy(request.name),
    needed: missing.length > 0,
    get: request.get
  };
}
function isolationRow(isolation) {
  return { processes: isolation.alone.processes, network: isolation.alone.network };
}
function remarksOf({ input, refused }) {
  const { git } = input.facts.context;
  if (refused !== void 0) return refusalRemark(refused);
  if (git === void 0)
    return ["not a git repository: every file counts as an input, and the record names no commit"];
  return [
    ...git.commit === void 0 ? ["the repository has no commit yet"] : [],
    ...git.shallow ? ["a shallow clone: whether a tag lies on a protected branch cannot be known here"] : [],
    ...credentialsRemark(input.facts.context)
  ];
}
async function cacheOf({ world }, { input, cache }) {
  const { context } = input.facts;
  const facts = cacheFacts(cacheOutlook(world, context, cache));
  if (cache.store === "off") return facts;
  const store = await openStore(world, cache, context);
  const key = context.host === "local" ? machineKey(world.files, world.state, false) : ok(void 0);
  return [
    ...facts,
    ...store.ok ? [] : [{ good: false, text: `its store cannot be used: ${missLine(store.failure)}` }],
    ...key.ok ? [] : [{ good: false, text: `nothing is taken or kept: ${visible(explain(key.failure).message)}` }]
  ];
}
export {
  doctor
};
