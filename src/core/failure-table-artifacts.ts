/** The entries of failure-table.ts that are about images, registries, signatures and keys. */

import type { FailureCode, RegistryTrouble } from './failure.ts';
import type { Entry } from './failure-table.ts';

export const ARTIFACT_FAILURES = {
  'image-invalid': {
    exit: 4,
    when: 'an image, or an archive or layout of one, is not what the specifications say, or more than is read',
    message: (f) => `${f.what} cannot be used: ${f.message}`,
  },
  'digest-mismatch': {
    exit: 4,
    when: 'bytes are not those that their digest names',
    message: (f) => `${f.what} is not what it was said to be: wanted ${f.expected}, found ${f.found}`,
    next: () => 'do not use it; find out who wrote to where it came from',
  },
  'base-mismatch': {
    exit: 2,
    when: 'what goes into an image does not run on its base: another interpreter, platform or C library',
    message: (f) => `${f.base} ${f.message}`,
    next: () => 'choose another base, or change what the project asks for',
  },
  'base-changed': {
    exit: 4,
    when: 'what sealsmith.lock pins of a base cannot be had any more',
    message: (f) => `${f.base} is not as sealsmith.lock pins it: ${f.message}`,
    next: () => 'sealsmith image lock --update shows what changed, and takes it',
  },
  'lock-invalid': {
    exit: 2,
    when: 'sealsmith.lock cannot be read',
    message: (f) => `${f.path}: ${f.message}`,
    next: () => 'take it from version control again, or remove it and run sealsmith image lock',
  },
  'image-build-failed': {
    exit: 1,
    when: 'an image could not be built: a line of the Dockerfile failed, dependencies cannot be had',
    message: (f) => `${f.builder}: ${f.message}`,
    next: (f) => f.next,
  },
  'engine-unavailable': {
    exit: 5,
    when: 'a container engine, or a program that makes bases, is there but does not do its work',
    message: (f) => `${f.engine} cannot be used: ${f.message}`,
  },
  'check-failed': {
    exit: 1,
    when: 'the image was started and did not answer as it should; nothing was pushed',
    message: (f) => `the image does not work: ${f.message}`,
    next: (f) => f.next,
  },
  'registry-refused': {
    exit: (f) => (f.why === 'invalid' ? 4 : 5),
    when: 'a registry said no: no credentials, no right, no such image, too many requests',
    message: (f) =>
      `${f.registry} refused to ${f.doing} ${f.repository}: ${REGISTRY_TROUBLE[f.why]} (as ${f.as})` +
      (f.detail === '' ? '' : `: ${f.detail}`),
    next: (f) => registryNext(f.why, f.registry),
  },
  'registry-unreachable': {
    exit: 5,
    when: 'a registry does not answer',
    message: (f) => `${f.registry} does not answer (to ${f.doing}): ${f.detail}`,
  },
  'signing-key-invalid': {
    exit: 2,
    when: 'a file or variable that should hold a key to sign or verify with does not, or holds one of a kind that is not used',
    message: (f) => `${f.what} holds no key that can be used: ${f.message}`,
    next: () => 'sealsmith keys generate makes a pair that cosign reads as well',
  },
  'signing-key-locked': {
    exit: 2,
    when: 'the password of an encrypted key is wrong or was not given',
    message: (f) =>
      f.why === 'no-password'
        ? `${f.what} is encrypted, and no password was given`
        : `${f.what} does not open with the password that was given`,
    next: () => 'set SEALSMITH_SIGNING_PASSWORD (or COSIGN_PASSWORD) to its password, for this run alone',
  },
  'signing-impossible': {
    exit: 2,
    when: 'a plan that signs, where no signer of the settings can: no key, no identity, a forge that the public Sigstore does not know, a private repository',
    message: (f) => f.message,
    next: (f) => f.next,
  },
  'identity-unusable': {
    exit: 2,
    when: 'the token that says who signs is not there, not for sigstore, or over',
    message: (f) => `no identity from ${f.from}: ${f.message}`,
    next: (f) => f.next,
  },
  'sigstore-refused': {
    exit: 5,
    when: 'a service that signing needs (certificate authority, log, timestamp authority, token service) said no',
    message: (f) =>
      `${f.service} refused to ${f.doing} (status ${f.status})${f.detail === '' ? '' : `: ${f.detail}`}`,
    next: (f) => (f.status === 429 || f.status >= 500 ? 'try again later' : undefined),
  },
  'sigstore-unreachable': {
    exit: 5,
    when: 'a service that signing or verifying needs does not answer',
    message: (f) => `${f.service} does not answer (to ${f.doing}): ${f.detail}`,
    next: () => 'try again later: without its answer nothing is signed, and nothing counts as verified',
  },
  'sigstore-invalid': {
    exit: 4,
    when: 'a service that signing needs answered with something else than was asked for',
    message: (f) => `${f.service} gave an answer that is not used: ${f.message}`,
  },
  'services-invalid': {
    exit: 2,
    when: 'a signing config or trusted root cannot be used',
    message: (f) => `${f.path} cannot be used: ${f.message}`,
  },
  'not-verified': {
    exit: (f) => f.exit,
    when: 'the step verify came to another verdict than "pass"; `sealsmith verify` ends with the same status',
    message: (f) => `${f.subject} does not meet what is expected: ${f.reasons.join(', ')}`,
    next: () => 'the log has every check; sealsmith verify --explain says what each one stops',
  },
  'not-reproduced': {
    exit: 4,
    when: '`reproduce` made a run again, and a job or an artifact is not what the record says; or the commit does not say what the record says was done, and nothing was run',
    message: (f) =>
      f.ran
        ? `${f.commit} was made again and differs: ${f.differs.join(', ')}`
        : `${f.commit} does not say what the record says was done, so nothing was run: ${f.differs.join(', ')}`,
    next: (f) =>
      f.ran
        ? undefined
        : 'take the record from where it was made: this one was changed, or is of other settings',
  },
  'reproduce-impossible': {
    exit: (f) => (['commit-absent', 'image-absent', 'engine', 'program'].includes(f.why) ? 5 : 2),
    when: 'a run cannot be made again: its tree was dirty, its record names no commit or no image, or the commit, the image or an engine is not here',
    message: (f) => f.message,
    next: (f) => f.next,
  },
} as const satisfies { readonly [C in FailureCode]?: Entry<C> };

const REGISTRY_TROUBLE: Readonly<Record<RegistryTrouble, string>> = {
  unauthorized: 'it wants to know who asks',
  denied: 'not allowed',
  'not-found': 'there is no such thing',
  'rate-limited': 'too many requests',
  'too-large': 'too large',
  invalid: 'it does not take what was sent',
  unsupported: 'it cannot do that',
  failing: 'it has a fault',
};

function registryNext(why: RegistryTrouble, registry: string): string | undefined {
  switch (why) {
    case 'unauthorized':
      return `docker login ${registry}, or set the credentials that docs/images.md names`;
    case 'denied':
      return 'whoever owns the repository must give this account the right to it';
    case 'rate-limited':
    case 'failing':
      return 'try again later';
    case 'not-found':
      return 'check the name and the digest; a registry may also hide what an account may not read';
    case 'too-large':
    case 'invalid':
    case 'unsupported':
      return undefined;
  }
}
