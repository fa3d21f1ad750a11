/**
 * File names as text. A name is bytes; where they are no UTF-8, each stray byte 0x80–0xFF becomes the lone surrogate
 * U+DC80–U+DCFF (PEP 383), so that two names are never taken for one and every name leads back to its bytes.
 */

/** Bytes of a name, or of a path, as text. */
export function nameText(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!text.includes('\ufffd') || Buffer.from(text, 'utf8').equals(bytes)) return text;
  let out = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequence(bytes, at);
    out +=
      length === 0 ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0)) : bytes.toString('utf8', at, at + length);
    at += Math.max(1, length);
  }
  return out;
}

/** True when a name as Node decoded it may stand for other bytes: then it has to be read again as bytes. */
export function isDoubtful(name: string): boolean {
  return name.includes('\ufffd');
}

/** A path as Node's file functions take it: text where that says it, else the bytes. */
export function fsPath(text: string): string | Buffer {
  if (text.isWellFormed()) return text;
  const parts = [...text].map((char) => {
    const code = char.charCodeAt(0);
    return char.length === 1 && code >= 0xdc80 && code <= 0xdcff
      ? Buffer.from([code - 0xdc00])
      : Buffer.from(char, 'utf8');
  });
  return Buffer.concat(parts);
}

/** Length of the UTF-8 sequence at a place, or 0 when there is none (RFC 3629). */
function sequence(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  const length =
    first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  const piece = bytes.subarray(at, at + length);
  return Buffer.from(piece.toString('utf8'), 'utf8').equals(piece) ? length : 0;
}
