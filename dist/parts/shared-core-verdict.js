import {
  BUILD_TYPE
} from "./shared-core-build-type.js";
import {
  openBundle,
  readKey,
  readTrustedRoot
} from "./shared-verify-open.js";
import {
  bundledTrustedRoot,
  publicTarget
} from "./shared-clients-sigstore-public.js";
import {
  legacyBundle
} from "./shared-verify-legacy.js";
import {
  EVIDENCE_LIMIT,
  choose,
  readBundle
} from "./shared-sigstore-protobuf-specs.js";
import {
  expectationsOf,
  isPattern,
  matches,
  require_dist,
  verifySchema
} from "./shared-yaml.js";
import {
  require_semver
} from "./shared-semver.js";
import {
  at,
  bareSignature,
  membersAt,
  namesAt,
  parametersOf,
  readSigned,
  readSimpleSigning,
  readStatement,
  roleOfType,
  saidClaims,
  saidTime,
  sourceOf,
  textAt,
  timeAt
} from "./shared-verify-content.js";
import {
  cells,
  createHash,
  explain,
  mark,
  markWidth,
  padEnd,
  paint,
  resolve,
  visible,
  wrap
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import {
  __toESM
} from "./shared.js";

// src/core/verdict.ts
var CHECKS = {
  evidence: {
    threat: "I13",
    stops: "What is attached is chosen by its kind before it is fetched, at most 200 pieces of it. Junk that a stranger attached is set aside; what could not be fetched is never counted as absent."
  },
  signature: {
    threat: "I1",
    stops: "A signature by the certificate or key that it names, over exactly these bytes; the certificate from a trusted authority and valid when it was used; the log entry about this signature and no other. Stops unsigned and altered evidence."
  },
  subject: {
    threat: "I7",
    stops: "The digest that was signed is the digest that was asked for. Stops a valid bundle of another artifact attached to this one."
  },
  signer: {
    threat: "I2",
    stops: "Issuer, workflow and ref of the certificate, each as a whole, or the very key. Stops an image that somebody else signed: another repository, another workflow, a mail address."
  },
  transparency: {
    threat: "I2",
    stops: "An entry in a known log, so that a signature made with a stolen identity does not stay unseen."
  },
  timestamp: {
    threat: "I4",
    stops: "A time that a log or a timestamp authority signed. The clock of a file proves nothing."
  },
  repository: {
    threat: "I3",
    stops: "The repository that was built, from the certificate and from the provenance. Stops a typosquatted source."
  },
  "repository-id": {
    threat: "I3",
    stops: "The forge's number of the repository. Stops a repository that was deleted and made anew under the same name."
  },
  ref: {
    threat: "I4",
    stops: "The branch or tag that was built. Stops a build of a side branch that nobody reviewed."
  },
  commit: {
    threat: "I4",
    stops: 'The commit that was built; "latest" asks the forge. Stops an old, vulnerable state of the right repository.'
  },
  trigger: {
    threat: "I2",
    stops: "What started the pipeline. Stops a build that a change request of a stranger started."
  },
  age: { threat: "I4", stops: "The signed time is not too long ago. Stops roll-back to an old release." },
  provenance: {
    threat: "I1",
    stops: "A signed account of how it was built. An unsigned one is shown and never enough."
  },
  "build-type": {
    threat: "I9",
    stops: "Which account it is, so that each of its members is read for what it means."
  },
  builder: { threat: "I8", stops: "Who built it. Stops an account by another builder." },
  level: {
    threat: "I8",
    stops: "How much the evidence supports of what the builder promises (SLSA). Stops an account that claims more than its signer can know."
  },
  parameters: {
    threat: "I9",
    stops: "Every parameter from outside is known. Stops one that nobody expected and that changed what was built."
  },
  claims: {
    threat: "I8",
    stops: "What the provenance says agrees with what the certificate says. Stops an honest-looking account by a dishonest job."
  },
  sbom: {
    threat: "I5",
    stops: "Components and their versions, from the newest list of an allowed signer. Stops downgraded dependencies."
  },
  statement: {
    threat: "I11",
    stops: "A statement of exactly this type. Nothing else counts for it, whoever signed it."
  }
};
var THREATS = {
  I1: "unsigned",
  I2: "signed by somebody else",
  I3: "typosquatted source",
  I4: "an old or unreviewed state of the right source",
  I5: "a downgraded or forbidden dependency",
  I6: "a moved tag",
  I7: "a valid bundle of another artifact",
  I8: "claims that the certificate contradicts",
  I9: "an unknown parameter",
  I11: "an attestation taken for the signature",
  I12: "an old list offered instead of the newest",
  I13: "junk attached by a stranger"
};
var REASONS = {
  /* reading a bundle */
  "bundle-unreadable": { kind: "broken", says: "it is no bundle" },
  "bundle-too-large": { kind: "broken", says: "it is larger than a bundle may be" },
  "bundle-version": { kind: "broken", says: "it is of a version that is not known" },
  "signature-count": { kind: "broken", says: "it does not have exactly one signature" },
  "payload-type": { kind: "broken", says: "its payload is no in-toto statement" },
  "statement-invalid": { kind: "broken", says: "its statement cannot be read" },
  /* the certificate */
  "certificate-unreadable": { kind: "broken", says: "its certificate cannot be read" },
  "certificate-name": { kind: "broken", says: "its certificate does not name exactly one identity" },
  "certificate-extensions": { kind: "broken", says: "an extension of its certificate is not as it must be" },
  "certificate-usage": { kind: "broken", says: "its certificate is not for signing code" },
  "certificate-untrusted": { kind: "broken", says: "no trusted authority issued its certificate" },
  "certificate-expired": { kind: "broken", says: "its certificate was not valid at the signed time" },
  "sct-missing": { kind: "broken", says: "no certificate log vouches for its certificate" },
  "sct-invalid": {
    kind: "broken",
    says: "what vouches for its certificate is not of a known certificate log"
  },
  /* the log and the time */
  "log-missing": { kind: "broken", says: "it has no entry in a log" },
  "log-unknown": { kind: "broken", says: "its log is not a known one" },
  "log-entry-mismatch": { kind: "broken", says: "its log entry is about another signature" },
  "log-entry-repeated": { kind: "broken", says: "one log entry stands in it twice" },
  "inclusion-proof": { kind: "broken", says: "the log does not hold its entry where it says" },
  "inclusion-promise": { kind: "broken", says: "the promise of the log is not by the log" },
  "checkpoint-unknown": { kind: "broken", says: "the checkpoint is of another log" },
  "time-missing": { kind: "broken", says: "neither a log nor a timestamp authority says when it was signed" },
  "timestamp-invalid": {
    kind: "broken",
    says: "its timestamp is not by a known authority, or of another signature"
  },
  "signature-invalid": { kind: "broken", says: "the signature does not belong to these bytes" },
  "key-unknown": { kind: "forbidden", says: "it was signed with a key that is none of the expected ones" },
  /* what is expected */
  "subject-mismatch": { kind: "broken", says: "it is about another artifact" },
  "signature-missing": { kind: "forbidden", says: "nobody signed it" },
  "provenance-missing": { kind: "forbidden", says: "no signed account of its build is there" },
  "sbom-missing": { kind: "forbidden", says: "no signed list of its components is there" },
  "statement-missing": { kind: "forbidden", says: "no signed statement of this type is there" },
  "signer-not-allowed": { kind: "forbidden", says: "signed by somebody else" },
  "not-logged": { kind: "forbidden", says: "no entry in a known log" },
  "not-timestamped": { kind: "forbidden", says: "no time by a log or a timestamp authority" },
  "wrong-repository": { kind: "forbidden", says: "built from another repository" },
  "wrong-repository-id": { kind: "forbidden", says: "built from another repository of that name" },
  "wrong-ref": { kind: "forbidden", says: "built from another branch or tag" },
  "wrong-commit": { kind: "forbidden", says: "built from another commit" },
  "wrong-trigger": { kind: "forbidden", says: "started by something else" },
  "too-old": { kind: "forbidden", says: "signed too long ago" },
  "from-the-future": { kind: "broken", says: "signed later than now" },
  "build-type-unknown": { kind: "forbidden", says: "an account of a kind that is not known" },
  "provenance-invalid": { kind: "forbidden", says: "an account that cannot be read" },
  "wrong-builder": { kind: "forbidden", says: "built by another builder" },
  "level-too-low": { kind: "forbidden", says: "the builder promises too little" },
  "unknown-parameter": { kind: "forbidden", says: "a parameter that nobody expected" },
  "claim-mismatch": { kind: "forbidden", says: "the account says something else than the certificate" },
  "sbom-invalid": { kind: "forbidden", says: "a list of components that cannot be read" },
  "component-missing": { kind: "forbidden", says: "a component that must be there is not" },
  "component-forbidden": { kind: "forbidden", says: "a component that must not be there is" },
  "component-version": { kind: "forbidden", says: "a component of another version" },
  "tag-moved": { kind: "forbidden", says: "the tag stands for another image by now" },
  "statement-failed": { kind: "forbidden", says: "the statement says that it failed" },
  /* what could not be found out */
  unreachable: { kind: "unknown", says: "the evidence could not be fetched" },
  "too-many": { kind: "unknown", says: "more is attached than is looked at" },
  "latest-unknown": { kind: "unknown", says: "the forge did not say what its newest commit is" }
};
function reasonsOf({ lines }) {
  return [...new Set(lines.flatMap(({ reason }) => reason === void 0 ? [] : [reason]))];
}

// src/report/verdict.ts
var SHOWN = 10;
function verdictText(verdict, look, remarks = []) {
  const name = verdict.name.replace(`@sha256:${verdict.digest}`, "");
  return [
    ...wrap(visible(name), look.columns),
    // On a line of its own and whole: this is what is to be copied.
    `sha256:${verdict.digest}`,
    "",
    ...verdict.lines.flatMap((line) => checkLines(line, look)),
    ...unsignedLines(verdict, look),
    ...ignoredLines(verdict, look),
    ...remarks.flatMap((text) => row("note", "note", [visible(text)], look)),
    "",
    ...lastLines(verdict, look)
  ];
}
function checksText(look) {
  return Object.keys(CHECKS).flatMap((name) => {
    const { stops, threat } = CHECKS[name];
    return row("none", name, [`${stops} (${threat})`], look);
  });
}
var MARKS = { ok: "ok", fail: "fail", unknown: "note" };
function checkLines(line, look) {
  const { check, expected, found, from, status, reason } = line;
  const where = from === "" ? "" : ` (${from})`;
  if (status === "ok") return row("ok", check, [okText(line, where)], look);
  const says = reason === void 0 ? "" : `${reason}: ${REASONS[reason].says}`;
  return row(
    MARKS[status],
    check,
    [`${visible(found)}${visible(where)}`, `expected ${visible(expected)}`, says],
    look
  );
}
function okText(line, where) {
  const { check, found } = line;
  if (check === "subject") return `${visible(found.slice(0, "sha256:".length + 12))}… = asked`;
  if (check === "signature") return visible(found);
  if (check !== "signer") return `${visible(found)}${visible(where)}${asExpected(line)}`;
  return `${visible(found.replace(/^https:\/\//, "").replace("@refs/", " @ refs/"))}, as expected`;
}
function asExpected({ check, expected, found }) {
  if (check === "build-type" || check === "parameters" || check === "claims") return "";
  if (expected === found) return ", as expected";
  return check === "age" || check === "sbom" ? `, ${visible(expected)}` : "";
}
function unsignedLines({ unsigned }, look) {
  return unsigned.flatMap(({ format, builder, source, agrees }) => {
    const compared = agrees === void 0 ? "" : agrees ? "; it agrees with the signed one" : "; it does not agree with the signed one";
    const text = `${format}, not signed and never enough: ${visible(source)} by ${visible(builder)}${compared}`;
    return row("note", "unsigned", [text], look);
  });
}
function ignoredLines({ ignored }, look) {
  const told = ignored.slice(0, SHOWN).flatMap(({ id, kind, signer, reason, detail }) => {
    const by = signer === "" ? "" : ` by ${visible(signer)}`;
    const what = `${visible(kind)}${by}`;
    const why = `${reason}: ${REASONS[reason].says}${detail === "" || reason === "signer-not-allowed" ? "" : ` (${visible(detail)})`}`;
    return row("skip", "ignored", [what, why, visible(id)], look);
  });
  const more = ignored.length - SHOWN;
  return more > 0 ? [...told, ...row("skip", "ignored", [`${more} more`], look)] : told;
}
var WORDS = {
  0: ["PASS", void 0, ""],
  3: ["FAIL", "forbidden", "policy"],
  4: ["FAIL", "broken", "integrity"],
  5: ["UNKNOWN", "unknown", "it could not be found out"]
};
function lastLines({ exit, lines }, look) {
  const [word, kind, what] = WORDS[exit];
  const tone = exit === 0 ? "good" : exit === 5 ? "warn" : "bad";
  const line = deciding(lines, kind);
  if (kind === void 0 || line?.reason === void 0) return [paint(word, tone, look)];
  const threat = `Threat ${line.threat}: ${THREATS[line.threat] ?? ""}.`;
  const text = `${what} (exit ${exit}): ${REASONS[line.reason].says}. ${threat}`;
  const indent = cells(word) + 2;
  return wrap(text, look.columns - indent).map(
    (part, at2) => at2 === 0 ? `${paint(word, tone, look)}  ${part}` : " ".repeat(indent) + part
  );
}
function deciding(lines, kind) {
  const faults = lines.filter(({ reason }) => reason !== void 0 && REASONS[reason].kind === kind);
  return faults.find(({ check }) => check === "repository") ?? faults[0];
}
var LABEL = 14;
function row(kind, label, texts, look) {
  const indent = 2 + markWidth(look) + 1 + LABEL;
  const lines = texts.filter((text) => text !== "").flatMap(
    (text, at2) => wrap(text, Math.max(24, look.columns - indent)).map(
      (part) => at2 === 0 ? part : paint(part, "quiet", look)
    )
  );
  return lines.map(
    (text, at2) => at2 === 0 ? `  ${mark(kind, look)} ${padEnd(label, LABEL)}${text}` : " ".repeat(indent) + text
  );
}

// src/verify/line.ts
function pass(check, said) {
  return { check, ...said, status: "ok", reason: void 0, threat: CHECKS[check].threat };
}
function fault(check, reason, said, threat) {
  const status = REASONS[reason].kind === "unknown" ? "unknown" : "fail";
  return { check, ...said, status, reason, threat: threat ?? CHECKS[check].threat };
}
function compare(check, holds, reason, said) {
  return holds ? pass(check, said) : fault(check, reason, said);
}
function standingOf(lines) {
  const kinds = lines.flatMap(({ reason }) => reason === void 0 ? [] : [REASONS[reason].kind]);
  if (kinds.includes("broken")) return "broken";
  if (kinds.includes("forbidden")) return "forbidden";
  return kinds.includes("unknown") ? "unknown" : "good";
}

// src/verify/allowed.ts
function allowedAs(signer, expected) {
  return expected.find((one) => isSame(signer, one));
}
function isSame(signer, expected) {
  if (signer.kind === "unknown") return false;
  if (signer.kind === "key") return expected.kind === "key" && expected.name === signer.key.name;
  if (expected.kind === "key" || expected.issuer !== signer.issuer) return false;
  if (expected.kind === "identity") return expected.identity === signer.name;
  return signer.address && expected.refs.some((ref) => isNamed(signer.name, expected.workflow, ref));
}
function isNamed(name, workflow2, ref) {
  const whole = `${workflow2}@${ref}`;
  return isPattern(whole) ? matches(whole, name) : whole === name;
}
function signersText(expected) {
  return expected.map(signerText).join(" or ");
}
function signerText(expected) {
  switch (expected.kind) {
    case "key":
      return `key ${expected.name}`;
    case "identity":
      return `${expected.identity} (${expected.issuer})`;
    case "workflow":
      return `${expected.workflow}@${expected.refs.join("|")} (${expected.issuer})`;
  }
}

// src/verify/exhibit.ts
function isSound(exhibit) {
  return exhibit.state.kind === "sound";
}
function signerText2(signer) {
  switch (signer.kind) {
    case "identity":
      return `${signer.name} (${signer.issuer})`;
    case "key":
      return `key ${signer.key.name}`;
    case "unknown":
      return signer.hint === "" ? "somebody who is not named" : `key ${signer.hint}`;
  }
}
function signedAt({ state: { seal, signed } }) {
  if (seal.times.length === 0) return void 0;
  const said = seal.signer.kind === "key" ? saidTime(signed) : void 0;
  return Math.min(...seal.times.map(({ at: at2 }) => at2), ...said === void 0 ? [] : [said]);
}
function orderOf(exhibit) {
  const { seal, signed } = exhibit.state;
  return seal.signer.kind === "key" ? saidTime(signed) ?? signedAt(exhibit) : signedAt(exhibit);
}

// src/verify/open-evidence.ts
async function openEvidence(candidate, bytes, opener) {
  const { id, form, predicateType } = candidate;
  const said = predicateType === void 0 ? void 0 : roleOfType(predicateType);
  if (form === "statement") {
    const signed2 = readStatement(bytes);
    return signed2.ok ? { id, role: signed2.value.role, state: { kind: "unsigned", signed: signed2.value } } : broken(id, said, { ...signed2.failure, claimed: NOBODY });
  }
  const bundle = form === "bundle" ? readBundle(bytes) : legacyBundle(candidate, bytes);
  if (!bundle.ok) return broken(id, said, { ...bundle.failure, claimed: NOBODY });
  const message = form === "simple-signing" ? ok(bytes) : await messageOf(bundle.value, opener);
  if (!message.ok && "detail" in message.failure) {
    const { detail } = message.failure;
    return { id, role: said, state: { kind: "unread", detail } };
  }
  const role = said ?? payloadRole(bundle.value);
  const seal = openBundle(bundle.value, opener.trust, {
    logged: opener.logged,
    message: message.ok ? message.value : void 0
  });
  if (!seal.ok) {
    const { claimed } = seal.failure;
    return broken(id, role, message.ok ? seal.failure : { reason: "subject-mismatch", detail: "", claimed });
  }
  const signed = signedBy(bundle.value, form, bytes, opener.artifact);
  return signed.ok ? { id, role: signed.value.role, state: { kind: "sound", seal: seal.value, signed: signed.value } } : broken(id, role, { ...signed.failure, claimed: seal.value.signer });
}
var NOBODY = { kind: "unknown", hint: "" };
function signedBy({ content }, form, bytes, { sha256 }) {
  if (content.kind === "dsse") return readSigned(content.payloadType, content.payload);
  return form === "simple-signing" ? readSimpleSigning(bytes) : ok(bareSignature(sha256));
}
function payloadRole({ content }) {
  if (content.kind === "message") return "signature";
  const signed = readStatement(content.payload);
  return signed.ok ? signed.value.role : void 0;
}
async function messageOf({ content }, opener) {
  if (content.kind === "dsse") return ok(void 0);
  const bytes = await opener.content();
  if (!bytes.ok) return err({ detail: bytes.failure });
  const digest = createHash(content.hash).update(bytes.value).digest();
  return digest.equals(content.digest) ? bytes : err({});
}
function broken(id, role, refusal) {
  return { id, role, state: { kind: "broken", broken: refusal } };
}

// src/verify/provenance/buildkit.ts
var OLDER = "https://mobyproject.org/buildkit@v1";
var NEWER = "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md";
var buildkit = {
  format: "buildkit",
  reads: (buildType) => buildType === OLDER || buildType === NEWER,
  read: (predicate) => {
    const newer = at(predicate, "buildDefinition") !== void 0;
    const external = newer ? membersAt(predicate, "buildDefinition", "externalParameters") : membersAt(predicate, "invocation");
    const request = newer ? membersAt(external, "request") : membersAt(external, "parameters");
    const source = sourceOf(textAt(external, "configSource", "uri"));
    const commit = textAt(external, "configSource", "digest", "sha1");
    const args = namesAt(request, "args").map((name) => `args.${name}`);
    const others = namesAt(request).filter((name) => !DESCRIBED.has(name));
    return {
      format: "buildkit",
      buildType: newer ? NEWER : OLDER,
      // A builder without an address is one that nobody runs for others.
      builder: textAt(predicate, newer ? "runDetails" : "builder", ...newer ? ["builder", "id"] : ["id"]) ?? "buildkit of somebody",
      source: { ...source, commit },
      parameters: parametersOf([...args, ...others], (name) => KNOWN.has(name)),
      trigger: void 0,
      invocation: textAt(predicate, "runDetails", "metadata", "invocationId") ?? textAt(predicate, "metadata", "buildInvocationID"),
      finished: timeAt(predicate, "runDetails", "metadata", "finishedOn") ?? timeAt(predicate, "metadata", "buildFinishedOn"),
      claims: saidClaims({ repository: source.repository, commit })
    };
  }
};
var DESCRIBED = /* @__PURE__ */ new Set(["args", "frontend", "locals"]);
var KNOWN = /* @__PURE__ */ new Set(["args.cmdline", "args.source", "args.filename", "args.context"]);

// src/verify/provenance/github.ts
var WORKFLOW = "https://actions.github.io/buildtypes/workflow/v1";
var COMMUNITY = "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1";
var GENERATOR = "https://github.com/slsa-framework/slsa-github-generator/";
var github = {
  format: "github",
  reads: (buildType) => buildType === WORKFLOW,
  read: (predicate) => workflow(predicate, "github", WORKFLOW, false)
};
var generator = {
  format: "slsa-github-generator",
  reads: (buildType) => buildType === COMMUNITY || buildType.startsWith(GENERATOR),
  read: (predicate) => {
    const newer = textAt(predicate, "buildDefinition", "buildType");
    return newer === void 0 ? older(predicate) : workflow(predicate, "slsa-github-generator", newer, true);
  }
};
function workflow(predicate, format, buildType, inputs) {
  const definition = membersAt(predicate, "buildDefinition");
  const external = membersAt(definition, "externalParameters");
  const internal = membersAt(definition, "internalParameters", "github");
  const builder = textAt(predicate, "runDetails", "builder", "id");
  const repository = textAt(external, "workflow", "repository");
  if (builder === void 0 || repository === void 0) return void 0;
  const ref = textAt(external, "workflow", "ref");
  const commit = textAt(definition, "resolvedDependencies", 0, "digest", "gitCommit");
  const trigger = textAt(internal, "event_name");
  const invocation = textAt(predicate, "runDetails", "metadata", "invocationId");
  const path = textAt(external, "workflow", "path");
  const names = [
    ...namesAt(external, "workflow").map((name) => `workflow.${name}`),
    ...namesAt(external).filter((name) => name !== "workflow").flatMap((name) => inputs ? inner(external, name) : [name])
  ];
  return {
    format,
    buildType,
    builder,
    source: { repository, ref, commit },
    parameters: parametersOf(names, (name) => KNOWN2.has(name)),
    trigger,
    invocation,
    finished: timeAt(predicate, "runDetails", "metadata", "finishedOn"),
    claims: saidClaims({
      repository,
      ref,
      commit,
      trigger,
      "repository id": textAt(internal, "repository_id"),
      "owner id": textAt(internal, "repository_owner_id"),
      runner: textAt(internal, "runner_environment"),
      run: invocation,
      "build signer": builder.includes("@") ? builder : void 0,
      "build config": path === void 0 || ref === void 0 ? void 0 : `${repository}/${path.replace(/^\/+/, "")}@${ref}`
    })
  };
}
var KNOWN2 = /* @__PURE__ */ new Set([
  "workflow.ref",
  "workflow.repository",
  "workflow.path",
  "source"
]);
function older(predicate) {
  const invocation = membersAt(predicate, "invocation");
  const environment = membersAt(invocation, "environment");
  const builder = textAt(predicate, "builder", "id");
  const uri = textAt(invocation, "configSource", "uri");
  if (builder === void 0 || uri === void 0) return void 0;
  const { repository, ref } = sourceOf(uri);
  const commit = textAt(invocation, "configSource", "digest", "sha1");
  const trigger = textAt(environment, "github_event_name");
  return {
    format: "slsa-github-generator",
    buildType: textAt(predicate, "buildType") ?? "",
    builder,
    source: { repository, ref, commit },
    parameters: parametersOf(
      namesAt(invocation, "parameters").flatMap((name) => inner(membersAt(invocation, "parameters"), name)),
      () => false
    ),
    trigger,
    invocation: textAt(environment, "github_run_id"),
    finished: timeAt(predicate, "metadata", "buildFinishedOn"),
    claims: saidClaims({
      repository,
      ref,
      commit,
      trigger,
      "repository id": textAt(environment, "github_repository_id"),
      "owner id": textAt(environment, "github_repository_owner_id"),
      "build signer": builder
    })
  };
}
function inner(external, name) {
  const value = external[name];
  if (value === null || value === "") return [];
  if (typeof value !== "object" || Array.isArray(value)) return [name];
  return Object.keys(value).map((below) => name === "source" ? "source" : `${name}.${below}`);
}

// src/verify/provenance/gitlab.ts
var RUNNER = /^https:\/\/gitlab\.com\/gitlab-org\/gitlab-runner\/-\/blob\/[^/]+\/PROVENANCE\.md$/;
var CONTROL = "https://docs.gitlab.com/ci/pipeline_security/slsa/provenance_v1";
var gitlabRunner = {
  format: "gitlab-runner",
  reads: (buildType) => RUNNER.test(buildType),
  read: (predicate) => read(predicate, "gitlab-runner")
};
var gitlab = {
  format: "gitlab",
  reads: (buildType) => buildType === CONTROL,
  read: (predicate) => read(predicate, "gitlab")
};
function read(predicate, format) {
  const definition = membersAt(predicate, "buildDefinition");
  const external = membersAt(definition, "externalParameters");
  const builder = textAt(predicate, "runDetails", "builder", "id");
  const { repository } = sourceOf(textAt(external, "source"));
  if (builder === void 0 || repository === void 0) return void 0;
  const digest = membersAt(definition, "resolvedDependencies", 0, "digest");
  const commit = textAt(digest, "gitCommit") ?? textAt(digest, "sha256");
  const variables = namesAt(external, "variables").map((name) => `variables.${name}`);
  const names = [...namesAt(external).filter((name) => name !== "variables"), ...variables];
  return {
    format,
    buildType: textAt(definition, "buildType") ?? "",
    builder,
    source: { repository, ref: void 0, commit },
    parameters: parametersOf(names, isKnown),
    trigger: void 0,
    invocation: textAt(predicate, "runDetails", "metadata", "invocationId"),
    finished: timeAt(predicate, "runDetails", "metadata", "finishedOn"),
    claims: saidClaims({ repository, commit })
  };
}
function isKnown(name) {
  return name === "source" || name === "entryPoint" || /^(variables\.)?(CI|GITLAB_CI|GITLAB_USER_[A-Z]+|CI_[A-Z0-9_]+)$/.test(name);
}

// src/verify/provenance/sealsmith.ts
var KNOWN3 = /* @__PURE__ */ new Set(["source", "ref", "config", "steps", "tier"]);
var sealsmith = {
  format: "sealsmith",
  reads: (buildType) => buildType === BUILD_TYPE,
  read: (predicate) => {
    const definition = membersAt(predicate, "buildDefinition");
    const external = membersAt(definition, "externalParameters");
    const internal = membersAt(definition, "internalParameters");
    const builder = textAt(predicate, "runDetails", "builder", "id");
    if (builder === void 0) return void 0;
    const { repository } = sourceOf(textAt(external, "source"));
    const ref = textAt(external, "ref");
    const dependencies = at(definition, "resolvedDependencies");
    const built = (Array.isArray(dependencies) ? dependencies : []).find(
      (one) => textAt(one, "digest", "gitCommit") !== void 0
    );
    const commit = textAt(built, "digest", "gitCommit");
    const trigger = textAt(internal, "trigger");
    const invocation = textAt(predicate, "runDetails", "metadata", "invocationId");
    return {
      format: "sealsmith",
      buildType: BUILD_TYPE,
      builder,
      source: { repository, ref, commit },
      parameters: parametersOf(namesAt(external), (name) => KNOWN3.has(name)),
      trigger,
      invocation,
      finished: timeAt(predicate, "runDetails", "metadata", "finishedOn"),
      claims: saidClaims({
        repository,
        ref,
        commit,
        trigger,
        "repository id": textAt(internal, "repositoryId"),
        runner: textAt(internal, "runner"),
        run: invocation,
        // Of GitHub the workflow; a runner of GitLab stands in no certificate.
        "build signer": builder.includes("@") ? builder : void 0
      })
    };
  }
};

// src/verify/provenance/registry.ts
var READERS = [
  sealsmith,
  // ours, signed in the pipeline
  github,
  // actions/attest
  generator,
  // slsa-github-generator, both versions
  gitlab,
  // GitLab itself
  gitlabRunner,
  // a runner's file, unsigned
  buildkit
  // beside an image, unsigned
];
function readProvenance(predicate) {
  const buildType = textAt(predicate, "buildDefinition", "buildType") ?? textAt(predicate, "buildType") ?? "";
  const reader = READERS.find((one) => one.reads(buildType));
  if (reader === void 0) return err({ reason: "build-type-unknown", buildType });
  const read2 = reader.read(predicate);
  return read2 === void 0 ? err({ reason: "provenance-invalid", buildType }) : ok(read2);
}

// src/verify/origin.ts
var CLOCK_SKEW = 5 * 6e4;
function originLines(exhibit, expected, now) {
  const { seal, signed } = exhibit.state;
  const { signer } = seal;
  const named = allowedAs(signer, expected.signers);
  const by = signerText2(signer);
  const from = signer.kind === "key" ? "key" : "certificate";
  const subjects = signed.subjects.map((one) => `sha256:${one}`).join(" ");
  return [
    pass("signature", { expected: "sound", found: proofText(exhibit), from }),
    compare("subject", signed.subjects.includes(now.sha256), "subject-mismatch", {
      expected: `sha256:${now.sha256}`,
      found: subjects === "" ? "no SHA-256" : subjects,
      from: "statement"
    }),
    compare("signer", named !== void 0, "signer-not-allowed", {
      expected: signersText(expected.signers),
      found: by,
      from
    }),
    ...logLines(exhibit, expected, named),
    ...timeLines(exhibit, expected, now, named),
    ...certificateLines(exhibit, expected, now, named)
  ];
}
function proofText({ state: { seal } }) {
  const parts = [
    seal.signer.kind === "key" ? "key" : "certificate",
    ...seal.logIndex === void 0 ? [] : [`log entry ${seal.logIndex}`],
    ...seal.times.length === 0 ? [] : ["time"]
  ];
  return parts.length === 1 ? `${parts[0]} agrees` : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)} agree`;
}
function logLines({ state: { seal } }, { transparency }, named) {
  if (transparency !== true) return [];
  const { logIndex } = seal;
  const from = named?.kind === "key" ? "key" : "log";
  return [
    compare("transparency", logIndex !== void 0, "not-logged", {
      expected: "an entry in a known log",
      found: logIndex === void 0 ? "none" : `entry ${logIndex}`,
      from
    })
  ];
}
function timeLines(exhibit, { timestamp, maxAge }, { now }, named) {
  const { seal } = exhibit.state;
  const at2 = signedAt(exhibit);
  const needed = timestamp ?? (named !== void 0 && named.kind !== "key");
  const from = seal.times.map((one) => one.from).join(", ");
  if (at2 === void 0) {
    const said = { expected: "a signed time", found: "none", from: "bundle" };
    return [
      ...needed ? [fault("timestamp", "not-timestamped", said)] : [],
      ...maxAge === void 0 ? [] : [fault("age", "not-timestamped", { ...said, expected: `< ${spanText(maxAge)}` })]
    ];
  }
  const latest = Math.max(...seal.times.map((one) => one.at));
  const found = new Date(latest).toISOString();
  if (latest > now + CLOCK_SKEW)
    return [
      fault("age", "from-the-future", { expected: `before ${new Date(now).toISOString()}`, found, from })
    ];
  if (maxAge === void 0) return [];
  const age = now - at2;
  return [
    compare("age", age <= maxAge, "too-old", {
      expected: `< ${spanText(maxAge)}`,
      found: spanText(age),
      from
    })
  ];
}
function certificateLines({ state: { seal } }, expected, now, named) {
  const { signer } = seal;
  if (signer.kind !== "identity" || named?.kind === "identity" || named?.kind === "key") return [];
  const { claims } = signer;
  const source = { repository: claims.repository, ref: claims.ref, commit: claims.commit };
  return [
    ...sourceLines(source, expected, now, "certificate"),
    ...equalLine("repository-id", "wrong-repository-id", expected.repositoryId, claims["repository id"]),
    ...triggerLine(expected.triggers, claims.trigger, "certificate")
  ];
}
function sourceLines(source, { repository, refs, commit }, { latest }, from) {
  const ref = source.ref ?? "none";
  return [
    ...equalLine("repository", "wrong-repository", repository, source.repository, from),
    ...refs.length === 0 ? [] : [
      compare("ref", source.ref !== void 0 && refs.some((one) => matches(one, ref)), "wrong-ref", {
        expected: refs.join(" or "),
        found: ref,
        from
      })
    ],
    ...commit === void 0 ? [] : [commitLine(commit, source, latest, from)]
  ];
}
function commitLine(expected, source, latest, from) {
  const found = source.commit ?? "none";
  if (expected !== "latest")
    return compare("commit", found === expected, "wrong-commit", { expected, found, from });
  const newest = latest.get(source.ref ?? "");
  if (newest === void 0 || !newest.ok) {
    const why = newest === void 0 ? "no branch to ask for" : newest.failure;
    return fault("commit", "latest-unknown", {
      expected: `the newest of ${source.ref ?? "a branch"} (${why})`,
      found,
      from
    });
  }
  return compare("commit", found === newest.value, "wrong-commit", {
    expected: `${newest.value} (newest of ${source.ref})`,
    found,
    from
  });
}
function triggerLine(triggers, trigger, from) {
  if (triggers.length === 0) return [];
  const holds = trigger !== void 0 && triggers.includes(trigger);
  return [
    compare("trigger", holds, "wrong-trigger", {
      expected: triggers.join(" or "),
      found: trigger ?? "none",
      from
    })
  ];
}
function equalLine(check, reason, expected, found, from = "certificate") {
  if (expected === void 0) return [];
  return [compare(check, found === expected, reason, { expected, found: found ?? "none", from })];
}
function spanText(milliseconds) {
  const hours = Math.max(0, milliseconds) / 36e5;
  if (hours < 1) return `${Math.round(hours * 60)} min`;
  return hours < 48 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} d`;
}

