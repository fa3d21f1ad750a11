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
  constants,
  crc32,
  deflateRaw
} from "./shared-node-zlib.js";
import {
  createHash,
  posix
} from "./common.js";
import "./shared-semver.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/formats/gzip.ts
var BLOCK = 1 << 20;
var WINDOW = 32 * 1024;
var HEADER = Uint8Array.of(31, 139, 8, 0, 0, 0, 0, 0, 0, 255);
function gzip(level, atOnce) {
  const running = [];
  const free = [];
  let ready = [HEADER];
  let block2 = Buffer.allocUnsafe(BLOCK);
  let filled = 0;
  let dictionary;
  let sum = 0;
  let length = 0;
  const start = (last) => {
    const used = block2;
    const content = used.subarray(0, filled);
    const finishFlush = last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
    const compressed = compress(content, { level, finishFlush, ...dictionary && { dictionary } });
    running.push(compressed.finally(() => free.push(used)));
    dictionary = Buffer.from(content.subarray(Math.max(0, filled - WINDOW)));
    block2 = free.pop() ?? Buffer.allocUnsafe(BLOCK);
    filled = 0;
  };
  const settle = async (most) => {
    while (running.length > most) {
      const first = running.shift();
      if (first !== void 0) ready.push(await first);
    }
  };
  const take = () => {
    const given = ready;
    ready = [];
    return given;
  };
  return {
    async push(bytes) {
      sum = crc32(bytes, sum);
      length += bytes.length;
      for (let at = 0; at < bytes.length; ) {
        if (filled === BLOCK) {
          start(false);
          await settle(atOnce);
        }
        const piece = bytes.subarray(at, at + BLOCK - filled);
        block2.set(piece, filled);
        filled += piece.length;
        at += piece.length;
      }
      return take();
    },
    async end() {
      start(true);
      await settle(0);
      const trailer = Buffer.alloc(8);
      trailer.writeUInt32LE(sum, 0);
      trailer.writeUInt32LE(length % 2 ** 32, 4);
      ready.push(trailer);
      return take();
    }
  };
}
function compress(content, options) {
  return new Promise((resolve, reject) => {
    deflateRaw(content, options, (error, out) => error === null ? resolve(out) : reject(error));
  });
}

// src/formats/tar.ts
var BLOCK2 = 512;
var TAR_END = new Uint8Array(2 * BLOCK2);
function tarHeader(entry) {
  const path = entry.kind === "folder" ? `${entry.path}/` : entry.path;
  const target = entry.kind === "link" ? entry.target : "";
  const bytes = entry.kind === "file" ? entry.bytes : 0;
  const place = splitPath(path);
  const records = [
    ...place === void 0 ? [["path", path]] : [],
    ...isShortAscii(target, 100) ? [] : [["linkpath", target]],
    ...bytes > MOST_OCTAL_11 ? [["size", String(bytes)]] : [],
    ...entry.mtime > MOST_OCTAL_11 ? [["mtime", String(entry.mtime)]] : []
  ];
  const main = block({
    ...place ?? { name: asciiOnly(path), prefix: "" },
    mode: entry.mode,
    bytes: Math.min(bytes, MOST_OCTAL_11),
    mtime: Math.min(entry.mtime, MOST_OCTAL_11),
    type: TYPES[entry.kind],
    target: isShortAscii(target, 100) ? target : asciiOnly(target)
  });
  return records.length === 0 ? main : Buffer.concat([paxHeader(path, records), main]);
}
function tarPadding(bytes) {
  return (BLOCK2 - bytes % BLOCK2) % BLOCK2;
}
var TYPES = { file: "0", link: "2", folder: "5" };
var MOST_OCTAL_11 = 8589934591;
function block(fields) {
  const out = Buffer.alloc(BLOCK2);
  out.write(fields.name, 0, "latin1");
  out.write(octal(fields.mode, 7), 100, "latin1");
  out.write(octal(0, 7), 108, "latin1");
  out.write(octal(0, 7), 116, "latin1");
  out.write(octal(fields.bytes, 11), 124, "latin1");
  out.write(octal(fields.mtime, 11), 136, "latin1");
  out.write(fields.type, 156, "latin1");
  out.write(fields.target, 157, "latin1");
  out.write("ustar\x0000", 257, "latin1");
  out.write(octal(0, 7), 329, "latin1");
  out.write(octal(0, 7), 337, "latin1");
  out.write(fields.prefix, 345, "latin1");
  out.fill(" ", 148, 156);
  const sum = out.reduce((total, byte) => total + byte, 0);
  out.write(`${octal(sum, 6)}\0 `, 148, "latin1");
  return out;
}
function paxHeader(path, records) {
  const body = Buffer.from(records.map(([key, value]) => paxRecord(key, value)).join(""), "utf8");
  const name = `PaxHeaders/${asciiOnly(path.replace(/\/$/, "").split("/").at(-1) ?? "")}`.slice(0, 100);
  const head = block({ name, prefix: "", mode: 420, bytes: body.length, mtime: 0, type: "x", target: "" });
  return Buffer.concat([head, body, Buffer.alloc(tarPadding(body.length))]);
}
function paxRecord(key, value) {
  const rest = Buffer.byteLength(` ${key}=${value}
`);
  let length = rest + String(rest).length;
  if (rest + String(length).length !== length) length += 1;
  return `${length} ${key}=${value}
`;
}
function splitPath(path) {
  if (isShortAscii(path, 100)) return { name: path, prefix: "" };
  if (!isShortAscii(path, 256)) return void 0;
  for (let at = path.lastIndexOf("/", path.length - 2); at > 0; at = path.lastIndexOf("/", at - 1)) {
    if (path.length - at - 1 > 100) return void 0;
    if (at <= 155) return { name: path.slice(at + 1), prefix: path.slice(0, at) };
  }
  return void 0;
}
function isShortAscii(text, most) {
  return text.length <= most && /^[\x20-\x7e]*$/.test(text);
}
function asciiOnly(text) {
  return text.replace(/[^\x20-\x7e]/gu, "_").slice(0, 100);
}
function octal(value, digits) {
  return value.toString(8).padStart(digits, "0");
}

