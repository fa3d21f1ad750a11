/**
 * Paths in a pipeline stand where a shell, a pattern or an expression of the forge would read more into them. Those that
 * hold nothing which any of the three knows are taken, others are refused: no quoting holds in all three.
 */

import type { Failure } from '../core/failure.ts';
import type { Pipeline } from './pipeline.ts';

/** Letters and digits of any script, and what is harmless between them. */
const HARMLESS = /^[\p{L}\p{N}_.@+=,/ -]+$/u;

/** The first path that no pipeline can name; undefined when all can be. */
export function pathProblem({ prefix, jobs }: Pipeline, more: readonly string[]): Failure | undefined {
  const paths = [...(prefix === '' ? [] : [prefix]), ...more, ...jobs.flatMap((job) => job.leaves)];
  const bad = paths.find((path) => !HARMLESS.test(path) || path.startsWith('-') || path.trim() !== path);
  if (bad === undefined) return undefined;
  const message = `the path ${JSON.stringify(bad)} cannot stand in a pipeline: only letters, digits, spaces and "_.@+=,/-" are safe there`;
  return { code: 'usage', message };
}

/** For a path that was looked at. */
export function shellWord(path: string): string {
  return /^[A-Za-z0-9_./-]+$/.test(path) ? path : `'${path}'`;
}

/** A path of the project as seen from the top of the repository. */
export function fromTop(prefix: string, path: string): string {
  return prefix === '' ? path : `${prefix}/${path}`;
}
