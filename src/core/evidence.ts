/** What the steps that sign, attest and verify ask of one another. Plain JSON. */

import type { Sha256 } from './digest.ts';
import type { WorkspacePath } from './path.ts';

/** Names the folder in which it is remembered whom the public Sigstore trusts. */
export const TRUST_VARIABLE = 'SEALSMITH_TRUST';

/** What `internal sign` is asked for. */
export type SignRequest<Settings> = {
  /** `sign`: the signature alone. `attest`: every statement that the run can make. */
  readonly what: 'sign' | 'attest';
  /** The account of the run so far. */
  readonly account: WorkspacePath;
  readonly settings: Settings;
  readonly formats: readonly ('bundle' | 'legacy')[];
  /** The folder that the bundles go to, a file for each artifact. */
  readonly out: WorkspacePath;
  readonly plainHttp: readonly string[];
  /** GitHub's store of attestations takes them, too; the job has GITHUB_TOKEN then. */
  readonly github?: { readonly api: string; readonly repository: string };
};

/** One statement that was made. */
export type Made = {
  readonly about: 'image' | 'binary';
  readonly subject: string;
  readonly sha256: Sha256;
  readonly predicateType: string;
  /** False when the same was there already. */
  readonly added: boolean;
  /** Position in the transparency log. */
  readonly logIndex?: string;
};

/** What `internal verify` is asked for. */
export type VerifyRequest<Section> = {
  readonly account: WorkspacePath;
  readonly expected: Section;
  /** Roots of a private Sigstore; without any the public one is asked, where identities are expected. */
  readonly trustedRoots: readonly string[];
  /** Folders of bundles, see `SignRequest.out`. */
  readonly bundles: readonly WorkspacePath[];
  readonly plainHttp: readonly string[];
};

/** What came of it, for each thing that was made. */
export type VerifyResult = {
  readonly verdicts: readonly {
    readonly about: Made['about'];
    readonly subject: string;
    readonly sha256: Sha256;
    readonly passed: boolean;
    readonly checks: number;
  }[];
};

export type SignResult = {
  /** Who signed: a key's fingerprint, or an identity. */
  readonly signer: string;
  readonly made: readonly Made[];
};
