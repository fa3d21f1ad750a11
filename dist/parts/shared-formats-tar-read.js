import {
  err,
  ok
} from "./shared-core-redact.js";

// src/formats/tar-header.ts
var TarError = class extends Error {
  problem;
  constructor(code, detail) {
    super(detail);
    this.problem = { code, detail };
  }
};
var TAR_BLOCK = 512;
function readTarHeader(block) {
  const magic = text(block.subarray(257, 265));
  if (magic !== POSIX && magic !== GNU) throw new TarError("not-tar", "no header where one must be");
  if (number(block.subarray(148, 156), "checksum") !== sum(block)) {
    throw new TarError("checksum", "a header is not what it was when it was written");
  }
  const prefix = magic === POSIX ? upToNul(block.subarray(345, 500)) : new Uint8Array();
  const name2 = upToNul(block.subarray(0, 100));
  return {
    type: String.fromCharCode(block[156] ?? 0),
    name: prefix.length === 0 ? name2 : Buffer.concat([prefix, Buffer.from("/"), name2]),
    target: upToNul(block.subarray(157, 257)),
    mode: number(block.subarray(100, 108), "mode"),
    uid: number(block.subarray(108, 116), "uid", "may be empty"),
    gid: number(block.subarray(116, 124), "gid", "may be empty"),
    bytes: number(block.subarray(124, 136), "size"),
    mtime: number(block.subarray(136, 148), "mtime", "may be empty", "may be negative")
  };
}
function isZero(bytes) {
  return bytes.every((byte) => byte === 0);
}
var POSIX = "ustar\x0000";
var GNU = "ustar  \0";
function sum(block) {
  let total = 8 * 32;
  for (const [at, byte] of block.entries()) {
    if (at < 148 || at >= 156) total += byte;
  }
  return total;
}
function upToNul(field) {
  const end = field.indexOf(0);
  return end === -1 ? field : field.subarray(0, end);
}
function number(field, what, ...may) {
  const first = field[0] ?? 0;
  const value = first >= 128 ? binary(field, first) : octal(text(field), what, may.includes("may be empty"));
  if (!Number.isSafeInteger(value) || value < 0 && !may.includes("may be negative")) {
    throw new TarError("number", `${what} is out of range`);
  }
  return value;
}
function octal(field, what, mayBeEmpty) {
  const digits = /^ *([0-7]*)[ \0]*$/.exec(field)?.[1];
  if (digits === void 0 || digits === "" && !mayBeEmpty) {
    throw new TarError("number", `${what} is no octal number`);
  }
  return Number.parseInt(digits === "" ? "0" : digits, 8);
}
function binary(field, first) {
  let value = first & 64 ? (first & 127) - 128 : first & 63;
  for (const byte of field.subarray(1)) value = value * 256 + byte;
  return value;
}
function text(bytes) {
  return Buffer.from(bytes).toString("latin1");
}

