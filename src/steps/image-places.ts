/** Where containerize leaves what it makes. */

import type { WorkspacePath } from '../core/path.ts';

/** The image as an OCI layout. */
export const IMAGE_FOLDER = '.sealsmith/image' as WorkspacePath;

/** The list of what is in it. */
export const SBOM_FOLDER = '.sealsmith/sbom' as WorkspacePath;
export const SBOM_FILE = `${SBOM_FOLDER}/image.cdx.json` as WorkspacePath;

/** Notes of the job's commands for who reads them at the end. */
export const IMAGE_WORK = '.sealsmith/work/containerize' as WorkspacePath;
export const IMAGE_RESULTS = {
  built: `${IMAGE_WORK}/built.json`,
  checked: `${IMAGE_WORK}/checked.json`,
  sbom: `${IMAGE_WORK}/sbom.json`,
} as const;
