/** An image in a registry as an `ImageSource`: the tag is resolved once, and everything after that goes by digest. */

import {
  type Descriptor,
  hexOf,
  type ImageDigest,
  type ImageSource,
  type Platform,
} from '../../core/image.ts';
import { err, ok, type Result } from '../../core/result.ts';
import {
  fitsPlatform,
  isIndex,
  isManifest,
  MANIFEST_LIMIT,
  platformText,
  readIndex,
} from '../../formats/oci.ts';
import type { Repository } from './repository.ts';

export interface RegistrySource extends ImageSource {
  /** What the name stood for: the index, where `root` is the image in it for one platform. */
  readonly named: Descriptor;
  /** A blob as a new file (0600): there whole, with this digest, or not at all. */
  download(descriptor: Descriptor, path: string): Promise<Result<void>>;
  /** What refers to a digest, of one artifact type or all. */
  referrers(digest: ImageDigest, artifactType?: string): Promise<Result<readonly Descriptor[]>>;
}

/**
 * @param reference  a tag or digest
 * @param platform   chooses from an index; without one `root` is what the name stands for
 */
export async function registrySource(
  repository: Repository,
  reference: string,
  platform?: Platform,
): Promise<Result<RegistrySource>> {
  const fetched = await repository.manifest(reference);
  if (!fetched.ok) return fetched;
  const { descriptor: named, bytes: manifest } = fetched.value;
  const root =
    platform === undefined || !isIndex(named.mediaType)
      ? ok(named)
      : chosen(manifest, named, platform, `${repository.name} (${reference})`);
  if (!root.ok) return root;
  return ok({
    place: `${repository.name}@${root.value.digest}`,
    named,
    root: root.value,
    async bytes(descriptor, limit) {
      const { digest, size, mediaType } = descriptor;
      const what = `${hexOf(digest).slice(0, 12)} of ${repository.name}`;
      if (size > limit)
        return err({ code: 'image-invalid', what, message: `it has more than ${limit} bytes` });
      // It is here already, and was compared.
      if (digest === named.digest) return sized(manifest, descriptor, what);
      if ((isIndex(mediaType) || isManifest(mediaType)) && size <= MANIFEST_LIMIT) {
        const got = await repository.manifest(digest);
        return got.ok ? sized(got.value.bytes, descriptor, what) : got;
      }
      const whole = new Uint8Array(size);
      let at = 0;
      const read = await repository.stream(descriptor, async (piece) => {
        whole.set(piece, at);
        at += piece.length;
        return ok(undefined);
      });
      return read.ok ? ok(whole) : read;
    },
    stream: (descriptor, onPiece) => repository.stream(descriptor, onPiece),
    path: () => undefined,
    download: (descriptor, path) => repository.download(descriptor, path),
    referrers: (digest, artifactType) => repository.referrers(digest, artifactType),
  });
}

function sized(bytes: Uint8Array, { size }: Descriptor, what: string): Result<Uint8Array> {
  if (bytes.length === size) return ok(bytes);
  return err({ code: 'digest-mismatch', what, expected: `${size} bytes`, found: `${bytes.length} bytes` });
}

/** The first that fits; indexes in indexes are nobody's platform. */
function chosen(
  bytes: Uint8Array,
  { mediaType }: Descriptor,
  platform: Platform,
  what: string,
): Result<Descriptor> {
  const index = readIndex(bytes, mediaType);
  if (!index.ok) return err({ code: 'image-invalid', what, message: index.failure });
  const images = index.value.manifests.filter(
    (one) => isManifest(one.mediaType) && one.platform !== undefined,
  );
  const found = images.find((one) => one.platform !== undefined && fitsPlatform(one.platform, platform));
  if (found !== undefined) return ok(found);
  const offered = images.flatMap((one) => (one.platform === undefined ? [] : [platformText(one.platform)]));
  const message = `it has no image for ${platformText(platform)}, only for ${[...new Set(offered)].slice(0, 10).join(', ') || 'none'}`;
  return err({ code: 'image-invalid', what, message });
}
