/** A folder on the disk, file by file, as if it were the one layer of an image. Links are not followed. */

import type { Disk } from '../../core/disk.ts';
import { ok, type Result } from '../../core/result.ts';
import { attempt } from '../attempt.ts';
import { FIRST, type Gathering } from './gather.ts';

/** Folders whose content says nothing of what is here: version control, and what we write ourselves. */
const SKIPPED: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', '.sealsmith']);

/** Deeper paths than any system makes. */
const DEEPEST = 100;

const PIECE = 1 << 20;

export function walkFolder(disk: Disk, root: string, gathering: Gathering): Result<void> {
  const piece = Buffer.allocUnsafe(PIECE);
  const top = attempt('read', root, () => disk.list(root));
  if (!top.ok) return top;
  const waiting = [''];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const listed = attempt('read', `${root}/${folder}`, () =>
      disk.list(folder === '' ? root : `${root}/${folder}`),
    );
    // A folder that is closed to us or has gone meanwhile does not hide the others.
    if (!listed.ok) {
      gathering.trouble(folder, 'it cannot be read');
      continue;
    }
    for (const { name, kind } of listed.value) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (kind === 'folder') {
        if (SKIPPED.has(name)) continue;
        if (path.split('/').length > DEEPEST) gathering.trouble(path, 'it lies too deep');
        else waiting.push(path);
      } else if (kind === 'file') {
        if (!readFile(disk, `${root}/${path}`, path, gathering, piece))
          gathering.trouble(path, 'it cannot be read');
      } else if (kind === 'link') {
        const target = attempt('read', path, () => disk.readLink(`${root}/${path}`));
        if (target.ok) gathering.link(path, target.value);
      }
    }
  }
  return ok(undefined);
}

function readFile(disk: Disk, absolute: string, path: string, gathering: Gathering, piece: Buffer): boolean {
  return attempt('read', absolute, () => {
    const file = disk.openRead(absolute);
    try {
      const { bytes } = disk.facts(file);
      const passing = gathering.file(path, bytes);
      if (passing === undefined) return;
      // Most files interest nobody: their first bytes say so.
      const first = disk.read(file, piece.subarray(0, Math.min(bytes, FIRST)), 0);
      if (first < bytes && !gathering.isWanted(path, piece.subarray(0, first))) return;
      for (let at = 0; at < bytes; ) {
        const count = disk.read(file, piece.subarray(0, Math.min(PIECE, bytes - at)), at);
        // Cut short while it was read.
        if (count === 0) return;
        passing.content(piece.subarray(0, count));
        at += count;
      }
      passing.ended();
    } finally {
      disk.close(file);
    }
  }).ok;
}
