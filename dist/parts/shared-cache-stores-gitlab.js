import {
  EntryFiles,
  folderBelow,
  makeFolderBelow,
  modeOf
} from "./shared-cache-stores-entries.js";
import {
  StoreTrouble,
  guarded
} from "./shared-cache-stores-slot.js";
import {
  OURS,
  dirname,
  randomBytes
} from "./common.js";

// src/cache/stores/gitlab.ts
var GITLAB_FOLDER = `${OURS}/cache`;
function gitlabStore(doors, workspace, size) {
  return new GitlabStore(doors, workspace, size);
}
var GitlabStore = class {
  name = "gitlab";
  #doors;
  #workspace;
  #entries;
  #size;
  #saved = /* @__PURE__ */ new Set();
  constructor(doors, workspace, size) {
    this.#doors = doors;
    this.#workspace = workspace;
    this.#entries = new EntryFiles(doors, gitlabGround(doors, workspace));
    this.#size = size;
  }
  get place() {
    return this.#entries.ground.place;
  }
  /** Beside the folder, so that nothing half written is carried. */
  get workFolder() {
    const made = guarded("", () => folderOfOurs(this.#doors, this.#workspace, "cache-work"));
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
  /**
   * Leaves what this run restored or saved and nothing else: that is what GitLab packs. The folder is made anew, so
   * that nobody's names are walked; it is there also when it is empty, or GitLab warns.
   */
  async finish(used) {
    return guarded(`making room in ${this.place}`, () => {
      const { disk, files } = this.#doors;
      const work = folderOfOurs(this.#doors, this.#workspace, "cache-work");
      const mode = modeOf(this.#doors, dirname(dirname(work)));
      const kept = `${work}/${randomBytes(8).toString("hex")}`;
      disk.makeFolder(kept, mode);
      for (const id of /* @__PURE__ */ new Set([...used, ...this.#saved])) this.#carry(id, kept, mode);
      const place = `${dirname(work)}/cache`;
      if (files.kind(place) !== void 0) disk.rename(place, `${work}/${randomBytes(8).toString("hex")}`);
      disk.rename(kept, place);
      disk.remove(work);
    });
  }
  #carry(id, kept, mode) {
    const { disk } = this.#doors;
    const place = this.#entries.place(id);
    if (place === void 0 || disk.look(place)?.kind !== "file") return;
    makeFolderBelow(this.#doors, kept, id.slice(0, id.lastIndexOf("/")), mode);
    disk.rename(place, `${kept}/${id}`);
  }
};
function gitlabGround(doors, workspace) {
  return {
    place: `${workspace}/${GITLAB_FOLDER}`,
    find: () => {
      const real = doors.files.realPath(workspace);
      return real === void 0 ? void 0 : folderBelow(doors, real, GITLAB_FOLDER);
    },
    make: () => folderOfOurs(doors, workspace, "cache"),
    like: () => doors.files.realPath(workspace) ?? workspace
  };
}
function folderOfOurs(doors, workspace, name) {
  const real = doors.files.realPath(workspace) ?? workspace;
  const kind = doors.files.kind(`${real}/${OURS}`);
  if (kind !== void 0 && kind !== "folder")
    throw new StoreTrouble({ code: "store-error", detail: `${workspace}/${OURS} is a ${kind}, no folder` });
  return makeFolderBelow(doors, real, `${OURS}/${name}`, modeOf(doors, real));
}

export {
  GITLAB_FOLDER,
  gitlabStore
};
