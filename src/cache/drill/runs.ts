/** What runs do on a drill's ground, through the functions of every run: they keep, and they ask. */

import type { Miss } from '../../core/cache.ts';
import type { Context } from '../../core/host.ts';
import { OURS } from '../../core/path.ts';
import type { World } from '../../core/ports.ts';
import type { Result } from '../../core/result.ts';
import type { PackageStore, Report } from '../../core/step.ts';
import type { Kept } from '../keep.ts';
import { inputsDigest } from '../key.ts';
import { keepStore, takeStore } from '../packages.ts';
import { keepResult, takeResult } from '../results.ts';
import type { Sought, Vault } from '../seek.ts';
import { CACHE_KEY_VARIABLE } from '../signing-key.ts';
import type { Ground } from './ground.ts';
import { listing } from './listing.ts';

/** Who runs: the protected branch, changes (one is handed the branch's key), a fork, a release, a person. */
export type Role = 'branch' | 'change' | 'other-change' | 'leaking-change' | 'fork' | 'release' | 'desk';

/** Doors that an attacker has got hold of: a disk that changes under the reader, a clock that is wrong. */
export type Doors = Partial<Pick<World, 'disk' | 'clock'>>;

/** How a run answers for an entry, and what became of the disk. */
export type Answer = {
  readonly taken: boolean;
  /** What was taken is to the byte what the honest run had made. */
  readonly honest: boolean;
  readonly misses: readonly Miss[];
  /** What lies where nothing may: in the target of a refusal, outside of any target. */
  readonly strays: readonly string[];
  /** That the answer took. */
  readonly milliseconds: number;
};

/** The cache as a run of this role opens it. */
export async function vaultOf(ground: Ground, role: Role, doors: Doors = {}): Promise<Vault> {
  const { range, folder, settings } = ground;
  const { name, ...who } = ROLES[role];
  const secrets = name === undefined ? new Map() : new Map([[CACHE_KEY_VARIABLE, ground[name].secret]]);
  const world: World = { ...range.world, ...doors, secrets, state: `${folder}/state` };
  const host = role === 'desk' ? 'local' : range.forge;
  const opened = await range.open(
    world,
    { ...CONTEXT, ...who, host, workspace: `${folder}/workspace` },
    settings,
  );
  if (!opened.ok) throw new Error(`the drill's own cache does not open: ${opened.failure.detail}`);
  return opened.value;
}

/** Keeps what was made. */
export async function keep(
  ground: Ground,
  role: Role,
  slot = ground.slot,
  doors: Doors = {},
): Promise<Result<Kept, Miss>> {
  const { files } = ground.range.world;
  const vault = await vaultOf(ground, role, doors);
  const output = `${ground.folder}/made/out`;
  const paths = files.walk(output, new Set());
  const tree = paths.ok ? await files.digestAll(output, paths.value) : paths;
  if (!tree.ok) throw new Error('what the drill made cannot be read');
  const left = {
    report: REPORT,
    outputs: [output],
    log: `${ground.folder}/made/log`,
    digests: [{ path: 'out', sha256: inputsDigest(tree.value) }],
    digestOf: (_: number, packed: typeof tree.value) => inputsDigest(packed),
  };
  return keepResult(vault, slot, left, working(ground));
}

/** The same where it must succeed; where it lies, and its bytes. */
export async function kept(
  ground: Ground,
  role: Role = 'branch',
  slot = ground.slot,
): Promise<{ readonly path: string; readonly bytes: Buffer }> {
  const done = await keep(ground, role, slot);
  if (!done.ok) throw new Error(`the drill cannot keep its own entry: ${done.failure.detail}`);
  const { store } = await vaultOf(ground, role);
  const { key, lineage } = slot;
  const found = await store.find({ namespace: done.value.seal.namespace, kind: 'result', key, lineage }, 1);
  const path = found.ok ? `${ground.root}/${found.value[0]?.id}` : '';
  return { path, bytes: ground.read(path) };
}

/** Asks for the drill's result. */
export async function take(
  ground: Ground,
  role: Role,
  slot = ground.slot,
  doors: Doors = {},
): Promise<Answer> {
  const vault = await vaultOf(ground, role, doors);
  const staging = `${ground.target}/restored`;
  const { signal } = ground.range.world.interrupt;
  return judged(ground, () => takeResult(vault, slot, staging, signal), [
    [`${staging}/output-0`, `${ground.folder}/made/out`],
    [`${staging}/log`, `${ground.folder}/made/log`],
  ]);
}

