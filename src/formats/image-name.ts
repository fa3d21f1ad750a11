/**
 * Names of images as people write them, `[host[:port]/]path[:tag][@sha256:…]`, with what Docker made of short ones:
 * without a host they are Docker Hub's, without a folder there its `library/`. The alphabets are those of the OCI
 * distribution-spec ("Pulling manifests"). A name says where an image is asked for, and nothing else is read into it:
 * there is no default tag here.
 */

import { type ImageDigest, isImageDigest } from '../core/image.ts';

export type ImageName = {
  /** `host` or `host:port` in lower case, as people write it: `docker.io`, `registry.example.org:5000`. */
  readonly registry: string;
  /** The path below it: `library/python`, `group/diary`. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: ImageDigest | undefined;
};

/** Docker Hub as names know it. */
export const DOCKER_HUB = 'docker.io';

/** Characters of host and path together; more is taken by no registry that we know (distribution-spec). */
const LONGEST_NAME = 255;

const PATH = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Undefined when it is no name. */
export function parseImageName(text: string): ImageName | undefined {
  const [named = '', digest, ...more] = text.split('@');
  if (more.length > 0 || (digest !== undefined && !isImageDigest(digest))) return undefined;
  // A colon before the last slash belongs to a port.
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  if (tag !== undefined && !isTag(tag)) return undefined;
  const place = placeOf(colon < 0 ? named : named.slice(0, colon));
  return place === undefined ? undefined : { ...place, tag, digest };
}

/** Whether it is a name without tag and digest: `group/diary`, `registry.example.org/group/diary`. */
export function isRepository(text: string): boolean {
  const name = parseImageName(text);
  return name !== undefined && name.tag === undefined && name.digest === undefined;
}

export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** Whether it is the path of a repository below a host. */
export function isRepositoryPath(text: string): boolean {
  return text.length <= LONGEST_NAME && PATH.test(text);
}

/** In full: `docker.io/library/python:3.13-slim`. */
export function printImageName({ registry, repository, tag, digest }: ImageName): string {
  const tagged = tag === undefined ? '' : `:${tag}`;
  return `${registry}/${repository}${tagged}${digest === undefined ? '' : `@${digest}`}`;
}

/** The same image by digest alone: what pins it. */
export function pinnedName({ registry, repository }: ImageName, digest: ImageDigest): string {
  return `${registry}/${repository}@${digest}`;
}

/** `host` or `host:port` that answers for a registry; Docker Hub's is elsewhere than its name says. */
export function registryHost(registry: string): string {
  return registry === DOCKER_HUB ? 'registry-1.docker.io' : registry;
}

function placeOf(text: string): Pick<ImageName, 'registry' | 'repository'> | undefined {
  const [first = '', ...rest] = text.split('/');
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const registry = isHost ? hostOf(first.toLowerCase()) : DOCKER_HUB;
  const path = isHost ? rest.join('/') : text;
  if (registry === undefined || text.length > LONGEST_NAME || !PATH.test(path)) return undefined;
  const repository = registry === DOCKER_HUB && !path.includes('/') ? `library/${path}` : path;
  return { registry, repository };
}

/** The host as written, checked; undefined when it is none. */
function hostOf(text: string): string | undefined {
  const found = /^(?<name>\[[0-9a-f:.]+\]|[^:[\]]+)(?::(?<port>[1-9][0-9]{0,4}))?$/.exec(text);
  const { name = '', port } = found?.groups ?? {};
  if (port !== undefined && Number(port) > 65_535) return undefined;
  if (name.startsWith('[')) {
    // `URL` is the one who knows what an address of IPv6 is, and spells it in one way.
    const host = URL.parse(`http://${name}`)?.hostname;
    return host === undefined ? undefined : `${host}${port === undefined ? '' : `:${port}`}`;
  }
  if (name.length > 253 || !name.split('.').every((label) => LABEL.test(label))) return undefined;
  if (['index.docker.io', 'registry-1.docker.io'].includes(text)) return DOCKER_HUB;
  return text;
}
