import {
  TAR_END,
  tarHeader,
  tarPadding
} from "./shared-formats-tar.js";
import {
  markerBytes
} from "./shared-image-layout-write.js";
import {
  indexBytes
} from "./shared-image-manifest.js";
import {
  decompressor,
  readLayer
} from "./shared-image-layer-read.js";
import {
  attempt
} from "./shared-image-layout.js";
import {
  CONFIG_LIMIT,
  compressionOf,
  hexOf,
  parseImageName,
  printImageName
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/image/archive-write.ts
var MTIME = 315532800;
async function archivePieces(image, names, onPiece) {
  const { source, descriptor, manifest } = image;
  const root = { ...descriptor, platform: image.platform };
  const layers = await layerPlaces(image);
  if (!layers.ok) return layers;
  const [name] = names;
  const entry = name === void 0 ? root : { ...root, annotations: { ...root.annotations, ...named(name) } };
  const listing = [
    { Config: blobName(manifest.config), RepoTags: names, Layers: layers.value.map(({ path }) => path) }
  ];
  const write = async (path, bytes) => member(path, bytes.length, onPiece, () => onPiece(bytes));
  for (const [path, bytes] of [
    ["oci-layout", markerBytes()],
    ["index.json", indexBytes([entry])],
    ["manifest.json", Buffer.from(JSON.stringify(listing))]
  ]) {
    const written = await write(path, bytes);
    if (!written.ok) return written;
  }
  for (const small of [descriptor, manifest.config]) {
    const bytes = await source.bytes(small, CONFIG_LIMIT);
    const written = bytes.ok ? await write(blobName(small), bytes.value) : bytes;
    if (!written.ok) return written;
  }
  const seen = /* @__PURE__ */ new Set();
  for (const [number, layer] of manifest.layers.entries()) {
    const place = layers.value[number];
    const blob = blobName(layer);
    if (!seen.has(blob)) {
      seen.add(blob);
      const written2 = await member(blob, layer.size, onPiece, () => source.stream(layer, onPiece));
      if (!written2.ok) return written2;
    }
    if (place === void 0 || seen.has(place.path)) continue;
    seen.add(place.path);
    const written = await member(place.path, place.bytes, onPiece, () => plain(image, layer, onPiece));
    if (!written.ok) return written;
  }
  return onPiece(TAR_END);
}
async function writeArchive(disk, image, names, path, signal) {
  const beside = `${path}.part`;
  const opened = attempt("write", path, () => {
    disk.remove(beside);
    return disk.create(beside, 420);
  });
  if (!opened.ok) return opened;
  const written = await archivePieces(image, names, async (piece) => {
    if (signal?.aborted === true)
      return err({ code: "interrupted", signal: signal.reason === "SIGINT" ? "SIGINT" : "SIGTERM" });
    return attempt("write", path, () => disk.write(opened.value, piece));
  });
  const done = attempt("write", path, () => {
    disk.close(opened.value);
    if (written.ok) disk.rename(beside, path);
    else disk.remove(beside);
  });
  return written.ok ? done : written;
}
var REF = "org.opencontainers.image.ref.name";
async function layerPlaces(image) {
  const places = [];
  for (const [number, layer] of image.manifest.layers.entries()) {
    const diffId = image.config.diffIds[number];
    if (compressionOf(layer.mediaType) !== "zstd" || diffId === void 0) {
      places.push({ path: blobName(layer), bytes: layer.size });
      continue;
    }
    const read = await readLayer(image.source, layer, diffId, { member: () => ok(false) });
    if (!read.ok) return read;
    places.push({ path: `${hexOf(diffId)}/layer.tar`, bytes: read.value.bytes });
  }
  return ok(places);
}
async function member(path, bytes, onPiece, content) {
  const begun = await onPiece(tarHeader({ kind: "file", path, mode: 420, mtime: MTIME, bytes }));
  if (!begun.ok) return begun;
  const written = await content();
  if (!written.ok) return written;
  const fill = tarPadding(bytes);
  return fill === 0 ? ok(void 0) : onPiece(new Uint8Array(fill));
}
async function plain(image, layer, onPiece) {
  const pieces = [];
  const engine = decompressor(compressionOf(layer.mediaType) ?? "none", (bytes) => {
    pieces.push(Buffer.from(bytes));
    return ok(void 0);
  });
  const flush = async () => {
    for (const piece of pieces.splice(0)) {
      const given = await onPiece(piece);
      if (!given.ok) return given;
    }
    return ok(void 0);
  };
  const broken = (message) => err({ code: "image-invalid", what: `layer ${layer.digest}`, message });
  try {
    const read = await image.source.stream(layer, async (piece) => {
      const pushed = await engine.push(piece);
      return pushed.ok ? flush() : broken(pushed.failure);
    });
    if (!read.ok) return read;
    const ended = await engine.end();
    return ended.ok ? flush() : broken(ended.failure);
  } finally {
    engine.close();
  }
}
function blobName({ digest }) {
  return `blobs/sha256/${hexOf(digest)}`;
}
function named(name) {
  const parsed = parseImageName(name);
  return {
    [REF]: name,
    ...parsed === void 0 ? {} : { "io.containerd.image.name": printImageName(parsed) }
  };
}

export {
  writeArchive
};
