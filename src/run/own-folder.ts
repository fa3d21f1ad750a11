/** Folders of ours in `.sealsmith` in which whole trees are removed and put. */

import { OURS } from '../core/path.ts';
import type { Files } from '../core/ports.ts';

/**
 * What a branch brings along in the folder's place (a link that leads elsewhere) goes first: what is removed below it
 * would be somebody else's.
 *
 * @returns its absolute path; it need not be there
 */
export function ownFolder(
  files: Pick<Files, 'kind' | 'remove'>,
  workspace: string,
  name: 'aside' | 'restore',
): string {
  const path = `${workspace}/${OURS}/${name}`;
  const kind = files.kind(path);
  if (kind !== undefined && kind !== 'folder') files.remove(path);
  return path;
}
