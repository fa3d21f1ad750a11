/**
 * SHA-256 of files, each read once. Small ones are read synchronously, which is several times faster than a trip
 * through the thread pool for each, with a pause every few milliseconds so that the rest of the program goes on;
 * large ones are streamed, or digested several at once by threads of ours.
 */

import { createHash, hash } from 'node:crypto';
import { constants, lstatSync, readlinkSync, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { Sha256 } from '../core/digest.ts';
import type { DigestMemo, TreeEntry, Workers } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import { attempt, attemptAsync, refused } from './attempt.ts';
import { groupsOf, isWorthThreads, SMALL, type Unread } from './digest-groups.ts';
import {
  type DigestInput,
  type DigestOutput,
  digestWhole,
  PIECE,
  PLAIN,
  stateOf,
  type Whole,
} from './digest-whole.ts';
import { walkFolder } from './folder.ts';
import { fsPath } from './names.ts';

/** Milliseconds of work after which others have their turn. */
const TURN = 10;

/** A link followed; no pipe can hold us up. */
const FOLLOWED = constants.O_RDONLY | constants.O_NONBLOCK;

type Digested = { readonly sha256: Sha256; readonly bytes: number };

/** Streams a file, a link followed; the next piece is read while one is hashed. */
export function digestFile(path: string): Promise<Result<Digested>> {
  return attemptAsync('read', path, async () => {
    const { sha256, bytes } = await stream(path, FOLLOWED, false);
    return { sha256, bytes };
  });
}

/**
 * See `Files.digestAll`.
 *
 * @param workers  threads with the task `digest`; without them all work is done here
 */
export async function digestAll(
  root: string,
  paths: readonly string[],
  memo?: DigestMemo,
  workers?: Workers,
): Promise<Result<readonly TreeEntry[]>> {
  const round = new Round(root, memo);
  const taken = await round.takeAll(paths);
  if (!taken.ok) return taken;
  const read = await round.readAll(workers);
  return read.ok ? ok(round.entries()) : read;
}

class Round {
  readonly #entries: (TreeEntry | undefined)[] = [];
  readonly #unread: Unread[] = [];
  readonly #root: string;
  readonly #memo: DigestMemo | undefined;
  /** The same memory for all small files. */
  readonly #memory = new Uint8Array(PIECE);
  #since = process.uptime() * 1000;

  constructor(root: string, memo: DigestMemo | undefined) {
    this.#root = root;
    this.#memo = memo;
  }

  entries(): readonly TreeEntry[] {
    return this.#entries.filter((entry) => entry !== undefined);
  }

  /** Finds out what is there, and which files have to be read. */
  async takeAll(paths: readonly string[]): Promise<Result<void>> {
    for (let at = 0; at < paths.length; ) {
      const taken = this.#takeSome(paths, at);
      if (!taken.ok) return taken;
      const { next, folder } = taken.value;
      at = next;
      if (folder !== undefined) {
        const inside = await this.#takeFolder(folder);
        if (!inside.ok) return inside;
      }
      if (this.#isLate()) await this.#pause();
    }
    return ok(undefined);
  }

  /** Reads them: here, and where it pays in threads as well. */
  async readAll(workers: Workers | undefined): Promise<Result<void>> {
    const groups = groupsOf(this.#unread);
    let [next, end] = [0, groups.length];
    let failed: Result<void> = ok(undefined);
    const done = (result: Result<void>): void => {
      if (result.ok) return;
      failed = result;
      end = next;
    };
    const thread = async (threads: Workers): Promise<void> => {
      while (next < end) done(await this.#readThere(groups[next++] ?? [], threads));
    };
    // Threads begin with the large files, and we with the small ones, until they meet.
    const threads = groups.length > 1 && isWorthThreads(this.#unread) ? workers : undefined;
    const working = threads === undefined ? [] : Array.from({ length: threads.count }, () => thread(threads));
    while (next < end) {
      const group = groups[end - 1] ?? [];
      if (threads !== undefined && group.some(({ size }) => size > SMALL)) break;
      end -= 1;
      done(await this.#readHere(group));
    }
    await Promise.all(working);
    return failed;
  }

  /**
   * Until it is others' turn, or a folder comes. A plain loop, because for a tree in which nothing changed this is all
   * that is done.
   */
  #takeSome(
    paths: readonly string[],
    from: number,
  ): Result<{ readonly next: number; readonly folder?: string }> {
    let path = '';
    let at = from;
    try {
      for (; at < paths.length; at += 1) {
        path = paths[at] ?? '';
        const found = lstatSync(fsPath(`${this.#root}/${path}`), QUIET);
        if (found === undefined) continue;
        if (found.isFile()) this.#file(path, found);
        else if (found.isSymbolicLink()) this.#link(path);
        // Sockets, pipes and devices have no content.
        else if (found.isDirectory()) return ok({ next: at + 1, folder: path });
        if (at % 64 === 0 && this.#isLate()) return ok({ next: at + 1 });
      }
      return ok({ next: paths.length });
    } catch (error) {
      const failed = refused('read', `${this.#root}/${path}`, error);
      return isGone(failed) ? ok({ next: at + 1 }) : failed;
    }
  }

  async #takeFolder(path: string): Promise<Result<void>> {
    const full = `${this.#root}/${path}`;
    const inside = attempt('list', full, () => walkFolder(full, new Set()));
    if (inside.ok) return this.takeAll(inside.value.map((name) => `${path}/${name}`));
    return isGone(inside) ? ok(undefined) : inside;
  }

  #file(path: string, found: Stats): void {
    const mode = (found.mode & 0o111) === 0 ? 'file' : 'executable';
    const sha256 = this.#memo?.find(path, found);
    if (sha256 === undefined) {
      this.#unread.push({ path, mode, size: found.size, at: this.#entries.length });
      this.#entries.push(undefined);
    } else this.#entries.push({ path, sha256, mode });
  }

  #link(path: string): void {
    const target = readlinkSync(fsPath(`${this.#root}/${path}`), { encoding: 'buffer' });
    this.#entries.push({ path, sha256: hash('sha256', target, 'hex') as Sha256, mode: 'link' });
  }

  async #readHere(group: readonly Unread[]): Promise<Result<void>> {
    const wanted = this.#memo !== undefined;
    for (const file of group) {
      if (this.#isLate()) await this.#pause();
      const full = `${this.#root}/${file.path}`;
      const whole =
        file.size > SMALL
          ? await attemptAsync('read', full, () => stream(full, PLAIN, wanted))
          : attempt('read', full, () => digestWhole(full, file.size, this.#memory, wanted));
      const read = this.#enter(file, whole);
      if (!read.ok) return read;
    }
    return ok(undefined);
  }

  async #readThere(group: readonly Unread[], workers: Workers): Promise<Result<void>> {
    const files = group.map(({ path, size }) => ({ path: `${this.#root}/${path}`, size }));
    const input: DigestInput = { files, wanted: this.#memo !== undefined };
    const found = (await workers.run('digest', input)) as DigestOutput;
    for (const [index, file] of group.entries()) {
      const whole = found[index] ?? { errno: 'EIO' };
      const path = files[index]?.path ?? '';
      const read = this.#enter(
        file,
        'errno' in whole ? err({ code: 'system', doing: 'read', path, errno: whole.errno }) : ok(whole),
      );
      if (!read.ok) return read;
    }
    return ok(undefined);
  }

  #enter({ path, mode, at }: Unread, whole: Result<Whole>): Result<void> {
    if (!whole.ok) return isGone(whole) ? ok(undefined) : whole;
    this.#entries[at] = { path, sha256: whole.value.sha256, mode };
    this.#note(path, whole.value);
    return ok(undefined);
  }

  #isLate(): boolean {
    return process.uptime() * 1000 - this.#since > TURN;
  }

  async #pause(): Promise<void> {
    await setImmediate();
    this.#since = process.uptime() * 1000;
  }

  /** What had another size when it was read than when it was asked is still being written. */
  #note(path: string, { before, bytes, sha256 }: Whole): void {
    if (before?.state.size === bytes) this.#memo?.note(path, before.state, before.asked, sha256);
  }
}

const QUIET = { throwIfNoEntry: false } as const;

async function stream(path: string, flags: number, wanted: boolean): Promise<Whole> {
  const file = await open(fsPath(path), flags);
  try {
    const asked = Date.now();
    const before = wanted ? { state: stateOf(await file.stat()), asked } : undefined;
    const sum = createHash('sha256');
    let bytes = 0;
    let [filled, spare] = [Buffer.allocUnsafeSlow(PIECE), Buffer.allocUnsafeSlow(PIECE)];
    let count = await read(file, filled);
    while (count > 0) {
      const next = read(file, spare);
      sum.update(filled.subarray(0, count));
      bytes += count;
      count = await next;
      [filled, spare] = [spare, filled];
    }
    return { sha256: sum.digest('hex') as Sha256, bytes, before };
  } finally {
    await file.close();
  }
}

async function read(file: FileHandle, into: Buffer): Promise<number> {
  return (await file.read(into, 0, into.length, null)).bytesRead;
}

/** What vanished between listing and reading was never there. */
function isGone(result: Result<unknown>): boolean {
  return (
    !result.ok && result.failure.code === 'system' && ['ENOENT', 'ENOTDIR'].includes(result.failure.errno)
  );
}
