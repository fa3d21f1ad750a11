/** What is told of images when they are looked at and compared. */

import type { ImageDigest, Platform } from './image.ts';

export type LayerView = {
  readonly digest: ImageDigest;
  readonly mediaType: string;
  /** As stored. */
  readonly bytes: number;
  /** As a plain tar. */
  readonly plainBytes: number;
  readonly members: number;
  /** What the history says that made it. */
  readonly createdBy: string | undefined;
};

export type FileView = { readonly path: string; readonly bytes: number; readonly layer: number };

export type ImageView = {
  /** Where it lies. */
  readonly place: string;
  readonly digest: ImageDigest;
  readonly mediaType: string;
  readonly configDigest: ImageDigest;
  readonly platform: Platform;
  readonly created: string | undefined;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly env: readonly string[];
  readonly user: string;
  readonly workdir: string;
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** As its annotations say it. */
  readonly base: { readonly name: string | undefined; readonly digest: string | undefined } | undefined;
  readonly layers: readonly LayerView[];
  /** The largest files that a container would see. */
  readonly largest: readonly FileView[];
};

/** What two members of layers with the same place have different. */
export type MemberDifference = {
  readonly what: 'name' | 'kind' | 'mode' | 'owner' | 'time' | 'target' | 'attributes' | 'size' | 'content';
  readonly from: string;
  readonly to: string;
  /** Byte from which the contents differ, where that is known. */
  readonly at?: number;
};

export type ImageDifference =
  | {
      readonly kind: 'manifest' | 'config';
      readonly field: string;
      readonly from: string;
      readonly to: string;
    }
  | { readonly kind: 'layer-count'; readonly from: number; readonly to: number }
  /** The same files, packed otherwise. */
  | { readonly kind: 'compression'; readonly layer: number; readonly from: string; readonly to: string }
  | {
      readonly kind: 'layer';
      /** Counted from 1, from the lowest. */
      readonly layer: number;
      readonly createdBy: string | undefined;
      /** The first member that differs; undefined when all are equal and only the archive around them is not. */
      readonly member:
        | { readonly path: string; readonly differences: readonly MemberDifference[] }
        | undefined;
      /** Members that only one has, or that differ. */
      readonly counts: { readonly onlyFrom: number; readonly onlyTo: number; readonly changed: number };
      /** The same members in another order. */
      readonly order: boolean;
    };

export type ImageDiffView = {
  readonly from: { readonly place: string; readonly digest: ImageDigest };
  readonly to: { readonly place: string; readonly digest: ImageDigest };
  readonly differences: readonly ImageDifference[];
};
