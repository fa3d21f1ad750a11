/** Where what is said of an artifact is put: a registry, a layout, or a file beside it. */

import type { Repository } from '../clients/registry/repository.ts';
import type { Failure } from '../core/failure.ts';
import type { Descriptor, ImageSource } from '../core/image.ts';
import type { Files } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import { BUNDLE_TYPE } from '../formats/bundle.ts';
import { isManifest, readManifest } from '../formats/oci.ts';
import { DSSE_TYPE, type LegacyLayer, legacyTag, SIMPLE_SIGNING_TYPE } from '../formats/simple-signing.ts';
import {
  type Attachment,
  bundleAttachment,
  bundlePath,
  legacyAttachment,
  legacyLayerDescriptor,
} from './attach.ts';

export interface SigningPlace {
  /** For people. */
  readonly name: string;
  /**
   * Bundles about the artifact that are there already; whatever else strangers put there is left out.
   *
   * @param most  bytes of one: what is larger cannot be what is looked for
   */
  bundles(predicateType: string, most: number): Promise<Result<readonly Uint8Array[]>>;
  /** @param created  RFC 3339 */
  add(bundle: Uint8Array, predicateType: string, created: string): Promise<Result<void>>;
  /** The older form; only where there are tags. */
  readonly older?: OlderPlace;
}

/** Tags of cosign's older form. */
export interface OlderPlace {
  /** Layers that are there already, as `bundles`. */
  layers(suffix: LegacySuffix, most: number): Promise<Result<readonly LegacyLayer[]>>;
  /** What is there stays, also when others add theirs at the same time. */
  add(suffix: LegacySuffix, layer: LegacyLayer): Promise<Result<void>>;
}

export type LegacySuffix = 'sig' | 'att';

/** Bytes of all that stands beside a file. */
const BESIDE_LIMIT = 64 * 1024 * 1024;

/** Bytes of the manifest that we put around a bundle are some hundred. */
const AROUND_LIMIT = 64 * 1024;

/** As many are looked at: who signs often knows it, and who was flooded signs once more. */
const MOST_LOOKED_AT = 200;

/** Layers of one older manifest. */
const MOST_OLDER = 400;

export function registryPlace(
  repository: Repository,
  subject: Descriptor,
  image: Pick<ImageSource, 'bytes'>,
): SigningPlace {
  const send = async (blobs: Attachment['blobs']): Promise<Result<void>> => {
    for (const blob of blobs) {
      const there = await repository.hasBlob(blob.descriptor);
      if (!there.ok) return there;
      if (there.value) continue;
      const sent = await repository.upload(blob.descriptor, async (from, take) => {
        await take(blob.bytes.subarray(from));
        return ok(undefined);
      });
      if (!sent.ok) return sent;
    }
    return ok(undefined);
  };
  return {
    name: `${repository.name}@${subject.digest}`,
    async bundles(predicateType, most) {
      const listed = await repository.referrers(subject.digest, BUNDLE_TYPE);
      if (listed.ok) return bundlesIn(image, listed.value, predicateType, most);
      // Strangers can make the list whatever they like; then nothing of ours is known to be there.
      return isUnreadable(listed.failure) ? ok([]) : listed;
    },
    async add(bundle, predicateType, created) {
      const attachment = bundleAttachment(subject, bundle, predicateType, created);
      const sent = await send(attachment.blobs);
      const { descriptor, manifest: bytes } = attachment;
      return sent.ok ? repository.push({ descriptor, bytes }) : sent;
    },
    older: {
      async layers(suffix, most) {
        const found = await repository.find(legacyTag(subject.digest, suffix));
        if (!found.ok) return isUnreadable(found.failure) ? ok([]) : found;
        const { value } = found;
        const manifest = value && readManifest(value.bytes, value.descriptor.mediaType);
        return manifest?.ok === true ? ok(await layersIn(image, manifest.value.layers, most)) : ok([]);
      },
      async add(suffix, layer) {
        const tag = legacyTag(subject.digest, suffix);
        const descriptor = legacyLayerDescriptor(layer);
        // Before the list is read: the less time there is between that and its write, the less can be lost.
        const ahead = await send([{ descriptor, bytes: layer.bytes }]);
        if (!ahead.ok) return ahead;
        return repository.rewrite(tag, async (there) => {
          const before = there === undefined ? ok([]) : layersOf(there, `${tag} of ${repository.name}`);
          if (!before.ok) return before;
          const attachment = legacyAttachment(before.value, layer);
          if (attachment === undefined) return ok(undefined);
          const others = attachment.blobs.filter((blob) => blob.descriptor.digest !== descriptor.digest);
          const sent = await send(others);
          return sent.ok ? ok({ descriptor: attachment.descriptor, bytes: attachment.manifest }) : sent;
        });
      },
    },
  };
}