// src/formats/pax.ts
function readPax(body) {
  const records = /* @__PURE__ */ new Map();
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(32, at);
    const digits = Buffer.from(body.subarray(at, Math.min(space, at + 10))).toString("latin1");
    const end = at + Number(digits);
    const equals = body.indexOf(61, space);
    const whole = space !== -1 && /^[1-9][0-9]{0,8}$/.test(digits) && end <= body.length && body[end - 1] === 10;
    if (!whole || equals === -1 || equals <= space + 1 || equals >= end - 1) {
      throw new TarError("extension", "a record of a pax header is malformed");
    }
    const keyword = Buffer.from(body.subarray(space + 1, equals)).toString("utf8");
    if (records.has(keyword)) throw new TarError("extension", "a pax header says the same thing twice");
    records.set(keyword, body.slice(equals + 1, end - 1));
    at = end;
  }
  return records;
}
function withPax(header, records) {
  if ([...records.keys()].some((keyword) => keyword.startsWith("GNU.sparse."))) {
    throw new TarError("sparse", "a file with holes is not stored as it is");
  }
  return {
    ...header,
    name: name(records, "path") ?? header.name,
    target: name(records, "linkpath") ?? header.target,
    bytes: count(records, "size") ?? header.bytes,
    uid: count(records, "uid") ?? header.uid,
    gid: count(records, "gid") ?? header.gid,
    mtime: seconds(records) ?? header.mtime
  };
}
function isPlacing(keyword) {
  return ["path", "linkpath", "size"].includes(keyword) || keyword.startsWith("GNU.sparse.");
}
function readLongName(body) {
  const end = body.indexOf(0);
  if (end < 1 || body.subarray(end).some((byte) => byte !== 0)) {
    throw new TarError("extension", "a long name is malformed");
  }
  return body.slice(0, end);
}
function name(records, keyword) {
  const value = records.get(keyword);
  if (value !== void 0 && (value.length === 0 || value.includes(0))) {
    throw new TarError("name", `${keyword} is no name`);
  }
  return value;
}
function textOf(records, keyword) {
  const value = Buffer.from(records.get(keyword) ?? []).toString("latin1");
  return value === "" ? void 0 : value;
}
function count(records, keyword) {
  const text2 = textOf(records, keyword);
  if (text2 === void 0) return void 0;
  const value = Number(text2);
  if (!/^[0-9]{1,16}$/.test(text2) || !Number.isSafeInteger(value)) {
    throw new TarError("number", `${keyword} is no number`);
  }
  return value;
}
function seconds(records) {
  const text2 = textOf(records, "mtime");
  if (text2 === void 0) return void 0;
  if (!/^-?[0-9]{1,15}(\.[0-9]{1,20})?$/.test(text2)) throw new TarError("number", "mtime is no number");
  return Number(text2);
}

