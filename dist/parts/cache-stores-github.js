import {
  constants,
  createGunzip,
  createZstdDecompress
} from "./shared-node-zlib.js";
import {
  StoreTrouble,
  demand,
  guarded,
  slotName,
  slotOf,
  slotPrefix
} from "./shared-cache-stores-slot.js";
import {
  createHash,
  dirname,
  randomBytes
} from "./common.js";
import "./shared-semver.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/cache/stores/github-key.ts
var SAVED_PATH = "sealsmith";
var COMPRESSIONS = ["zstd-without-long", "gzip"];
function versionOf(compression) {
  return createHash("sha256").update([SAVED_PATH, compression, "1.0"].join("|")).digest("hex");
}
function newKey(slot, now) {
  const random = randomBytes(16).toString("hex");
  return `${weekName(weekOf(now))}/${slotName(slot)}-${random}-${String(now).padStart(13, "0")}`;
}
function keyPrefixes(query, now) {
  const week = weekOf(now);
  const rest = `${slotPrefix(query)}${query.key === void 0 ? "" : "-"}`;
  return Array.from({ length: 10 }, (_, back) => `${weekName(week - back)}/${rest}`);
}
function partsOf(prefixes) {
  return Array.from({ length: 16 }, (_, digit) => prefixes.map((prefix) => `${prefix}${digit.toString(16)}`));
}
function readKey(key) {
  const [, slot, created] = KEY.exec(key) ?? [];
  return slot === void 0 ? { slot: void 0, created: void 0 } : { slot: slotOf(slot), created: Number(created) };
}
var WEEK = 7 * 24 * 36e5;
var KEY = /^sealsmith-1-w\d+\/(.+)-[0-9a-f]{32}-(\d{13})$/;
function weekOf(time) {
  return Math.floor(time / WEEK);
}
function weekName(week) {
  return `sealsmith-1-w${week}`;
}

// src/formats/tar-header.ts
var TarError = class extends Error {
  problem;
  constructor(code, detail) {
    super(detail);
    this.problem = { code, detail };
  }
};
var TAR_BLOCK = 512;
function readTarHeader(block) {
  const magic = text(block.subarray(257, 265));
  if (magic !== POSIX && magic !== GNU) throw new TarError("not-tar", "no header where one must be");
  if (number(block.subarray(148, 156), "checksum") !== sum(block)) {
    throw new TarError("checksum", "a header is not what it was when it was written");
  }
  const prefix = magic === POSIX ? upToNul(block.subarray(345, 500)) : new Uint8Array();
  const name2 = upToNul(block.subarray(0, 100));
  return {
    type: String.fromCharCode(block[156] ?? 0),
    name: prefix.length === 0 ? name2 : Buffer.concat([prefix, Buffer.from("/"), name2]),
    target: upToNul(block.subarray(157, 257)),
    mode: number(block.subarray(100, 108), "mode"),
    uid: number(block.subarray(108, 116), "uid", "may be empty"),
    gid: number(block.subarray(116, 124), "gid", "may be empty"),
    bytes: number(block.subarray(124, 136), "size"),
    mtime: number(block.subarray(136, 148), "mtime", "may be empty", "may be negative")
  };
}
function isZero(bytes) {
  return bytes.every((byte) => byte === 0);
}
var POSIX = "ustar\x0000";
var GNU = "ustar  \0";
function sum(block) {
  let total = 8 * 32;
  for (const [at, byte] of block.entries()) {
    if (at < 148 || at >= 156) total += byte;
  }
  return total;
}
function upToNul(field) {
  const end = field.indexOf(0);
  return end === -1 ? field : field.subarray(0, end);
}
function number(field, what, ...may) {
  const first = field[0] ?? 0;
  const value = first >= 128 ? binary(field, first) : octal(text(field), what, may.includes("may be empty"));
  if (!Number.isSafeInteger(value) || value < 0 && !may.includes("may be negative")) {
    throw new TarError("number", `${what} is out of range`);
  }
  return value;
}
function octal(field, what, mayBeEmpty) {
  const digits = /^ *([0-7]*)[ \0]*$/.exec(field)?.[1];
  if (digits === void 0 || digits === "" && !mayBeEmpty) {
    throw new TarError("number", `${what} is no octal number`);
  }
  return Number.parseInt(digits === "" ? "0" : digits, 8);
}
function binary(field, first) {
  let value = first & 64 ? (first & 127) - 128 : first & 63;
  for (const byte of field.subarray(1)) value = value * 256 + byte;
  return value;
}
function text(bytes) {
  return Buffer.from(bytes).toString("latin1");
}

