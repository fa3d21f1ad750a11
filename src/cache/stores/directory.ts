/**
 * Entries in a folder of this machine, or one that machines share: any number of runs at once, bounded in size, the
 * least recently used go first.
 */

import { hash, randomBytes } from 'node:crypto';
import type { World } from '../../core/ports.ts';
import { EntryFiles } from './entries.ts';
import { type Ground, makeUnlessThere } from './ground.ts';
import type { CacheStore, Candidate, Query, Slot } from './store.ts';
import { sweep } from './sweep.ts';
import { demand, errnoOf, guarded, isErrno, READ_ONLY, StoreTrouble } from './trouble.ts';
import { PARTS } from './walk.ts';

type Doors = Pick<World, 'disk' | 'files' | 'clock' | 'state'>;

/** A run that saved nothing makes room when nobody did for a day. Milliseconds. */
const SWEEP_AFTER = 86_400_000;

/**
 * @param path  as configured, absolute: then it may lead there by links, which are the administrator's. Undefined for
 *   `<state>/cache`, which is ours and must be a folder itself: whoever wants it elsewhere configures a path
 * @param size  bytes of all entries together, and the most that one may have
 */
export function directoryStore(doors: Doors, path: string | undefined, size: number): CacheStore {
  const ground = path === undefined ? ownGround(doors) : configuredGround(doors, path);
  return new DirectoryStore(doors, new EntryFiles(doors, ground), size);
}

class DirectoryStore implements CacheStore {
  readonly name = 'directory';
  readonly #doors: Doors;
  readonly #entries: EntryFiles;
  readonly #size: number;
  readonly #saved = new Set<string>();

  constructor(doors: Doors, entries: EntryFiles, size: number) {
    this.#doors = doors;
    this.#entries = entries;
    this.#size = size;
  }

  get place(): string {
    return this.#entries.ground.place;
  }

  get workFolder(): string | undefined {
    const made = guarded('', () => {
      const folder = this.#entries.folder(PARTS);
      // It may be there and be read-only: who writes elsewhere is told so when it saves.
      const probe = `${folder}/${randomBytes(8).toString('hex')}.part`;
      this.#doors.disk.close(this.#doors.disk.create(probe, 0o600));
      this.#doors.disk.removeFile(probe);
      return folder;
    });
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

  async finish(used: ReadonlySet<string>) {
    const kept = new Set([...used, ...this.#saved]);
    return guarded(`making room in ${this.place}`, () => {
      if (this.#entries.ground.find() === undefined) return;
      for (const id of kept) this.#touch(id);
      if (this.#saved.size > 0 || this.#isDue()) this.#sweep(kept);
    });
  }

  /** Who may only read leaves no mark. */
  #touch(id: string): void {
    try {
      this.#entries.touch(id);
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
    }
  }

  /** One at a time on this machine; who comes while another is at it has nothing to do. */
  #sweep(kept: ReadonlySet<string>): void {
    const { files, clock } = this.#doors;
    const kind = files.kind(`${this.#memory}.lock`);
    // Who waits for a pipe waits for ever.
    if (kind !== undefined && kind !== 'file') return;
    const lock = files.lock(`${this.#memory}.lock`);
    if (!lock.ok && lock.failure.code === 'workspace-busy') return;
    if (!lock.ok && isErrno(lock.failure, ...READ_ONLY)) return;
    const release = demand(lock);
    try {
      sweep(this.#entries, this.#size, kept);
      files.writeText(`${this.#memory}.swept`, `${clock.now()}\n`);
    } finally {
      release();
    }
  }

  #isDue(): boolean {
    const { files, clock } = this.#doors;
    const text = files.readText(`${this.#memory}.swept`);
    const before = text.ok ? Number(text.value ?? 0) : 0;
    return !(Math.abs(clock.now() - before) < SWEEP_AFTER);
  }

  /** Lock and time of the last clean-up lie in our own state: in the store a stranger could hold them for ever. */
  get #memory(): string {
    return `${this.#doors.state}/sweeps/${hash('sha256', this.place).slice(0, 32)}`;
  }
}

function ownGround({ disk, files, state }: Doors): Ground {
  const place = `${state}/cache`;
  const find = (): string | undefined => {
    const above = files.realPath(state);
    const kind = above === undefined ? undefined : files.kind(`${above}/cache`);
    if (kind === undefined) return undefined;
    if (kind === 'folder') return `${above}/cache`;
    throw new StoreTrouble({
      code: 'store-error',
      detail: `${place} is a ${kind}, no folder; another place is configured as cache.path`,
    });
  };
  const make = (): string => {
    const there = find();
    if (there !== undefined) return there;
    demand(files.makeFolder(state, 0o700));
    makeUnlessThere({ disk, files }, place, 0o700);
    return find() ?? gone(place);
  };
  return { place, find, make, like: (root) => root };
}

function configuredGround({ files }: Doors, path: string): Ground {
  const find = (): string | undefined => {
    const real = files.realPath(path);
    if (real === undefined || files.kind(real) === 'folder') return real;
    throw new StoreTrouble({ code: 'store-error', detail: `${path} is no folder` });
  };
  const make = (): string => {
    const there = find();
    if (there !== undefined) return there;
    demand(files.makeFolder(path));
    return find() ?? gone(path);
  };
  return { place: path, find, make, like: (root) => root };
}

function gone(place: string): never {
  throw new StoreTrouble({ code: 'store-error', detail: `${place} is gone as soon as it is made` });
}
