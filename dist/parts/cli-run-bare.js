import {
  withAncestors
} from "./shared-run-ancestry.js";
import "./shared-run-record-schema.js";
import "./shared-zod.js";
import "./shared-zod-2.js";
import {
  CONFIG_NAMES,
  OURS,
  createHash,
  isBelow,
  posix,
  prepare,
  workspacePath
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/run/bare.ts
var BARE_STEPS = ["push", "sign", "attest", "verify"];
var COMMIT_REF = "refs/sealsmith/commit";
async function openCommit(world, host, workspace) {
  if (host.host === "local")
    return err({ code: "usage", message: "--bare is for jobs of a forge; here the checkout is at hand" });
  const prefix = prefixOf(world, host.host, workspace);
  if (!prefix.ok) return prefix;
  const { commit, ref, repositoryUrl: url, defaultBranch } = host;
  const into = `${workspace}/${OURS}/source.git`;
  const removed = world.files.remove(into);
  if (!removed.ok) return removed;
  const fetched = await world.git.fetch({
    ...{ into, url: `${url}.git`, authorization: authorizationOf(world, host.host) },
    // Whether the commit of a tag lies on a protected branch is a question to the history.
    depth: isTag(ref) ? void 0 : 1,
    wants: [{ what: commit, as: COMMIT_REF }, ...branchesFor(ref, defaultBranch)]
  });
  if (!fetched.ok) return fetched;
  const at = (path) => posix.join(prefix.value, path);
  const git = {
    ...world.git,
    facts: async () => facts,
    refusal: async () => void 0,
    files: async () => void 0,
    tracked: async () => void 0,
    show: async (_, revision, path) => textOf(await world.git.blob(into, revision, at(path))),
    contains: (_, revision, one) => world.git.contains(into, revision, one)
  };
  const facts = {
    ...{ commit, branch: void 0, dirty: false, newFiles: [], shallow: true, credentials: [] },
    ...{ remote: url, prefix: prefix.value }
  };
  const blob = (path) => world.git.blob(into, commit, at(path));
  return ok({ world: { ...world, git }, git: facts, blob });
}
function isTag(ref) {
  return ref.startsWith("refs/tags/");
}
function branchesFor(ref, defaultBranch) {
  if (isTag(ref)) return [{ what: "refs/heads/*", as: "refs/remotes/origin/*" }];
  const branch = `refs/heads/${defaultBranch}`;
  if (defaultBranch === void 0 || branch === ref) return [];
  return [{ what: branch, as: `refs/remotes/origin/${defaultBranch}` }];
}
function prefixOf(world, host, workspace) {
  const name = host === "gitlab" ? "CI_PROJECT_DIR" : "GITHUB_WORKSPACE";
  const real = (path) => world.files.realPath(path) ?? path;
  const top = real(world.env[name] ?? workspace);
  const here = real(workspace);
  if (here === top) return ok("");
  if (isBelow(here, top)) return ok(posix.relative(top, here));
  return err({ code: "usage", message: `--bare: ${here} does not lie below ${name}, which is ${top}` });
}
function authorizationOf({ secrets, env }, host) {
  const [user, name] = host === "gitlab" ? ["gitlab-ci-token", "CI_JOB_TOKEN"] : ["x-access-token", "GITHUB_TOKEN"];
  const token = secrets.get(name) ?? env[name];
  if (token === void 0 || token === "") return void 0;
  return `Basic ${Buffer.from(`${user}:${token}`).toString("base64")}`;
}
function textOf(bytes) {
  return bytes === void 0 ? void 0 : Buffer.from(bytes).toString("utf8");
}
async function placeConfig(commit, workspace, configPath) {
  const named = configPath === void 0 ? CONFIG_NAMES : [posix.relative(workspace, configPath)];
  for (const name of named) {
    const placed = await place(commit, workspace, name);
    if (!placed.ok) return placed;
    if (placed.value === void 0) continue;
    const { parseSettings, readConfigText } = await import("./run-config.js");
    const envFile = parseSettings(readConfigText(name, placed.value))?.values["env-file"];
    const beside = envFile === void 0 ? ok(void 0) : await place(commit, workspace, envFile);
    if (!beside.ok) return beside;
  }
  return ok(void 0);
}
function foreignProgram(signing) {
  if (signing?.token === void 0 || !("command" in signing.token)) return void 0;
  const message = "--bare runs no program but ours, and signing.token names a command; name a variable or a file";
  return { code: "usage", message };
}
async function placeTrust(commit, workspace, { signing, verify }) {
  const services = typeof signing?.services === "object" ? signing.services : void 0;
  const keys = [signing?.key, signing?.password, signing?.token].flatMap(
    (one) => one !== void 0 && "file" in one ? [one.file] : []
  );
  const signers = (verify?.signers ?? []).flatMap((one) => "key" in one ? [one.key] : []);
  for (const path of [...keys, ...signers, ...services === void 0 ? [] : Object.values(services)]) {
    const placed = await place(commit, workspace, path);
    if (!placed.ok) return placed;
  }
  return ok(void 0);
}
async function place({ world, blob }, workspace, path) {
  const inside = workspacePath(path);
  if (inside === void 0 || isBelow(inside, OURS)) return ok(void 0);
  const text = textOf(await blob(inside));
  const target = `${workspace}/${inside}`;
  const led = ledElsewhere(world, workspace, inside);
  const removed = world.files.remove(led ?? target);
  if (!removed.ok || text === void 0) return removed.ok ? ok(void 0) : removed;
  const written = world.files.writeText(target, text, 384);
  return written.ok ? ok(text) : written;
}
function ledElsewhere({ files }, workspace, inside) {
  const names = inside.split("/").slice(0, -1);
  const folders = names.map((_, at) => `${workspace}/${names.slice(0, at + 1).join("/")}`);
  return folders.find((folder) => files.kind(folder) !== "folder" && files.kind(folder) !== void 0);
}
async function compareWithCommit({ world, git, blob }, workspace, named, used) {
  const records = withAncestors(world.files, workspace, named);
  if (!records.ok) return records;
  const equal = /* @__PURE__ */ new Map();
  for (const { record, digest } of records.value) {
    const { source, config, facts } = record.what;
    const refused = (path) => err({ code: "record-refused", why: "not-of-commit", digest, path });
    if (source.path !== git.prefix) return refused(source.path === "" ? "the folder" : source.path);
    if (config?.path !== used?.path) return refused(config?.path ?? used?.path ?? "");
    for (const file of [...config === void 0 ? [] : [config], ...facts.deps?.evidence ?? []]) {
      const bytes = await blob(file.path);
      const found = bytes === void 0 ? void 0 : createHash("sha256").update(bytes).digest("hex");
      if (found !== file.sha256) return refused(file.path);
      equal.set(file.path, file);
    }
  }
  return ok([...equal.values()].toSorted((a, b) => a.path < b.path ? -1 : 1));
}

// src/cli/run-bare.ts
async function bareGround(session, steps, { only }) {
  const { workspace, host, config } = session;
  const other = steps.find((step) => !BARE_STEPS.includes(step));
  if (only !== true || steps.length === 0 || other !== void 0) {
    const message = `--bare goes with --only and steps that run nothing of the project: ${BARE_STEPS.join(", ")}`;
    return err({ code: "usage", message });
  }
  const opened = await openCommit(session.world, host.facts, workspace);
  if (!opened.ok) return opened;
  const commit = opened.value;
  const placed = await placeConfig(commit, workspace, config);
  if (!placed.ok) return placed;
  const { world, git } = commit;
  const found = await prepare(world, host.facts, workspace, config, Promise.resolve(git), true);
  if (!found.ok) return found;
  const foreign = foreignProgram(found.value.signing);
  if (foreign !== void 0) return err(foreign);
  const trusted = await placeTrust(commit, workspace, found.value);
  if (!trusted.ok) return trusted;
  return ok({
    session: { ...session, world, git: Promise.resolve(git) },
    prepared: found.value,
    compare: async (named, plan, facts) => {
      const [first] = plan.jobs;
      const fact = nothingMade(facts, found.value);
      return first === void 0 || fact === void 0 ? compareWithCommit(commit, workspace, named, plan.config) : err({ code: "record-refused", why: "nothing-made", fact, wantedBy: first.spec.id });
    }
  });
}
function nothingMade({ image, binary }, { input }) {
  if (image !== void 0) return void 0;
  if (input.facts.image.name !== void 0) return "image";
  return binary === void 0 ? "binary" : void 0;
}
export {
  bareGround
};
