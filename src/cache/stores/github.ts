/**
 * Entries in GitHub's cache. They are saved with GitHub's own library and found and read by ourselves: the library
 * unpacks whatever it is sent before anybody can look. Nothing there is ever replaced, and the service tells of no
 * entry but the newest that begins with what was asked for.
 */

import { dirname } from 'node:path';
import type { World } from '../../core/ports.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { COMPRESSIONS, keyPrefixes, newKey, partsOf, readKey, SAVED_PATH, versionOf } from './github-key.ts';
import { outerLimit, takeEntry } from './github-outer.ts';
import type { GithubSave, GithubSaved } from './github-save.ts';
import { type Access, accessOf, CacheService, type Hit, isPlain } from './github-service.ts';
import type { CacheStore, Candidate, EntryFile, Query, Slot, Trouble } from './store.ts';
import { demand, guarded } from './trouble.ts';

export type GithubDoors = Pick<
  World,
  'http' | 'files' | 'disk' | 'workers' | 'clock' | 'env' | 'secrets' | 'machine'
>;

/** `store-error` when GitHub did not say where its cache is, or where it has none that we can read. */
export function githubStore(doors: GithubDoors): Result<CacheStore, Trouble> {
  const access = accessOf(doors);
  return access.ok ? ok(new GithubStore(doors, access.value)) : access;
}

/** Milliseconds for one entry to come or go; calls without a byte for half a minute end before. */
const TRANSFER = 15 * 60_000;

class GithubStore implements CacheStore {
  readonly name = 'github';
  readonly place: string;
  readonly workFolder = undefined;
  readonly #doors: GithubDoors;
  readonly #access: Access;
  readonly #service: CacheService;
  /** Where the archives of candidates are; signed addresses, good for a while. */
  readonly #hits = new WeakMap<Candidate, Hit>();
  /** Once a download took too long no other is begun in this run: every job would wait as long again. */
  #slow: Trouble | undefined;

  constructor(doors: GithubDoors, access: Access) {
    this.#doors = doors;
    this.#access = access;
    this.#service = new CacheService(doors.http, access);
    this.place = `GitHub's cache (${access.url.host})`;
  }

  /** The newest of each compression: the service tells of no more at once, see `more`. */
  async find(query: Query, most: number) {
    const { mode } = this.#access;
    if (!mode.reads) return trouble(`the cache mode of this run (${mode.name}) lets it read nothing`);
    return this.#newest([this.#prefixes(query)], COMPRESSIONS.map(versionOf), most);
  }

