/** Seals what a job left and hands it to the store: whole or not at all. */

import type { EntryKind, Miss, Seal } from '../core/cache.ts';
import type { Sha256 } from '../core/digest.ts';
import { err, ok, type Result } from '../core/result.ts';
import { finish, type Packed, pack, type Root } from './archive/pack.ts';
import { makeSeal } from './seal.ts';
import type { Vault } from './seek.ts';

/** What is kept, and under which name. */
export type Keeping = {
  readonly kind: EntryKind;
  /** `test`, `install/uv`. */
  readonly name: string;
  readonly key: Sha256;
  readonly lineage: Sha256;
  readonly roots: readonly Root[];
  /** Told what was packed before it is sealed; a miss ends it there. */
  readonly agree?: (packed: Packed) => Miss | undefined;
};

export type Kept = { readonly seal: Seal; readonly members: number };

/**
 * @param folder  private and empty; the entry is written there when the store names no folder of its own
 * @param signal  ends it: then nothing is kept
 */
export async function keep(
  vault: Vault,
  keeping: Keeping,
  folder: string,
  signal?: AbortSignal,
): Promise<Result<Kept, Miss>> {
  const { writer, world, store, settings } = vault;
  if (!writer.ok) return writer;
  const { kind, name, key, lineage, roots } = keeping;
  const { namespace } = writer.value;
  const file = `${store.workFolder ?? folder}/${crypto.randomUUID()}.part`;
  try {
    const packed = await pack(world, roots, file, vault.limits, signal);
    if (!packed.ok) return packed;
    const refused = keeping.agree?.(packed.value);
    if (refused !== undefined) return err(refused);
    const created = world.clock.now();
    const seal: Seal = {
      ...{ kind, name, namespace, key, lineage },
      list: packed.value.list,
      archive: packed.value.archive,
      producer: vault.producer,
      created,
      expires: created + settings.maxAge,
      epoch: settings.epoch,
    };
    const sealed = finish(world.disk, file, makeSeal(seal, writer.value.key));
    if (!sealed.ok) return sealed;
    const saved = await store.save({ namespace, kind, lineage, key }, file, signal);
    return saved.ok ? ok({ seal, members: packed.value.archive.members }) : saved;
  } finally {
    world.files.remove(file);
  }
}
