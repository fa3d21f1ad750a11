import {
  registryOptions
} from "./shared-cli-internal-registry-options.js";
import {
  readRequest,
  writeJson
} from "./shared-cli-internal-request.js";
import "./shared-cli-internal-write-whole.js";
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
  readKeys,
  reasonsOf,
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
  readRecord
} from "./shared-run-record-schema.js";
import {
  expectationsOf,
  expectedOfFile
} from "./shared-yaml.js";
import "./shared-semver.js";
import "./shared-verify-content.js";
import "./shared-zod.js";
import "./shared-zod-2.js";
import "./shared-sigstore-core.js";
import {
  MANIFEST_LIMIT,
  TRUST_VARIABLE,
  hexOf,
  parseImageName
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/cli/internal/verify.ts
var verifyMade = async (args, inside) => {
  const read = readRequest(args);
  if (!read.ok) return read;
  const { request, result } = read.value;
  const judged = await judge(inside, request);
  await inside.doors().workers.close();
  if (!judged.ok) return judged;
  for (const { verdict } of judged.value) inside.print(`${verdictText(verdict, LOOK, []).join("\n")}

`);
  const failed = [4, 3, 5].flatMap(
    (exit) => judged.value.filter(({ verdict }) => verdict.exit === exit)
  )[0];
  if (failed !== void 0 && failed.verdict.exit !== 0) {
    const { name, exit } = failed.verdict;
    return err({ code: "not-verified", subject: name, exit, reasons: reasonsOf(failed.verdict) });
  }
  const told = {
    verdicts: judged.value.map(({ about, verdict }) => ({
      ...{ about, subject: verdict.name, sha256: verdict.digest, passed: true },
      checks: verdict.lines.length
    }))
  };
  const written = await writeJson(inside, result, told);
  return written.ok ? ok(0) : written;
};
var LOOK = { columns: 100, color: false, marks: "plain" };
async function judge(inside, request) {
  const doors = inside.doors();
  const ground = { workspace: ".", world: { ...doors, state: inside.env[TRUST_VARIABLE] ?? "." } };
  const keys = readKeys(ground, request.expected);
  if (!keys.ok) return keys;
  const expected = expectationsOf(request.expected, keys.value);
  if (expected === void 0)
    return err({ code: "usage", message: "verify: nothing says who may have signed" });
  const trust = await trustFor(ground, { trustedRoot: request.trustedRoots }, expected);
  if (!trust.ok) return trust;
  const subjects = await subjectsOf(inside, request);
  if (!subjects.ok) return subjects;
  const all = [];
  for (const subject of subjects.value) {
    const verdict = await verdictOn(
      inside,
      subject,
      subject.about === "image" ? expected : expectedOfFile(expected),
      trust.value.trust
    );
    all.push({ about: subject.about, verdict });
  }
  return ok(all);
}
function verdictOn(inside, { artifact, sources, content }, expected, trust) {
  const { http, clock } = inside.doors();
  return verify({
    ...{ artifact, sources, content, expected, trust },
    now: clock.now(),
    newest: (repository, ref) => newestCommit(http, repository, ref, void 0)
  });
}
async function subjectsOf(inside, request) {
  const { files } = inside.doors();
  const stored = readRecord(files, request.account);
  if (!stored.ok) return stored;
  const facts = stored.value?.record.what.facts ?? {};
  const { image, pushed, binary } = facts;
  const beside = (name) => fileEvidence(
    files,
    void 0,
    request.bundles.map((folder) => `${folder}/${name}.sigstore.json`).filter((path) => files.kind(path) === "file")
  );
  const subjects = [];
  if (image !== void 0) {
    const found = pushed === void 0 ? imageHere(inside, image.layout, image.digest) : await imageThere(inside, request, pushed.name, image.digest);
    if (!found.ok) return found;
    subjects.push({ ...found.value, sources: [...found.value.sources, beside("image")] });
  }
  if (binary !== void 0) {
    const digest = await files.digest(binary.archive);
    if (!digest.ok) return digest;
    const name = binary.archive.split("/").at(-1) ?? binary.name;
    subjects.push({
      about: "binary",
      artifact: { name, sha256: digest.value.sha256 },
      sources: [beside(name)],
      content: async () => err("a statement is expected of it")
    });
  }
  return ok(subjects);
}
function imageHere(inside, path, digest) {
  const layout = openLayout(inside.doors().disk, path, {});
  if (!layout.ok) return layout;
  const { root, evidence } = layout.value;
  if (root.digest !== digest)
    return err({ code: "digest-mismatch", what: path, expected: digest, found: root.digest });
  return ok({
    about: "image",
    artifact: { name: `${path}@${root.digest}`, sha256: hexOf(root.digest) },
    sources: [imageEvidence(layoutPlace(layout.value, evidence), root)],
    content: async () => {
      const bytes = await layout.value.bytes(root, MANIFEST_LIMIT);
      return bytes.ok ? bytes : err("its manifest cannot be read");
    }
  });
}
async function imageThere(inside, { plainHttp }, text, digest) {
  const name = parseImageName(text);
  if (name === void 0) return err({ code: "usage", message: `${text} is no name of an image` });
  const repository = new Repository(inside.doors(), name, registryOptions(inside, plainHttp));
  const source = await registrySource(repository, digest);
  if (!source.ok) return source;
  const { root } = source.value;
  return ok({
    about: "image",
    artifact: { name: `${repository.name}@${root.digest}`, sha256: hexOf(root.digest) },
    sources: [imageEvidence(registryPlace(repository, source.value), root)],
    content: async () => {
      const bytes = await source.value.bytes(root, MANIFEST_LIMIT);
      return bytes.ok ? bytes : err("its manifest cannot be read");
    }
  });
}
export {
  verifyMade
};
