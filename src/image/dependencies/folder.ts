/**
 * Dependencies as the builder of layers asks for them. What was made before is taken again when its lock and its base
 * are the same, and when it is still what it was when it was made.
 */

import { randomUUID } from 'node:crypto';
import { posix } from 'node:path';
import type { Inside } from '../../core/inside.ts';
import { ok, type Result } from '../../core/result.ts';
import { jsonDigest } from '../../formats/canonical.ts';
import { isPlainObject } from '../../formats/strict-json.ts';
import { attempt } from '../attempt.ts';
import { imageStore } from '../bases/store.ts';
import type { DependencyFolder } from '../builders/layer-maker.ts';
import { type MadeDependencies, prepareDependencies } from './dependencies.ts';

/** Folders that are kept; the oldest go first. */
const MOST_KEPT = 10;

export const dependencyFolder: DependencyFolder = async ({ dependencies, base, platform }, inside) => {
  const facts = await base.facts();
  if (!facts.ok) return facts;
  const name = base.resolved?.name ?? 'scratch';
  const prepared = await prepareDependencies(
    { dependencies, facts: facts.value, platform, base: name },
    inside,
  );
  if (!prepared.ok) return prepared;
  const { key, make } = prepared.value;
  const store = imageStore(inside, 'dependencies');
  if (!store.ok) return store;
  if (key === undefined || !store.value.lasting) {
    store.value.release();
    return make();
  }
  const kept = `${store.value.folder}/${key}`;
  const known = await take(kept, inside);
  if (known !== undefined) return ok(known);
  const made = await make();
  return made.ok ? keep(made.value, kept, store.value.folder, inside) : made;
};

async function take(kept: string, inside: Inside): Promise<MadeDependencies | undefined> {
  const { files, disk, clock } = inside.doors();
  const note = files.readText(`${kept}/made.json`);
  if (!note.ok || note.value === undefined) return undefined;
  const parsed = parse(note.value);
  if (parsed === undefined || (await digestOf(`${kept}/content`, inside)) !== parsed.digest) return undefined;
  attempt('touch', kept, () => disk.touch(`${kept}/made.json`, clock.now()));
  return { folder: `${kept}/content`, ...parsed, release: () => {} };
}

/** That it cannot be kept costs time and nothing else. */
async function keep(
  made: MadeDependencies,
  kept: string,
  store: string,
  inside: Inside,
): Promise<Result<MadeDependencies>> {
  const { files, disk } = inside.doors();
  const fresh = `${kept}.${randomUUID()}`;
  const moved = attempt('write', fresh, () => {
    disk.makeFolder(fresh, 0o700);
    disk.rename(made.folder, `${fresh}/content`);
  });
  // On another disk: it is used where it is.
  if (!moved.ok) {
    files.remove(fresh);
    return disk.look(made.folder) === undefined ? moved : ok(made);
  }
  made.release();
  const folder = `${fresh}/content`;
  const digest = await digestOf(folder, inside);
  const { summary, remarks } = made;
  const noted = files.writeText(`${fresh}/made.json`, `${JSON.stringify({ digest, summary, remarks })}\n`);
  const placed = attempt('write', kept, () => {
    disk.remove(kept);
    disk.rename(fresh, kept);
  });
  if (!noted.ok || !placed.ok) return ok({ ...made, folder, release: () => void files.remove(fresh) });
  sweep(store, posix.basename(kept), inside);
  return ok({ ...made, folder: `${kept}/content`, release: () => {} });
}

/** Of every name, mode and byte in it; undefined when it cannot be read. */
async function digestOf(folder: string, inside: Inside): Promise<string | undefined> {
  const tree = await inside.doors().files.digestAll(folder, ['.']);
  return tree.ok ? jsonDigest(tree.value) : undefined;
}

function sweep(store: string, keeping: string, inside: Inside): void {
  const { disk } = inside.doors();
  attempt('remove', store, () => {
    const found = disk
      .list(store)
      .filter(({ name }) => name !== keeping)
      .map(({ name }) => ({ name, made: disk.look(`${store}/${name}/made.json`)?.modified ?? 0 }))
      .sort((a, b) => b.made - a.made);
    for (const { name } of found.slice(MOST_KEPT - 1)) disk.remove(`${store}/${name}`);
  });
}

function parse(
  text: string,
): { readonly digest: string; readonly summary: string; readonly remarks: readonly string[] } | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isPlainObject(json)) return undefined;
  const { digest, summary, remarks } = json;
  if (typeof digest !== 'string' || typeof summary !== 'string' || !Array.isArray(remarks)) return undefined;
  return { digest, summary, remarks: remarks.filter((one) => typeof one === 'string') };
}
