/** What cataloguers find: packages as people name them, before any format of a bill of materials. */

import type { Sha256 } from '../../core/digest.ts';
import type { ImageDigest } from '../../core/image.ts';

/** In the order that summaries list them. */
export const PACKAGE_KINDS = ['deb', 'apk', 'python', 'npm', 'go', 'other'] as const;
export type PackageKind = (typeof PACKAGE_KINDS)[number];

/** A file that proves a package. */
export type Place = {
  /** Absolute in an image, relative to a folder that was looked at. */
  readonly path: string;
  /** Which layer it came with; undefined in a folder. */
  readonly layer: ImageDigest | undefined;
  readonly sha256: Sha256;
};

/** An SPDX expression in its canonical spelling, or what the package calls its licence. */
export type Licence = { readonly spdx: string } | { readonly name: string };

export type PackageHash = {
  readonly algorithm: 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512';
  /** Lower-case hex. */
  readonly hex: string;
};

export type FoundPackage = {
  readonly kind: PackageKind;
  /** Whether it is a program by itself. */
  readonly program: boolean;
  readonly group: string | undefined;
  readonly name: string;
  readonly version: string;
  /** What it is known by; two finds with the same one are one package at two places. */
  readonly purl: string;
  /** All of them hold. */
  readonly licences: readonly Licence[];
  /** Of the package as it was published, as it says itself. */
  readonly hashes: readonly PackageHash[];
  /** Who published it, as it says itself. */
  readonly publisher: string | undefined;
  readonly places: readonly Place[];
  /** Package URLs of what it needs and is here; undefined when that cannot be known. */
  readonly needs: readonly string[] | undefined;
  /** Whatever else is worth knowing. */
  readonly properties: Readonly<Record<string, string>>;
};

/** What the tree says it is (os-release(5)). */
export type OperatingSystem = {
  /** `debian`, `alpine`. */
  readonly id: string;
  /** `12`, `3.20.3`; undefined for Debian's unstable. */
  readonly version: string | undefined;
  /** For people. */
  readonly name: string;
  readonly place: Place;
};
