import {
  MANIFEST_LIMIT,
  fitsPlatform,
  hexOf,
  isIndex,
  isManifest,
  platformText,
  readIndex
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/clients/registry/source.ts
async function registrySource(repository, reference, platform) {
  const fetched = await repository.manifest(reference);
  if (!fetched.ok) return fetched;
  const { descriptor: named, bytes: manifest } = fetched.value;
  const root = platform === void 0 || !isIndex(named.mediaType) ? ok(named) : chosen(manifest, named, platform, `${repository.name} (${reference})`);
  if (!root.ok) return root;
  return ok({
    place: `${repository.name}@${root.value.digest}`,
    named,
    root: root.value,
    async bytes(descriptor, limit) {
      const { digest, size, mediaType } = descriptor;
      const what = `${hexOf(digest).slice(0, 12)} of ${repository.name}`;
      if (size > limit)
        return err({ code: "image-invalid", what, message: `it has more than ${limit} bytes` });
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
        return ok(void 0);
      });
      return read.ok ? ok(whole) : read;
    },
    stream: (descriptor, onPiece) => repository.stream(descriptor, onPiece),
    path: () => void 0,
    download: (descriptor, path) => repository.download(descriptor, path),
    referrers: (digest, artifactType) => repository.referrers(digest, artifactType)
  });
}
function sized(bytes, { size }, what) {
  if (bytes.length === size) return ok(bytes);
  return err({ code: "digest-mismatch", what, expected: `${size} bytes`, found: `${bytes.length} bytes` });
}
function chosen(bytes, { mediaType }, platform, what) {
  const index = readIndex(bytes, mediaType);
  if (!index.ok) return err({ code: "image-invalid", what, message: index.failure });
  const images = index.value.manifests.filter(
    (one) => isManifest(one.mediaType) && one.platform !== void 0
  );
  const found = images.find((one) => one.platform !== void 0 && fitsPlatform(one.platform, platform));
  if (found !== void 0) return ok(found);
  const offered = images.flatMap((one) => one.platform === void 0 ? [] : [platformText(one.platform)]);
  const message = `it has no image for ${platformText(platform)}, only for ${[...new Set(offered)].slice(0, 10).join(", ") || "none"}`;
  return err({ code: "image-invalid", what, message });
}

export {
  registrySource
};
