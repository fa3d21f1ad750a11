import {
  openNamed,
  platformFlag
} from "./shared-image-open.js";
import "./shared-image-docker-archive.js";
import "./shared-image-manifest.js";
import {
  diffImages,
  imageDiffText
} from "./shared-image-diff-layer.js";
import "./shared-image-inspect.js";
import "./shared-image-tree-merge.js";
import "./shared-image-layer-read.js";
import "./shared-clients-registry-source.js";
import "./shared-clients-registry-upload.js";
import "./shared-image-layout.js";
import "./shared-formats-tar-read.js";
import "./shared-node-zlib.js";
import {
  fail
} from "./common.js";
import "./shared-semver-2.js";
import "./shared-core-redact.js";
import "./shared.js";

// src/cli/image/diff.ts
async function imageDiff(session, from, to, flags) {
  const platform = platformFlag(flags.platform);
  if (!platform.ok) return fail(session, platform.failure);
  const before = await openNamed(session, from, platform.value);
  if (!before.ok) return fail(session, before.failure);
  const now = await openNamed(session, to, platform.value);
  if (!now.ok) return fail(session, now.failure);
  const view = await diffImages(before.value, now.value);
  if (!view.ok) return fail(session, view.failure);
  if (session.flags.json === true) session.json(view.value);
  session.say(imageDiffText(view.value, session.look));
  return view.value.from.digest === view.value.to.digest ? 0 : 1;
}
export {
  imageDiff
};
