/** What can be said of the cache before it is opened: where it is, who reads what there, who seals. */

import type { AllowedSigner, Miss } from './cache.ts';
import type { Tier } from './host.ts';

export type CacheOutlook = {
  /** Undefined when the cache is switched off. */
  readonly store: 'directory' | 'gitlab' | 'github' | undefined;
  /** For people: a folder; undefined where the host knows it alone. */
  readonly place: string | undefined;
  /** Whether the place is one that the configuration names. */
  readonly named: boolean;
  readonly tier: Tier;
  /** Namespaces, or `T0/this machine`; those alone for which some signer is allowed. */
  readonly reads: readonly string[];
  /** Whose seals count, with their tiers; this machine's own is not among them. */
  readonly signers: readonly AllowedSigner[];
  /** What this run seals with, or why it keeps nothing. */
  readonly seals: { readonly by: 'this machine' | AllowedSigner } | Miss;
  /** Why the settings could not be had, where they could not. */
  readonly unknown: string | undefined;
};
