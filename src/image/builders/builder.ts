/** What makes an image. One file each beside this one, listed in registry.ts. */

import type { BuilderName, BuildRequest, Built } from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import type { Result } from '../../core/result.ts';

export interface Builder {
  readonly name: BuilderName;
  /** One line, for docs. */
  readonly summary: string;
  /**
   * Leaves an OCI layout at `request.out` that holds exactly one image, whole, for `request.platform`; there whole or
   * not at all. Relative paths are of the folder that `inside` was started in, the workspace.
   */
  build(request: BuildRequest, inside: Inside): Promise<Result<Built>>;
}
