/**
 * Entries as files below a folder: what the stores `directory` and `gitlab` have in common. Works as often as wanted at
 * once: an entry comes whole by a rename, under a name that no other has, and is never changed.
 *
 * The folder may be a stranger's. Links, pipes, folders and devices where an entry belongs are passed over; a folder
 * is read name by name, so that one with a million names costs a second and no memory.
 */

import { randomBytes } from 'node:crypto';
import { type EntryName, entryOf, folderOf, newEntryId, newestFirst } from './entry-name.ts';
import { type Doors, folderBelow, type Ground, makeFolderBelow, modeOf } from './ground.ts';
import type { Candidate, EntryFile, Query, Slot } from './store.ts';
import { errnoOf, StoreTrouble } from './trouble.ts';
import { type Seen, walk } from './walk.ts';

/** How many names of one folder are read. Honest folders stay far below: see sweep.ts. */
export const MOST_NAMES = 131_072;

/** All methods throw what the disk says, or StoreTrouble. */
export class EntryFiles {
  readonly doors: Doors;
  readonly ground: Ground;

  constructor(doors: Doors, ground: Ground) {
    this.doors = doors;
    this.ground = ground;
  }

  /** Newest first by their names; of these alone the disk is asked. */
  find(query: Query, most: number): readonly Candidate[] {
    const folder = folderOf(query);
    const root = this.ground.find();
    if (folder === undefined || root === undefined) return [];
    const found: Candidate[] = [];
    for (const name of this.#newest(root, folder, query, most * SPARE)) {
      const facts = this.doors.disk.look(`${root}/${name.id}`);
      // What has no byte was being written when the power went: no entry, and no reason for an alarm.
      if (facts?.kind !== 'file' || facts.bytes === 0) continue;
      const { namespace, kind, lineage } = query;
      const slot = { namespace, kind, lineage, key: name.key };
      found.push({ id: name.id, slot, bytes: facts.bytes, used: facts.modified });
      if (found.length === most) break;
    }
    return found;
  }

  open(id: string, limit: number): EntryFile | undefined {
    const place = this.place(id);
    const facts = place === undefined ? undefined : this.doors.disk.look(place);
    if (place === undefined || facts === undefined) return undefined;
    if (facts.kind !== 'file')
      throw new StoreTrouble({ code: 'entry-unsafe', detail: `${place} is no regular file` });
    if (facts.bytes > limit) throw tooLarge(facts.bytes, limit);
    return { path: place, bytes: facts.bytes, release: () => undefined };
  }

  /**
   * Moves a finished entry to its place; where that is another file system, copies it beside and renames the copy. The
   * file is gone afterwards, however it ended.
   *
   * @param size  bytes; a larger one is `too-large`
   * @returns its id
   */
  save(slot: Slot, file: string, size: number): string {
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
          // A clean-up took the folder away while it was empty.
          if (errnoOf(error) !== 'ENOENT' || disk.look(file) === undefined || left === 1) throw error;
        }
      }
    } finally {
      files.remove(file);
    }
  }

  /** Everything there is, most recently used first. */
  list(): readonly Candidate[] {
    const found: Candidate[] = [];
    this.walk((seen) => {
      if (seen.kind !== 'entry') return;
      const { id, slot } = seen.name;
      found.push({ id, slot, bytes: seen.facts.bytes, used: seen.facts.modified });
    });
    return found.sort((a, b) => (b.used ?? 0) - (a.used ?? 0) || (a.id < b.id ? -1 : 1));
  }

  /** How many names there are that are no entries. */
  strays(): number {
    let count = 0;
    this.walk((seen) => {
      if (seen.kind === 'stray') count += 1;
    });
    return count;
  }

  remove(id: string): void {
    const place = this.place(id);
    if (place !== undefined && this.doors.files.kind(place) !== 'folder') this.doors.disk.removeFile(place);
  }

  /** Marks it as used now; nothing where there is none. */
  touch(id: string): void {
    const place = this.place(id);
    if (place !== undefined && this.doors.files.kind(place) === 'file')
      this.doors.disk.touch(place, this.doors.clock.now());
  }

  walk(visit: (seen: Seen) => void): void {
    const root = this.ground.find();
    if (root !== undefined) walk(this.doors.disk, root, visit);
  }

  /** A folder of ours beside the entries, on their file system; made when it is not there. */
  folder(name: string): string {
    const root = this.ground.make();
    return makeFolderBelow(this.doors, root, name, modeOf(this.doors, this.ground.like(root)));
  }

  #newest(root: string, folder: string, query: Query, most: number): readonly EntryName[] {
    const path = folderBelow(this.doors, root, folder);
    if (path === undefined) return [];
    const order = newestFirst(this.doors.clock.now());
    let best: EntryName[] = [];
    const visit = (file: string, kind: string): void => {
      if (kind !== 'file') return;
      const name = entryOf(`${folder}/${file}`);
      if (name === undefined || name.lineage !== query.lineage) return;
      if (query.key !== undefined && name.key !== query.key) return;
      best.push(name);
      if (best.length >= 2 * most + BATCH) best = best.sort(order).slice(0, most);
    };
    unlessGone(() => this.doors.disk.scan(path, MOST_NAMES, visit));
    return best.sort(order).slice(0, most);
  }

  /** Where the entry with this id lies; undefined for what is no id, or where the way to it leads elsewhere. */
  place(id: string): string | undefined {
    const name = entryOf(id);
    const root = this.ground.find();
    if (name === undefined || root === undefined) return undefined;
    return folderBelow(this.doors, root, name.folder) === undefined ? undefined : `${root}/${id}`;
  }

  #put(file: string, id: string): void {
    const { disk, clock } = this.doors;
    const root = this.ground.make();
    const mode = modeOf(this.doors, this.ground.like(root));
    const folder = makeFolderBelow(this.doors, root, id.slice(0, id.lastIndexOf('/')), mode);
    disk.setMode(file, mode & 0o666);
    disk.touch(file, clock.now());
    try {
      disk.rename(file, `${root}/${id}`);
      return;
    } catch (error) {
      if (errnoOf(error) !== 'EXDEV') throw error;
    }
    const part = `${folder}/${randomBytes(8).toString('hex')}.part`;
    try {
      this.#copy(file, part, mode & 0o666);
      disk.rename(part, `${root}/${id}`);
    } catch (error) {
      disk.removeFile(part);
      throw error;
    }
  }

  #copy(from: string, to: string, mode: number): void {
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
}

const ATTEMPTS = 3;
const BLOCK = 1024 * 1024;
/** Names are kept beyond what is asked for, since some may turn out to be gone or empty. */
const SPARE = 4;
const BATCH = 256;

function tooLarge(bytes: number, limit: number): StoreTrouble {
  return new StoreTrouble({ code: 'too-large', detail: `${bytes} bytes, allowed are ${limit}` });
}

function unlessGone(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}
