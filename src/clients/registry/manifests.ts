/** Manifests and indexes by tag or digest, and lists of tags (distribution-spec, "Pull", "Push", "Content Discovery"). */

import { hash } from 'node:crypto';
import type { Sha256 } from '../../core/digest.ts';
import { type Descriptor, type ImageDigest, imageDigest, isImageDigest } from '../../core/image.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { isTag } from '../../formats/image-name.ts';
import { isIndex, isManifest, MANIFEST_LIMIT, MEDIA } from '../../formats/oci.ts';
import { isPlainObject, strictJson } from '../../formats/strict-json.ts';
import type { Reply, Wire } from './wire.ts';

/** A manifest or index with the bytes that its digest is of. */
export type Fetched = {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
  readonly etag: string | undefined;
};

const KINDS = [MEDIA.index, MEDIA.manifest, MEDIA.dockerIndex, MEDIA.dockerManifest];
const ACCEPT = { accept: KINDS.join(', ') };

/** Pages of a list that are read, and names altogether. */
const MOST_PAGES = 200;
const MOST_TAGS = 100_000;

/** @param reference  a tag or digest */
export async function getManifest(wire: Wire, reference: string): Promise<Result<Fetched>> {
  const found = await findManifest(wire, reference);
  if (!found.ok) return found;
  if (found.value !== undefined) return ok(found.value);
  return err(wire.refused(`read ${reference} of`, 'not-found', ''));
}

/** The same, with undefined when there is none. */
export async function findManifest(wire: Wire, reference: string): Promise<Result<Fetched | undefined>> {
  const doing = `read ${reference} of`;
  const what = `${reference} of ${wire.registry}/${wire.repository}`;
  const asked = await wire.ask(
    {
      doing,
      method: 'GET',
      at: `manifests/${reference}`,
      rights: 'pull',
      headers: ACCEPT,
      limit: MANIFEST_LIMIT,
    },
    [200, 404],
  );
  if (!asked.ok) return asked;
  if (asked.value.status === 404) return ok(undefined);
  const { body, headers } = asked.value;
  const digest = imageDigest(hash('sha256', body, 'hex') as Sha256);
  // Asked by digest, only that digest will do; asked by tag, the registry must at least agree with itself.
  const expected = isImageDigest(reference) ? reference : saidDigest(asked.value);
  if (expected !== undefined && expected !== digest) {
    return err({ code: 'digest-mismatch', what, expected, found: digest });
  }
  const mediaType = kindOf(asked.value);
  if (mediaType === undefined) {
    return err({
      code: 'image-invalid',
      what,
      message: 'the registry calls it neither a manifest nor an index',
    });
  }
  return ok({ descriptor: { mediaType, digest, size: body.length }, bytes: body, etag: headers['etag'] });
}

/** What a tag or digest stands for, without its bytes where the registry says it; undefined when there is none. */
export async function headManifest(wire: Wire, reference: string): Promise<Result<Descriptor | undefined>> {
  const asked = await wire.ask(
    {
      doing: `look for ${reference} in`,
      method: 'HEAD',
      at: `manifests/${reference}`,
      rights: 'pull',
      headers: ACCEPT,
    },
    [200, 404],
  );
  if (!asked.ok) return asked;
  if (asked.value.status === 404) return ok(undefined);
  const digest = saidDigest(asked.value);
  const size = Number(asked.value.headers['content-length'] ?? Number.NaN);
  const mediaType = kindOf(asked.value);
  if (digest !== undefined && mediaType !== undefined && Number.isSafeInteger(size)) {
    return ok({ mediaType, digest, size });
  }
  const found = await findManifest(wire, reference);
  return found.ok ? ok(found.value?.descriptor) : found;
}

