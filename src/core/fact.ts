/**
 * What one job learns and another needs. A fact is stable: no times, no absolute paths, so that equal work gives
 * equal facts. Each names the files it stands on; whoever takes it from a record checks them first.
 */

import type { FileDigest, Sha256 } from './digest.ts';

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

/** The closed map of facts. */
export type Facts = {
  readonly deps: DepsFact;
  readonly junit: JunitFact;
  readonly binary: BinaryFact;
};

export type FactName = keyof Facts;

export const FACT_NAMES: readonly FactName[] = ['deps', 'junit', 'binary'];
