/**
 * Writes the headers of a tar archive: POSIX.1-1988 ustar, with a POSIX.1-2001 pax header before an entry that ustar
 * cannot say. Nothing of the machine gets in: no names of owners, no clock. The same entry is always the same bytes.
 */

export type TarEntry = {
  /** Relative, `/`-separated, without an ending slash; any Unicode. */
  readonly path: string;
  /** Permission bits, such as 0o755. */
  readonly mode: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** Numbers; without them 0 and 0. */
  readonly owner?: { readonly uid: number; readonly gid: number };
} & (
  | { readonly kind: 'file'; readonly bytes: number }
  | { readonly kind: 'folder' }
  | { readonly kind: 'link'; readonly target: string }
);

/** Another name for a file that comes before it. */
export type TarHardLink = Omit<TarEntry, 'kind'> & { readonly kind: 'hard-link'; readonly target: string };

const BLOCK = 512;

/** Two blocks of zeros end an archive. */
export const TAR_END: Uint8Array = new Uint8Array(2 * BLOCK);

/** Everything before the content of an entry: one block, or three and more with a pax header. */
export function tarHeader(entry: TarEntry | TarHardLink): Uint8Array {
  const path = entry.kind === 'folder' ? `${entry.path}/` : entry.path;
  const target = entry.kind === 'link' || entry.kind === 'hard-link' ? entry.target : '';
  const bytes = entry.kind === 'file' ? entry.bytes : 0;
  const place = splitPath(path);
  const { uid, gid } = entry.owner ?? { uid: 0, gid: 0 };
  const records = [
    ...(place === undefined ? [['path', path] as const] : []),
    ...(isShortAscii(target, 100) ? [] : [['linkpath', target] as const]),
    ...(bytes > MOST_OCTAL_11 ? [['size', String(bytes)] as const] : []),
    ...(uid > MOST_OCTAL_7 ? [['uid', String(uid)] as const] : []),
    ...(gid > MOST_OCTAL_7 ? [['gid', String(gid)] as const] : []),
    ...(entry.mtime > MOST_OCTAL_11 ? [['mtime', String(entry.mtime)] as const] : []),
  ];
  const main = block({
    ...(place ?? { name: asciiOnly(path), prefix: '' }),
    mode: entry.mode,
    uid: Math.min(uid, MOST_OCTAL_7),
    gid: Math.min(gid, MOST_OCTAL_7),
    bytes: Math.min(bytes, MOST_OCTAL_11),
    mtime: Math.min(entry.mtime, MOST_OCTAL_11),
    type: TYPES[entry.kind],
    target: isShortAscii(target, 100) ? target : asciiOnly(target),
  });
  return records.length === 0 ? main : Buffer.concat([paxHeader(path, records), main]);
}

/** How many zeros follow a content of `bytes`, so that the next header starts at a block. */
export function tarPadding(bytes: number): number {
  return (BLOCK - (bytes % BLOCK)) % BLOCK;
}

const TYPES = { file: '0', 'hard-link': '1', link: '2', folder: '5' } as const;

/** Eleven octal digits: 8 GiB less one byte, or the year 2242. */
const MOST_OCTAL_11 = 0o77777777777;

const MOST_OCTAL_7 = 0o7777777;

type Fields = {
  readonly name: string;
  readonly prefix: string;
  readonly mode: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly bytes: number;
  readonly mtime: number;
  readonly type: string;
  readonly target: string;
};

/** One header block; offsets are those of POSIX.1-1988, section 10.1.1. */
function block(fields: Fields): Buffer {
  const out = Buffer.alloc(BLOCK);
  out.write(fields.name, 0, 'latin1');
  out.write(octal(fields.mode, 7), 100, 'latin1');
  out.write(octal(fields.uid ?? 0, 7), 108, 'latin1');
  out.write(octal(fields.gid ?? 0, 7), 116, 'latin1');
  out.write(octal(fields.bytes, 11), 124, 'latin1');
  out.write(octal(fields.mtime, 11), 136, 'latin1');
  out.write(fields.type, 156, 'latin1');
  out.write(fields.target, 157, 'latin1');
  out.write('ustar\x0000', 257, 'latin1');
  out.write(octal(0, 7), 329, 'latin1');
  out.write(octal(0, 7), 337, 'latin1');
  out.write(fields.prefix, 345, 'latin1');
  // The sum is taken with eight spaces in its own place, and ends in NUL and space.
  out.fill(' ', 148, 156);
  const sum = out.reduce((total, byte) => total + byte, 0);
  out.write(`${octal(sum, 6)}\0 `, 148, 'latin1');
  return out;
}

/** A header of type `x`, which speaks of the entry after it: records of `length key=value`. */
function paxHeader(path: string, records: readonly (readonly [string, string])[]): Buffer {
  const body = Buffer.from(records.map(([key, value]) => paxRecord(key, value)).join(''), 'utf8');
  const name = `PaxHeaders/${asciiOnly(path.replace(/\/$/, '').split('/').at(-1) ?? '')}`.slice(0, 100);
  const head = block({ name, prefix: '', mode: 0o644, bytes: body.length, mtime: 0, type: 'x', target: '' });
  return Buffer.concat([head, body, Buffer.alloc(tarPadding(body.length))]);
}

/** The length counts its own digits too. */
function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (rest + String(length).length !== length) length += 1;
  return `${length} ${key}=${value}\n`;
}

/** Where ustar can hold the path: 100 bytes of name, after 155 bytes of folders. */
function splitPath(path: string): { readonly name: string; readonly prefix: string } | undefined {
  if (isShortAscii(path, 100)) return { name: path, prefix: '' };
  if (!isShortAscii(path, 256)) return undefined;
  for (let at = path.lastIndexOf('/', path.length - 2); at > 0; at = path.lastIndexOf('/', at - 1)) {
    if (path.length - at - 1 > 100) return undefined;
    if (at <= 155) return { name: path.slice(at + 1), prefix: path.slice(0, at) };
  }
  return undefined;
}

function isShortAscii(text: string, most: number): boolean {
  return text.length <= most && /^[\x20-\x7e]*$/.test(text);
}

/** What a reader without pax gets to see. */
function asciiOnly(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, '_').slice(0, 100);
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}
