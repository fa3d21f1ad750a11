/**
 * `import`: an image that another job made goes the same way as one of ours. It is taken as it is: the digest stays, and
 * what speaks of it in its layout comes along. Only what Docker's archives hold without compression, and without a
 * manifest that anybody could have named, is compressed.
 */

import type { BuildRequest, Built, Descriptor, ImageSource, ImportSpec } from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result, unreachable } from '../../core/result.ts';
import { type ImageName, parseImageName } from '../../formats/image-name.ts';
import { compressionOf } from '../../formats/oci.ts';
import { openArchive } from '../archive.ts';
import { copyImage } from '../copy.ts';
import { DIGEST_FILE_LIMIT, readDigestFile } from '../digest-file.ts';
import { copyEvidence } from '../evidence.ts';
import { type Image, imageOf } from '../image.ts';
import { type Layout, openLayout } from '../layout.ts';
import { createLayout, type LayoutWriter } from '../layout-write.ts';
import { copyCompressed } from '../recompress.ts';
import { storeOf } from '../store.ts';
import { registrySource, repositoryOf } from './ask-registry.ts';
import type { Builder } from './builder.ts';

export const importBuilder: Builder = {
  name: 'import',
  summary: 'what another job built: a layout, an archive, or an image in a registry by its digest',
  async build(request, inside) {
    const { recipe } = request;
    if (recipe.kind !== 'import') throw new Error(`the builder import was given a ${recipe.kind} recipe`);
    const found = await find(recipe.from, request, inside);
    if (!found.ok) return found;
    const image = await imageOf(found.value.source, request.platform);
    if (!image.ok) return image;
    const layout = createLayout(inside.doors().disk, request.out, inside.interrupt());
    if (!layout.ok) return layout;
    const built = await takeOver(image.value, found.value, request, layout.value, inside);
    if (!built.ok) layout.value.drop();
    return built;
  },
};

type Found = {
  readonly source: ImageSource;
  /** Set when it is a layout, which may hold evidence as well. */
  readonly layout?: Layout;
  /** Whether layers that lie plain may be compressed. */
  readonly mayCompress: boolean;
};

async function find(from: ImportSpec, request: BuildRequest, inside: Inside): Promise<Result<Found>> {
  const { disk, files } = inside.doors();
  const wanted = { platform: request.platform };
  switch (from.kind) {
    case 'layout': {
      const layout = openLayout(disk, from.path, wanted);
      return layout.ok ? ok({ source: layout.value, layout: layout.value, mayCompress: false }) : layout;
    }
    case 'archive': {
      const archive = await openArchive(disk, from.path, wanted);
      return archive.ok
        ? ok({ source: archive.value, mayCompress: archive.value.kind === 'docker' })
        : archive;
    }
    case 'registry': {
      const name = parseImageName(from.name);
      if (name?.digest === undefined) {
        const message = `${from.name} has no digest, and a tag may be moved to another image at any time: name@sha256:… is what can be imported`;
        return err({ code: 'usage', message });
      }
      return fromRegistry(name, name.digest, request, inside);
    }
    case 'digest-file': {
      const text = files.readText(from.path, DIGEST_FILE_LIMIT);
      if (!text.ok) return text;
      if (text.value === undefined)
        return err({ code: 'system', doing: 'read', path: from.path, errno: 'ENOENT' });
      const pushed = readDigestFile(text.value, from.name);
      if (!pushed.ok) return err({ code: 'image-invalid', what: from.path, message: pushed.failure });
      return fromRegistry(pushed.value, pushed.value.digest, request, inside);
    }
    default:
      return unreachable(from);
  }
}

async function fromRegistry(
  name: Pick<ImageName, 'registry' | 'repository'>,
  digest: string,
  request: BuildRequest,
  inside: Inside,
): Promise<Result<Found>> {
  const source = await registrySource(repositoryOf(name, request, inside), digest, request.platform);
  return source.ok ? ok({ source: source.value, mayCompress: false }) : source;
}

async function takeOver(
  image: Image,
  { layout, mayCompress }: Found,
  request: BuildRequest,
  into: LayoutWriter,
  inside: Inside,
): Promise<Result<Built>> {
  const plain = image.manifest.layers.some((layer) => compressionOf(layer.mediaType) === 'none');
  const copied =
    mayCompress && plain
      ? await copyCompressed(image, into, { cores: inside.cores, store: storeOf(inside) })
      : await asItIs(image, into);
  if (!copied.ok) return copied;
  const { manifest, layers } = copied.value;
  const evidence = layout === undefined ? ok([]) : await copyEvidence(layout, manifest.digest, into);
  if (!evidence.ok) return evidence;
  const { platform } = image;
  const finished = into.finish([{ ...manifest, platform }, ...evidence.value]);
  if (!finished.ok) return finished;
  const config = { ...image.manifest.config, mediaType: copied.value.config };
  return ok({ manifest, config, platform, layers, bases: [], remarks: remarksOf(request, image) });
}

type Copied = {
  readonly manifest: Descriptor;
  readonly layers: readonly Descriptor[];
  /** Media type of the configuration, which another manifest may call otherwise. */
  readonly config: string;
};

async function asItIs(image: Image, into: LayoutWriter): Promise<Result<Copied>> {
  const copied = await copyImage(image, into);
  if (!copied.ok) return copied;
  const { mediaType, digest, size } = copied.value;
  return ok({
    manifest: { mediaType, digest, size },
    layers: image.manifest.layers,
    config: image.manifest.config.mediaType,
  });
}

/** Labels cannot be given to what already has a digest. */
function remarksOf({ labels }: BuildRequest, { config }: Image): readonly string[] {
  const revision = 'org.opencontainers.image.revision';
  const said = config.labels[revision];
  if (said === undefined || labels[revision] === undefined || said === labels[revision]) return [];
  return [`the image says that it was built from ${said}, and this is ${labels[revision]}`];
}
