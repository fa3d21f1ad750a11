/** What an image stands on, as whoever made it says. */

import { isImageDigest } from '../../core/image.ts';
import { isPlainObject } from '../../formats/strict-json.ts';
import type { Image } from '../image.ts';
import type { SbomBase } from './request.ts';
import { word } from './text.ts';

/** By the annotations of its manifest (image-spec annotations.md); a name without a digest names nothing. */
export function basesOf({ manifest }: Image): readonly SbomBase[] {
  const { annotations } = manifest;
  return readBases([
    {
      name: annotations['org.opencontainers.image.base.name'],
      digest: annotations['org.opencontainers.image.base.digest'],
    },
  ]);
}

/** Those of a list that are bases. */
export function readBases(value: unknown): readonly SbomBase[] {
  return (Array.isArray(value) ? value : []).flatMap((one: unknown) => {
    if (!isPlainObject(one)) return [];
    const { digest } = one;
    const name = word(one['name']);
    return name !== undefined && typeof digest === 'string' && isImageDigest(digest)
      ? [{ name, digest }]
      : [];
  });
}
