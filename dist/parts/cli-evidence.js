import {
  imageEvidence,
  layoutPlace,
  registryPlace
} from "./shared-verify-sources-image.js";
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
  fileEvidence,
  legacyBundle
} from "./shared-verify-legacy.js";
import {
  EVIDENCE_LIMIT,
  MOST_CANDIDATES,
  readBundle,
  readCertificate
} from "./shared-sigstore-protobuf-specs.js";
import {
  readSigned,
  readSimpleSigning,
  readStatement
} from "./shared-verify-content.js";
import {
  require_dist
} from "./shared-sigstore-core.js";
import {
  MANIFEST_LIMIT,
  count,
  credentialsFrom,
  fail,
  hexOf,
  isIndex,
  isManifest,
  paint,
  parseImageName,
  platformText,
  printImageName,
  readIndex,
  resolve,
  size,
  visible,
  wrap
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import {
  __toESM
} from "./shared.js";

// src/report/evidence.ts
function evidenceText(view, look) {
  const { name, digest } = view;
  const title = [visible(name.replace(`@${digest}`, "")), digest].flatMap((text) => wrap(text, look.columns));
  const twigs = twigsOf(view);
  const empty = twigs.length === 0 ? [paint("  nothing is attached to it", "quiet", look)] : [];
  return [
    ...title,
    ...empty,
    ...draw(twigs, "", look),
    "",
    ...wrap(
      `nothing of this was verified: it is what each piece says of itself. "sealsmith verify" says what holds.`,
      look.columns
    )
  ];
}
function twigsOf({ pieces, more, images }) {
  return [
    ...pieces.map(twigOf),
    ...more === 0 ? [] : [{ lines: [`and ${count(more, "piece")} more, which were not looked at`], below: [] }],
    ...images.map((image) => ({
      lines: [`image ${image.platform ?? "of no platform"}  ${image.digest}`],
      below: twigsOf(image)
    }))
  ];
}
var FORMS = {
  bundle: "bundle",
  "simple-signing": "older form",
  dsse: "older form",
  statement: "not signed",
  attachment: "attachment"
};
function twigOf(piece) {
  const { kind, form, bytes, predicateType, signer, times, log, problem } = piece;
  const facts = [FORMS[form], ...bytes === void 0 ? [] : [size(bytes)]].join(", ");
  return {
    lines: [
      `${visible(kind)}  ${facts}`,
      ...predicateType === void 0 || kind === "signature" ? [] : [`type ${visible(predicateType)}`],
      ...signer === void 0 ? [] : [signerText(signer)],
      ...times.map(({ at, from }) => `${at} by the ${from}`),
      ...log.map(({ index, id }) => `log entry ${index} of ${id.slice(0, 16)}…`),
      ...piece.aboutAnother === true ? ["it is about other bytes than these (I7)"] : [],
      ...problem === void 0 ? [] : [`cannot be read: ${visible(problem)}`],
      visible(piece.id)
    ],
    below: []
  };
}
function signerText(signer) {
  if (signer.kind === "identity") return `by ${visible(signer.name)} (${visible(signer.issuer)})`;
  return signer.hint === "" ? "by a key that is not named" : `by a key, hint ${visible(signer.hint)}`;
}
function draw(twigs, before, look) {
  return twigs.flatMap((twig, at) => {
    const last = at === twigs.length - 1;
    const signs = look.marks === "tree" ? last ? "└─ " : "├─ " : last ? "`- " : "|- ";
    const bar = last ? "   " : look.marks === "tree" ? "│  " : "|  ";
    const inner = before + bar;
    const width = Math.max(24, look.columns - inner.length - 3);
    const [first = "", ...rest] = twig.lines.flatMap((line) => wrap(line, width));
    const below = twig.below.length === 0 ? "" : look.marks === "tree" ? "│  " : "|  ";
    return [
      `${before}${signs}${first}`,
      ...rest.map((line) => `${inner}${below}${below === "" ? "   " : ""}${paint(line, "quiet", look)}`),
      ...draw(twig.below, inner, look)
    ];
  });
}

// src/cli/evidence/read-piece.ts
var import_core = __toESM(require_dist(), 1);
function readPiece(candidate, bytes, sha256) {
  const { id, form, predicateType } = candidate;
  const common = {
    ...{ id, form, bytes: bytes.length, times: [], log: [] },
    kind: "unreadable",
    ...predicateType === void 0 ? {} : { predicateType }
  };
  if (form === "statement") {
    const signed2 = readStatement(bytes);
    return signed2.ok ? { ...common, ...contentOf(signed2.value, sha256) } : { ...common, problem: clause(signed2.failure) };
  }
  const bundle = form === "bundle" ? readBundle(bytes) : legacyBundle(candidate, bytes);
  if (!bundle.ok) return { ...common, problem: clause(bundle.failure) };
  const said = { ...common, ...signerOf(bundle.value), ...witnessesOf(bundle.value) };
  const signed = signedIn(bundle.value, form, bytes);
  if (signed === void 0) return { ...said, kind: "signature" };
  return signed.ok ? { ...said, ...contentOf(signed.value, sha256) } : { ...said, problem: clause(signed.failure) };
}
function signedIn({ content }, form, bytes) {
  if (content.kind === "dsse") return readSigned(content.payloadType, content.payload);
  return form === "simple-signing" ? readSimpleSigning(bytes) : void 0;
}
function contentOf(signed, sha256) {
  const { role, predicateType, subjects } = signed;
  return {
    kind: role.startsWith("statement ") ? "statement" : role,
    ...predicateType === "" ? {} : { predicateType },
    ...subjects.includes(sha256) ? {} : { aboutAnother: true }
  };
}
function signerOf({ signer }) {
  if (signer.kind === "key") return { signer: { kind: "key", hint: signer.hint } };
  const certificate = readCertificate(signer.der);
  if (!certificate.ok) return { problem: clause(certificate.failure) };
  const { name, issuer } = certificate.value;
  return { signer: { kind: "identity", name, issuer } };
}
function witnessesOf({ log, timestamps }) {
  const logged = log.filter(({ integrated }) => integrated > 0).map(({ integrated }) => ({ at: timeText(integrated * 1e3), from: "log" }));
  const stamped = timestamps.flatMap((der) => {
    try {
      const at = import_core.RFC3161Timestamp.parse(der).signingTime.getTime();
      return [{ at: timeText(at), from: "timestamp authority" }];
    } catch {
      return [];
    }
  });
  return {
    times: [...logged, ...stamped],
    log: log.map(({ logIndex, logId }) => ({ index: String(logIndex), id: logId.toString("hex") }))
  };
}
function timeText(milliseconds) {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}
function clause({ reason, detail }) {
  return detail === "" ? reason : `${reason}: ${detail}`;
}

// src/cli/evidence.ts
var MOST_IMAGES = 32;
async function evidence(session, what) {
  const view = await viewOf(session, what);
  if (!view.ok) return fail(session, view.failure);
  const { signal } = session.world.interrupt;
  if (signal.aborted)
    return fail(session, { code: "interrupted", signal: signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT" });
  if (session.flags.json === true) session.json(view.value);
  session.say(evidenceText(view.value, session.look));
  return 0;
}
async function viewOf(session, what) {
  const { files, disk } = session.world;
  const path = files.realPath(resolve(session.workspace, what));
  const kind = path === void 0 ? void 0 : files.kind(path);
  if (path !== void 0 && kind === "file") {
    const digest = await files.digest(path);
    if (!digest.ok) return digest;
    const { sha256 } = digest.value;
    const pieces = await piecesOf(fileEvidence(files, path, []), sha256);
    return pieces.ok ? ok({ name: what, digest: `sha256:${sha256}`, ...pieces.value, images: [] }) : pieces;
  }
  if (path !== void 0 && kind === "folder") {
    const layout = openLayout(disk, path);
    if (!layout.ok) return layout;
    const place = layoutPlace(layout.value, layout.value.evidence);
    return await imageView(place, layout.value.root, what);
  }
  const name = parseImageName(what);
  if (name === void 0 || !/[/@:]/.test(what))
    return err({
      code: "usage",
      message: `there is no file or layout ${what}, and it is no name of an image`
    });
  const reference = name.digest ?? name.tag;
  if (reference === void 0)
    return err({ code: "usage", message: `${printImageName(name)} names no image: add @sha256:… or a tag` });
  const { world } = session;
  const repository = new Repository(world, name, {
    plainHttp: [],
    credential: credentialsFrom(world),
    signal: world.interrupt.signal
  });
  const image = await registrySource(repository, reference);
  if (!image.ok) return image;
  return await imageView(registryPlace(repository, image.value), image.value.root, repository.name);
}
async function imageView(place, root, name, within = false) {
  const found = await piecesOf(imageEvidence(place, root), hexOf(root.digest));
  if (!found.ok) return found;
  const others = await attachments(place, root, found.value.pieces);
  if (!others.ok) return others;
  const pieces = [...found.value.pieces, ...others.value.slice(0, MOST_CANDIDATES)];
  const more = found.value.more + Math.max(0, others.value.length - MOST_CANDIDATES);
  const images = [];
  const listed = within ? ok([]) : await imagesIn(place, root);
  if (!listed.ok) return listed;
  for (const one of listed.value.slice(0, MOST_IMAGES)) {
    const image = await imageView(place, one, "", true);
    if (!image.ok) return image;
    images.push({
      ...image.value,
      ...one.platform === void 0 ? {} : { platform: platformText(one.platform) }
    });
  }
  return ok({ name, digest: root.digest, pieces, more, images });
}
async function piecesOf(source, sha256) {
  const listed = await source.list();
  if (!listed.ok) return listed;
  const { candidates } = listed.value;
  const pieces = [];
  for (const candidate of candidates.slice(0, MOST_CANDIDATES)) {
    const bytes = await source.read(candidate, EVIDENCE_LIMIT);
    const { id, form, predicateType } = candidate;
    if (bytes.ok) pieces.push(readPiece(candidate, bytes.value, sha256));
    else
      pieces.push({
        ...{ id, form, kind: "unreadable", times: [], log: [], problem: bytes.failure.detail },
        ...predicateType === void 0 ? {} : { predicateType }
      });
  }
  return ok({ pieces, more: Math.max(0, candidates.length - MOST_CANDIDATES) });
}
async function attachments(place, root, known) {
  const referrers = await place.referrers(root.digest);
  if (!referrers.ok) return referrers;
  const ids = new Set(known.map(({ id }) => id));
  const others = referrers.value.filter(({ digest }) => !ids.has(digest));
  return ok(
    others.map(({ digest, size: size2, artifactType, mediaType }) => ({
      ...{ id: digest, form: "attachment", bytes: size2, times: [], log: [] },
      kind: artifactType ?? mediaType
    }))
  );
}
async function imagesIn(place, root) {
  if (!isIndex(root.mediaType)) return ok([]);
  const bytes = await place.bytes(root, MANIFEST_LIMIT);
  if (!bytes.ok) return bytes;
  const index = readIndex(bytes.value, root.mediaType);
  if (!index.ok) return err({ code: "image-invalid", what: place.place, message: index.failure });
  return ok(
    index.value.manifests.filter(
      ({ mediaType, annotations }) => isManifest(mediaType) && annotations?.["vnd.docker.reference.type"] === void 0
    )
  );
}
export {
  evidence
};
