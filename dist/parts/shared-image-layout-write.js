import {
  indexBytes
} from "./shared-image-manifest.js";
import {
  LAYOUT_VERSION,
  attempt,
  blobName,
  digestOf,
  openLayout,
  sameDigest,
  streamExtent,
  wrongSize
} from "./shared-image-layout.js";
import {
  createHash,
  hexOf,
  imageDigest,
  posix
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/image/layout-write.ts
var FILE_MODE = 420;
var FOLDER_MODE = 493;
function createLayout(disk, out, signal) {
  const staging = besides(out, "part");
  const made = attempt("write", staging, () => {
    disk.remove(staging);
    disk.makeFolder(staging, FOLDER_MODE);
    disk.makeFolder(`${staging}/blobs`, FOLDER_MODE);
    disk.makeFolder(`${staging}/blobs/sha256`, FOLDER_MODE);
  });
  return made.ok ? ok(new StagedLayout(disk, out, staging, signal)) : made;
}
function extendLayout(disk, folder, blobs, manifests) {
  const opened = openLayout(disk, folder);
  if (!opened.ok) return opened;
  const listed = opened.value.index.manifests;
  const added = manifests.filter((one) => !listed.some((other) => other.digest === one.digest));
  return attempt("write", folder, () => {
    for (const blob of blobs) {
      const path = `${folder}/blobs/sha256/${hexOf(digestOf(blob))}`;
      if (disk.look(path) === void 0) writeBeside(disk, path, blob);
    }
    writeBeside(disk, `${folder}/index.json`, indexBytes([...listed, ...added]));
  });
}
function markerBytes() {
  return Buffer.from(JSON.stringify({ imageLayoutVersion: LAYOUT_VERSION }));
}
var StagedLayout = class {
  #disk;
  #out;
  #staging;
  #signal;
  #known = /* @__PURE__ */ new Set();
  #count = 0;
  constructor(disk, out, staging, signal) {
    this.#disk = disk;
    this.#out = out;
    this.#staging = staging;
    this.#signal = signal;
  }
  has(digest) {
    return this.#known.has(digest);
  }
  path(digest) {
    return `${this.#staging}/blobs/sha256/${hexOf(digest)}`;
  }
  bytes(mediaType, content) {
    const blob = this.blob();
    if (!blob.ok) return blob;
    const written = blob.value.write(content);
    const facts = written.ok ? blob.value.finish() : written;
    return facts.ok ? ok({ mediaType, ...facts.value }) : facts;
  }
  blob() {
    this.#count += 1;
    const path = `${this.#staging}/.blob-${this.#count}`;
    const disk = this.#disk;
    const opened = attempt("write", path, () => disk.create(path, FILE_MODE));
    if (!opened.ok) return opened;
    const hash = createHash("sha256");
    let size = 0;
    let open = true;
    const drop = () => {
      if (!open) return;
      open = false;
      disk.close(opened.value);
      disk.remove(path);
    };
    return ok({
      drop,
      write: (piece) => {
        const going = this.#goesOn();
        const written = going.ok ? attempt("write", this.#out, () => disk.write(opened.value, piece)) : going;
        if (!written.ok) {
          drop();
          return written;
        }
        hash.update(piece);
        size += piece.length;
        return written;
      },
      finish: (expected) => {
        const facts = { digest: imageDigest(hash.digest("hex")), size };
        const same = expected === void 0 ? ok(void 0) : sameBlob(expected, facts);
        if (!same.ok) {
          drop();
          return same;
        }
        open = false;
        const placed = attempt("write", this.#out, () => {
          disk.close(opened.value);
          disk.rename(path, this.path(facts.digest));
        });
        if (placed.ok) this.#known.add(facts.digest);
        return placed.ok ? ok(facts) : placed;
      }
    });
  }
  async file(descriptor, path) {
    if (this.has(descriptor.digest)) return ok(void 0);
    const disk = this.#disk;
    const found = attempt("read", path, () => disk.look(path));
    if (!found.ok) return found;
    if (found.value?.kind !== "file") {
      return err({ code: "image-invalid", what: path, message: "it is no file" });
    }
    const extent = { path, at: 0, bytes: found.value.bytes };
    if (tryHardLink(disk, path, this.path(descriptor.digest))) {
      const linked = { ...extent, path: this.path(descriptor.digest) };
      const same = await streamExtent(disk, linked, descriptor, async () => this.#goesOn());
      if (!same.ok) disk.remove(linked.path);
      else this.#known.add(descriptor.digest);
      return same;
    }
    const blob = this.blob();
    if (!blob.ok) return blob;
    const copied = await streamExtent(disk, extent, descriptor, async (piece) => blob.value.write(piece));
    return this.#settle(blob.value, descriptor, copied);
  }
  async from(source, descriptor) {
    if (this.has(descriptor.digest)) return ok(void 0);
    const blob = this.blob();
    if (!blob.ok) return blob;
    const copied = await source.stream(descriptor, async (piece) => blob.value.write(piece));
    return this.#settle(blob.value, descriptor, copied);
  }
  finish(manifests) {
    const going = this.#goesOn();
    if (!going.ok) return going;
    const disk = this.#disk;
    const old = besides(this.#out, "old");
    return attempt("write", this.#out, () => {
      writeNew(disk, `${this.#staging}/oci-layout`, markerBytes());
      writeNew(disk, `${this.#staging}/index.json`, indexBytes(manifests));
      disk.remove(old);
      if (disk.look(this.#out) !== void 0) disk.rename(this.#out, old);
      disk.rename(this.#staging, this.#out);
      disk.remove(old);
    });
  }
  drop() {
    attempt("remove", this.#staging, () => this.#disk.remove(this.#staging));
  }
  #settle(blob, descriptor, copied) {
    if (!copied.ok) {
      blob.drop();
      return copied;
    }
    const finished = blob.finish(descriptor);
    return finished.ok ? ok(void 0) : finished;
  }
  #goesOn() {
    if (this.#signal?.aborted !== true) return ok(void 0);
    const signal = this.#signal.reason === "SIGINT" ? "SIGINT" : "SIGTERM";
    return err({ code: "interrupted", signal });
  }
};
function sameBlob(expected, found) {
  const what = blobName({ ...expected, mediaType: "" });
  if (expected.size !== found.size) return err(wrongSize(what, expected.size, found.size));
  return sameDigest(what, expected.digest, found.digest);
}
function tryHardLink(disk, file, path) {
  return attempt("link", path, () => disk.makeHardLink(file, path)).ok;
}
function besides(out, suffix) {
  return posix.join(posix.dirname(out), `.${posix.basename(out)}.${suffix}`);
}
function writeNew(disk, path, bytes) {
  const file = disk.create(path, FILE_MODE);
  try {
    disk.write(file, bytes);
  } finally {
    disk.close(file);
  }
}
function writeBeside(disk, path, bytes) {
  const beside = besides(path, "part");
  disk.remove(beside);
  writeNew(disk, beside, bytes);
  disk.rename(beside, path);
}

export {
  createLayout,
  extendLayout,
  markerBytes
};
