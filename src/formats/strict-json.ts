/** JSON from outside, where one text must not mean two things: two readers may take different ones of two equal names. */

import { err, ok, type Result } from '../core/result.ts';

/** Far deeper than anything we read. */
const DEEPEST = 32;

/**
 * Parses UTF-8 JSON (RFC 8259) in which every object's names differ. A byte order mark and bytes that are no UTF-8 are
 * refused.
 *
 * @returns the value, or one clause that says what is wrong and repeats none of the text
 */
export function strictJson(bytes: Uint8Array): Result<unknown, string> {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    return err('it is not JSON');
  }
  const problem = structureProblem(text);
  return problem === undefined ? ok(value) : err(problem);
}

export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text is JSON already, so that strings and brackets are all there is to look at. */
function structureProblem(text: string): string | undefined {
  const names: Set<string>[] = [];
  for (const [token, string, colon] of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[[{\]}]/g)) {
    if (string !== undefined) {
      if (colon === undefined) continue;
      const name = String(JSON.parse(string));
      const known = names.at(-1);
      if (known?.has(name) === true) return 'a name stands twice in one object';
      known?.add(name);
    } else if (token === '{' || token === '[') {
      names.push(new Set());
      if (names.length > DEEPEST) return 'it is nested too deeply';
    } else names.pop();
  }
  return undefined;
}