// src/verify/account.ts
var FROM = "provenance";
function accountLines(exhibit, expected, now) {
  const read2 = readProvenance(exhibit.state.signed.predicate);
  if (!read2.ok) {
    const { reason, buildType } = read2.failure;
    return [fault("build-type", reason, { expected: "a known build type", found: buildType, from: FROM })];
  }
  const provenance = read2.value;
  const { signer } = exhibit.state.seal;
  return [
    pass("build-type", { expected: "a known build type", found: provenance.buildType, from: FROM }),
    ...builderLines(provenance, signer, expected),
    ...sourceLines(withCertificate(provenance, signer), expected, now, FROM),
    ...ownLines(provenance, signer, expected),
    parameterLine(provenance, expected.parameters),
    ...claimLines(provenance, signer)
  ];
}
function ownLines({ trigger, claims }, signer, { triggers, repositoryId }) {
  const certified = signer.kind === "identity" ? signer.claims : {};
  const id = claims.find(({ claim }) => claim === "repository id")?.said;
  return [
    ...id === void 0 && certified["repository id"] !== void 0 ? [] : equalLine("repository-id", "wrong-repository-id", repositoryId, id, FROM),
    ...trigger === void 0 && certified.trigger !== void 0 ? [] : triggerLine(triggers, trigger, FROM)
  ];
}
function withCertificate({ source }, signer) {
  return { ...source, ref: source.ref ?? (signer.kind === "identity" ? signer.claims.ref : void 0) };
}
function builderLines(provenance, signer, { builders, level }) {
  const found = levelOf(provenance, signer);
  const { builder } = provenance;
  const named = builders.length === 0 ? [] : [
    compare(
      "builder",
      builders.some((one) => matches(one, builder)),
      "wrong-builder",
      {
        expected: builders.join(" or "),
        found: builder,
        from: FROM
      }
    )
  ];
  if (level === void 0) return named;
  const said = { expected: `level L${level}`, found: `level L${found}`, from: FROM };
  return [...named, compare("level", found >= level, "level-too-low", said)];
}
function levelOf({ format, builder }, signer) {
  if (signer.kind !== "identity") return 1;
  const { claims, name } = signer;
  const apart = builder === name && name.startsWith("https://github.com/slsa-framework/slsa-github-generator/");
  if (format === "slsa-github-generator" && apart) return 3;
  return claims.runner === "github-hosted" || claims.runner === "gitlab-hosted" ? 2 : 1;
}
function parameterLine({ parameters }, allowed) {
  const unknown = parameters.filter(({ name, known }) => !known && !allowed.includes(name));
  const names = unknown.map(({ name }) => name).join(", ");
  return compare("parameters", unknown.length === 0, "unknown-parameter", {
    expected: "every parameter known",
    found: `${parameters.length - unknown.length} known, ${unknown.length} unknown${names === "" ? "" : `: ${names}`}`,
    from: FROM
  });
}
function claimLines({ claims }, signer) {
  if (signer.kind !== "identity") return [];
  const compared = claims.flatMap(({ claim, said }) => {
    const certified = signer.claims[claim];
    return certified === void 0 ? [] : [{ claim, said, certified }];
  });
  const wrong = compared.filter(({ said, certified }) => said !== certified);
  if (wrong.length === 0) {
    const found = `${compared.length} of ${claims.length} claims stand in it`;
    return [pass("claims", { expected: "as the certificate says", found, from: FROM })];
  }
  return wrong.map(
    ({ claim, said, certified }) => fault("claims", "claim-mismatch", { expected: `${claim} ${certified}`, found: said, from: FROM })
  );
}

