/** A file that is there whole or not at all. */

import { randomBytes } from 'node:crypto';
import { closeSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolders } from './folder.ts';
import { fsPath } from './names.ts';
import { removeTree } from './remove.ts';

/**
 * Writes beside and renames; makes the folders above. Not synced to the disk: after a power loss the old content or the
 * new one is there, or a file that no reader takes.
 *
 * @param mode  before the umask
 * @throws what the system says
 */
export function writeWhole(path: string, content: string | Uint8Array, mode: number): void {
  const folder = dirname(path);
  makeFolders(folder);
  const beside = join(folder, `.sealsmith-${randomBytes(6).toString('hex')}.part`);
  try {
    const file = openSync(fsPath(beside), 'wx', mode);
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    } finally {
      closeSync(file);
    }
    renameSync(fsPath(beside), fsPath(path));
  } catch (error) {
    removeTree(beside);
    throw error;
  }
}
