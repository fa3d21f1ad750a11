/** One layer after the other, as the recipe lists them. */

import type { BuildRequest, Descriptor, LayerSpec, Platform, RuntimeDependencies } from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result, unreachable } from '../../core/result.ts';
import type { Base } from '../bases/base.ts';
import type { NewLayer } from '../config-write.ts';
import { gather } from '../gather.ts';
import { type LayerOptions, writeLayer } from '../layer-write.ts';
import type { LayoutWriter } from '../layout-write.ts';
import type { Placing } from '../placing.ts';
import { unpackBinary } from './binary-layer.ts';
import type { LayersRecipe } from './layers.ts';

/** Installs what the program needs to run into a folder, for the base's interpreter and platform. */
export type DependencyFolder = (
  request: {
    readonly dependencies: RuntimeDependencies;
    readonly base: Base;
    readonly platform: Platform;
    /** Where it will stand in the image; absolute. */
    readonly to: string;
  },
  inside: Inside,
) => Promise<
  Result<{
    readonly folder: string;
    /** One clause for the history: `69 packages by pip`. */
    readonly summary: string;
    readonly remarks: readonly string[];
    /** Removes what was made for this build alone. */
    release(): void;
  }>
>;

export type MakerParts = {
  readonly inside: Inside;
  readonly recipe: LayersRecipe;
  readonly base: Base;
  readonly platform: BuildRequest['platform'];
  readonly placing: Placing;
  readonly options: LayerOptions;
  readonly layout: LayoutWriter;
  readonly dependencies: DependencyFolder;
};

type Made = NewLayer & { readonly descriptor: Descriptor };

export class LayerMaker {
  readonly #parts: MakerParts;
  readonly remarks: string[] = [];

  constructor(parts: MakerParts) {
    this.#parts = parts;
  }

  /** Undefined for a layer in which nothing is: there is nothing to add then, and it is remarked. */
  async make(spec: LayerSpec): Promise<Result<Made | undefined>> {
    switch (spec.kind) {
      case 'copy':
        return this.#fromFiles(spec, spec.from, spec.exclude, `copy ${spec.from} to ${spec.to}`);
      case 'binary':
        return this.#binary(spec);
      case 'dependencies':
        return this.#dependencies(spec);
      default:
        return unreachable(spec);
    }
  }

  async #binary(spec: Extract<LayerSpec, { kind: 'binary' }>): Promise<Result<Made | undefined>> {
    const { inside, recipe } = this.#parts;
    if (recipe.binary === undefined) throw new Error('a layer of the binary without a binary');
    const { files, disk } = inside.doors();
    const folder = files.temporary('sealsmith-binary-');
    if (!folder.ok) return folder;
    const unpacked = await unpackBinary(disk, recipe.binary, folder.value);
    const made = unpacked.ok
      ? await this.#fromFiles(spec, folder.value, [], `unpack the binary to ${spec.to}`)
      : unpacked;
    const removed = files.remove(folder.value);
    return made.ok && !removed.ok ? removed : made;
  }

  async #dependencies(spec: Extract<LayerSpec, { kind: 'dependencies' }>): Promise<Result<Made | undefined>> {
    const { inside, recipe, base, platform, dependencies } = this.#parts;
    if (recipe.dependencies === undefined) throw new Error('a layer of dependencies without any');
    const request = { dependencies: recipe.dependencies, base, platform, to: spec.to };
    const installed = await dependencies(request, inside);
    if (!installed.ok) return installed;
    const { folder, summary, remarks, release } = installed.value;
    this.remarks.push(...remarks);
    const made = await this.#fromFiles(spec, folder, [], `install ${summary} to ${spec.to}`);
    release();
    return made;
  }

  async #fromFiles(
    { to, owner }: LayerSpec,
    from: string,
    exclude: readonly string[],
    createdBy: string,
  ): Promise<Result<Made | undefined>> {
    const { inside, placing, options, layout } = this.#parts;
    const { disk } = inside.doors();
    const gathered = gather(disk, { from, to, exclude, owner });
    if (!gathered.ok) return gathered;
    if (gathered.value.entries.length === 0) {
      this.remarks.push(`${createdBy}: there is nothing in it, so it makes no layer`);
      return ok(undefined);
    }
    const entries = placing.layer(gathered.value.to, owner, gathered.value.entries);
    if (!entries.ok) return entries;
    const written = await writeLayer(disk, entries.value, options, layout);
    if (!written.ok) return err(written.failure);
    const { descriptor, diffId } = written.value;
    return ok({ descriptor, diffId, createdBy });
  }
}
