/**
 * A registry in memory (OCI distribution-spec 1.1: blobs, manifests, tags, referrers), for a drill and no more: it
 * knows no accounts, forgets everything, and believes no digest. Pure but for what it remembers.
 */

import { createHash } from 'node:crypto';
import type { Sha256 } from '../../core/digest.ts';
import { type Descriptor, type ImageDigest, imageDigest, isImageDigest } from '../../core/image.ts';
import type { Answered, Asked } from '../../core/loopback-server.ts';
import { isRepositoryPath, isTag } from '../../formats/image-name.ts';
import { isIndex, MEDIA, readIndex, readManifest } from '../../formats/oci.ts';

type Stored = { readonly bytes: Uint8Array; readonly mediaType: string; readonly refers: Refers | undefined };
type Refers = { readonly subject: ImageDigest; readonly listed: Descriptor };

type Repository = {
  readonly blobs: Map<string, Uint8Array>;
  readonly manifests: Map<string, Stored>;
  readonly tags: Map<string, string>;
  /** What has come so far, by the number of the upload. */
  readonly uploads: Map<string, Buffer>;
};

/** Bytes of everything together. */
const ROOM = 256 * 1024 * 1024;

const ADDRESS =
  /^\/v2\/(?<name>.+?)\/(?:blobs\/uploads\/(?<upload>[0-9]*)|(?<kind>blobs|manifests|referrers)\/(?<reference>[^/]+)|(?<list>tags\/list))$/;

export class ThrowawayRegistry {
  readonly #repositories = new Map<string, Repository>();
  #uploads = 0;
  #bytes = 0;

  answer(asked: Asked): Answered {
    const { pathname } = asked.url;
    if (pathname === '/v2/' || pathname === '/v2') return json(200, {});
    const found = ADDRESS.exec(decoded(pathname))?.groups ?? {};
    const { name = '', upload, kind, reference = '', list } = found;
    if (!isRepositoryPath(name)) return refuse(404, 'NAME_UNKNOWN');
    if (upload !== undefined) return this.#upload(asked, name, upload);
    if (list !== undefined) return this.#tags(asked, name);
    if (kind === 'referrers') return this.#referrers(asked, name, reference);
    return kind === 'blobs' ? this.#blob(asked, name, reference) : this.#manifest(asked, name, reference);
  }

