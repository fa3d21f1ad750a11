/** A file that is there when it is complete, and not at all otherwise. */

import type { Failure } from '../../core/failure.ts';
import type { Inside, Writer } from '../../core/inside.ts';
import type { Result } from '../../core/result.ts';

/**
 * @param fill  writes the content; what it gives is given on
 * @param mode  permission bits
 */
export async function writeWhole<T>(
  inside: Inside,
  path: string,
  fill: (file: Writer) => Promise<Result<T, Failure | string>>,
  mode = 0o644,
): Promise<Result<T, Failure | string>> {
  const file = inside.write(path, mode);
  if (!file.ok) return file;
  const filled = await fill(file.value);
  const finished = filled.ok ? file.value.finish() : filled;
  if (finished.ok) return filled;
  file.value.drop();
  return finished;
}
