/**
 * Who may read and write what in the cache, as one table. Pure. A tier that a run or a seal claims gives nothing: what
 * counts is the key that sealed, and the tier that the settings give to that key.
 */

import { createHash } from 'node:crypto';
import type {
  AllowedSigner,
  CacheReason,
  CacheSettings,
  EntryKind,
  Miss,
  Namespace,
  Sealed,
} from '../core/cache.ts';
import type { Context, HostName, Tier } from '../core/host.ts';
import { err, ok, type Result } from '../core/result.ts';
import { saidSigner } from './seal.ts';
import { keyIdOf, type SealingKey } from './signing-key.ts';
import type { Query } from './stores/store.ts';

/** Who asks. */
export type Reader = {
  readonly host: HostName;
  readonly ci: boolean;
  readonly tier: Tier;
  /** The part behind `T1/`; undefined for anything but a T1 run. */
  readonly change: string | undefined;
  /** The machine's own key, public form; undefined where there is none yet, on a forge and in CI. */
  readonly machine: string | undefined;
  /** Whose seals count for this reader, for `openSeal`: those of the settings, and the machine's own at the desk. */
  readonly signers: readonly AllowedSigner[];
};

/** What is asked for; `checked` says of a store whether the package manager checks it itself, false for a result. */
export type Wanted = Query & { readonly checked: boolean };

export type Writer = {
  readonly namespace: Namespace;
  readonly tier: AllowedSigner['tier'];
  readonly key: SealingKey;
};

/** Clocks differ; what is more than this ahead was not made by one that is right. Milliseconds. */
export const CLOCK_SKEW = 5 * 60_000;

/** @param machine  public form of the machine's own key, where there is one */
export function readerOf(
  context: Pick<Context, 'host' | 'ci' | 'tier' | 'change' | 'ref'>,
  settings: CacheSettings,
  machine: string | undefined,
): Reader {
  const { host, ci, tier } = context;
  const desk = atDesk({ host, ci });
  const own: readonly AllowedSigner[] =
    desk && machine !== undefined ? [{ key: machine, tier: 'T0', name: 'this machine' }] : [];
  const others = settings.signers.filter(
    (signer) => (desk || signer.tier !== 'T0') && signer.key !== own[0]?.key,
  );
  return {
    host,
    ci,
    tier,
    change: tier === 'T1' ? changeOf(context) : undefined,
    machine: desk ? machine : undefined,
    signers: [...own, ...others],
  };
}

/** Where to look, in order; nothing where this run may read nothing of the kind. */
export function namespacesToRead(reader: Reader, kind: EntryKind, checked: boolean): readonly Namespace[] {
  switch (reader.tier) {
    case 'T3':
      // What no package manager checks could be poisoned by any dependency of the protected branch (C10).
      return kind === 'store' && checked ? ['T2'] : [];
    case 'T2':
      return ['T2'];
    case 'T1':
      return reader.change === undefined ? ['T2'] : ['T2', `T1/${reader.change}`];
    case 'T0':
      return ['T2', ...(atDesk(reader) ? machines(reader) : [])];
  }
}

/**
 * Whether a verified seal is good for this question.
 *
 * @param now  milliseconds since 1970
 * @returns undefined: take it
 */
export function mayTake(
  reader: Reader,
  wanted: Wanted,
  { seal, signer }: Sealed,
  settings: CacheSettings,
  now: number,
): Miss | undefined {
  const known = reader.signers.some(({ key, tier }) => key === signer.key && tier === signer.tier);
  if (!known) return miss('signer-not-allowed', `sealed by ${saidSigner(signer)}, which does not count here`);
  const where = namespacesToRead(reader, wanted.kind, wanted.checked);
  if (!where.includes(wanted.namespace)) return miss('tier', `this run (${reader.tier}) does not read there`);
  if (seal.namespace !== wanted.namespace)
    return miss('tier', `it was sealed for ${seal.namespace}, not for ${wanted.namespace}`);
  if (!mayFill(signer, seal.namespace) || seal.producer.tier !== signer.tier)
    return miss('tier', `sealed by ${saidSigner(signer)}, which may not seal for ${seal.namespace}`);
  if (seal.kind !== wanted.kind || seal.lineage !== wanted.lineage || !hasKey(wanted, seal.key))
    return miss(
      'key-mismatch',
      `it was sealed as ${seal.kind} ${seal.name} with key ${seal.key.slice(0, 12)}`,
    );
  if (seal.created > now + CLOCK_SKEW)
    return miss('from-the-future', `it says that it was made at ${new Date(seal.created).toISOString()}`);
  if (seal.epoch !== settings.epoch)
    return miss('epoch', `it is of epoch ${seal.epoch}, not ${settings.epoch}`);
  if (now >= Math.min(seal.expires, seal.created + settings.maxAge))
    return miss('expired', `it was made at ${new Date(seal.created).toISOString()}`);
  return undefined;
}

