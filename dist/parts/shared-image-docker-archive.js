import {
  manifestBytes
} from "./shared-image-manifest.js";
import {
  memberPath,
  readConfig
} from "./shared-image-layer-read.js";
import {
  attempt,
  checkMarker,
  chooseEntry,
  digestOf,
  entriesOf,
  piecesOf,
  readExtent,
  sameDigest,
  streamExtent,
  tooLarge,
  wholeExtent
} from "./shared-image-layout.js";
import {
  TarReader
} from "./shared-formats-tar-read.js";
import {
  CONFIG_LIMIT,
  MANIFEST_LIMIT,
  MEDIA,
  createHash,
  hexOf,
  imageDigest,
  isPlainObject,
  isSha256,
  nameText,
  readIndex,
  strictJson
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/image/archive-members.ts
var MOST_MEMBERS = 2e4;
var MOST_LINKS = 8;
var BLOCK = 512;
function readMembers(disk, path) {
  const invalid = (message) => err({ code: "image-invalid", what: path, message });
  const found = attempt("read", path, () => {
    const file = disk.openRead(path);
    try {
      return scan(disk, file, path);
    } finally {
      disk.close(file);
    }
  });
  if (!found.ok) return found;
  const entries = found.value;
  if (typeof entries === "string") return invalid(entries);
  return ok({
    find(name) {
      let entry = entries.get(name);
      for (let links = 0; entry !== void 0 && "target" in entry; links += 1) {
        entry = links < MOST_LINKS ? entries.get(entry.target) : void 0;
      }
      return entry;
    }
  });
}
function scan(disk, file, path) {
  const { bytes } = disk.facts(file);
  const entries = /* @__PURE__ */ new Map();
  const reader = new TarReader();
  const block = Buffer.alloc(BLOCK);
  let members = 0;
  for (let at = 0; at < bytes; ) {
    const count = disk.read(file, block, at);
    if (at === 0) {
      const compressed = compressedWith(block);
      if (compressed !== void 0) return `it is compressed as a whole; unpack it first: ${compressed}`;
    }
    const events = reader.push(block.subarray(0, count));
    if (!events.ok) return events.failure.detail;
    at += count;
    for (const event of events.value) {
      if (event.kind !== "member") continue;
      members += 1;
      if (members > MOST_MEMBERS) return `it has more than ${MOST_MEMBERS} members`;
      const problem = add(entries, event.member, { path, at, bytes: event.member.bytes });
      if (problem !== void 0) return problem;
      at += reader.skip();
      if (at > bytes) return "it ends before its end";
    }
    if (count < BLOCK && at < bytes) return "it became shorter while it was read";
  }
  const end = reader.end();
  return end.ok ? entries : end.failure.detail;
}
function add(entries, member, extent) {
  const name = nameText(Buffer.from(member.name));
  const path = memberPath(name);
  if (path === void 0) return `${JSON.stringify(name.slice(0, 200))} leads out of it`;
  if (member.kind === "folder") return void 0;
  if (entries.has(path)) return `${JSON.stringify(path)} is in it twice`;
  if (member.kind === "file") {
    entries.set(path, extent);
    return void 0;
  }
  const text = nameText(Buffer.from(member.target));
  const target = member.kind === "hard-link" ? memberPath(text) : member.kind === "link" ? below(path.split("/").slice(0, -1), text) : void 0;
  if (target === void 0) return `${JSON.stringify(path)} is neither a file nor a link inside it`;
  entries.set(path, { target });
  return void 0;
}
function below(folder, text) {
  if (text.startsWith("/") || text.includes("\0")) return void 0;
  const place = [...folder];
  for (const part of text.split("/")) {
    if (part === "..") {
      if (place.pop() === void 0) return void 0;
    } else if (part !== "" && part !== ".") place.push(part);
  }
  return place.join("/");
}
function compressedWith(head) {
  const starts = (...bytes) => bytes.every((byte, at) => head[at] === byte);
  if (starts(31, 139)) return "gunzip";
  if (starts(40, 181, 47, 253)) return "unzstd";
  if (starts(253, 55, 122, 88, 90)) return "unxz";
  return starts(66, 90, 104) ? "bunzip2" : void 0;
}

// src/image/docker-archive.ts
var MOST_IMAGES = 1e3;
var MOST_LAYERS = 512;
var LAYER_TYPES = {
  none: MEDIA.layerTar,
  gzip: MEDIA.layerGzip,
  zstd: MEDIA.layerZstd
};
async function dockerImage(disk, path, members, listing, wanted) {
  const invalid = (message) => err({ code: "image-invalid", what: path, message });
  const bytes = small(disk, listing, MANIFEST_LIMIT);
  if (!bytes.ok) return bytes;
  const entries = readEntries(bytes.value);
  if (!entries.ok) return invalid(`of its manifest.json, ${entries.failure}`);
  const entry = choose(entries.value, wanted);
  if (!entry.ok) return invalid(entry.failure);
  const config = readConfigOf(disk, path, members, entry.value);
  if (!config.ok) return config;
  const { extent, descriptor, diffIds } = config.value;
  if (diffIds.length !== entry.value.layers.length)
    return invalid("its list of layers and its configuration do not have the same number");
  const blobs = /* @__PURE__ */ new Map([[descriptor.digest, extent]]);
  const layers = [];
  for (const [place, name] of entry.value.layers.entries()) {
    const at = members.find(name);
    const diffId = diffIds[place];
    if (at === void 0 || diffId === void 0) return invalid(`${JSON.stringify(name)} is not in it`);
    const layer = await layerAt(disk, at, diffId);
    if (!layer.ok) return layer;
    layers.push(layer.value);
    blobs.set(layer.value.digest, at);
  }
  const manifest = manifestBytes({ config: descriptor, layers });
  return ok({
    manifest,
    root: { mediaType: MEDIA.manifest, digest: digestOf(manifest), size: manifest.length },
    blobs
  });
}
async function layerAt(disk, extent, diffId) {
  const head = wholeExtent(disk, { ...extent, bytes: Math.min(4, extent.bytes) });
  if (!head.ok) return head;
  const compression = compressionAt(head.value);
  const mediaType = LAYER_TYPES[compression];
  if (compression === "none") return ok({ mediaType, digest: diffId, size: extent.bytes });
  const digest = createHash("sha256");
  const read = await piecesOf(disk, extent, async (piece) => {
    digest.update(piece);
    return ok(void 0);
  });
  if (!read.ok) return read;
  return ok({ mediaType, digest: imageDigest(digest.digest("hex")), size: extent.bytes });
}
function compressionAt(head) {
  if (head[0] === 31 && head[1] === 139) return "gzip";
  return head.length === 4 && Buffer.from(head).readUInt32LE() === 4247762216 ? "zstd" : "none";
}
function readConfigOf(disk, path, members, entry) {
  const extent = members.find(entry.config);
  if (extent === void 0) {
    const message = `its configuration ${JSON.stringify(entry.config)} is not in it`;
    return err({ code: "image-invalid", what: path, message });
  }
  const bytes = small(disk, extent, CONFIG_LIMIT);
  if (!bytes.ok) return bytes;
  const digest = digestOf(bytes.value);
  const named = /([0-9a-f]{64})(?:\.json)?$/.exec(entry.config)?.[1];
  if (named !== void 0 && isSha256(named)) {
    const same = sameDigest(`the configuration in ${path}`, imageDigest(named), digest);
    if (!same.ok) return same;
  }
  const config = readConfig(bytes.value);
  if (!config.ok) {
    const message = `of its configuration, ${config.failure}`;
    return err({ code: "image-invalid", what: path, message });
  }
  const descriptor = { mediaType: MEDIA.config, digest, size: bytes.value.length };
  return ok({ extent, descriptor, diffIds: config.value.diffIds });
}
function choose(entries, { digest, name }) {
  const fitting = entries.filter(
    (entry) => (name === void 0 || entry.names.includes(name)) && // What Docker calls the image's id.
    (digest === void 0 || entry.config.includes(digest.slice("sha256:".length)))
  );
  const [first] = fitting;
  if (first !== void 0 && fitting.every(({ config }) => config === first.config)) return ok(first);
  const names = entries.flatMap((entry) => entry.names[0] ?? entry.config).slice(0, 5);
  if (first !== void 0) return err(`it holds ${names.join(", ")}, and nothing says which is meant`);
  return err(
    entries.length === 0 ? "it holds no image" : `it holds ${names.join(", ")}, not ${name ?? digest}`
  );
}
function readEntries(bytes) {
  const json = strictJson(bytes);
  if (!json.ok) return json;
  if (!Array.isArray(json.value) || json.value.length > MOST_IMAGES) return err("it is no list of images");
  const entries = [];
  for (const value of json.value) {
    if (!isPlainObject(value)) return err("an entry is no object");
    const config = typeof value["Config"] === "string" ? memberPath(value["Config"]) : void 0;
    const layers = paths(value["Layers"]);
    const names = value["RepoTags"] ?? [];
    if (config === void 0 || layers === void 0 || layers.length > MOST_LAYERS)
      return err("an entry does not say its configuration and layers");
    if (!Array.isArray(names) || !names.every((name) => typeof name === "string"))
      return err("names of an image are none");
    entries.push({ config, layers, names });
  }
  return ok(entries);
}
function paths(value) {
  if (value === null || value === void 0) return [];
  if (!Array.isArray(value)) return void 0;
  const found = value.map((one) => typeof one === "string" ? memberPath(one) : void 0);
  const sound = found.filter((one) => one !== void 0);
  return sound.length === found.length ? sound : void 0;
}
function small(disk, extent, limit) {
  return extent.bytes > limit ? err(tooLarge(extent.path, limit)) : wholeExtent(disk, extent);
}

// src/image/archive.ts
async function openArchive(disk, path, wanted = {}) {
  const members = readMembers(disk, path);
  if (!members.ok) return members;
  const docker = members.value.find("manifest.json");
  const index = members.value.find("index.json");
  const marker = members.value.find("oci-layout");
  const kind = docker === void 0 ? "oci" : "docker";
  if (index !== void 0 && marker !== void 0) {
    return openLayoutIn(disk, path, kind, members.value, { index, marker }, wanted);
  }
  if (docker === void 0) {
    const message = "it has neither manifest.json nor an OCI layout, so it is no archive of an image";
    return err({ code: "image-invalid", what: path, message });
  }
  const image = await dockerImage(disk, path, members.value, docker, wanted);
  return image.ok ? ok(new DockerArchive(disk, path, image.value)) : image;
}
function openLayoutIn(disk, path, kind, members, parts, wanted) {
  const invalid = (message) => err({ code: "image-invalid", what: path, message });
  const marker = readMember(disk, parts.marker, 64 * 1024);
  if (!marker.ok) return marker;
  const says = checkMarker(marker.value);
  if (says !== void 0) return invalid(says);
  const bytes = readMember(disk, parts.index, MANIFEST_LIMIT);
  if (!bytes.ok) return bytes;
  const index = readIndex(bytes.value, MEDIA.index);
  if (!index.ok) return invalid(`of its index.json, ${index.failure}`);
  const find = ({ digest }) => members.find(`blobs/sha256/${hexOf(digest)}`);
  const entries = entriesOf(path, index.value.manifests, (descriptor, limit) => {
    const extent = find(descriptor);
    return extent === void 0 ? ok(void 0) : readExtent(disk, extent, descriptor, limit);
  });
  if (!entries.ok) return entries;
  const root = chooseEntry(path, entries.value.images, wanted);
  if (!root.ok) return root;
  const present = (descriptor) => {
    const extent = find(descriptor);
    return extent === void 0 ? invalid(`${descriptor.digest} is not in it`) : ok(extent);
  };
  return ok({
    kind,
    place: path,
    root: root.value,
    async bytes(descriptor, limit) {
      const extent = present(descriptor);
      return extent.ok ? readExtent(disk, extent.value, descriptor, limit) : extent;
    },
    async stream(descriptor, onPiece) {
      const extent = present(descriptor);
      return extent.ok ? streamExtent(disk, extent.value, descriptor, onPiece) : extent;
    },
    path: () => void 0
  });
}
function readMember(disk, extent, limit) {
  return extent.bytes > limit ? err(tooLarge(extent.path, limit)) : wholeExtent(disk, extent);
}
var DockerArchive = class {
  kind = "docker";
  place;
  root;
  #disk;
  #image;
  constructor(disk, path, image) {
    this.#disk = disk;
    this.place = path;
    this.root = image.root;
    this.#image = image;
  }
  async bytes(descriptor, limit) {
    const made = this.#made(descriptor.digest);
    if (made !== void 0 && descriptor.size === made.length) {
      return made.length > limit ? err(tooLarge(this.place, limit)) : ok(made);
    }
    const extent = this.#extent(descriptor);
    return extent.ok ? readExtent(this.#disk, extent.value, descriptor, limit) : extent;
  }
  async stream(descriptor, onPiece) {
    if (this.#made(descriptor.digest) !== void 0) {
      const bytes = await this.bytes(descriptor, CONFIG_LIMIT);
      return bytes.ok ? onPiece(bytes.value) : bytes;
    }
    const extent = this.#extent(descriptor);
    return extent.ok ? streamExtent(this.#disk, extent.value, descriptor, onPiece) : extent;
  }
  path() {
    return void 0;
  }
  #made(digest) {
    return digest === this.root.digest ? this.#image.manifest : void 0;
  }
  #extent({ digest }) {
    const extent = this.#image.blobs.get(digest);
    if (extent !== void 0) return ok(extent);
    return err({ code: "image-invalid", what: this.place, message: `${digest} is not in it` });
  }
};

export {
  openArchive
};
