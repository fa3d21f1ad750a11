/** Everything below a folder as lines, so that two moments or two trees can be compared: kind, mode, content, target. */

import { hash } from 'node:crypto';
import type { Disk } from '../../core/disk.ts';

/**
 * @param folder  may be missing, a file or a link too
 * @param without  absolute paths that are left out with what is below them
 */
export function listing(disk: Disk, folder: string, without: ReadonlySet<string> = new Set()): string[] {
  const lines: string[] = [];
  enter(disk, folder, '', without, lines);
  return lines.toSorted();
}

function enter(
  disk: Disk,
  place: string,
  below: string,
  without: ReadonlySet<string>,
  lines: string[],
): void {
  const facts = without.has(place) ? undefined : disk.look(place);
  if (facts === undefined) return;
  const mode = facts.mode.toString(8);
  switch (facts.kind) {
    case 'file':
      lines.push(`${below} file ${mode} ${digest(disk, place)}`);
      break;
    case 'link':
      lines.push(`${below} link ${disk.readLink(place)}`);
      break;
    case 'folder':
      lines.push(`${below} folder ${mode}`);
      for (const { name } of disk.list(place))
        enter(disk, `${place}/${name}`, `${below}/${name}`, without, lines);
      break;
    case 'other':
      lines.push(`${below} other`);
  }
}

function digest(disk: Disk, path: string): string {
  const open = disk.openRead(path);
  try {
    const bytes = Buffer.alloc(disk.facts(open).bytes);
    return hash('sha256', bytes.subarray(0, disk.read(open, bytes, 0)), 'hex');
  } finally {
    disk.close(open);
  }
}
