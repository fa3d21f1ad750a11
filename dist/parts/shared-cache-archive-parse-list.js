import {
  ENVELOPE,
  PIECE,
  TAIL,
  readTail
} from "./shared-cache-archive-layout.js";
import {
  constants,
  zstdCompressSync,
  zstdDecompressSync
} from "./shared-node-zlib.js";
import {
  createHash,
  errnoText,
  hash,
  isSha256
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/cache/archive/groups.ts
var LITTLE_BYTES = 32 * 1024 * 1024;
var LITTLE_FILES = 3e3;
function isLittle(bytes, files) {
  return bytes <= LITTLE_BYTES && files <= LITTLE_FILES;
}
function wake(workers, threads, task, nothing) {
  for (let count = 0; count < threads; count += 1) workers.run(task, nothing).catch(() => {
  });
}

// src/cache/archive/paths.ts
var PATH = 4096;
var PART = 255;
function fold(path) {
  if (ASCII.test(path)) return path.toLowerCase();
  const parts = path.split("/").map((part) => part.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC"));
  return parts.join("/");
}
function pathRule(path) {
  if (path.startsWith("/")) return "an absolute path";
  if (path.includes("\0")) return "a NUL in its path";
  if (path.includes("\\")) return "a backslash in its path";
  const plain = ASCII.test(path);
  if (!plain && !isSpelled(path)) return "a name that cannot be spelled";
  if (bytesOf(path, plain) > PATH) return `a path of more than ${PATH} bytes`;
  for (const part of path.split("/")) {
    if (part === "") return "an empty part in its path";
    if (part === "." || part === "..") return `the part "${part}" in its path`;
    if (bytesOf(part, plain) > PART) return `a name of more than ${PART} bytes`;
  }
  return void 0;
}
function linkRule(path, target, isFolder) {
  if (target === "") return "an empty link";
  if (target.startsWith("/")) return "a link with an absolute target";
  if (target.includes("\0")) return "a link with a NUL in its target";
  if (target.includes("\\")) return "a link with a backslash in its target";
  const plain = ASCII.test(target);
  if (!plain && !isSpelled(target)) return "a link whose target cannot be spelled";
  if (bytesOf(target, plain) >= PATH) return `a link with a target of ${PATH} bytes or more`;
  const [root = "", ...below] = path.split("/");
  const place = below.length === 0 ? [] : [root, ...below.slice(0, -1)];
  for (const part of target.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") place.push(part);
    else if (below.length === 0 || place.length < 2 || !isFolder(place.join("/")))
      return "a link that leads out of its root";
    else place.pop();
  }
  return place.length === 0 ? "a link to nothing but where it stands" : void 0;
}
function nameBytes(text) {
  if (text.isWellFormed()) return Buffer.from(text, "utf8");
  return Buffer.concat(
    Array.from(text, (char) => STRAY.test(char) ? strayBytes(char) : Buffer.from(char, "utf8"))
  );
}
function isSpelled(text) {
  if (text.isWellFormed()) return true;
  const rest = text.replace(/[\udc80-\udcff]+/gu, (run) => isStray(run) ? "" : "\uD800");
  return rest.isWellFormed();
}
function isStray(run) {
  const bytes = strayBytes(run);
  return /^\ufffd+$/.test(bytes.toString("utf8")) && !bytes.includes(REPLACEMENT);
}
function strayBytes(run) {
  return Buffer.from(Array.from(run, (char) => char.charCodeAt(0) - 56320));
}
function bytesOf(text, plain) {
  if (plain) return text.length;
  const strays = text.match(/[\udc80-\udcff]/gu)?.length ?? 0;
  return Buffer.byteLength(text, "utf8") - 2 * strays;
}
var ASCII = /^[\0-\x7f]*$/;
var STRAY = /^[\udc80-\udcff]$/u;
var REPLACEMENT = Buffer.from("�", "utf8");

// src/cache/archive/members.ts
function groupBytes({ pieces }) {
  return pieces.reduce((sum, { plain }) => sum + plain, 0);
}
function rootOf(path) {
  const end = path.indexOf("/");
  return end < 0 ? path : path.slice(0, end);
}
function treesOf(list) {
  const trees = /* @__PURE__ */ new Map();
  for (const { path } of list.folders) if (!path.includes("/")) trees.set(path, []);
  const add = (path, sha256, mode) => {
    const root = rootOf(path);
    const tree = trees.get(root) ?? [];
    trees.set(root, tree);
    const below = path.slice(root.length + 1);
    if (!GIT.test(below)) tree.push({ path: below, sha256, mode });
  };
  for (const { files } of list.groups) {
    for (const { path, sha256, mode } of files)
      add(path, sha256, (mode & 73) === 0 ? "file" : "executable");
  }
  for (const { path, target } of list.links) add(path, sha256Of(target), "link");
  for (const tree of trees.values()) tree.sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
  return trees;
}
var GIT = /(?:^|\/)\.git(?:\/|$)/;
function sha256Of(target) {
  return hash("sha256", nameBytes(target), "hex");
}

// src/cache/archive/attempt.ts
function attempt(code, work) {
  try {
    return ok(work());
  } catch (error) {
    return err(refused(code, error));
  }
}
function refused(code, error) {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") throw error;
  if (!/^E[A-Z0-9]+$/.test(error.code)) throw error;
  const path = "path" in error && typeof error.path === "string" ? `${error.path}: ` : "";
  return { code, detail: `${path}${errnoText(error.code)}` };
}

// src/cache/archive/zstd.ts
var LEVEL = 3;
var WINDOW = 21;
function compress(plain) {
  return zstdCompressSync(plain, {
    params: { [constants.ZSTD_c_compressionLevel]: LEVEL, [constants.ZSTD_c_windowLog]: WINDOW },
    pledgedSrcSize: plain.length,
    // One allocation, whatever comes out (ZSTD_compressBound).
    chunkSize: Math.max(OWN, plain.length + (plain.length >> 8) + 1024)
  });
}
function decompress(stored, plain, what) {
  try {
    const { buffer: out, read } = withInfo(stored, {
      params: { [constants.ZSTD_d_windowLogMax]: WINDOW },
      maxOutputLength: Math.max(1, plain),
      // One byte more than comes out, or the decoder makes a second block of memory to look whether there is more.
      chunkSize: Math.max(OWN, Math.min(plain + 64, CHUNK))
    });
    if (out.length !== plain) return err({ code: "entry-unsafe", detail: `${what} is shorter than it says` });
    if (read === stored.length) return ok(out);
    return err({ code: "entry-unsafe", detail: `${what} has something behind its end` });
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
    return error.code === "ERR_BUFFER_TOO_LARGE" ? err({ code: "too-large", detail: `${what} is longer than it says` }) : err({ code: "entry-unsafe", detail: `${what} is not compressed as it says` });
  }
}
function withInfo(stored, options) {
  const found = zstdDecompressSync(stored, { ...options, info: true });
  const { buffer, engine } = found;
  return { buffer, read: engine.bytesWritten };
}
function release(result) {
  if (result.buffer instanceof ArrayBuffer && result.buffer.byteLength >= OWN) result.buffer.transfer(0);
}
var OWN = 128 * 1024;
var CHUNK = 8 * 1024 * 1024;

// src/cache/archive/read-group.ts
var INTERRUPTED = { code: "target-error", detail: "interrupted" };
var GroupReader = class {
  #disk;
  /** For the stored bytes of every piece; content is gone from it before the next is read. */
  #memory = Buffer.allocUnsafeSlow(PIECE);
  constructor(disk) {
    this.#disk = disk;
  }
  /**
   * @param file     descriptor of the entry
   * @param stopped  asked before each piece
   */
  read(file, group, sink, stopped) {
    if (stopped()) return err(INTERRUPTED);
    if (group.pieces.length > 1) return this.#large(file, group, sink, stopped);
    const [piece] = group.pieces;
    if (piece === void 0) return small(group.files, NOTHING, sink);
    const plain = this.#plain(file, piece, group.at);
    if (!plain.ok) return plain;
    const done = small(group.files, plain.value, sink);
    this.#release(plain.value);
    return done;
  }
  /** One file that takes several pieces; empty ones may stand around it. */
  #large(file, group, sink, stopped) {
    for (const member of group.files) {
      const done = member.bytes === 0 ? small([member], NOTHING, sink) : flat(attempt("target-error", () => this.#pieces(file, group, member, sink, stopped)));
      if (!done.ok) return done;
    }
    return ok(void 0);
  }
  #pieces(file, group, member, sink, stopped) {
    const writer = sink(member);
    try {
      const sum = createHash("sha256");
      let at = group.at;
      for (const piece of group.pieces) {
        if (stopped()) return err(INTERRUPTED);
        const plain = this.#plain(file, piece, at);
        if (!plain.ok) return plain;
        sum.update(plain.value);
        writer?.write(plain.value);
        this.#release(plain.value);
        at += piece.stored;
      }
      return sum.digest("hex") === member.sha256 ? ok(void 0) : err(mismatch(member.path));
    } finally {
      writer?.close();
    }
  }
  #plain(file, piece, at) {
    const stored = this.#memory.subarray(0, piece.stored);
    const read = attempt("store-error", () => this.#disk.read(file, stored, at));
    if (!read.ok) return read;
    if (read.value !== piece.stored || hash("sha256", stored, "hex") !== piece.sha256)
      return err(mismatch(`the piece at ${at}`));
    return piece.method === "stored" ? ok(stored) : decompress(stored, piece.plain, `the piece at ${at}`);
  }
  #release(plain) {
    if (plain.buffer !== this.#memory.buffer) release(plain);
  }
};
var NOTHING = new Uint8Array(0);
function small(files, plain, sink) {
  return flat(attempt("target-error", () => writeEach(files, plain, sink)));
}
function writeEach(files, plain, sink) {
  let at = 0;
  for (const file of files) {
    const bytes = plain.subarray(at, at + file.bytes);
    at += file.bytes;
    if (hash("sha256", bytes, "hex") !== file.sha256) return err(mismatch(file.path));
    const writer = sink(file);
    if (writer === void 0) continue;
    try {
      writer.write(bytes);
    } finally {
      writer.close();
    }
  }
  return ok(void 0);
}
function flat(result) {
  return result.ok ? result.value : result;
}
function mismatch(what) {
  return { code: "digest-mismatch", detail: what };
}

// src/cache/archive/unpack-groups.ts
function unpackGroups(disk) {
  const reader = new GroupReader(disk);
  return (input) => {
    const { file, groups, targets, stop } = input;
    const sink = (member) => create(disk, targets, member);
    for (const group of groups) {
      const done = reader.read(file, group, sink, () => Atomics.load(stop, 0) !== 0);
      if (!done.ok) return done.failure;
    }
    return void 0;
  };
}
function create(disk, targets, member) {
  const place = placeOf(targets, member.path);
  if (place === void 0) return void 0;
  const file = disk.create(place, member.mode);
  return { write: (bytes) => disk.write(file, bytes), close: () => disk.close(file) };
}
function placeOf(targets, path) {
  const root = rootOf(path);
  const target = targets.get(root);
  return target === void 0 ? void 0 : `${target}${path.slice(root.length)}`;
}

// src/cache/archive/turns.ts
var TURN = 8;
var Turns = class {
  #since = performance.now();
  isOver() {
    return performance.now() - this.#since > TURN;
  }
  /** Everything else goes first. */
  async end() {
    await new Promise((done) => setImmediate(done));
    this.#since = performance.now();
  }
};

// src/cache/archive/share-groups.ts
var FILE_COST = 8 * 1024;
async function shareGroups(world, entry, list, targets, signal) {
  if (signal.aborted) return err(INTERRUPTED);
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const end = () => Atomics.store(stop, 0, 1);
  signal.addEventListener("abort", end, { once: true });
  const queue = new Queue(list.groups);
  const threads = threadsFor(world, list);
  let first;
  const settle = (miss) => {
    first ??= miss;
    if (miss !== void 0) end();
  };
  const input = (groups) => ({ file: entry.file, groups, targets, stop });
  const there = async () => {
    settle(await world.workers.run("unpack", input([])));
    while (Atomics.load(stop, 0) === 0) {
      const groups = queue.take(threads);
      if (groups.length === 0) return;
      settle(await world.workers.run("unpack", input(groups)));
    }
  };
  const here = async () => {
    const unpack = unpackGroups(world.disk);
    const turns = new Turns();
    while (Atomics.load(stop, 0) === 0) {
      const group = queue.takeLast(threads === 0);
      if (group === void 0) return;
      settle(unpack(input([group])));
      if (turns.isOver()) await turns.end();
    }
  };
  try {
    const lanes = await Promise.allSettled([...Array.from({ length: threads }, there), here()]);
    const bug = lanes.find((each) => each.status === "rejected");
    if (bug !== void 0) throw bug.reason;
  } finally {
    signal.removeEventListener("abort", end);
  }
  if (first !== void 0) return err(first);
  return Atomics.load(stop, 0) === 0 ? ok(void 0) : err(INTERRUPTED);
}
function threadsFor({ workers }, { bytes, groups }) {
  const files = groups.reduce((sum, group) => sum + group.files.length, 0);
  return isLittle(bytes, files) ? 0 : Math.max(1, workers.count - 1);
}
var Queue = class {
  /** Large files first, so that no thread begins with one when the others are done. */
  #groups;
  #first = 0;
  #cost;
  constructor(groups) {
    const large = groups.filter(isLarge).sort((a, b) => groupBytes(b) - groupBytes(a));
    this.#groups = [...large, ...groups.filter((group) => !isLarge(group))];
    this.#cost = groups.reduce((sum, group) => sum + costOf(group), 0);
  }
  /** Half of what would be one thread's part of the rest: few questions at the beginning, no long wait at the end. */
  take(threads) {
    const share = this.#cost / (2 * (threads + 1));
    const taken = [];
    for (let cost = 0; cost === 0 || cost < share; ) {
      const group = this.#groups[this.#first];
      if (group === void 0) break;
      this.#first += 1;
      taken.push(group);
      cost += costOf(group);
      this.#cost -= costOf(group);
    }
    return taken;
  }
  /** From the other end, so that two threads seldom write to the same folder; no large file unless there is nobody else. */
  takeLast(alone) {
    if (this.#first >= this.#groups.length) return void 0;
    const last = this.#groups.at(-1);
    if (last === void 0 || isLarge(last) && !alone) return void 0;
    this.#groups.pop();
    this.#cost -= costOf(last);
    return last;
  }
};
function isLarge({ pieces }) {
  return pieces.length > 1;
}
function costOf(group) {
  return groupBytes(group) + group.files.length * FILE_COST;
}

// src/cache/archive/rules.ts
var Rules = class {
  #roots;
  #limits;
  /** How many parts the path of each folder has. */
  #folders = /* @__PURE__ */ new Map();
  /** Of folders and of links, folded; of files in their order, which is sorted. */
  #folded = /* @__PURE__ */ new Set();
  #files = [];
  #last = "";
  #members = 0;
  #bytes = 0;
  /** @param roots  the only ones that the entry may hold */
  constructor(roots, limits) {
    this.#roots = roots;
    this.#limits = limits;
  }
  get members() {
    return this.#members;
  }
  get bytes() {
    return this.#bytes;
  }
  folder(path, mode) {
    const broken = this.#member(path) ?? modeRule(path, mode);
    if (broken !== void 0) return broken;
    const folded = fold(path);
    if (folded <= this.#last) return unsafe(path, "twice, or not in its place, among the folders");
    this.#last = folded;
    this.#folders.set(path, path.split("/").length);
    this.#folded.add(folded);
    return void 0;
  }
  /** Between the kinds: what comes now is sorted anew. */
  next() {
    this.#last = "";
  }
  file(path, mode, bytes) {
    const broken = this.#member(path) ?? modeRule(path, mode);
    if (broken !== void 0) return broken;
    const folded = fold(path);
    if (folded <= this.#last) return unsafe(path, "twice, or not in its place, among the files");
    if (this.#folded.has(folded)) return unsafe(path, "a file where a folder stands");
    this.#last = folded;
    this.#files.push(folded);
    this.#bytes += bytes;
    if (this.#bytes > this.#limits.bytes)
      return { code: "too-large", detail: `its files have more than ${this.#limits.bytes} bytes` };
    return void 0;
  }
  link(path, target) {
    const broken = this.#member(path);
    if (broken !== void 0) return broken;
    const rule = linkRule(path, target, (folder) => this.#folders.has(folder));
    if (rule !== void 0) return unsafe(path, rule);
    const folded = fold(path);
    if (folded <= this.#last) return unsafe(path, "twice, or not in its place, among the links");
    if (this.#folded.has(folded) || includes(this.#files, folded))
      return unsafe(path, "a link where something else stands");
    this.#last = folded;
    return void 0;
  }
  #member(path) {
    this.#members += 1;
    if (this.#members > this.#limits.members)
      return { code: "too-large", detail: `it has more than ${this.#limits.members} members` };
    const end = path.lastIndexOf("/");
    const above = end < 0 ? 0 : this.#folders.get(path.slice(0, end));
    const plain = above !== void 0 && path.length < SHORT && PLAIN_NAME.test(path.slice(end + 1));
    const rule = plain ? void 0 : pathRule(path);
    if (rule !== void 0) return unsafe(path, rule);
    if (!this.#roots.has(rootOf(path))) return unsafe(path, "not below what was asked for");
    if (above === void 0) return unsafe(path, "not in a folder of the list");
    if (above >= this.#limits.depth)
      return { code: "too-large", detail: `${path}: a path of more than ${this.#limits.depth} parts` };
    return void 0;
  }
};
var SHORT = 1024;
var PLAIN_NAME = /^(?!\.{1,2}$)[ !-[\]-~]{1,255}$/;
function ratioRule(bytes, stored, limits) {
  return bytes > limits.ratio * stored + limits.slack ? { code: "too-large", detail: `${bytes} bytes of files from ${stored} bytes stored` } : void 0;
}
function unsafe(path, rule) {
  return { code: "entry-unsafe", detail: `${path}: ${rule}` };
}
function modeRule(path, mode) {
  return Number.isInteger(mode) && mode >= 0 && mode <= 511 ? void 0 : unsafe(path, "a mode that is more than permissions");
}
function includes(sorted, wanted) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = low + high >>> 1;
    if ((sorted[middle] ?? "") < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted;
}

// src/cache/archive/parse-list.ts
var FORMAT = "sealsmith-list/1";
var LINE = 32 * 1024;
var CHUNK2 = 1024 * 1024;
function parseList(bytes, archive, roots, limits) {
  const reader = new ListReader(archive, roots, limits);
  for (const line of linesOf(bytes)) {
    const value = line === void 0 ? void 0 : parsed(line);
    const broken = value === void 0 ? wrong("a line that cannot be read") : reader.take(value);
    if (broken !== void 0) return err(broken);
  }
  return reader.end();
}
function* linesOf(bytes) {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let rest = "";
  for (let at = 0; at < bytes.length; at += CHUNK2) {
    const text = decoded(decoder, bytes.subarray(at, at + CHUNK2), at + CHUNK2 < bytes.length);
    if (text === void 0) return yield void 0;
    const lines = `${rest}${text}`.split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LINE) return yield void 0;
    yield* lines;
  }
  if (rest !== "") yield void 0;
}
function decoded(decoder, bytes, stream) {
  try {
    return decoder.decode(bytes, { stream });
  } catch {
    return void 0;
  }
}
function parsed(line) {
  if (line.length > LINE) return void 0;
  try {
    return JSON.parse(line);
  } catch {
    return void 0;
  }
}
var ListReader = class {
  #archive;
  #rules;
  #folders = [];
  #groups = [];
  #links = [];
  #expects = "header";
  /** The group that is being read, where it begins, and where it ends so far. */
  #at = 0;
  #end = 0;
  #pieces = [];
  #files = [];
  constructor(archive, roots, limits) {
    this.#archive = archive;
    this.#rules = new Rules(roots, limits);
  }
  take(line) {
    const broken = this.#line(line);
    return broken ?? (this.#rules.members > this.#archive.members ? wrong(NO_SUM) : void 0);
  }
  #line(line) {
    if (!Array.isArray(line)) return wrong("a line that is no array");
    const values = line;
    if (this.#expects === "header") return this.#header(values);
    const [kind] = values;
    if (kind === "d" && this.#expects === "folders") return this.#folder(values);
    if ((kind === "p" || kind === "f") && this.#expects !== "links") {
      if (this.#expects === "folders") this.#rules.next();
      this.#expects = "groups";
      return kind === "p" ? this.#piece(values) : this.#file(values);
    }
    if (kind === "l") return this.#link(values);
    return wrong("a line of no kind, or in the wrong place");
  }
  end() {
    const broken = this.#endGroup();
    if (broken !== void 0) return err(broken);
    const { members, bytes } = this.#rules;
    const { stored } = this.#archive;
    if (this.#expects === "header") return err(wrong("it is empty"));
    if (members !== this.#archive.members || bytes !== this.#archive.bytes || this.#at !== stored)
      return err(wrong(NO_SUM));
    return ok({ folders: this.#folders, groups: this.#groups, links: this.#links, members, bytes, stored });
  }
  #header([format, members, bytes, ...more]) {
    this.#expects = "folders";
    if (format !== FORMAT || more.length > 0) return wrong("it is of another format");
    if (members !== this.#archive.members || bytes !== this.#archive.bytes)
      return wrong("it says of itself what its seal does not");
    return void 0;
  }
  #folder([, path, mode, ...more]) {
    if (typeof path !== "string" || typeof mode !== "number" || more.length > 0) return wrong("a folder");
    this.#folders.push({ path, mode });
    return this.#rules.folder(path, mode);
  }
  #piece([, method, stored, plain, sha256, ...more]) {
    const broken = this.#files.length > 0 ? this.#endGroup() : void 0;
    if (broken !== void 0) return broken;
    if (method !== "zstd" && method !== "stored" || !isDigest(sha256) || more.length > 0)
      return wrong("a piece");
    if (!isCount(stored) || !isCount(plain) || stored === 0 || stored > plain) return wrong("a piece");
    if (plain > PIECE || method === "stored" && stored !== plain) return wrong("a piece of another size");
    this.#end += stored;
    if (this.#end > this.#archive.stored) return wrong("a piece beyond the end");
    this.#pieces.push({ method, stored, plain, sha256 });
    return void 0;
  }
  #file([, path, mode, bytes, sha256, ...more]) {
    if (typeof path !== "string" || typeof mode !== "number" || more.length > 0) return wrong("a file");
    if (!isCount(bytes) || !isDigest(sha256)) return wrong("a file");
    this.#files.push({ path, mode, bytes, sha256 });
    return this.#rules.file(path, mode, bytes);
  }
  #link([, path, target, ...more]) {
    if (this.#expects !== "links") {
      const broken = this.#endGroup();
      if (broken !== void 0) return broken;
      this.#rules.next();
      this.#expects = "links";
    }
    if (typeof path !== "string" || typeof target !== "string" || more.length > 0) return wrong("a link");
    this.#links.push({ path, target });
    return this.#rules.link(path, target);
  }
  /** The files of a group are exactly what its pieces hold; only one large file takes several, all but the last full. */
  #endGroup() {
    const [pieces, files] = [this.#pieces, this.#files];
    if (pieces.length === 0 && files.length === 0) return void 0;
    const held = pieces.reduce((sum, { plain }) => sum + plain, 0);
    const wanted = files.reduce((sum, { bytes }) => sum + bytes, 0);
    if (held !== wanted) return wrong(`${held} bytes in pieces for ${wanted} bytes of files`);
    const full = files.filter(({ bytes }) => bytes > 0);
    const even = pieces.slice(0, -1).every(({ plain }) => plain === PIECE);
    if (pieces.length > 1 && (full.length !== 1 || !even))
      return wrong("pieces that are not as they must be");
    this.#groups.push({ at: this.#at, pieces, files });
    this.#at = this.#end;
    this.#pieces = [];
    this.#files = [];
    return void 0;
  }
};
var NO_SUM = "it says of itself what does not add up";
function isCount(value) {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
function isDigest(value) {
  return typeof value === "string" && isSha256(value);
}
function wrong(what) {
  return { code: "entry-unsafe", detail: `its list: ${what}` };
}

// src/cache/archive/list.ts
function listBytes(list) {
  const lines = [[FORMAT, list.members, list.bytes]];
  for (const { path, mode } of list.folders) lines.push(["d", path, mode]);
  for (const { pieces, files } of list.groups) {
    for (const piece of pieces) lines.push(["p", piece.method, piece.stored, piece.plain, piece.sha256]);
    for (const { path, mode, bytes, sha256 } of files) lines.push(["f", path, mode, bytes, sha256]);
  }
  for (const { path, target } of list.links) lines.push(["l", path, target]);
  return Buffer.from(lines.map((line) => `${JSON.stringify(line)}
`).join(""), "utf8");
}
function readList(disk, entry, seal, roots, limits) {
  const large = sealRule(seal, limits);
  if (large !== void 0) return err(large);
  if (entry.listAt !== seal.archive.stored || entry.listBytes !== seal.list.stored)
    return err({ code: "digest-mismatch", detail: "its parts have other lengths than were sealed" });
  const stored = new Uint8Array(entry.listBytes);
  const read = attempt("store-error", () => disk.read(entry.file, stored, entry.listAt));
  if (!read.ok) return read;
  if (read.value !== stored.length || hash("sha256", stored, "hex") !== seal.list.sha256)
    return err({ code: "digest-mismatch", detail: "its list" });
  const plain = decompress(stored, seal.list.bytes, "its list");
  if (!plain.ok) return plain;
  const list = parseList(plain.value, seal.archive, roots, limits);
  for (const done of [stored, plain.value]) release(done);
  return list;
}
function sealRule({ list, archive }, limits) {
  if (archive.members > limits.members)
    return { code: "too-large", detail: `it has ${archive.members} members` };
  if (archive.bytes > limits.bytes)
    return { code: "too-large", detail: `its files have ${archive.bytes} bytes` };
  if (list.bytes > limits.list || list.stored > limits.list)
    return { code: "too-large", detail: `its list has ${list.bytes} bytes` };
  return ratioRule(archive.bytes, archive.stored, limits);
}

// src/cache/archive/open.ts
function openEntry(disk, path, limits) {
  const file = attempt("store-error", () => disk.openRead(path));
  if (!file.ok) return file;
  const read = attempt("store-error", () => readEnd(disk, file.value, limits));
  if (read.ok && read.value.ok) return ok({ ...read.value.value, close: () => disk.close(file.value) });
  disk.close(file.value);
  return read.ok ? err(read.value.ok ? NOT_WHOLE : read.value.failure) : read;
}
var NOT_WHOLE = { code: "seal-invalid", detail: "it is no entry, or only a part of one" };
function readEnd(disk, file, limits) {
  const { bytes } = disk.facts(file);
  if (bytes > limits.file) return err({ code: "too-large", detail: `it has ${bytes} bytes` });
  const end = new Uint8Array(TAIL);
  if (bytes < TAIL || disk.read(file, end, bytes - TAIL) !== TAIL) return err(NOT_WHOLE);
  const tail = readTail(end);
  if (tail === void 0 || tail.envelope === 0 || tail.envelope > ENVELOPE) return err(NOT_WHOLE);
  const envelope = new Uint8Array(tail.envelope);
  const envelopeAt = bytes - TAIL - tail.envelope;
  const listAt = envelopeAt - tail.list;
  if (listAt < 0 || disk.read(file, envelope, envelopeAt) !== envelope.length) return err(NOT_WHOLE);
  return ok({ envelope, file, bytes, listAt, listBytes: tail.list });
}

export {
  isLittle,
  wake,
  fold,
  rootOf,
  treesOf,
  attempt,
  compress,
  release,
  INTERRUPTED,
  GroupReader,
  Turns,
  placeOf,
  shareGroups,
  threadsFor,
  Rules,
  ratioRule,
  listBytes,
  readList,
  openEntry
};
