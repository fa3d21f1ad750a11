import {
  registryOptions
} from "./shared-cli-internal-registry-options.js";
import {
  readRequest,
  writeJson
} from "./shared-cli-internal-request.js";
import "./shared-cli-internal-write-whole.js";
import {
  SIGNERS
} from "./shared-clients-sigstore-fulcio.js";
import {
  filePlace,
  registryPlace
} from "./shared-signing-place.js";
import {
  registrySource
} from "./shared-clients-registry-source.js";
import {
  Repository
} from "./shared-clients-registry-upload.js";
import {
  BUILD_TYPE
} from "./shared-core-build-type.js";
import {
  publicTarget
} from "./shared-clients-sigstore-public.js";
import {
  withAncestors
} from "./shared-run-ancestry.js";
import {
  readRecord
} from "./shared-run-record-schema.js";
import "./shared-zod.js";
import "./shared-zod-2.js";
import {
  OLDER_STATEMENT_TYPE,
  STATEMENT_TYPE,
  TRUST_VARIABLE,
  addressOf,
  ask,
  createHash,
  decodeStatement,
  hexOf,
  hostOf,
  isPlainObject,
  parseImageName,
  say,
  signatureStatement,
  strictJson
} from "./common.js";
import "./shared-semver-2.js";
import {
  all,
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/core/web-address.ts
function webAddress(repository) {
  if (repository === void 0) return void 0;
  const scp = /^(?:[^@/\s]+@)?([a-z0-9.-]+):(?!\/)(.+)$/i.exec(repository);
  const text2 = scp === null ? repository : `ssh://${scp[1]}/${scp[2]}`;
  const url = URL.parse(text2);
  if (url === null || !["https:", "http:", "ssh:", "git:"].includes(url.protocol)) return void 0;
  const host = url.protocol === "https:" || url.protocol === "http:" ? url.host : url.hostname;
  return `https://${host}${url.pathname.replace(/\/+$/, "").replace(/\.git$/, "")}`;
}

// src/attest/gitlab-metadata.ts
var METADATA_LIMIT = 4 * 1024 * 1024;
var BUILD_TYPE2 = /^https:\/\/gitlab\.com\/gitlab-org\/gitlab-runner\/-\/blob\/[^/\s]+\/PROVENANCE\.md$/;
var PREDICATE = "https://slsa.dev/provenance/v1";
function readRunnerMetadata(bytes) {
  if (bytes.length > METADATA_LIMIT) return err(`it has more than ${METADATA_LIMIT} bytes`);
  const statement = decodeStatement(bytes, [OLDER_STATEMENT_TYPE, STATEMENT_TYPE]);
  if (!statement.ok) return statement;
  const { predicateType, predicate, subject } = statement.value;
  if (predicateType !== PREDICATE) return err("it is no provenance of version 1");
  const definition = at(predicate, "buildDefinition");
  if (!BUILD_TYPE2.test(text(definition, "buildType") ?? ""))
    return err("its build type is not that of a GitLab runner");
  const external = at(definition, "externalParameters");
  const source = text(external, "source");
  const entryPoint = text(external, "entryPoint");
  const builder = at(at(predicate, "runDetails"), "builder");
  const id = text(builder, "id");
  if (source === void 0 || entryPoint === void 0 || id === void 0)
    return err("it lacks its source, entry point or builder");
  const artifacts = subject.map(({ name, digest }) => ({ name, sha256: digest["sha256"] }));
  const sound = artifacts.filter(isArtifact);
  if (sound.length < artifacts.length) return err("one of its subjects has no name or no SHA-256");
  return ok({
    runner: { id, version: text(at(builder, "version"), "gitlab-runner") },
    source,
    commit: commitIn(definition),
    entryPoint,
    job: text(at(definition, "internalParameters"), "job"),
    artifacts: sound
  });
}
function compareRunnerMetadata(metadata, { what, how }, entryPoint) {
  const compared = [
    ...compare("source", addressOf2(metadata.source), addressOf2(how.repository)),
    ...compare("commit", metadata.commit, what.source.commit),
    ...compare("entry point", metadata.entryPoint, entryPoint),
    ...artifactsOf(metadata, what)
  ];
  const { id, version } = metadata.runner;
  return {
    claimedBy: "the runner",
    unsigned: true,
    runner: id,
    ...version === void 0 ? {} : { version },
    ...metadata.job === void 0 ? {} : { job: metadata.job },
    agrees: compared.filter(({ agrees }) => agrees).map((one) => one.what),
    differs: compared.flatMap(
      (one) => one.agrees ? [] : [{ what: one.what, runner: one.runner, record: one.record }]
    )
  };
}
function artifactsOf({ artifacts }, { artifacts: ours }) {
  return ours.flatMap(({ path, sha256 }) => {
    const kept = artifacts.filter(({ name }) => name === path || name === `./${path}`);
    const other = kept.find((one) => one.sha256 !== sha256);
    return kept.length === 0 ? [] : compare(path, other?.sha256 ?? sha256, sha256);
  });
}
function compare(what, runner, record) {
  if (runner === void 0 || record === void 0) return [];
  return [runner === record ? { what, agrees: true } : { what, agrees: false, runner, record }];
}
function addressOf2(uri) {
  if (uri === void 0) return void 0;
  const plain = uri.replace(/^git\+/, "").replace(/\/+$/, "");
  return (webAddress(plain) ?? plain).replace(/\.git$/, "").toLowerCase();
}
function commitIn(definition) {
  const list = at(definition, "resolvedDependencies");
  const [first] = Array.isArray(list) ? list : [];
  const digest = at(first, "digest");
  const commit = text(digest, "gitCommit") ?? text(digest, "sha1") ?? text(digest, "sha256");
  return commit !== void 0 && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit) ? commit : void 0;
}
function isArtifact(one) {
  return one.name !== void 0 && /^[0-9a-f]{64}$/.test(one.sha256 ?? "");
}
function at(value, name) {
  return isPlainObject(value) && Object.hasOwn(value, name) ? value[name] : void 0;
}
function text(value, name) {
  const found = at(value, name);
  return typeof found === "string" && found !== "" ? found : void 0;
}

