/** Runs that share GitHub's cache, each with its branch, tier and sealing key: what they keep and what they restore. */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { LIMITS } from '../../src/cache/archive/layout.ts';
import { readMember } from '../../src/cache/archive/unpack.ts';
import { keep } from '../../src/cache/keep.ts';
import { readerOf } from '../../src/cache/policy.ts';
import { seek, type Vault } from '../../src/cache/seek.ts';
import type { SealingKey } from '../../src/cache/signing-key.ts';
import { newKey } from '../../src/cache/stores/github-key.ts';
import type { CacheStore, Slot } from '../../src/cache/stores/store.ts';
import type { AllowedSigner, Namespace } from '../../src/core/cache.ts';
import { ok } from '../../src/core/result.ts';
import { type CacheEntry, DEFAULT_BRANCH } from '../fake/github-cache.ts';
import type { GithubPlace } from './github-store.ts';
import { outerArchive, versionFor } from './outer-archive.ts';
import { aKey, aProducer, aSigner, cacheSettings } from './seals.ts';
import { aSlot } from './stores.ts';
import { temporaryFolder } from './temporary.ts';

/** What the settings of these runs allow: one key for protected branches, one for changes. */
export const KEYS = { T2: aKey(2), T1: aKey(1), stranger: aKey(66) };
export const SIGNERS: readonly AllowedSigner[] = [
  aSigner(KEYS.T2, 'T2', 'main'),
  aSigner(KEYS.T1, 'T1', 'changes'),
];

export const SLOT: Slot = aSlot({ kind: 'result' });

export type Run = { readonly tier: 'T2' | 'T1'; readonly ref: string; readonly change: string | undefined };
export const MAIN: Run = { tier: 'T2', ref: DEFAULT_BRANCH, change: undefined };
export const PULL: Run = { tier: 'T1', ref: 'refs/pull/7/merge', change: '7' };

export type Restored = {
  /** What was restored, or undefined. */
  readonly text: string | undefined;
  /** Why others were left. */
  readonly codes: readonly string[];
};

export async function restore(place: GithubPlace, run: Run): Promise<Restored> {
  const vault = vaultOf(place, run, run.tier === 'T2' ? KEYS.T2 : KEYS.T1, run.tier === 'T2' ? 'T2' : 'T1/7');
  const { kind, lineage, key } = SLOT;
  const sought = await seek(
    vault,
    { kind, lineage, key, checked: false },
    new Set(['output-0']),
    async (found) => {
      const bytes = readMember(place.doors.disk, found.entry, found.list, 'output-0', 1_000_000);
      return bytes.ok ? ok(Buffer.from(bytes.value).toString()) : bytes;
    },
  );
  return { text: sought.taken?.value, codes: sought.misses.map(({ code }) => code) };
}

/** As a run of that tier saves it: sealed with its key, by GitHub's library. */
export async function save(t: TestContext, place: GithubPlace, run: Run, text: string): Promise<void> {
  const [key, namespace] = run.tier === 'T2' ? [KEYS.T2, 'T2' as const] : [KEYS.T1, 'T1/7' as const];
  const kept = await keepText(t, vaultOf(place, run, key, namespace), text);
  assert.ok(kept.ok, JSON.stringify(kept));
}

/** The bytes of an entry, sealed by any key for any namespace, as its holder may make them with other programs. */
export async function sealed(
  t: TestContext,
  place: GithubPlace,
  text: string,
  key: SealingKey,
  namespace: Namespace = 'T2',
  slot = SLOT,
): Promise<Buffer> {
  let bytes: Buffer | undefined;
  const vault = vaultOf(place, MAIN, key, namespace);
  const store: CacheStore = {
    ...{ name: 'github', place: 'nowhere', workFolder: undefined },
    find: async () => ok([]),
    open: async () => ok(undefined),
    async save(_, file) {
      bytes = readFileSync(file);
      return ok(undefined);
    },
    list: async () => ok(undefined),
    remove: async () => ok(undefined),
    finish: async () => ok(undefined),
  };
  const kept = await keepText(t, { ...vault, store }, text, slot);
  assert.ok(kept.ok && bytes !== undefined, JSON.stringify(kept));
  return bytes;
}

/** Uploaded into a scope under a name of the usual slot; the honest form of all that a stranger uploads. */
export function upload(
  place: GithubPlace,
  content: Uint8Array,
  more: { readonly scope?: string; readonly name?: string } = {},
): CacheEntry {
  const name = more.name ?? newKey(SLOT, place.clock.now());
  return place.service.plant(name, versionFor('zstd'), outerArchive(content), more.scope ?? DEFAULT_BRANCH);
}

function keepText(t: TestContext, vault: Vault, text: string, slot = SLOT): ReturnType<typeof keep> {
  const folder = temporaryFolder(t);
  const path = join(folder, 'output');
  writeFileSync(path, text);
  const { kind, key, lineage } = slot;
  const roots = [{ name: 'output-0', path, include: () => true }];
  return keep(vault, { kind, name: 'test', key, lineage, roots }, folder);
}

function vaultOf(place: GithubPlace, run: Run, key: SealingKey, namespace: Namespace): Vault {
  const settings = cacheSettings({ signers: SIGNERS });
  const { tier, ref, change } = run;
  const claimed = namespace === 'T2' ? 'T2' : 'T1';
  return {
    world: place.doors,
    store: place.as(ref),
    settings,
    limits: { ...LIMITS, file: 1_000_000, bytes: 1_000_000 },
    reader: readerOf({ host: 'github', ci: true, tier, change, ref }, settings, undefined),
    writer: ok({ namespace, tier: claimed, key }),
    leak: undefined,
    producer: aProducer({ host: 'github', tier: claimed }),
  };
}
