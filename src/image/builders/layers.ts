/**
 * `layers`: an image put together from files, without a daemon, without root, and without running anything in it. The
 * same base and files give the same digest on any machine. Layers of the base are taken as they are.
 */

import type { BuildRequest, Built, Descriptor, Recipe } from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { MEDIA } from '../../formats/oci.ts';
import type { Base, BaseRequest } from '../bases/base.ts';
import { configFileBytes, type NewLayer, timeText } from '../config-write.ts';
import { configBytes } from '../copy.ts';
import { createLayout, type LayoutWriter } from '../layout-write.ts';
import { EMPTY_LOCK, LOCK_FILE, type Lock, readLock } from '../lock.ts';
import { manifestBytes } from '../manifest.ts';
import { groundOf, Placing } from '../placing.ts';
import { copyLayersCompressed } from '../recompress.ts';
import { storeOf } from '../store.ts';
import type { Builder } from './builder.ts';
import { type DependencyFolder, LayerMaker } from './layer-maker.ts';

export type LayersRecipe = Extract<Recipe, { kind: 'layers' }>;

/** What this builder needs of others. */
export type LayersParts = {
  resolveBase(request: BaseRequest, inside: Inside): Promise<Result<Base>>;
  readonly dependencies: DependencyFolder;
};

/** 1980, the first year that every archive can say: what `SOURCE_DATE_EPOCH` is in our jobs. */
const EPOCH = 315_532_800;

const MOST_LOCK = 4 * 2 ** 20;

export function layersBuilder(parts: LayersParts): Builder {
  return {
    name: 'layers',
    summary: 'files of the workspace on a base, put together by sealsmith: no engine, no root, no RUN',
    async build(request, inside) {
      const { recipe } = request;
      if (recipe.kind !== 'layers') throw new Error(`the builder layers was given a ${recipe.kind} recipe`);
      const lock = lockOf(inside);
      if (!lock.ok) return lock;
      const { platform, plainHttp } = request;
      const base = await parts.resolveBase(
        { spec: recipe.base, platform, lock: lock.value, plainHttp },
        inside,
      );
      if (!base.ok) return base;
      const layout = createLayout(inside.doors().disk, request.out, inside.interrupt());
      const built = layout.ok
        ? await assemble(request, recipe, base.value, layout.value, parts, inside)
        : layout;
      if (layout.ok && !built.ok) layout.value.drop();
      base.value.release();
      return built;
    },
  };
}

async function assemble(
  request: BuildRequest,
  recipe: LayersRecipe,
  base: Base,
  layout: LayoutWriter,
  parts: LayersParts,
  inside: Inside,
): Promise<Result<Built>> {
  const created = epochOf(inside);
  if (!created.ok) return created;
  const store = storeOf(inside);
  const placing = base.image === undefined ? ok(new Placing()) : await groundOf(base.image, store);
  if (!placing.ok) return placing;
  const below =
    base.image === undefined
      ? ok([])
      : await copyLayersCompressed(base.image, layout, { cores: inside.cores, store });
  if (!below.ok) return below;
  const maker = new LayerMaker({
    inside,
    recipe,
    base,
    platform: request.platform,
    placing: placing.value,
    options: { compression: recipe.compression, mtime: created.value, cores: inside.cores, store },
    layout,
    dependencies: parts.dependencies,
  });
  const above: (NewLayer & { readonly descriptor: Descriptor })[] = [];
  for (const spec of recipe.layers) {
    const made = await maker.make(spec);
    if (!made.ok) return made;
    if (made.value !== undefined) above.push(made.value);
  }
  const layers = [...below.value, ...above.map(({ descriptor }) => descriptor)];
  const top = await describe(request, recipe, base, created.value, { layers, above }, layout);
  if (!top.ok) return top;
  const { manifest, config } = top.value;
  const finished = layout.finish([{ ...manifest, platform: request.platform }]);
  if (!finished.ok) return finished;
  return ok({
    manifest,
    config,
    platform: request.platform,
    layers,
    bases: base.resolved === undefined ? [] : [base.resolved],
    remarks: [...base.remarks, ...maker.remarks],
  });
}

/** Configuration and manifest. */
async function describe(
  request: BuildRequest,
  recipe: LayersRecipe,
  { image, resolved }: Base,
  created: number,
  { layers, above }: { readonly layers: readonly Descriptor[]; readonly above: readonly NewLayer[] },
  layout: LayoutWriter,
): Promise<Result<{ readonly manifest: Descriptor; readonly config: Descriptor }>> {
  const below = image === undefined ? ok(undefined) : await configBytes(image);
  if (!below.ok) return below;
  const bytes = configFileBytes({
    base: below.value,
    platform: image?.platform ?? request.platform,
    config: recipe.config,
    labels: request.labels,
    created,
    layers: above,
  });
  if (!bytes.ok)
    return err({ code: 'image-invalid', what: resolved?.name ?? 'the base', message: bytes.failure });
  const config = layout.bytes(MEDIA.config, bytes.value);
  if (!config.ok) return config;
  const annotations = {
    'org.opencontainers.image.created': timeText(created),
    ...(resolved === undefined
      ? {}
      : {
          'org.opencontainers.image.base.name': resolved.name,
          'org.opencontainers.image.base.digest': resolved.digest,
        }),
  };
  const manifest = layout.bytes(MEDIA.manifest, manifestBytes({ config: config.value, layers, annotations }));
  return manifest.ok ? ok({ manifest: manifest.value, config: config.value }) : manifest;
}

function lockOf(inside: Inside): Result<Lock> {
  const text = inside.doors().files.readText(LOCK_FILE, MOST_LOCK);
  if (!text.ok) return text;
  return text.value === undefined ? ok(EMPTY_LOCK) : readLock(text.value);
}

function epochOf(inside: Inside): Result<number> {
  const text = inside.env['SOURCE_DATE_EPOCH'];
  if (text === undefined) return ok(EPOCH);
  const seconds = /^[0-9]{1,11}$/.test(text) ? Number(text) : undefined;
  if (seconds !== undefined) return ok(seconds);
  return err({ code: 'usage', message: 'SOURCE_DATE_EPOCH is not a number of seconds' });
}
