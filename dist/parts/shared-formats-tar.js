// src/formats/tar.ts
var BLOCK = 512;
var TAR_END = new Uint8Array(2 * BLOCK);
function tarHeader(entry) {
  const path = entry.kind === "folder" ? `${entry.path}/` : entry.path;
  const target = entry.kind === "link" || entry.kind === "hard-link" ? entry.target : "";
  const bytes = entry.kind === "file" ? entry.bytes : 0;
  const place = splitPath(path);
  const { uid, gid } = entry.owner ?? { uid: 0, gid: 0 };
  const records = [
    ...place === void 0 ? [["path", path]] : [],
    ...isShortAscii(target, 100) ? [] : [["linkpath", target]],
    ...bytes > MOST_OCTAL_11 ? [["size", String(bytes)]] : [],
    ...uid > MOST_OCTAL_7 ? [["uid", String(uid)]] : [],
    ...gid > MOST_OCTAL_7 ? [["gid", String(gid)]] : [],
    ...entry.mtime > MOST_OCTAL_11 ? [["mtime", String(entry.mtime)]] : []
  ];
  const main = block({
    ...place ?? { name: asciiOnly(path), prefix: "" },
    mode: entry.mode,
    uid: Math.min(uid, MOST_OCTAL_7),
    gid: Math.min(gid, MOST_OCTAL_7),
    bytes: Math.min(bytes, MOST_OCTAL_11),
    mtime: Math.min(entry.mtime, MOST_OCTAL_11),
    type: TYPES[entry.kind],
    target: isShortAscii(target, 100) ? target : asciiOnly(target)
  });
  return records.length === 0 ? main : Buffer.concat([paxHeader(path, records), main]);
}
function tarPadding(bytes) {
  return (BLOCK - bytes % BLOCK) % BLOCK;
}
var TYPES = { file: "0", "hard-link": "1", link: "2", folder: "5" };
var MOST_OCTAL_11 = 8589934591;
var MOST_OCTAL_7 = 2097151;
function block(fields) {
  const out = Buffer.alloc(BLOCK);
  out.write(fields.name, 0, "latin1");
  out.write(octal(fields.mode, 7), 100, "latin1");
  out.write(octal(fields.uid ?? 0, 7), 108, "latin1");
  out.write(octal(fields.gid ?? 0, 7), 116, "latin1");
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

export {
  TAR_END,
  tarHeader,
  tarPadding
};