// src/formats/pax.ts
function readPax(body) {
  const records = /* @__PURE__ */ new Map();
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(32, at);
    const digits = Buffer.from(body.subarray(at, Math.min(space, at + 10))).toString("latin1");
    const end = at + Number(digits);
    const equals = body.indexOf(61, space);
    const whole = space !== -1 && /^[1-9][0-9]{0,8}$/.test(digits) && end <= body.length && body[end - 1] === 10;
    if (!whole || equals === -1 || equals <= space + 1 || equals >= end - 1) {
      throw new TarError("extension", "a record of a pax header is malformed");
    }
    const keyword = Buffer.from(body.subarray(space + 1, equals)).toString("utf8");
    if (records.has(keyword)) throw new TarError("extension", "a pax header says the same thing twice");
    records.set(keyword, body.slice(equals + 1, end - 1));
    at = end;
  }
  return records;
}
function withPax(header, records) {
  if ([...records.keys()].some((keyword) => keyword.startsWith("GNU.sparse."))) {
    throw new TarError("sparse", "a file with holes is not stored as it is");
  }
  return {
    ...header,
    name: name(records, "path") ?? header.name,
    target: name(records, "linkpath") ?? header.target,
    bytes: count(records, "size") ?? header.bytes,
    uid: count(records, "uid") ?? header.uid,
    gid: count(records, "gid") ?? header.gid,
    mtime: seconds(records) ?? header.mtime
  };
}
function isPlacing(keyword) {
  return ["path", "linkpath", "size"].includes(keyword) || keyword.startsWith("GNU.sparse.");
}
function readLongName(body) {
  const end = body.indexOf(0);
  if (end < 1 || body.subarray(end).some((byte) => byte !== 0)) {
    throw new TarError("extension", "a long name is malformed");
  }
  return body.slice(0, end);
}
function name(records, keyword) {
  const value = records.get(keyword);
  if (value !== void 0 && (value.length === 0 || value.includes(0))) {
    throw new TarError("name", `${keyword} is no name`);
  }
  return value;
}
function textOf(records, keyword) {
  const value = Buffer.from(records.get(keyword) ?? []).toString("latin1");
  return value === "" ? void 0 : value;
}
function count(records, keyword) {
  const text2 = textOf(records, keyword);
  if (text2 === void 0) return void 0;
  const value = Number(text2);
  if (!/^[0-9]{1,16}$/.test(text2) || !Number.isSafeInteger(value)) {
    throw new TarError("number", `${keyword} is no number`);
  }
  return value;
}
function seconds(records) {
  const text2 = textOf(records, "mtime");
  if (text2 === void 0) return void 0;
  if (!/^-?[0-9]{1,15}(\.[0-9]{1,20})?$/.test(text2)) throw new TarError("number", "mtime is no number");
  return Number(text2);
}

