/** ELF programs as the Go linker leaves them, as small as can be. */

export type GoProgram = {
  readonly form: 'inline' | 'pointers';
  readonly wide: boolean;
  readonly little: boolean;
  /** Whether the section is still named, or only the segment is there. */
  readonly sections: boolean;
  readonly go: string;
  readonly modules: string;
};

const MARK = Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex');
const END = Buffer.from('f932433186182072008242104116d8f2', 'hex');
const BASE = 0x400000;
/** Where everything is put in the file. */
const DATA = 0x200;

export function goProgram(options: Partial<GoProgram> = {}): Buffer {
  const program: GoProgram = {
    form: 'inline',
    wide: true,
    little: true,
    sections: true,
    go: 'go1.21.5',
    modules: 'path\texample.org/app\nmod\texample.org/app\tv1.2.3\t\ndep\texample.org/dep\tv0.1.0\th1:abc=\n',
    ...options,
  };
  const go = Buffer.from(program.go);
  const modules = Buffer.concat([MARK, Buffer.from(program.modules), END]);
  const data =
    program.form === 'inline'
      ? Buffer.concat([infoHeader(program, 2), counted(go), counted(modules)])
      : pointed(program, go, modules);
  const names = Buffer.from('\0.go.buildinfo\0');
  const sections = DATA + data.length + names.length;
  const head = Buffer.alloc(DATA);
  const write = writer(head, program);
  head.set([0x7f, 0x45, 0x4c, 0x46, program.wide ? 2 : 1, program.little ? 1 : 2, 1]);
  const [phentsize, shentsize] = program.wide ? [56, 64] : [32, 40];
  write.long(program.wide ? 32 : 28, 64);
  write.half(program.wide ? 54 : 42, phentsize);
  write.half(program.wide ? 56 : 44, 1);
  if (program.sections) {
    write.long(program.wide ? 40 : 32, sections);
    write.half(program.wide ? 58 : 46, shentsize);
    write.half(program.wide ? 60 : 48, 2);
    write.half(program.wide ? 62 : 50, 0);
  }
  write.word(64, 1);
  write.word(64 + (program.wide ? 4 : 24), 6);
  write.long(64 + (program.wide ? 8 : 4), DATA);
  write.long(64 + (program.wide ? 16 : 8), BASE);
  write.long(64 + (program.wide ? 32 : 16), data.length);
  const table = Buffer.alloc(2 * shentsize);
  const entry = writer(table, program);
  const fields = program.wide ? [24, 32] : [16, 20];
  entry.long(fields[0] ?? 0, DATA + data.length);
  entry.long(fields[1] ?? 0, names.length);
  entry.word(shentsize, 1);
  entry.long(shentsize + (fields[0] ?? 0), DATA);
  entry.long(shentsize + (fields[1] ?? 0), data.length);
  return Buffer.concat([head, data, names, program.sections ? table : Buffer.alloc(0)]);
}

function infoHeader({ wide, little }: GoProgram, flags: number): Buffer {
  const header = Buffer.alloc(32);
  header.write('\xff Go buildinf:', 'latin1');
  header[14] = wide ? 8 : 4;
  header[15] = flags | (little ? 0 : 1);
  return header;
}

/** Two pointers to two pairs of pointer and length, to two texts. */
function pointed(program: GoProgram, go: Buffer, modules: Buffer): Buffer {
  const size = program.wide ? 8 : 4;
  const header = infoHeader(program, 0);
  const pairs = Buffer.alloc(4 * size);
  const texts = BASE + header.length + pairs.length;
  const head = writer(header, program);
  head.long(16, BASE + header.length);
  head.long(16 + size, BASE + header.length + 2 * size);
  const pair = writer(pairs, program);
  pair.long(0, texts);
  pair.long(size, go.length);
  pair.long(2 * size, texts + go.length);
  pair.long(3 * size, modules.length);
  return Buffer.concat([header, pairs, go, modules]);
}

function counted(text: Buffer): Buffer {
  const length: number[] = [];
  for (let left = text.length; ; left >>>= 7) {
    length.push(left > 127 ? (left & 0x7f) | 0x80 : left);
    if (left <= 127) return Buffer.concat([Buffer.from(length), text]);
  }
}

function writer(into: Buffer, { wide, little }: GoProgram) {
  const word = (at: number, value: number) =>
    little ? into.writeUInt32LE(value, at) : into.writeUInt32BE(value, at);
  return {
    word,
    half: (at: number, value: number) =>
      little ? into.writeUInt16LE(value, at) : into.writeUInt16BE(value, at),
    long(at: number, value: number) {
      if (!wide) return word(at, value);
      return little ? into.writeBigUInt64LE(BigInt(value), at) : into.writeBigUInt64BE(BigInt(value), at);
    },
  };
}
