/**
 * Names with room in them, always compared as a whole: there is no way to write a pattern without anchors. `*` stands
 * for what has neither `/` nor `@`, `**` also for `/`; everything else is itself. `@` is never matched by either,
 * because it parts workflow and ref.
 */

import { err, ok, type Result } from '../core/result.ts';

export function isPattern(text: string): boolean {
  return text.includes('*');
}

/** No name is longer; what strangers write into certificates may be. */
const LONGEST = 4096;

/**
 * Goes through the pattern once and remembers up to where the text is matched so far, so that no text takes longer than
 * its length times that of the pattern.
 */
export function matches(pattern: string, text: string): boolean {
  if (!isPattern(pattern)) return pattern === text;
  if (text.length > LONGEST) return false;
  let reached = new Set([0]);
  for (const [part] of pattern.matchAll(/\*+|[^*]+/g))
    reached = part.startsWith('*') ? over(text, reached, part) : past(text, reached, part);
  return reached.has(text.length);
}

/**
 * Whether a pattern for an address says enough: scheme, host, and the first part of the path in full, so that it never
 * means everybody at a forge.
 *
 * @returns the failure is one clause for people
 */
export function checkAddress(text: string): Result<string, string> {
  if (/[\s\p{C}]/u.test(text)) return err('has white space or control characters');
  if (tooManyStars(text)) return err('has more than eight "*"');
  const [, host = '', owner = ''] = /^https:\/\/([^/@]+)\/([^/@]+)\/[^/]/.exec(text) ?? [];
  if (host === '' || owner === '') return err('must begin with https://, a host, and whose it is');
  if (isPattern(host) || isPattern(owner))
    return err('must name the host and whose it is in full; "*" comes later');
  return ok(text);
}

/** Whether a pattern for a ref says enough: `refs/heads/…` or `refs/tags/…` in full. */
export function checkRef(text: string): Result<string, string> {
  if (/[\s\p{C}]/u.test(text)) return err('has white space or control characters');
  if (tooManyStars(text)) return err('has more than eight "*"');
  if (!/^refs\/[a-z-]+\/[^/]/.test(text)) return err('must begin with refs/heads/ or refs/tags/');
  return ok(text);
}

/** Each star may try every length: a few are enough for anybody, and never slow. */
function tooManyStars(text: string): boolean {
  return text.replace(/\*+/g, '*').split('*').length > 9;
}

/** Positions behind a literal part. */
function past(text: string, reached: ReadonlySet<number>, part: string): Set<number> {
  return new Set([...reached].filter((at) => text.startsWith(part, at)).map((at) => at + part.length));
}

/** Positions that a star can lead to. */
function over(text: string, reached: ReadonlySet<number>, stars: string): Set<number> {
  const found = new Set<number>();
  let open = false;
  for (let at = 0; at <= text.length; at += 1) {
    open ||= reached.has(at);
    if (open) found.add(at);
    const letter = text[at];
    if (letter === '@' || (letter === '/' && stars.length === 1)) open = false;
  }
  return found;
}
