import {
  EntryFiles,
  MOST_NAMES,
  PARTS,
  folderBelow,
  makeUnlessThere,
  newestFirst,
  slotPart
} from "./shared-cache-stores-entries.js";
import {
  READ_ONLY,
  StoreTrouble,
  demand,
  errnoOf,
  guarded,
  isErrno
} from "./shared-cache-stores-slot.js";
import {
  hash,
  randomBytes
} from "./common.js";
import "./shared-semver-2.js";
import "./shared-core-redact.js";
import "./shared.js";

// src/cache/stores/sweep.ts
var STALE = 36e5;
var OF_ONE_SLOT = 3;
var MOST_ENTRIES = 2e4;
function sweep(entries, size, used) {
  const { disk, clock } = entries.doors;
  const now = clock.now();
  const kept = [];
  const folders = [];
  const drop = ({ path }) => quietly(() => disk.removeFile(path));
  let bucket = [];
  removeParts(entries, now);
  entries.walk((seen) => {
    if (seen.kind === "entry") {
      const { id, created } = seen.name;
      const { bytes, modified } = seen.facts;
      const last = modified > now + STALE ? 0 : modified;
      bucket.push({
        id,
        created,
        path: seen.path,
        bytes,
        last: used.has(id) ? Number.POSITIVE_INFINITY : last
      });
    } else if (seen.kind === "stray") {
      if (seen.ours) removeStale(entries, seen.path, now);
    } else {
      const surplus = surplusOfSlots(bucket, now);
      for (const one of surplus) drop(one);
      for (const one of bucket) if (!surplus.has(one)) kept.push(one);
      bucket = [];
      folders.push(seen.path);
    }
  });
  for (const one of leastUsed(kept, size)) drop(one);
  for (const path of folders) quietly(() => disk.removeFolder(path));
}
function surplusOfSlots(bucket, now) {
  const counts = /* @__PURE__ */ new Map();
  const surplus = /* @__PURE__ */ new Set();
  for (const one of bucket.toSorted(newestFirst(now))) {
    const slot = slotPart(one.id);
    const count = (counts.get(slot) ?? 0) + 1;
    counts.set(slot, count);
    if (count > OF_ONE_SLOT && one.last !== Number.POSITIVE_INFINITY) surplus.add(one);
  }
  return surplus;
}
function leastUsed(kept, size) {
  let bytes = kept.reduce((sum, one) => sum + one.bytes, 0);
  let count = kept.length;
  const drop = [];
  for (const one of kept.toSorted((a, b) => compare(a.last, b.last))) {
    if (bytes <= size && count <= MOST_ENTRIES || one.last === Number.POSITIVE_INFINITY) break;
    drop.push(one);
    bytes -= one.bytes;
    count -= 1;
  }
  return drop;
}
function removeParts(entries, now) {
  const { disk } = entries.doors;
  const root = entries.ground.find();
  const folder = root === void 0 ? void 0 : folderBelow(entries.doors, root, PARTS);
  if (folder === void 0) return;
  const names = [];
  disk.scan(folder, MOST_NAMES, (name) => names.push(name));
  for (const name of names) removeStale(entries, `${folder}/${name}`, now);
}
function removeStale(entries, path, now) {
  const { disk } = entries.doors;
  const modified = disk.look(path)?.modified ?? now;
  if (modified < now - STALE || modified > now + STALE) quietly(() => disk.remove(path));
}
function quietly(work) {
  try {
    work();
  } catch (error) {
    if (errnoOf(error) === void 0) throw error;
  }
}
function compare(a, b) {
  return a === b ? 0 : a < b ? -1 : 1;
}