// src/cli/internal/tree-entries.ts
function treeEntries(inside, root, mtime) {
  const entries = [];
  const waiting = [""];
  for (let folder = waiting.pop(); folder !== void 0; folder = waiting.pop()) {
    const names = inside.names(posix.join(root, folder));
    if (!names.ok) return names;
    for (const name of names.value) {
      const path = folder === "" ? name : `${folder}/${name}`;
      const entry = entryAt(inside, root, path, mtime);
      if (!entry.ok) return entry;
      if (entry.value.kind === "folder") waiting.push(path);
      entries.push(entry.value);
    }
  }
  return ok(entries.toSorted((a, b) => sortName(a) < sortName(b) ? -1 : 1));
}
function entryAt(inside, root, path, mtime) {
  const looked = inside.look(posix.join(root, path));
  if (!looked.ok) return looked;
  const found = looked.value;
  switch (found?.kind) {
    case void 0:
      return err(`${path} is not there any more, or its name is no UTF-8`);
    case "file":
      return ok({
        kind: "file",
        path,
        mode: (found.mode & 73) === 0 ? 420 : 493,
        mtime,
        bytes: found.bytes
      });
    case "folder":
      return ok({ kind: "folder", path, mode: 493, mtime });
    case "link": {
      const target = found.target ?? "";
      if (!staysInside(path, target)) return err(`${path} is a link that leads outside: ${target}`);
      return ok({ kind: "link", path, mode: 511, mtime, target });
    }
    case "other":
      return err(`${path} is neither file, folder nor link`);
  }
}
function staysInside(path, target) {
  if (target === "" || target.startsWith("/")) return false;
  const place = posix.normalize(posix.join(posix.dirname(path), target));
  return place !== ".." && !place.startsWith("../");
}
function sortName(entry) {
  return entry.kind === "folder" ? `${entry.path}/` : entry.path;
}

// src/cli/internal/pack.ts
var LEVEL = 6;
async function pack(args, inside) {
  const read = readArguments(args, ["from", "out", "name"]);
  if (!read.ok) return read;
  const { from, out, name } = read.value.values;
  const mtime = Number(inside.env["SOURCE_DATE_EPOCH"] ?? "0");
  if (!Number.isSafeInteger(mtime) || mtime < 0) return err("SOURCE_DATE_EPOCH is not a number of seconds");
  const entries = treeEntries(inside, from, mtime);
  if (!entries.ok) return entries;
  if (!entries.value.some((entry) => entry.kind === "file"))
    return err(`there is nothing to pack in ${from}`);
  const packed = await writeWhole(
    inside,
    posix.join(out, `${name}.tar.gz`),
    (file) => writeArchive(inside, from, entries.value, file)
  );
  if (!packed.ok) return packed;
  const { files, sha256, bytes } = packed.value;
  const listing = `[
${files.map((file) => `  ${JSON.stringify(file)}`).join(",\n")}
]
`;
  for (const [path, text] of [
    ["files.json", listing],
    ["SHA256SUMS", `${sha256}  ${name}.tar.gz
`]
  ]) {
    const written = await writeWhole(
      inside,
      posix.join(out, path),
      async (file) => file.write(Buffer.from(text))
    );
    if (!written.ok) return written;
  }
  const count = files.length === 1 ? "1 file" : `${files.length} files`;
  inside.print(`${name}.tar.gz: ${count} in ${bytes} bytes, sha256 ${sha256}
`);
  return ok(0);
}
async function writeArchive(inside, from, entries, file) {
  const zip = gzip(LEVEL, inside.cores);
  const digest = createHash("sha256");
  let bytes = 0;
  const write = (pieces) => {
    for (const piece of pieces) {
      digest.update(piece);
      bytes += piece.length;
      const written2 = file.write(piece);
      if (!written2.ok) return written2;
    }
    return ok(void 0);
  };
  const push = async (content) => write(await zip.push(content));
  const files = [];
  for (const entry of entries) {
    const begun = await push(tarHeader(entry));
    if (!begun.ok) return begun;
    if (entry.kind === "folder") continue;
    const content = entry.kind === "link" ? contentOf(entry.target) : await copy(inside, from, entry, push);
    if (!content.ok) return content;
    files.push({ path: entry.path, mode: entry.mode, ...content.value });
  }
  const last = await push(TAR_END);
  if (!last.ok) return last;
  const written = write(await zip.end());
  return written.ok ? ok({ files, bytes, sha256: digest.digest("hex") }) : written;
}
async function copy(inside, from, entry, push) {
  const read = await readPieces(inside, posix.join(from, entry.path), push);
  if (!read.ok) return read;
  if (read.value.bytes !== entry.bytes) return err(`${entry.path} changed while it was packed`);
  const padded = await push(Buffer.alloc(tarPadding(entry.bytes)));
  return padded.ok ? read : padded;
}
function contentOf(text) {
  const bytes = Buffer.from(text);
  return ok({ bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") });
}
export {
  pack
};