  /** Reads of what is not there make nothing. */
  #at(name: string): Repository {
    const known = this.#repositories.get(name);
    return known ?? { blobs: new Map(), manifests: new Map(), tags: new Map(), uploads: new Map() };
  }

  #made(name: string): Repository {
    const repository = this.#at(name);
    this.#repositories.set(name, repository);
    return repository;
  }

  #upload({ method, url, headers, body }: Asked, name: string, number: string): Answered {
    const digest = url.searchParams.get('digest') ?? '';
    if (method === 'POST' && number === '') {
      const mounted = this.#mount(name, url.searchParams);
      if (mounted !== undefined) return mounted;
      if (digest !== '') return this.#store(name, digest, body);
      this.#uploads += 1;
      this.#made(name).uploads.set(String(this.#uploads), Buffer.alloc(0));
      return uploading(202, name, String(this.#uploads), 0);
    }
    const { uploads } = this.#at(name);
    const before = uploads.get(number);
    if (before === undefined) return refuse(404, 'BLOB_UPLOAD_UNKNOWN');
    if (method === 'GET') return uploading(204, name, number, before.length);
    if (method === 'DELETE') {
      uploads.delete(number);
      return { status: 204 };
    }
    if (method !== 'PATCH' && method !== 'PUT') return refuse(405, 'UNSUPPORTED');
    const from = /^(\d+)-\d+$/.exec(headers['content-range'] ?? '')?.[1];
    if (from !== undefined && Number(from) !== before.length)
      return { ...uploading(416, name, number, before.length) };
    const bytes = Buffer.concat([before, body]);
    if (method === 'PUT') {
      uploads.delete(number);
      return this.#store(name, digest, bytes);
    }
    if (!this.#fits(body)) return refuse(413, 'SIZE_INVALID');
    uploads.set(number, bytes);
    return uploading(202, name, number, bytes.length);
  }

  #mount(name: string, query: URLSearchParams): Answered | undefined {
    const mount = query.get('mount') ?? '';
    const blob = this.#at(query.get('from') ?? '').blobs.get(mount);
    if (blob === undefined) return undefined;
    this.#made(name).blobs.set(mount, blob);
    return created(name, 'blobs', mount);
  }

  #store(name: string, digest: string, bytes: Uint8Array): Answered {
    if (digestOf(bytes) !== digest) return refuse(400, 'DIGEST_INVALID');
    if (!this.#fits(bytes)) return refuse(413, 'SIZE_INVALID');
    this.#made(name).blobs.set(digest, bytes);
    return created(name, 'blobs', digest);
  }

  #fits(bytes: Uint8Array): boolean {
    this.#bytes += bytes.length;
    return this.#bytes <= ROOM;
  }

  #blob({ method }: Asked, name: string, digest: string): Answered {
    const { blobs } = this.#at(name);
    const bytes = blobs.get(digest);
    if (bytes === undefined) return refuse(404, 'BLOB_UNKNOWN');
    if (method === 'DELETE') blobs.delete(digest);
    return method === 'DELETE' ? { status: 202 } : found(method, bytes, 'application/octet-stream', digest);
  }

  #manifest(asked: Asked, name: string, reference: string): Answered {
    if (asked.method === 'PUT') return this.#put(asked, name, reference);
    const { manifests, tags } = this.#at(name);
    const digest = isTag(reference) ? (tags.get(reference) ?? '') : reference;
    const stored = manifests.get(digest);
    if (stored === undefined) return refuse(404, 'MANIFEST_UNKNOWN');
    if (asked.method !== 'DELETE') return found(asked.method, stored.bytes, stored.mediaType, digest);
    if (isTag(reference)) tags.delete(reference);
    else {
      manifests.delete(digest);
      for (const [tag, at] of tags) if (at === digest) tags.delete(tag);
    }
    return { status: 202 };
  }

  #put({ headers, body }: Asked, name: string, reference: string): Answered {
    const digest = digestOf(body);
    if (!isTag(reference) && reference !== digest) return refuse(400, 'DIGEST_INVALID');
    const mediaType = headers['content-type'] ?? '';
    const read = isIndex(mediaType) ? readIndex(body, mediaType) : readManifest(body, mediaType);
    if (!read.ok) return refuse(400, 'MANIFEST_INVALID', read.failure);
    const { subject, annotations } = read.value;
    const repository = this.#made(name);
    const lacks =
      'manifests' in read.value
        ? read.value.manifests.some((one) => !repository.manifests.has(one.digest))
        : [read.value.config, ...read.value.layers].some((one) => !repository.blobs.has(one.digest));
    if (lacks) return refuse(404, 'MANIFEST_BLOB_UNKNOWN');
    if (!this.#fits(body)) return refuse(413, 'SIZE_INVALID');
    const artifactType =
      read.value.artifactType ?? ('config' in read.value ? read.value.config.mediaType : undefined);
    const listed: Descriptor = {
      ...{ mediaType, digest, size: body.length, annotations },
      ...(artifactType === undefined ? {} : { artifactType }),
    };
    const refers = subject === undefined ? undefined : { subject: subject.digest, listed };
    repository.manifests.set(digest, { bytes: body, mediaType, refers });
    if (isTag(reference)) repository.tags.set(reference, digest);
    const answered = created(name, 'manifests', digest);
    return subject === undefined
      ? answered
      : { ...answered, headers: { ...answered.headers, 'oci-subject': subject.digest } };
  }

  #tags({ url }: Asked, name: string): Answered {
    if (!this.#repositories.has(name)) return refuse(404, 'NAME_UNKNOWN');
    const last = url.searchParams.get('last') ?? '';
    const after = [...this.#at(name).tags.keys()].toSorted().filter((tag) => tag > last);
    const count = Number(url.searchParams.get('n') ?? after.length);
    const tags = after.slice(0, count);
    const more = tags.length < after.length && tags.length > 0;
    const next = `</v2/${name}/tags/list?n=${count}&last=${tags.at(-1)}>; rel="next"`;
    const answered = json(200, { name, tags });
    return more ? { ...answered, headers: { ...answered.headers, link: next } } : answered;
  }

  #referrers({ url }: Asked, name: string, digest: string): Answered {
    if (!isImageDigest(digest)) return refuse(400, 'DIGEST_INVALID');
    const type = url.searchParams.get('artifactType');
    const manifests = [...this.#at(name).manifests.values()].flatMap(({ refers }) =>
      refers?.subject === digest && (type === null || refers.listed.artifactType === type)
        ? [refers.listed]
        : [],
    );
    const answered = json(200, { schemaVersion: 2, mediaType: MEDIA.index, manifests });
    const filtered = type === null ? {} : { 'oci-filters-applied': 'artifactType' };
    return { ...answered, headers: { 'content-type': MEDIA.index, ...filtered } };
  }
}

function found(method: string, body: Uint8Array, mediaType: string, digest: string): Answered {
  if (method !== 'GET' && method !== 'HEAD') return refuse(405, 'UNSUPPORTED');
  return { status: 200, headers: { 'content-type': mediaType, 'docker-content-digest': digest }, body };
}

function created(name: string, kind: 'blobs' | 'manifests', digest: string): Answered {
  const headers = { location: `/v2/${name}/${kind}/${digest}`, 'docker-content-digest': digest };
  return { status: 201, headers };
}

function uploading(status: number, name: string, number: string, bytes: number): Answered {
  const headers = { location: `/v2/${name}/blobs/uploads/${number}`, range: `0-${Math.max(0, bytes - 1)}` };
  return { status, headers };
}

function json(status: number, value: unknown): Answered {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(value)),
  };
}

function refuse(status: number, code: string, message = code): Answered {
  return json(status, { errors: [{ code, message }] });
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
}

function digestOf(bytes: Uint8Array): ImageDigest {
  return imageDigest(createHash('sha256').update(bytes).digest('hex') as Sha256);
}
