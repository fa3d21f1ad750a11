import {
  registryOptions
} from "./shared-cli-internal-registry-options.js";
import {
  readRequest,
  writeJson
} from "./shared-cli-internal-request.js";
import "./shared-cli-internal-write-whole.js";
import {
  Repository,
  onDisk
} from "./shared-clients-registry-upload.js";
import {
  openLayout
} from "./shared-image-layout.js";
import {
  readRecord
} from "./shared-run-record-schema.js";
import "./shared-zod.js";
import "./shared-zod-2.js";
import {
  MANIFEST_LIMIT,
  hexOf,
  isIndex,
  isManifest,
  parseImageName,
  readIndex,
  readManifest,
  size
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/clients/registry/push.ts
var AT_ONCE = 4;
var DEEPEST = 4;
var MOST_MANIFESTS = 1e3;
var PIECE = 256 * 1024;
async function pushImage(source, to, options) {
  const work = new Push(source, to, options);
  const image = await work.put(source.root);
  if (!image.ok) return image;
  const referrers = await work.putReferrers();
  if (!referrers.ok) return referrers;
  for (const tag of options.tags) {
    const tagged = await to.tag(tag, image.value);
    if (!tagged.ok) return tagged;
  }
  for (const reference of [source.root.digest, ...options.tags]) {
    const there = await to.head(reference);
    if (!there.ok) return there;
    const found = there.value?.digest;
    if (found !== source.root.digest) {
      const what = `${reference} of ${to.name} after the push`;
      return err({ code: "digest-mismatch", what, expected: source.root.digest, found: found ?? "nothing" });
    }
  }
  return ok({ root: source.root, referrers: referrers.value, blobs: work.blobs, sent: work.sent });
}
var Push = class {
  blobs = { there: 0, mounted: 0, sent: 0 };
  sent = 0;
  #total = 0;
  #source;
  #to;
  #options;
  /** Digests of blobs and manifests that are on their way or there. */
  #known = /* @__PURE__ */ new Set();
  /** Manifests that were put, in order: what may refer to them is asked for later. */
  #put = [];
  constructor(source, to, options) {
    this.#source = source;
    this.#to = to;
    this.#options = options;
  }
  /** A manifest or index with everything below it. */
  async put(root) {
    const tree = await this.#tree(root, 0);
    if (!tree.ok) return tree;
    const blobs = blobsOf(tree.value).filter(({ digest }) => {
      const fresh = !this.#known.has(digest);
      this.#known.add(digest);
      return fresh;
    });
    this.#total += blobs.reduce((sum, { size: size2 }) => sum + size2, 0);
    const sent = await this.#sendAll(blobs);
    if (!sent.ok) return sent;
    const put = await this.#putTree(tree.value);
    return put.ok ? tree : put;
  }
  /** What refers to the image and its parts, and what refers to that; one after the other. */
  async putReferrers() {
    const found = [];
    for (const subject of this.#put) {
      const listed = await (this.#source.referrersOf?.(subject) ?? ok([]));
      if (!listed.ok) return listed;
      for (const one of listed.value) {
        if (this.#put.some(({ digest }) => digest === one.digest)) continue;
        if (this.#put.length >= MOST_MANIFESTS) return this.#invalid(one, "too many manifests refer to it");
        const put = await this.put(one);
        if (!put.ok) return put;
        found.push(one);
      }
    }
    return ok(found);
  }
  async #tree(descriptor, depth) {
    const { mediaType } = descriptor;
    const bytes = await this.#source.bytes(descriptor, MANIFEST_LIMIT);
    if (!bytes.ok) return bytes;
    const fetched = { descriptor, bytes: bytes.value, etag: void 0 };
    if (isManifest(mediaType)) {
      const manifest = readManifest(bytes.value, mediaType);
      if (!manifest.ok) return this.#invalid(descriptor, manifest.failure);
      const { config, layers } = manifest.value;
      return ok({ ...fetched, children: [], blobs: [config, ...layers] });
    }
    if (!isIndex(mediaType)) return this.#invalid(descriptor, "it is neither a manifest nor an index");
    const index = readIndex(bytes.value, mediaType);
    if (!index.ok) return this.#invalid(descriptor, index.failure);
    const { manifests } = index.value;
    if (depth === DEEPEST || manifests.length > MOST_MANIFESTS)
      return this.#invalid(descriptor, "it is an index of too much");
    const children = [];
    for (const one of manifests) {
      const child = await this.#tree(one, depth + 1);
      if (!child.ok) return child;
      children.push(child.value);
    }
    return ok({ ...fetched, children, blobs: [] });
  }
  /** Children first: a registry takes no index of what it does not have. */
  async #putTree(tree) {
    for (const child of tree.children) {
      const put2 = await this.#putTree(child);
      if (!put2.ok) return put2;
    }
    const put = await this.#to.push(tree);
    if (put.ok) this.#put.push(tree.descriptor);
    return put;
  }
  /** The largest first, so that none is left over at the end. */
  async #sendAll(blobs) {
    const waiting = blobs.toSorted((a, b) => b.size - a.size);
    let failed;
    const work = async () => {
      for (let blob = waiting.shift(); blob !== void 0 && failed === void 0; blob = waiting.shift()) {
        const sent = await this.#send(blob);
        if (!sent.ok) failed ??= sent;
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, work));
    return failed ?? ok(void 0);
  }
  async #send(blob) {
    const there = await this.#to.hasBlob(blob);
    if (!there.ok) return there;
    const arrived = there.value ? ok("there") : await this.#to.upload(blob, this.#bytesOf(blob), this.#mountsOf(blob), (count) => {
      this.sent += count;
      this.#options.onProgress?.({ sent: this.sent, total: this.#total });
    });
    if (!arrived.ok) return arrived;
    if (arrived.value !== "sent") this.#total -= blob.size;
    this.blobs[arrived.value] += 1;
    this.#options.onProgress?.({
      sent: this.sent,
      total: this.#total,
      arrived: { blob, how: arrived.value }
    });
    return ok(void 0);
  }
  /** Where it may lie already: what the caller knows, and what engines note of where they pulled it. */
  #mountsOf({ annotations = {} }) {
    const noted = annotations[`containerd.io/distribution.source.${this.#to.registry}`]?.split(",") ?? [];
    const all = [...this.#options.mountFrom ?? [], ...noted];
    return [...new Set(all)].filter((one) => one !== this.#to.repository);
  }
  #bytesOf(blob) {
    const path = this.#source.path(blob);
    return path === void 0 ? streamed(this.#source, blob) : fromFile(this.#to, blob, path);
  }
  #invalid(descriptor, message) {
    const what = `${hexOf(descriptor.digest).slice(0, 12)} of ${this.#source.place}`;
    return err({ code: "image-invalid", what, message });
  }
};
function blobsOf({ children, blobs }) {
  return [...blobs, ...children.flatMap(blobsOf)];
}
function fromFile({ doors: { disk } }, { size: size2 }, path) {
  return async (from, take) => {
    const opened = onDisk("read", path, () => disk.openRead(path));
    if (!opened.ok) return opened;
    try {
      const memory = new Uint8Array(Math.min(PIECE, Math.max(1, size2 - from)));
      for (let at = from; at < size2; ) {
        const read = onDisk("read", path, () => disk.read(opened.value, memory, at));
        if (!read.ok) return read;
        if (read.value === 0) return err({ code: "image-invalid", what: path, message: "it ends too early" });
        at += read.value;
        if (!await take(memory.subarray(0, read.value))) return ok(void 0);
      }
      return ok(void 0);
    } finally {
      disk.close(opened.value);
    }
  };
}
function streamed(source, blob) {
  return async (from, take) => {
    let at = 0;
    let enough = false;
    const read = await source.stream(blob, async (piece) => {
      const part = at >= from ? piece : piece.subarray(from - at);
      at += piece.length;
      if (part.length > 0 && !enough) enough = !await take(part);
      return enough ? err({ code: "interrupted", signal: "SIGTERM" }) : ok(void 0);
    });
    return enough ? ok(void 0) : read;
  };
}

