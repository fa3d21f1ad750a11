/** What commands of images are asked for: one JSON value of our own plan, and a file for what they find out. */

import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { writeWhole } from './write-whole.ts';

/** @returns the request as the plan wrote it: nobody else calls these commands */
export function readRequest<T>(
  args: readonly string[],
): Result<{ readonly request: T; readonly result: string }, string> {
  const [text, result, ...rest] = args;
  if (text === undefined || result === undefined || rest.length > 0)
    return err('needs a request and the file for the result');
  try {
    return ok({ request: JSON.parse(text) as T, result });
  } catch {
    return err('the request is not JSON');
  }
}

/** Appears whole or not at all. */
export function writeJson(inside: Inside, path: string, value: unknown) {
  const text = Buffer.from(`${JSON.stringify(value)}\n`);
  return writeWhole(inside, path, async (file) => file.write(text));
}
