/** Attacks on a copy of one of the project's own entries, asked for as a run of the project would ask. */

import type { Miss } from '../../core/cache.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { readList } from '../archive/list.ts';
import { rootOf } from '../archive/members.ts';
import { openEntry } from '../archive/open.ts';
import type { Reader } from '../policy.ts';
import { openSeal } from '../seal.ts';
import type { Vault } from '../seek.ts';
import type { CacheStore, Slot } from '../stores/store.ts';
import type { Attack } from './attack.ts';
import { sha256 } from './forged.ts';
import { Ground, type Range } from './ground.ts';
import { type Answer, aStore, take, takePackages } from './runs.ts';

/** The project's own cache, of which nothing is asked but its entries. */
export type OwnCache = {
  readonly store: CacheStore;
  /** Who a run of the project would be, without any key. */
  readonly reader: Reader;
};

/** An entry that a run here would take, as bytes: the file itself is not looked at again. */
export type OwnEntry = {
  readonly name: string;
  readonly slot: Slot;
  readonly outputs: number;
  readonly bytes: Buffer;
  readonly reader: Reader;
};

/** Larger ones are left alone: a drill is to take seconds. Bytes. */
const MOST = 16 * 1024 * 1024;

/** How many are looked at until one is found that would be taken. */
const LOOKED_AT = 16;

/** Outputs that a job may have had. */
const OUTPUTS = 1024;

/** Reads one entry of the real cache; undefined when there is none that a run here would take. */
export async function ownEntry(
  { store, reader }: OwnCache,
  { disk }: Pick<Vault['world'], 'disk'>,
  limits: Vault['limits'],
): Promise<OwnEntry | undefined> {
  const listed = await store.list();
  const small = ((listed.ok ? listed.value : undefined) ?? []).filter(({ bytes = 0 }) => bytes <= MOST);
  for (const candidate of small.slice(0, LOOKED_AT)) {
    const opened = candidate.slot === undefined ? undefined : await store.open(candidate, MOST);
    if (candidate.slot === undefined || opened?.ok !== true || opened.value === undefined) continue;
    try {
      const found = read(disk, opened.value.path, candidate.slot, reader, limits);
      if (found.ok) return found.value;
    } finally {
      opened.value.release();
    }
  }
  return undefined;
}

function read(
  disk: Vault['world']['disk'],
  path: string,
  slot: Slot,
  reader: Reader,
  limits: Vault['limits'],
): Result<OwnEntry, Miss> {
  const entry = openEntry(disk, path, limits);
  if (!entry.ok) return entry;
  try {
    const sealed = openSeal(entry.value.envelope, reader.signers);
    if (!sealed.ok) return sealed;
    const roots = new Set([
      'log',
      'report.json',
      'store',
      ...Array.from({ length: OUTPUTS }, (_, at) => `output-${at}`),
    ]);
    const list = readList(disk, entry.value, sealed.value.seal, roots, limits);
    if (!list.ok) return list;
    const { folders, groups, links } = list.value;
    const members = [...folders, ...groups.flatMap(({ files }) => files), ...links];
    const outputs = new Set(
      members.map((member) => rootOf(member.path)).filter((root) => root.startsWith('output-')),
    );
    const bytes = Buffer.alloc(entry.value.bytes);
    if (disk.read(entry.value.file, bytes, 0) !== bytes.length)
      return err({ code: 'store-error', detail: path });
    return ok({ name: sealed.value.seal.name, slot, outputs: outputs.size, bytes, reader });
  } finally {
    entry.value.close();
  }
}

/** @returns nothing when a run would leave the copy anyway: it is too old, or of another epoch */
export async function ownAttacks(range: Range, own: OwnEntry): Promise<readonly Attack[]> {
  const trial = groundOf(range, `${range.folder}/own`, own);
  trial.plant(own.bytes, own.slot);
  const { taken } = await ask(trial, own);
  range.world.files.remove(trial.folder);
  if (!taken) return [];
  return CHANGES.map(([id, name, ends, change]) => ({
    ...{ id, row: 'an entry of yours, copied', name: `${own.name}: ${name}`, ends },
    perform: async ({ folder }) => {
      const ground = groundOf(range, `${folder}/own`, own);
      const path = ground.plant(own.bytes, own.slot);
      const twin = await ask(ground, own);
      return { twin, attack: await change(ground, path, own) };
    },
  }));
}

type Change = (ground: Ground, path: string, own: OwnEntry) => Promise<Answer>;

const CHANGES: readonly (readonly [Attack['id'], string, Attack['ends'], Change])[] = [
  [
    'C1',
    'a byte changed',
    'digest-mismatch',
    async (ground, path, own) => {
      ground.rewrite(path, Buffer.from([(own.bytes[0] ?? 0) ^ 1]));
      return ask(ground, own);
    },
  ],
  [
    'C1',
    'its second half lost',
    'seal-invalid',
    async (ground, path, own) => {
      ground.replace(path, own.bytes.subarray(0, own.bytes.length / 2));
      return ask(ground, own);
    },
  ],
  [
    'C3',
    'in the place of another job',
    'key-mismatch',
    async (ground, path, own) => {
      const slot = { ...own.slot, lineage: sha256('of another job') };
      ground.range.world.files.remove(path);
      ground.plant(own.bytes, slot);
      return ask(ground, { ...own, slot });
    },
  ],
];

function ask(ground: Ground, { slot, name: job, outputs }: OwnEntry): Promise<Answer> {
  const { key, lineage } = slot;
  const asked = { job, key, lineage, outputs };
  return slot.kind === 'result'
    ? take(ground, 'branch', asked)
    : takePackages(ground, 'branch', aStore(false), asked);
}

/** Runs there read as a run of the project does, with the signers that it has. */
function groundOf(range: Range, folder: string, { reader }: OwnEntry): Ground {
  const open: Range['open'] = async (...args) => {
    const opened = await range.open(...args);
    return opened.ok ? ok({ ...opened.value, reader }) : opened;
  };
  return new Ground({ ...range, open }, folder);
}
