import {
  StoreTrouble,
  errnoOf,
  isKind,
  isNamespaceName,
  namespaceName,
  namespaceOf
} from "./shared-cache-stores-slot.js";
import {
  isSha256,
  randomBytes
} from "./common.js";

// src/cache/stores/ground.ts
function folderBelow(doors, root, folder) {
  const path = `${root}/${folder}`;
  return doors.files.kind(path) === "folder" && doors.files.realPath(path) === path ? path : void 0;
}
function modeOf(doors, like) {
  return (doors.disk.look(like)?.mode ?? 448) & 511;
}
function makeFolderBelow(doors, root, folder, mode) {
  return folder.split("/").reduce((above, name) => {
    const path = `${above}/${name}`;
    const kind = doors.files.kind(path);
    if (kind === "folder") return path;
    if (kind !== void 0) unlessFolder(() => doors.disk.removeFile(path));
    makeUnlessThere(doors, path, mode);
    return path;
  }, root);
}
function makeUnlessThere(doors, path, mode) {
  try {
    doors.disk.makeFolder(path, mode);
  } catch (error) {
    if (errnoOf(error) === void 0 || doors.files.kind(path) !== "folder") throw error;
  }
}
function unlessFolder(work) {
  try {
    work();
  } catch (error) {
    if (!["EISDIR", "EPERM"].includes(errnoOf(error) ?? "")) throw error;
  }
}

// src/cache/stores/entry-name.ts
function newEntryId(slot, now) {
  const created = String(now).padStart(13, "0");
  const random = randomBytes(8).toString("hex");
  return `${bucketOf(slot)}/${slot.lineage}-${slot.key}-${created}-${random}.sealed`;
}
function folderOf(query) {
  if (query.key !== void 0) return bucketOf({ ...query, key: query.key });
  return query.kind === "store" ? `${namespaceName(query.namespace)}/store/${query.lineage}` : void 0;
}
function entryOf(id) {
  const parts = id.split("/");
  const [kind = "", bucket = "", file = ""] = parts.slice(-3);
  const [, lineage = "", key = "", created = ""] = FILE.exec(file) ?? [];
  if (!isKind(kind) || !isSha256(lineage) || !isSha256(key)) return void 0;
  const place = parts.slice(0, -3).join("/");
  if (!isNamespaceName(place) || bucket !== bucketName({ kind, lineage, key })) return void 0;
  const namespace = namespaceOf(place);
  return {
    id,
    folder: parts.slice(0, -1).join("/"),
    lineage,
    key,
    created: Number(created),
    slot: namespace === void 0 ? void 0 : { namespace, kind, lineage, key }
  };
}
function newestFirst(now) {
  const time = ({ created }) => created > now ? -created : created;
  return (a, b) => time(b) - time(a) || (a.id < b.id ? -1 : 1);
}
function slotPart(id) {
  return id.slice(0, id.lastIndexOf("-", id.lastIndexOf("-") - 1));
}
function isBucket(kind, name) {
  return kind === "store" ? isSha256(name) : kind === "result" && /^[0-9a-f]{2}$/.test(name);
}
function bucketOf(slot) {
  return `${namespaceName(slot.namespace)}/${slot.kind}/${bucketName(slot)}`;
}
function bucketName({ kind, lineage, key }) {
  return kind === "store" ? lineage : key.slice(0, 2);
}
var FILE = /^([0-9a-f]{64})-([0-9a-f]{64})-(\d{13})-[0-9a-f]{16}\.sealed$/;

