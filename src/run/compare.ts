/** Whether building again gave the same. */

import type { BinaryFact } from '../core/fact.ts';
import type { JobHow } from '../core/record.ts';

/** @returns the files of the two archives that differ; none when only the packing differs */
export function differingFiles(before: BinaryFact, now: BinaryFact): JobHow['rebuilt'] {
  if (before.sha256 === now.sha256) return { equal: true, differs: [] };
  const earlier = new Map(before.files.map((file) => [file.path, file]));
  const paths = new Set([...before.files, ...now.files].map((file) => file.path));
  const later = new Map(now.files.map((file) => [file.path, file]));
  const differs = [...paths].filter((path) => {
    const [one, other] = [earlier.get(path), later.get(path)];
    return one?.sha256 !== other?.sha256 || one?.mode !== other?.mode;
  });
  return { equal: false, differs: differs.toSorted() };
}