// src/image/push.ts
async function pushLayout(disk, request, to, onProgress, expected) {
  const layout = openLayout(disk, request.layout);
  if (!layout.ok) return layout;
  const found = layout.value.root.digest;
  if (expected !== void 0 && found !== expected)
    return err({ code: "digest-mismatch", what: request.layout, expected, found });
  const source = await withReferrers(layout.value);
  if (!source.ok) return source;
  const { tags, mountFrom } = request;
  const moved = [];
  for (const tag of tags) {
    const there = await to.head(tag);
    if (!there.ok) return there;
    const from = there.value?.digest;
    if (from !== void 0 && from !== layout.value.root.digest) moved.push({ tag, from });
  }
  const pushed = await pushImage(source.value, to, {
    tags,
    mountFrom,
    onProgress: ({ sent: sent2, total }) => onProgress(sent2, total)
  });
  if (!pushed.ok) return pushed;
  const { root, sent } = pushed.value;
  return ok({ name: to.name, digest: root.digest, tags, sent, moved });
}
async function withReferrers(layout) {
  const bySubject = /* @__PURE__ */ new Map();
  for (const one of layout.evidence) {
    const bytes = await layout.bytes(one, MANIFEST_LIMIT);
    if (!bytes.ok) return bytes;
    const manifest = readManifest(bytes.value, one.mediaType);
    if (!manifest.ok) {
      const what = `${one.digest} of ${layout.place}`;
      return err({ code: "image-invalid", what, message: manifest.failure });
    }
    const { subject } = manifest.value;
    if (subject !== void 0) bySubject.set(subject.digest, [...bySubject.get(subject.digest) ?? [], one]);
  }
  return ok({ ...layout, referrersOf: async ({ digest }) => ok(bySubject.get(digest) ?? []) });
}

// src/cli/internal/image-push.ts
var imagePush = async (args, inside) => {
  const read = readRequest(args);
  if (!read.ok) return read;
  const { request, result } = read.value;
  const name = parseImageName(request.to);
  if (name === void 0) return err(`${request.to} is no name of an image`);
  const doors = inside.doors();
  const expected = built(doors.files, request);
  if (!expected.ok) return expected;
  const repository = new Repository(doors, name, registryOptions(inside, request.plainHttp));
  const pushed = await pushLayout(doors.disk, request, repository, () => {
  }, expected.value);
  await doors.workers.close();
  if (!pushed.ok) return pushed;
  const written = await writeJson(inside, result, pushed.value);
  if (!written.ok) return written;
  inside.print(`${pushed.value.name}@${pushed.value.digest}: ${size(pushed.value.sent)} sent
`);
  return ok(0);
};
function built(files, { account }) {
  if (account === void 0) return ok(void 0);
  const stored = readRecord(files, account);
  if (!stored.ok) return stored;
  const digest = stored.value?.record.what.facts.image?.digest;
  if (digest === void 0)
    return err({ code: "record-invalid", path: account, message: "it has no image that could be pushed" });
  return ok(digest);
}
export {
  imagePush
};
