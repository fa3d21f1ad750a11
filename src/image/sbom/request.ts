/** What the bill of materials of an image is asked for in a job, and what comes of it. Plain JSON: it stands in the plan. */

import type { ResolvedBase } from '../../core/image.ts';
import type { WorkspacePath } from '../../core/path.ts';

export const MAKER_NAMES = ['own', 'syft', 'trivy'] as const;
export type MakerName = (typeof MAKER_NAMES)[number];

export type SbomRequest = {
  /** The folder of the OCI layout, relative to the workspace. */
  readonly layout: WorkspacePath;
  /** Where the bill goes. */
  readonly out: WorkspacePath;
  readonly with: MakerName;
  /** What people call the image: its name without a tag, or the project's. */
  readonly name?: string;
  /** The file with what the builder left (`Built`): its bases become components. */
  readonly built?: string;
};

export type SbomMade = {
  /** `sealsmith 0.1.0`, `syft 1.18.1`. */
  readonly maker: string;
  readonly components: number;
  /** Things to know that are no failure, one line each. */
  readonly remarks: readonly string[];
};

/** What an image stands on, as its builder found it. */
export type SbomBase = ResolvedBase;
