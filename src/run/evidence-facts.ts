/** Who could sign here and what is expected, from trusted settings and what this run was given. Pure but for the files. */

import type { HostFacts } from '../core/host.ts';
import { type WorkspacePath, workspacePath } from '../core/path.ts';
import type { World } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { EvidenceFacts, Grant, SigningPlan } from '../core/step.ts';
import { GITHUB_REQUEST, GITLAB_TOKEN } from '../signing/identity.ts';
import { chooseSigner } from '../signing/problem.ts';
import type { SecretPlace, ServicesPlace, SigningSettings, TokenPlace } from '../signing/signer.ts';
import { KEY_VARIABLE, PASSWORD_VARIABLES } from '../signing/signers/key.ts';
import type { SigningSection } from './signing-schema.ts';
import type { TrustedSettings } from './trust.ts';

type Doors = Pick<World, 'env' | 'secrets'>;

export function evidenceFacts(
  world: Doors,
  host: HostFacts,
  { signing, verify }: Pick<TrustedSettings, 'signing' | 'verify'>,
): EvidenceFacts {
  const has = (name: string): boolean => (world.env[name] ?? world.secrets.get(name) ?? '') !== '';
  // Where nobody speaks of signing and nothing is there to sign with, there is nothing to complain about.
  const spoken = signing !== undefined || has(KEY_VARIABLE);
  return {
    signer: spoken ? signingPlan(has, host, signing ?? {}) : undefined,
    expected: verify === undefined ? undefined : JSON.parse(JSON.stringify(verify)),
    trustedRoots: typeof signing?.services === 'object' ? [signing.services['trusted-root']] : [],
  };
}

/**
 * @param has  whether a variable has a value here
 * @param section  trusted settings, or what flags say
 */
export function signingPlan(
  has: (name: string) => boolean,
  host: HostFacts,
  section: SigningSection,
): Result<SigningPlan> {
  const key: SecretPlace = placeOf(section.key) ?? { from: 'variable', name: KEY_VARIABLE };
  const token = tokenOf(section, host);
  const services = servicesOf(section);
  const chosen = chooseSigner({
    host: host.host,
    server: host.host === 'local' ? undefined : originOf(host.repositoryUrl),
    visibility: host.host === 'local' ? undefined : host.visibility,
    with: section.with ?? 'auto',
    privateServices: services?.kind === 'config',
    transparency: section.transparency,
    token: section.token !== undefined ? 'named' : forgeToken(has, host) ? 'forge' : undefined,
    key: key.from === 'file' ? section.key !== undefined : has(key.name),
  });
  if (!chosen.ok) return err(chosen.failure);
  const { log = false, timestamp = false } = section;
  const password = placeOf(section.password);
  const settings: SigningSettings =
    chosen.value === 'key'
      ? { with: 'key', key, password, services, log, timestamp }
      : {
          with: 'keyless',
          token,
          services: services ?? { kind: 'public' },
          transparency: section.transparency,
        };
  const grants =
    chosen.value === 'key'
      ? [...secretGrants(key), ...passwordGrants(password, has)]
      : [...(section.token === undefined ? (['identity'] as const) : []), ...tokenGrants(token)];
  return ok({
    with: chosen.value,
    settings: JSON.parse(JSON.stringify(settings)),
    formats: section.formats ?? (chosen.value === 'key' ? ['bundle', 'legacy'] : ['bundle']),
    grants,
    files: filesOf(section),
    github: chosen.value === 'keyless' && section.github === true ? githubStore(host) : undefined,
  });
}

/** GitHub's own server has its API beside it, one that somebody runs has it below. */
function githubStore(host: HostFacts): SigningPlan['github'] {
  if (host.host !== 'github') return undefined;
  const origin = originOf(host.repositoryUrl) ?? '';
  const api = origin === 'https://github.com' ? 'https://api.github.com' : `${origin}/api/v3`;
  return { api, repository: host.repository };
}

/** The variables by which a forge says who a run is; they go to the job that signs and to no other. */
export const IDENTITY_VARIABLES: readonly string[] = [GITHUB_REQUEST.url, GITHUB_REQUEST.token, GITLAB_TOKEN];

function forgeToken(has: (name: string) => boolean, { host }: HostFacts): boolean {
  if (host === 'github') return has(GITHUB_REQUEST.url) && has(GITHUB_REQUEST.token);
  return host === 'gitlab' && has(GITLAB_TOKEN);
}

function tokenOf({ token }: SigningSection, { host }: HostFacts): TokenPlace {
  if (token === undefined) return host === 'github' ? { from: 'github' } : { from: 'gitlab' };
  if ('variable' in token) return { from: 'variable', name: token.variable };
  if ('file' in token) return { from: 'file', path: token.file };
  const [program = '', ...args] = token.command;
  return { from: 'command', program, args };
}

function servicesOf({ services }: SigningSection): ServicesPlace | undefined {
  if (services === undefined) return undefined;
  return services === 'public' ? { kind: 'public' } : { kind: 'config', path: services.config };
}

function placeOf(said: SigningSection['key']): SecretPlace | undefined {
  if (said === undefined) return undefined;
  return 'variable' in said ? { from: 'variable', name: said.variable } : { from: 'file', path: said.file };
}

function secretGrants(place: SecretPlace): readonly Grant[] {
  return place.from === 'variable' ? [`secret:${place.name}`] : [];
}

function passwordGrants(place: SecretPlace | undefined, has: (name: string) => boolean): readonly Grant[] {
  if (place !== undefined) return secretGrants(place);
  return PASSWORD_VARIABLES.filter(has).map((name): Grant => `secret:${name}`);
}

function tokenGrants(place: TokenPlace): readonly Grant[] {
  return place.from === 'variable' ? secretGrants(place) : [];
}

function filesOf({ key, password, services }: SigningSection): readonly WorkspacePath[] {
  const named = [
    ...[key, password].flatMap((place) => (place !== undefined && 'file' in place ? [place.file] : [])),
    ...(typeof services === 'object' ? [services.config, services['trusted-root']] : []),
  ];
  return named.flatMap((path) => workspacePath(path) ?? []);
}

function originOf(url: string): string | undefined {
  return URL.parse(url)?.origin;
}
