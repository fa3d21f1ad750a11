import {
  MEDIA
} from "./common.js";

// src/image/descriptor.ts
function orderedDescriptor(descriptor) {
  const { mediaType, digest, size, artifactType, annotations, platform } = descriptor;
  return {
    mediaType,
    digest,
    size,
    ...artifactType === void 0 ? {} : { artifactType },
    ...annotations === void 0 ? {} : { annotations: sortedTexts(annotations) },
    ...platform === void 0 ? {} : {
      platform: {
        architecture: platform.architecture,
        os: platform.os,
        ...platform.variant === void 0 ? {} : { variant: platform.variant }
      }
    }
  };
}
function sortedTexts(texts) {
  return Object.fromEntries(Object.entries(texts).sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0));
}

// src/image/manifest.ts
function manifestBytes({
  artifactType,
  config,
  layers,
  subject,
  annotations
}) {
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MEDIA.manifest,
      ...artifactType === void 0 ? {} : { artifactType },
      config: orderedDescriptor(config),
      layers: layers.map(orderedDescriptor),
      ...subject === void 0 ? {} : { subject: orderedDescriptor(subject) },
      ...annotations === void 0 ? {} : { annotations: sortedTexts(annotations) }
    })
  );
}
function indexBytes(manifests) {
  return Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: MEDIA.index, manifests: manifests.map(orderedDescriptor) })
  );
}

export {
  sortedTexts,
  manifestBytes,
  indexBytes
};
