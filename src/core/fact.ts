/**
 * What one job learns and another needs. A fact is stable: no times, no absolute paths, so that equal work gives
 * equal facts. Each names the files it stands on; whoever takes it from a record checks them first.
 */

import type { FileDigest, Sha256 } from './digest.ts';
import type { BuilderName, Descriptor, ImageDigest, Platform, ResolvedBase } from './image.ts';

export type Package = { readonly name: string; readonly version: string };

/** What install put in place. */
export type DepsFact = {
  readonly manager: string;
  /** The interpreter that it was put in place for, where the tree is tied to one: `{ name: 'python', version: '3.11.7' }`. */
  readonly runtime?: Package;
  /** Sorted by name, then version. */
  readonly packages: readonly Package[];
  /** True when every package was checked against a hash that the project has committed. */
  readonly hashesChecked: boolean;
  /** Packages whose install scripts were withheld. */
  readonly scriptsWithheld: readonly string[];
  /** The lock or requirements files. */
  readonly evidence: readonly FileDigest[];
};

/** What the tests said. */
export type JunitFact = {
  readonly tests: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly evidence: readonly FileDigest[];
};

/** What build-binary made: one archive. */
export type BinaryFact = {
  readonly name: string;
  /** The archive's path in the workspace. */
  readonly archive: string;
  readonly sha256: Sha256;
  readonly bytes: number;
  readonly files: readonly {
    readonly path: string;
    readonly mode: number;
    readonly bytes: number;
    readonly sha256: Sha256;
  }[];
  readonly evidence: readonly FileDigest[];
};

/** The image that containerize made, tried and left as an OCI layout. */
export type ImageFact = {
  /** What it is to be called, without a tag, where somebody said so. */
  readonly name?: string;
  /** Of its manifest: what everything later speaks of. */
  readonly digest: ImageDigest;
  readonly mediaType: string;
  readonly platform: Platform;
  readonly builder: BuilderName;
  /** The layout's path in the workspace. */
  readonly layout: string;
  readonly config: ImageDigest;
  readonly layers: readonly Pick<Descriptor, 'digest' | 'mediaType' | 'size'>[];
  /** Bytes of all layers as stored. */
  readonly bytes: number;
  /** What it stands on. */
  readonly bases: readonly ResolvedBase[];
  /** How it was tried before anybody could push it, unless that was switched off. */
  readonly checked?: { readonly runner: string; readonly what: string };
  readonly evidence: readonly FileDigest[];
};

/** What is in the image. */
export type SbomFact = {
  readonly format: 'CycloneDX 1.6';
  readonly path: string;
  readonly maker: string;
  readonly subject: ImageDigest;
  readonly components: number;
  readonly evidence: readonly FileDigest[];
};

/** Where the image is now. */
export type PushedFact = {
  /** Registry and repository: `registry.example.org/group/diary`. */
  readonly name: string;
  readonly digest: ImageDigest;
  readonly tags: readonly string[];
  readonly evidence: readonly FileDigest[];
};

/** What was said of what was made, and by whom. */
export type EvidenceFact = {
  /** A key's fingerprint, or an identity with its issuer. */
  readonly signer: string;
  readonly bundles: readonly {
    readonly about: 'image' | 'binary';
    readonly subject: string;
    readonly sha256: Sha256;
    readonly predicateType: string;
    /** Position in the transparency log, where there is one. */
    readonly logIndex?: string;
  }[];
  readonly evidence: readonly FileDigest[];
};

/** Whether what was said holds, for each thing that was made. */
export type VerdictFact = {
  readonly verdicts: readonly {
    readonly about: 'image' | 'binary';
    readonly subject: string;
    readonly sha256: Sha256;
    readonly passed: boolean;
    readonly checks: number;
  }[];
  readonly evidence: readonly FileDigest[];
};

/** The closed map of facts. */
export type Facts = {
  readonly deps: DepsFact;
  readonly junit: JunitFact;
  readonly binary: BinaryFact;
  readonly image: ImageFact;
  readonly sbom: SbomFact;
  readonly pushed: PushedFact;
  readonly signatures: EvidenceFact;
  readonly attestations: EvidenceFact;
  readonly verdict: VerdictFact;
};

export type FactName = keyof Facts;

export const FACT_NAMES: readonly FactName[] = [
  ...(['deps', 'junit', 'binary', 'image', 'sbom', 'pushed'] as const),
  ...(['signatures', 'attestations', 'verdict'] as const),
];
