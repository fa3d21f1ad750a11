/**
 * What refers to a manifest by `subject`: asked of the registry where it knows (distribution-spec, "Listing
 * Referrers"), else kept by clients in an index under a tag made from the digest ("Unavailable Referrers API").
 */

import { hash } from 'node:crypto';
import type { Sha256 } from '../../core/digest.ts';
import { type Descriptor, type ImageDigest, imageDigest } from '../../core/image.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { isManifest, MANIFEST_LIMIT, MEDIA, readIndex, readManifest } from '../../formats/oci.ts';
import { type Fetched, findManifest, nextPage } from './manifests.ts';
import type { TagWriter } from './rewrite.ts';
import type { Reply, Wire } from './wire.ts';

const MOST_PAGES = 100;
const MOST_REFERRERS = 10_000;

/** Manifests that are read because the list does not say what they are. */
const MOST_ASKED = 200;

/** Answers of registries without the API; the specification names 404, and these are seen as well. */
const UNKNOWN = [400, 404, 405, 406, 415, 501];

/** The tag for registries that do not know referrers. */
export function referrersTag(digest: ImageDigest): string {
  return digest.replace(':', '-');
}

/**
 * All that refer to a digest, those of one type alone when that is named; in the registry's order, each once.
 */
export async function listReferrers(
  wire: Wire,
  digest: ImageDigest,
  artifactType?: string,
): Promise<Result<readonly Descriptor[]>> {
  const known = await fromApi(wire, digest, artifactType);
  if (!known.ok) return known;
  const listed = known.value === undefined ? await fromTag(wire, digest) : ok(known.value);
  if (!listed.ok) return listed;
  const seen = new Set<string>();
  const once = listed.value.filter(({ digest: one }) => !seen.has(one) && seen.add(one));
  return artifactType === undefined ? ok(once) : ofType(wire, once, artifactType);
}

/**
 * Some registries and clients list the type of the configuration, which says nothing in what has none; then the
 * manifest itself is asked.
 */
async function ofType(
  wire: Wire,
  listed: readonly Descriptor[],
  artifactType: string,
): Promise<Result<readonly Descriptor[]>> {
  const found: Descriptor[] = [];
  let asked = 0;
  for (const one of listed) {
    if (one.artifactType === artifactType) found.push(one);
    if (one.artifactType !== undefined && one.artifactType !== MEDIA.empty) continue;
    if (!isManifest(one.mediaType) || asked === MOST_ASKED) continue;
    asked += 1;
    const manifest = await findManifest(wire, one.digest);
    // What a stranger attached and is no manifest must not hide the others.
    if (!manifest.ok && manifest.failure.code === 'image-invalid') continue;
    if (!manifest.ok) return manifest;
    const read = manifest.value === undefined ? undefined : readManifest(manifest.value.bytes, one.mediaType);
    if (read?.ok === true && read.value.artifactType === artifactType) found.push({ ...one, artifactType });
  }
  return ok(found);
}

/** Undefined when the registry does not know the API. */
async function fromApi(
  wire: Wire,
  digest: ImageDigest,
  artifactType: string | undefined,
): Promise<Result<readonly Descriptor[] | undefined>> {
  const doing = `list what refers to ${digest} in`;
  const filter = artifactType === undefined ? '' : `?artifactType=${encodeURIComponent(artifactType)}`;
  const found: Descriptor[] = [];
  let at: string | URL | undefined = `referrers/${digest}${filter}`;
  for (let page = 0; at !== undefined; page += 1) {
    const asked: Result<Reply> = await wire.ask(
      { doing, method: 'GET', at, rights: 'pull', headers: { accept: MEDIA.index }, limit: MANIFEST_LIMIT },
      page === 0 ? [200, ...UNKNOWN] : [200],
    );
    if (!asked.ok) return asked;
    const type = asked.value.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    // Some answer every address with a page of theirs.
    if (page === 0 && (asked.value.status !== 200 || type !== MEDIA.index)) return ok(undefined);
    const index = readIndex(asked.value.body, MEDIA.index);
    if (!index.ok) return err(wire.refused(doing, 'invalid', `the answer is no index: ${index.failure}`));
    // Filtered or not (`OCI-Filters-Applied`): whoever called filters again, a registry's word is not needed.
    found.push(...index.value.manifests);
    const next = nextPage(asked.value);
    if (next === null || page === MOST_PAGES || found.length > MOST_REFERRERS) {
      return err(wire.refused(doing, 'invalid', 'the list has no end, or goes on elsewhere'));
    }
    at = next;
  }
  return ok(found);
}

async function fromTag(wire: Wire, digest: ImageDigest): Promise<Result<readonly Descriptor[]>> {
  const tag = referrersTag(digest);
  const fetched = await findManifest(wire, tag);
  return fetched.ok ? listedIn(wire, tag, fetched.value) : fetched;
}

function listedIn(wire: Wire, tag: string, fetched: Fetched | undefined): Result<readonly Descriptor[]> {
  if (fetched === undefined) return ok([]);
  const index = readIndex(fetched.bytes, fetched.descriptor.mediaType);
  if (index.ok) return ok(index.value.manifests);
  const what = `${tag} of ${wire.registry}/${wire.repository}`;
  return err({
    code: 'image-invalid',
    what,
    message: `${index.failure}; what refers to the image stands there`,
  });
}

/**
 * Lists manifests, which are pushed already, among those that refer to `digest`, where the registry does not do that
 * itself. Only for those that did not say `OCI-Subject` when they were pushed; some know the API and do not say so.
 *
 * @param added  with the artifact type and annotations of the manifests, which readers choose by
 */
export async function addToTag(
  wire: Wire,
  tags: TagWriter,
  digest: ImageDigest,
  added: readonly Descriptor[],
): Promise<Result<void>> {
  const known = await fromApi(wire, digest, undefined);
  if (!known.ok) return known;
  if (known.value !== undefined && lacking(known.value, added).length === 0) return ok(undefined);
  const tag = referrersTag(digest);
  return tags.rewrite(tag, async (fetched) => {
    const listed = listedIn(wire, tag, fetched);
    if (!listed.ok) return listed;
    const more = lacking(listed.value, added);
    return ok(more.length === 0 ? undefined : indexOf([...listed.value, ...more]));
  });
}

function lacking(listed: readonly Descriptor[], added: readonly Descriptor[]): readonly Descriptor[] {
  return added.filter(({ digest }) => !listed.some((one) => one.digest === digest));
}

function indexOf(manifests: readonly Descriptor[]): Pick<Fetched, 'descriptor' | 'bytes'> {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MEDIA.index, manifests }));
  const digest = imageDigest(hash('sha256', bytes, 'hex') as Sha256);
  return { bytes, descriptor: { mediaType: MEDIA.index, digest, size: bytes.length } };
}