// src/formats/tar-read.ts
var KINDS = {
  "\0": "file",
  "0": "file",
  "7": "file",
  "1": "hard-link",
  "2": "link",
  "3": "character-device",
  "4": "block-device",
  "5": "folder",
  "6": "pipe"
};
var TarReader = class {
  #extensionLimit;
  #state = { at: "header" };
  /** Of a header block that came in parts, or of an extension. */
  #parts = [];
  #gathered = 0;
  #extensions = /* @__PURE__ */ new Map();
  #global = /* @__PURE__ */ new Map();
  #globalBytes = 0;
  #broken;
  /** @param extensionLimit  bytes that one pax header or long name may have */
  constructor(extensionLimit = 1024 * 1024) {
    this.#extensionLimit = extensionLimit;
  }
  /** What the chunk brings, in order; after a problem always that problem. */
  push(chunk) {
    return this.#guarded(() => {
      const events = [];
      for (let rest = chunk; rest.length > 0; ) rest = rest.subarray(this.#take(rest, events));
      return events;
    });
  }
  /**
   * Leaves out what is still to come of the last member's content, with what fills its last block: nobody looks at that
   * then. Returns how many bytes, which are not to be pushed.
   */
  skip() {
    const state = this.#state;
    if (this.#broken !== void 0 || state.at !== "content") return 0;
    this.#state = { at: "header" };
    return state.left + state.padding;
  }
  /** To be called when nothing follows: `cut-off` unless the two blocks of zeros that end an archive were there. */
  end() {
    return this.#guarded(() => {
      if (this.#state.at !== "end" || this.#state.left > 0) {
        throw new TarError("cut-off", "it ends before its end");
      }
    });
  }
  #guarded(work) {
    if (this.#broken !== void 0) return err(this.#broken);
    try {
      return ok(work());
    } catch (error) {
      if (!(error instanceof TarError)) throw error;
      this.#broken = error.problem;
      return err(error.problem);
    }
  }
  /** @returns how many bytes were used */
  #take(bytes, events) {
    const state = this.#state;
    if (state.at === "header") return this.#gather(bytes, TAR_BLOCK, (block) => this.#header(block, events));
    if (state.at === "extension") {
      return this.#gather(bytes, state.left, (body) => {
        this.#extensions.set(state.type, body);
        this.#state = { at: "padding", left: state.padding };
      });
    }
    const used = bytes.subarray(0, state.at === "end" && state.left === 0 ? bytes.length : state.left);
    if (state.at === "content") events.push({ kind: "content", bytes: used });
    else if (!isZero(used)) {
      throw state.at === "end" ? new TarError("after-end", "something follows its end") : new TarError("padding", "a member is filled up with something");
    }
    state.left = Math.max(0, state.left - used.length);
    if (state.at === "content" && state.left === 0) this.#state = { at: "padding", left: state.padding };
    this.#skipEmptyPadding();
    return used.length;
  }
  /** Copies until there are `wanted` bytes, then hands them on. */
  #gather(bytes, wanted, use) {
    const used = bytes.subarray(0, wanted - this.#gathered);
    this.#parts.push(used.slice());
    this.#gathered += used.length;
    if (this.#gathered === wanted) {
      const whole = Buffer.concat(this.#parts);
      this.#parts = [];
      this.#gathered = 0;
      use(whole);
      this.#skipEmptyPadding();
    }
    return used.length;
  }
  #skipEmptyPadding() {
    if (this.#state.at === "padding" && this.#state.left === 0) this.#state = { at: "header" };
  }
  #header(block, events) {
    if (isZero(block)) {
      if (this.#extensions.size > 0) throw new TarError("extension", "a header speaks of nothing");
      this.#state = { at: "end", left: TAR_BLOCK };
      return;
    }
    const header = readTarHeader(block);
    const padding = (TAR_BLOCK - header.bytes % TAR_BLOCK) % TAR_BLOCK;
    const { type } = header;
    if (type === "x" || type === "g" || type === "L" || type === "K") {
      this.#beginExtension(type, header.bytes);
      this.#state = { at: "extension", type, left: header.bytes, padding };
      return;
    }
    const member = this.#member(header);
    events.push({ kind: "member", member });
    const left = member.bytes;
    const fill = (TAR_BLOCK - left % TAR_BLOCK) % TAR_BLOCK;
    this.#state = left === 0 ? { at: "header" } : { at: "content", left, padding: fill };
  }
  #beginExtension(type, bytes) {
    if (type === "g") this.#globalBytes += bytes;
    if (bytes === 0 || bytes > this.#extensionLimit || this.#globalBytes > this.#extensionLimit) {
      throw new TarError("extension", `a header of ${bytes} bytes before a member`);
    }
    const names = type === "L" || type === "K" ? ["x"] : type === "x" ? ["L", "K"] : [];
    if (this.#extensions.has(type) || [...this.#extensions.keys()].some((other) => names.includes(other))) {
      throw new TarError("extension", "a member is named twice");
    }
  }
  #member(header) {
    if (header.type === "S") throw new TarError("sparse", "a file with holes is not stored as it is");
    const own = this.#extensions.get("x");
    const global = this.#extensions.get("g");
    if (global !== void 0) this.#global = new Map([...this.#global, ...globalRecords(global)]);
    const pax = new Map([...this.#global, ...own === void 0 ? [] : readPax(own)]);
    const [longName, longTarget] = [this.#extensions.get("L"), this.#extensions.get("K")];
    this.#extensions = /* @__PURE__ */ new Map();
    const { type, ...fields } = withPax(
      {
        ...header,
        ...longName === void 0 ? {} : { name: readLongName(longName) },
        ...longTarget === void 0 ? {} : { target: readLongName(longTarget) }
      },
      pax
    );
    const kind = kindOf(type);
    if (fields.name.length === 0) throw new TarError("name", "a member has no name");
    if (kind === "file" && fields.name.at(-1) === 47)
      throw new TarError("name", "a file is named as a folder");
    if (kind !== "file" && kind !== "other" && fields.bytes > 0) {
      throw new TarError("unexpected-content", `a ${kind} has content`);
    }
    for (const keyword of ["path", "linkpath", "size", "uid", "gid", "mtime"]) pax.delete(keyword);
    return { ...fields, kind, pax };
  }
};
function kindOf(type) {
  return Object.hasOwn(KINDS, type) ? KINDS[type] : "other";
}
function globalRecords(body) {
  const records = readPax(body);
  if ([...records.keys()].some(isPlacing)) {
    throw new TarError("extension", "a header names or measures all members at once");
  }
  return records;
}

export {
  TarError,
  TAR_BLOCK,
  readTarHeader,
  isZero,
  readPax,
  TarReader
};
