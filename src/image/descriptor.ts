/** Descriptors as we write them: members in one order, annotations sorted. */

import type { Descriptor } from '../core/image.ts';

export function orderedDescriptor(descriptor: Descriptor): Descriptor {
  const { mediaType, digest, size, artifactType, annotations, platform } = descriptor;
  return {
    mediaType,
    digest,
    size,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(annotations === undefined ? {} : { annotations: sortedTexts(annotations) }),
    ...(platform === undefined
      ? {}
      : {
          platform: {
            architecture: platform.architecture,
            os: platform.os,
            ...(platform.variant === undefined ? {} : { variant: platform.variant }),
          },
        }),
  };
}

/** The same texts, by name. */
export function sortedTexts(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