/**
 * What this run seals with, and where that belongs.
 *
 * @param key  at the desk the machine's own, on a forge the one that the forge handed over
 * @returns `store-read-only` for runs that never write; `no-key`; `no-signers`; `signer-not-allowed` for a key that the
 *   settings do not list; `tier` for one that they list for other runs
 */
export function writerOf(
  reader: Reader,
  key: SealingKey | undefined,
  settings: CacheSettings,
): Result<Writer, Miss> {
  const namespace = namespaceToWrite(reader);
  if (!namespace.ok) return namespace;
  if (key === undefined) return err(miss('no-key', NO_KEY[reader.host]));
  if (reader.tier === 'T0') {
    return key.publicKey === reader.machine
      ? ok({ namespace: namespace.value, tier: 'T0', key })
      : err(miss('tier', "a person's own runs seal with the key of their machine alone"));
  }
  if (settings.signers.length === 0)
    return err(
      miss('no-signers', settings.unknown ?? 'cache.signers is empty; sealsmith cache init says how'),
    );
  const listed = settings.signers.find((signer) => signer.key === key.publicKey);
  if (listed === undefined)
    return err(
      miss('signer-not-allowed', `the key of this run, ${key.publicKey}, is not among cache.signers`),
    );
  if (listed.tier === 'T2' && reader.tier === 'T1') return err(miss('tier', `${LEAK} (T1): protect it`));
  return mayFill(listed, namespace.value)
    ? ok({ namespace: namespace.value, tier: listed.tier, key })
    : err(miss('tier', `the key of this run is listed as ${listed.tier}, and this run is ${reader.tier}`));
}

/** A key of the protected branches in the hands of a change or a fork is a leak, whether it would be used or not. */
export function leakOf(reader: Reader, key: SealingKey | undefined): string | undefined {
  if (atDesk(reader) || key === undefined || (reader.tier !== 'T0' && reader.tier !== 'T1')) return undefined;
  const listed = reader.signers.find((signer) => signer.key === key.publicKey);
  return listed?.tier === 'T2' ? `${LEAK}: protect it, and replace it` : undefined;
}

const LEAK = 'the sealing key of the protected branches (T2) reaches changes';

const NO_KEY: Readonly<Record<HostName, string>> = {
  local: 'this machine has no key',
  github: 'SEALSMITH_CACHE_KEY is not set; sealsmith cache init says how',
  gitlab: 'SEALSMITH_CACHE_KEY is not set; sealsmith cache init says how',
};

function namespaceToWrite(reader: Reader): Result<Namespace, Miss> {
  switch (reader.tier) {
    case 'T3':
      return err(miss('store-read-only', 'a release writes nothing to the cache'));
    case 'T2':
      return ok('T2');
    case 'T1':
      return reader.change === undefined
        ? err(miss('store-read-only', 'what this change is called is not known'))
        : ok<Namespace>(`T1/${reader.change}`);
    case 'T0': {
      if (!atDesk(reader))
        return err(miss('store-read-only', 'a run that nobody vouches for (T0) writes nothing'));
      const machine = reader.machine === undefined ? undefined : keyIdOf(reader.machine);
      return machine === undefined ? err(miss('no-key', NO_KEY.local)) : ok<Namespace>(`T0/${machine}`);
    }
  }
}

function atDesk({ host, ci }: Pick<Reader, 'host' | 'ci'>): boolean {
  return host === 'local' && !ci;
}

/** This machine first, then those whose keys a person lists as T0: each its own namespace. */
function machines({ signers }: Reader): readonly Namespace[] {
  return signers.flatMap(({ key, tier }): Namespace[] => {
    const id = tier === 'T0' ? keyIdOf(key) : undefined;
    return id === undefined ? [] : [`T0/${id}`];
  });
}

/** A machine fills its own namespace alone, so that no other listed one speaks for it. */
function mayFill({ key, tier }: AllowedSigner, namespace: Namespace): boolean {
  return tier === 'T0' ? namespace === `T0/${keyIdOf(key)}` : namespace.split('/', 1)[0] === tier;
}

/** A result only by its key; a store also as the newest of its lineage, which is what asking without a key means. */
function hasKey(wanted: Wanted, key: string): boolean {
  return wanted.key === undefined ? wanted.kind === 'store' : wanted.key === key;
}

/**
 * The forge's number of the change; for a branch without one, its name: runs of one branch share, and no others. What
 * is no plain word becomes a digest, because it names a folder.
 */
function changeOf({ change, ref }: Pick<Context, 'change' | 'ref'>): string | undefined {
  if (change !== undefined && /^\d{1,20}$/.test(change)) return change;
  const name = change ?? ref;
  if (name === undefined) return undefined;
  return `ref-${createHash('sha256').update(name).digest('hex').slice(0, 32)}`;
}

function miss(code: CacheReason, detail: string): Miss {
  return { code, detail };
}
