/**
 * A program that keeps and takes entries with the functions of a run, to be killed or measured from outside. Started
 * with one argument, its orders in JSON; says `ready` when it begins. See `startDriver`.
 */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { aStore, REPORT } from '../../src/cache/drill/runs.ts';
import { inputsDigest } from '../../src/cache/key.ts';
import { keepStore, takeStore } from '../../src/cache/packages.ts';
import { keepResult, takeResult } from '../../src/cache/results.ts';
import type { Vault } from '../../src/cache/seek.ts';
import { CACHE_KEY_VARIABLE } from '../../src/cache/signing-key.ts';
import type { CacheSettings, Miss } from '../../src/core/cache.ts';
import type { Sha256 } from '../../src/core/digest.ts';
import type { Result } from '../../src/core/result.ts';
import { openVault } from '../../src/run/vault.ts';
import { systemFiles } from '../../src/system/files.ts';
import { createWorld } from '../../src/system/world.ts';

export type Orders = {
  /** `work`: keeps and takes for ever. `once`: each once. `ask`: takes the first key's result. */
  readonly what: 'work' | 'once' | 'ask';
  /** Holds the workspace, the state and everything else of this program. */
  readonly base: string;
  readonly settings: CacheSettings;
  /** For sealing; entries go to T2. */
  readonly secret: string;
  /** Where what was taken is put; with `work` one folder a tree below it. */
  readonly target: string;
  /** Absolute folders of trees: each is kept as a result and as a store under the key of the same place. */
  readonly trees: readonly string[];
  readonly keys: readonly Sha256[];
  readonly lineage: Sha256;
};

/** Of `ask`. */
export type Told = {
  readonly code: string | undefined;
  /** Most memory that the process had, in bytes: before the question and after. */
  readonly before: number;
  readonly after: number;
};

export async function vaultFor(orders: Orders): Promise<Vault> {
  const workspace = join(orders.base, 'workspace');
  mkdirSync(workspace, { recursive: true });
  const world = createWorld({
    ...{ workspace, entry: process.argv[1] ?? '', version: '0.1.0' },
    secrets: new Map([[CACHE_KEY_VARIABLE, orders.secret]]),
  });
  const context = {
    ...({
      host: 'gitlab',
      ci: true,
      tier: 'T2',
      tierReason: 'it is a test',
      workspace,
      dirty: false,
    } as const),
    ...{ repository: undefined, ref: undefined, commit: undefined, git: undefined },
    ...{ change: undefined, runUrl: undefined, trigger: undefined },
  };
  const state = join(orders.base, 'state');
  const vault = await openVault({ ...world, state }, context, orders.settings);
  if (!vault.ok) throw new Error(vault.failure.detail);
  return vault.value;
}

async function work(orders: Orders): Promise<never> {
  const vault = await vaultFor(orders);
  for (let round = Math.floor(Math.random() * 97); ; round += 1) {
    await act(vault, orders, round % orders.trees.length, ACTS[round % ACTS.length] ?? 'keep-result');
    if (round % 16 === 5) await vault.store.finish(new Set());
  }
}

/** @returns what did not work, as text */
async function once(orders: Orders): Promise<readonly string[]> {
  const vault = await vaultFor(orders);
  const wrong: string[] = [];
  for (const name of ACTS) {
    for (const index of orders.trees.keys()) {
      const why = await act(vault, orders, index, name);
      if (why !== undefined) wrong.push(`${name} ${index}: ${why}`);
    }
  }
  return wrong;
}

const ACTS = ['keep-result', 'keep-store', 'take-result', 'take-store'] as const;

let count = 0;

async function act(
  vault: Vault,
  orders: Orders,
  index: number,
  name: (typeof ACTS)[number],
): Promise<string | undefined> {
  const { signal } = new AbortController();
  count += 1;
  const [tree, key] = [orders.trees[index] ?? '', orders.keys[index] as Sha256];
  const own = `${process.pid}-${count}`;
  const working = join(orders.base, `work-${own}`);
  // Of its own: a store may come from any entry of its lineage.
  const lineage = key;
  const named = { name: 'drill', store: aStore(false), key, lineage };
  const slot = { job: 'drill', key, lineage, outputs: 1 };
  const place = join(orders.target, String(index));
  mkdirSync(working, { recursive: true });
  switch (name) {
    case 'keep-result':
      return whyOf(await keepResult(vault, slot, await leftOf(tree), working));
    case 'keep-store':
      return whyOf(await keepStore(vault, named, tree, working));
    case 'take-result': {
      const { taken, misses } = await takeResult(vault, slot, `${place}.staging-${own}`, signal);
      return taken === undefined ? JSON.stringify(misses) : undefined;
    }
    case 'take-store': {
      // In one step: what is being removed would look half written.
      if (systemFiles().rename(place, `${place}.old-${own}`).ok) systemFiles().remove(`${place}.old-${own}`);
      const { taken, misses } = await takeStore(vault, named, place, signal);
      return taken === undefined ? JSON.stringify(misses) : undefined;
    }
  }
}

function whyOf(result: Result<unknown, Miss>): string | undefined {
  return result.ok ? undefined : `${result.failure.code} ${result.failure.detail}`;
}

async function leftOf(tree: string) {
  const files = systemFiles();
  const paths = files.walk(tree, new Set());
  const entries = paths.ok ? await files.digestAll(tree, paths.value) : paths;
  if (!entries.ok) throw new Error('the tree cannot be read');
  return {
    report: REPORT,
    outputs: [tree],
    log: join(tree, 'log'),
    digests: [{ path: 'out', sha256: inputsDigest(entries.value) }],
    digestOf: (_: number, packed: typeof entries.value) => inputsDigest(packed),
  };
}

async function ask(orders: Orders): Promise<Told> {
  const vault = await vaultFor(orders);
  const slot = { job: 'drill', key: orders.keys[0] as Sha256, lineage: orders.lineage, outputs: 1 };
  const before = process.resourceUsage().maxRSS * 1024;
  const { signal } = new AbortController();
  const { taken, misses } = await takeResult(vault, slot, join(orders.target, 'restored'), signal);
  const after = process.resourceUsage().maxRSS * 1024;
  return { code: taken === undefined ? misses[0]?.code : undefined, before, after };
}

const [, , orders] = process.argv;
if (orders?.startsWith('{') === true) {
  const read = JSON.parse(orders) as Orders;
  process.stdout.write('ready\n');
  if (read.what === 'work') await work(read);
  const told = read.what === 'ask' ? await ask(read) : await once(read);
  process.stdout.write(`${JSON.stringify(told)}\n`, () => process.exit());
}
