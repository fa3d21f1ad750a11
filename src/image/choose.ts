/** Which entry of a layout's index.json is the image that is meant; evidence about images is told apart by `subject`. */

import type { Descriptor, ImageDigest, Platform } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';
import {
  fitsPlatform,
  isIndex,
  isManifest,
  MANIFEST_LIMIT,
  platformText,
  readIndex,
  readManifest,
} from '../formats/oci.ts';

/** What is asked for where a place holds several images; each that is given must fit. */
export type Wanted = {
  readonly digest?: ImageDigest | undefined;
  /** As `org.opencontainers.image.ref.name` or containerd say it. */
  readonly name?: string | undefined;
  readonly platform?: Platform | undefined;
};

/** Entries of index.json, told apart. */
export type Entries = { readonly images: readonly Descriptor[]; readonly evidence: readonly Descriptor[] };

/** More than any layout of ours, and each has to be read. */
const MOST_ENTRIES = 1000;

/** What Docker and containerd call an image in index.json, beside the specification's own name. */
const NAMES = ['org.opencontainers.image.ref.name', 'io.containerd.image.name'] as const;

/** @param read  a blob's bytes, compared with its descriptor; undefined for one that is not there */
export function entriesOf(
  what: string,
  listed: readonly Descriptor[],
  read: (descriptor: Descriptor, limit: number) => Result<Uint8Array | undefined>,
): Result<Entries> {
  if (listed.length > MOST_ENTRIES) {
    return err({ code: 'image-invalid', what, message: `its index has more than ${MOST_ENTRIES} entries` });
  }
  const images: Descriptor[] = [];
  const evidence: Descriptor[] = [];
  for (const descriptor of listed) {
    const { mediaType } = descriptor;
    if (!isManifest(mediaType) && !isIndex(mediaType)) continue;
    const bytes = read(descriptor, MANIFEST_LIMIT);
    if (!bytes.ok) return bytes;
    if (bytes.value === undefined) {
      return err({ code: 'image-invalid', what, message: `${descriptor.digest} is listed and not there` });
    }
    const parsed = isIndex(mediaType)
      ? readIndex(bytes.value, mediaType)
      : readManifest(bytes.value, mediaType);
    if (!parsed.ok)
      return err({ code: 'image-invalid', what: `${descriptor.digest} in ${what}`, message: parsed.failure });
    (parsed.value.subject === undefined ? images : evidence).push(descriptor);
  }
  return ok({ images, evidence });
}

/** The one image that fits; one that stands there under several names is one. */
export function chooseEntry(what: string, images: readonly Descriptor[], wanted: Wanted): Result<Descriptor> {
  const { digest, name, platform } = wanted;
  const fitting = images.filter(
    (image) =>
      (digest === undefined || image.digest === digest) &&
      (name === undefined || namesOf(image).includes(name)) &&
      (platform === undefined || image.platform === undefined || fitsPlatform(image.platform, platform)),
  );
  const [first] = fitting;
  if (first !== undefined && fitting.every((other) => other.digest === first.digest)) return ok(first);
  const asked = [digest, name, platform && platformText(platform)].filter((text) => text !== undefined);
  const message =
    first === undefined
      ? images.length === 0
        ? 'it holds no image'
        : `it holds ${list(images)}, not ${asked.join(' ')}`
      : `it holds ${list(fitting)}, and nothing says which is meant`;
  return err({ code: 'image-invalid', what, message });
}

function namesOf({ annotations }: Descriptor): readonly string[] {
  return NAMES.flatMap((key) => annotations?.[key] ?? []);
}

function list(images: readonly Descriptor[]): string {
  const shown = images
    .slice(0, 5)
    .map((image) => namesOf(image)[0] ?? (image.platform && platformText(image.platform)) ?? image.digest);
  return [...shown, ...(images.length > shown.length ? [`${images.length - shown.length} more`] : [])].join(
    ', ',
  );
}
