import {
  SIGNERS
} from "./shared-clients-sigstore-fulcio.js";
import {
  extendLayout
} from "./shared-image-layout-write.js";
import {
  askHidden
} from "./shared-system-prompt.js";
import {
  filePlace,
  layoutPlace,
  registryPlace
} from "./shared-signing-place.js";
import {
  registrySource
} from "./shared-clients-registry-source.js";
import {
  Repository
} from "./shared-clients-registry-upload.js";
import {
  openLayout
} from "./shared-image-layout.js";
import {
  openBundle,
  readKey,
  readTrustedRoot
} from "./shared-verify-open.js";
import {
  publicTarget
} from "./shared-clients-sigstore-public.js";
import {
  readBundle
} from "./shared-sigstore-protobuf-specs.js";
import {
  SIGNATURE_PREDICATE,
  basename,
  capture,
  credentialsFrom,
  encodeBundle,
  fail,
  findProgram,
  hexOf,
  isImageDigest,
  mark,
  markWidth,
  parseImageName,
  printImageName,
  resolve,
  say,
  signatureStatement,
  signingPlan,
  visible,
  wrap
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/report/signed.ts
var SIGNATURE = "https://sigstore.dev/cosign/sign/v1";
function signedText(view, look) {
  const { predicateType, signer } = view;
  const what = predicateType === SIGNATURE ? "" : `${visible(predicateType)} `;
  const who = signer.kind === "key" ? `the key ${visible(signer.hint)}` : `${visible(signer.name)} (${visible(signer.issuer)})`;
  return [
    ...view.signed.flatMap((one) => subjectLines(one, `${what}by ${who}`, look)),
    ...view.remarks.flatMap((text) => row("note", visible(text), [], look))
  ];
}
function subjectLines({ subject, places, logIndex }, by, look) {
  const added = places.some(({ bundle, older }) => bundle === "added" || older === "added");
  const log = logIndex === void 0 ? [] : [`entry ${logIndex} of the transparency log`];
  const state = added ? "ok" : "same";
  return row(
    state,
    visible(subject),
    [by, ...log, ...places.flatMap((one) => placeLines(one, subject))],
    look
  );
}
var STATES = {
  added: "put to",
  there: "was there already: put to",
  "no-room": "has no room for it:"
};
function placeLines({ place, bundle, older }, subject) {
  const name = place === subject ? "it, as what refers to it" : visible(place);
  return [
    ...bundle === void 0 ? [] : [`${STATES[bundle]} ${name}`],
    ...older === void 0 ? [] : [`${STATES[older]} its older tags (.sig, .att)`]
  ];
}
function row(kind, head, texts, look) {
  const indent = 2 + markWidth(look) + 1;
  const width = Math.max(24, look.columns - indent);
  const [first = "", ...rest] = [head, ...texts].flatMap((text) => wrap(text, width));
  return [`  ${mark(kind, look)} ${first}`, ...rest.map((text) => `${" ".repeat(indent)}${text}`)];
}

// src/cli/signing/checked-pen.ts
var MOST_BYTES = 64 * 1024;
function checkedPen(pen, root) {
  const trust = { roots: [root], keys: keysOf(pen.who) };
  const checked = (made, message) => {
    if (!made.ok) return made;
    const problem = problemOf(encodeBundle(made.value), pen, trust, message);
    return problem === void 0 ? made : err(refusal(root, problem));
  };
  return {
    ...pen,
    statement: async (payload, type) => checked(await pen.statement(payload, type), void 0),
    async artifact(feed) {
      const pieces = [];
      let bytes = 0;
      const made = await pen.artifact(
        (onPiece) => feed((piece) => {
          bytes += piece.length;
          if (bytes <= MOST_BYTES) pieces.push(Uint8Array.from(piece));
          onPiece(piece);
        })
      );
      return bytes > MOST_BYTES ? err(refusal(root, `it is over ${bytes} bytes, more than ${MOST_BYTES}`)) : checked(made, Buffer.concat(pieces));
    }
  };
}
function holdsBy(pen, root) {
  const trust = { roots: [root], keys: keysOf(pen.who) };
  return (bundle) => problemOf(bundle, pen, trust, void 0) === void 0;
}
function problemOf(text, { witnessed }, trust, message) {
  const bundle = readBundle(text, Number.POSITIVE_INFINITY);
  if (!bundle.ok) return `${bundle.failure.reason} ${bundle.failure.detail}`.trim();
  const seal = openBundle(bundle.value, trust, { logged: witnessed.log, message });
  if (!seal.ok) return `${seal.failure.reason} ${seal.failure.detail}`.trim();
  if (witnessed.log && seal.value.logIndex === void 0) return "it names another log";
  const stamped = seal.value.times.some(({ from }) => from === "timestamp authority");
  return witnessed.timestamp && !stamped ? "it names another timestamp authority" : void 0;
}
function keysOf(who) {
  const key = who.kind === "key" ? readKey("ours", who.publicKey.pem) : void 0;
  return key?.ok === true ? [key.value] : [];
}
function refusal(root, problem) {
  const message = `what it says of the signature does not hold by ${root.name} (${problem}), so nothing was stored`;
  return { code: "sigstore-invalid", service: "one of the services", message };
}

// src/cli/signing/doors.ts
var MOST_OUTPUT = 64 * 1024;
var COMMAND_LIMIT = 6e4;
function signingDoorsOf({ world, workspace }, from, password) {
  const { http, clock, files, state, env, secrets, interrupt } = world;
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  return {
    http,
    clock,
    pause,
    readText: (path, limit) => files.readText(resolve(workspace, path), limit),
    variable(name) {
      if (password !== void 0 && name === "SEALSMITH_SIGNING_PASSWORD") return password;
      const value = secrets.get(name) ?? env[name];
      return value === "" ? void 0 : value;
    },
    async output(name, args) {
      const program = name.includes("/") ? resolve(workspace, name) : findProgram(name, world.machine.path, workspace)?.path;
      if (program === void 0) return err({ message: "there is no such program on PATH" });
      const given = { ...env, ...from === "flags" ? Object.fromEntries(secrets) : {} };
      const limits = { limit: COMMAND_LIMIT, keep: MOST_OUTPUT + 1, abort: interrupt.signal };
      const captured = await capture({
        ...{ program, args, cwd: workspace, env: defined(given), complaints: false },
        ...limits
      });
      switch (captured.kind) {
        case "exited": {
          if (captured.exit !== 0) return err({ message: `it ended with ${captured.exit}` });
          const { output } = captured;
          return output.length > MOST_OUTPUT ? err({ message: `it printed more than ${MOST_OUTPUT} bytes` }) : ok(output.toString("utf8"));
        }
        case "killed":
          return err({ message: `it was ended by ${captured.signal}` });
        case "timeout":
          return err({ message: `it was not done within ${COMMAND_LIMIT / 1e3} s` });
        case "aborted":
          return err({ message: "it was interrupted" });
        case "not-started":
          return err({ message: `it cannot be started (${captured.errno})` });
      }
    },
    publicSigningConfig: () => publicTarget({ http, pause, files, folder: `${state}/tuf` }, "signing_config.v0.2.json")
  };
}
function defined(env) {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => value === void 0 ? [] : [[name, value]])
  );
}

