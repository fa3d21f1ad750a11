/** Who would sign, and why nobody can: decided from facts alone, before anything is done. */

import type { FailureOf } from '../core/failure.ts';
import type { HostName } from '../core/host.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { SignerName } from './signer.ts';

export type SigningFacts = {
  readonly host: HostName;
  /** `https://github.com`, `https://gitlab.example.org`; undefined where there is no forge. */
  readonly server: string | undefined;
  /** As the forge says it; undefined where it does not. */
  readonly visibility: string | undefined;
  /** What the settings ask for; `auto` takes what there is. */
  readonly with: 'auto' | SignerName;
  /** A signing config of a private Sigstore is named. */
  readonly privateServices: boolean;
  readonly transparency: 'public' | undefined;
  /** The job has a token, or can get one; `named`: a file, variable or command of the settings. */
  readonly token: 'forge' | 'named' | undefined;
  /** There is a key, in a file or variable. */
  readonly key: boolean;
};

/** Which signer signs here, or `signing-impossible`. */
export function chooseSigner(facts: SigningFacts): Result<SignerName, FailureOf<'signing-impossible'>> {
  if (facts.with === 'key') return facts.key ? ok('key') : err(noKey());
  const problem = keylessProblem(facts);
  if (facts.with === 'keyless') return problem === undefined ? ok('keyless') : err(problem);
  if (problem === undefined) return ok('keyless');
  if (facts.key) return ok('key');
  // On a forge the reason why it is not keyless says more than that there is no key.
  return err(facts.host === 'local' ? noSigner() : problem);
}

/** Why it cannot be done without a key; undefined when it can. */
export function keylessProblem(facts: SigningFacts): FailureOf<'signing-impossible'> | undefined {
  const { host, server, privateServices, token } = facts;
  if (!privateServices && host !== 'local' && token !== 'named' && !knowsPublic(host, server)) {
    return {
      code: 'signing-impossible',
      why: 'unknown-issuer',
      message: `the public Sigstore does not know ${hostOf(server)}: it takes identities of github.com and gitlab.com, and of no forge of your own`,
      next: 'sign with a key (signing: { with: key }), or name a private Sigstore (its signing config and trusted root)',
    };
  }
  if (token === undefined) return noIdentity(host);
  if (privateServices || facts.transparency === 'public' || host === 'local') return undefined;
  if (facts.visibility === undefined) {
    return {
      code: 'signing-impossible',
      why: 'visibility-unknown',
      message:
        'the forge does not say whether this repository is public, and the log of the public Sigstore shows its name to everybody for good',
      next: TRANSPARENCY,
    };
  }
  return facts.visibility === 'public' ? undefined : privateRepository();
}

/** Said at plan, and again when the token says it. */
export function privateRepository(): FailureOf<'signing-impossible'> {
  return {
    code: 'signing-impossible',
    why: 'private-repository',
    message:
      'this repository is private, and the log of the public Sigstore would show its name, branches and workflows to everybody for good',
    next: TRANSPARENCY,
  };
}

/** What the token says of the repository: GitHub's claim, or GitLab's. */
export function visibilityOf(claims: Readonly<Record<string, unknown>>): string | undefined {
  const said = claims['repository_visibility'] ?? claims['project_visibility'];
  return typeof said === 'string' ? said : undefined;
}

const TRANSPARENCY =
  'write "transparency: public" below "signing" if that may be, or sign with a key (signing: { with: key })';

/** Issuers of the public instance's configuration (fulcio: config/identity/config.yaml). */
const KNOWN: Readonly<Record<'github' | 'gitlab', readonly string[]>> = {
  github: ['github.com'],
  gitlab: ['gitlab.com', 'gitlab.archlinux.org', 'dev.gitlab.org', 'ops.gitlab.net'],
};

function knowsPublic(host: 'github' | 'gitlab', server: string | undefined): boolean {
  const url = server === undefined ? null : URL.parse(server);
  return url?.protocol === 'https:' && KNOWN[host].includes(url.host);
}

function hostOf(server: string | undefined): string {
  return (server === undefined ? null : URL.parse(server))?.host ?? 'this forge';
}

function noIdentity(host: HostName): FailureOf<'signing-impossible'> {
  return { code: 'signing-impossible', why: 'no-identity', ...NO_IDENTITY[host] };
}

const NO_IDENTITY: Readonly<Record<HostName, { readonly message: string; readonly next: string }>> = {
  github: {
    message: 'the job lacks id-token: write, so GitHub does not say who it is',
    next: 'give the job "permissions: { id-token: write }" in the workflow',
  },
  gitlab: {
    message: 'the job lacks id_tokens, so GitLab does not say who it is',
    next: 'give the job "id_tokens: { SIGSTORE_ID_TOKEN: { aud: sigstore } }" in .gitlab-ci.yml',
  },
  local: {
    message: 'nothing here says who signs: there is no token at a desk',
    next: 'sign with a key (sealsmith keys generate), or name a token file or command',
  },
};

function noKey(): FailureOf<'signing-impossible'> {
  return {
    code: 'signing-impossible',
    why: 'no-signer',
    message: 'there is no key to sign with',
    next: 'sealsmith keys generate makes one; set SEALSMITH_SIGNING_KEY, or name its file',
  };
}

function noSigner(): FailureOf<'signing-impossible'> {
  return {
    code: 'signing-impossible',
    why: 'no-signer',
    message: 'there is neither an identity nor a key to sign with',
    next: 'sealsmith keys generate makes a key; set SEALSMITH_SIGNING_KEY, or name its file',
  };
}
