/** JSON of packages: as their own tools read it, with limits, since whoever wrote it is a stranger. */

import { err, ok, type Result } from '../../core/result.ts';
import { textOf } from './text.ts';

/** Deeper than any manifest or lock file; what reads it recursively stays well within its stack. */
const DEEPEST = 200;

/** @returns the value, or one clause */
export function readJson(bytes: Uint8Array): Result<unknown, string> {
  // npm takes a byte order mark.
  const text = textOf(bytes).replace(/^\ufeff/, '');
  if (tooDeep(bytes)) return err('it is nested too deeply');
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    return err('it is no JSON');
  }
}

/** Counts brackets outside of strings, before anything is built. */
function tooDeep(bytes: Uint8Array): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (inText) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) inText = false;
    } else if (byte === 0x22) inText = true;
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return false;
}
