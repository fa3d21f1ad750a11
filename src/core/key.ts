/** What a key is made of, and what may differ between two: the contract of the cache and of what explains it. */

import type { Sha256 } from './digest.ts';
import type { TreeEntry } from './ports.ts';
import type { Command, Grant, Json } from './step.ts';

export const KEY_SCHEMA = 'sealsmith-key/2';

export type KeyParts = {
  readonly schema: typeof KEY_SCHEMA;
  readonly job: {
    readonly id: string;
    readonly commands: readonly Command[];
    readonly params: Json;
    readonly outputs: readonly string[];
    /** Secrets by name only. */
    readonly grants: readonly Grant[];
    /** The patterns: two that mean the same files today may not tomorrow. */
    readonly inputs: readonly string[];
  };
  readonly tools: readonly { readonly name: string; readonly version: string; readonly from: string }[];
  readonly runtime: string;
  readonly platform: { readonly os: string; readonly arch: string; readonly libc: string };
  readonly env: Readonly<Record<string, string>>;
  /** Sorted by path; names, modes and digests all count. */
  readonly inputs: readonly TreeEntry[];
  readonly facts: Readonly<Record<string, Sha256>>;
  /** Of the configuration: raised, nothing made before is taken any more. */
  readonly epoch: number;
};

/** In the order in which they are told. */
export const PART_NAMES = [
  'inputs',
  'tools',
  'parameters',
  'variables',
  'commands',
  'patterns',
  'outputs',
  'grants',
  'facts',
  'platform',
  'sealsmith',
  'epoch',
  'job',
] as const;

export type PartName = (typeof PART_NAMES)[number];

/** One member of one part, as text that is not escaped. */
export type Difference = {
  readonly part: PartName;
  /** A path, a tool, a variable, a parameter; empty where the part has no names, and for the order of a list. */
  readonly name: string;
  /** Undefined where it was not there. Of an input: its mode, a space, its digest. */
  readonly before: string | undefined;
  readonly now: string | undefined;
};

const LISTS: ReadonlySet<PartName> = new Set(['inputs', 'tools', 'patterns', 'outputs', 'grants']);

/** Whether a list has the same members in another order, which counts: a later pattern may take away what one gave. */
export function isReordered({ part, name }: Difference): boolean {
  return name === '' && LISTS.has(part);
}

export type KeyDiff = {
  /** None exactly when the keys are equal. */
  readonly differences: readonly Difference[];
  /** How many members of each part are the same. */
  readonly equal: { readonly [part in PartName]: number };
};

/** One job of two runs. */
export type JobDiff = { readonly job: string } & (
  | { readonly kind: 'same'; readonly key: Sha256 }
  | {
      readonly kind: 'differs';
      readonly before: Sha256;
      readonly now: Sha256;
      /** Undefined when the parts of one of the keys are not kept any more. */
      readonly diff: KeyDiff | undefined;
    }
  /** In one of the runs only. */
  | { readonly kind: 'only'; readonly side: 'before' | 'now'; readonly key: Sha256 }
  /** Its key cannot be told. */
  | { readonly kind: 'unknown'; readonly why: string }
);
