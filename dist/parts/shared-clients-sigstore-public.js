import {
  ask,
  createHash,
  fieldAt,
  hostOf
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/clients/sigstore/public.ts
var TARGET_LIMIT = 512 * 1024;
var TIMEOUT = 15e3;
async function publicTarget(doors, target, mirror) {
  const { url, root } = mirror ?? await publicMirror();
  const folder = `${doors.folder}/${createHash("sha256").update(root).digest("hex").slice(0, 16)}`;
  const made = doors.files.makeFolder(folder, 448);
  if (!made.ok) return made;
  const pinned = doors.files.writeText(`${folder}/root.json`, Buffer.from(root).toString("utf8"));
  if (!pinned.ok) return pinned;
  const service = `the TUF repository at ${hostOf(url)}`;
  const found = await currentTarget(doors, url, folder, target, service);
  if (!found.ok) return found;
  const { length, sha256 } = found.value;
  const bytes = await download(doors, `${url}/targets/${sha256}.${target}`, TARGET_LIMIT, service);
  if (!bytes.ok) return bytes;
  const same = bytes.value.length === length && createHash("sha256").update(bytes.value).digest("hex") === sha256;
  return same ? bytes : err({ code: "sigstore-invalid", service, message: `its ${target} is another one` });
}
async function bundledTrustedRoot() {
  return seed("targets", "trusted_root.json");
}
async function publicMirror() {
  return { url: PUBLIC, root: await seed("root.json") };
}
var PUBLIC = "https://tuf-repo-cdn.sigstore.dev";
async function seed(...path) {
  const { default: seeds } = await import("./sigstore-tuf.js");
  const text = fieldAt(seeds, PUBLIC, ...path);
  if (typeof text !== "string") throw new Error("the seeds of @sigstore/tuf lack the public instance");
  return Buffer.from(text, "base64");
}
async function currentTarget(doors, url, folder, target, service) {
  const { Updater } = (await import("./tuf-js-2.js")).default;
  const { DownloadHTTPError } = (await import("./tuf-js.js")).default;
  const fetcher = {
    async downloadBytes(address, limit) {
      const bytes = await download(doors, address, limit, service);
      if (bytes.ok) return Buffer.from(bytes.value);
      const { failure } = bytes;
      if (failure.code === "sigstore-refused") throw new DownloadHTTPError("", failure.status);
      throw new Unreachable(bytes);
    },
    downloadFile: async () => {
      throw new Error("targets are not downloaded by the library");
    }
  };
  try {
    const updater = new Updater({ metadataDir: folder, metadataBaseUrl: url, fetcher });
    await updater.refresh();
    const info = await updater.getTargetInfo(target);
    const sha256 = info?.hashes["sha256"];
    if (info === void 0 || sha256 === void 0 || !/^[0-9a-f]{64}$/.test(sha256)) {
      return err({ code: "sigstore-invalid", service, message: `it has no ${target}` });
    }
    return ok({ length: info.length, sha256 });
  } catch (error) {
    if (error instanceof Unreachable) return error.failed;
    const said = error instanceof Error ? error.message.replace(/[\p{Cc}\s]+/gu, " ").slice(0, 200) : "";
    return err({ code: "sigstore-invalid", service, message: `its metadata does not hold: ${said}` });
  }
}
async function download(doors, url, limit, service) {
  const question = { method: "GET", url, headers: {}, timeout: TIMEOUT };
  const answer = await ask(doors, { service, doing: "say which services there are" }, question);
  if (!answer.ok) return answer;
  const { body } = answer.value;
  return body.length <= limit ? ok(body) : err({ code: "sigstore-invalid", service, message: `more than ${limit} bytes` });
}
var Unreachable = class extends Error {
  failed;
  constructor(failed) {
    super("unreachable");
    this.failed = failed;
  }
};

export {
  publicTarget,
  bundledTrustedRoot
};
