/**
 * Evidence about an image: manifests that name it as their subject, cosign's older tags, and what BuildKit puts into
 * an index. The place is a registry or a layout; both are strangers.
 */

import type { Descriptor, ImageDigest } from '../../core/image.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { isIndex, MANIFEST_LIMIT, type Manifest, readIndex, readManifest } from '../../formats/oci.ts';
import { DSSE_TYPE, legacyTag, SIMPLE_SIGNING_TYPE } from '../../formats/simple-signing.ts';
import { SIGNATURE_TYPE } from '../content.ts';
import { type Candidate, type EvidenceSource, type Listing, troubleOf } from '../evidence.ts';

/** What a place can be asked. Bytes are compared with their descriptor there. */
export interface EvidencePlace {
  readonly place: string;
  /** What refers to a digest; the place may stop after many, and say so. */
  referrers(digest: ImageDigest): Promise<Result<readonly Descriptor[]>>;
  /** A manifest below a tag; undefined when there is none, or no tags at all. */
  tagged(
    tag: string,
  ): Promise<Result<{ readonly mediaType: string; readonly bytes: Uint8Array } | undefined>>;
  bytes(descriptor: Descriptor, limit: number): Promise<Result<Uint8Array>>;
}

const BUNDLE = /^application\/vnd\.dev\.sigstore\.bundle[.+]/;
/** What an index kept by clients says where its writer left the type out. */
const UNTOLD = 'application/vnd.oci.empty.v1+json';
const STATEMENT = 'application/vnd.in-toto+json';

/** More attestation manifests than an index has platforms is nobody's build. */
const MOST_BESIDE = 16;

/** @param subject  the image or index that is verified */
export function imageEvidence(place: EvidencePlace, subject: Descriptor): EvidenceSource {
  const blobs = new Map<string, Descriptor>();
  return {
    place: place.place,
    async list() {
      const referrers = await place.referrers(subject.digest);
      if (!referrers.ok) return referrers;
      const bundles = referrers.value.flatMap(bundleCandidate);
      for (const { candidate, manifest } of bundles) blobs.set(candidate.id, manifest);
      const older = await olderCandidates(place, subject.digest, blobs);
      if (!older.ok) return older;
      const beside = await besideCandidates(place, subject, blobs);
      if (!beside.ok) return beside;
      const candidates = [...bundles.map(({ candidate }) => candidate), ...older.value, ...beside.value];
      return ok<Listing>({ candidates, more: false });
    },
    async read(candidate, limit) {
      const descriptor = blobs.get(candidate.id);
      if (descriptor === undefined) throw new Error(`${candidate.id} was not listed here`);
      const layer = candidate.form === 'bundle' ? await bundleLayer(place, descriptor) : ok(descriptor);
      if (!layer.ok) return troubleOf(layer.failure);
      const { size } = layer.value;
      if (size > limit) return err({ kind: 'too-large', detail: `${size} bytes, more than ${limit}` });
      const bytes = await place.bytes(layer.value, limit);
      return bytes.ok ? bytes : troubleOf(bytes.failure);
    },
  };
}

function bundleCandidate(
  manifest: Descriptor,
): { readonly candidate: Candidate; readonly manifest: Descriptor }[] {
  const { artifactType = UNTOLD, annotations = {}, digest } = manifest;
  if (!BUNDLE.test(artifactType) && artifactType !== UNTOLD) return [];
  const time = Date.parse(annotations['org.opencontainers.image.created'] ?? '');
  const candidate: Candidate = {
    id: digest,
    form: 'bundle',
    predicateType: annotations['dev.sigstore.bundle.predicateType'],
    // Of the bundle itself it is known only when its manifest is read.
    size: 0,
    created: Number.isNaN(time) ? undefined : time,
    annotations: {},
  };
  return [{ candidate, manifest }];
}

/** The bundle is the one layer of its manifest (cosign: specs/BUNDLE_SPEC.md). */
async function bundleLayer(place: EvidencePlace, descriptor: Descriptor): Promise<Result<Descriptor>> {
  const manifest = await readAt(place, descriptor);
  if (!manifest.ok) return manifest;
  const [layer, ...more] = manifest.value.layers;
  if (layer !== undefined && more.length === 0 && BUNDLE.test(layer.mediaType)) return ok(layer);
  const what = `${descriptor.digest} of ${place.place}`;
  return err({ code: 'image-invalid', what, message: 'it does not hold one bundle' });
}

async function readAt(place: EvidencePlace, descriptor: Descriptor): Promise<Result<Manifest>> {
  const bytes = await place.bytes(descriptor, MANIFEST_LIMIT);
  if (!bytes.ok) return bytes;
  const manifest = readManifest(bytes.value, descriptor.mediaType);
  const what = `${descriptor.digest} of ${place.place}`;
  return manifest.ok ? manifest : err({ code: 'image-invalid', what, message: manifest.failure });
}

/** cosign's tags; what stands below them and is no manifest is as good as nothing. */
async function olderCandidates(
  place: EvidencePlace,
  digest: ImageDigest,
  blobs: Map<string, Descriptor>,
): Promise<Result<readonly Candidate[]>> {
  const found: Candidate[] = [];
  for (const suffix of ['sig', 'att'] as const) {
    const tagged = await place.tagged(legacyTag(digest, suffix));
    if (!tagged.ok) return tagged;
    if (tagged.value === undefined) continue;
    const manifest = readManifest(tagged.value.bytes, tagged.value.mediaType);
    if (!manifest.ok) continue;
    for (const [at, layer] of manifest.value.layers.entries()) {
      const { mediaType, annotations = {}, size } = layer;
      if (mediaType !== SIMPLE_SIGNING_TYPE && mediaType !== DSSE_TYPE) continue;
      const simple = mediaType === SIMPLE_SIGNING_TYPE;
      const id = `${layer.digest} (.${suffix} ${at})`;
      blobs.set(id, layer);
      found.push({
        id,
        form: simple ? 'simple-signing' : 'dsse',
        predicateType: simple ? SIGNATURE_TYPE : annotations['predicateType'],
        size,
        created: undefined,
        annotations,
      });
    }
  }
  return ok(found);
}

/** BuildKit's statements, unsigned, in manifests that the index lists beside the images. */
async function besideCandidates(
  place: EvidencePlace,
  subject: Descriptor,
  blobs: Map<string, Descriptor>,
): Promise<Result<readonly Candidate[]>> {
  if (!isIndex(subject.mediaType)) return ok([]);
  const bytes = await place.bytes(subject, MANIFEST_LIMIT);
  if (!bytes.ok) return bytes;
  const index = readIndex(bytes.value, subject.mediaType);
  if (!index.ok) return err({ code: 'image-invalid', what: place.place, message: index.failure });
  const beside = index.value.manifests.filter(
    ({ annotations }) => annotations?.['vnd.docker.reference.type'] === 'attestation-manifest',
  );
  const found: Candidate[] = [];
  for (const descriptor of beside.slice(0, MOST_BESIDE)) {
    const manifest = await readAt(place, descriptor);
    if (!manifest.ok) continue;
    for (const [at, layer] of manifest.value.layers.entries()) {
      if (layer.mediaType !== STATEMENT) continue;
      const id = `${descriptor.digest} (${at})`;
      blobs.set(id, layer);
      const predicateType = layer.annotations?.['in-toto.io/predicate-type'];
      found.push({
        id,
        form: 'statement',
        predicateType,
        size: layer.size,
        created: undefined,
        annotations: {},
      });
    }
  }
  return ok(found);
}
