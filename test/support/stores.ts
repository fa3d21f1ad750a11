/**
 * Stores as tests see them: one harness a store, over the real thing or over a server that speaks its protocol. What
 * every store must do is in test/contract/stores.test.ts, which loops over `HARNESSES`.
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { directoryStore } from '../../src/cache/stores/directory.ts';
import { GITLAB_FOLDER, gitlabStore } from '../../src/cache/stores/gitlab.ts';
import type { CacheStore, Candidate, Query, Slot, Trouble } from '../../src/cache/stores/store.ts';
import type { Sha256 } from '../../src/core/digest.ts';
import type { Result } from '../../src/core/result.ts';
import { systemDisk } from '../../src/system/disk.ts';
import { systemFiles } from '../../src/system/files.ts';
import { githubHarness } from './github-store.ts';
import { temporaryFolder } from './temporary.ts';
import { FakeClock } from './world.ts';

export type Harness = {
  readonly name: CacheStore['name'];
  /** An empty place, and its store as a first run opens it. All is gone when the test is over. */
  open(t: TestContext): Promise<OpenStore>;
};

export type OpenStore = {
  readonly store: CacheStore;
  /** The same place, opened by another run. */
  again(): CacheStore;
  /** The same place, opened by a run that may not write there. */
  readOnly(): CacheStore;
  /** Takes an entry away behind the store's back. */
  lose(candidate: Candidate): Promise<void>;
  /** Moves time, so that what is saved next is newer. */
  later(milliseconds: number): void;
};

/** Adding a store is one line here; test/contract/stores.test.ts asks that none of the registry is missing. */
export const HARNESSES: readonly Harness[] = [
  { name: 'directory', open: async (t) => directoryPlace(t) },
  { name: 'gitlab', open: async (t) => gitlabPlace(t) },
  githubHarness,
];

/** A store of files with its folder, for tests that look into it. */
export type Place = OpenStore & { readonly root: string; readonly state: string; readonly clock: FakeClock };

export const SIZE = 10_000_000;

export function directoryPlace(t: TestContext, size = SIZE): Place {
  const mounts = mountsOf(t);
  const state = temporaryFolder(t);
  const clock = new FakeClock();
  const doors = { disk: systemDisk(), files: systemFiles(), clock, state };
  return place(mounts, () => directoryStore(doors, undefined, size), join(state, 'cache'), state, clock);
}

export function gitlabPlace(t: TestContext, size = SIZE): Place {
  const mounts = mountsOf(t);
  const workspace = temporaryFolder(t);
  const clock = new FakeClock();
  const doors = { disk: systemDisk(), files: systemFiles(), clock };
  return place(
    mounts,
    () => gitlabStore(doors, workspace, size),
    join(workspace, GITLAB_FOLDER),
    workspace,
    clock,
  );
}

function place(
  mounts: string[],
  open: () => CacheStore,
  root: string,
  state: string,
  clock: FakeClock,
): Place {
  return {
    store: open(),
    again: open,
    readOnly() {
      makeReadOnly(mounts, state);
      return open();
    },
    async lose({ id }) {
      rmSync(join(root, id));
    },
    later: (milliseconds) => clock.advance(milliseconds),
    root,
    state,
    clock,
  };
}

/** Folders that something is mounted on; to be asked for before the folder, so that they are free when that goes. */
function mountsOf(t: TestContext): string[] {
  const mounts: string[] = [];
  t.after(() => {
    for (const folder of mounts) execFileSync('umount', ['--lazy', folder]);
  });
  return mounts;
}

/** Nobody may write there until the test is over. Root may everywhere, except on what is mounted so. */
function makeReadOnly(mounts: string[], folder: string): void {
  if (process.getuid?.() === 0) {
    execFileSync('mount', ['--bind', folder, folder]);
    mounts.push(folder);
    execFileSync('mount', ['-o', 'remount,bind,ro', folder]);
    return;
  }
  const folders = execFileSync('find', [folder, '-type', 'd'], { encoding: 'utf8' }).trim().split('\n');
  for (const one of folders) chmodSync(one, 0o500);
}

export function sha256(text: string): Sha256 {
  return createHash('sha256').update(text).digest('hex') as Sha256;
}

export function aSlot(more: Partial<Slot> = {}): Slot {
  return { namespace: 'T2', kind: 'store', lineage: sha256('lineage'), key: sha256('key'), ...more };
}

/** The question for the newest of a slot's lineage. */
export function lineageOf(slot: Slot): Query {
  return { ...slot, key: undefined };
}

/** A finished entry as it is given to a store. */
export function aFile(t: TestContext, content: string | Uint8Array): string {
  const folder = temporaryFolder(t);
  const path = join(folder, `${randomUUID()}.part`);
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}

export async function save(
  t: TestContext,
  store: CacheStore,
  slot: Slot,
  content: string | Uint8Array,
): Promise<void> {
  got(await store.save(slot, aFile(t, content)));
}

/** What a store has for a question, as text, in its order. */
export async function contents(store: CacheStore, query: Query, most = 10): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const candidate of got(await store.find(query, most)))
    texts.push((await read(store, candidate)) ?? 'gone');
  return texts;
}

export async function read(store: CacheStore, candidate: Candidate): Promise<string | undefined> {
  const file = got(await store.open(candidate, SIZE));
  if (file === undefined) return undefined;
  try {
    const bytes = readFileSync(file.path);
    assert.equal(bytes.length, file.bytes);
    return bytes.toString('utf8');
  } finally {
    file.release();
  }
}

/** The value of an answer that must be one. */
export function got<T>(result: Result<T, Trouble>): T {
  if (!result.ok) assert.fail(`${result.failure.code}: ${result.failure.detail}`);
  return result.value;
}

export function codeOf<T>(result: Result<T, Trouble>): string {
  return result.ok ? 'no trouble' : result.failure.code;
}