// src/attest/records.ts
function mergeRecords(record, before) {
  const { commit } = record.what.source;
  const parents = before.filter(({ what }) => what.source.commit === commit);
  if (parents.length === 0) return record;
  const all2 = [...parents, record];
  const started = Math.min(...all2.map(({ when }) => when.started));
  const ended = Math.max(...all2.map(({ when }) => when.started + when.milliseconds));
  return {
    ...record,
    what: {
      ...record.what,
      // What was made of changes is not clean because a later job has none.
      source: { ...record.what.source, dirty: all2.some(({ what }) => what.source.dirty) },
      jobs: lastOfEach(all2.flatMap(({ what }) => what.jobs))
    },
    how: {
      ...record.how,
      jobs: lastOfEach(all2.flatMap(({ how }) => how.jobs)),
      cache: { ...record.how.cache, notes: all2.flatMap(({ how }) => how.cache.notes) }
    },
    when: { ...record.when, started, milliseconds: ended - started }
  };
}
function lastOfEach(jobs) {
  return [...new Map(jobs.map((job) => [job.id, job])).values()];
}

// src/attest/run-claims.ts
function buildIdentityOf(issuer, claims) {
  const text2 = (name) => {
    const value = claims[name];
    if (typeof value === "number") return String(value);
    return typeof value === "string" && value !== "" ? value : void 0;
  };
  const jobWorkflow = text2("job_workflow_ref");
  if (jobWorkflow !== void 0) {
    const server = text2("server_url") ?? "https://github.com";
    const repository2 = text2("repository");
    if (repository2 === void 0) return void 0;
    const id = text2("run_id");
    return {
      repository: `${server}/${repository2}`,
      ref: text2("ref"),
      commit: text2("sha"),
      trigger: text2("event_name"),
      repositoryId: text2("repository_id"),
      runner: text2("runner_environment"),
      builder: `${server}/${jobWorkflow}`,
      run: id === void 0 ? void 0 : `${server}/${repository2}/actions/runs/${id}/attempts/${text2("run_attempt") ?? "1"}`
    };
  }
  const project = text2("project_path");
  if (project === void 0 || text2("ci_config_ref_uri") === void 0) return void 0;
  const repository = `${issuer.replace(/\/+$/, "")}/${project}`;
  const job = text2("job_id");
  return {
    repository,
    ref: text2("ref_path") ?? text2("ref"),
    commit: text2("sha"),
    trigger: text2("pipeline_source"),
    repositoryId: text2("project_id"),
    runner: text2("runner_environment"),
    builder: `${repository}/-/runners/${text2("runner_id") ?? "unknown"}`,
    run: job === void 0 ? void 0 : `${repository}/-/jobs/${job}`
  };
}

