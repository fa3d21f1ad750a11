import {
  CONFIG_LIMIT
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/image/copy.ts
async function copyImage(image, into) {
  const { source, descriptor, manifest } = image;
  for (const layer of manifest.layers) {
    const copied = await copyBlob(image, layer, into);
    if (!copied.ok) return copied;
  }
  for (const small of [manifest.config, descriptor]) {
    const copied = await into.from(source, small);
    if (!copied.ok) return copied;
  }
  return ok(descriptor);
}
async function copyBlob(image, blob, into) {
  const path = image.source.path(blob);
  return path === void 0 ? into.from(image.source, blob) : into.file(blob, path);
}
async function configBytes(image) {
  const bytes = await image.source.bytes(image.manifest.config, CONFIG_LIMIT);
  return bytes.ok ? bytes : err(bytes.failure);
}

export {
  copyImage,
  copyBlob,
  configBytes
};
