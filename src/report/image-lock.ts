/** What `sealsmith image lock` did, a line a base. */

import type { LockChange } from '../core/image-lock.ts';
import { visible } from './escape.ts';
import { type Look, mark } from './look.ts';

export function imageLockText(changes: readonly LockChange[], look: Look): string[] {
  if (changes.length === 0) return ['nothing to pin: no base is named'];
  return changes.flatMap((change) => [
    `${mark(change.kind === 'removed' ? 'skip' : 'ok', look)} ${visible(change.name)}  ${said(change)}`,
    ...change.packages.slice(0, MOST).map((line) => `    ${visible(line)}`),
    ...(change.packages.length > MOST ? [`    and ${change.packages.length - MOST} packages more`] : []),
  ]);
}

/** Packages that are listed; the diff of the file has all. */
const MOST = 40;

function said({ kind, from, to }: LockChange): string {
  switch (kind) {
    case 'added':
      return `pinned to ${short(to)}`;
    case 'changed':
      return `${short(from)} → ${short(to)}`;
    case 'same':
      return `as it was, ${short(to)}`;
    case 'removed':
      return 'removed: nothing names it any more';
  }
}

function short(digest: string | undefined): string {
  return digest?.slice(0, 'sha256:'.length + 12) ?? '';
}
