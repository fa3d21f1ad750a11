/**
 * The token that says who signs, from wherever the settings say. It goes to the certificate authority and nowhere else,
 * and stands in no failure.
 */

import {
  AUDIENCE,
  githubToken,
  isFor,
  subjectOf,
  TOKEN_LIMIT,
  type TokenClaims,
  tokenClaims,
} from '../clients/sigstore/oidc.ts';
import type { IdentityTrouble } from '../core/failure.ts';
import { err, ok, type Result, unreachable } from '../core/result.ts';
import type { Claims, SigningDoors, TokenPlace } from './signer.ts';

export type Identity = { readonly token: string; readonly claims: Claims };

/** What GitLab's documentation calls the token of a job for Sigstore. */
export const GITLAB_TOKEN = 'SIGSTORE_ID_TOKEN';

export const GITHUB_REQUEST = {
  url: 'ACTIONS_ID_TOKEN_REQUEST_URL',
  token: 'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
} as const;

/** Milliseconds that a token must be good for still. */
const LEAST_LEFT = 10_000;

/** @returns `identity-unusable`, and what a token service can fail with */
export async function identityOf(place: TokenPlace, doors: SigningDoors): Promise<Result<Identity>> {
  const found = await tokenOf(place, doors);
  if (!found.ok) return found;
  const token = found.value.trim();
  const from = nameOf(place);
  const claims = tokenClaims(token);
  if (claims === undefined) return unusable(from, 'malformed', 'what is there is no identity token (JWT)');
  return readIdentity(token, claims, from, doors.clock.now());
}

function readIdentity(token: string, claims: TokenClaims, from: string, now: number): Result<Identity> {
  if (!isFor(claims, AUDIENCE)) {
    const next = `ask for a token with the audience "${AUDIENCE}"`;
    return unusable(from, 'other-audience', `the token is not for ${AUDIENCE} (its "aud")`, next);
  }
  const { iss, exp } = claims;
  const subject = subjectOf(claims);
  if (typeof iss !== 'string' || iss === '' || subject === undefined || typeof exp !== 'number') {
    return unusable(
      from,
      'malformed',
      'the token does not say who it is for and who issued it, and until when',
    );
  }
  const expires = exp * 1000;
  if (expires < now + LEAST_LEFT) return unusable(from, 'expired', 'the token is over');
  return ok({ token, claims: { issuer: iss, subject, expires, all: claims } });
}

function tokenOf(place: TokenPlace, doors: SigningDoors): Promise<Result<string>> | Result<string> {
  switch (place.from) {
    case 'github':
      return fromGithub(doors);
    case 'gitlab': {
      const token = doors.variable(GITLAB_TOKEN);
      const next = `give the job "id_tokens: { ${GITLAB_TOKEN}: { aud: ${AUDIENCE} } }" in .gitlab-ci.yml`;
      return token === undefined ? unusable('GitLab', 'absent', 'the job lacks id_tokens', next) : ok(token);
    }
    case 'variable': {
      const token = doors.variable(place.name);
      return token === undefined ? unusable(nameOf(place), 'absent', 'it is not set') : ok(token);
    }
    case 'file': {
      const text = doors.readText(place.path, TOKEN_LIMIT);
      if (!text.ok) return text;
      return text.value === undefined ? unusable(nameOf(place), 'absent', 'it is not there') : ok(text.value);
    }
    case 'command':
      return fromCommand(place.program, place.args, doors);
    default:
      return unreachable(place);
  }
}

async function fromGithub(doors: SigningDoors): Promise<Result<string>> {
  const url = doors.variable(GITHUB_REQUEST.url);
  const bearer = doors.variable(GITHUB_REQUEST.token);
  if (url !== undefined && bearer !== undefined) return await githubToken(doors, url, bearer);
  return unusable(
    'GitHub',
    'absent',
    'the job lacks id-token: write',
    'give the job "permissions: { id-token: write }" in the workflow; pull requests of forks never have it',
  );
}

async function fromCommand(
  program: string,
  args: readonly string[],
  doors: SigningDoors,
): Promise<Result<string>> {
  const printed = await doors.output(program, args);
  return printed.ok ? printed : unusable(program, 'command-failed', printed.failure.message);
}

function nameOf(place: TokenPlace): string {
  switch (place.from) {
    case 'github':
      return 'GitHub';
    case 'gitlab':
      return 'GitLab';
    case 'variable':
      return place.name;
    case 'file':
      return place.path;
    case 'command':
      return place.program;
    default:
      return unreachable(place);
  }
}

function unusable(from: string, why: IdentityTrouble, message: string, next?: string): Result<never> {
  return err({ code: 'identity-unusable', from, why, message, ...(next === undefined ? {} : { next }) });
}