// src/cli/signing/pen.ts
var ROOT_LIMIT = 4 * 1024 * 1024;
async function openPen(session, { settings, from, trustedRoot }, ask = askHidden) {
  const root = trustedRoot === void 0 ? ok(void 0) : rootAt(session, trustedRoot);
  if (!root.ok) return root;
  const signer = SIGNERS[settings.with];
  let pen = await signer.open(settings, signingDoorsOf(session, from));
  if (!pen.ok && pen.failure.code === "signing-key-locked" && pen.failure.why === "no-password") {
    const { signal } = session.world.interrupt;
    const asked = await ask(`Password for ${pen.failure.what}: `, signal);
    if (asked.kind === "interrupted")
      return err({ code: "interrupted", signal: signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT" });
    if (asked.kind === "answered")
      pen = await signer.open(settings, signingDoorsOf(session, from, asked.text));
  }
  if (!pen.ok) return pen;
  if (root.value === void 0) return ok({ pen: pen.value, holds: void 0 });
  return ok({ pen: checkedPen(pen.value, root.value), holds: holdsBy(pen.value, root.value) });
}
function rootAt({ world, workspace }, name) {
  const text = world.files.readText(resolve(workspace, name), ROOT_LIMIT);
  if (!text.ok) return text;
  if (text.value === void 0)
    return err({ code: "services-invalid", path: name, message: "it is not there" });
  const root = readTrustedRoot(name, Buffer.from(text.value, "utf8"));
  return root.ok ? root : err({ code: "services-invalid", path: name, message: `it ${root.failure}` });
}

// src/cli/signing/settings.ts
async function signerWish(session, flags, section) {
  const { format, trustedRoot, ...said } = flags;
  const given = Object.values(said).some((value) => value !== void 0);
  const told = given ? fromFlags(said) : await section();
  if (!told.ok) return told;
  const wanted = told.value ?? {};
  const { env, secrets } = session.world;
  const has = (name) => (env[name] ?? secrets.get(name) ?? "") !== "";
  const plan = signingPlan(has, session.host.facts, wanted);
  if (!plan.ok) return plan;
  const settings = JSON.parse(JSON.stringify(plan.value.settings));
  const { services } = wanted;
  const configured = given || typeof services !== "object" ? void 0 : services["trusted-root"];
  return ok({
    settings,
    formats: format ?? plan.value.formats,
    trustedRoot: trustedRoot ?? configured,
    from: given ? "flags" : "configuration"
  });
}
function fromFlags({
  key,
  keyVariable,
  keyless,
  identityToken,
  identityCommand,
  services,
  log,
  timestamp,
  transparency
}) {
  const byKey = key !== void 0 || keyVariable !== void 0;
  const command = identityCommand?.split(/\s+/).filter((word) => word !== "");
  const byToken = identityToken !== void 0 || command !== void 0;
  if (key !== void 0 && keyVariable !== void 0) return usage("--key and --key-variable name two keys");
  if (byKey && (keyless === true || byToken))
    return usage("a key signs, or an identity: leave --keyless and --identity-… out, or the key");
  if (identityToken !== void 0 && command !== void 0)
    return usage("--identity-token and --identity-command name two identities");
  if (command?.length === 0) return usage("--identity-command names no program");
  if (!byKey && (log !== void 0 || timestamp !== void 0))
    return usage("--log and --timestamp are about keys; an identity always has what its services give");
  if (byKey && transparency !== void 0)
    return usage("--transparency is about identities: a key names no repository");
  if (byKey && services !== void 0 && log !== true && timestamp !== true)
    return usage("--services are asked for nothing: add --log or --timestamp");
  return ok({
    ...byKey ? { with: "key" } : keyless === true || byToken ? { with: "keyless" } : {},
    ...key === void 0 ? {} : { key: { file: key } },
    ...keyVariable === void 0 ? {} : { key: { variable: keyVariable } },
    ...identityToken === void 0 ? {} : { token: { file: identityToken } },
    ...command === void 0 ? {} : { token: { command } },
    ...services === void 0 ? {} : { services: { config: services, "trusted-root": "" } },
    ...log === void 0 ? {} : { log },
    ...timestamp === void 0 ? {} : { timestamp },
    ...transparency === void 0 ? {} : { transparency }
  });
}
function usage(message) {
  return err({ code: "usage", message });
}

// src/cli/signing/subject.ts
async function signingSubject(session, what) {
  const { files } = session.world;
  const [, named = what, digest] = /^(.*)@(sha256:[0-9a-f]{64})$/s.exec(what) ?? [];
  const path = files.realPath(resolve(session.workspace, named));
  const kind = path === void 0 ? void 0 : files.kind(path);
  if (path !== void 0 && kind === "folder") return layoutSubject(session, what, path, digest);
  if (path !== void 0 && kind === "file" && digest === void 0)
    return await fileSubject(session, what, path);
  const name = parseImageName(what);
  if (name !== void 0 && /[/@:]/.test(what) && !/^[./~]/.test(what))
    return await registrySubject(session, what, name);
  return err({ code: "usage", message: `there is no file or layout ${what}, and it is no name of an image` });
}
async function fileSubject({ world }, named, path) {
  const digest = await world.files.digest(path);
  if (!digest.ok) return digest;
  const { sha256 } = digest.value;
  return ok({
    ...{ named, name: basename(path), sha256 },
    place: filePlace(world.files, path),
    image: void 0
  });
}
function layoutSubject({ world }, named, path, digest) {
  const wanted = digest !== void 0 && isImageDigest(digest) ? { digest } : {};
  const layout = openLayout(world.disk, path, wanted);
  if (!layout.ok) return layout;
  return ok({
    ...{ named, name: basename(path), sha256: hexOf(layout.value.root.digest) },
    place: layoutPlace(layout.value, (blobs, manifests) => extendLayout(world.disk, path, blobs, manifests)),
    image: void 0
  });
}
async function registrySubject({ world }, named, name) {
  const { files, processes, env, secrets, home, interrupt } = world;
  const { digest } = name;
  if (digest === void 0) {
    const plain = printImageName({ ...name, tag: void 0 });
    const message = `${named} is no digest, and a tag may be moved at any time: sign ${plain}@sha256:…, which "sealsmith image inspect ${named}" shows`;
    return err({ code: "usage", message });
  }
  const repository = new Repository(world, name, {
    plainHttp: [],
    credential: credentialsFrom({ files, processes, env, secrets, home }),
    signal: interrupt.signal
  });
  const source = await registrySource(repository, digest);
  if (!source.ok) return source;
  return ok({
    ...{ named, name: repository.name, sha256: hexOf(digest) },
    place: registryPlace(repository, source.value.root, source.value),
    image: { repository: repository.name, digest }
  });
}

// src/cli/sign.ts
function signArtifacts(session, subjects, flags, section, ask) {
  const saying = { predicateType: SIGNATURE_PREDICATE, statement: signatureStatement };
  return sayOf(session, subjects, saying, flags, section, ask);
}
async function sayOf(session, named, saying, flags, section, ask) {
  const wish = await signerWish(session, flags, section);
  if (!wish.ok) return fail(session, wish.failure);
  const { meant, remarks } = withoutBundles(named);
  const subjects = [];
  for (const what of meant) {
    const subject = await signingSubject(session, what);
    if (!subject.ok) return fail(session, subject.failure);
    subjects.push(subject.value);
  }
  const forms = formsProblem(subjects, flags);
  if (forms !== void 0) return fail(session, { code: "usage", message: forms });
  const signed = await signAll(session, subjects, saying, wish.value, ask);
  if (!signed.ok) return fail(session, signed.failure);
  const view = { ...signed.value, remarks };
  if (session.flags.json === true) session.json(view);
  session.say(signedText(view, session.look));
  return 0;
}
async function signAll(session, subjects, { predicateType, statement }, wish, ask) {
  const { clock, interrupt } = session.world;
  const ready = await openPen(session, wish, ask);
  if (!ready.ok) return ready;
  const { pen, holds } = ready.value;
  const signed = [];
  for (const { named, name, sha256, place, image } of subjects) {
    const { signal } = interrupt;
    if (signal.aborted)
      return err({ code: "interrupted", signal: signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT" });
    const saying = { formats: wish.formats, image, holds, now: clock.now() };
    const said = await say(pen, statement(name, sha256), [place], saying);
    if (!said.ok) return said;
    const nowhere = said.value.find((one) => one.bundle === void 0 && one.older === "no-room");
    if (nowhere !== void 0) return err({ code: "usage", message: NO_ROOM });
    signed.push(subjectOf(named, sha256, said.value));
  }
  return ok({ predicateType, signer: signerOf(pen.who), signed });
}
var NO_ROOM = "the older form has no room for an attestation whose time only a timestamp says: use --format bundle";
function subjectOf(subject, sha256, said) {
  const logIndex = said.find((one) => one.added && one.logIndex !== void 0)?.logIndex;
  return {
    subject,
    sha256,
    places: said.map(({ place, bundle, older }) => ({
      place,
      ...bundle === void 0 ? {} : { bundle },
      ...older === void 0 ? {} : { older }
    })),
    ...logIndex === void 0 ? {} : { logIndex }
  };
}
function signerOf(who) {
  return who.kind === "key" ? { kind: "key", hint: who.publicKey.hint } : { kind: "identity", name: who.claims.subject, issuer: who.claims.issuer };
}
function withoutBundles(named) {
  const isBundle = (what) => what.endsWith(".sigstore.json") && named.includes(what.slice(0, -".sigstore.json".length));
  const left = named.filter(isBundle);
  return {
    meant: [...new Set(named.filter((what) => !isBundle(what)))],
    remarks: left.map((what) => `left out: ${what} holds the signatures of what is named beside it`)
  };
}
function formsProblem(subjects, { format }) {
  const older = format?.includes("legacy") === true;
  return older && subjects.every(({ image }) => image === void 0) ? "--format legacy is about images in a registry: files and layouts have bundles alone" : void 0;
}

export {
  signArtifacts,
  sayOf
};