/** @returns what the registry says of it beside that it is there: whether it took note of its subject */
export async function putManifest(
  wire: Wire,
  reference: string,
  { descriptor, bytes }: Pick<Fetched, 'descriptor' | 'bytes'>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Result<Reply>> {
  const doing = `push ${reference} to`;
  const put = await wire.ask(
    {
      doing,
      method: 'PUT',
      at: `manifests/${reference}`,
      rights: 'push',
      headers: { 'content-type': descriptor.mediaType, ...headers },
      body: bytes,
    },
    // Who wrote a condition into the headers looks at 412 themselves.
    [201, 200, 202, 412],
  );
  if (!put.ok || put.value.status === 412) return put;
  const said = saidDigest(put.value);
  if (said === undefined || said === descriptor.digest) return put;
  const what = `${reference} of ${wire.registry}/${wire.repository}`;
  return err({ code: 'digest-mismatch', what, expected: descriptor.digest, found: said });
}

/** By digest: the manifest, and with it its tags. By tag, where a registry can: the tag. True when there was one. */
export async function deleteManifest(wire: Wire, reference: string): Promise<Result<boolean>> {
  const asked = await wire.ask(
    { doing: `delete ${reference} from`, method: 'DELETE', at: `manifests/${reference}`, rights: 'delete' },
    [202, 200, 204, 404],
  );
  return asked.ok ? ok(asked.value.status !== 404) : asked;
}

/** All tags as the registry orders them; empty when there is no such repository. */
export async function listTags(wire: Wire): Promise<Result<readonly string[]>> {
  const doing = 'list the tags of';
  const tags: string[] = [];
  let at: string | URL | undefined = 'tags/list?n=1000';
  for (let page = 0; at !== undefined; page += 1) {
    if (page === MOST_PAGES || tags.length > MOST_TAGS) {
      return err(wire.refused(doing, 'invalid', 'the list has no end'));
    }
    const asked: Result<Reply> = await wire.ask(
      { doing, method: 'GET', at, rights: 'pull', limit: MANIFEST_LIMIT },
      [200, 404],
    );
    if (!asked.ok) return asked;
    if (asked.value.status === 404) return ok([]);
    const json = strictJson(asked.value.body);
    const listed = json.ok && isPlainObject(json.value) ? (json.value['tags'] ?? []) : undefined;
    if (!Array.isArray(listed) || !listed.every((tag) => typeof tag === 'string' && isTag(tag))) {
      return err(wire.refused(doing, 'invalid', 'the answer is no list of tags'));
    }
    tags.push(...listed);
    const next = nextPage(asked.value);
    if (next === null) return err(wire.refused(doing, 'invalid', 'the next page of the list is elsewhere'));
    at = next;
  }
  return ok(tags);
}

/**
 * Where a list goes on (RFC 8288, `rel="next"`): undefined at its end, null where we do not go, since a list goes on
 * where it is.
 */
export function nextPage({ headers, url }: Reply): URL | undefined | null {
  const link = /^\s*<([^<>]*)>\s*;\s*rel="?next"?\s*(?:[;,]|$)/.exec(headers['link'] ?? '');
  if (link === null) return undefined;
  const next = URL.parse(link[1] ?? '', url.href);
  const same = next?.origin === url.origin && next.pathname === url.pathname && next.href !== url.href;
  return same ? next : null;
}

/** What the registry says the digest is; undefined when it says none that we know. */
export function saidDigest({ headers }: Pick<Reply, 'headers'>): ImageDigest | undefined {
  const said = headers['docker-content-digest'] ?? '';
  return isImageDigest(said) ? said : undefined;
}

/** The media type, if it is that of a manifest or index. */
function kindOf({ headers, body }: Reply): string | undefined {
  const said = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (isIndex(said) || isManifest(said)) return said;
  // Some caches lose the type on the way. The bytes are those of the digest, and they must say it then.
  if (said !== '' && said !== 'application/json' && said !== 'application/octet-stream') return undefined;
  const json = strictJson(body);
  const inside = json.ok && isPlainObject(json.value) ? json.value['mediaType'] : undefined;
  return typeof inside === 'string' && (isIndex(inside) || isManifest(inside)) ? inside : undefined;
}
