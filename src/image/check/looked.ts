/** What was seen of an image that runs. */

import type { Checked } from './request.ts';
import type { Seen } from './trouble.ts';

export type Looked =
  | { readonly kind: 'well'; readonly seen: Checked['seen']; readonly at: number }
  | { readonly kind: 'trouble'; readonly seen: Seen };
