/** Files of the workspace as entries of a layer: two modes, one owner, links as they are, what is excluded left out. */

import { posix } from 'node:path';
import type { Disk } from '../core/disk.ts';
import type { Owner } from '../core/image.ts';
import { globTest } from '../core/path.ts';
import { err, ok, type Result } from '../core/result.ts';
import { attempt } from './attempt.ts';
import type { LayerEntry } from './layer-write.ts';

export type Gathered = {
  /** The folder of the image that they go into. */
  readonly to: string;
  /** Paths relative to `to`. */
  readonly entries: readonly LayerEntry[];
};

export type GatherRequest = {
  /** A file or folder; links in its last name are not followed. */
  readonly from: string;
  /** A folder's content goes into it; a file becomes it, or goes into it when it ends with a slash. */
  readonly to: string;
  readonly exclude: readonly string[];
  readonly owner: Owner;
};

const MOST_ENTRIES = 2_000_000;

export function gather(disk: Disk, request: GatherRequest): Result<Gathered> {
  const { from, to, owner } = request;
  const top = attempt('read', from, () => disk.look(from));
  if (!top.ok) return top;
  switch (top.value?.kind) {
    case undefined:
      return err({ code: 'system', doing: 'read', path: from, errno: 'ENOENT' });
    case 'folder': {
      const entries = below(disk, request);
      return entries.ok ? ok({ to, entries: entries.value }) : entries;
    }
    case 'file':
    case 'link': {
      const into = to.endsWith('/');
      const path = into ? posix.basename(from) : posix.basename(to);
      if (path === '') return err(refused(`${from} is a file, and ${to} is no name for it`));
      const entry = entryAt(disk, from, path, owner);
      return entry.ok ? ok({ to: into ? to : posix.dirname(to), entries: [entry.value] }) : entry;
    }
    case 'other':
      return err(refused(`${from} is neither a file, a folder nor a link`));
  }
}

function below(disk: Disk, { from, exclude, owner }: GatherRequest): Result<readonly LayerEntry[]> {
  const excluded = exclude.map(globTest);
  const entries: LayerEntry[] = [];
  const waiting = [''];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const place = folder === '' ? from : `${from}/${folder}`;
    const names = attempt('read', place, () => disk.list(place));
    if (!names.ok) return names;
    for (const { name, kind } of names.value) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (excluded.some((matches) => matches(path))) continue;
      if (entries.length >= MOST_ENTRIES) return err(refused(`${from} has more than ${MOST_ENTRIES} files`));
      if (kind === 'folder') {
        waiting.push(path);
        entries.push({ kind: 'folder', path, mode: 0o755, owner });
        continue;
      }
      const entry = entryAt(disk, `${from}/${path}`, path, owner);
      if (!entry.ok) return entry;
      entries.push(entry.value);
    }
  }
  return ok(entries);
}

function entryAt(disk: Disk, from: string, path: string, owner: Owner): Result<LayerEntry> {
  const found = attempt('read', from, () => {
    const facts = disk.look(from);
    return { facts, target: facts?.kind === 'link' ? disk.readLink(from) : '' };
  });
  if (!found.ok) return found;
  const { facts, target } = found.value;
  switch (facts?.kind) {
    case 'file': {
      const mode = (facts.mode & 0o111) === 0 ? 0o644 : 0o755;
      return ok({ kind: 'file', path, owner, mode, bytes: facts.bytes, from });
    }
    case 'link':
      return ok({ kind: 'link', path, owner, target });
    default:
      return err(refused(`${from} is neither a file, a folder nor a link, or has just gone`));
  }
}

function refused(message: string) {
  return { code: 'image-build-failed', builder: 'layers', message } as const;
}
