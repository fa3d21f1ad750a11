import {
  newestCommit
} from "./shared-clients-git-refs.js";
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
  checksText,
  expectationsFor,
  fault,
  trustFor,
  verdictText,
  verify
} from "./shared-core-verdict.js";
import {
  fileEvidence
} from "./shared-verify-legacy.js";
import {
  expectedOfFile
} from "./shared-yaml.js";
import {
  ATTESTATIONS_FOLDER,
  BINARY_FOLDER,
  MANIFEST_LIMIT,
  OURS,
  SIGNATURES_FOLDER,
  basename,
  credentialsFrom,
  dirname,
  fail,
  hexOf,
  parseImageName,
  printImageName,
  resolve
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/cli/verify/subject.ts
var CONTENT_LIMIT = 512 * 1024 * 1024;
async function subjectOf(session, what, bundles) {
  const { files } = session.world;
  const paths = bundles.map((path2) => resolve(session.workspace, path2));
  const missing = paths.find((path2) => files.kind(path2) === void 0);
  if (missing !== void 0) return err({ code: "usage", message: `there is no bundle ${missing}` });
  const path = files.realPath(resolve(session.workspace, what));
  const kind = path === void 0 ? void 0 : files.kind(path);
  if (path !== void 0) paths.push(...bundlesOfRun(session, path));
  if (path !== void 0 && kind === "file") return fileSubject(session, what, path, paths);
  const given = paths.length === 0 ? [] : [fileEvidence(files, void 0, paths)];
  if (path !== void 0 && kind === "folder") return layoutSubject(session, path, given);
  const name = parseImageName(what);
  if (name !== void 0 && /[/@:]/.test(what)) return await registrySubject(session, name, given);
  return err({ code: "usage", message: `there is no file or layout ${what}, and it is no name of an image` });
}
function bundlesOfRun({ world: { files }, workspace }, path) {
  const root = files.realPath(workspace);
  const made = [`${root}/${BINARY_FOLDER}`, `${root}/${OURS}`].includes(dirname(path));
  const folders = made ? [SIGNATURES_FOLDER, ATTESTATIONS_FOLDER] : [];
  return folders.map((folder) => `${root}/${folder}/${basename(path)}.sigstore.json`).filter((bundle) => files.kind(bundle) === "file");
}
async function fileSubject({ world }, name, path, bundles) {
  const { files, disk } = world;
  const digest = await files.digest(path);
  if (!digest.ok) return digest;
  const { sha256, bytes: size } = digest.value;
  return ok({
    kind: "file",
    artifact: { name, sha256 },
    sources: [fileEvidence(files, path, bundles)],
    async content() {
      if (size > CONTENT_LIMIT) return err(`it has more than ${CONTENT_LIMIT} bytes`);
      const whole = new Uint8Array(size);
      try {
        return disk.readWhole(path, whole) === size ? ok(whole) : err("it changed while it was read");
      } catch {
        return err("it cannot be read");
      }
    },
    again: void 0
  });
}
function layoutSubject({ world }, path, given) {
  const layout = openLayout(world.disk, path);
  if (!layout.ok) return layout;
  const { root, evidence } = layout.value;
  return ok({
    kind: "image",
    artifact: { name: `${path}@${root.digest}`, sha256: hexOf(root.digest) },
    sources: [imageEvidence(layoutPlace(layout.value, evidence), root), ...given],
    content: () => manifestOf(layout.value),
    again: void 0
  });
}
async function registrySubject({ world }, name, given) {
  const { files, processes, env, secrets, home, interrupt } = world;
  const repository = new Repository(world, name, {
    plainHttp: [],
    credential: credentialsFrom({ files, processes, env, secrets, home }),
    signal: interrupt.signal
  });
  const reference = name.digest ?? name.tag;
  if (reference === void 0)
    return err({ code: "usage", message: `${printImageName(name)} names no image: add @sha256:… or a tag` });
  const image = await registrySource(repository, reference);
  if (!image.ok) return image;
  const { root } = image.value;
  return ok({
    kind: "image",
    artifact: { name: `${repository.name}@${root.digest}`, sha256: hexOf(root.digest) },
    sources: [imageEvidence(registryPlace(repository, image.value), root), ...given],
    content: () => manifestOf(image.value),
    again: name.digest !== void 0 ? void 0 : async () => {
      const head = await repository.head(reference);
      return head.ok && head.value !== void 0 ? hexOf(head.value.digest) : void 0;
    }
  });
}
async function manifestOf(image) {
  const bytes = await image.bytes(image.root, MANIFEST_LIMIT);
  return bytes.ok ? bytes : err("its manifest cannot be read");
}

// src/cli/verify.ts
async function verifyArtifact(session, what, { trustedRoot, offline, bundle = [], explain = false, ...flags }, configured) {
  if (explain) {
    session.say(checksText(session.look));
    return 0;
  }
  if (what === void 0)
    return fail(session, { code: "usage", message: "what is verified? name@sha256:…, a layout, or a file" });
  const expected = expectationsFor(session, flags, configured.section);
  if (!expected.ok) return fail(session, expected.failure);
  const ofProject = Object.values(flags).every((value) => value === void 0);
  const roots = trustedRoot ?? (ofProject && configured.trustedRoot ? [configured.trustedRoot] : void 0);
  const given = {
    ...roots === void 0 ? {} : { trustedRoot: roots },
    ...offline === void 0 ? {} : { offline }
  };
  const trust = await trustFor(session, given, expected.value);
  if (!trust.ok) return fail(session, trust.failure);
  const subject = await subjectOf(session, what, bundle);
  if (!subject.ok) return fail(session, subject.failure);
  const { kind, artifact, sources, content } = subject.value;
  const fewer = ofProject && kind === "file" && expected.value.roles.includes("sbom");
  const verdict = await verify({
    artifact,
    sources,
    content,
    expected: fewer ? expectedOfFile(expected.value) : expected.value,
    trust: trust.value.trust,
    now: session.world.clock.now(),
    newest: (repository, ref) => newestCommit(session.world.http, repository, ref, authorizationFor(session, repository))
  });
  const { signal } = session.world.interrupt;
  if (signal.aborted)
    return fail(session, { code: "interrupted", signal: signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT" });
  const told = await stillThere(verdict, subject.value);
  const remarks = [
    ...trust.value.remark === void 0 ? [] : [trust.value.remark],
    ...fewer ? ["a list of components is expected of images, not of this file"] : []
  ];
  if (session.flags.json === true) session.json(told);
  session.say(verdictText(told, session.look, remarks));
  return told.exit;
}
async function stillThere(verdict, { again, artifact }) {
  const now = await again?.();
  if (again === void 0 || now === artifact.sha256) return verdict;
  const said = {
    expected: `sha256:${artifact.sha256}`,
    found: now === void 0 ? "the tag is gone" : `sha256:${now}`,
    from: "tag"
  };
  const lines = [...verdict.lines, fault("subject", "tag-moved", said, "I6")];
  return verdict.exit === 0 ? { ...verdict, lines, exit: 3, outcome: "fail" } : { ...verdict, lines };
}
function authorizationFor({ world }, repository) {
  const { env, secrets } = world;
  const host = URL.parse(repository)?.host;
  const basic = (user, token) => token === void 0 ? void 0 : `Basic ${Buffer.from(`${user}:${token}`).toString("base64")}`;
  const server = (name) => URL.parse(env[name] ?? "")?.host;
  if (host === void 0) return void 0;
  if (host === server("CI_SERVER_URL")) return basic("gitlab-ci-token", secrets.get("CI_JOB_TOKEN"));
  return host === server("GITHUB_SERVER_URL") ? basic("x-access-token", secrets.get("GITHUB_TOKEN")) : void 0;
}

export {
  subjectOf,
  verifyArtifact,
  stillThere
};
