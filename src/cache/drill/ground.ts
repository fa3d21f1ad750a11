/**
 * The ground that one attack has for itself: a store of the configured kind, a small tree that a run made, somebody
 * else's folder, and a target. What runs do on it is in runs.ts; what is here are the attacker's hands.
 */

import type { AllowedSigner, CacheSettings, Miss, Seal } from '../../core/cache.ts';
import type { Context, HostName } from '../../core/host.ts';
import type { World } from '../../core/ports.ts';
import type { Result } from '../../core/result.ts';
import { machineKey } from '../machine-key.ts';
import type { ResultSlot } from '../results.ts';
import type { Vault } from '../seek.ts';
import { generateKey, type SealingKey } from '../signing-key.ts';
import { newEntryId } from '../stores/entry-name.ts';
import { GITLAB_FOLDER } from '../stores/gitlab.ts';
import type { Slot } from '../stores/store.ts';
import { entryBytes, type Inside, sealPart, sha256 } from './forged.ts';

/** What all grounds of a drill share. */
export type Range = {
  /** With doors that do not lead to the real cache. */
  readonly world: World;
  /** How a run opens its cache. */
  readonly open: (world: World, context: Context, settings: CacheSettings) => Promise<Result<Vault, Miss>>;
  /** Those of the project. */
  readonly settings: CacheSettings;
  readonly store: 'directory' | 'gitlab';
  /** Where the runs of the drill pretend to be, unless at a desk. */
  readonly forge: Exclude<HostName, 'local'>;
  /** The sandbox, absolute and without links. */
  readonly folder: string;
  readonly cast: Cast;
};

/** A key, with the text that a forge would hand over. */
type Throwaway = ReturnType<typeof generateKey>;

/** Throw-away keys: of the protected branch, of changes, of nobody; and who of them may seal. */
export type Cast = {
  readonly branch: Throwaway;
  readonly change: Throwaway;
  readonly stranger: Throwaway;
  readonly signers: readonly AllowedSigner[];
};

/** Private keys are not ours to use: each allowed signer is replaced by a new one of its tier. */
export function castOf({ signers }: Pick<CacheSettings, 'signers'>): Cast {
  const [branch, change, stranger] = [generateKey(), generateKey(), generateKey()];
  const replaced = signers.map(({ tier, name }) => aSigner(generateKey().key, tier, name));
  const known = [aSigner(branch.key, 'T2', 'the branch'), aSigner(change.key, 'T1', 'a change')];
  return { branch, change, stranger, signers: [...known, ...replaced] };
}

/** Room for the drill's own entries, whatever size is configured. Bytes. */
const ROOM = 64 * 1024 * 1024;

const DAY = 24 * 3_600_000;

export class Ground {
  readonly range: Range;
  readonly folder: string;
  readonly settings: CacheSettings;
  readonly branch: Throwaway;
  readonly change: Throwaway;
  readonly stranger: Throwaway;
  /** The slot that attacks are about. */
  readonly slot: ResultSlot = {
    job: 'drill',
    key: sha256('the key of the drill'),
    lineage: sha256('the lineage of the drill'),
    outputs: 1,
  };

  constructor(range: Range, folder: string) {
    const { settings, store, cast } = range;
    this.range = range;
    this.folder = folder;
    this.branch = cast.branch;
    this.change = cast.change;
    this.stranger = cast.stranger;
    this.settings = {
      ...settings,
      store,
      path: store === 'directory' ? `${folder}/store` : undefined,
      size: Math.max(settings.size, ROOM),
      signers: cast.signers,
      unknown: undefined,
    };
    for (const name of ['made', 'target', 'victim', 'work', 'workspace'])
      this.makeFolder(`${folder}/${name}`);
    this.write('victim/secret', 'secret\n');
    this.make('honest');
  }

  /** Where the store keeps entries. */
  get root(): string {
    return this.range.store === 'directory'
      ? `${this.folder}/store`
      : `${this.folder}/workspace/${GITLAB_FOLDER}`;
  }

  /** Nothing may be here after a refusal. */
  get target(): string {
    return `${this.folder}/target`;
  }

  get now(): number {
    return this.range.world.clock.now();
  }

