/** The records of a pax extended header (POSIX.1-2001, "pax Extended Header"), and GNU tar's long names. */

import { TarError, type TarHeader } from './tar-header.ts';

/** Values by keyword, as bytes: a name may be in any encoding. */
export type PaxRecords = ReadonlyMap<string, Uint8Array>;

/**
 * Records of `length keyword=value\n`, where the length counts all of it. A keyword that comes twice is refused: two
 * readers may each take another one.
 *
 * @throws TarError
 */
export function readPax(body: Uint8Array): PaxRecords {
  const records = new Map<string, Uint8Array>();
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(0x20, at);
    const digits = Buffer.from(body.subarray(at, Math.min(space, at + 10))).toString('latin1');
    const end = at + Number(digits);
    const equals = body.indexOf(0x3d, space);
    const whole =
      space !== -1 && /^[1-9][0-9]{0,8}$/.test(digits) && end <= body.length && body[end - 1] === 0x0a;
    if (!whole || equals === -1 || equals <= space + 1 || equals >= end - 1) {
      throw new TarError('extension', 'a record of a pax header is malformed');
    }
    const keyword = Buffer.from(body.subarray(space + 1, equals)).toString('utf8');
    if (records.has(keyword)) throw new TarError('extension', 'a pax header says the same thing twice');
    records.set(keyword, body.slice(equals + 1, end - 1));
    at = end;
  }
  return records;
}

/**
 * The header as the records want it.
 *
 * @throws TarError
 */
export function withPax(header: TarHeader, records: PaxRecords): TarHeader {
  if ([...records.keys()].some((keyword) => keyword.startsWith('GNU.sparse.'))) {
    throw new TarError('sparse', 'a file with holes is not stored as it is');
  }
  return {
    ...header,
    name: name(records, 'path') ?? header.name,
    target: name(records, 'linkpath') ?? header.target,
    bytes: count(records, 'size') ?? header.bytes,
    uid: count(records, 'uid') ?? header.uid,
    gid: count(records, 'gid') ?? header.gid,
    mtime: seconds(records) ?? header.mtime,
  };
}

/** Keywords that say where something goes or how long it is: nothing that may hold for all members at once. */
export function isPlacing(keyword: string): boolean {
  return ['path', 'linkpath', 'size'].includes(keyword) || keyword.startsWith('GNU.sparse.');
}

/**
 * The content of a header of type `L` or `K`: a name, ended by a NUL.
 *
 * @throws TarError
 */
export function readLongName(body: Uint8Array): Uint8Array {
  const end = body.indexOf(0);
  if (end < 1 || body.subarray(end).some((byte) => byte !== 0)) {
    throw new TarError('extension', 'a long name is malformed');
  }
  return body.slice(0, end);
}

function name(records: PaxRecords, keyword: string): Uint8Array | undefined {
  const value = records.get(keyword);
  if (value !== undefined && (value.length === 0 || value.includes(0))) {
    throw new TarError('name', `${keyword} is no name`);
  }
  return value;
}

/** An empty value takes the record back. */
function textOf(records: PaxRecords, keyword: string): string | undefined {
  const value = Buffer.from(records.get(keyword) ?? []).toString('latin1');
  return value === '' ? undefined : value;
}

function count(records: PaxRecords, keyword: string): number | undefined {
  const text = textOf(records, keyword);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^[0-9]{1,16}$/.test(text) || !Number.isSafeInteger(value)) {
    throw new TarError('number', `${keyword} is no number`);
  }
  return value;
}

function seconds(records: PaxRecords): number | undefined {
  const text = textOf(records, 'mtime');
  if (text === undefined) return undefined;
  if (!/^-?[0-9]{1,15}(\.[0-9]{1,20})?$/.test(text)) throw new TarError('number', 'mtime is no number');
  return Number(text);
}
