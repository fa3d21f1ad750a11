import {
  keysFolder
} from "./shared-cache-machine-key.js";
import {
  CACHE_KEY_VARIABLE,
  fail,
  generateKey,
  prepared,
  settingsOf,
  visible,
  wrap
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/cli/cache/forge.ts
function forgesOf(remote) {
  const host = repositoryOf(remote)?.host ?? "";
  if (/(^|[.-])github([.-]|$)/.test(host)) return ["github"];
  if (/(^|[.-])gitlab([.-]|$)/.test(host)) return ["gitlab"];
  return ["github", "gitlab"];
}
function repositoryOf(remote) {
  const url = /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\/(.+)$/.exec(remote ?? "");
  const [, host, path] = url ?? /^(?:[^@/:]+@)?([^/:]+):(?!\/)(.+)$/.exec(remote ?? "") ?? [];
  const clean = path?.replace(/\/+$/, "").replace(/\.git$/, "");
  return host === void 0 || clean === void 0 || clean === "" ? void 0 : { host: host.toLowerCase(), path: clean };
}
function forgeSteps(forge, repository, branches, file) {
  const named = branches.join(", ");
  return forge === "github" ? github(repository, branches, named, file) : gitlab(named, file);
}
function github(repository, branches, named, file) {
  const path = repository?.path ?? "OWNER/NAME";
  const elsewhere = repository !== void 0 && repository.host !== "github.com";
  const host = elsewhere ? ["--hostname", repository.host] : [];
  const environment = `repos/${path}/environments/sealsmith`;
  const policy = "deployment_branch_policy";
  return {
    said: `Hand the private key to GitHub, in an environment for ${named} alone (gh):`,
    commands: [
      shell(
        "gh",
        "api",
        ...host,
        "--method",
        "PUT",
        environment,
        ...["-F", `${policy}[protected_branches]=false`],
        ...["-F", `${policy}[custom_branch_policies]=true`]
      ),
      ...branches.map(
        (branch) => shell(
          "gh",
          "api",
          ...host,
          "--method",
          "POST",
          `${environment}/deployment-branch-policies`,
          ...["-f", `name=${branch}`]
        )
      ),
      `${shell("gh", "secret", "set", VARIABLE, "--env", "sealsmith", "--repo", elsewhere ? `${repository.host}/${path}` : path)} < ${shellWord(file)}`
    ],
    byHand: `Settings, Environments, New environment "sealsmith"; Deployment branches: Selected branches, ${named}; Add environment secret ${VARIABLE}.`,
    job: [
      `In the workflow, the job for ${named} alone says "environment: sealsmith", and its step "uses: <owner>/sealsmith@<commit>"`,
      `  env: { ${VARIABLE}: "\${{ secrets.${VARIABLE} }}" }`
    ]
  };
}
function gitlab(named, file) {
  return {
    said: "Hand the private key to GitLab, as a protected and masked variable (glab, in this folder):",
    commands: [
      `${shell("glab", "variable", "set", VARIABLE, "--protected", "--masked", "--raw")} < ${shellWord(file)}`
    ],
    byHand: `Settings, CI/CD, Variables, Add variable: key ${VARIABLE}, Masked and hidden, Protect variable on, Expand variable reference off.`,
    job: [
      `${named} must be protected: Settings, Repository, Protected branches.`,
      "In .gitlab-ci.yml, each job that runs sealsmith says",
      "  cache: { key: sealsmith-$CI_JOB_NAME, paths: [.sealsmith/cache] }"
    ]
  };
}
var VARIABLE = CACHE_KEY_VARIABLE;
function shell(...words) {
  return words.map(shellWord).join(" ");
}
function shellWord(word) {
  return /^[A-Za-z0-9@%+=:,./_-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

// src/cli/cache/init.ts
async function cacheInit(session) {
  const { facts } = session.host;
  if (facts.host !== "local" || facts.ci) return fail(session, { code: "usage", message: NOT_HERE });
  const project = await projectOf(session);
  if (!project.ok) return fail(session, project.failure);
  const remote = (await session.git)?.remote;
  const { key, secret } = generateKey();
  const file = keyFile(session.world.state, project.value.name, key);
  const made = session.world.files.createPrivate(file, secret);
  if (!made.ok) return fail(session, made.failure);
  if (!made.value) return fail(session, { code: "system", doing: "make", path: file, errno: "EEXIST" });
  const forges = forgesOf(remote);
  const signer = {
    key: key.publicKey,
    tier: "T2",
    name: nameOf(project.value.branches, forges)
  };
  const signers = [...project.value.signers, signer];
  const steps = forges.map((forge) => ({
    forge,
    ...forgeSteps(forge, repositoryOf(remote), project.value.branches, file)
  }));
  const { columns } = session.look;
  const instead = project.value.signers.length === 0 ? "" : ", in place of the signers that are there";
  if (session.flags.json === true)
    session.json({ key: key.publicKey, keyId: key.keyId, file, signers, forges: steps });
  session.say([
    `made the sealing key ${key.publicKey}`,
    "its private half lies here and nowhere else:",
    `   ${visible(file)}`,
    "",
    ...wrapped("1. ", `Put this into sealsmith.yml on the default branch${instead}:`, columns),
    "",
    ...configLines(signers),
    "",
    ...steps.flatMap(({ said, commands, job, byHand }, index) => [
      ...wrapped(index === 0 ? "2. " : "or ", visible(said), columns),
      "",
      ...commands.map((line) => `   ${visible(line)}`),
      "",
      ...wrapped("   ", `by hand: ${visible(byHand)}`, columns),
      ...job.flatMap(
        (line) => line.startsWith(" ") ? [`   ${visible(line)}`] : wrapped("   ", visible(line), columns)
      ),
      ""
    ]),
    ...wrapped("3. ", DONE, columns),
    "",
    `   rm ${visible(shellWord(file))}`
  ]);
  return 0;
}
var DONE = "The forge has the key now. Keep the file where you keep such things, or remove it: a key that is lost is replaced by another one, added as this was.";
function wrapped(start, text, columns) {
  return wrap(text, columns - start.length).map((line, at) => (at === 0 ? start : "   ") + line);
}
var NOT_HERE = "cache init makes a key that a person hands to the forge; on a runner it would be lost: run it at a desk";
async function projectOf(session) {
  const found = await prepared(session);
  if (found.ok) {
    const { input, config } = found.value;
    const { signers } = settingsOf(config.cache, session.world.home);
    return ok({ name: input.name, branches: config.protected ?? ["main"], signers });
  }
  const { failure } = found;
  if (failure.code !== "nothing-detected" && failure.code !== "toolchain-ambiguous") return err(failure);
  return ok({ name: session.workspace.split("/").at(-1) ?? "", branches: ["main"], signers: [] });
}
function keyFile(state, project, { keyId }) {
  const plain = project.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[.-]+/, "").slice(0, 64);
  return `${keysFolder(state)}/${plain === "" ? "project" : plain}-${keyId.slice(0, 8)}.key`;
}
function nameOf(branches, forges) {
  const [forge, other] = forges;
  return `${branches.join(", ")}${forge === void 0 || other !== void 0 ? "" : ` on ${forge}`}`.slice(
    0,
    80
  );
}
function configLines(signers) {
  const lines = signers.map(({ key, tier, name }) => {
    const named = name === void 0 ? "" : `, name: ${JSON.stringify(name)}`;
    return `    - { key: ${JSON.stringify(key)}, tier: ${tier}${named} }`;
  });
  return ["cache:", "  signers:", ...lines];
}
export {
  cacheInit
};
