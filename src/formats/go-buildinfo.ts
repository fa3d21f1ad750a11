/**
 * What the Go linker says in a program about what it was made from (Go's package debug/buildinfo): both forms, the
 * strings behind two pointers (before Go 1.18) and inline. A stripped program has it as well. Every number in there is
 * a stranger's: nothing is read outside of the bytes.
 */

import { elfImage } from './elf-image.ts';

export type GoModule = {
  readonly path: string;
  readonly version: string;
  /** `h1:…` (golang.org/ref/mod, "go.sum files"); empty for the main module. */
  readonly sum: string;
};

export type GoBuild = {
  /** `go1.26.8`. */
  readonly go: string;
  /** Import path of the main package; empty when it is not said. */
  readonly path: string;
  readonly main: GoModule | undefined;
  /** What was really linked: with the replacement where one module stands for another. */
  readonly modules: readonly GoModule[];
  /** `-ldflags`, `GOARCH`, `vcs.revision` and their like. */
  readonly settings: ReadonlyMap<string, string>;
};

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
const ALIGN = 16;
const HEADER = 32;

/** Longer than the list of any program seen; and than any version. */
const MOST_MODULE_BYTES = 16 * 1024 * 1024;
const MOST_VERSION_BYTES = 1024;
const MOST_LINES = 100_000;

/** @param program  all of the file */
export function readGoBuild(program: Buffer): GoBuild | undefined {
  const elf = elfImage(program);
  // Other formats have the inline form only; where it lies in them does not matter.
  const regions = elf?.goRegions ?? [{ at: 0, end: program.length }];
  for (const { at, end } of regions) {
    for (
      let found = nextMagic(program, at, end);
      found !== -1;
      found = nextMagic(program, found + ALIGN, end)
    ) {
      const build = buildAt(program, found, (address, most) => elf?.read(address, most), elf?.pointers);
      if (build !== undefined) return build;
    }
  }
  return undefined;
}

function nextMagic(program: Buffer, from: number, end: number): number {
  for (
    let at = program.indexOf(MAGIC, from);
    at !== -1 && at + HEADER <= end;
    at = program.indexOf(MAGIC, at + 1)
  ) {
    if ((at - from) % ALIGN === 0 || at % ALIGN === 0) return at;
  }
  return -1;
}

type Memory = (address: bigint, bytes: number) => Buffer | undefined;

function buildAt(
  program: Buffer,
  at: number,
  memory: Memory,
  pointers: { readonly little: boolean } | undefined,
): GoBuild | undefined {
  const flags = program[at + 15] ?? 0;
  const texts =
    (flags & 2) !== 0
      ? inline(program, at + HEADER)
      : pointers && behind(program, at, (flags & 1) === 0, memory);
  if (texts === undefined) return undefined;
  const [version, modules] = texts;
  const go = version.toString('utf8');
  if (!/^(?:go|devel )[ -~]{1,200}$/.test(go)) return undefined;
  return { go, ...readModules(unwrapped(modules)) };
}

type Texts = readonly [version: Buffer, modules: Buffer];

/** Two strings, each behind its length as a varint. */
function inline(program: Buffer, at: number): Texts | undefined {
  const version = counted(program, at, MOST_VERSION_BYTES);
  if (version === undefined) return undefined;
  const modules = counted(program, version.end, MOST_MODULE_BYTES);
  return modules && [version.bytes, modules.bytes];
}

function counted(
  program: Buffer,
  at: number,
  most: number,
): { readonly bytes: Buffer; readonly end: number } | undefined {
  let length = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = program[at + index];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 2 ** (7 * index);
    if ((byte & 0x80) !== 0) continue;
    const start = at + index + 1;
    if (length > most || start + length > program.length) return undefined;
    return { bytes: program.subarray(start, start + length), end: start + length };
  }
  return undefined;
}

/** Two pointers to Go strings, which are a pointer and a length themselves. */
function behind(program: Buffer, at: number, little: boolean, memory: Memory): Texts | undefined {
  const size = program[at + 14];
  if (size !== 4 && size !== 8) return undefined;
  const number = (bytes: Buffer, offset: number): bigint => {
    if (size === 4) return BigInt(little ? bytes.readUInt32LE(offset) : bytes.readUInt32BE(offset));
    return little ? bytes.readBigUInt64LE(offset) : bytes.readBigUInt64BE(offset);
  };
  const text = (offset: number, most: number): Buffer | undefined => {
    const header = memory(number(program, offset), 2 * size);
    if (header === undefined) return undefined;
    const length = number(header, size);
    return length > BigInt(most) ? undefined : memory(number(header, 0), Number(length));
  };
  const version = text(at + 16, MOST_VERSION_BYTES);
  // A program that was built outside of any module has no list, and the pointer says nothing.
  return version && [version, text(at + 16 + size, MOST_MODULE_BYTES) ?? Buffer.alloc(0)];
}

/** The list stands between two marks of 16 bytes (runtime/debug, modinfo). */
function unwrapped(modules: Buffer): string {
  const whole = modules.length >= 33 && modules[modules.length - 17] === 0x0a;
  return whole ? modules.toString('utf8', 16, modules.length - 16) : '';
}

function readModules(text: string): Omit<GoBuild, 'go'> {
  let path = '';
  let main: GoModule | undefined;
  const modules: GoModule[] = [];
  const settings = new Map<string, string>();
  let last: 'main' | 'module' | undefined;
  for (const line of text.split('\n', MOST_LINES)) {
    const [word = '', ...parts] = line.split('\t');
    if (word === 'path') path = parts[0] ?? '';
    else if (word === 'mod' || word === 'dep') {
      const found = moduleOf(parts);
      last = word === 'mod' ? 'main' : 'module';
      if (last === 'main') main = found;
      else modules.push(found);
    } else if (word === '=>' && last === 'main') main = moduleOf(parts);
    else if (word === '=>' && last === 'module') modules[modules.length - 1] = moduleOf(parts);
    else if (word === 'build') {
      const setting = parts.join('\t');
      const equals = setting.indexOf('=');
      if (equals > 0) settings.set(setting.slice(0, equals), setting.slice(equals + 1));
    }
  }
  return { path, main, modules, settings };
}

function moduleOf([path = '', version = '', sum = '']: readonly string[]): GoModule {
  return { path, version, sum };
}
