import {
  sameDigest
} from "./shared-image-layout.js";
import {
  TarReader
} from "./shared-formats-tar-read.js";
import {
  constants,
  createGunzip,
  createZstdDecompress
} from "./shared-node-zlib.js";
import {
  CONFIG_LIMIT,
  MANIFEST_LIMIT,
  MEDIA,
  compressionOf,
  createHash,
  fitsPlatform,
  imageDigest,
  isImageDigest,
  isIndex,
  isManifest,
  isPlainObject,
  nameText,
  platformText,
  readIndex,
  readManifest,
  strictJson
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/image/config.ts
var Malformed = class extends Error {
};
function readConfig(bytes) {
  if (bytes.length > CONFIG_LIMIT) return err(`it has more than ${CONFIG_LIMIT} bytes`);
  const json = strictJson(bytes);
  if (!json.ok) return json;
  if (!isPlainObject(json.value)) return err("it is no object");
  try {
    return ok(configOf(json.value));
  } catch (error) {
    if (error instanceof Malformed) return err(error.message);
    throw error;
  }
}
function envValue(env, name) {
  return env.findLast((line) => line.startsWith(`${name}=`))?.slice(name.length + 1);
}
function configOf(json) {
  const config = object(json, "config") ?? {};
  const rootfs = object(json, "rootfs");
  if (rootfs?.["type"] !== "layers") throw new Malformed("its rootfs is not of layers");
  const variant = text(json, "variant");
  const os = text(json, "os");
  const architecture = text(json, "architecture");
  if (!os || !architecture) throw new Malformed("it says no platform");
  return {
    platform: { os, architecture, ...variant ? { variant } : {} },
    created: text(json, "created"),
    author: text(json, "author"),
    entrypoint: texts(config, "Entrypoint"),
    cmd: texts(config, "Cmd"),
    env: texts(config, "Env"),
    user: text(config, "User") ?? "",
    workdir: text(config, "WorkingDir") ?? "",
    ports: names(config, "ExposedPorts"),
    volumes: names(config, "Volumes"),
    labels: labels(config),
    stopSignal: text(config, "StopSignal"),
    healthcheck: healthcheck(config),
    diffIds: texts(rootfs, "diff_ids").map(diffId),
    history: history(json)
  };
}
function diffId(value) {
  if (!isImageDigest(value)) throw new Malformed("a digest of a layer is none");
  return value;
}
function history(json) {
  const value = json["history"];
  if (value === void 0 || value === null) return [];
  if (!Array.isArray(value) || value.length > 1e4) throw new Malformed("its history is none");
  return value.map((entry) => {
    if (!isPlainObject(entry)) throw new Malformed("its history is none");
    return {
      created: text(entry, "created"),
      createdBy: text(entry, "created_by"),
      comment: text(entry, "comment"),
      empty: entry["empty_layer"] === true
    };
  });
}
function healthcheck(config) {
  const value = object(config, "Healthcheck");
  if (value === void 0) return void 0;
  const test = texts(value, "Test");
  if (test.length === 0 || test[0] === "NONE") return void 0;
  return {
    test,
    interval: number(value, "Interval"),
    timeout: number(value, "Timeout"),
    startPeriod: number(value, "StartPeriod"),
    retries: number(value, "Retries")
  };
}
function labels(config) {
  const value = object(config, "Labels") ?? {};
  return Object.fromEntries(Object.keys(value).map((name) => [name, text(value, name) ?? ""]));
}
function object(json, name) {
  const value = json[name];
  if (value === void 0 || value === null) return void 0;
  if (!isPlainObject(value) || Object.hasOwn(value, "__proto__"))
    throw new Malformed(`its ${name} is no object`);
  return value;
}
function text(json, name) {
  const value = Object.hasOwn(json, name) ? json[name] : void 0;
  if (value === void 0 || value === null) return void 0;
  if (typeof value !== "string") throw new Malformed(`its ${name} is no text`);
  return value;
}
function texts(json, name) {
  const value = json[name];
  if (value === void 0 || value === null) return [];
  if (!Array.isArray(value) || !value.every((one) => typeof one === "string"))
    throw new Malformed(`its ${name} is no list of texts`);
  return value;
}
function names(json, name) {
  return Object.keys(object(json, name) ?? {}).sort();
}
function number(json, name) {
  const value = json[name];
  if (value === void 0 || value === null) return void 0;
  if (typeof value !== "number") throw new Malformed(`its ${name} is no number`);
  return value;
}

// src/image/image.ts
var DEEPEST = 3;
async function imageOf(source, platform) {
  const found = await manifestOf(source, source.root, platform, DEEPEST);
  if (!found.ok) return found;
  const { descriptor, manifest } = found.value;
  const what = `${descriptor.digest} of ${source.place}`;
  const invalid = (message) => err({ code: "image-invalid", what, message });
  if (manifest.config.mediaType !== MEDIA.config && manifest.config.mediaType !== MEDIA.dockerConfig)
    return invalid("it is no image but something else that registries keep");
  const strange = manifest.layers.find((layer) => compressionOf(layer.mediaType) === void 0);
  if (strange !== void 0) return invalid(`a layer is of a kind that is not known (${strange.mediaType})`);
  const bytes = await source.bytes(manifest.config, CONFIG_LIMIT);
  if (!bytes.ok) return bytes;
  const config = readConfig(bytes.value);
  if (!config.ok) return invalid(`of its configuration, ${config.failure}`);
  if (config.value.diffIds.length !== manifest.layers.length)
    return invalid("its manifest and its configuration have not the same number of layers");
  if (platform !== void 0 && !fitsPlatform(config.value.platform, platform)) {
    return invalid(`it is for ${platformText(config.value.platform)}, and not for ${platformText(platform)}`);
  }
  return ok({ source, descriptor, manifest, config: config.value, platform: config.value.platform });
}
async function manifestOf(source, descriptor, platform, deepest) {
  const what = `${descriptor.digest} of ${source.place}`;
  const invalid = (message) => err({ code: "image-invalid", what, message });
  const bytes = await source.bytes(descriptor, MANIFEST_LIMIT);
  if (!bytes.ok) return bytes;
  if (isManifest(descriptor.mediaType)) {
    const manifest = readManifest(bytes.value, descriptor.mediaType);
    return manifest.ok ? ok({ descriptor, manifest: manifest.value }) : invalid(manifest.failure);
  }
  if (!isIndex(descriptor.mediaType)) return invalid(`it is ${descriptor.mediaType} and no image`);
  if (deepest === 0) return invalid("its indexes are nested too deeply");
  const index = readIndex(bytes.value, descriptor.mediaType);
  if (!index.ok) return invalid(index.failure);
  const chosen = choose(index.value.manifests, platform);
  return chosen.ok ? manifestOf(source, chosen.value, platform, deepest - 1) : invalid(chosen.failure);
}
function choose(manifests, platform) {
  const images = manifests.filter((one) => !isEvidence(one));
  const fitting = images.filter(
    (one) => platform === void 0 || one.platform === void 0 || fitsPlatform(one.platform, platform)
  );
  const exact = fitting.find((one) => platform !== void 0 && one.platform?.variant === platform.variant);
  const first = exact ?? fitting[0];
  const there = [...new Set(images.map(({ platform: of }) => of ? platformText(of) : "no platform"))];
  if (first === void 0) {
    return err(
      platform === void 0 ? "its index holds no image" : `it holds images for ${there.join(", ") || "nothing"}, and none for ${platformText(platform)}`
    );
  }
  if (platform === void 0 && fitting.some((one) => one.digest !== first.digest))
    return err(`it holds images for ${there.join(", ")}; a platform has to be named`);
  return ok(first);
}
function isEvidence({ annotations, platform }) {
  return annotations?.["vnd.docker.reference.type"] === "attestation-manifest" || platform?.os === "unknown" && platform.architecture === "unknown";
}

// src/formats/zstd-frames.ts
var MAGIC = 4247762216;
var SKIPPABLE = 407710288;
var CONTENT_SIZES = [0, 2, 4, 8];
var DICTIONARY_SIZES = [0, 1, 2, 4];
var ZstdFrames = class {
  #state = { at: "magic" };
  #small = Buffer.alloc(4);
  #filled = 0;
  /** @returns the pieces in order; bytes of skippable frames are left out. The failure is one clause */
  push(chunk) {
    const out = [];
    let from = 0;
    let at = 0;
    const flush = () => {
      if (at > from) out.push({ kind: "piece", bytes: chunk.subarray(from, at) });
      from = at;
    };
    while (at < chunk.length) {
      const state = this.#state;
      switch (state.at) {
        case "magic": {
          at += this.#fill(chunk, at, 4);
          from = at;
          if (this.#filled < 4) break;
          this.#filled = 0;
          const magic = this.#small.readUInt32LE(0);
          if ((magic & 4294967280) >>> 0 === SKIPPABLE) this.#state = { at: "skip-size" };
          else if (magic === MAGIC) {
            out.push({ kind: "piece", bytes: Uint8Array.from(this.#small) });
            this.#state = { at: "descriptor" };
          } else return err("something that is no zstd frame stands in it");
          break;
        }
        case "descriptor": {
          const flags = chunk[at] ?? 0;
          at += 1;
          if ((flags & 8) !== 0) return err("a zstd frame uses a reserved bit");
          const single = (flags & 32) !== 0;
          const size = CONTENT_SIZES[flags >> 6] || (single ? 1 : 0);
          const wanted = (single ? 0 : 1) + DICTIONARY_SIZES[flags & 3] + size;
          const checksum = (flags & 4) !== 0;
          this.#state = { at: "header", wanted, checksum };
          this.#filled = 0;
          break;
        }
        case "header": {
          const used = Math.min(state.wanted - this.#filled, chunk.length - at);
          at += used;
          this.#filled += used;
          if (this.#filled < state.wanted) break;
          this.#filled = 0;
          this.#state = { at: "block-header", checksum: state.checksum };
          break;
        }
        case "block-header": {
          at += this.#fill(chunk, at, 3);
          if (this.#filled < 3) break;
          this.#filled = 0;
          const header = this.#small.readUIntLE(0, 3);
          const type = header >> 1 & 3;
          if (type === 3) return err("a block of a zstd frame is of a reserved type");
          const left = type === 1 ? 1 : header >> 3;
          this.#state = { at: "block", left, last: (header & 1) === 1, checksum: state.checksum };
          if (left === 0 && this.#blockEnds(this.#state)) {
            flush();
            out.push({ kind: "frame-end" });
          }
          break;
        }
        case "block": {
          const used = Math.min(state.left, chunk.length - at);
          at += used;
          state.left -= used;
          if (state.left === 0 && this.#blockEnds(state)) {
            flush();
            out.push({ kind: "frame-end" });
          }
          break;
        }
        case "checksum": {
          const used = Math.min(state.left, chunk.length - at);
          at += used;
          state.left -= used;
          if (state.left > 0) break;
          this.#state = { at: "magic" };
          flush();
          out.push({ kind: "frame-end" });
          break;
        }
        case "skip-size": {
          at += this.#fill(chunk, at, 4);
          from = at;
          if (this.#filled < 4) break;
          this.#filled = 0;
          const left = this.#small.readUInt32LE(0);
          this.#state = left === 0 ? { at: "magic" } : { at: "skip", left };
          break;
        }
        case "skip": {
          const used = Math.min(state.left, chunk.length - at);
          at += used;
          from = at;
          state.left -= used;
          if (state.left === 0) this.#state = { at: "magic" };
          break;
        }
      }
    }
    flush();
    return ok(out);
  }
  /** Whether it may end here. */
  get whole() {
    return this.#state.at === "magic" && this.#filled === 0;
  }
  /** @returns how many bytes were used; `#filled` says whether there are enough */
  #fill(chunk, at, wanted) {
    const used = Math.min(wanted - this.#filled, chunk.length - at);
    this.#small.set(chunk.subarray(at, at + used), this.#filled);
    this.#filled += used;
    return used;
  }
  /** @returns true when the frame ends with this block */
  #blockEnds({ last, checksum }) {
    this.#state = !last ? { at: "block-header", checksum } : checksum ? { at: "checksum", left: 4 } : { at: "magic" };
    return last && !checksum;
  }
};

// src/image/decompress.ts
var CHUNK = 1 << 20;
var BEHIND = "something stands behind its end";
var WINDOW = 27;
function decompressor(compression, take) {
  switch (compression) {
    case "none":
      return { push: async (piece) => take(piece), end: async () => ok(void 0), close: () => {
      } };
    case "gzip":
      return new Gzip(take);
    case "zstd":
      return new Zstd(take);
  }
}
var Gzip = class {
  #stage;
  #bytes = 0;
  constructor(take) {
    this.#stage = new Stage(createGunzip({ chunkSize: CHUNK }), take);
  }
  push(piece) {
    this.#bytes += piece.length;
    return this.#stage.write(piece);
  }
  async end() {
    const ended = await this.#stage.end();
    if (!ended.ok) return ended;
    return this.#stage.read === this.#bytes ? ok(void 0) : err(BEHIND);
  }
  close() {
    this.#stage.close();
  }
};
var Zstd = class {
  #frames = new ZstdFrames();
  #take;
  #stage;
  constructor(take) {
    this.#take = take;
  }
  async push(piece) {
    const pieces = this.#frames.push(piece);
    if (!pieces.ok) return pieces;
    for (const one of pieces.value) {
      this.#stage ??= new Stage(
        createZstdDecompress({ chunkSize: CHUNK, params: { [constants.ZSTD_d_windowLogMax]: WINDOW } }),
        this.#take
      );
      const done = one.kind === "piece" ? await this.#stage.write(one.bytes) : await this.#endFrame();
      if (!done.ok) return done;
    }
    return ok(void 0);
  }
  async end() {
    return this.#frames.whole ? ok(void 0) : err("it ends before its end");
  }
  close() {
    this.#stage?.close();
  }
  async #endFrame() {
    const ended = await this.#stage?.end() ?? ok(void 0);
    this.#stage?.close();
    this.#stage = void 0;
    return ended;
  }
};
var Stage = class {
  #stream;
  #trouble;
  #ended = false;
  #wake;
  constructor(stream, take) {
    this.#stream = stream;
    stream.on("data", (plain) => {
      if (this.#trouble !== void 0) return;
      const taken = take(plain);
      if (!taken.ok) this.#fail(taken.failure);
    });
    stream.on("end", () => {
      this.#ended = true;
      this.#wake?.();
    });
    stream.on("error", (error) => {
      this.#fail(error.code === "Z_BUF_ERROR" ? "it ends before its end" : "it is not compressed as it says");
    });
  }
  /** How many bytes the engine has used. */
  get read() {
    return this.#stream.bytesWritten;
  }
  write(piece) {
    if (this.#ended) return Promise.resolve(err(BEHIND));
    return this.#wait((done) => this.#stream.write(piece, () => done()));
  }
  end() {
    return this.#wait(() => {
      if (this.#ended) this.#wake?.();
      else this.#stream.end();
    });
  }
  close() {
    this.#stream.destroy();
  }
  /** What was refused on the way ends the waiting at once: a bomb is not let out to its end. */
  #wait(work) {
    return new Promise((resolve) => {
      const settle = () => {
        this.#wake = void 0;
        resolve(this.#trouble === void 0 ? ok(void 0) : err(this.#trouble));
      };
      if (this.#trouble !== void 0) settle();
      else {
        this.#wake = settle;
        work(settle);
      }
    });
  }
  #fail(trouble) {
    this.#trouble ??= trouble;
    this.#stream.destroy();
    this.#wake?.();
  }
};

// src/image/layer-read.ts
var LAYER_LIMITS = { bytes: 32 * 2 ** 30, members: 2e6, ratio: 500 };
var RATIO_FROM = 512 * 2 ** 20;
var LONGEST_PATH = 4096;
async function readLayer(source, layer, diffId2, visitor, limits = LAYER_LIMITS) {
  const what = `layer ${layer.digest} of ${source.place}`;
  const invalid = (message) => err({ code: "image-invalid", what, message });
  const compression = compressionOf(layer.mediaType);
  if (compression === void 0) return invalid(`it is ${layer.mediaType}, which is no layer of files`);
  const members = new MemberReader(visitor, limits, layer.size, invalid);
  const engine = decompressor(compression, (plain) => members.push(plain));
  const problem = (message) => members.failure ?? invalid(message);
  try {
    const read = await source.stream(layer, async (piece) => {
      const pushed = await engine.push(piece);
      return pushed.ok ? ok(void 0) : problem(pushed.failure);
    });
    if (!read.ok) return read;
    const ended = await engine.end();
    if (!ended.ok) return problem(ended.failure);
  } finally {
    engine.close();
  }
  const facts = members.end();
  if (!facts.ok) return facts;
  const same = diffId2 === void 0 ? ok(void 0) : sameDigest(`plain ${what}`, diffId2, facts.value.diffId);
  return same.ok ? facts : same;
}
function memberPath(name) {
  if (name.includes("\0")) return void 0;
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  return parts.includes("..") ? void 0 : parts.join("/");
}
var MemberReader = class {
  #visitor;
  #limits;
  #stored;
  #invalid;
  #tar = new TarReader();
  #digest = createHash("sha256");
  #bytes = 0;
  #members = 0;
  /** Bytes of the present member that are still to come, when somebody wants them. */
  #left;
  failure;
  constructor(visitor, limits, stored, invalid) {
    this.#visitor = visitor;
    this.#limits = limits;
    this.#stored = stored;
    this.#invalid = invalid;
  }
  /** The text of a failure is not looked at where `failure` is set. */
  push(plain) {
    this.#bytes += plain.length;
    const { bytes, ratio } = this.#limits;
    if (this.#bytes > bytes) return err(`it has more than ${bytes} bytes when it is unpacked`);
    if (this.#bytes > RATIO_FROM && this.#bytes > ratio * this.#stored)
      return err(`it becomes more than ${ratio} times larger when it is unpacked`);
    this.#digest.update(plain);
    const events = this.#tar.push(plain);
    if (!events.ok) return err(`its archive is wrong: ${events.failure.detail}`);
    for (const event of events.value) {
      const done = event.kind === "member" ? this.#member(event.member) : this.#content(event.bytes);
      if (!done.ok) {
        this.failure = done;
        return err("");
      }
    }
    return ok(void 0);
  }
  end() {
    const end = this.#bytes === 0 ? ok(void 0) : this.#tar.end();
    if (!end.ok) return this.#invalid(`its archive is wrong: ${end.failure.detail}`);
    const diffId2 = imageDigest(this.#digest.digest("hex"));
    return ok({ diffId: diffId2, bytes: this.#bytes, members: this.#members });
  }
  #member(found) {
    this.#members += 1;
    if (this.#members > this.#limits.members)
      return this.#invalid(`it has more than ${this.#limits.members} members`);
    const member = layerMember(found);
    if (typeof member === "string") return this.#invalid(member);
    const wanted = this.#visitor.member(member);
    if (!wanted.ok) return wanted;
    this.#left = wanted.value ? member.bytes : void 0;
    return this.#endWhenEmpty();
  }
  #content(piece) {
    if (this.#left === void 0) return ok(void 0);
    const taken = this.#visitor.content?.(piece) ?? ok(void 0);
    if (!taken.ok) return taken;
    this.#left -= piece.length;
    return this.#endWhenEmpty();
  }
  #endWhenEmpty() {
    if (this.#left !== 0) return ok(void 0);
    this.#left = void 0;
    return this.#visitor.ended?.() ?? ok(void 0);
  }
};
function layerMember(found) {
  const { kind, mode, uid, gid, bytes, mtime, pax } = found;
  const name = nameText(Buffer.from(found.name));
  if (kind === "other") return `${shown(name)} is of a kind that is not known`;
  const path = memberPath(name);
  if (path === void 0) return `${shown(name)} leads out of the image`;
  if (path.length > LONGEST_PATH) return `${shown(name)} is longer than any system takes`;
  if (path === "" && kind !== "folder") return `${shown(name)} is the root and no folder`;
  const text2 = nameText(Buffer.from(found.target));
  const target = kind === "hard-link" ? memberPath(text2) : text2;
  if (target === void 0 || kind === "hard-link" && target === "")
    return `${shown(name)} is linked to ${shown(text2)}, which leads out of the image`;
  if (kind === "link" && target === "") return `${shown(name)} is a link to nothing`;
  return { kind, path, target, mode: mode & 4095, uid, gid, bytes, mtime, pax };
}
function shown(name) {
  return JSON.stringify(name.length > 200 ? `${name.slice(0, 200)}…` : name);
}

export {
  decompressor,
  LAYER_LIMITS,
  readLayer,
  memberPath,
  readConfig,
  envValue,
  imageOf
};
