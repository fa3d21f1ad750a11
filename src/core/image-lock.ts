/** What `sealsmith image lock` did to one pin. */

import type { ImageDigest } from './image.ts';

export type LockChange = {
  /** As the configuration or the Dockerfile says it. */
  readonly name: string;
  readonly kind: 'added' | 'changed' | 'same' | 'removed';
  readonly from: ImageDigest | undefined;
  readonly to: ImageDigest | undefined;
  /** Of a Debian base, one line a package: `libc6 2.36-9 → 2.36-10`. */
  readonly packages: readonly string[];
};
