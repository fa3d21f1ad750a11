import {
  EMPTY_CONFIG,
  credentialsRemark,
  explain,
  inertForGithub,
  inertForGitlab,
  inertForUnknown,
  jobImage,
  makeContext,
  padEnd,
  paint,
  prepared,
  toldBy,
  trustOf,
  visible,
  wrap
} from "./common.js";
import "./shared-semver-2.js";
import {
  credentialsIn,
  isSensitive,
  looksSecret,
  makeRedactor,
  redactText
} from "./shared-core-redact.js";
import "./shared.js";

// src/report/context.ts
function contextText(view, look) {
  const { host, tier, tierReason, isolation } = view;
  const facts = [
    ...Object.entries(view.facts).map(([name, value]) => [name, value ?? "not said"]),
    ["isolation", `processes ${isolation.processes}, network ${isolation.network} where no job asks for it`]
  ];
  const lines = [
    `${paint(host, "strong", look)} · tier ${tier} because ${visible(tierReason)}`,
    ...["", ...table(facts, look)],
    ...section(view.secrets.length === 0 ? "no secrets" : "secrets, every value masked", look),
    ...table(
      view.secrets.map(({ name, use }) => [name, use ?? ""]),
      look
    ),
    ...section("told by the forge", look),
    ...table(Object.entries(view.told), look),
    ...section("other variables, by name alone", look),
    ...wrap(view.others.map(visible).join("  ") || "none", look.columns - 2).map(
      (line) => `  ${line}`.trimEnd()
    ),
    ...view.remarks.length === 0 ? [] : ["", ...view.remarks.map((remark) => `note ${visible(remark)}`)]
  ];
  return lines.map(INERT[host]);
}
var INERT = {
  github: inertForGithub,
  gitlab: inertForGitlab,
  local: inertForUnknown
};
function section(title, look) {
  return ["", paint(title, "strong", look)];
}
function table(pairs, look) {
  const names = Math.min(32, Math.max(0, ...pairs.map(([name]) => visible(name).length)));
  return pairs.flatMap(([name, value]) => {
    const shown = visible(value);
    const [first = "", ...rest] = wrap(shown, Math.max(24, look.columns - names - 4));
    return [
      `  ${padEnd(visible(name), names)}  ${first}`.trimEnd(),
      ...rest.map((line) => `  ${" ".repeat(names)}  ${line}`.trimEnd())
    ];
  });
}

// src/cli/context.ts
async function context(session) {
  const view = await viewOf(session);
  if (session.flags.json === true) session.json(view);
  session.say(contextText(view, session.look));
  return 0;
}
async function viewOf(session) {
  const { world, host } = session;
  const { context: decided, settings, problem } = await decidedIn(session);
  const [apart, open] = await Promise.all([
    world.processes.isolation(false),
    world.processes.isolation(true)
  ]);
  const mask = masking(session);
  const env = Object.entries(world.env).flatMap(
    ([name, value]) => value === void 0 ? [] : [[name, value]]
  );
  const told = toldBy(host.name).flatMap((name) => {
    const value = world.env[name];
    return value === void 0 || value === "" ? [] : [[name, mask(value)]];
  });
  const hidden = env.flatMap(([name, value]) => isSensitive(name, value) ? [name] : []);
  const secrets = [.../* @__PURE__ */ new Set([...world.secrets.keys(), ...hidden])].toSorted();
  const shown = /* @__PURE__ */ new Set([...told.map(([name]) => name), ...secrets]);
  const { git } = decided;
  return {
    schema: "sealsmith-context/1",
    host: host.name,
    tier: decided.tier,
    tierReason: mask(decided.tierReason),
    facts: masked(factsOf(host.facts, decided, world.env), mask, settings),
    isolation: { processes: open.processes, network: apart.network },
    secrets: secrets.map((name) => ({ name, use: USES[name] })),
    told: Object.fromEntries(told),
    others: env.map(([name]) => name).filter((name) => !shown.has(name)).toSorted(),
    remarks: [
      ...host.remarks,
      ...problem === void 0 ? [] : [problem],
      ...git === void 0 ? ["there is no git repository here"] : [],
      ...credentialsRemark(decided)
    ].map(mask)
  };
}
async function decidedIn(session) {
  const { world, host, workspace } = session;
  const found = await prepared(session);
  if (found.ok) {
    const { input, cache } = found.value;
    return {
      context: input.facts.context,
      settings: settingsSaid(host.facts, cache.unknown),
      problem: void 0
    };
  }
  const trust = await trustOf(world, host.facts, workspace, EMPTY_CONFIG);
  const { message } = explain(found.failure);
  return {
    context: makeContext(host.facts, trust, workspace, await session.git),
    settings: settingsSaid(host.facts, trust.cache.unknown),
    problem: `decided without the configuration that lies here: ${message}`
  };
}
function settingsSaid(facts, unknown) {
  if (facts.host === "local") return "of the file that lies here";
  return unknown ?? `of ${facts.defaultBranch ?? "the default branch"}`;
}
function factsOf(facts, decided, env) {
  const { git, commit, repository, ref, change, trigger, runUrl } = decided;
  const image = jobImage(env);
  const tree = git === void 0 ? "" : git.dirty ? " with changes" : " clean";
  const common = { repository, ref, commit: commit === void 0 ? void 0 : commit + tree };
  if (facts.host === "local") return { ...common, image };
  return {
    ...common,
    ...facts.host === "gitlab" ? { protected: facts.refProtected ? "yes" : "no" } : {},
    visibility: facts.visibility,
    trigger,
    change,
    ...change === void 0 ? {} : { "change of": facts.headRepository },
    run: runUrl,
    runner: runnerOf(facts, env),
    image
  };
}
function runnerOf(facts, env) {
  const names = facts.host === "gitlab" ? ["CI_RUNNER_ID", "CI_RUNNER_DESCRIPTION", "CI_RUNNER_TAGS"] : ["RUNNER_NAME", "RUNNER_ENVIRONMENT", "RUNNER_OS"];
  const said = names.flatMap((name) => env[name] || []);
  return said.length === 0 ? void 0 : said.join(" · ");
}
function masked(facts, mask, settings) {
  const all = { ...facts, settings };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, value ? mask(value) : void 0])
  );
}
function masking({ world }) {
  const values = Object.values(world.env);
  const named = Object.entries(world.env).flatMap(
    ([name, value]) => looksSecret(name) ? value ?? [] : []
  );
  const all = [...world.secrets.values(), ...credentialsIn([...values, ...world.secrets.values()]), ...named];
  return (text) => redactText(text, makeRedactor(all));
}
var USES = {
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "asks for the identity of this run",
  ACTIONS_RUNTIME_TOKEN: "GitHub's cache and artifacts",
  CI_DEPENDENCY_PROXY_PASSWORD: "the group's dependency proxy",
  CI_DEPLOY_PASSWORD: "a deploy token of the project",
  CI_JOB_TOKEN: "the project's registry, packages and API, for this job",
  CI_REGISTRY_PASSWORD: "the project's registry",
  CI_REPOSITORY_URL: "the repository, with the token of the job",
  COSIGN_PASSWORD: "opens the signing key",
  DOCKER_AUTH_CONFIG: "registries",
  GITHUB_TOKEN: "the repository, as far as the workflow allows",
  SEALSMITH_CACHE_KEY: "seals entries of the cache",
  SEALSMITH_SIGNING_KEY: "signs what is made",
  SEALSMITH_SIGNING_PASSWORD: "opens the signing key",
  SIGSTORE_ID_TOKEN: "the identity of this run, for Sigstore"
};
export {
  context
};
