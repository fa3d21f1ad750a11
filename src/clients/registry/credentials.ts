/**
 * Who we are to a registry, by what the user or the host left for that: the files of Docker and podman, the helpers
 * that they name, what GitLab and GitHub give their jobs. The first that knows the registry's host decides.
 */

import type { Files, Processes } from '../../core/ports.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { isPlainObject, strictJson } from '../../formats/strict-json.ts';
import type { Credential } from './access.ts';
import { CONFIG_FILE_LIMIT, readDockerConfig, serverOf } from './docker-config.ts';
import { clean } from './refusal.ts';

export type CredentialSources = {
  readonly files: Pick<Files, 'readText'>;
  /** Asks credential helpers; without it (inside jobs) files that name one are a failure. */
  readonly processes?: Pick<Processes, 'ask'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Values of variables that were taken out of `env`. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Undefined where there is none. */
  readonly home: string | undefined;
};

/** @returns a lookup by registry (`docker.io`, `registry.example.org:5000`), which asks once for each */
export function credentialsFrom(
  sources: CredentialSources,
): (registry: string) => Promise<Result<Credential | undefined>> {
  const known = new Map<string, Promise<Result<Credential | undefined>>>();
  return (registry) => {
    const found = known.get(registry) ?? lookUp(sources, registry);
    known.set(registry, found);
    return found;
  };
}

async function lookUp(sources: CredentialSources, registry: string): Promise<Result<Credential | undefined>> {
  // GitLab's runner and newer clients of Docker know this variable, which holds what else a file would.
  const said = sources.secrets.get('DOCKER_AUTH_CONFIG') ?? sources.env['DOCKER_AUTH_CONFIG'];
  if (said) {
    const found = await fromText(sources, said, 'DOCKER_AUTH_CONFIG', 'DOCKER_AUTH_CONFIG', registry);
    if (!found.ok || found.value !== undefined) return found;
  }
  for (const { path, name } of placesOf(sources)) {
    const found = await fromFile(sources, path, name, registry);
    if (!found.ok || found.value !== undefined) return found;
  }
  return ok(fromGitlab(sources, registry) ?? fromGithub(sources, registry));
}

type PlaceOf = { readonly path: string; readonly name: string };

/** Named ones first, since somebody named them; then those of the person. */
function placesOf({ env, home }: CredentialSources): readonly PlaceOf[] {
  const named = (path: string): PlaceOf => ({ path, name: path });
  const own = (path: string): readonly PlaceOf[] =>
    home === undefined ? [] : [{ path: `${home}/${path}`, name: `~/${path}` }];
  const set = (name: string): string | undefined => env[name] || undefined;
  const [podman, docker, runtime] = [set('REGISTRY_AUTH_FILE'), set('DOCKER_CONFIG'), set('XDG_RUNTIME_DIR')];
  return [
    ...(podman === undefined ? [] : [named(podman)]),
    ...(docker === undefined ? own('.docker/config.json') : [named(`${docker}/config.json`)]),
    ...(runtime === undefined ? [] : [named(`${runtime}/containers/auth.json`)]),
    ...own('.config/containers/auth.json'),
  ];
}

async function fromFile(
  sources: CredentialSources,
  path: string,
  name: string,
  registry: string,
): Promise<Result<Credential | undefined>> {
  const text = sources.files.readText(path, CONFIG_FILE_LIMIT);
  if (!text.ok) return text;
  return text.value === undefined ? ok(undefined) : fromText(sources, text.value, path, name, registry);
}

async function fromText(
  sources: CredentialSources,
  text: string,
  path: string,
  name: string,
  registry: string,
): Promise<Result<Credential | undefined>> {
  const entry = readDockerConfig(text, registry, name);
  // Not "nobody then": who wrote it wants us to be somebody.
  if (!entry.ok) return broken('credentials', path, `${entry.failure} (Docker's config.json)`);
  if (entry.value?.kind !== 'helper') return ok(entry.value?.credential);
  const { helper, otherwise } = entry.value;
  const asked = await fromHelper(sources, helper, registry, name);
  return asked.ok ? ok(asked.value ?? otherwise) : asked;
}

/** The protocol of docker-credential-helpers: the server on standard input, JSON back. */
async function fromHelper(
  { processes, env, secrets }: CredentialSources,
  helper: string,
  registry: string,
  file: string,
): Promise<Result<Credential | undefined>> {
  const program = `docker-credential-${helper}`;
  const wantedBy = `${file} for ${registry}`;
  const missing = {
    code: 'tool-missing',
    tool: program,
    wantedBy,
    get: `install it, or take it out of ${file}`,
  } as const;
  if (processes === undefined) return err(missing);
  // It is the user's own, and needs to know where they keep their secrets. Where it is found is not for PATH to say.
  const set = Object.entries(env).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && pair[0] !== 'PATH',
  );
  const around = { ...Object.fromEntries(set), ...Object.fromEntries(secrets) };
  const answer = await processes.ask(program, ['get'], around, Buffer.from(serverOf(registry)));
  if (!answer.ok) {
    const gone = answer.failure.code === 'system' && answer.failure.errno === 'ENOENT';
    return gone ? err(missing) : answer;
  }
  const { exit, output } = answer.value;
  if (exit !== 0) {
    if (/credentials not found/i.test(output)) return ok(undefined);
    return broken(program, program, `does not tell the credentials for ${registry}: ${clean(output, [])}`);
  }
  const json = strictJson(Buffer.from(output));
  const { Username: user, Secret: secret } = json.ok && isPlainObject(json.value) ? json.value : {};
  if (typeof user !== 'string' || typeof secret !== 'string') {
    return broken(program, program, 'does not answer with a name and a secret');
  }
  if (secret === '') return ok(undefined);
  const from = program;
  return ok(
    user === '<token>'
      ? { kind: 'identity', token: secret, from }
      : { kind: 'basic', user, password: secret, from },
  );
}

/** The registry of a GitLab instance, whose jobs get a name and a password for it. */
function fromGitlab({ env, secrets }: CredentialSources, registry: string): Credential | undefined {
  const [host, user] = [env['CI_REGISTRY'], env['CI_REGISTRY_USER']];
  const password = secrets.get('CI_REGISTRY_PASSWORD') ?? env['CI_REGISTRY_PASSWORD'];
  if (env['GITLAB_CI'] !== 'true' || host === undefined || host.toLowerCase() !== registry) return undefined;
  return user && password ? { kind: 'basic', user, password, from: 'CI_REGISTRY_PASSWORD' } : undefined;
}

/** GitHub's own, where the job's token is a password. */
function fromGithub({ env, secrets }: CredentialSources, registry: string): Credential | undefined {
  const password = secrets.get('GITHUB_TOKEN') ?? env['GITHUB_TOKEN'];
  if (env['GITHUB_ACTIONS'] !== 'true' || registry !== 'ghcr.io' || !password) return undefined;
  return { kind: 'basic', user: env['GITHUB_ACTOR'] || 'x-access-token', password, from: 'GITHUB_TOKEN' };
}

function broken(tool: string, path: string, message: string): Result<never> {
  return err({ code: 'tool-broken', tool, path, message });
}
