import {
  MANIFEST_LIMIT,
  MEDIA,
  createHash,
  fitsPlatform,
  hexOf,
  imageDigest,
  isIndex,
  isManifest,
  isPlainObject,
  platformText,
  readIndex,
  readManifest,
  strictJson
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/image/attempt.ts
function attempt(doing, path, work) {
  try {
    return ok(work());
  } catch (error) {
    return err(refused(doing, path, error));
  }
}
function refused(doing, path, error) {
  const errno = error instanceof Error && "code" in error ? error.code : void 0;
  if (typeof errno !== "string" || !/^E[A-Z0-9]+$/.test(errno)) throw error;
  return { code: "system", doing, path, errno };
}

// src/image/blob.ts
var PIECE = 1 << 20;
async function streamExtent(disk, extent, descriptor, onPiece) {
  const what = blobName(descriptor);
  if (extent.bytes !== descriptor.size) return err(wrongSize(what, descriptor.size, extent.bytes));
  const digest = createHash("sha256");
  const read = await piecesOf(disk, extent, async (piece) => {
    digest.update(piece);
    return onPiece(piece);
  });
  if (!read.ok) return read;
  return sameDigest(what, descriptor.digest, imageDigest(digest.digest("hex")));
}
function readExtent(disk, extent, descriptor, limit) {
  const what = blobName(descriptor);
  if (descriptor.size > limit) return err(tooLarge(what, limit));
  if (extent.bytes !== descriptor.size) return err(wrongSize(what, descriptor.size, extent.bytes));
  const read = wholeExtent(disk, extent);
  if (!read.ok) return read;
  const same = sameDigest(what, descriptor.digest, digestOf(read.value));
  return same.ok ? read : same;
}
function wholeExtent(disk, { path, at, bytes }) {
  return attempt("read", path, () => {
    const file = disk.openRead(path);
    try {
      const into = Buffer.alloc(bytes);
      return into.subarray(0, disk.read(file, into, at));
    } finally {
      disk.close(file);
    }
  });
}
async function piecesOf(disk, { path, at, bytes }, onPiece) {
  const opened = attempt("read", path, () => disk.openRead(path));
  if (!opened.ok) return opened;
  try {
    const buffer = Buffer.allocUnsafe(Math.min(PIECE, Math.max(1, bytes)));
    for (let done = 0; done < bytes; ) {
      const into = buffer.subarray(0, Math.min(buffer.length, bytes - done));
      const count = attempt("read", path, () => disk.read(opened.value, into, at + done));
      if (!count.ok) return count;
      if (count.value < into.length) {
        return err({ code: "image-invalid", what: path, message: "it became shorter while it was read" });
      }
      const taken = await onPiece(into);
      if (!taken.ok) return taken;
      done += into.length;
    }
    return ok(void 0);
  } finally {
    disk.close(opened.value);
  }
}
function digestOf(bytes) {
  return imageDigest(createHash("sha256").update(bytes).digest("hex"));
}
function blobName({ digest }) {
  return `blob ${digest}`;
}
function sameDigest(what, expected, found) {
  if (expected === found) return ok(void 0);
  return err({ code: "digest-mismatch", what, expected, found });
}
function wrongSize(what, expected, found) {
  return {
    code: "digest-mismatch",
    what,
    expected: `${expected} bytes`,
    found: `${found} bytes`
  };
}
function tooLarge(what, limit) {
  return {
    code: "image-invalid",
    what,
    message: `it has more than the ${limit} bytes that are read`
  };
}

// src/image/choose.ts
var MOST_ENTRIES = 1e3;
var NAMES = ["org.opencontainers.image.ref.name", "io.containerd.image.name"];
function entriesOf(what, listed, read) {
  if (listed.length > MOST_ENTRIES) {
    return err({ code: "image-invalid", what, message: `its index has more than ${MOST_ENTRIES} entries` });
  }
  const images = [];
  const evidence = [];
  for (const descriptor of listed) {
    const { mediaType } = descriptor;
    if (!isManifest(mediaType) && !isIndex(mediaType)) continue;
    const bytes = read(descriptor, MANIFEST_LIMIT);
    if (!bytes.ok) return bytes;
    if (bytes.value === void 0) {
      return err({ code: "image-invalid", what, message: `${descriptor.digest} is listed and not there` });
    }
    const parsed = isIndex(mediaType) ? readIndex(bytes.value, mediaType) : readManifest(bytes.value, mediaType);
    if (!parsed.ok)
      return err({ code: "image-invalid", what: `${descriptor.digest} in ${what}`, message: parsed.failure });
    (parsed.value.subject === void 0 ? images : evidence).push(descriptor);
  }
  return ok({ images, evidence });
}
function chooseEntry(what, images, wanted) {
  const { digest, name, platform } = wanted;
  const fitting = images.filter(
    (image) => (digest === void 0 || image.digest === digest) && (name === void 0 || namesOf(image).includes(name)) && (platform === void 0 || image.platform === void 0 || fitsPlatform(image.platform, platform))
  );
  const [first] = fitting;
  if (first !== void 0 && fitting.every((other) => other.digest === first.digest)) return ok(first);
  const asked = [digest, name, platform && platformText(platform)].filter((text) => text !== void 0);
  const message = first === void 0 ? images.length === 0 ? "it holds no image" : `it holds ${list(images)}, not ${asked.join(" ")}` : `it holds ${list(fitting)}, and nothing says which is meant`;
  return err({ code: "image-invalid", what, message });
}
function namesOf({ annotations }) {
  return NAMES.flatMap((key) => annotations?.[key] ?? []);
}
function list(images) {
  const shown = images.slice(0, 5).map((image) => namesOf(image)[0] ?? (image.platform && platformText(image.platform)) ?? image.digest);
  return [...shown, ...images.length > shown.length ? [`${images.length - shown.length} more`] : []].join(
    ", "
  );
}

// src/image/layout.ts
var LAYOUT_VERSION = "1.0.0";
function openLayout(disk, folder, wanted = {}) {
  const index = readLayoutIndex(disk, folder);
  if (!index.ok) return index;
  const entries = entriesOf(folder, index.value.manifests, (descriptor, limit) => {
    const extent = blobExtent(disk, folder, descriptor);
    if (!extent.ok || extent.value === void 0) return extent.ok ? ok(void 0) : extent;
    return readExtent(disk, extent.value, descriptor, limit);
  });
  if (!entries.ok) return entries;
  const root = chooseEntry(folder, entries.value.images, wanted);
  if (!root.ok) return root;
  return ok({
    place: folder,
    root: root.value,
    index: index.value,
    evidence: entries.value.evidence,
    async bytes(descriptor, limit) {
      const extent = presentExtent(disk, folder, descriptor);
      return extent.ok ? readExtent(disk, extent.value, descriptor, limit) : extent;
    },
    async stream(descriptor, onPiece) {
      const extent = presentExtent(disk, folder, descriptor);
      return extent.ok ? streamExtent(disk, extent.value, descriptor, onPiece) : extent;
    },
    path: (descriptor) => blobPath(folder, descriptor)
  });
}
function readLayoutIndex(disk, folder) {
  const marker = readSmall(disk, folder, "oci-layout", 64 * 1024);
  if (!marker.ok) return marker;
  const says = checkMarker(marker.value);
  if (says !== void 0) return err({ code: "image-invalid", what: folder, message: says });
  const bytes = readSmall(disk, folder, "index.json", MANIFEST_LIMIT);
  if (!bytes.ok) return bytes;
  const index = readIndex(bytes.value, MEDIA.index);
  return index.ok ? index : err({ code: "image-invalid", what: `${folder}/index.json`, message: index.failure });
}
function checkMarker(bytes) {
  const json = strictJson(bytes);
  const version = json.ok && isPlainObject(json.value) ? json.value["imageLayoutVersion"] : void 0;
  if (version === LAYOUT_VERSION) return void 0;
  return typeof version === "string" && /^[0-9.]{1,20}$/.test(version) ? `it is a layout of version ${version}, and ${LAYOUT_VERSION} is what is read` : "its file oci-layout is none";
}
function blobPath(folder, descriptor) {
  return `${folder}/blobs/sha256/${hexOf(descriptor.digest)}`;
}
function blobExtent(disk, folder, descriptor) {
  const path = blobPath(folder, descriptor);
  const found = attempt("read", path, () => {
    for (const part of [folder, `${folder}/blobs`, `${folder}/blobs/sha256`]) {
      const kind = disk.look(part)?.kind;
      if (kind !== void 0 && kind !== "folder") return { refused: part };
    }
    const blob = disk.look(path);
    if (blob === void 0) return void 0;
    return blob.kind === "file" ? { path, at: 0, bytes: blob.bytes } : { refused: path };
  });
  if (!found.ok) return found;
  if (found.value === void 0 || !("refused" in found.value)) return ok(found.value);
  const message = `${found.value.refused.slice(folder.length + 1) || "it"} is no plain folder or file`;
  return err({ code: "image-invalid", what: folder, message });
}
function presentExtent(disk, folder, descriptor) {
  const extent = blobExtent(disk, folder, descriptor);
  if (!extent.ok) return extent;
  if (extent.value !== void 0) return ok(extent.value);
  return err({ code: "image-invalid", what: folder, message: `${descriptor.digest} is not there` });
}
function readSmall(disk, folder, name, limit) {
  const path = `${folder}/${name}`;
  const found = attempt("read", path, () => disk.look(path));
  if (!found.ok) return found;
  const invalid = (message) => err({ code: "image-invalid", what: folder, message });
  if (found.value === void 0) return invalid(`it has no ${name}, so it is no OCI layout`);
  if (found.value.kind !== "file") return invalid(`${name} is no file`);
  if (found.value.bytes > limit) return invalid(`${name} has more than ${limit} bytes`);
  return wholeExtent(disk, { path, at: 0, bytes: found.value.bytes });
}

export {
  attempt,
  refused,
  streamExtent,
  readExtent,
  wholeExtent,
  piecesOf,
  digestOf,
  blobName,
  sameDigest,
  wrongSize,
  tooLarge,
  entriesOf,
  chooseEntry,
  LAYOUT_VERSION,
  openLayout,
  checkMarker
};
