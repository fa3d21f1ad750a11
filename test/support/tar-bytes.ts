/** Tar archives made byte by byte, wrong ones included; right ones come from the system's tar or `formats/tar.ts`. */

export type RawHeader = {
  readonly name?: string;
  readonly mode?: string | Uint8Array;
  readonly uid?: string | Uint8Array;
  readonly gid?: string | Uint8Array;
  readonly size?: string | Uint8Array;
  readonly mtime?: string | Uint8Array;
  readonly type?: string;
  readonly target?: string;
  readonly magic?: string;
  readonly prefix?: string;
  /** The eight bytes of the sum as they are; else they are right. */
  readonly sum?: string;
};

export const ZEROS = Buffer.alloc(1024);

/** A header block with a right checksum, unless told otherwise. */
export function rawHeader(fields: RawHeader = {}): Buffer {
  const block = Buffer.alloc(512);
  const put = (value: string | Uint8Array, at: number): void => {
    block.set(typeof value === 'string' ? Buffer.from(value, 'latin1') : value, at);
  };
  put(fields.name ?? 'entry', 0);
  put(fields.mode ?? '0000644\0', 100);
  put(fields.uid ?? '0000000\0', 108);
  put(fields.gid ?? '0000000\0', 116);
  put(fields.size ?? '00000000000\0', 124);
  put(fields.mtime ?? '00000000000\0', 136);
  put(fields.type ?? '0', 156);
  put(fields.target ?? '', 157);
  put(fields.magic ?? 'ustar\x0000', 257);
  put(fields.prefix ?? '', 345);
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(fields.sum ?? `${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** Header, content and what fills the last block. */
export function rawMember(content: string | Uint8Array, fields: RawHeader = {}): Buffer {
  const bytes = Buffer.from(content);
  const size = `${bytes.length.toString(8).padStart(11, '0')}\0`;
  return Buffer.concat([
    rawHeader({ size, ...fields }),
    bytes,
    Buffer.alloc((512 - (bytes.length % 512)) % 512),
  ]);
}

/** A pax header of these records; a text is taken as it stands. */
export function rawPax(records: Readonly<Record<string, string>> | string, type = 'x'): Buffer {
  const body =
    typeof records === 'string'
      ? records
      : Object.entries(records)
          .map(([keyword, value]) => paxRecord(keyword, value))
          .join('');
  return rawMember(Buffer.from(body, 'latin1'), { name: 'PaxHeaders/entry', type });
}

export function paxRecord(keyword: string, value: string): string {
  const rest = ` ${keyword}=${value}\n`;
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length += 1;
  return `${length}${rest}`;
}
