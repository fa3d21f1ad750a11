/** Where what can be used again lies: below the folder that SEALSMITH_IMAGES names, or in one that goes with the build. */

import type { Inside } from '../../core/inside.ts';
import { ok, type Result } from '../../core/result.ts';

export type ImageStore = {
  /** Absolute, and there. */
  readonly folder: string;
  /** Whether it outlives the build. */
  readonly lasting: boolean;
  /** Removes what does not. */
  release(): void;
};

/** @param name  one part of the store: `bases`, `dependencies` */
export function imageStore(inside: Inside, name: string): Result<ImageStore> {
  const { files } = inside.doors();
  const given = inside.env['SEALSMITH_IMAGES'];
  if (given?.startsWith('/') === true) {
    const folder = `${given}/${name}`;
    const made = files.makeFolder(folder, 0o700);
    return made.ok ? ok({ folder, lasting: true, release: () => {} }) : made;
  }
  const folder = files.temporary(`sealsmith-${name}-`);
  if (!folder.ok) return folder;
  return ok({
    folder: folder.value,
    lasting: false,
    release: () => {
      files.remove(folder.value);
    },
  });
}