/** The place answered, and what it answered is of no use. */
function isUnreadable(failure: Failure): boolean {
  return failure.code === 'registry-refused'
    ? failure.why === 'invalid' || failure.why === 'too-large'
    : failure.code === 'image-invalid' || failure.code === 'digest-mismatch';
}

/** The newest stand last. */
async function layersIn(
  image: Pick<ImageSource, 'bytes'>,
  layers: readonly Descriptor[],
  most: number,
): Promise<readonly LegacyLayer[]> {
  const kinds = [SIMPLE_SIGNING_TYPE, DSSE_TYPE];
  const fitting = layers.filter(({ mediaType, size }) => kinds.includes(mediaType) && size <= most);
  const found: LegacyLayer[] = [];
  for (const layer of fitting.slice(-MOST_LOOKED_AT)) {
    const bytes = await image.bytes(layer, most);
    const { mediaType, annotations = {} } = layer;
    if (bytes.ok) found.push({ bytes: bytes.value, mediaType, annotations });
  }
  return found;
}

function layersOf(
  { descriptor, bytes }: { readonly descriptor: Descriptor; readonly bytes: Uint8Array },
  what: string,
): Result<readonly Descriptor[]> {
  const manifest = isManifest(descriptor.mediaType)
    ? readManifest(bytes, descriptor.mediaType)
    : err('it is no manifest');
  // Written over, what somebody keeps there would be lost.
  if (!manifest.ok) return err({ code: 'image-invalid', what, message: manifest.failure });
  if (manifest.value.layers.length < MOST_OLDER) return ok(manifest.value.layers);
  return err({ code: 'image-invalid', what, message: `it holds ${MOST_OLDER} signatures already` });
}

/**
 * A layout keeps evidence in its own index.json, and whoever pushes it takes that along.
 *
 * @param extend  see `extendLayout`
 */
export function layoutPlace(
  layout: ImageSource & { readonly evidence: readonly Descriptor[] },
  extend: (blobs: readonly Uint8Array[], manifests: readonly Descriptor[]) => Result<void>,
): SigningPlace {
  return {
    name: `${layout.place} (${layout.root.digest})`,
    bundles: (predicateType, most) => bundlesIn(layout, layout.evidence, predicateType, most, layout.root),
    async add(bundle, predicateType, created) {
      const { descriptor, manifest, blobs } = bundleAttachment(layout.root, bundle, predicateType, created);
      return extend([manifest, ...blobs.map(({ bytes }) => bytes)], [descriptor]);
    },
  };
}

/** Bundles of referrers, of one predicate type as their annotations say it. */
async function bundlesIn(
  image: Pick<ImageSource, 'bytes'>,
  referrers: readonly Descriptor[],
  predicateType: string,
  most: number,
  subject?: Descriptor,
): Promise<Result<readonly Uint8Array[]>> {
  const wanted = referrers.filter(
    ({ annotations }) =>
      (annotations?.['dev.sigstore.bundle.predicateType'] ?? predicateType) === predicateType,
  );
  const found: Uint8Array[] = [];
  for (const one of wanted.slice(0, MOST_LOOKED_AT)) {
    // A stranger's may be anything: it is none of ours then.
    const bytes = await image.bytes(one, AROUND_LIMIT);
    const manifest = bytes.ok ? readManifest(bytes.value, one.mediaType) : undefined;
    if (manifest?.ok !== true) continue;
    if (subject !== undefined && manifest.value.subject?.digest !== subject.digest) continue;
    const [layer] = manifest.value.layers;
    const bundle = layer === undefined ? undefined : await image.bytes(layer, most);
    if (bundle?.ok === true) found.push(bundle.value);
  }
  return ok(found);
}

/** `<file>.sigstore.json`: one bundle, or several, each on a line of its own. */
export function filePlace(files: Pick<Files, 'readText' | 'writeText'>, path: string): SigningPlace {
  const beside = bundlePath(path);
  return {
    name: beside,
    async bundles(_, most) {
      const text = files.readText(beside, BESIDE_LIMIT);
      if (!text.ok) return text;
      const lines = linesOf(text.value).filter((line) => line.length <= most);
      return ok(lines.map((line) => Buffer.from(line, 'utf8')));
    },
    // Read and written without a pause between: several statements may be put here at once.
    async add(bundle) {
      const text = files.readText(beside, BESIDE_LIMIT);
      if (!text.ok) return text;
      const lines = [...linesOf(text.value), Buffer.from(bundle).toString('utf8')];
      return files.writeText(beside, `${lines.join('\n')}\n`);
    },
  };
}

function linesOf(text: string | undefined): readonly string[] {
  return (text ?? '').split('\n').filter((line) => line.trim() !== '');
}
