/**
 * Where buildah and podman keep images of ours: in a storage of its own, so that nothing of the user's is seen, used or
 * left behind. It lasts where our own store lasts, for what was built before; one build at a time uses it.
 */

import { randomBytes } from 'node:crypto';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { imageStore } from '../bases/store.ts';
import { interrupted, runEngine } from './engine-program.ts';

export type StorageTool = 'buildah' | 'podman';

export type EngineStorage = {
  /** Arguments that stand before the command. */
  readonly args: readonly string[];
  /** The program, and what stands before all its arguments. */
  readonly program: string;
  readonly before: readonly string[];
  /** Takes down what a build left and lets go of the storage. */
  release(): Promise<void>;
};

/** More images than this, and the storage begins anew: every line of every build is one. */
const MOST_IMAGES = 300;

/** Builds at once in one store; more is no desk. */
const MOST_AT_ONCE = 16;

/** Characters that podman lets the name of the folder have in which its sockets lie. */
const LONGEST_RUN = 50;

/** @param wanted  a folder of this build alone, for what does not outlive it; another one where its name is too long */
export async function openStorage(
  tool: StorageTool,
  wanted: string,
  inside: Inside,
): Promise<Result<EngineStorage>> {
  const { files } = inside.doors();
  const run = wanted.length <= LONGEST_RUN ? wanted : `/tmp/${randomBytes(16).toString('hex')}`;
  const store = imageStore(inside, tool);
  if (!store.ok) return store;
  const slot = take(store.value.folder, inside);
  if (!slot.ok) return slot;
  const made = files.makeFolder(run, 0o700);
  if (!made.ok) {
    slot.value.release();
    return made;
  }
  const root = `${slot.value.folder}/root`;
  const wrap = await ownMounts(inside);
  const program = wrap[0] ?? tool;
  const before = wrap.length === 0 ? [] : [...wrap.slice(1), tool];
  const args = ['--root', root, '--runroot', run];
  const last = (more: readonly string[]) =>
    runEngine(inside, { program, args: [...before, ...more], shown: false, last: true });
  // Its own notes about containers, which name another folder for what does not outlive a build.
  if (tool === 'podman') files.remove(`${root}/libpod`);
  const leftovers = async (): Promise<void> => {
    if (tool === 'buildah') {
      await last([...args, 'rm', '--all']);
      return;
    }
    const listed = await last([...args, 'ps', '--all', '--external', '--quiet', '--no-trunc']);
    const ids = listed.ok ? listed.value.output.split('\n').filter((id) => /^[0-9a-f]{64}$/.test(id)) : [];
    if (ids.length > 0) await last([...args, 'rm', '--force', ...ids]);
  };
  if (files.kind(root) !== undefined) await leftovers();
  if (imagesIn(root, inside) > MOST_IMAGES) await last([...args, 'rmi', '--all', '--force']);
  return ok({
    args,
    program,
    before,
    release: async () => {
      await leftovers();
      files.remove(run);
      slot.value.release();
      if (store.value.lasting) return;
      // What an ordinary user's containers wrote belongs to other numbers, which only its namespace may remove.
      if (!files.remove(store.value.folder).ok) await last(['unshare', 'rm', '-rf', store.value.folder]);
      store.value.release();
    },
  });
}

type Slot = { readonly folder: string; readonly release: () => void };

function take(folder: string, inside: Inside): Result<Slot> {
  const { files } = inside.doors();
  let busy: Result<Slot> = err(interrupted(inside.interrupt()));
  for (let number = 0; number < MOST_AT_ONCE; number += 1) {
    const place = `${folder}/${number}`;
    const made = files.makeFolder(place, 0o700);
    if (!made.ok) return made;
    const lock = files.lock(`${place}/lock`);
    if (lock.ok) return ok({ folder: place, release: lock.value });
    if (lock.failure.code !== 'workspace-busy') return lock;
    busy = lock;
  }
  return busy;
}

/**
 * What root mounts would be seen by all and stay after a kill, so it gets a mount namespace. Others are in one of their
 * own anyhow, and where root may not make one, the tool makes both.
 */
async function ownMounts(inside: Inside): Promise<readonly string[]> {
  const means = ['unshare', '--mount', '--'];
  const tried = await runEngine(inside, {
    program: means[0] ?? '',
    args: [...means.slice(1), 'true'],
    shown: false,
    last: true,
  });
  return tried.ok && tried.value.exit === 0 ? means : [];
}

/** Each storage driver has a folder of its own for them: `overlay-images`, `vfs-images`. */
function imagesIn(root: string, inside: Inside): number {
  const { files } = inside.doors();
  const folders = files.list(root).filter(({ name }) => name.endsWith('-images'));
  return folders.reduce((sum, { name }) => sum + files.list(`${root}/${name}`).length, 0);
}
