import {
  openArchive
} from "./shared-image-docker-archive.js";
import {
  imageOf
} from "./shared-image-layer-read.js";
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
  credentialsFrom,
  isImageDigest,
  parseImageName,
  parsePlatform,
  resolve
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/image/open.ts
async function openImage(text, parts) {
  const source = await openSource(text, parts);
  return source.ok ? imageOf(source.value, parts.platform) : source;
}
async function openSource(text, parts) {
  const [, path = text, digest] = /^(.*)@(sha256:[0-9a-f]{64})$/s.exec(text) ?? [];
  const { files, disk } = parts.doors;
  const there = files.realPath(parts.resolve(path));
  if (there !== void 0) {
    const wanted = {
      ...digest !== void 0 && isImageDigest(digest) ? { digest } : {},
      ...parts.platform === void 0 ? {} : { platform: parts.platform }
    };
    return files.kind(there) === "folder" ? openLayout(disk, there, wanted) : openArchive(disk, there, wanted);
  }
  const name = parseImageName(text);
  if (name === void 0 || /^[./~]/.test(text))
    return err({
      code: "usage",
      message: `there is no ${text}, and it is no name of an image in a registry`
    });
  if (name.tag === void 0 && name.digest === void 0)
    return err({
      code: "usage",
      message: `${text} needs a tag or a digest: ${text}:latest, ${text}@sha256:…`
    });
  const source = await registrySource(parts.repository(name), name.digest ?? name.tag ?? "", parts.platform);
  return source.ok ? ok(source.value) : source;
}

// src/cli/image/open.ts
var BUILT = ".sealsmith/image";
function platformFlag(text) {
  if (text === void 0) return ok(void 0);
  const platform = parsePlatform(text);
  if (platform !== void 0) return ok(platform);
  return err({ code: "usage", message: `"${text}" is no platform; linux/amd64 and linux/arm64/v8 are` });
}
function openNamed(session, text, platform) {
  const { world, workspace } = session;
  return openImage(text ?? BUILT, {
    doors: world,
    resolve: (path) => resolve(workspace, path),
    repository: (name) => new Repository(world, name, {
      plainHttp: [],
      credential: credentialsFrom(world),
      signal: world.interrupt.signal
    }),
    platform
  });
}

export {
  BUILT,
  platformFlag,
  openNamed
};