// src/formats/tar-read.ts
var KINDS = {
  "\0": "file",
  "0": "file",
  "7": "file",
  "1": "hard-link",
  "2": "link",
  "3": "character-device",
  "4": "block-device",
  "5": "folder",
  "6": "pipe"
};
var TarReader = class {
  #extensionLimit;
  #state = { at: "header" };
  /** Of a header block that came in parts, or of an extension. */
  #parts = [];
  #gathered = 0;
  #extensions = /* @__PURE__ */ new Map();
  #global = /* @__PURE__ */ new Map();
  #globalBytes = 0;
  #broken;
  /** @param extensionLimit  bytes that one pax header or long name may have */
  constructor(extensionLimit = 1024 * 1024) {
    this.#extensionLimit = extensionLimit;
  }
  /** What the chunk brings, in order; after a problem always that problem. */
  push(chunk) {
    return this.#guarded(() => {
      const events = [];
      for (let rest = chunk; rest.length > 0; ) rest = rest.subarray(this.#take(rest, events));
      return events;
    });
  }
  /** To be called when nothing follows: `cut-off` unless the two blocks of zeros that end an archive were there. */
  end() {
    return this.#guarded(() => {
      if (this.#state.at !== "end" || this.#state.left > 0) {
        throw new TarError("cut-off", "it ends before its end");
      }
    });
  }
  #guarded(work) {
    if (this.#broken !== void 0) return err(this.#broken);
    try {
      return ok(work());
    } catch (error) {
      if (!(error instanceof TarError)) throw error;
      this.#broken = error.problem;
      return err(error.problem);
    }
  }
  /** @returns how many bytes were used */
  #take(bytes, events) {
    const state = this.#state;
    if (state.at === "header") return this.#gather(bytes, TAR_BLOCK, (block) => this.#header(block, events));
    if (state.at === "extension") {
      return this.#gather(bytes, state.left, (body) => {
        this.#extensions.set(state.type, body);
        this.#state = { at: "padding", left: state.padding };
      });
    }
    const used = bytes.subarray(0, state.at === "end" && state.left === 0 ? bytes.length : state.left);
    if (state.at === "content") events.push({ kind: "content", bytes: used });
    else if (!isZero(used)) {
      throw state.at === "end" ? new TarError("after-end", "something follows its end") : new TarError("padding", "a member is filled up with something");
    }
    state.left = Math.max(0, state.left - used.length);
    if (state.at === "content" && state.left === 0) this.#state = { at: "padding", left: state.padding };
    this.#skipEmptyPadding();
    return used.length;
  }
  /** Copies until there are `wanted` bytes, then hands them on. */
  #gather(bytes, wanted, use) {
    const used = bytes.subarray(0, wanted - this.#gathered);
    this.#parts.push(used.slice());
    this.#gathered += used.length;
    if (this.#gathered === wanted) {
      const whole = Buffer.concat(this.#parts);
      this.#parts = [];
      this.#gathered = 0;
      use(whole);
      this.#skipEmptyPadding();
    }
    return used.length;
  }
  #skipEmptyPadding() {
    if (this.#state.at === "padding" && this.#state.left === 0) this.#state = { at: "header" };
  }
  #header(block, events) {
    if (isZero(block)) {
      if (this.#extensions.size > 0) throw new TarError("extension", "a header speaks of nothing");
      this.#state = { at: "end", left: TAR_BLOCK };
      return;
    }
    const header = readTarHeader(block);
    const padding = (TAR_BLOCK - header.bytes % TAR_BLOCK) % TAR_BLOCK;
    const { type } = header;
    if (type === "x" || type === "g" || type === "L" || type === "K") {
      this.#beginExtension(type, header.bytes);
      this.#state = { at: "extension", type, left: header.bytes, padding };
      return;
    }
    const member = this.#member(header);
    events.push({ kind: "member", member });
    const left = member.bytes;
    const fill = (TAR_BLOCK - left % TAR_BLOCK) % TAR_BLOCK;
    this.#state = left === 0 ? { at: "header" } : { at: "content", left, padding: fill };
  }
  #beginExtension(type, bytes) {
    if (type === "g") this.#globalBytes += bytes;
    if (bytes === 0 || bytes > this.#extensionLimit || this.#globalBytes > this.#extensionLimit) {
      throw new TarError("extension", `a header of ${bytes} bytes before a member`);
    }
    const names = type === "L" || type === "K" ? ["x"] : type === "x" ? ["L", "K"] : [];
    if (this.#extensions.has(type) || [...this.#extensions.keys()].some((other) => names.includes(other))) {
      throw new TarError("extension", "a member is named twice");
    }
  }
  #member(header) {
    if (header.type === "S") throw new TarError("sparse", "a file with holes is not stored as it is");
    const own = this.#extensions.get("x");
    const global = this.#extensions.get("g");
    if (global !== void 0) this.#global = new Map([...this.#global, ...globalRecords(global)]);
    const pax = new Map([...this.#global, ...own === void 0 ? [] : readPax(own)]);
    const [longName, longTarget] = [this.#extensions.get("L"), this.#extensions.get("K")];
    this.#extensions = /* @__PURE__ */ new Map();
    const { type, ...fields } = withPax(
      {
        ...header,
        ...longName === void 0 ? {} : { name: readLongName(longName) },
        ...longTarget === void 0 ? {} : { target: readLongName(longTarget) }
      },
      pax
    );
    const kind = kindOf(type);
    if (fields.name.length === 0) throw new TarError("name", "a member has no name");
    if (kind === "file" && fields.name.at(-1) === 47)
      throw new TarError("name", "a file is named as a folder");
    if (kind !== "file" && kind !== "other" && fields.bytes > 0) {
      throw new TarError("unexpected-content", `a ${kind} has content`);
    }
    for (const keyword of ["path", "linkpath", "size", "uid", "gid", "mtime"]) pax.delete(keyword);
    return { ...fields, kind, pax };
  }
};
function kindOf(type) {
  return Object.hasOwn(KINDS, type) ? KINDS[type] : "other";
}
function globalRecords(body) {
  const records = readPax(body);
  if ([...records.keys()].some(isPlacing)) {
    throw new TarError("extension", "a header names or measures all members at once");
  }
  return records;
}

// src/cache/stores/github-outer.ts
function outerLimit(limit) {
  return limit + Math.ceil(limit / 1e3) + AROUND;
}
async function takeEntry(disk, archive, entry, limit) {
  try {
    return ok(await unwrapped(disk, archive, entry, limit));
  } catch (error) {
    return guarded("reading what was downloaded", () => {
      throw error;
    });
  }
}
var AROUND = 1024 * 1024;
var CHUNK = 1024 * 1024;
var FOLLOWED = "something follows the archive";
async function unwrapped(disk, archive, entry, limit) {
  const from = disk.openRead(archive);
  try {
    const to = disk.create(entry, 384);
    try {
      return await decompressed(disk, from, new OneFile((bytes) => disk.write(to, bytes), limit), limit);
    } finally {
      disk.close(to);
    }
  } finally {
    disk.close(from);
  }
}
async function decompressed(disk, from, file, limit) {
  const { bytes: size } = disk.facts(from);
  const stream = decompressorOf(disk, from);
  let plain = 0;
  try {
    stream.on("error", () => {
    });
    feed(disk, from, size, stream).catch((error) => stream.destroy(error));
    for await (const chunk of stream) {
      plain += chunk.length;
      if (plain > limit + AROUND) throw trouble("too-large", `more than ${limit} bytes`);
      file.take(chunk);
    }
  } catch (error) {
    throw broken(error);
  } finally {
    stream.destroy();
  }
  if (stream.bytesWritten !== size) throw trouble("entry-unsafe", FOLLOWED);
  return file.end();
}
function decompressorOf(disk, from) {
  const magic = Buffer.alloc(4);
  disk.read(from, magic, 0);
  if (magic.readUInt32LE() === 4247762216) {
    return createZstdDecompress({
      chunkSize: CHUNK,
      rejectGarbageAfterEnd: true,
      // 8 MiB, which every decoder supports (RFC 8878, section 3.1.1.1.2) and `zstd` stays below unless it is told
      // otherwise. A larger one would be memory that a stranger takes from us.
      params: { [constants.ZSTD_d_windowLogMax]: 23 }
    });
  }
  if (magic.readUInt16BE() === 8075) return createGunzip({ chunkSize: CHUNK, rejectGarbageAfterEnd: true });
  throw trouble("store-error", "what was downloaded is no archive");
}
async function feed(disk, from, size, stream) {
  for (let at = 0; at < size; at += CHUNK) {
    const chunk = Buffer.alloc(Math.min(CHUNK, size - at));
    if (disk.read(from, chunk, at) !== chunk.length) throw trouble("store-error", "it became shorter");
    await new Promise((resolve, reject) => {
      stream.write(chunk, (error) => error ? reject(error) : resolve());
    });
  }
  stream.end();
}
var OneFile = class {
  #write;
  #limit;
  #tar = new TarReader(64 * 1024);
  #bytes;
  constructor(write, limit) {
    this.#write = write;
    this.#limit = limit;
  }
  take(chunk) {
    const events = this.#tar.push(chunk);
    if (!events.ok) throw malformed(events.failure);
    for (const event of events.value) {
      if (event.kind === "content") {
        this.#write(event.bytes);
        continue;
      }
      const { kind, bytes } = event.member;
      if (kind !== "file") throw trouble("entry-unsafe", `the outer archive holds a ${kind}`);
      if (this.#bytes !== void 0)
        throw trouble("entry-unsafe", "the outer archive holds more than one file");
      if (bytes > this.#limit) throw trouble("too-large", `${bytes} bytes, and ${this.#limit} may be`);
      this.#bytes = bytes;
    }
  }
  end() {
    const end = this.#tar.end();
    if (!end.ok) throw malformed(end.failure);
    if (this.#bytes === void 0) throw trouble("entry-unsafe", "the outer archive is empty");
    return this.#bytes;
  }
};
function malformed({ code, detail }) {
  const reason = code === "cut-off" ? "store-error" : code === "checksum" ? "digest-mismatch" : "entry-unsafe";
  return trouble(reason, `the outer archive: ${detail}`);
}
function broken(error) {
  const code = error instanceof Error && "code" in error ? error.code : void 0;
  if (typeof code !== "string") return error;
  if (code === "ERR_TRAILING_JUNK_AFTER_STREAM_END") return trouble("entry-unsafe", FOLLOWED);
  if (code === "Z_BUF_ERROR") return trouble("store-error", "the archive ends too early");
  if (code === "ZSTD_error_frameParameter_windowTooLarge") {
    return trouble("too-large", "the archive wants more memory than it may have");
  }
  if (/^Z_|^ZSTD_error_/.test(code)) return trouble("digest-mismatch", `the archive is damaged (${code})`);
  return error;
}
function trouble(code, detail) {
  return new StoreTrouble({ code, detail });
}

// src/cache/stores/github-service.ts
function accessOf({ env, secrets }) {
  const server = URL.parse(env["GITHUB_SERVER_URL"] || "https://github.com");
  if (server === null || !HOSTED.test(server.hostname)) {
    return trouble2(`GitHub Enterprise Server has no cache service that sealsmith can read (version 2)`);
  }
  const url = URL.parse(env["ACTIONS_RESULTS_URL"] ?? "");
  const token = secrets.get("ACTIONS_RUNTIME_TOKEN") ?? "";
  if (url === null || !/^[\x21-\x7e]+$/.test(token)) {
    return trouble2(
      'GitHub gives ACTIONS_RESULTS_URL and ACTIONS_RUNTIME_TOKEN to actions alone; use the action instead of a "run:" line'
    );
  }
  const name2 = (env["ACTIONS_CACHE_MODE"] ?? "").trim().toLowerCase();
  const reads = !["none", "write-only"].includes(name2);
  return ok({ url, token, mode: { name: name2, reads, writes: !["none", "read"].includes(name2) } });
}
function isPlain(access, url) {
  return URL.parse(url)?.origin === access.url.origin;
}
var CacheService = class {
  #http;
  #access;
  /** Once it is down it stays so for this run: every job would wait for it again. */
  #down;
  constructor(http, access) {
    this.#http = http;
    this.#access = access;
  }
  /**
   * The newest entry that begins with the first prefix of which there is any; entries of this branch come before those
   * of the default branch.
   *
   * @param prefixes  one to ten
   */
  async newest(prefixes, version) {
    if (this.#down !== void 0) return err(this.#down);
    const [key, ...others] = prefixes;
    const answer = await this.#ask("GetCacheEntryDownloadURL", { key, restore_keys: others, version });
    if (!answer.ok) return answer;
    if (answer.value === void 0) return ok(void 0);
    const { ok: found, matched_key: name2, signed_download_url: url } = answer.value;
    if (found === false) return ok(void 0);
    if (typeof name2 !== "string" || typeof url !== "string" || !url)
      return trouble2("the answer names no entry");
    if (!prefixes.some((prefix) => name2.startsWith(prefix))) {
      return trouble2("the answer names an entry that was not asked for");
    }
    return ok({ key: name2, version, url });
  }
  /** Undefined where the service says that there is nothing. */
  async #ask(method, message) {
    let answer = await this.#send(method, message);
    if (answer.ok ? answer.value.status >= 500 : answer.failure.kind === "cut-off") {
      answer = await this.#send(method, message);
    }
    if (!answer.ok) return this.#fail(answer.failure.detail);
    const { status, headers, body } = answer.value;
    const fields = parsed(body);
    if (status === 200)
      return fields === void 0 ? trouble2("the answer is no message of the service") : ok(fields);
    if (status === 404 && fields?.["code"] === "not_found") return ok(void 0);
    if (status === 429) return this.#fail(`too many requests${again(headers["retry-after"])}`);
    if (status === 401 || status === 403) return this.#fail(`this run may not read from it (HTTP ${status})`);
    return this.#fail(`HTTP ${status}`);
  }
  #send(method, message) {
    const { url, token } = this.#access;
    return this.#http.send({
      method: "POST",
      url: new URL(`/twirp/github.actions.results.api.v1.CacheService/${method}`, url).href,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(message),
      limit: 64 * 1024,
      timeout: 3e4,
      plain: true
    });
  }
  #fail(detail) {
    this.#down = { code: "store-error", detail };
    return err(this.#down);
  }
};
var HOSTED = /^(?:github\.com|.+\.ghe\.com|.+\.localhost)$/i;
function trouble2(detail) {
  return err({ code: "store-error", detail });
}
function parsed(body) {
  try {
    const value = JSON.parse(Buffer.from(body).toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : void 0;
  } catch {
    return void 0;
  }
}
function again(seconds2) {
  return seconds2 !== void 0 && /^\d{1,6}$/.test(seconds2) ? `, it says to ask again in ${seconds2} s` : "";
}

// src/cache/stores/github.ts
function githubStore(doors) {
  const access = accessOf(doors);
  return access.ok ? ok(new GithubStore(doors, access.value)) : access;
}
var TRANSFER = 15 * 6e4;
var GithubStore = class {
  name = "github";
  place;
  workFolder = void 0;
  #doors;
  #access;
  #service;
  /** Where the archives of candidates are; signed addresses, good for a while. */
  #hits = /* @__PURE__ */ new WeakMap();
  /** Once a download took too long no other is begun in this run: every job would wait as long again. */
  #slow;
  constructor(doors, access) {
    this.#doors = doors;
    this.#access = access;
    this.#service = new CacheService(doors.http, access);
    this.place = `GitHub's cache (${access.url.host})`;
  }
  /** The newest of each compression: the service tells of no more at once, see `more`. */
  async find(query, most) {
    const { mode } = this.#access;
    if (!mode.reads) return trouble3(`the cache mode of this run (${mode.name}) lets it read nothing`);
    return this.#newest([this.#prefixes(query)], COMPRESSIONS.map(versionOf), most);
  }
  /** The newest of each sixteenth, so that who fills a slot after us hides only a part of what is there. */
  async more(query, seen, most) {
    const versions = new Set(seen.flatMap((candidate) => this.#hits.get(candidate)?.version ?? []));
    const found = await this.#newest(partsOf(this.#prefixes(query)), [...versions], Number.POSITIVE_INFINITY);
    if (!found.ok) return found;
    const known = new Set(seen.map(({ id }) => id));
    return ok(found.value.filter(({ id }) => !known.has(id)).slice(0, most));
  }
  async open(candidate, limit) {
    const hit = this.#hits.get(candidate);
    if (hit === void 0) throw new Error("the candidate is of another store");
    if (this.#slow !== void 0) return err(this.#slow);
    const folder = guarded("making a folder", () => demand(this.#doors.files.temporary("sealsmith-github-")));
    if (!folder.ok) return folder;
    const release = () => {
      this.#doors.files.remove(folder.value);
    };
    const bytes = await this.#fetch(hit, folder.value, limit);
    if (!bytes.ok || bytes.value === void 0) {
      release();
      return bytes.ok ? ok(void 0) : bytes;
    }
    return ok({ path: `${folder.value}/entry`, bytes: bytes.value, release });
  }
  async save(slot, file, signal) {
    const folder = `${file}.github`;
    try {
      const { mode } = this.#access;
      if (!mode.writes) return readOnly(`the cache mode of this run is ${mode.name}`);
      const ready = guarded("making ready to save", () => {
        demand(this.#doors.files.makeFolder(`${folder}/${dirname(INSIDE)}`, 448));
        demand(this.#doors.files.rename(file, `${folder}/${INSIDE}`));
      });
      if (!ready.ok) return ready;
      const task = {
        folder: `${folder}/${dirname(INSIDE)}`,
        key: newKey(slot, this.#doors.clock.now()),
        limit: TRANSFER
      };
      const env = this.#libraryEnv(folder);
      const output = await this.#doors.workers.runAlone("github-save", task, env, signal);
      return output === void 0 ? trouble3("the run was interrupted") : outcome(output);
    } finally {
      this.#doors.files.remove(file);
      this.#doors.files.remove(folder);
    }
  }
  /** The service tells nobody what it has. */
  async list() {
    return ok(void 0);
  }
  async remove() {
    return readOnly("only GitHub itself removes entries of its cache (Actions, Caches)");
  }
  /** GitHub makes room by itself: what was not read for longest goes first. */
  async finish() {
    return ok(void 0);
  }
  #prefixes(query) {
    return keyPrefixes(query, this.#doors.clock.now());
  }
  async #newest(questions, versions, most) {
    const asked = questions.flatMap((prefixes) => versions.map((version) => [prefixes, version]));
    const candidates = [];
    for (let at = 0; at < asked.length; at += AT_ONCE) {
      const some = asked.slice(at, at + AT_ONCE);
      const hits = await Promise.all(
        some.map(([prefixes, version]) => this.#service.newest(prefixes, version))
      );
      for (const hit of hits) {
        if (!hit.ok) return hit;
        if (hit.value !== void 0) candidates.push(this.#candidate(hit.value));
      }
    }
    return ok(candidates.toSorted((a, b) => (b.used ?? 0) - (a.used ?? 0)).slice(0, most));
  }
  #candidate(hit) {
    const { slot, created } = readKey(hit.key);
    const now = this.#doors.clock.now();
    const used = created === void 0 || created > now ? void 0 : created;
    const candidate = { id: hit.key, slot, bytes: void 0, used };
    this.#hits.set(candidate, hit);
    return candidate;
  }
  /** @returns bytes of the entry in `<folder>/entry`; undefined when there is none any more */
  async #fetch(hit, folder, limit) {
    const { http, disk, files } = this.#doors;
    const archive = `${folder}/archive`;
    const answer = await http.download(
      {
        method: "GET",
        url: hit.url,
        headers: {},
        limit: outerLimit(limit),
        timeout: TRANSFER,
        plain: isPlain(this.#access, hit.url)
      },
      archive
    );
    if (!answer.ok) {
      const { kind, detail } = answer.failure;
      const failure = { code: kind === "too-large" ? "too-large" : "store-error", detail };
      if (kind === "timeout") this.#slow = failure;
      return err(failure);
    }
    const { status } = answer.value;
    if (status === 404) return ok(void 0);
    if (status !== 200) return trouble3(`HTTP ${status} instead of an entry`);
    const taken = await takeEntry(disk, archive, `${folder}/entry`, limit);
    files.remove(archive);
    return taken;
  }
  /**
   * All that the library gets to know. Its tar starts in a folder that it makes in RUNNER_TEMP, so `..` is ours again;
   * that it is relative keeps the path out of a command line which it takes apart at spaces.
   */
  #libraryEnv(folder) {
    const { env, machine } = this.#doors;
    const handed = HANDED_ON.flatMap((name2) => {
      const value = env[name2];
      return value === void 0 ? [] : [[name2, value]];
    });
    return {
      ...Object.fromEntries(handed),
      ACTIONS_RESULTS_URL: this.#access.url.href,
      ACTIONS_RUNTIME_TOKEN: this.#access.token,
      ACTIONS_CACHE_SERVICE_V2: "true",
      GITHUB_WORKSPACE: "..",
      RUNNER_TEMP: folder,
      // No program of the workspace is taken for tar or zstd.
      PATH: machine.path.join(":"),
      HOME: folder,
      // Or macOS adds a second file for what it knows of the first.
      COPYFILE_DISABLE: "1"
    };
  }
};
var AT_ONCE = 4;
var INSIDE = `work/${SAVED_PATH}`;
var HANDED_ON = [
  "GITHUB_SERVER_URL",
  "ACTIONS_CACHE_MODE",
  "SSL_CERT_FILE",
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"].flatMap((name2) => [name2, name2.toLowerCase()])
];
function outcome(saved) {
  if (saved.saved) return ok(void 0);
  return saved.why === "denied" ? readOnly(`this run may not write to it${saved.detail === "" ? "" : `: ${saved.detail}`}`) : trouble3(saved.detail);
}
function trouble3(detail) {
  return err({ code: "store-error", detail });
}
function readOnly(detail) {
  return err({ code: "store-read-only", detail });
}
export {
  githubStore
};