// src/attest/provenance.ts
var PROVENANCE_PREDICATE = "https://slsa.dev/provenance/v1";
function provenance({
  record,
  digest,
  identity,
  runner = []
}) {
  const { what, how, when } = record;
  const source = identity?.repository ?? webAddress(how.repository);
  const ref = identity?.ref ?? how.ref;
  const commit = identity?.commit ?? what.source.commit;
  return {
    buildDefinition: {
      buildType: BUILD_TYPE,
      externalParameters: {
        ...source === void 0 ? {} : { source: `git+${source}` },
        ...ref === void 0 ? {} : { ref },
        ...what.config === void 0 ? {} : { config: { path: what.config.path, digest: { sha256: what.config.sha256 } } },
        steps: [...new Set(what.jobs.map(({ id }) => id.split("/")[0] ?? id))],
        tier: how.tier
      },
      internalParameters: {
        ...textMembers({
          trigger: identity?.trigger ?? how.trigger,
          repositoryId: identity?.repositoryId,
          runner: identity?.runner
        }),
        host: how.host,
        path: what.source.path,
        dirty: what.source.dirty,
        platform: what.platform,
        // Who held the key: a build that signs for itself could have written anything here.
        claimedBy: identity === void 0 ? "the build" : "the build, but for what the identity says",
        ...how.recomputed === void 0 ? {} : { recomputed: how.recomputed.map(({ path }) => path) },
        ...runner.length === 0 ? {} : { runnerMetadata: runner },
        jobs: what.jobs.map((job) => ({
          id: job.id,
          key: job.key,
          commands: job.commands,
          params: job.params,
          grants: job.grants,
          inputs: job.inputs,
          isolation: how.jobs.find(({ id }) => id === job.id)?.isolation,
          state: how.jobs.find(({ id }) => id === job.id)?.state
        }))
      },
      resolvedDependencies: [
        ...sourceOf(source, ref, commit),
        ...lockFiles(record),
        ...bases(record),
        ...tools(record),
        ...restored(record)
      ]
    },
    runDetails: {
      builder: {
        id: identity?.builder ?? `https://sealsmith.dev/builder/${how.host}`,
        version: { sealsmith: how.sealsmith }
      },
      metadata: {
        ...textMembers({ invocationId: identity?.run ?? how.runUrl }),
        startedOn: time(when.started),
        finishedOn: time(when.started + when.milliseconds)
      },
      byproducts: [{ name: "run.json", digest: { sha256: digest } }]
    }
  };
}
function textMembers(all2) {
  return Object.fromEntries(
    Object.entries(all2).flatMap(([name, text2]) => text2 === void 0 ? [] : [[name, text2]])
  );
}
function sourceOf(source, ref, commit) {
  if (commit === void 0) return [];
  const uri = source === void 0 ? {} : { uri: `git+${source}${ref === void 0 ? "" : `@${ref}`}` };
  return [{ ...uri, digest: { gitCommit: commit } }];
}
function lockFiles({ what: { facts } }) {
  return (facts.deps?.evidence ?? []).map(({ path, sha256 }) => ({ name: path, digest: { sha256 } }));
}
function bases({ what: { facts } }) {
  return (facts.image?.bases ?? []).map(({ name, digest }) => ({
    name,
    // What has a name in a registry; Debian's packages, folders and archives have none.
    ...parseImageName(name) === void 0 ? {} : { uri: `oci:${name}` },
    digest: { sha256: digest.slice("sha256:".length) },
    annotations: { role: "base" }
  }));
}
function tools({ what: { jobs } }) {
  const all2 = jobs.flatMap((job) => job.tools).filter(({ from }) => from === "machine");
  const known = new Map(all2.map(({ name, version }) => [`${name}\0${version}`, { name, version }]));
  return [...known.values()].toSorted((a, b) => `${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1).map(({ name, version }) => ({ name, annotations: { role: "tool", version } }));
}
function restored({ how }) {
  const notes = [...how.jobs.flatMap((job) => job.cache), ...how.cache.notes];
  return notes.filter(({ outcome, digest }) => outcome === "restored" && digest !== void 0).map(({ entry, kind, digest, signer, created }) => ({
    name: `cache/${entry}`,
    ...digest === void 0 ? {} : { digest: { sha256: digest } },
    annotations: {
      role: "cache",
      kind,
      ...signer === void 0 ? {} : { signer: signer.key, tier: signer.tier },
      ...created === void 0 ? {} : { created: time(created) }
    }
  }));
}
function time(milliseconds) {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}

// src/attest/test-result.ts
var TEST_RESULT_PREDICATE = "https://in-toto.io/attestation/test-result/v0.1";
function testResult({ what, how }) {
  const junit = what.facts.junit;
  if (junit === void 0) return void 0;
  const failed = how.jobs.flatMap((job) => job.failedTests.map(({ name }) => name));
  return {
    result: junit.failed === 0 ? "PASSED" : "FAILED",
    configuration: junit.evidence.map(({ path, sha256 }) => ({ name: path, digest: { sha256 } })),
    ...how.runUrl === void 0 ? {} : { url: how.runUrl },
    ...failed.length === 0 ? {} : { failedTests: failed },
    counts: { tests: junit.tests, passed: junit.passed, failed: junit.failed, skipped: junit.skipped }
  };
}

// src/attest/statements.ts
var CYCLONEDX_PREDICATE = "https://cyclonedx.org/bom";
function statementsOf(input) {
  const { image, binary, pushed } = input.record.what.facts;
  const tests = testResult(input.record);
  const common = (subject) => [
    { subject: [subject], predicateType: PROVENANCE_PREDICATE, predicate: provenance(input) },
    ...tests === void 0 ? [] : [{ subject: [subject], predicateType: TEST_RESULT_PREDICATE, predicate: tests }]
  ];
  const all2 = [];
  if (image !== void 0) {
    const name = pushed?.name ?? image.name ?? input.record.how.project;
    const subject = { name, digest: { sha256: hexOf(image.digest) } };
    const sbom = input.sbom;
    all2.push({
      subject,
      about: "image",
      statements: [
        ...common(subject),
        ...sbom === void 0 ? [] : [{ subject: [subject], predicateType: CYCLONEDX_PREDICATE, predicate: sbom }]
      ]
    });
  }
  if (binary !== void 0) {
    const subject = {
      name: binary.archive.split("/").at(-1) ?? binary.name,
      digest: { sha256: binary.sha256 }
    };
    all2.push({ subject, about: "binary", statements: common(subject) });
  }
  return all2;
}

// src/signing/doors.ts
var MOST_OUTPUT = 64 * 1024;
var COMMAND_LIMIT = 6e4;
function signingDoors(inside, state, secrets = /* @__PURE__ */ new Map()) {
  const { files, http, clock } = inside.doors();
  const pause = (milliseconds) => inside.pause(milliseconds);
  return {
    http,
    clock,
    pause,
    readText: (path, limit) => files.readText(path, limit),
    variable(name) {
      const value = secrets.get(name) ?? inside.env[name];
      return value === "" ? void 0 : value;
    },
    output: (program, args) => outputOf(inside, program, args),
    publicSigningConfig: () => publicTarget({ http, pause, files, folder: `${state}/tuf` }, "signing_config.v0.2.json")
  };
}
async function outputOf(inside, program, args) {
  const chunks = [];
  let bytes = 0;
  const running = inside.start({
    program,
    args,
    onOutput(chunk) {
      bytes += chunk.length;
      if (bytes <= MOST_OUTPUT) chunks.push(Uint8Array.from(chunk));
      else running.signal("SIGKILL");
    }
  });
  const late = !await endsWithin(inside, running.ended);
  if (late) running.signal("SIGKILL");
  const ended = await running.ended;
  if (bytes > MOST_OUTPUT) return err({ message: `it printed more than ${MOST_OUTPUT} bytes` });
  if (late) return err({ message: `it was not done within ${COMMAND_LIMIT / 1e3} s` });
  switch (ended.kind) {
    case "exited":
      return ended.exit === 0 ? ok(Buffer.concat(chunks).toString("utf8")) : err({ message: `it ended with ${ended.exit}` });
    case "killed":
      return err({ message: `it was ended by ${ended.signal}` });
    case "not-started":
      return err({ message: `it cannot be started (${ended.errno})` });
  }
}
async function endsWithin(inside, ended) {
  const over = ended.then(() => true);
  for (let waited = 0; waited < COMMAND_LIMIT; waited += STEP) {
    if (await Promise.race([over, inside.pause(STEP).then(() => false)])) return true;
  }
  return false;
}
var STEP = 100;

// src/clients/github-attestations.ts
var TIMEOUT = 3e4;
var PAGE = 30;
async function storedBundles(caller, store, sha256, predicateType) {
  const service = serviceOf(store);
  const query = `per_page=${PAGE}&predicate_type=${encodeURIComponent(predicateType)}`;
  const answer = await ask(
    caller,
    { service, doing: `list what is stored about sha256:${sha256.slice(0, 12)}…` },
    {
      ...{ method: "GET", timeout: TIMEOUT, headers: headersOf(store), secrets: [store.token] },
      url: addressOf(store.api, `/repos/${store.repository}/attestations/sha256:${sha256}?${query}`),
      // None yet.
      answers: [404]
    }
  );
  if (!answer.ok && answer.failure.code === "sigstore-invalid") return ok([]);
  if (!answer.ok) return withPermission(answer);
  if (answer.value.status === 404) return ok([]);
  const json = strictJson(answer.value.body);
  const listed = json.ok && isPlainObject(json.value) ? json.value["attestations"] : void 0;
  if (!Array.isArray(listed))
    return err({ code: "sigstore-invalid", service, message: "it is no list of attestations" });
  const bundles = listed.flatMap((one) => isPlainObject(one) ? [one["bundle"]] : []);
  return ok(bundles.filter(isPlainObject).map((one) => Buffer.from(JSON.stringify(one), "utf8")));
}
async function storeBundle(caller, store, bundle) {
  const service = serviceOf(store);
  const answer = await ask(
    caller,
    { service, doing: "store an attestation" },
    {
      ...{ method: "POST", timeout: TIMEOUT, secrets: [store.token] },
      headers: { ...headersOf(store), "content-type": "application/json" },
      url: addressOf(store.api, `/repos/${store.repository}/attestations`),
      // Sent as it is: parsed and written anew it would be another bundle.
      body: Buffer.concat([Buffer.from('{"bundle":'), bundle, Buffer.from("}")])
    }
  );
  if (!answer.ok) return withPermission(answer);
  const json = strictJson(answer.value.body);
  const id = json.ok && isPlainObject(json.value) ? json.value["id"] : void 0;
  if (typeof id === "number" || typeof id === "string") return ok(String(id));
  return err({
    code: "sigstore-invalid",
    service,
    message: "it does not say under which number it was stored"
  });
}
function headersOf({ token }) {
  return {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${token}`,
    "user-agent": "sealsmith",
    "x-github-api-version": "2022-11-28"
  };
}
function serviceOf({ api, repository }) {
  return `the store of attestations of ${repository} at ${hostOf(api)}`;
}
function withPermission(failed) {
  const { failure } = failed;
  if (failure.code !== "sigstore-refused" || ![401, 403].includes(failure.status)) return failed;
  const advice = 'the job needs "permissions: { attestations: write }", and private repositories a plan that has it';
  return err({ ...failure, detail: [failure.detail, advice].filter((text2) => text2 !== "").join("; ") });
}

