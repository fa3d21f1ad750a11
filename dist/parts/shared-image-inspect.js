import {
  readTree
} from "./shared-image-tree-merge.js";
import {
  ok
} from "./shared-core-redact.js";

// src/image/inspect.ts
var LARGEST = 10;
async function inspectImage(image) {
  const tree = await readTree(image);
  if (!tree.ok) return tree;
  const { descriptor, manifest, config, platform, source } = image;
  const makers = layerMakers(config, manifest.layers.length);
  const files = [...tree.value.entries()].filter(([, { kind }]) => kind === "file").map(([path, { bytes, layer }]) => ({ path, bytes, layer: layer + 1 })).sort((a, b) => b.bytes - a.bytes);
  const name = manifest.annotations["org.opencontainers.image.base.name"] || void 0;
  const digest = manifest.annotations["org.opencontainers.image.base.digest"] || void 0;
  const { created, entrypoint, cmd, env, user, workdir, ports, volumes, labels } = config;
  return ok({
    place: source.place,
    digest: descriptor.digest,
    mediaType: descriptor.mediaType,
    configDigest: manifest.config.digest,
    platform,
    created,
    entrypoint,
    cmd,
    env,
    user,
    workdir,
    ports,
    volumes,
    labels,
    base: name === void 0 && digest === void 0 ? void 0 : { name, digest },
    layers: manifest.layers.map((layer, number) => ({
      digest: layer.digest,
      mediaType: layer.mediaType,
      bytes: layer.size,
      plainBytes: tree.value.layers[number]?.bytes ?? 0,
      members: tree.value.layers[number]?.members ?? 0,
      createdBy: makers[number]
    })),
    largest: files.slice(0, LARGEST)
  });
}
function layerMakers({ history }, layers) {
  const full = history.filter(({ empty }) => !empty);
  return Array.from(
    { length: layers },
    (_, number) => full.length === layers ? full[number]?.createdBy ?? full[number]?.comment : void 0
  );
}

export {
  inspectImage,
  layerMakers
};
