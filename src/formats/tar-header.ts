/** One header block of a tar archive, read strictly: POSIX.1-1988 ustar and what GNU tar made of it. */

export type TarHeader = {
  readonly type: string;
  /** Bytes of the name as it stands, prefix and all. */
  readonly name: Uint8Array;
  readonly target: Uint8Array;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly bytes: number;
  /** Seconds since 1970. */
  readonly mtime: number;
};

/** What is wrong with an archive. The codes are the contract, `detail` is for people. */
export type TarProblem = {
  readonly code:
    | 'not-tar'
    | 'checksum'
    | 'number'
    | 'name'
    | 'extension'
    | 'sparse'
    | 'unexpected-content'
    | 'padding'
    | 'after-end'
    | 'cut-off';
  readonly detail: string;
};

/** Thrown within the reader and caught at its edge: it may happen at every field. */
export class TarError extends Error {
  readonly problem: TarProblem;

  constructor(code: TarProblem['code'], detail: string) {
    super(detail);
    this.problem = { code, detail };
  }
}

export const TAR_BLOCK = 512;

/**
 * @param block  512 bytes that are not all zero
 * @throws TarError
 */
export function readTarHeader(block: Uint8Array): TarHeader {
  const magic = text(block.subarray(257, 265));
  if (magic !== POSIX && magic !== GNU) throw new TarError('not-tar', 'no header where one must be');
  if (number(block.subarray(148, 156), 'checksum') !== sum(block)) {
    throw new TarError('checksum', 'a header is not what it was when it was written');
  }
  // GNU tar keeps times and pieces of sparse files where POSIX keeps the beginning of a long name.
  const prefix = magic === POSIX ? upToNul(block.subarray(345, 500)) : new Uint8Array();
  const name = upToNul(block.subarray(0, 100));
  return {
    type: String.fromCharCode(block[156] ?? 0),
    name: prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]),
    target: upToNul(block.subarray(157, 257)),
    mode: number(block.subarray(100, 108), 'mode'),
    uid: number(block.subarray(108, 116), 'uid', 'may be empty'),
    gid: number(block.subarray(116, 124), 'gid', 'may be empty'),
    bytes: number(block.subarray(124, 136), 'size'),
    mtime: number(block.subarray(136, 148), 'mtime', 'may be empty', 'may be negative'),
  };
}

export function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

const POSIX = 'ustar\x0000';
const GNU = 'ustar  \0';

/** Every byte of the block, the sum's own eight counted as spaces. Sums of signed bytes, as SunOS wrote, are refused. */
function sum(block: Uint8Array): number {
  let total = 8 * 0x20;
  for (const [at, byte] of block.entries()) {
    if (at < 148 || at >= 156) total += byte;
  }
  return total;
}

function upToNul(field: Uint8Array): Uint8Array {
  const end = field.indexOf(0);
  return end === -1 ? field : field.subarray(0, end);
}

/** Octal digits, ended by NUL or space; or, when the first bit is set, a binary number (GNU, star). */
function number(field: Uint8Array, what: string, ...may: ('may be empty' | 'may be negative')[]): number {
  const first = field[0] ?? 0;
  const value = first >= 0x80 ? binary(field, first) : octal(text(field), what, may.includes('may be empty'));
  if (!Number.isSafeInteger(value) || (value < 0 && !may.includes('may be negative'))) {
    throw new TarError('number', `${what} is out of range`);
  }
  return value;
}

function octal(field: string, what: string, mayBeEmpty: boolean): number {
  const digits = /^ *([0-7]*)[ \0]*$/.exec(field)?.[1];
  if (digits === undefined || (digits === '' && !mayBeEmpty)) {
    throw new TarError('number', `${what} is no octal number`);
  }
  return Number.parseInt(digits === '' ? '0' : digits, 8);
}

/** Two's complement of all bits but the first. Larger than 2^53 is not exact, and out of range for who asked. */
function binary(field: Uint8Array, first: number): number {
  let value = first & 0x40 ? (first & 0x7f) - 0x80 : first & 0x3f;
  for (const byte of field.subarray(1)) value = value * 256 + byte;
  return value;
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
