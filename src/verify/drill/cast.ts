/** Who plays in the drill, and what an honest pipeline of it says: a project on a forge that does not exist. */

import { BUILD_TYPE } from '../../core/build-type.ts';
import { SIGNATURE_TYPE } from '../content.ts';
import type { Author, Piece } from './attack.ts';
import type { Identity } from './authority.ts';

/** Names below `.example` belong to nobody (RFC 6761, section 6.5). */
export const FORGE = 'https://forge.example';
export const REPOSITORY = `${FORGE}/group/diary`;
export const TYPOSQUAT = `${FORGE}/group/diarry`;
export const REPOSITORY_ID = '1234';
export const WORKFLOW = `${REPOSITORY}//.gitlab-ci.yml`;
export const REF = 'refs/heads/main';
export const COMMIT = '8c1d0a4'.padEnd(40, '0');
export const OLD_COMMIT = '0dd5ea1'.padEnd(40, '0');
export const OTHER_ISSUER = 'https://accounts.mail.example';

export const PROVENANCE_TYPE = 'https://slsa.dev/provenance/v1';
export const SBOM_TYPE = 'https://cyclonedx.org/bom';

/** Stands for the project's own key, which is made when the drill begins. */
export const OUR_KEY = 'the key of the project';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The claims of the pipeline's token, as the authority writes them down. */
export function claims(changed: Readonly<Record<number, string>> = {}): Identity['claims'] {
  return {
    8: FORGE,
    9: `${WORKFLOW}@${REF}`,
    11: 'self-hosted',
    12: REPOSITORY,
    13: COMMIT,
    14: REF,
    15: REPOSITORY_ID,
    18: `${WORKFLOW}@${REF}`,
    20: 'push',
    ...changed,
  };
}

export function identity(name: string, changed: Readonly<Record<number, string>> = {}): Author {
  return { kind: 'identity', identity: { name, claims: claims(changed) } };
}

/** The pipeline of the protected branch; it signs what it built, whatever that is. */
export function pipeline(changed: Readonly<Record<number, string>> = {}): Author {
  return identity(`${WORKFLOW}@${REF}`, changed);
}

export const PIPELINE = pipeline();
export const OUR_SIGNER: Author = { kind: 'key', key: 'ours' };
export const STRANGER_KEY: Author = { kind: 'key', key: 'stranger' };
export const STRANGER: Author = {
  kind: 'identity',
  identity: { name: 'somebody@gmail.com', claims: { 8: OTHER_ISSUER } },
};

export function signature(more: Partial<Signed> = {}): Signed {
  return { by: PIPELINE, type: SIGNATURE_TYPE, predicate: {}, ...more };
}

export type Signed = Extract<Piece, { readonly by: Author }>;

export type Account = {
  readonly source?: string;
  readonly commit?: string;
  readonly ref?: string;
  readonly trigger?: string;
  readonly buildType?: string;
  readonly external?: Readonly<Record<string, unknown>>;
};

/** The account of the build, as docs/buildtype.md says it. */
export function provenance(account: Account = {}, more: Partial<Signed> = {}): Signed {
  const {
    source = REPOSITORY,
    commit = COMMIT,
    ref = REF,
    trigger = 'push',
    buildType = BUILD_TYPE,
    external = {},
  } = account;
  const config = { path: 'sealsmith.yml', digest: { sha256: 'c0ff1e'.padEnd(64, '0') } };
  const predicate = {
    buildDefinition: {
      buildType,
      externalParameters: {
        source: `git+${source}`,
        ...{ ref, config, steps: ['containerize', 'push'], tier: 'T2' },
        ...external,
      },
      internalParameters: { trigger, repositoryId: REPOSITORY_ID },
      resolvedDependencies: [{ uri: `git+${source}@${ref}`, digest: { gitCommit: commit } }],
    },
    runDetails: { builder: { id: `${REPOSITORY}/-/runners/1` }, metadata: {} },
  };
  return { by: PIPELINE, type: PROVENANCE_TYPE, predicate, ...more };
}

/**
 * A list of components in CycloneDX.
 *
 * @param components  name and version; a name may come twice
 */
export function sbom(
  components: readonly (readonly [name: string, version: string])[],
  more: Partial<Signed> = {},
): Signed {
  const predicate = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    components: components.map(([name, version]) => ({ type: 'library', name, version })),
  };
  return { by: PIPELINE, type: SBOM_TYPE, predicate, ...more };
}

export const GOOD_SBOM = sbom([['express', '4.21.2']]);

/** All that an honest pipeline says of its image, once by its identity and once with the project's key. */
export const HONEST: readonly Piece[] = [
  ...[signature(), provenance(), GOOD_SBOM],
  signature({ by: OUR_SIGNER }),
  provenance({}, { by: OUR_SIGNER }),
  sbom([['express', '4.21.2']], { by: OUR_SIGNER }),
];

/** What the project's configuration expects. */
export const SIGNERS = [{ issuer: FORGE, workflow: WORKFLOW, ref: REF }];
export const SOURCE = { repository: REPOSITORY, id: REPOSITORY_ID };
export const BY_PIPELINE = { signers: SIGNERS };
export const BY_KEY = { signers: [{ key: OUR_KEY }] };
export const FROM_SOURCE = { signers: SIGNERS, source: SOURCE };
