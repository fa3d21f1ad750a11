/** How many cells of a terminal a text takes, and cutting, padding and wrapping by cells. */

import { stripVTControlCharacters } from 'node:util';

/** Cells of one line; colours count nothing. Approximate only for sequences of joined emoji. */
export function cells(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  let joined = false;
  for (const char of stripVTControlCharacters(text)) {
    if (char === '\u200d') joined = true;
    else if (joined) joined = false;
    else width += cellsOf(char);
  }
  return width;
}

/** The text itself, or its beginning and an ellipsis, in at most `width` cells. For text without colours. */
export function cut(text: string, width: number): string {
  if (cells(text) <= width) return text;
  if (width < 1) return '';
  let out = '';
  let room = width - 1;
  for (const char of text) {
    room -= cellsOf(char);
    if (room < 0) break;
    out += char;
  }
  return `${out.trimEnd()}…`;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - cells(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - cells(text))) + text;
}

/**
 * Breaks at spaces into lines of at most `width` cells; a word that is longer is broken where it must be.
 * For text without colours.
 *
 * @param most  lines to keep; the last one ends in an ellipsis when there were more
 */
export function wrap(text: string, width: number, most = Number.POSITIVE_INFINITY): string[] {
  const room = Math.max(1, width);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((part) => pieces(part, room))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (cells(longer) <= room) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  if (lines.length <= most) return lines;
  const kept = lines.slice(0, most);
  return [...kept.slice(0, -1), cut(`${kept.at(-1) ?? ''} ${lines[most] ?? ''}`, room)];
}

/** Joins clauses with a middle dot, on as many lines as they need. A clause that is too long is cut. */
export function clauses(parts: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && cells(last) + 3 + cells(part) <= columns)
      lines[lines.length - 1] = `${last} · ${part}`;
    else lines.push(cut(part, columns));
  }
  return lines;
}

const ASCII = /^[ -~]*$/;
const NO_CELL = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]$/u;
const EMOJI = /^\p{Emoji_Presentation}$/u;

function cellsOf(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x300) return NO_CELL.test(char) ? 0 : 1;
  if (NO_CELL.test(char)) return 0;
  return wide(code) || EMOJI.test(char) ? 2 : 1;
}

/** The blocks that Unicode's East Asian Width (UAX 11) calls wide or fullwidth. */
function wide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0x303e) ||
    (code >= 0x3041 && code <= 0xa4cf) ||
    (code >= 0xa960 && code <= 0xa97c) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff01 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1f64f) ||
    (code >= 0x1f900 && code <= 0x1f9ff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}

function pieces(word: string, room: number): string[] {
  if (cells(word) <= room) return [word];
  const found: string[] = [];
  let piece = '';
  for (const char of word) {
    if (piece !== '' && cells(piece) + cellsOf(char) > room) {
      found.push(piece);
      piece = '';
    }
    piece += char;
  }
  return [...found, piece];
}
