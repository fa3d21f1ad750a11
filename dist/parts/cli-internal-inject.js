import {
  readPieces
} from "./shared-cli-internal-pieces.js";
import {
  writeWhole
} from "./shared-cli-internal-write-whole.js";
import {
  readArguments
} from "./shared-cli-internal-arguments.js";
import {
  posix
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/formats/elf.ts
var ELF_HEAD = 8192;
var HEADER = 64;
var ENTRY = 56;
var LOAD = 1;
var NOTE = 4;
var PHDR = 6;
var PAGE = 0x10000n;
var MOST_GAP = 256 * 1024 * 1024;
function noteLayout(beginning, size, note) {
  const file = Buffer.from(beginning.buffer, beginning.byteOffset, beginning.byteLength);
  const headers = programHeaders(file);
  if (!headers.ok) return headers;
  const loads = headers.value.filter((header) => header.readUInt32LE(0) === LOAD);
  const first = loads[0];
  if (first === void 0) return err("it has no segment to load");
  const base = first.readBigUInt64LE(16) - first.readBigUInt64LE(8);
  if (base % PAGE !== 0n) return err("its first segment does not start at a page");
  const top = loads.map((load) => load.readBigUInt64LE(16) + load.readBigUInt64LE(40)).reduce(larger) - base;
  const offset = roundUp(larger(BigInt(size), top), PAGE);
  const gap = Number(offset) - size;
  if (gap > MOST_GAP) return err("its memory is far larger than its file");
  const table = (headers.value.length + 2) * ENTRY;
  const heading = noteHeading(note.name, note.bytes);
  const after = (4 - note.bytes % 4) % 4;
  const noteSize = heading.length + note.bytes + after;
  const moved = (header) => header.readUInt32LE(0) === PHDR ? entry(PHDR, offset, base, table, 8n) : header;
  const lastLoad = headers.value.findLastIndex((header) => header.readUInt32LE(0) === LOAD);
  const entries = [
    ...headers.value.slice(0, lastLoad + 1).map(moved),
    entry(LOAD, offset, base, table + noteSize, PAGE),
    ...headers.value.slice(lastLoad + 1).map(moved),
    entry(NOTE, offset + BigInt(table), base, noteSize, 4n)
  ];
  const head = Buffer.from(file.subarray(0, HEADER));
  head.writeBigUInt64LE(offset, 32);
  head.writeUInt16LE(entries.length, 56);
  return ok({ head, gap, before: Buffer.concat([...entries, heading]), after });
}
function programHeaders(file) {
  const isElf64 = file.length >= HEADER && file.readUInt32BE(0) === 2135247942 && file[4] === 2 && file[5] === 1;
  if (!isElf64) return err("it is no 64-bit little-endian ELF program");
  const at = Number(file.readBigUInt64LE(32));
  const count = file.readUInt16LE(56);
  if (file.readUInt16LE(54) !== ENTRY || count === 0)
    return err("it has no program headers of the usual size");
  if (at + count * ENTRY > file.length) return err("its program headers are not at its beginning");
  return ok(
    Array.from({ length: count }, (_, index) => file.subarray(at + index * ENTRY, at + (index + 1) * ENTRY))
  );
}
function entry(type, offset, base, size, align) {
  const out = Buffer.alloc(ENTRY);
  out.writeUInt32LE(type, 0);
  out.writeUInt32LE(4, 4);
  out.writeBigUInt64LE(offset, 8);
  out.writeBigUInt64LE(offset + base, 16);
  out.writeBigUInt64LE(offset + base, 24);
  out.writeBigUInt64LE(BigInt(size), 32);
  out.writeBigUInt64LE(BigInt(size), 40);
  out.writeBigUInt64LE(align, 48);
  return out;
}
function noteHeading(name, bytes) {
  const text = Buffer.from(`${name}\0`, "latin1");
  const out = Buffer.alloc(12 + roundUpNumber(text.length, 4));
  out.writeUInt32LE(text.length, 0);
  out.writeUInt32LE(bytes, 4);
  text.copy(out, 12);
  return out;
}
function larger(a, b) {
  return a > b ? a : b;
}
function roundUp(value, to) {
  return (value + to - 1n) / to * to;
}
function roundUpNumber(value, to) {
  return Math.ceil(value / to) * to;
}

// src/cli/internal/inject.ts
var NOTE2 = "NODE_SEA_BLOB";
var FUSE = Buffer.from("NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2", "latin1");
var NEED = FUSE.length + 2;
async function inject(args, inside) {
  const read = readArguments(args, ["node", "main", "work", "out"]);
  if (!read.ok) return read;
  const { main, work, out } = read.value.values;
  const node = findProgram(inside, read.value.values.node);
  if (!node.ok) return node;
  const blob = await prepare(inside, node.value, main, work);
  if (!blob.ok) return blob;
  const written = await writeWhole(
    inside,
    out,
    (file) => writeProgram(inside, node.value, blob.value, file),
    493
  );
  return written.ok ? ok(0) : written;
}
function findProgram(inside, name) {
  const folders = (inside.env["PATH"] ?? "").split(":").filter((folder) => !/\/node_modules\/\.bin\/?$/.test(folder));
  const paths = name.includes("/") ? [name] : folders.map((folder) => posix.join(folder, name));
  for (const path of paths) {
    const found = inside.look(path);
    if (!found.ok) continue;
    if (found.value !== void 0 && found.value.kind !== "folder") return ok(path);
  }
  return err(`there is no ${name} on PATH`);
}
async function prepare(inside, node, main, work) {
  const output = posix.join(work, "sea-blob");
  const config = posix.join(work, "sea-config.json");
  const text = JSON.stringify({ main, output, disableExperimentalSEAWarning: true, useCodeCache: false });
  const written = await writeWhole(inside, config, async (file) => file.write(Buffer.from(text)));
  if (!written.ok) return written;
  const ended = await inside.start({ program: node, args: ["--experimental-sea-config", config] }).ended;
  switch (ended.kind) {
    case "exited":
      return ended.exit === 0 ? ok(output) : err(`node could not prepare ${main} (it ended with ${ended.exit})`);
    case "killed":
      return err(`node was ended by ${ended.signal} while it prepared ${main}`);
    case "not-started":
      return err(`node cannot be started (${ended.errno})`);
  }
}
async function writeProgram(inside, node, blob, file) {
  const blobLooked = inside.look(blob);
  if (!blobLooked.ok) return blobLooked;
  const blobBytes = blobLooked.value?.bytes;
  if (blobBytes === void 0) return err(`${blob} is not there`);
  const beginning = Buffer.alloc(ELF_HEAD);
  const search = new FuseSearch();
  const copied = await readPieces(inside, node, (piece, at) => {
    if (at === 0) beginning.set(piece.subarray(0, ELF_HEAD));
    search.push(piece, at);
    return file.write(piece);
  });
  if (!copied.ok) return copied;
  const fuse = search.end();
  if (!fuse.ok) return err(`${node} cannot carry a program: ${fuse.failure}`);
  const layout = noteLayout(beginning, copied.value.bytes, { name: NOTE2, bytes: blobBytes });
  if (!layout.ok) return err(`${node} cannot carry a program: ${layout.failure}`);
  const { head, gap, before, after } = layout.value;
  const start = copied.value.bytes + gap;
  const steps = [
    () => file.write(head, 0),
    () => file.write(Buffer.from("1"), fuse.value),
    () => file.write(before, start),
    () => readPieces(inside, blob, (piece) => file.write(piece)),
    () => file.write(Buffer.alloc(after))
  ];
  for (const step of steps) {
    const done = await step();
    if (!done.ok) return done;
  }
  return ok(void 0);
}
var FuseSearch = class {
  #tail = Buffer.alloc(0);
  #found = [];
  push(piece, at) {
    const here = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    const edge = Buffer.concat([this.#tail, here.subarray(0, NEED - 1)]);
    this.#search(edge, at - this.#tail.length, this.#tail.length);
    this.#search(here, at, here.length);
    this.#tail = Buffer.from(here.subarray(Math.max(0, here.length - NEED + 1)));
  }
  /** Whole fuses that begin before `until`. */
  #search(text, at, until) {
    for (let hit = text.indexOf(FUSE); hit >= 0 && hit < until; hit = text.indexOf(FUSE, hit + 1)) {
      if (hit + NEED > text.length) return;
      const value = text.toString("latin1", hit + FUSE.length, hit + NEED);
      this.#found.push({ at: at + hit + NEED - 1, value });
    }
  }
  /** @returns the offset of the character to set */
  end() {
    const [first, ...others] = this.#found;
    if (first === void 0 || others.length > 0) {
      return err("it has no place for one (distributions that build Node as a shared library leave it out)");
    }
    if (first.value === ":1") return err("it carries one already");
    return first.value === ":0" ? ok(first.at) : err("its fuse is of an unknown kind");
  }
};
export {
  inject
};
