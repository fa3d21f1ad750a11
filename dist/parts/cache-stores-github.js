import {
  TarReader
} from "./shared-formats-tar-read.js";
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
import "./shared-semver-2.js";
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
  const name = (env["ACTIONS_CACHE_MODE"] ?? "").trim().toLowerCase();
  const reads = !["none", "write-only"].includes(name);
  return ok({ url, token, mode: { name, reads, writes: !["none", "read"].includes(name) } });
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
    const { ok: found, matched_key: name, signed_download_url: url } = answer.value;
    if (found === false) return ok(void 0);
    if (typeof name !== "string" || typeof url !== "string" || !url)
      return trouble2("the answer names no entry");
    if (!prefixes.some((prefix) => name.startsWith(prefix))) {
      return trouble2("the answer names an entry that was not asked for");
    }
    return ok({ key: name, version, url });
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
function again(seconds) {
  return seconds !== void 0 && /^\d{1,6}$/.test(seconds) ? `, it says to ask again in ${seconds} s` : "";
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
    const handed = HANDED_ON.flatMap((name) => {
      const value = env[name];
      return value === void 0 ? [] : [[name, value]];
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
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"].flatMap((name) => [name, name.toLowerCase()])
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
