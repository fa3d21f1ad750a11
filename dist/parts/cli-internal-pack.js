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
  gzip
} from "./shared-formats-gzip.js";
import {
  TAR_END,
  tarHeader,
  tarPadding
} from "./shared-formats-tar.js";
import "./shared-node-zlib.js";
import {
  createHash,
  posix
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

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