// src/verify/sbom.ts
var import_semver = __toESM(require_semver(), 1);
var MOST_COMPONENTS = 2e5;
function componentLines(predicate, rules, from) {
  const components = componentsOf(predicate);
  if (components === void 0)
    return [fault("sbom", "sbom-invalid", { expected: "CycloneDX or SPDX", found: "neither", from })];
  return rules.map((rule2) => ruleLine(rule2, components, from));
}
function ruleLine({ name, range }, components, from) {
  const meant = components.filter((component) => isCalled(component, name));
  const versions = [...new Set(meant.map(({ version }) => version))];
  const found = versions.length === 0 ? `${name} is not there` : `${name} ${versions.join(", ")}`;
  const said = { expected: range, found, from };
  if (range === "absent")
    return versions.length === 0 ? pass("sbom", said) : fault("sbom", "component-forbidden", said);
  if (versions.length === 0) return fault("sbom", "component-missing", said);
  return meant.every((component) => isWithin(component, range)) ? pass("sbom", said) : fault("sbom", "component-version", said);
}
function isCalled({ names, python }, name) {
  const spelled = (text) => python ? text.toLowerCase().replaceAll(/[-_.]+/g, "-") : text.toLowerCase();
  const wanted = spelled(name);
  return names.some((one) => spelled(one) === wanted);
}
function isWithin({ version, packaged }, range) {
  const exact = packaged ? null : import_semver.default.parse(version, { loose: true });
  if (exact !== null) return import_semver.default.satisfies(exact, range, { includePrerelease: true });
  const [, numbers = "", rest = ""] = /^v?(?:\d+:)?(\d+(?:\.\d+){0,2})(.*)$/.exec(version) ?? [];
  if (numbers === "") return false;
  const [major = "0", minor = "0", patch = "0"] = numbers.split(".").map((part) => String(BigInt(part)));
  const early = packaged ? rest.startsWith("~") : /^[.~_-]?(a|b|c|rc|alpha|beta|dev|pre)/i.test(rest);
  const read2 = import_semver.default.parse(`${major}.${minor}.${patch}${early ? "-0" : ""}`);
  return read2 !== null && import_semver.default.satisfies(read2, range, { includePrerelease: true });
}
function componentsOf(predicate) {
  const cyclone = textAt(predicate, "bomFormat") === "CycloneDX";
  if (!cyclone && textAt(predicate, "spdxVersion") === void 0) return void 0;
  const found = [];
  const open2 = cyclone ? [at(predicate, "components"), at(predicate, "metadata", "component")] : [at(predicate, "packages")];
  while (open2.length > 0) {
    const value = open2.pop();
    if (Array.isArray(value)) for (const one of value) open2.push(one);
    else if (typeof value === "object" && value !== null) {
      found.push(componentOf(value, cyclone));
      if (cyclone) open2.push(at(value, "components"));
    }
    if (found.length > MOST_COMPONENTS) return void 0;
  }
  return found;
}
function componentOf(value, cyclone) {
  const name = textAt(value, "name") ?? "";
  const group = cyclone ? textAt(value, "group") : void 0;
  const purl = cyclone ? textAt(value, "purl") : purlOf(at(value, "externalRefs"));
  const bare = purl?.replace(/[?#].*$/, "").replace(/@[^@/]*$/, "");
  const scoped = bare === void 0 ? void 0 : scopedName(bare);
  return {
    names: [
      name,
      ...[group === void 0 ? void 0 : `${group}/${name}`, bare, scoped].filter(
        (one) => one !== void 0
      )
    ],
    version: textAt(value, cyclone ? "version" : "versionInfo") ?? "",
    python: purl?.startsWith("pkg:pypi/") === true,
    packaged: /^pkg:(deb|rpm|apk|alpm)\//.test(purl ?? "")
  };
}
function scopedName(purl) {
  const [, name] = /^pkg:npm\/(.+)$/.exec(purl) ?? [];
  try {
    return name === void 0 ? void 0 : decodeURIComponent(name);
  } catch {
    return void 0;
  }
}
function purlOf(references) {
  const all = Array.isArray(references) ? references : [];
  const found = all.find((one) => textAt(one, "referenceType") === "purl");
  return textAt(found, "referenceLocator");
}

// src/verify/judge.ts
function judge(exhibit, role, expected, now) {
  return [...originLines(exhibit, expected, now), ...contentLines(exhibit, role, expected, now)];
}
function judgeOrigin(exhibit, expected, now) {
  return originLines(exhibit, expected, now);
}
function contentLines(exhibit, role, expected, now) {
  const { predicate, predicateType } = exhibit.state.signed;
  switch (role) {
    case "signature":
      return [];
    case "provenance":
      return accountLines(exhibit, expected, now);
    case "sbom":
      return componentLines(predicate, expected.components, "sbom");
    default:
      return [resultLine(predicateType, textAt(predicate, "result"))];
  }
}
function resultLine(predicateType, result) {
  const tested = predicateType.startsWith("https://in-toto.io/attestation/test-result/");
  const holds = !tested || result === "PASSED" || result === "WARNED";
  return compare("statement", holds, "statement-failed", {
    expected: tested ? "PASSED" : predicateType,
    found: tested ? result ?? "no result" : "there",
    from: predicateType
  });
}

// src/verify/verdict.ts
function verdictOf(artifact, expected, evidence, now) {
  const roles = expected.roles.map((role) => decide(role, expected, evidence, now));
  const decided = new Set(roles.flatMap((one) => one.decided));
  const exits = roles.map(({ exit: exit2 }) => exit2);
  const exit = [4, 3, 5].find((one) => exits.includes(one)) ?? 0;
  const rest = evidence.exhibits.filter((one) => !decided.has(one));
  return {
    name: artifact.name,
    digest: artifact.sha256,
    outcome: exit === 0 ? "pass" : exit === 5 ? "unknown" : "fail",
    exit,
    lines: distinct(roles.flatMap(({ lines }) => lines)),
    ignored: rest.flatMap((one) => setAside(one, expected, now)),
    unsigned: unsignedNotes(evidence.exhibits, [...decided]),
    at: now.now
  };
}
function decide(role, expected, evidence, now) {
  const mine = evidence.exhibits.filter((one) => one.role === role || one.role === void 0);
  const newest = role !== "signature" && role !== "provenance";
  const judged = mine.filter(isSound).map((exhibit) => {
    const lines = newest ? judgeOrigin(exhibit, expected, now) : judge(exhibit, role, expected, now);
    return { exhibit, lines, standing: standingOf(lines) };
  });
  const good = judged.filter(({ standing }) => standing === "good");
  if (good.length === 0) return withoutGood(role, expected, evidence, mine, judged);
  if (newest) return byNewest(role, expected, evidence, now, good);
  const [first] = good.toSorted(byAge);
  return { lines: first?.lines ?? [], exit: 0, decided: good.map(({ exhibit }) => exhibit) };
}
function byNewest(role, expected, evidence, now, good) {
  const sorted = good.toSorted(byAge);
  const newest = sorted.slice(0, 1).map(({ exhibit }) => orderOf(exhibit));
  const ordered = good.every(({ exhibit }) => orderOf(exhibit) !== void 0);
  const deciding2 = ordered ? sorted.filter(({ exhibit }) => newest.includes(orderOf(exhibit))) : sorted;
  const content = deciding2.flatMap(({ exhibit }) => contentLines(exhibit, role, expected, now));
  const unseen = unseenLine(evidence, role);
  const lines = [...sorted[0]?.lines ?? [], ...content, ...unseen];
  const standing = standingOf([...content, ...unseen]);
  const exit = standing === "good" ? 0 : standing === "unknown" ? 5 : 3;
  return { lines, exit, decided: good.map(({ exhibit }) => exhibit) };
}
function withoutGood(role, expected, evidence, mine, judged) {
  const allowed = judged.filter(({ exhibit }) => isAllowed(exhibit, expected));
  const open2 = best(allowed.filter(({ standing }) => standing === "unknown"));
  if (open2 !== void 0) return { lines: open2.lines, exit: 5, decided: [open2.exhibit] };
  const wrong = best(allowed.filter(({ standing }) => standing === "broken"));
  if (wrong !== void 0) return { lines: wrong.lines, exit: 4, decided: [wrong.exhibit] };
  const broken2 = mine.find((one) => claimsAllowed(one, expected));
  if (broken2 !== void 0) return { lines: brokenLines(broken2), exit: 4, decided: [broken2] };
  const unseen = unseenLine(evidence, role);
  const closest = best(allowed) ?? best(judged);
  const strange = mine.find((one) => one.role === role && isByStranger(one));
  if (unseen.length > 0)
    return { lines: [...missingLine(role, expected, mine), ...unseen], exit: 5, decided: [] };
  if (closest !== void 0) return { lines: closest.lines, exit: 3, decided: [closest.exhibit] };
  if (strange !== void 0) return { lines: strangerLines(strange, expected), exit: 3, decided: [strange] };
  return { lines: missingLine(role, expected, evidence.exhibits), exit: 3, decided: [] };
}
function isAllowed({ state }, { signers }) {
  return allowedAs(state.seal.signer, signers) !== void 0;
}
function claimsAllowed({ state }, { signers }) {
  return state.kind === "broken" && allowedAs(state.broken.claimed, signers) !== void 0;
}
function isByStranger({ state }) {
  return state.kind === "broken" && state.broken.reason === "key-unknown";
}
function strangerLines({ id, state }, { signers }) {
  if (state.kind !== "broken") return [];
  const found = signerText2(state.broken.claimed);
  return [fault("signer", "key-unknown", { expected: signersText(signers), found, from: id })];
}
function best(judged) {
  const faults = ({ lines }) => lines.filter(({ status }) => status !== "ok").length;
  return judged.toSorted((a, b) => faults(a) - faults(b) || byAge(a, b))[0];
}
function byAge(a, b) {
  return (orderOf(b.exhibit) ?? 0) - (orderOf(a.exhibit) ?? 0);
}
function brokenLines({ id, state }) {
  if (state.kind !== "broken") return [];
  const { reason, detail, claimed } = state.broken;
  const found = `${REASONS[reason].says}${detail === "" ? "" : ` (${detail})`}`;
  return [
    fault(reason === "subject-mismatch" ? "subject" : "signature", reason, {
      expected: `sound, by ${signerText2(claimed)}`,
      found,
      from: id
    })
  ];
}
var MISSING = {
  signature: "signature-missing",
  provenance: "provenance-missing",
  sbom: "sbom-missing"
};
function missingLine(role, expected, there) {
  const others = [...new Set(there.filter(isSound).map(({ role: other }) => other ?? "something"))];
  const unsigned = there.some(({ state, role: other }) => state.kind === "unsigned" && other === role);
  const found = [...unsigned ? ["an unsigned one"] : [], ...others].join(", ");
  const check = role === "signature" || role === "provenance" || role === "sbom" ? role : "statement";
  const reason = MISSING[role] ?? "statement-missing";
  const name = role.replace(/^statement /, "");
  const threat = role === "signature" && others.length > 0 ? "I11" : void 0;
  return [
    fault(
      check,
      reason,
      {
        expected: `${name} by ${signersText(expected.signers)}`,
        found: found === "" ? "nothing" : `only ${found}`,
        from: "evidence"
      },
      threat
    )
  ];
}
function unseenLine({ exhibits, unseen }, role) {
  const more = unseen === "any" || unseen.has(role) || unseen.has(void 0);
  const unread = exhibits.filter((one) => one.state.kind === "unread" && (one.role ?? role) === role);
  const details = [...new Set(unread.map(({ state }) => state.kind === "unread" ? state.detail : ""))];
  return [
    ...more ? [fault("evidence", "too-many", { expected: "all of it", found: "a part", from: "evidence" })] : [],
    ...unread.length === 0 ? [] : [
      fault("evidence", "unreachable", {
        expected: "all of it",
        found: `${unread.length} could not be fetched: ${details.join("; ")}`,
        from: "evidence"
      })
    ]
  ];
}
function setAside(exhibit, expected, now) {
  const { id, role, state } = exhibit;
  const kind = (role ?? "unknown").replace(/^statement /, "");
  switch (state.kind) {
    case "unsigned":
      return [];
    case "unread":
      return [{ id, kind, signer: "", reason: "unreachable", detail: state.detail }];
    case "broken": {
      const { reason, detail, claimed } = state.broken;
      return [{ id, kind, signer: signerText2(claimed), reason, detail }];
    }
    case "sound": {
      if (!isSound(exhibit) || role === void 0 || !expected.roles.includes(role)) return [];
      const lines = judge(exhibit, role, expected, now);
      const line = lines.find(({ check, status }) => check === "signer" && status !== "ok");
      const first = line ?? lines.find(({ status }) => status !== "ok");
      if (first?.reason === void 0) return [];
      return [{ id, kind, signer: signerText2(state.seal.signer), reason: first.reason, detail: first.found }];
    }
  }
}
function unsignedNotes(exhibits, decided) {
  const signed = decided.find((one) => one.role === "provenance" && one.state.kind === "sound");
  const account = signed?.state.kind === "sound" ? readProvenance(signed.state.signed.predicate) : void 0;
  return exhibits.flatMap(({ id, state }) => {
    if (state.kind !== "unsigned") return [];
    const read2 = readProvenance(state.signed.predicate);
    if (!read2.ok) return [];
    const { format, builder, source } = read2.value;
    const { commit, repository = "nothing" } = source;
    const agrees = account?.ok === true ? account.value.source.commit === commit : void 0;
    return [{ id, format, builder, source: `${repository} @ ${commit ?? "no commit"}`, agrees }];
  });
}
function distinct(lines) {
  const told = /* @__PURE__ */ new Map();
  for (const line of lines) {
    const key = JSON.stringify([line.check, line.expected, line.found, line.reason]);
    const known = told.get(key);
    const from = known === void 0 || known.from.split(", ").includes(line.from) ? known?.from ?? line.from : `${known.from}, ${line.from}`;
    told.set(key, { ...line, from });
  }
  return [...told.values()];
}

// src/verify/verify.ts
var AT_ONCE = 4;
async function verify(request) {
  const { artifact, expected, now } = request;
  const evidence = await gather(request);
  const latest = expected.commit === "latest" ? await askNewest(request, evidence.exhibits) : /* @__PURE__ */ new Map();
  return verdictOf(artifact, expected, evidence, { sha256: artifact.sha256, now, latest });
}
async function gather({ sources, expected, trust, artifact, content }) {
  const opener = { trust, artifact, content, logged: expected.transparency !== false };
  const exhibits = [];
  const wanted = wantedBy(expected);
  const listed = [];
  let more = false;
  for (const source of sources) {
    const listing = await source.list();
    if (!listing.ok) {
      const detail = explain(listing.failure).message;
      exhibits.push({ id: source.place, role: void 0, state: { kind: "unread", detail } });
      continue;
    }
    more ||= listing.value.more;
    listed.push(...listing.value.candidates.map((candidate) => ({ source, candidate })));
  }
  const chosen = choose(
    listed.map(({ candidate }) => candidate),
    wanted
  );
  for (let at2 = 0; at2 < chosen.candidates.length; at2 += AT_ONCE) {
    const some = chosen.candidates.slice(at2, at2 + AT_ONCE).flatMap((candidate) => {
      const from = listed.find((one) => one.candidate === candidate);
      return from === void 0 ? [] : [open(from.source, candidate, opener)];
    });
    exhibits.push(...await Promise.all(some));
  }
  const left = chosen.left.map(({ predicateType }) => roleSaid(predicateType));
  return { exhibits, unseen: more ? "any" : new Set(left) };
}
async function open(source, candidate, opener) {
  const { id, size, predicateType } = candidate;
  const role = roleSaid(predicateType);
  const bytes = size > EVIDENCE_LIMIT ? err({ kind: "too-large", detail: `${size} bytes, more than ${EVIDENCE_LIMIT}` }) : await source.read(candidate, EVIDENCE_LIMIT);
  if (bytes.ok) return await openEvidence(candidate, bytes.value, opener);
  const { kind, detail } = bytes.failure;
  if (kind === "unreachable") return { id, role, state: { kind: "unread", detail } };
  const reason = kind === "junk" ? "bundle-unreadable" : "bundle-too-large";
  const claimed = { kind: "unknown", hint: "" };
  return { id, role, state: { kind: "broken", broken: { reason, detail, claimed } } };
}
function roleSaid(predicateType) {
  return predicateType === void 0 ? void 0 : roleOfType(predicateType);
}
function wantedBy({ roles }) {
  return (predicateType) => roles.includes(roleOfType(predicateType));
}
async function askNewest({ expected, newest }, exhibits) {
  const answers = /* @__PURE__ */ new Map();
  const { repository } = expected;
  for (const { state } of exhibits.filter(isSound)) {
    const { signer } = state.seal;
    if (allowedAs(signer, expected.signers) === void 0) continue;
    const account = readProvenance(state.signed.predicate);
    const refs = [
      signer.kind === "identity" ? signer.claims.ref : void 0,
      account.ok ? account.value.source.ref : void 0
    ];
    for (const ref of refs) {
      if (ref === void 0 || answers.has(ref)) continue;
      const asked = repository === void 0 ? err("no repository is expected") : await newest(repository, ref);
      answers.set(ref, asked.ok ? ok(asked.value) : asked);
    }
  }
  return answers;
}

// src/cli/verify/expect.ts
var import_yaml = __toESM(require_dist(), 1);
function expectationsFor(session, flags, section) {
  const said = sectionOf(session, flags, section);
  if (!said.ok) return said;
  const keys = readKeys(session, said.value ?? {});
  if (!keys.ok) return keys;
  const expected = said.value === void 0 ? void 0 : expectationsOf(said.value, keys.value);
  if (expected !== void 0) return ok(expected);
  const message = "nothing says who may have signed it: --key FILE, or --issuer and --workflow with --ref, or a section verify in sealsmith.yml";
  return err({ code: "usage", message });
}
function sectionOf(session, { expect, ...flags }, section) {
  const given = Object.values(flags).some((value) => value !== void 0);
  if (given && expect !== void 0)
    return err({ code: "usage", message: "--expect says all that is expected; leave the other flags out" });
  if (given) return fromFlags(flags);
  return expect === void 0 ? ok(section) : fromFile(session, expect);
}
function fromFlags(flags) {
  const { issuer, workflow: workflow2, identity, key = [], ref, source, sourceId, sourceRef, commit } = flags;
  if ((workflow2 === void 0 || ref === void 0) !== (workflow2 === void 0 && ref === void 0))
    return err({ code: "usage", message: "--workflow and --ref belong together: a branch or tag in full" });
  const named = workflow2 === void 0 ? { issuer, identity } : { issuer, workflow: workflow2, ref };
  const wantsIdentity = [issuer, workflow2, identity].some((one) => one !== void 0);
  const section = {
    signers: [...wantsIdentity ? [named] : [], ...key.map((one) => ({ key: one }))],
    source: { repository: source, id: sourceId, commit, ref: sourceRef },
    builder: { id: flags.builder, level: flags.level === void 0 ? void 0 : Number(flags.level) },
    trigger: flags.trigger,
    parameters: flags.parameter,
    sbom: flags.sbom === void 0 ? void 0 : Object.fromEntries(flags.sbom.map(rule)),
    "max-age": flags.maxAge,
    transparency: flags.transparency,
    needs: flags.needs
  };
  const parsed = verifySchema.safeParse(withoutEmpty(section));
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return err({
    code: "usage",
    message: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not understood"}`
  });
}
function rule(text) {
  const at2 = text.indexOf("=");
  return at2 < 0 ? [text, ""] : [text.slice(0, at2), text.slice(at2 + 1)];
}
function withoutEmpty(section) {
  return Object.fromEntries(
    Object.entries(section).flatMap(([name, value]) => {
      if (value === void 0 || Array.isArray(value) && value.length === 0) return [];
      if (typeof value !== "object" || value === null || Array.isArray(value)) return [[name, value]];
      const inner2 = Object.entries(value).filter(([, one]) => one !== void 0);
      return inner2.length === 0 ? [] : [[name, Object.fromEntries(inner2)]];
    })
  );
}
function fromFile({ world, workspace }, name) {
  const path = resolve(workspace, name);
  const text = world.files.readText(path, 1024 * 1024);
  if (!text.ok) return text;
  if (text.value === void 0) return err({ code: "config-absent", path });
  const lines = new import_yaml.LineCounter();
  const document = (0, import_yaml.parseDocument)(text.value, { lineCounter: lines, uniqueKeys: true });
  const placed = (offset, message) => {
    const { line, col } = lines.linePos(offset ?? 0);
    return { place: { file: name, line: Math.max(1, line), column: Math.max(1, col) }, message };
  };
  if (document.errors.length > 0) {
    const problems2 = document.errors.map((one) => placed(one.pos[0], one.message.split("\n")[0] ?? ""));
    return err({ code: "config-invalid", problems: problems2 });
  }
  const parsed = verifySchema.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (parsed.success) return ok(parsed.data);
  const problems = parsed.error.issues.map((issue) => {
    const node = document.getIn(issue.path.map(String), true);
    const range = typeof node === "object" && node !== null && "range" in node ? node.range : void 0;
    const [offset] = Array.isArray(range) ? range : [];
    const where = issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
    return placed(typeof offset === "number" ? offset : void 0, `${where}${issue.message}`);
  });
  return err({ code: "config-invalid", problems });
}
function readKeys({ world, workspace }, { signers = [] }) {
  const keys = /* @__PURE__ */ new Map();
  for (const signer of signers) {
    if (!("key" in signer) || signer.key.includes("-----BEGIN")) continue;
    const path = resolve(workspace, signer.key);
    const text = world.files.readText(path, 64 * 1024);
    if (!text.ok) return text;
    if (text.value === void 0) return err({ code: "usage", message: `there is no key ${signer.key}` });
    keys.set(signer.key, text.value);
  }
  return ok(keys);
}

// src/cli/verify/trust.ts
async function trustFor(session, { trustedRoot = [], offline = false }, { signers, transparency, timestamp }) {
  const keys = [];
  for (const signer of signers) {
    if (signer.kind !== "key") continue;
    const key = readKey(signer.name, signer.pem);
    if (!key.ok) return err({ code: "signing-key-invalid", what: signer.name, message: key.failure });
    keys.push(key.value);
  }
  const roots = [];
  for (const name of trustedRoot) {
    const text = session.world.files.readText(resolve(session.workspace, name), 4 * 1024 * 1024);
    if (!text.ok) return text;
    if (text.value === void 0) return err({ code: "usage", message: `there is no trusted root ${name}` });
    const root = readTrustedRoot(name, Buffer.from(text.value, "utf8"));
    if (!root.ok) return err({ code: "services-invalid", path: name, message: root.failure });
    roots.push(root.value);
  }
  const needed = keys.length < signers.length || transparency === true || timestamp === true;
  if (roots.length > 0 || !needed) return ok({ trust: { roots, keys }, remark: void 0 });
  const found = await publicRoot(session, offline);
  if (!found.ok) return found;
  const remark = offline ? "the public trusted root as this program brings it along, not refreshed" : void 0;
  return ok({ trust: { roots: [found.value], keys }, remark });
}
async function publicRoot({ world }, offline) {
  const { http, files, state } = world;
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const folder = `${state}/tuf`;
  const bytes = offline ? ok(await bundledTrustedRoot()) : await publicTarget({ http, pause, files, folder }, "trusted_root.json");
  if (!bytes.ok) return bytes;
  const root = readTrustedRoot("the public Sigstore", bytes.value);
  return root.ok ? root : err({ code: "services-invalid", path: "trusted_root.json", message: root.failure });
}

export {
  REASONS,
  reasonsOf,
  verdictText,
  checksText,
  fault,
  verify,
  expectationsFor,
  readKeys,
  trustFor
};