// src/cache/stores/directory.ts
var SWEEP_AFTER = 864e5;
function directoryStore(doors, path, size) {
  const ground = path === void 0 ? ownGround(doors) : configuredGround(doors, path);
  return new DirectoryStore(doors, new EntryFiles(doors, ground), size);
}
var DirectoryStore = class {
  name = "directory";
  #doors;
  #entries;
  #size;
  #saved = /* @__PURE__ */ new Set();
  constructor(doors, entries, size) {
    this.#doors = doors;
    this.#entries = entries;
    this.#size = size;
  }
  get place() {
    return this.#entries.ground.place;
  }
  get workFolder() {
    const made = guarded("", () => {
      const folder = this.#entries.folder(PARTS);
      const probe = `${folder}/${randomBytes(8).toString("hex")}.part`;
      this.#doors.disk.close(this.#doors.disk.create(probe, 384));
      this.#doors.disk.removeFile(probe);
      return folder;
    });
    return made.ok ? made.value : void 0;
  }
  async find(query, most) {
    return guarded(`reading ${this.place}`, () => this.#entries.find(query, most));
  }
  async open(candidate, limit) {
    return guarded(`opening ${candidate.id}`, () => this.#entries.open(candidate.id, limit));
  }
  async save(slot, file) {
    return guarded(`writing to ${this.place}`, () => {
      this.#saved.add(this.#entries.save(slot, file, this.#size));
    });
  }
  async list() {
    return guarded(`reading ${this.place}`, () => this.#entries.list());
  }
  async strays() {
    return guarded(`reading ${this.place}`, () => this.#entries.strays());
  }
  async remove(candidate) {
    return guarded(`removing ${candidate.id}`, () => this.#entries.remove(candidate.id));
  }
  async finish(used) {
    const kept = /* @__PURE__ */ new Set([...used, ...this.#saved]);
    return guarded(`making room in ${this.place}`, () => {
      if (this.#entries.ground.find() === void 0) return;
      for (const id of kept) this.#touch(id);
      if (this.#saved.size > 0 || this.#isDue()) this.#sweep(kept);
    });
  }
  /** Who may only read leaves no mark. */
  #touch(id) {
    try {
      this.#entries.touch(id);
    } catch (error) {
      if (errnoOf(error) === void 0) throw error;
    }
  }
  /** One at a time on this machine; who comes while another is at it has nothing to do. */
  #sweep(kept) {
    const { files, clock } = this.#doors;
    const kind = files.kind(`${this.#memory}.lock`);
    if (kind !== void 0 && kind !== "file") return;
    const lock = files.lock(`${this.#memory}.lock`);
    if (!lock.ok && lock.failure.code === "workspace-busy") return;
    if (!lock.ok && isErrno(lock.failure, ...READ_ONLY)) return;
    const release = demand(lock);
    try {
      sweep(this.#entries, this.#size, kept);
      files.writeText(`${this.#memory}.swept`, `${clock.now()}
`);
    } finally {
      release();
    }
  }
  #isDue() {
    const { files, clock } = this.#doors;
    const text = files.readText(`${this.#memory}.swept`);
    const before = text.ok ? Number(text.value ?? 0) : 0;
    return !(Math.abs(clock.now() - before) < SWEEP_AFTER);
  }
  /** Lock and time of the last clean-up lie in our own state: in the store a stranger could hold them for ever. */
  get #memory() {
    return `${this.#doors.state}/sweeps/${hash("sha256", this.place).slice(0, 32)}`;
  }
};
function ownGround({ disk, files, state }) {
  const place = `${state}/cache`;
  const find = () => {
    const above = files.realPath(state);
    const kind = above === void 0 ? void 0 : files.kind(`${above}/cache`);
    if (kind === void 0) return void 0;
    if (kind === "folder") return `${above}/cache`;
    throw new StoreTrouble({
      code: "store-error",
      detail: `${place} is a ${kind}, no folder; another place is configured as cache.path`
    });
  };
  const make = () => {
    const there = find();
    if (there !== void 0) return there;
    demand(files.makeFolder(state, 448));
    makeUnlessThere({ disk, files }, place, 448);
    return find() ?? gone(place);
  };
  return { place, find, make, like: (root) => root };
}
function configuredGround({ files }, path) {
  const find = () => {
    const real = files.realPath(path);
    if (real === void 0 || files.kind(real) === "folder") return real;
    throw new StoreTrouble({ code: "store-error", detail: `${path} is no folder` });
  };
  const make = () => {
    const there = find();
    if (there !== void 0) return there;
    demand(files.makeFolder(path));
    return find() ?? gone(path);
  };
  return { place: path, find, make, like: (root) => root };
}
function gone(place) {
  throw new StoreTrouble({ code: "store-error", detail: `${place} is gone as soon as it is made` });
}
export {
  directoryStore
};
