/**
 * An ELF program as it would lie in memory (System V ABI, "Program Header"), far enough to find what the Go linker put
 * there: 32 and 64 bits, either byte order. Every number in it is a stranger's.
 */

export type Region = { readonly at: number; readonly end: number };

export type ElfImage = {
  /** Where the Go linker's build information lies in the file, likeliest first. */
  readonly goRegions: readonly Region[];
  readonly pointers: { readonly little: boolean };
  /** Bytes at an address, or undefined where nothing of the file is loaded. */
  read(address: bigint, bytes: number): Buffer | undefined;
};

const LOAD = 1;
const EXECUTE_WRITE = 3;
const WRITE = 2;
const SECTION = '.go.buildinfo';

/** More than any linker writes. */
const MOST_HEADERS = 4096;

type Segment = Region & { readonly address: bigint; readonly flags: number };

/** @returns undefined for what is no ELF file */
export function elfImage(file: Buffer): ElfImage | undefined {
  if (file.length < 64 || file.readUInt32BE(0) !== 0x7f454c46) return undefined;
  const [wide, little] = [file[4] === 2, file[5] !== 2];
  const view = new Numbers(file, wide, little);
  const segments = loaded(view);
  const section = goSection(view);
  const data = segments.find(({ flags }) => (flags & EXECUTE_WRITE) === WRITE);
  return {
    goRegions: section === undefined ? (data === undefined ? [] : [data]) : [section],
    pointers: { little },
    read(address, bytes) {
      for (const { at, end, address: start } of segments) {
        const offset = address - start;
        if (offset < 0n || offset > BigInt(end - at - bytes)) continue;
        const from = at + Number(offset);
        return file.subarray(from, from + bytes);
      }
      return undefined;
    },
  };
}

/** Reads beyond the end are zeros, so that no header needs to be looked at twice. */
class Numbers {
  readonly file: Buffer;
  readonly wide: boolean;
  readonly #little: boolean;

  constructor(file: Buffer, wide: boolean, little: boolean) {
    this.file = file;
    this.wide = wide;
    this.#little = little;
  }

  half(at: number): number {
    if (at < 0 || at + 2 > this.file.length) return 0;
    return this.#little ? this.file.readUInt16LE(at) : this.file.readUInt16BE(at);
  }

  word(at: number): number {
    if (at < 0 || at + 4 > this.file.length) return 0;
    return this.#little ? this.file.readUInt32LE(at) : this.file.readUInt32BE(at);
  }

  /** An address or offset: 4 or 8 bytes. */
  long(at: number): bigint {
    if (!this.wide) return BigInt(this.word(at));
    if (at < 0 || at + 8 > this.file.length) return 0n;
    return this.#little ? this.file.readBigUInt64LE(at) : this.file.readBigUInt64BE(at);
  }

  /** A part of the file; what reaches beyond its end is cut. */
  region(offset: bigint, size: bigint): Region {
    const most = BigInt(this.file.length);
    const at = offset > most ? most : offset;
    const end = at + size > most ? most : at + size;
    return { at: Number(at), end: Number(end) };
  }
}

function loaded(view: Numbers): readonly Segment[] {
  const { wide } = view;
  const [table, size, count] = [
    view.long(wide ? 32 : 28),
    view.half(wide ? 54 : 42),
    view.half(wide ? 56 : 44),
  ];
  const segments: Segment[] = [];
  for (let index = 0; index < Math.min(count, MOST_HEADERS); index += 1) {
    const at = Number(table) + index * size;
    if (view.word(at) !== LOAD) continue;
    const flags = view.word(at + (wide ? 4 : 24));
    const offset = view.long(at + (wide ? 8 : 4));
    const address = view.long(at + (wide ? 16 : 8));
    const bytes = view.long(at + (wide ? 32 : 16));
    segments.push({ ...view.region(offset, bytes), address, flags });
  }
  return segments;
}

function goSection(view: Numbers): Region | undefined {
  const { wide, file } = view;
  const [table, size] = [Number(view.long(wide ? 40 : 32)), view.half(wide ? 58 : 46)];
  const [count, names] = [view.half(wide ? 60 : 48), view.half(wide ? 62 : 50)];
  const offset = (at: number): bigint => view.long(at + (wide ? 24 : 16));
  const bytes = (at: number): bigint => view.long(at + (wide ? 32 : 20));
  const nameTable = Number(offset(table + names * size));
  for (let index = 0; index < Math.min(count, MOST_HEADERS); index += 1) {
    const at = table + index * size;
    const name = nameTable + view.word(at);
    if (file.toString('latin1', name, name + SECTION.length + 1) === `${SECTION}\0`)
      return view.region(offset(at), bytes(at));
  }
  return undefined;
}