  /** The output of a job: a text that holds the word, a program, an empty file, a folder and a link; and its log. */
  make(word: string, more: Readonly<Record<string, string | Uint8Array>> = {}): void {
    const { disk, files } = this.range.world;
    files.remove(`${this.folder}/made/out`);
    for (const name of ['out', 'out/bin']) this.makeFolder(`${this.folder}/made/${name}`);
    this.write('made/out/answer', `${word}\n`);
    this.write('made/out/bin/tool', `#!/bin/sh\necho ${word}\n`, 0o755);
    this.write('made/out/empty', '');
    for (const [path, content] of Object.entries(more)) this.write(`made/out/${path}`, content);
    disk.makeLink('bin/tool', `${this.folder}/made/out/tool`);
    this.write('made/log', `made ${word}\n`);
  }

  /** The throw-away machine's own key, made on first need as a run makes it. */
  machine(): SealingKey {
    const key = machineKey(this.range.world.files, `${this.folder}/state`, true);
    if (!key.ok || key.value === undefined) throw new Error("the drill's machine has no key");
    return key.value;
  }

  /** What a signer says of an entry; `more` is what this one says otherwise. */
  seal(inside: Inside, more: Partial<Seal> = {}): Seal {
    const { now, slot, settings, range } = this;
    return {
      ...{ kind: 'result', name: slot.job, namespace: 'T2', key: slot.key, lineage: slot.lineage },
      ...sealPart(inside),
      producer: { ...NOBODY, host: range.forge, sealsmith: range.world.self.version },
      created: now,
      expires: now + Math.min(settings.maxAge, DAY),
      epoch: settings.epoch,
      ...more,
    };
  }

  /** An entry of the drill's slot with this inside, sealed by the protected branch unless it is said otherwise. */
  entry(inside: Inside, more: Partial<Seal> = {}, key: SealingKey = this.branch.key): Buffer {
    return entryBytes(inside, this.seal(inside, more), key);
  }

  /** Puts bytes where the store looks for an entry, as one does who can write to the storage. */
  plant(bytes: Uint8Array, more: Partial<Slot> = {}, created = this.now + 1): string {
    const { key, lineage } = this.slot;
    const path = `${this.root}/${newEntryId({ namespace: 'T2', kind: 'result', key, lineage, ...more }, created)}`;
    this.makeFolder(path.slice(0, path.lastIndexOf('/')));
    this.replace(path, bytes);
    return path;
  }

  /** Another file of that name. */
  replace(path: string, bytes: Uint8Array): void {
    const { disk } = this.range.world;
    disk.remove(path);
    const made = disk.create(path, 0o644);
    disk.write(made, bytes);
    disk.close(made);
  }

  /** The same file, with other bytes from `position` on. */
  rewrite(path: string, bytes: Uint8Array, position = 0): void {
    const { disk } = this.range.world;
    const open = disk.openWrite(path);
    disk.write(open, bytes, position);
    disk.close(open);
  }

  read(path: string): Buffer {
    const { disk } = this.range.world;
    const open = disk.openRead(path);
    try {
      const bytes = Buffer.alloc(disk.facts(open).bytes);
      disk.read(open, bytes, 0);
      return bytes;
    } finally {
      disk.close(open);
    }
  }

  makeFolder(path: string): void {
    const made = this.range.world.files.makeFolder(path, 0o755);
    if (!made.ok) throw new Error(`the drill cannot make ${path}`);
  }

  /** @param path  below the ground */
  write(path: string, content: string | Uint8Array, mode = 0o644): void {
    const { disk } = this.range.world;
    const place = `${this.folder}/${path}`;
    disk.remove(place);
    const made = disk.create(place, mode);
    disk.write(made, typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
    disk.close(made);
  }
}

const NOBODY = {
  tier: 'T2',
  repository: undefined,
  ref: undefined,
  commit: undefined,
  dirty: false,
  runUrl: undefined,
} as const;

function aSigner(
  { publicKey }: SealingKey,
  tier: AllowedSigner['tier'],
  name: string | undefined,
): AllowedSigner {
  return { key: publicKey, tier, name };
}
