/** Moving what may be a folder that nobody may write to. */

import { chmodSync, lstatSync, renameSync } from 'node:fs';
import { errnoOf } from './attempt.ts';
import { fsPath } from './names.ts';

/**
 * rename(2). A folder that goes under another one is written to itself, because its `..` changes: one that is closed
 * to its owner is opened for that moment.
 *
 * @throws what the system says
 */
export function renameTree(from: string, to: string): void {
  try {
    renameSync(fsPath(from), fsPath(to));
  } catch (error) {
    const mode = errnoOf(error) === 'EACCES' ? closedFolder(from) : undefined;
    if (mode === undefined) throw error;
    chmodSync(fsPath(from), mode | 0o200);
    let place = from;
    try {
      renameSync(fsPath(from), fsPath(to));
      place = to;
    } finally {
      chmodSync(fsPath(place), mode);
    }
  }
}

/** Its permission bits; undefined for anything but a folder of ours without the right to write. */
function closedFolder(path: string): number | undefined {
  const found = lstatSync(fsPath(path), { throwIfNoEntry: false });
  const ours = found?.isDirectory() === true && found.uid === process.getuid?.();
  return ours && (found.mode & 0o200) === 0 ? found.mode & 0o7777 : undefined;
}
