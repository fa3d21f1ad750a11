import {
  registryOptions
} from "./shared-cli-internal-registry-options.js";
import {
  readRequest,
  writeJson
} from "./shared-cli-internal-request.js";
import "./shared-cli-internal-write-whole.js";
import {
  BUILD_TYPE,
  DSSE_TYPE,
  SIMPLE_SIGNING_TYPE,
  attestationLayer,
  legacyTag,
  publicTarget,
  signatureLayer,
  simpleSigningPayload
} from "./shared-clients-sigstore-public.js";
import {
  registrySource
} from "./shared-clients-registry-source.js";
import {
  Repository
} from "./shared-clients-registry-upload.js";
import {
  readRecord
} from "./shared-run-record-schema.js";
import "./shared-zod.js";
import "./shared-zod-2.js";
import {
  BUNDLE_TYPE,
  EMPTY_JSON,
  MEDIA,
  STATEMENT_PAYLOAD,
  TRUST_VARIABLE,
  X509Certificate,
  addressOf,
  ask,
  bareDescriptor,
  canonicalJson,
  createHash,
  decodeEnvelope,
  encodeBundle,
  encodeEnvelope,
  encodeStatement,
  ephemeralKey,
  hexOf,
  hostOf,
  identityOf,
  isManifest,
  isPlainObject,
  isPublic,
  keySigner,
  nameOf,
  pae,
  parseImageName,
  penOf,
  privateRepository,
  readManifest,
  readPems,
  servicesOf,
  signBytes,
  strictJson,
  verify,
  visibilityOf,
  webAddress
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/attest/records.ts
function mergeRecords(record, parents) {
  if (parents.length === 0) return record;
  const all = [...parents, record];
  const started = Math.min(...all.map(({ when }) => when.started));
  const ended = Math.max(...all.map(({ when }) => when.started + when.milliseconds));
  return {
    ...record,
    what: { ...record.what, jobs: all.flatMap(({ what }) => what.jobs) },
    how: {
      ...record.how,
      jobs: all.flatMap(({ how }) => how.jobs),
      cache: { ...record.how.cache, notes: all.flatMap(({ how }) => how.cache.notes) }
    },
    when: { ...record.when, started, milliseconds: ended - started }
  };
}

// src/attest/run-claims.ts
function buildIdentityOf(issuer, claims) {
  const text = (name) => {
    const value = claims[name];
    if (typeof value === "number") return String(value);
    return typeof value === "string" && value !== "" ? value : void 0;
  };
  const jobWorkflow = text("job_workflow_ref");
  if (jobWorkflow !== void 0) {
    const server = text("server_url") ?? "https://github.com";
    const repository2 = text("repository");
    if (repository2 === void 0) return void 0;
    const id = text("run_id");
    return {
      repository: `${server}/${repository2}`,
      ref: text("ref"),
      commit: text("sha"),
      trigger: text("event_name"),
      repositoryId: text("repository_id"),
      runner: text("runner_environment"),
      builder: `${server}/${jobWorkflow}`,
      run: id === void 0 ? void 0 : `${server}/${repository2}/actions/runs/${id}/attempts/${text("run_attempt") ?? "1"}`
    };
  }
  const project = text("project_path");
  if (project === void 0 || text("ci_config_ref_uri") === void 0) return void 0;
  const repository = `${issuer.replace(/\/+$/, "")}/${project}`;
  const job = text("job_id");
  return {
    repository,
    ref: text("ref_path") ?? text("ref"),
    commit: text("sha"),
    trigger: text("pipeline_source"),
    repositoryId: text("project_id"),
    runner: text("runner_environment"),
    builder: `${repository}/-/runners/${text("runner_id") ?? "unknown"}`,
    run: job === void 0 ? void 0 : `${repository}/-/jobs/${job}`
  };
}

// src/attest/provenance.ts
var PROVENANCE_PREDICATE = "https://slsa.dev/provenance/v1";
function provenance({ record, digest, identity }) {
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
function textMembers(all) {
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, text]) => text === void 0 ? [] : [[name, text]])
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
    uri: `oci:${name}`,
    digest: { sha256: digest.slice("sha256:".length) },
    annotations: { role: "base" }
  }));
}
function tools({ what: { jobs } }) {
  const all = jobs.flatMap((job) => job.tools).filter(({ from }) => from === "machine");
  const known = new Map(all.map(({ name, version }) => [`${name}\0${version}`, { name, version }]));
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
  const all = [];
  if (image !== void 0) {
    const name = pushed?.name ?? image.name ?? input.record.how.project;
    const subject = { name, digest: { sha256: hexOf(image.digest) } };
    const sbom = input.sbom;
    all.push({
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
    all.push({ subject, about: "binary", statements: common(subject) });
  }
  return all;
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

// src/signing/attach.ts
var SIGNATURE_PREDICATE = "https://sigstore.dev/cosign/sign/v1";
function bundleAttachment(subject, bundle, predicateType, created) {
  const layer = { mediaType: BUNDLE_TYPE, digest: digestOf(bundle), size: bundle.length };
  const annotations = {
    "dev.sigstore.bundle.content": "dsse-envelope",
    "dev.sigstore.bundle.predicateType": predicateType,
    "org.opencontainers.image.created": created
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    artifactType: BUNDLE_TYPE,
    config: EMPTY,
    layers: [layer],
    subject: bareDescriptor(subject),
    annotations
  };
  return attachment(
    manifest,
    [
      { descriptor: EMPTY, bytes: EMPTY_JSON },
      { descriptor: layer, bytes: bundle }
    ],
    { artifactType: BUNDLE_TYPE, annotations }
  );
}
function legacyLayerDescriptor({ bytes, mediaType, annotations }) {
  return { mediaType, digest: digestOf(bytes), size: bytes.length, annotations };
}
function legacyAttachment(before, added) {
  const layer = legacyLayerDescriptor(added);
  if (before.some((one) => sameLayer(one, layer))) return void 0;
  const layers = [...before, layer];
  const config = legacyConfig(layers);
  const descriptor = { mediaType: MEDIA.config, digest: digestOf(config), size: config.length };
  const manifest = { schemaVersion: 2, mediaType: MEDIA.manifest, config: descriptor, layers };
  return attachment(
    manifest,
    [
      { descriptor, bytes: config },
      { descriptor: layer, bytes: added.bytes }
    ],
    {}
  );
}
function bundlePath(file) {
  return `${file}.sigstore.json`;
}
var EMPTY = { mediaType: MEDIA.empty, digest: digestOf(EMPTY_JSON), size: EMPTY_JSON.length };
function attachment(manifest, blobs, more) {
  const bytes = Buffer.from(canonicalJson(manifest), "utf8");
  return {
    descriptor: { mediaType: MEDIA.manifest, digest: digestOf(bytes), size: bytes.length, ...more },
    manifest: bytes,
    blobs
  };
}
function legacyConfig(layers) {
  const config = {
    architecture: "",
    created: "0001-01-01T00:00:00Z",
    history: layers.map(() => ({ created: "0001-01-01T00:00:00Z" })),
    os: "",
    rootfs: { type: "layers", diff_ids: layers.map(({ digest }) => digest) },
    config: {}
  };
  return Buffer.from(canonicalJson(config), "utf8");
}
function sameLayer(one, other) {
  if (one.digest !== other.digest || one.mediaType !== other.mediaType) return false;
  if (other.mediaType === DSSE_TYPE) return true;
  const name = "dev.cosignproject.cosign/signature";
  return one.annotations?.[name] === other.annotations?.[name];
}
function digestOf(bytes) {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

// src/signing/place.ts
var BESIDE_LIMIT = 64 * 1024 * 1024;
var AROUND_LIMIT = 64 * 1024;
var MOST_LOOKED_AT = 200;
var MOST_OLDER = 400;
function registryPlace(repository, subject, image) {
  const send = async ({ blobs }) => {
    for (const blob of blobs) {
      const there = await repository.hasBlob(blob.descriptor);
      if (!there.ok) return there;
      if (there.value) continue;
      const sent = await repository.upload(blob.descriptor, async (from, take) => {
        await take(blob.bytes.subarray(from));
        return ok(void 0);
      });
      if (!sent.ok) return sent;
    }
    return ok(void 0);
  };
  return {
    name: `${repository.name}@${subject.digest}`,
    async bundles(predicateType, most) {
      const listed = await repository.referrers(subject.digest, BUNDLE_TYPE);
      if (listed.ok) return bundlesIn(image, listed.value, predicateType, most);
      return isUnreadable(listed.failure) ? ok([]) : listed;
    },
    async add(bundle, predicateType, created) {
      const attachment2 = bundleAttachment(subject, bundle, predicateType, created);
      const sent = await send(attachment2);
      const { descriptor, manifest: bytes } = attachment2;
      return sent.ok ? repository.push({ descriptor, bytes }) : sent;
    },
    older: {
      async layers(suffix, most) {
        const found = await repository.find(legacyTag(subject.digest, suffix));
        if (!found.ok) return isUnreadable(found.failure) ? ok([]) : found;
        const { value } = found;
        const manifest = value && readManifest(value.bytes, value.descriptor.mediaType);
        return manifest?.ok === true ? ok(await layersIn(image, manifest.value.layers, most)) : ok([]);
      },
      add(suffix, layer) {
        const tag = legacyTag(subject.digest, suffix);
        return repository.rewrite(tag, async (there) => {
          const before = there === void 0 ? ok([]) : layersOf(there, `${tag} of ${repository.name}`);
          if (!before.ok) return before;
          const attachment2 = legacyAttachment(before.value, layer);
          if (attachment2 === void 0) return ok(void 0);
          const sent = await send(attachment2);
          return sent.ok ? ok({ descriptor: attachment2.descriptor, bytes: attachment2.manifest }) : sent;
        });
      }
    }
  };
}
function isUnreadable(failure) {
  return failure.code === "registry-refused" ? failure.why === "invalid" || failure.why === "too-large" : failure.code === "image-invalid" || failure.code === "digest-mismatch";
}
async function layersIn(image, layers, most) {
  const kinds = [SIMPLE_SIGNING_TYPE, DSSE_TYPE];
  const fitting = layers.filter(({ mediaType, size }) => kinds.includes(mediaType) && size <= most);
  const found = [];
  for (const layer of fitting.slice(-MOST_LOOKED_AT)) {
    const bytes = await image.bytes(layer, most);
    const { mediaType, annotations = {} } = layer;
    if (bytes.ok) found.push({ bytes: bytes.value, mediaType, annotations });
  }
  return found;
}
function layersOf({ descriptor, bytes }, what) {
  const manifest = isManifest(descriptor.mediaType) ? readManifest(bytes, descriptor.mediaType) : err("it is no manifest");
  if (!manifest.ok) return err({ code: "image-invalid", what, message: manifest.failure });
  if (manifest.value.layers.length < MOST_OLDER) return ok(manifest.value.layers);
  return err({ code: "image-invalid", what, message: `it holds ${MOST_OLDER} signatures already` });
}
async function bundlesIn(image, referrers, predicateType, most, subject) {
  const wanted = referrers.filter(
    ({ annotations }) => (annotations?.["dev.sigstore.bundle.predicateType"] ?? predicateType) === predicateType
  );
  const found = [];
  for (const one of wanted.slice(0, MOST_LOOKED_AT)) {
    const bytes = await image.bytes(one, AROUND_LIMIT);
    const manifest = bytes.ok ? readManifest(bytes.value, one.mediaType) : void 0;
    if (manifest?.ok !== true) continue;
    if (subject !== void 0 && manifest.value.subject?.digest !== subject.digest) continue;
    const [layer] = manifest.value.layers;
    const bundle = layer === void 0 ? void 0 : await image.bytes(layer, most);
    if (bundle?.ok === true) found.push(bundle.value);
  }
  return ok(found);
}
function filePlace(files, path) {
  const beside = bundlePath(path);
  return {
    name: beside,
    async bundles(_, most) {
      const text = files.readText(beside, BESIDE_LIMIT);
      if (!text.ok) return text;
      const lines = linesOf(text.value).filter((line) => line.length <= most);
      return ok(lines.map((line) => Buffer.from(line, "utf8")));
    },
    async add(bundle) {
      const text = files.readText(beside, BESIDE_LIMIT);
      if (!text.ok) return text;
      const lines = [...linesOf(text.value), Buffer.from(bundle).toString("utf8")];
      return files.writeText(beside, `${lines.join("\n")}
`);
    }
  };
}
function linesOf(text) {
  return (text ?? "").split("\n").filter((line) => line.trim() !== "");
}

// src/clients/sigstore/fulcio.ts
var MOST_CERTIFICATES = 10;
var TIMEOUT = 3e4;
var SKEW = 5 * 6e4;
async function issueCertificate(caller, url, request, now) {
  const service = `the certificate authority at ${hostOf(url)}`;
  const answer = await ask(
    caller,
    { service, doing: "issue a certificate" },
    {
      method: "POST",
      url: addressOf(url, "/api/v2/signingCert"),
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({
        credentials: { oidcIdentityToken: request.token },
        publicKeyRequest: {
          publicKey: { algorithm: "ECDSA", content: request.publicKey },
          proofOfPossession: Buffer.from(request.proof).toString("base64")
        }
      }),
      timeout: TIMEOUT,
      secrets: [request.token]
    }
  );
  if (!answer.ok) return answer;
  const chain = readChain(answer.value.body);
  if (!chain.ok) return err({ code: "sigstore-invalid", service, message: chain.failure });
  const problem = leafProblem(chain.value, request.publicKey, now);
  return problem === void 0 ? ok(chain.value) : err({ code: "sigstore-invalid", service, message: problem });
}
function readChain(body) {
  const json = strictJson(body);
  if (!json.ok) return json;
  const answer = isPlainObject(json.value) ? json.value : {};
  const signed = answer["signedCertificateEmbeddedSct"] ?? answer["signedCertificateDetachedSct"];
  const chain = isPlainObject(signed) ? signed["chain"] : void 0;
  const texts = isPlainObject(chain) ? chain["certificates"] : void 0;
  if (!Array.isArray(texts) || texts.length === 0 || texts.length > MOST_CERTIFICATES) {
    return err("it holds no chain of certificates");
  }
  const ders = [];
  for (const text of texts) {
    const pems = typeof text === "string" ? readPems(text) : void 0;
    if (pems?.length !== 1 || pems[0]?.label !== "CERTIFICATE") return err("one of its certificates is none");
    ders.push(pems[0].bytes);
  }
  return ok(ders);
}
function leafProblem([der], publicKey, now) {
  let leaf;
  try {
    leaf = new X509Certificate(der ?? Buffer.alloc(0));
  } catch {
    return "its certificate is none";
  }
  if (leaf.publicKey.export({ format: "pem", type: "spki" }) !== publicKey) {
    return "its certificate is for another key";
  }
  const [from, to] = [Date.parse(leaf.validFrom), Date.parse(leaf.validTo)];
  if (!(from - SKEW <= now && now <= to + SKEW)) {
    return "its certificate is not good now, by the clock of this machine";
  }
  return leaf.subjectAltName === void 0 ? "its certificate names nobody" : void 0;
}

// src/signing/signers/keyless.ts
var keylessSigner = {
  name: "keyless",
  summary: "no key: a certificate of minutes for whom the forge says this job is",
  async open(settings, doors) {
    if (settings.with !== "keyless")
      throw new Error(`the keyless signer was given settings of ${settings.with}`);
    const services = await servicesOf(settings.services, doors);
    if (!services.ok) return services;
    const path = nameOf(settings.services);
    const { authority, logs, timestamps } = services.value;
    if (authority === void 0) {
      return err({ code: "services-invalid", path, message: "it names no certificate authority" });
    }
    if (logs.length === 0 && timestamps.length === 0) {
      const message = "it names neither a log nor a timestamp authority, so nothing would say when it was signed";
      return err({ code: "services-invalid", path, message });
    }
    const identity = await identityOf(settings.token, doors);
    if (!identity.ok) return identity;
    const { token, claims } = identity.value;
    const hidden = refusePublicity(services.value, settings.transparency, visibilityOf(claims.all));
    if (!hidden.ok) return hidden;
    const key = ephemeralKey();
    const chain = await issueCertificate(
      doors,
      authority,
      {
        token,
        publicKey: key.publicKey.pem,
        proof: signBytes(key, Buffer.from(claims.subject))
      },
      doors.clock.now()
    );
    if (!chain.ok) return chain;
    const who = { kind: "certificate", chain: chain.value, publicKey: key.publicKey, claims };
    return ok(penOf(key, who, services.value, doors, () => stillGood(chain.value, doors)));
  }
};
function refusePublicity(services, transparency, visibility) {
  const hidden = visibility !== void 0 && visibility !== "public";
  return hidden && transparency !== "public" && isPublic(services) ? err(privateRepository()) : ok(void 0);
}
function stillGood([leaf], doors) {
  const until = leaf === void 0 ? 0 : Date.parse(new X509Certificate(leaf).validTo);
  if (doors.clock.now() < until) return ok(void 0);
  const message = "the certificate was over before everything was signed";
  return err({ code: "identity-unusable", from: "the certificate authority", why: "expired", message });
}

// src/signing/registry.ts
var SIGNERS = {
  // A key of the user's.
  key: keySigner,
  // A certificate of minutes for whom a token names.
  keyless: keylessSigner
};

// src/signing/same.ts
function bundleSaysTheSame(bundle, wanted) {
  const json = strictJson(bundle);
  const top = json.ok ? only(json.value, "mediaType", "verificationMaterial", "dsseEnvelope") : void 0;
  if (top?.["mediaType"] !== BUNDLE_TYPE || !isPlainObject(top["dsseEnvelope"])) return false;
  const envelope = decodeEnvelope(Buffer.from(JSON.stringify(top["dsseEnvelope"])));
  if (!envelope.ok || !isOurs(envelope.value, canonicalJson(top["dsseEnvelope"]), wanted)) return false;
  const material = only(
    top["verificationMaterial"],
    ...["certificate", "publicKey", "tlogEntries", "timestampVerificationData"]
  );
  if (material === void 0) return false;
  const { payloadType, payload, signature } = envelope.value;
  const key = keyIn(material, wanted.pen.who);
  if (key === void 0 || !holdsBy(key, pae(payloadType, payload), signature)) return false;
  return areWitnessed(material, signature, wanted) && (wanted.holds?.(bundle) ?? true);
}
function layerSaysTheSame({ bytes, mediaType, annotations }, wanted) {
  const { who, witnessed } = wanted.pen;
  const key = who.kind === "key" ? who.publicKey.key : keyOfTheSame(annotations["dev.sigstore.cosign/certificate"], who.chain);
  if (key === void 0) return false;
  const entry = annotations["dev.sigstore.cosign/bundle"];
  const stamp = annotations["dev.sigstore.cosign/rfc3161timestamp"];
  const needed = witnessed.log || witnessed.timestamp && mediaType === SIMPLE_SIGNING_TYPE;
  if (needed && entry === void 0 && stamp === void 0) return false;
  if (mediaType === DSSE_TYPE) {
    const envelope = decodeEnvelope(bytes);
    if (!envelope.ok || !isOurs(envelope.value, Buffer.from(bytes).toString("utf8"), wanted)) return false;
    const { payloadType, payload, signature: signature2 } = envelope.value;
    return holdsBy(key, pae(payloadType, payload), signature2);
  }
  if (mediaType !== SIMPLE_SIGNING_TYPE || Buffer.compare(bytes, wanted.payload) !== 0) return false;
  const signature = base64(annotations["dev.cosignproject.cosign/signature"]);
  return signature !== void 0 && holdsBy(key, bytes, signature);
}
function isOurs(envelope, spelled, { payload }) {
  return envelope.payloadType === STATEMENT_PAYLOAD && Buffer.compare(envelope.payload, payload) === 0 && Buffer.from(encodeEnvelope(envelope)).toString("utf8") === spelled;
}
function keyIn({ certificate, publicKey }, who) {
  if (who.kind === "key") {
    const named = certificate === void 0 ? only(publicKey, "hint") : void 0;
    return named?.["hint"] === who.publicKey.hint ? who.publicKey.key : void 0;
  }
  const leaf = publicKey === void 0 ? only(certificate, "rawBytes") : void 0;
  const der = base64(leaf?.["rawBytes"]);
  return der === void 0 ? void 0 : keyOfTheSame(der, who.chain);
}
function keyOfTheSame(certificate, [mine, authority]) {
  if (certificate === void 0 || mine === void 0 || authority === void 0) return void 0;
  try {
    const there = new X509Certificate(certificate);
    const ours = new X509Certificate(mine);
    const issuer = new X509Certificate(authority);
    const same = there.subjectAltName !== void 0 && there.subjectAltName === ours.subjectAltName;
    return same && there.checkIssued(issuer) && there.verify(issuer.publicKey) ? there.publicKey : void 0;
  } catch {
    return void 0;
  }
}
function holdsBy(key, message, signature) {
  const hashes = key.asymmetricKeyType === "ed25519" ? [null] : ["sha256", "sha384"];
  try {
    return hashes.some((hash) => verify(hash, message, key, signature));
  } catch {
    return false;
  }
}
function areWitnessed(material, signature, { pen }) {
  const entries = listOf(material["tlogEntries"]);
  const data = material["timestampVerificationData"];
  const times = data === void 0 ? [] : listOf(only(data, "rfc3161Timestamps")?.["rfc3161Timestamps"] ?? null);
  if (entries === void 0 || times === void 0) return false;
  if (pen.witnessed.log && entries.length === 0 || pen.witnessed.timestamp && times.length === 0)
    return false;
  return entries.every((entry) => isEntryAbout(entry, signature)) && times.every((time2) => isTimeOf(time2, signature));
}
function isEntryAbout(entry, signature) {
  if (!isPlainObject(entry)) return false;
  const body = base64(entry["canonicalizedBody"]);
  const vouched = entry["inclusionPromise"] ?? entry["inclusionProof"];
  return isPlainObject(vouched) && body?.includes(Buffer.from(signature).toString("base64")) === true;
}
function isTimeOf(time2, signature) {
  const der = base64(only(time2, "signedTimestamp")?.["signedTimestamp"]);
  return ["sha256", "sha384", "sha512"].some(
    (hash) => der?.includes(createHash(hash).update(signature).digest()) === true
  );
}
function only(value, ...names) {
  return isPlainObject(value) && Object.keys(value).every((name) => names.includes(name)) ? value : void 0;
}
function listOf(value) {
  if (value === void 0) return [];
  return Array.isArray(value) ? value : void 0;
}
function base64(value) {
  if (typeof value !== "string" || value === "") return void 0;
  const bytes = Buffer.from(value, "base64");
  return bytes.toString("base64") === value ? bytes : void 0;
}

// src/signing/say.ts
function signatureStatement(name, sha256) {
  return { subject: [{ name, digest: { sha256 } }], predicateType: SIGNATURE_PREDICATE, predicate: {} };
}
async function say(pen, statement, places, { formats, image, holds, now }) {
  const payload = encodeStatement(statement);
  const { predicateType } = statement;
  const wanted = { payload, pen, holds };
  const older = formats.includes("legacy") && image !== void 0 ? image : void 0;
  const lacking = [];
  let same;
  for (const place of places) {
    const bundled = formats.includes("bundle") || place.older === void 0;
    const there = bundled ? await place.bundles(predicateType, mostOf(payload)) : ok([]);
    if (!there.ok) return there;
    const found = there.value.find((bundle2) => bundleSaysTheSame(bundle2, wanted));
    same ??= found;
    const layer = older === void 0 ? ok(true) : await isOlderThere(place.older, statement, older, wanted);
    if (!layer.ok) return layer;
    lacking.push({ place, bundle: bundled && found === void 0, older: !layer.value });
  }
  let signed;
  const bundle = async () => {
    const made = signed === void 0 ? await pen.statement(payload) : ok(signed);
    if (made.ok) signed = made.value;
    return made;
  };
  const said = [];
  for (const { place, ...lacks } of lacking) {
    if (lacks.bundle) {
      const made = same === void 0 ? await bundle() : ok(void 0);
      if (!made.ok) return made;
      const bytes = made.value === void 0 ? same : encodeBundle(made.value);
      const added = await place.add(bytes ?? new Uint8Array(), predicateType, timeOf(now));
      if (!added.ok) return added;
    }
    let outcome = older === void 0 || place.older === void 0 ? void 0 : "there";
    if (lacks.older && older !== void 0 && place.older !== void 0) {
      const layer = hasNoRoom(pen, statement, same) ? ok(void 0) : await olderLayer(pen, bundle, statement, older);
      if (!layer.ok) return layer;
      const added = layer.value === void 0 ? ok(void 0) : await place.older.add(suffixOf(statement), layer.value);
      if (!added.ok) return added;
      outcome = layer.value === void 0 ? "no-room" : "added";
    }
    const bundled = formats.includes("bundle") || place.older === void 0;
    said.push({
      ...{ predicateType, place: place.name, added: lacks.bundle || outcome === "added", older: outcome },
      bundle: bundled ? lacks.bundle ? "added" : "there" : void 0,
      logIndex: signed?.entries[0]?.logIndex
    });
  }
  return ok(said);
}
function mostOf(payload) {
  return Math.ceil(payload.length / 3) * 4 + 512 * 1024;
}
function suffixOf({ predicateType }) {
  return predicateType === SIGNATURE_PREDICATE ? "sig" : "att";
}
async function isOlderThere(place, statement, { repository, digest }, wanted) {
  if (place === void 0) return ok(true);
  const suffix = suffixOf(statement);
  const payload = suffix === "sig" ? simpleSigningPayload(repository, digest) : wanted.payload;
  const layers = await place.layers(suffix, mostOf(payload));
  return layers.ok ? ok(layers.value.some((layer) => layerSaysTheSame(layer, { ...wanted, payload }))) : layers;
}
function hasNoRoom({ who }, statement, same) {
  if (who.kind === "key" || suffixOf(statement) === "sig" || same === void 0) return false;
  return !Buffer.from(same).includes('"inclusionPromise"');
}
async function olderLayer(pen, bundle, statement, { repository, digest }) {
  const chain = pen.who.kind === "certificate" ? pen.who.chain : [];
  if (suffixOf(statement) === "att") {
    const made = await bundle();
    return made.ok ? ok(attestationLayer(made.value, statement.predicateType, chain)) : made;
  }
  const payload = simpleSigningPayload(repository, digest);
  const signed = await pen.artifact(async (onPiece) => {
    onPiece(payload);
    return ok(void 0);
  });
  return signed.ok ? ok(signatureLayer(payload, signed.value, chain)) : signed;
}
function timeOf(now) {
  return new Date(now).toISOString().replace(/\.\d+Z$/, "Z");
}

// src/cli/internal/sign.ts
var SBOM_LIMIT = 64 * 1024 * 1024;
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
  const pen = await SIGNERS[request.settings.with].open(request.settings, signingDoors(inside, state));
  if (!pen.ok) return pen;
  const targets = await targetsOf(inside, request, account.value, pen.value);
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
  const text = files.readText(account, SBOM_LIMIT);
  if (!text.ok) return text;
  const stored = readRecord(files, account);
  if (!stored.ok) return stored;
  if (stored.value === void 0)
    return err({ code: "record-invalid", path: account, message: "it is not there" });
  const record = stored.value.record;
  const parents = [];
  for (const digest2 of record.parents) {
    const parent = readRecord(files, `.sealsmith/runs/${digest2}.json`);
    if (!parent.ok) return parent;
    if (parent.value !== void 0) parents.push(parent.value.record);
  }
  const digest = createHash("sha256").update(text.value ?? "").digest("hex");
  return ok({ record: mergeRecords(record, parents), digest });
}
async function targetsOf(inside, request, { record, digest }, { who }) {
  const { files } = inside.doors();
  const { image, binary, pushed, sbom } = record.what.facts;
  const document = sbom === void 0 || request.what === "sign" ? ok(void 0) : readSbom(inside, sbom);
  if (!document.ok) return document;
  const identity = who.kind === "certificate" ? buildIdentityOf(who.claims.issuer, who.claims.all) : void 0;
  const attested = statementsOf({ record, digest, identity, sbom: document.value });
  const statements = (about, name, sha256) => request.what === "sign" ? [signatureStatement(name, sha256)] : attested.filter((one) => one.about === about).flatMap((one) => one.statements);
  const targets = [];
  if (image !== void 0) {
    const name = pushed?.name ?? image.name ?? record.how.project;
    const places = [filePlace(files, `${request.out}/image`)];
    if (pushed !== void 0) {
      const there = await registryOf(inside, request, pushed.name, image.digest);
      if (!there.ok) return there;
      places.unshift(there.value);
    }
    const sha256 = hexOf(image.digest);
    targets.push({
      ...{ about: "image", name, sha256, places, statements: statements("image", name, sha256) },
      image: pushed === void 0 ? void 0 : { repository: pushed.name, digest: image.digest }
    });
  }
  if (binary !== void 0) {
    const name = binary.archive.split("/").at(-1) ?? binary.name;
    const places = [filePlace(files, `${request.out}/${name}`)];
    targets.push({
      ...{ about: "binary", name, sha256: binary.sha256, places, image: void 0 },
      statements: statements("binary", name, binary.sha256)
    });
  }
  return ok(targets);
}
async function registryOf(inside, { plainHttp }, text, digest) {
  const name = parseImageName(text);
  if (name === void 0) return err({ code: "usage", message: `${text} is no name of an image` });
  const repository = new Repository(inside.doors(), name, registryOptions(inside, plainHttp));
  const source = await registrySource(repository, digest);
  return source.ok ? ok(registryPlace(repository, source.value.root, source.value)) : source;
}
function readSbom(inside, { path, evidence }) {
  const text = inside.doors().files.readText(path, SBOM_LIMIT);
  if (!text.ok) return text;
  const bytes = Buffer.from(text.value ?? "");
  const found = createHash("sha256").update(bytes).digest("hex");
  const wanted = evidence.find((one) => one.path === path)?.sha256 ?? "";
  if (found !== wanted) return err({ code: "digest-mismatch", what: path, expected: wanted, found });
  const json = strictJson(bytes);
  if (!json.ok || !isPlainObject(json.value))
    return err({ code: "output-invalid", job: "containerize", path, message: "is no list of contents" });
  return ok(json.value);
}
async function sayAll(inside, pen, { formats }, targets) {
  const made = [];
  const now = inside.doors().clock.now();
  for (const { about, name, sha256, places, statements, image } of targets) {
    for (const statement of statements) {
      const said = await say(pen, statement, places, { formats, image, now });
      if (!said.ok) return said;
      const entry = said.value.find(({ logIndex }) => logIndex !== void 0)?.logIndex;
      made.push({
        ...{ about, subject: name, sha256, predicateType: statement.predicateType },
        added: said.value.some(({ added }) => added),
        ...entry === void 0 ? {} : { logIndex: entry }
      });
    }
  }
  return ok(made);
}
function signerText(who) {
  if (who.kind === "certificate") return `${who.claims.subject} (${who.claims.issuer})`;
  const fingerprint = createHash("sha256").update(who.publicKey.der).digest("hex");
  return `key sha256:${fingerprint.slice(0, 16)}`;
}
export {
  sign
};