// src/signing/github-place.ts
function githubPlace(caller, store, sha256) {
  return {
    name: `the attestations of ${store.repository}`,
    async bundles(predicateType, most) {
      const stored = await storedBundles(caller, store, sha256, predicateType);
      return stored.ok ? ok(stored.value.filter(({ length }) => length <= most)) : stored;
    },
    async add(bundle) {
      const stored = await storeBundle(caller, store, bundle);
      return stored.ok ? ok(void 0) : stored;
    }
  };
}

// src/cli/internal/sign.ts
var SBOM_LIMIT = 64 * 1024 * 1024;
var MOST_METADATA = 16;
var sign = async (args, inside) => {
  const read = readRequest(args);
  if (!read.ok) return read;
  const { request, result } = read.value;
  const account = accountOf(inside, request);
  if (!account.ok) return account;
  const { record } = account.value;
  const { image, binary } = record.what.facts;
  if (image === void 0 && binary === void 0) {
    inside.print("nothing was made that could be signed\n");
    const none = { signer: "", made: [] };
    const written2 = await writeJson(inside, result, none);
    return written2.ok ? ok(0) : written2;
  }
  const state = inside.env[TRUST_VARIABLE] ?? inside.env["TMPDIR"] ?? ".";
  const [pen, there] = await Promise.all([
    SIGNERS[request.settings.with].open(request.settings, signingDoors(inside, state)),
    registryOf(inside, request, record)
  ]);
  if (!pen.ok) return pen;
  if (!there.ok) return there;
  const targets = targetsOf(inside, request, account.value, pen.value, there.value);
  if (!targets.ok) return targets;
  const made = await sayAll(inside, pen.value, request, targets.value);
  await inside.doors().workers.close();
  if (!made.ok) return made;
  const told = { signer: signerText(pen.value.who), made: made.value };
  const written = await writeJson(inside, result, told);
  if (!written.ok) return written;
  for (const one of made.value) {
    const log = one.logIndex === void 0 ? "" : `, log entry ${one.logIndex}`;
    inside.print(`${one.added ? "signed" : "was there"}: ${one.predicateType} of ${one.subject}${log}
`);
  }
  return ok(0);
};
function accountOf(inside, { account }) {
  const { files } = inside.doors();
  const text2 = files.readText(account, SBOM_LIMIT);
  if (!text2.ok) return text2;
  const stored = readRecord(files, account);
  if (!stored.ok) return stored;
  if (stored.value === void 0)
    return err({ code: "record-invalid", path: account, message: "it is not there" });
  const record = stored.value.record;
  const there = record.parents.filter((one) => files.kind(`.sealsmith/runs/${one}.json`) === "file");
  const before = withAncestors(files, ".", there);
  if (!before.ok) return before;
  const parents = before.value.map((one) => one.record);
  const digest = createHash("sha256").update(text2.value ?? "").digest("hex");
  return ok({ record: mergeRecords(record, parents), digest });
}
function targetsOf(inside, request, { record, digest }, { who }, there) {
  const { files } = inside.doors();
  const { image, binary, pushed, sbom } = record.what.facts;
  const document = sbom === void 0 || request.what === "sign" ? ok(void 0) : readSbom(inside, sbom);
  if (!document.ok) return document;
  const identity = who.kind === "certificate" ? buildIdentityOf(who.claims.issuer, who.claims.all) : void 0;
  const runner = record.how.host === "gitlab" ? runnerClaims(inside, record) : [];
  const attested = statementsOf({ record, digest, identity, sbom: document.value, runner });
  const github = githubStore(inside, request, who);
  if (!github.ok) return github;
  const stored = (sha256) => github.value === void 0 ? [] : [githubPlace(callerOf(inside), github.value, sha256)];
  const statements = (about, name, sha256) => request.what === "sign" ? [signatureStatement(name, sha256)] : attested.filter((one) => one.about === about).flatMap((one) => one.statements);
  const targets = [];
  if (image !== void 0) {
    const name = pushed?.name ?? image.name ?? record.how.project;
    const places = [...there === void 0 ? [] : [there], filePlace(files, `${request.out}/image`)];
    const sha256 = hexOf(image.digest);
    places.push(...stored(sha256));
    targets.push({
      ...{ about: "image", name, sha256, places, statements: statements("image", name, sha256) },
      image: pushed === void 0 ? void 0 : { repository: pushed.name, digest: image.digest }
    });
  }
  if (binary !== void 0) {
    const name = binary.archive.split("/").at(-1) ?? binary.name;
    const places = [filePlace(files, `${request.out}/${name}`), ...stored(binary.sha256)];
    targets.push({
      ...{ about: "binary", name, sha256: binary.sha256, places, image: void 0 },
      statements: statements("binary", name, binary.sha256)
    });
  }
  return ok(targets);
}
function githubStore(inside, { what, github }, who) {
  if (github === void 0 || what !== "attest" || who.kind === "key") return ok(void 0);
  const token = inside.env["GITHUB_TOKEN"] ?? "";
  if (token !== "") return ok({ ...github, token });
  return err({ code: "variable-unset", name: "GITHUB_TOKEN", wantedBy: "signing.github" });
}
function callerOf(inside) {
  return { http: inside.doors().http, pause: (milliseconds) => inside.pause(milliseconds) };
}
function runnerClaims(inside, record) {
  const { files } = inside.doors();
  const names = files.list(".").filter(({ name, kind }) => kind === "file" && name.endsWith("-metadata.json"));
  return names.slice(0, MOST_METADATA).flatMap(({ name }) => {
    const text2 = files.readText(name, METADATA_LIMIT);
    if (!text2.ok || text2.value === void 0) return [];
    const metadata = readRunnerMetadata(Buffer.from(text2.value, "utf8"));
    return metadata.ok ? [compareRunnerMetadata(metadata.value, record, void 0)] : [];
  });
}
async function registryOf(inside, { plainHttp }, { what: { facts } }) {
  const { image, pushed } = facts;
  if (image === void 0 || pushed === void 0) return ok(void 0);
  const name = parseImageName(pushed.name);
  if (name === void 0) return err({ code: "usage", message: `${pushed.name} is no name of an image` });
  const repository = new Repository(inside.doors(), name, registryOptions(inside, plainHttp));
  const source = await registrySource(repository, image.digest);
  return source.ok ? ok(registryPlace(repository, source.value.root, source.value)) : source;
}
function readSbom(inside, { path, evidence }) {
  const text2 = inside.doors().files.readText(path, SBOM_LIMIT);
  if (!text2.ok) return text2;
  const bytes = Buffer.from(text2.value ?? "");
  const found = createHash("sha256").update(bytes).digest("hex");
  const wanted = evidence.find((one) => one.path === path)?.sha256 ?? "";
  if (found !== wanted) return err({ code: "digest-mismatch", what: path, expected: wanted, found });
  const json = strictJson(bytes);
  if (!json.ok || !isPlainObject(json.value))
    return err({ code: "output-invalid", job: "containerize", path, message: "is no list of contents" });
  return ok(json.value);
}
async function sayAll(inside, pen, { formats }, targets) {
  const now = inside.doors().clock.now();
  const sayOne = async ({ about, name, sha256, image, places }, statement) => {
    const said = await say(pen, statement, places, { formats, image, now });
    if (!said.ok) return said;
    const entry = said.value.find(({ logIndex }) => logIndex !== void 0)?.logIndex;
    return ok({
      ...{ about, subject: name, sha256, predicateType: statement.predicateType },
      added: said.value.some(({ added }) => added),
      ...entry === void 0 ? {} : { logIndex: entry }
    });
  };
  const saying = targets.flatMap((target) => target.statements.map((statement) => sayOne(target, statement)));
  return all(await Promise.all(saying));
}
function signerText(who) {
  if (who.kind === "certificate") return `${who.claims.subject} (${who.claims.issuer})`;
  const fingerprint = createHash("sha256").update(who.publicKey.der).digest("hex");
  return `key sha256:${fingerprint.slice(0, 16)}`;
}
export {
  sign
};