  /** The newest of each sixteenth, so that who fills a slot after us hides only a part of what is there. */
  async more(query: Query, seen: readonly Candidate[], most: number) {
    // A compression of which there was no newest has none at all.
    const versions = new Set(seen.flatMap((candidate) => this.#hits.get(candidate)?.version ?? []));
    const found = await this.#newest(partsOf(this.#prefixes(query)), [...versions], Number.POSITIVE_INFINITY);
    if (!found.ok) return found;
    const known = new Set(seen.map(({ id }) => id));
    return ok(found.value.filter(({ id }) => !known.has(id)).slice(0, most));
  }

  async open(candidate: Candidate, limit: number): Promise<Result<EntryFile | undefined, Trouble>> {
    const hit = this.#hits.get(candidate);
    if (hit === undefined) throw new Error('the candidate is of another store');
    if (this.#slow !== undefined) return err(this.#slow);
    const folder = guarded('making a folder', () => demand(this.#doors.files.temporary('sealsmith-github-')));
    if (!folder.ok) return folder;
    const release = (): void => {
      this.#doors.files.remove(folder.value);
    };
    const bytes = await this.#fetch(hit, folder.value, limit);
    if (!bytes.ok || bytes.value === undefined) {
      release();
      return bytes.ok ? ok(undefined) : bytes;
    }
    return ok({ path: `${folder.value}/entry`, bytes: bytes.value, release });
  }

  async save(slot: Slot, file: string, signal?: AbortSignal): Promise<Result<void, Trouble>> {
    // Beside the file, so that it is moved in one step. The names below are what the library needs to find it.
    const folder = `${file}.github`;
    try {
      const { mode } = this.#access;
      if (!mode.writes) return readOnly(`the cache mode of this run is ${mode.name}`);
      const ready = guarded('making ready to save', () => {
        demand(this.#doors.files.makeFolder(`${folder}/${dirname(INSIDE)}`, 0o700));
        demand(this.#doors.files.rename(file, `${folder}/${INSIDE}`));
      });
      if (!ready.ok) return ready;
      const task: GithubSave = {
        folder: `${folder}/${dirname(INSIDE)}`,
        key: newKey(slot, this.#doors.clock.now()),
        limit: TRANSFER,
      };
      const env = this.#libraryEnv(folder);
      const output = await this.#doors.workers.runAlone('github-save', task, env, signal);
      return output === undefined ? trouble('the run was interrupted') : outcome(output as GithubSaved);
    } finally {
      this.#doors.files.remove(file);
      this.#doors.files.remove(folder);
    }
  }

  /** The service tells nobody what it has. */
  async list() {
    return ok(undefined);
  }

  async remove() {
    return readOnly('only GitHub itself removes entries of its cache (Actions, Caches)');
  }

  /** GitHub makes room by itself: what was not read for longest goes first. */
  async finish() {
    return ok(undefined);
  }

  #prefixes(query: Query): readonly string[] {
    return keyPrefixes(query, this.#doors.clock.now());
  }

  async #newest(
    questions: readonly (readonly string[])[],
    versions: readonly string[],
    most: number,
  ): Promise<Result<readonly Candidate[], Trouble>> {
    const asked = questions.flatMap((prefixes) => versions.map((version) => [prefixes, version] as const));
    const candidates: Candidate[] = [];
    for (let at = 0; at < asked.length; at += AT_ONCE) {
      const some = asked.slice(at, at + AT_ONCE);
      const hits = await Promise.all(
        some.map(([prefixes, version]) => this.#service.newest(prefixes, version)),
      );
      for (const hit of hits) {
        if (!hit.ok) return hit;
        if (hit.value !== undefined) candidates.push(this.#candidate(hit.value));
      }
    }
    // By what their names claim, which is no worse than the order of a stranger's uploads.
    return ok(candidates.toSorted((a, b) => (b.used ?? 0) - (a.used ?? 0)).slice(0, most));
  }

  #candidate(hit: Hit): Candidate {
    const { slot, created } = readKey(hit.key);
    const now = this.#doors.clock.now();
    // Who claims to be from the future is not the newest for that.
    const used = created === undefined || created > now ? undefined : created;
    const candidate: Candidate = { id: hit.key, slot, bytes: undefined, used };
    this.#hits.set(candidate, hit);
    return candidate;
  }

  /** @returns bytes of the entry in `<folder>/entry`; undefined when there is none any more */
  async #fetch(hit: Hit, folder: string, limit: number): Promise<Result<number | undefined, Trouble>> {
    const { http, disk, files } = this.#doors;
    const archive = `${folder}/archive`;
    const answer = await http.download(
      {
        method: 'GET',
        url: hit.url,
        headers: {},
        limit: outerLimit(limit),
        timeout: TRANSFER,
        plain: isPlain(this.#access, hit.url),
      },
      archive,
    );
    if (!answer.ok) {
      const { kind, detail } = answer.failure;
      const failure: Trouble = { code: kind === 'too-large' ? 'too-large' : 'store-error', detail };
      if (kind === 'timeout') this.#slow = failure;
      return err(failure);
    }
    const { status } = answer.value;
    if (status === 404) return ok(undefined);
    if (status !== 200) return trouble(`HTTP ${status} instead of an entry`);
    const taken = await takeEntry(disk, archive, `${folder}/entry`, limit);
    files.remove(archive);
    return taken;
  }

  /**
   * All that the library gets to know. Its tar starts in a folder that it makes in RUNNER_TEMP, so `..` is ours again;
   * that it is relative keeps the path out of a command line which it takes apart at spaces.
   */
  #libraryEnv(folder: string): Readonly<Record<string, string>> {
    const { env, machine } = this.#doors;
    const handed = HANDED_ON.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value] as const];
    });
    return {
      ...Object.fromEntries(handed),
      ACTIONS_RESULTS_URL: this.#access.url.href,
      ACTIONS_RUNTIME_TOKEN: this.#access.token,
      ACTIONS_CACHE_SERVICE_V2: 'true',
      GITHUB_WORKSPACE: '..',
      RUNNER_TEMP: folder,
      // No program of the workspace is taken for tar or zstd.
      PATH: machine.path.join(':'),
      HOME: folder,
      // Or macOS adds a second file for what it knows of the first.
      COPYFILE_DISABLE: '1',
    };
  }
}

/** Questions to the service at once. */
const AT_ONCE = 4;

/** Where the file lies below its folder, and so its name in the archive. */
const INSIDE = `work/${SAVED_PATH}`;

const HANDED_ON = [
  'GITHUB_SERVER_URL',
  'ACTIONS_CACHE_MODE',
  'SSL_CERT_FILE',
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
];

function outcome(saved: GithubSaved): Result<void, Trouble> {
  if (saved.saved) return ok(undefined);
  return saved.why === 'denied'
    ? readOnly(`this run may not write to it${saved.detail === '' ? '' : `: ${saved.detail}`}`)
    : trouble(saved.detail);
}

function trouble(detail: string): Result<never, Trouble> {
  return err({ code: 'store-error', detail });
}

function readOnly(detail: string): Result<never, Trouble> {
  return err({ code: 'store-read-only', detail });
}
