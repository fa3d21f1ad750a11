/** Text from files of images, made fit to stand in a document of ours. */

/** Control characters, direction marks and what is no character at all. */
const UNFIT = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029\ufffe\uffff]+/gu;

/** Longer names, versions and the like are no such thing. */
export const LONGEST_WORD = 500;

/** One line without anything that a terminal or a parser could take for more than text. */
export function plainLine(text: string, longest = LONGEST_WORD): string {
  return text
    .slice(0, longest * 2)
    .replace(UNFIT, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
    .slice(0, longest)
    .toWellFormed();
}

/** The text as it is when it can stand as a name or a version; undefined when it is empty, too long or not plain. */
export function word(text: unknown): string | undefined {
  if (typeof text !== 'string' || text === '' || text.length > LONGEST_WORD) return undefined;
  return plainLine(text) === text ? text : undefined;
}

/** What is said of a package that cannot be called anything. */
export const NAMELESS = 'a package without a plain name and version';

/** UTF-8; what is none becomes U+FFFD. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
