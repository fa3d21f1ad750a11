/** What a path and a link of an entry may be. A rule that is broken is said in a few words. */

/** Bytes of a path, and of one of its parts. */
const PATH = 4096;
const PART = 255;

/**
 * Paths that fold to the same text are one path on some file system: they differ in case, or in how Unicode composes
 * their characters. By way of upper case, because two lower-case letters may have the same one (the two small sigmas).
 */
export function fold(path: string): string {
  if (ASCII.test(path)) return path.toLowerCase();
  // Part by part: what a letter becomes may depend on what follows it.
  const parts = path
    .split('/')
    .map((part) => part.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC'));
  return parts.join('/');
}

/** @returns the rule that a path breaks, whatever else the entry holds */
export function pathRule(path: string): string | undefined {
  if (path.startsWith('/')) return 'an absolute path';
  if (path.includes('\0')) return 'a NUL in its path';
  if (path.includes('\\')) return 'a backslash in its path';
  const plain = ASCII.test(path);
  if (!plain && !isSpelled(path)) return 'a name that cannot be spelled';
  if (bytesOf(path, plain) > PATH) return `a path of more than ${PATH} bytes`;
  for (const part of path.split('/')) {
    if (part === '') return 'an empty part in its path';
    if (part === '.' || part === '..') return `the part "${part}" in its path`;
    if (bytesOf(part, plain) > PART) return `a name of more than ${PART} bytes`;
  }
  return undefined;
}

/**
 * A link may lead to what is in its own root, named from where it stands. `..` is only taken from what the list names
 * as a folder: from a link it would start at the place where that one leads, and come out somewhere else.
 *
 * @param isFolder  whether the list names this path as a folder
 */
export function linkRule(
  path: string,
  target: string,
  isFolder: (path: string) => boolean,
): string | undefined {
  if (target === '') return 'an empty link';
  if (target.startsWith('/')) return 'a link with an absolute target';
  if (target.includes('\0')) return 'a link with a NUL in its target';
  if (target.includes('\\')) return 'a link with a backslash in its target';
  const plain = ASCII.test(target);
  if (!plain && !isSpelled(target)) return 'a link whose target cannot be spelled';
  if (bytesOf(target, plain) >= PATH) return `a link with a target of ${PATH} bytes or more`;
  const [root = '', ...below] = path.split('/');
  // A root that is a link has no inside: it may lead to what stands beside it, or below that.
  const place = below.length === 0 ? [] : [root, ...below.slice(0, -1)];
  for (const part of target.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') place.push(part);
    else if (below.length === 0 || place.length < 2 || !isFolder(place.join('/')))
      return 'a link that leads out of its root';
    else place.pop();
  }
  return place.length === 0 ? 'a link to nothing but where it stands' : undefined;
}

/** A name as it stands on the disk: a lone surrogate U+DC80–U+DCFF is the byte 0x80–0xFF (see system/names.ts). */
export function nameBytes(text: string): Uint8Array {
  if (text.isWellFormed()) return Buffer.from(text, 'utf8');
  return Buffer.concat(
    Array.from(text, (char) => (STRAY.test(char) ? strayBytes(char) : Buffer.from(char, 'utf8'))),
  );
}

/** Every path has one spelling: a lone surrogate stands for a byte that is no UTF-8 where it stands, and for no other. */
function isSpelled(text: string): boolean {
  if (text.isWellFormed()) return true;
  const rest = text.replace(/[\udc80-\udcff]+/gu, (run) => (isStray(run) ? '' : '\ud800'));
  return rest.isWellFormed();
}

/** True when no part of these bytes is a character in UTF-8. */
function isStray(run: string): boolean {
  const bytes = strayBytes(run);
  return /^\ufffd+$/.test(bytes.toString('utf8')) && !bytes.includes(REPLACEMENT);
}

function strayBytes(run: string): Buffer {
  return Buffer.from(Array.from(run, (char) => char.charCodeAt(0) - 0xdc00));
}

/** Bytes of the name on disk, where a lone surrogate is one byte. */
function bytesOf(text: string, plain: boolean): number {
  if (plain) return text.length;
  const strays = text.match(/[\udc80-\udcff]/gu)?.length ?? 0;
  return Buffer.byteLength(text, 'utf8') - 2 * strays;
}

const ASCII = /^[\0-\x7f]*$/;

/** With the flag that takes surrogate pairs for one character: only lone ones are meant. */
const STRAY = /^[\udc80-\udcff]$/u;

/** U+FFFD as it stands in UTF-8. */
const REPLACEMENT = Buffer.from('\ufffd', 'utf8');
