/**
 * What `docker login` and `podman login` leave behind (Docker's `config.json`, containers-auth.json(5)): credentials by
 * registry, or which program knows them. Pure. A registry gets what stands under exactly its own host and port.
 */

import { err, ok, type Result } from '../../core/result.ts';
import { DOCKER_HUB } from '../../formats/image-name.ts';
import { isPlainObject, strictJson } from '../../formats/strict-json.ts';
import type { Credential } from './access.ts';

export type Entry =
  | { readonly kind: 'credential'; readonly credential: Credential }
  /** `docker-credential-<helper>` is asked; what it does not know may still stand in the file. */
  | { readonly kind: 'helper'; readonly helper: string; readonly otherwise: Credential | undefined };

/** Bytes of such a file that are read. */
export const CONFIG_FILE_LIMIT = 1024 * 1024;

/** How Docker Hub is called in such files, and by helpers. */
const HUB_KEY = 'https://index.docker.io/v1/';
const HUB_NAMES = ['index.docker.io', 'registry-1.docker.io', DOCKER_HUB];

/** What credential helpers know a registry by. */
export function serverOf(registry: string): string {
  return registry === DOCKER_HUB ? HUB_KEY : registry;
}

/**
 * @param from  where the text is from, for people
 * @returns undefined when it knows nothing of the registry; the failure is a clause that repeats nothing of the text
 */
export function readDockerConfig(
  text: string,
  registry: string,
  from: string,
): Result<Entry | undefined, string> {
  const json = strictJson(Buffer.from(text, 'utf8'));
  if (!json.ok) return json;
  if (!isPlainObject(json.value)) return err('it is no object');
  const { auths, credHelpers, credsStore } = json.value;
  const entry = find(auths, registry);
  const credential = entry === undefined ? ok(undefined) : readAuth(entry, from);
  if (!credential.ok) return credential;
  const helper = find(credHelpers, registry) ?? credsStore;
  if (helper !== undefined && helper !== '') {
    if (typeof helper !== 'string' || !/^[A-Za-z0-9._-]{1,100}$/.test(helper))
      return err('a helper has no name');
    return ok({ kind: 'helper', helper, otherwise: credential.value });
  }
  if (credential.value === undefined) return ok(undefined);
  return ok({ kind: 'credential', credential: credential.value });
}

/**
 * A file with these credentials and nothing else, for a job's own DOCKER_CONFIG folder. Docker, podman, buildah,
 * skopeo and crane read it.
 */
export function writeDockerConfig(known: ReadonlyMap<string, Credential>): string {
  const auths = [...known].map(([registry, credential]) => [serverOf(registry), authOf(credential)] as const);
  return `${JSON.stringify({ auths: Object.fromEntries(auths) })}\n`;
}

function authOf(credential: Credential): object {
  switch (credential.kind) {
    case 'basic':
      return { auth: Buffer.from(`${credential.user}:${credential.password}`).toString('base64') };
    case 'identity':
      // Docker wants a name beside it, whatever it says.
      return { auth: Buffer.from('<token>:').toString('base64'), identitytoken: credential.token };
    case 'bearer':
      return { registrytoken: credential.token };
  }
}

/** By host alone: an address of a registry is written in many ways, and all of them mean the host. */
function find(table: unknown, registry: string): unknown {
  if (!isPlainObject(table)) return undefined;
  const names = registry === DOCKER_HUB ? HUB_NAMES : [registry];
  const exact = names.find((name) => Object.hasOwn(table, name));
  if (exact !== undefined) return table[exact];
  const key = Object.keys(table).find((one) => {
    const host = /^(?:https?:\/\/)?([^/]+)\/?(?:v[12]\/?)?$/i.exec(one)?.[1];
    return host !== undefined && names.includes(host.toLowerCase());
  });
  return key === undefined ? undefined : table[key];
}

function readAuth(value: unknown, from: string): Result<Credential | undefined, string> {
  if (!isPlainObject(value)) return err('an entry of "auths" is no object');
  const { auth, username, password, identitytoken: identity, registrytoken: bearer } = value;
  if (typeof bearer === 'string' && bearer !== '') {
    return /^[\x21-\x7e]+$/.test(bearer)
      ? ok({ kind: 'bearer', token: bearer, from })
      : err('a token is none');
  }
  if (typeof identity === 'string' && identity !== '') return ok({ kind: 'identity', token: identity, from });
  if (typeof auth === 'string' && auth !== '') {
    const text = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '');
    const colon = text.indexOf(':');
    if (colon < 1) return err('an "auth" is no name and password');
    return ok({ kind: 'basic', user: text.slice(0, colon), password: text.slice(colon + 1), from });
  }
  if (typeof username === 'string' && username !== '' && typeof password === 'string') {
    return ok({ kind: 'basic', user: username, password, from });
  }
  // What a helper keeps leaves an empty entry behind.
  return ok(undefined);
}
