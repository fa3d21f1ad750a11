import {
  PIECE,
  attempt,
  decompress,
  release
} from "./shared-thread-cache-archive-zstd.js";
import {
  createHash,
  hash
} from "./shared-thread-node-crypto.js";
import {
  err,
  ok
} from "./shared-thread-core-result.js";
import "./shared.js";

// thread:src/cache/archive/paths.ts
var REPLACEMENT = Buffer.from("�", "utf8");

// thread:src/cache/archive/members.ts
function rootOf(path) {
  const end = path.indexOf("/");
  return end < 0 ? path : path.slice(0, end);
}

// thread:src/cache/archive/read-group.ts
var INTERRUPTED = { code: "target-error", detail: "interrupted" };
var GroupReader = class {
  #disk;
  /** For the stored bytes of every piece; content is gone from it before the next is read. */
  #memory = Buffer.allocUnsafeSlow(PIECE);
  constructor(disk) {
    this.#disk = disk;
  }
  /**
   * @param file     descriptor of the entry
   * @param stopped  asked before each piece
   */
  read(file, group, sink, stopped) {
    if (stopped()) return err(INTERRUPTED);
    if (group.pieces.length > 1) return this.#large(file, group, sink, stopped);
    const [piece] = group.pieces;
    if (piece === void 0) return small(group.files, NOTHING, sink);
    const plain = this.#plain(file, piece, group.at);
    if (!plain.ok) return plain;
    const done = small(group.files, plain.value, sink);
    this.#release(plain.value);
    return done;
  }
  /** One file that takes several pieces; empty ones may stand around it. */
  #large(file, group, sink, stopped) {
    for (const member of group.files) {
      const done = member.bytes === 0 ? small([member], NOTHING, sink) : flat(attempt("target-error", () => this.#pieces(file, group, member, sink, stopped)));
      if (!done.ok) return done;
    }
    return ok(void 0);
  }
  #pieces(file, group, member, sink, stopped) {
    const writer = sink(member);
    try {
      const sum = createHash("sha256");
      let at = group.at;
      for (const piece of group.pieces) {
        if (stopped()) return err(INTERRUPTED);
        const plain = this.#plain(file, piece, at);
        if (!plain.ok) return plain;
        sum.update(plain.value);
        writer?.write(plain.value);
        this.#release(plain.value);
        at += piece.stored;
      }
      return sum.digest("hex") === member.sha256 ? ok(void 0) : err(mismatch(member.path));
    } finally {
      writer?.close();
    }
  }
  #plain(file, piece, at) {
    const stored = this.#memory.subarray(0, piece.stored);
    const read = attempt("store-error", () => this.#disk.read(file, stored, at));
    if (!read.ok) return read;
    if (read.value !== piece.stored || hash("sha256", stored, "hex") !== piece.sha256)
      return err(mismatch(`the piece at ${at}`));
    return piece.method === "stored" ? ok(stored) : decompress(stored, piece.plain, `the piece at ${at}`);
  }
  #release(plain) {
    if (plain.buffer !== this.#memory.buffer) release(plain);
  }
};
var NOTHING = new Uint8Array(0);
function small(files, plain, sink) {
  return flat(attempt("target-error", () => writeEach(files, plain, sink)));
}
function writeEach(files, plain, sink) {
  let at = 0;
  for (const file of files) {
    const bytes = plain.subarray(at, at + file.bytes);
    at += file.bytes;
    if (hash("sha256", bytes, "hex") !== file.sha256) return err(mismatch(file.path));
    const writer = sink(file);
    if (writer === void 0) continue;
    try {
      writer.write(bytes);
    } finally {
      writer.close();
    }
  }
  return ok(void 0);
}
function flat(result) {
  return result.ok ? result.value : result;
}
function mismatch(what) {
  return { code: "digest-mismatch", detail: what };
}

// thread:src/cache/archive/unpack-groups.ts
function unpackGroups(disk) {
  const reader = new GroupReader(disk);
  return (input) => {
    const { file, groups, targets, stop } = input;
    const sink = (member) => create(disk, targets, member);
    for (const group of groups) {
      const done = reader.read(file, group, sink, () => Atomics.load(stop, 0) !== 0);
      if (!done.ok) return done.failure;
    }
    return void 0;
  };
}
function create(disk, targets, member) {
  const place = placeOf(targets, member.path);
  if (place === void 0) return void 0;
  const file = disk.create(place, member.mode);
  return { write: (bytes) => disk.write(file, bytes), close: () => disk.close(file) };
}
function placeOf(targets, path) {
  const root = rootOf(path);
  const target = targets.get(root);
  return target === void 0 ? void 0 : `${target}${path.slice(root.length)}`;
}
export {
  placeOf,
  unpackGroups
};