// src/cache/stores/walk.ts
var PARTS = "parts";
var MOST_OF_ALL = 262144;
function walk(disk, root, visit) {
  new Walker(disk, visit).root(root);
}
var Walker = class {
  #disk;
  #visit;
  #left = MOST_OF_ALL;
  constructor(disk, visit) {
    this.#disk = disk;
    this.#visit = visit;
  }
  root(root) {
    const folders = TOPS.filter((top) => this.#disk.look(`${root}/${top}`)?.kind === "folder");
    for (const top of folders) {
      if (top === "T2") this.#namespace(root, top);
      else this.#folders(root, top, (path) => isNamespaceName(path), this.#namespace);
    }
    for (const { name } of this.#names(root)) {
      if (!folders.includes(name) && name !== PARTS)
        this.#visit({ kind: "stray", path: `${root}/${name}`, ours: false });
    }
  }
  #namespace = (root, folder) => {
    this.#folders(root, folder, (_, name) => isKind(name), this.#kind);
  };
  #kind = (root, folder) => {
    const kind = folder.slice(folder.lastIndexOf("/") + 1);
    this.#folders(root, folder, (_, name) => isBucket(kind, name), this.#bucket);
  };
  #bucket = (root, folder) => {
    for (const { name: file, kind } of this.#names(`${root}/${folder}`)) {
      const path = `${root}/${folder}/${file}`;
      const name = kind === "file" ? entryOf(`${folder}/${file}`) : void 0;
      const facts = name === void 0 ? void 0 : this.#disk.look(path);
      if (name !== void 0 && facts?.kind === "file" && facts.bytes > 0)
        this.#visit({ kind: "entry", name, path, facts });
      else this.#visit({ kind: "stray", path, ours: true });
    }
    this.#visit({ kind: "folder", path: `${root}/${folder}` });
  };
  #folders(root, folder, known, enter) {
    for (const { name, kind } of this.#names(`${root}/${folder}`)) {
      const below = `${folder}/${name}`;
      if (kind === "folder" && known(below, name)) enter(root, below);
      else this.#visit({ kind: "stray", path: `${root}/${below}`, ours: true });
    }
    this.#visit({ kind: "folder", path: `${root}/${folder}` });
  }
  /** Read to the end before anything is done, because what is done may remove them. */
  #names(path) {
    const names = [];
    try {
      this.#disk.scan(path, this.#left, (name, kind) => names.push({ name, kind }));
    } catch (error) {
      if (!["ENOENT", "ENOTDIR"].includes(errnoOf(error) ?? "")) throw error;
    }
    this.#left -= names.length;
    return names;
  }
};
var TOPS = ["T2", "T0", "T1"];

