import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  errnoOf
} from "./shared-system-attempt.js";

// src/system/names.ts
function nameText(bytes) {
  const text = bytes.toString("utf8");
  if (!text.includes("�") || Buffer.from(text, "utf8").equals(bytes)) return text;
  let out = "";
  for (let at = 0; at < bytes.length; ) {
    const length = sequence(bytes, at);
    out += length === 0 ? String.fromCharCode(56320 + (bytes[at] ?? 0)) : bytes.toString("utf8", at, at + length);
    at += Math.max(1, length);
  }
  return out;
}
function isDoubtful(name) {
  return name.includes("�");
}
function fsPath(text) {
  if (text.isWellFormed()) return text;
  const parts = [...text].map((char) => {
    const code = char.charCodeAt(0);
    return char.length === 1 && code >= 56448 && code <= 56575 ? Buffer.from([code - 56320]) : Buffer.from(char, "utf8");
  });
  return Buffer.concat(parts);
}
function sequence(bytes, at) {
  const first = bytes[at] ?? 0;
  const length = first < 128 ? 1 : first < 194 ? 0 : first < 224 ? 2 : first < 240 ? 3 : first < 245 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  const piece = bytes.subarray(at, at + length);
  return Buffer.from(piece.toString("utf8"), "utf8").equals(piece) ? length : 0;
}

// src/system/folder.ts
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
function readFolder(path) {
  const entries = readdirSync(fsPath(path), { withFileTypes: true });
  const listed = entries.some((entry) => isDoubtful(entry.name)) ? readdirSync(fsPath(path), { withFileTypes: true, encoding: "buffer" }).map((entry) => ({
    name: nameText(entry.name),
    kind: kindOf(entry)
  })) : entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
  return listed.sort((a, b) => compare(a.name, b.name));
}
function kindOf(found) {
  if (found.isFile()) return "file";
  if (found.isDirectory()) return "folder";
  return found.isSymbolicLink() ? "link" : "other";
}
function walkFolder(root, skip) {
  const found = [];
  const enter = (below) => {
    for (const { name, kind } of readThere(below === "" ? root : `${root}/${below}`, below === "")) {
      const path = below === "" ? name : `${below}/${name}`;
      if (kind === "folder") {
        if (name !== ".git" && !skip.has(name)) enter(path);
      } else if (kind !== "other" && name !== ".git") found.push(path);
    }
  };
  enter("");
  return found.sort(compare);
}
function makeFolders(path, mode = 511) {
  try {
    mkdirSync(fsPath(path), { mode });
  } catch (error) {
    if (errnoOf(error) === "ENOENT" && dirname(path) !== path) {
      makeFolders(dirname(path));
      mkdirUnlessThere(path, mode);
    } else if (!isFolder(path)) throw error;
  }
}
function mkdirUnlessThere(path, mode) {
  try {
    mkdirSync(fsPath(path), { mode });
  } catch (error) {
    if (!isFolder(path)) throw error;
  }
}
function isFolder(path) {
  return statSync(fsPath(path), { throwIfNoEntry: false })?.isDirectory() === true;
}
function readThere(path, isRoot) {
  try {
    return readFolder(path);
  } catch (error) {
    const gone = ["ENOENT", "ENOTDIR"].includes(error.code ?? "");
    if (gone && !isRoot) return [];
    throw error;
  }
}
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

export {
  nameText,
  isDoubtful,
  fsPath,
  readFolder,
  kindOf,
  walkFolder,
  makeFolders,
  compare
};
