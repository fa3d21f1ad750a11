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

/**
 * The text is JSON already, so that strings and brackets are all there is to look at. Strings are searched for their
 * end: a pattern that matches a whole one needs memory for each escape in it, and throws when a stranger wrote many.
 */
function structureProblem(text: string): string | undefined {
  const names: Set<string>[] = [];
  const tokens = /["[{\]}]/g;
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    const [sign] = token;
    if (sign === '"') {
      const end = endOfString(text, token.index);
      tokens.lastIndex = end;
      if (!isName(text, end)) continue;
      const name = String(JSON.parse(text.slice(token.index, end)));
      const known = names.at(-1);
      if (known?.has(name) === true) return 'a name stands twice in one object';
      known?.add(name);
    } else if (sign === '{' || sign === '[') {
      names.push(new Set());
      if (names.length > DEEPEST) return 'it is nested too deeply';
    } else names.pop();
  }
  return undefined;
}

/** Behind its closing quote: the first that no odd number of backslashes stands before. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return at + 1;
  }
  return text.length;
}

/** Whether a colon follows, behind white space at most. */
function isName(text: string, end: number): boolean {
  let at = end;
  while (SPACE.has(text[at] ?? '')) at += 1;
  return text[at] === ':';
}

const SPACE: ReadonlySet<string> = new Set([' ', '\t', '\n', '\r']);
