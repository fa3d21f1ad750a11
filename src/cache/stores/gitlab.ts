/**
 * Entries in `.sealsmith/cache`, the one folder that GitLab's `cache: paths:` carries from job to job. GitLab unpacks it
 * before we are there, from an archive that others may have written: all of it is a stranger's, the folder itself too.
 */

import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { OURS } from '../../core/path.ts';
import type { World } from '../../core/ports.ts';
import { EntryFiles } from './entries.ts';
import { folderBelow, type Ground, makeFolderBelow, modeOf } from './ground.ts';
import type { CacheStore, Candidate, Query, Slot } from './store.ts';
import { guarded, StoreTrouble } from './trouble.ts';

type Doors = Pick<World, 'disk' | 'files' | 'clock'>;

/** What `cache: paths:` names. */
export const GITLAB_FOLDER = `${OURS}/cache`;

/**
 * @param workspace  absolute
 * @param size  bytes that one entry may have
 */
export function gitlabStore(doors: Doors, workspace: string, size: number): CacheStore {
  return new GitlabStore(doors, workspace, size);
}

class GitlabStore implements CacheStore {
  readonly name = 'gitlab';
  readonly #doors: Doors;
  readonly #workspace: string;
  readonly #entries: EntryFiles;
  readonly #size: number;
  readonly #saved = new Set<string>();

  constructor(doors: Doors, workspace: string, size: number) {
    this.#doors = doors;
    this.#workspace = workspace;
    this.#entries = new EntryFiles(doors, gitlabGround(doors, workspace));
    this.#size = size;
  }

  get place(): string {
    return this.#entries.ground.place;
  }

  /** Beside the folder, so that nothing half written is carried. */
  get workFolder(): string | undefined {
    const made = guarded('', () => folderOfOurs(this.#doors, this.#workspace, 'cache-work'));
    return made.ok ? made.value : undefined;
  }

  async find(query: Query, most: number) {
    return guarded(`reading ${this.place}`, () => this.#entries.find(query, most));
  }

  async open(candidate: Candidate, limit: number) {
    return guarded(`opening ${candidate.id}`, () => this.#entries.open(candidate.id, limit));
  }

  async save(slot: Slot, file: string) {
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

  async remove(candidate: Candidate) {
    return guarded(`removing ${candidate.id}`, () => this.#entries.remove(candidate.id));
  }

  /**
   * Leaves what this run restored or saved and nothing else: that is what GitLab packs. The folder is made anew, so
   * that nobody's names are walked; it is there also when it is empty, or GitLab warns.
   */
  async finish(used: ReadonlySet<string>) {
    return guarded(`making room in ${this.place}`, () => {
      const { disk, files } = this.#doors;
      const work = folderOfOurs(this.#doors, this.#workspace, 'cache-work');
      const mode = modeOf(this.#doors, dirname(dirname(work)));
      const kept = `${work}/${randomBytes(8).toString('hex')}`;
      disk.makeFolder(kept, mode);
      for (const id of new Set([...used, ...this.#saved])) this.#carry(id, kept, mode);
      const place = `${dirname(work)}/cache`;
      // In one step each: who is ended in between leaves no folder, which is an empty cache.
      if (files.kind(place) !== undefined) disk.rename(place, `${work}/${randomBytes(8).toString('hex')}`);
      disk.rename(kept, place);
      disk.remove(work);
    });
  }

  #carry(id: string, kept: string, mode: number): void {
    const { disk } = this.#doors;
    const place = this.#entries.place(id);
    if (place === undefined || disk.look(place)?.kind !== 'file') return;
    makeFolderBelow(this.#doors, kept, id.slice(0, id.lastIndexOf('/')), mode);
    disk.rename(place, `${kept}/${id}`);
  }
}

/** The workspace itself may be reached by links, which are the runner's; below it none is followed. */
function gitlabGround(doors: Doors, workspace: string): Ground {
  return {
    place: `${workspace}/${GITLAB_FOLDER}`,
    find: () => {
      const real = doors.files.realPath(workspace);
      return real === undefined ? undefined : folderBelow(doors, real, GITLAB_FOLDER);
    },
    make: () => folderOfOurs(doors, workspace, 'cache'),
    like: () => doors.files.realPath(workspace) ?? workspace,
  };
}

/** @returns the absolute path of a folder in `.sealsmith`, made where something else or nothing is */
function folderOfOurs(doors: Doors, workspace: string, name: string): string {
  const real = doors.files.realPath(workspace) ?? workspace;
  const kind = doors.files.kind(`${real}/${OURS}`);
  // All of a run lies there, so whatever it is stays.
  if (kind !== undefined && kind !== 'folder')
    throw new StoreTrouble({ code: 'store-error', detail: `${workspace}/${OURS} is a ${kind}, no folder` });
  return makeFolderBelow(doors, real, `${OURS}/${name}`, modeOf(doors, real));
}
