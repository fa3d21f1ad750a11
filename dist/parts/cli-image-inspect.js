import {
  openNamed,
  platformFlag
} from "./shared-image-open.js";
import "./shared-image-docker-archive.js";
import "./shared-image-manifest.js";
import {
  inspectImage
} from "./shared-image-inspect.js";
import "./shared-image-tree-merge.js";
import "./shared-image-layer-read.js";
import "./shared-clients-registry-source.js";
import "./shared-clients-registry-upload.js";
import "./shared-image-layout.js";
import "./shared-formats-tar-read.js";
import "./shared-node-zlib.js";
import {
  count,
  cut,
  fail,
  padEnd,
  padStart,
  paint,
  platformText,
  size,
  visible,
  wrap
} from "./common.js";
import "./shared-semver-2.js";
import "./shared-core-redact.js";
import "./shared.js";

// src/report/image-inspect.ts
var LABEL = 9;
function imageInspectText(view, look, everything) {
  const { layers } = view;
  const stored = layers.reduce((sum, { bytes }) => sum + bytes, 0);
  const plain = layers.reduce((sum, { plainBytes }) => sum + plainBytes, 0);
  return [
    ...row("image", view.digest, look),
    ...row("lies in", view.place, look),
    ...row(
      "platform",
      `${platformText(view.platform)}${view.created === void 0 ? "" : ` · created ${view.created}`}`,
      look
    ),
    ...row("size", `${count(layers.length, "layer")}, ${size(stored)}, ${size(plain)} unpacked`, look),
    ...view.base === void 0 ? [] : row(
      "base",
      [view.base.name, view.base.digest].filter((text) => text !== void 0).join(" @ "),
      look
    ),
    ...row("starts", wordsOf([...view.entrypoint, ...view.cmd]), look),
    ...row(
      "as",
      [view.user || "root", ...view.workdir === "" ? [] : [`in ${view.workdir}`]].join(" "),
      look
    ),
    ...view.ports.length === 0 ? [] : row("ports", view.ports.join(", "), look),
    ...view.volumes.length === 0 ? [] : row("volumes", view.volumes.join(", "), look),
    ...everything ? view.env.flatMap((line) => row("env", line, look)) : [],
    ...everything ? Object.entries(view.labels).flatMap(([name, text]) => row("label", `${name}=${text}`, look)) : [],
    "",
    ...layers.flatMap((layer, number) => layerLines(layer, number, look, everything)),
    ...view.largest.length === 0 ? [] : ["", paint("largest files", "quiet", look)],
    ...view.largest.map(
      ({ path, bytes, layer }) => cut(`${padStart(size(bytes), 8)}  ${padStart(String(layer), 3)}  /${visible(path)}`, look.columns)
    )
  ];
}
function layerLines(layer, number, look, everything) {
  const sizes = `${padStart(String(number + 1), 3)}  ${padStart(size(layer.bytes), 8)}  ${padStart(count(layer.members, "member"), 14)}  `;
  const made = visible((layer.createdBy ?? "").replace(/\s+/g, " "));
  return [
    cut(`${sizes}${made}`, look.columns),
    ...everything ? [paint(`     ${layer.digest} ${layer.mediaType}`, "quiet", look)] : []
  ];
}
function wordsOf(words) {
  return words.length === 0 ? "nothing by itself" : words.map((word) => /^[\w./:=@%+,-]+$/.test(word) ? word : JSON.stringify(word)).join(" ");
}
function row(label, text, look) {
  const lines = wrap(visible(text), Math.max(20, look.columns - LABEL));
  return lines.map((line, at) => `${padEnd(at === 0 ? label : "", LABEL)}${line}`);
}

// src/cli/image/inspect.ts
async function imageInspect(session, text, flags) {
  const platform = platformFlag(flags.platform);
  if (!platform.ok) return fail(session, platform.failure);
  const image = await openNamed(session, text, platform.value);
  if (!image.ok) return fail(session, image.failure);
  const view = await inspectImage(image.value);
  if (!view.ok) return fail(session, view.failure);
  if (session.flags.json === true) session.json(view.value);
  session.say(imageInspectText(view.value, session.look, session.flags.verbose === true));
  return 0;
}
export {
  imageInspect
};