/** Keeps what was made as a package manager's folder. */
export async function keepPackages(
  ground: Ground,
  role: Role,
  store: PackageStore,
): Promise<Result<Kept, Miss>> {
  const vault = await vaultOf(ground, role);
  const slot = { ...ground.slot, name: `drill/${store.name}`, store };
  return keepStore(vault, slot, `${ground.folder}/made/out`, working(ground));
}

export async function takePackages(
  ground: Ground,
  role: Role,
  store: PackageStore,
  asked = ground.slot,
): Promise<Answer> {
  const vault = await vaultOf(ground, role);
  const folder = `${ground.target}/packages`;
  const { signal } = ground.range.world.interrupt;
  const slot = { ...asked, name: `drill/${store.name}`, store };
  return judged(ground, () => takeStore(vault, slot, folder, signal), [
    [folder, `${ground.folder}/made/out`],
  ]);
}

/** How a run that keeps answers an attack: taken is what it kept. */
export function answerOf(result: Result<Kept, Miss>): Answer {
  return {
    taken: result.ok,
    honest: result.ok,
    misses: result.ok ? [] : [result.failure],
    strays: [],
    milliseconds: 0,
  };
}

function working(ground: Ground): string {
  const folder = `${ground.folder}/work/${crypto.randomUUID()}`;
  ground.makeFolder(folder);
  return folder;
}

/** Looks at the disk before and after, and takes away what was restored. */
async function judged(
  { range, folder, root, target }: Ground,
  ask: () => Promise<Sought<unknown>>,
  pairs: readonly (readonly [there: string, made: string])[],
): Promise<Answer> {
  const { disk, files } = range.world;
  const workspace = `${folder}/workspace/${OURS}`;
  const besides = new Set([root, target, `${folder}/state`, `${folder}/work`, `${workspace}/cache-work`]);
  const before = new Set(listing(disk, folder, besides));
  const asked = range.world.clock.now();
  const { taken, misses } = await ask();
  const milliseconds = range.world.clock.now() - asked;
  const after = listing(disk, folder, besides);
  const changed = [...after.filter((line) => !before.has(line)), ...gone(before, after)];
  const left = taken === undefined ? listing(disk, target).slice(1) : [];
  const honest =
    taken !== undefined &&
    pairs.every(([there, made]) => {
      const found = listing(disk, there);
      return found.length > 0 && found.join('\n') === listing(disk, made).join('\n');
    });
  for (const { name } of disk.list(target)) files.remove(`${target}/${name}`);
  return { taken: taken !== undefined, honest, misses, strays: [...changed, ...left], milliseconds };
}

function gone(before: ReadonlySet<string>, after: readonly string[]): string[] {
  const there = new Set(after);
  return [...before].filter((line) => !there.has(line)).map((line) => `gone: ${line}`);
}

/** Which throw-away key a role is handed, and what its forge says of it. */
const ROLES: {
  readonly [role in Role]: Pick<Context, 'ci' | 'tier' | 'change'> & {
    readonly name: 'branch' | 'change' | undefined;
  };
} = {
  branch: { name: 'branch', ci: true, tier: 'T2', change: undefined },
  change: { name: 'change', ci: true, tier: 'T1', change: '7' },
  'other-change': { name: 'change', ci: true, tier: 'T1', change: '8' },
  'leaking-change': { name: 'branch', ci: true, tier: 'T1', change: '7' },
  fork: { name: undefined, ci: true, tier: 'T0', change: '9' },
  release: { name: 'branch', ci: true, tier: 'T3', change: undefined },
  desk: { name: undefined, ci: false, tier: 'T0', change: undefined },
};

const CONTEXT: Omit<Context, 'host' | 'ci' | 'tier' | 'change' | 'workspace'> = {
  tierReason: 'it is a drill',
  repository: undefined,
  ref: undefined,
  commit: undefined,
  dirty: false,
  git: undefined,
  runUrl: undefined,
  trigger: undefined,
};

export const REPORT: Report = { facts: {}, summary: 'drilled', remarks: [] };

/** A package manager's folder, of which everything is kept but what would be believed unread. */
export function aStore(checked: boolean): PackageStore {
  return {
    name: checked ? 'checked' : 'unchecked',
    env: [],
    keeps: ['**'],
    leaves: ['**/*.believed'],
    checked,
  };
}