// src/cache/stores/entries.ts
var MOST_NAMES = 131072;
var EntryFiles = class {
  doors;
  ground;
  constructor(doors, ground) {
    this.doors = doors;
    this.ground = ground;
  }
  /** Newest first by their names; of these alone the disk is asked. */
  find(query, most) {
    const folder = folderOf(query);
    const root = this.ground.find();
    if (folder === void 0 || root === void 0) return [];
    const found = [];
    for (const name of this.#newest(root, folder, query, most * SPARE)) {
      const facts = this.doors.disk.look(`${root}/${name.id}`);
      if (facts?.kind !== "file" || facts.bytes === 0) continue;
      const { namespace, kind, lineage } = query;
      const slot = { namespace, kind, lineage, key: name.key };
      found.push({ id: name.id, slot, bytes: facts.bytes, used: facts.modified });
      if (found.length === most) break;
    }
    return found;
  }
  open(id, limit) {
    const place = this.place(id);
    const facts = place === void 0 ? void 0 : this.doors.disk.look(place);
    if (place === void 0 || facts === void 0) return void 0;
    if (facts.kind !== "file")
      throw new StoreTrouble({ code: "entry-unsafe", detail: `${place} is no regular file` });
    if (facts.bytes > limit) throw tooLarge(facts.bytes, limit);
    return { path: place, bytes: facts.bytes, release: () => void 0 };
  }
  /**
   * Moves a finished entry to its place; where that is another file system, copies it beside and renames the copy. The
   * file is gone afterwards, however it ended.
   *
   * @param size  bytes; a larger one is `too-large`
   * @returns its id
   */
  save(slot, file, size) {
    const { disk, files, clock } = this.doors;
    try {
      const bytes = disk.look(file)?.bytes ?? 0;
      if (bytes > size) throw tooLarge(bytes, size);
      const id = newEntryId(slot, clock.now());
      for (let left = ATTEMPTS; ; left -= 1) {
        try {
          this.#put(file, id);
          return id;
        } catch (error) {
          if (errnoOf(error) !== "ENOENT" || disk.look(file) === void 0 || left === 1) throw error;
        }
      }
    } finally {
      files.remove(file);
    }
  }
  /** Everything there is, most recently used first. */
  list() {
    const found = [];
    this.walk((seen) => {
      if (seen.kind !== "entry") return;
      const { id, slot } = seen.name;
      found.push({ id, slot, bytes: seen.facts.bytes, used: seen.facts.modified });
    });
    return found.sort((a, b) => (b.used ?? 0) - (a.used ?? 0) || (a.id < b.id ? -1 : 1));
  }
  /** How many names there are that are no entries. */
  strays() {
    let count = 0;
    this.walk((seen) => {
      if (seen.kind === "stray") count += 1;
    });
    return count;
  }
  remove(id) {
    const place = this.place(id);
    if (place !== void 0 && this.doors.files.kind(place) !== "folder") this.doors.disk.removeFile(place);
  }
  /** Marks it as used now; nothing where there is none. */
  touch(id) {
    const place = this.place(id);
    if (place !== void 0 && this.doors.files.kind(place) === "file")
      this.doors.disk.touch(place, this.doors.clock.now());
  }
  walk(visit) {
    const root = this.ground.find();
    if (root !== void 0) walk(this.doors.disk, root, visit);
  }
  /** A folder of ours beside the entries, on their file system; made when it is not there. */
  folder(name) {
    const root = this.ground.make();
    return makeFolderBelow(this.doors, root, name, modeOf(this.doors, this.ground.like(root)));
  }
  #newest(root, folder, query, most) {
    const path = folderBelow(this.doors, root, folder);
    if (path === void 0) return [];
    const order = newestFirst(this.doors.clock.now());
    let best = [];
    const visit = (file, kind) => {
      if (kind !== "file") return;
      const name = entryOf(`${folder}/${file}`);
      if (name === void 0 || name.lineage !== query.lineage) return;
      if (query.key !== void 0 && name.key !== query.key) return;
      best.push(name);
      if (best.length >= 2 * most + BATCH) best = best.sort(order).slice(0, most);
    };
    unlessGone(() => this.doors.disk.scan(path, MOST_NAMES, visit));
    return best.sort(order).slice(0, most);
  }
  /** Where the entry with this id lies; undefined for what is no id, or where the way to it leads elsewhere. */
  place(id) {
    const name = entryOf(id);
    const root = this.ground.find();
    if (name === void 0 || root === void 0) return void 0;
    return folderBelow(this.doors, root, name.folder) === void 0 ? void 0 : `${root}/${id}`;
  }
  #put(file, id) {
    const { disk, clock } = this.doors;
    const root = this.ground.make();
    const mode = modeOf(this.doors, this.ground.like(root));
    const folder = makeFolderBelow(this.doors, root, id.slice(0, id.lastIndexOf("/")), mode);
    disk.setMode(file, mode & 438);
    disk.touch(file, clock.now());
    try {
      disk.rename(file, `${root}/${id}`);
      return;
    } catch (error) {
      if (errnoOf(error) !== "EXDEV") throw error;
    }
    const part = `${folder}/${randomBytes(8).toString("hex")}.part`;
    try {
      this.#copy(file, part, mode & 438);
      disk.rename(part, `${root}/${id}`);
    } catch (error) {
      disk.removeFile(part);
      throw error;
    }
  }
  #copy(from, to, mode) {
    const { disk, clock } = this.doors;
    const source = disk.openRead(from);
    try {
      const target = disk.create(to, mode);
      try {
        const block = Buffer.allocUnsafe(BLOCK);
        for (let at = 0, count = 0; ; at += count) {
          count = disk.read(source, block, at);
          if (count === 0) break;
          disk.write(target, block.subarray(0, count));
        }
      } finally {
        disk.close(target);
      }
    } finally {
      disk.close(source);
    }
    disk.setMode(to, mode);
    disk.touch(to, clock.now());
  }
};
var ATTEMPTS = 3;
var BLOCK = 1024 * 1024;
var SPARE = 4;
var BATCH = 256;
function tooLarge(bytes, limit) {
  return new StoreTrouble({ code: "too-large", detail: `${bytes} bytes, allowed are ${limit}` });
}
function unlessGone(work) {
  try {
    work();
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
  }
}

export {
  newEntryId,
  newestFirst,
  slotPart,
  folderBelow,
  modeOf,
  makeFolderBelow,
  makeUnlessThere,
  PARTS,
  MOST_NAMES,
  EntryFiles
};
