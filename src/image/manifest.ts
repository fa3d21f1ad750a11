/** Manifests as we write them: members in the order of the specification, so that equal ones are equal bytes. */

import type { Descriptor } from '../core/image.ts';
import { MEDIA } from '../formats/oci.ts';
import { orderedDescriptor, sortedTexts } from './descriptor.ts';

export type ManifestParts = {
  readonly artifactType?: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations?: Readonly<Record<string, string>>;
};

export function manifestBytes({
  artifactType,
  config,
  layers,
  subject,
  annotations,
}: ManifestParts): Uint8Array {
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MEDIA.manifest,
      ...(artifactType === undefined ? {} : { artifactType }),
      config: orderedDescriptor(config),
      layers: layers.map(orderedDescriptor),
      ...(subject === undefined ? {} : { subject: orderedDescriptor(subject) }),
      ...(annotations === undefined ? {} : { annotations: sortedTexts(annotations) }),
    }),
  );
}

export function indexBytes(manifests: readonly Descriptor[]): Uint8Array {
  return Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: MEDIA.index, manifests: manifests.map(orderedDescriptor) }),
  );
}
