import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/core/path.ts
import { posix } from "node:path";
var OURS = ".sealsmith";
function workspacePath(text) {
  if (text === "" || text.includes("\0") || text.startsWith("/")) return void 0;
  const normal = posix.normalize(text).replace(/\/+$/, "");
  if (normal === "." || normal === ".." || normal.startsWith("../")) return void 0;
  return normal;
}
function isBelow(path, folder) {
  return path === folder || path.startsWith(`${folder}/`);
}
function globTest(pattern) {
  const clean = pattern.replace(/^(?:\.\/+)+/, "").replace(/\/+$/, "");
  if (clean === "**" || clean === "." || clean === "" && pattern.startsWith(".")) return () => true;
  const expression = expressionOf(clean);
  return expression === void 0 ? (path) => isBelow(path, clean) : (path) => expression.test(path);
}
function isGlob(pattern) {
  return !pattern.startsWith("/") && !pattern.split("/").includes("..") && expressionOf(pattern) !== void 0;
}
function expressionOf(pattern) {
  try {
    return new RegExp(`^${source(pattern)}(?:/.*)?$`, "su");
  } catch {
    return void 0;
  }
}
function source(pattern) {
  let out = "";
  let depth = 0;
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern[at];
    if (pattern.startsWith("**/", at)) {
      out += "(?:.*/)?";
      at += 2;
    } else if (pattern.startsWith("**", at)) {
      out += ".*";
      at += 1;
    } else if (char === "*") out += "[^/]*";
    else if (char === "?") out += "[^/]";
    else if (char === "[" && pattern.indexOf("]", at + 2) > 0) {
      const end = pattern.indexOf("]", at + 2);
      const set = pattern.slice(at + 1, end).replace(/^!/, "^").replace(/[\\\]]/g, "\\$&");
      out += `(?!/)[${set}]`;
      at = end;
    } else if (char === "{") {
      out += "(?:";
      depth += 1;
    } else if (char === "}" && depth > 0) {
      out += ")";
      depth -= 1;
    } else if (char === "," && depth > 0) out += "|";
    else out += char.replace(/[\\^$.|+()[\]{}/]/g, "\\$&");
  }
  return out;
}
function keyText(text) {
  return text.replace(/[\udc80-\udcff]/gu, (stray) => `\0${(stray.charCodeAt(0) - 56320).toString(16)}`);
}

export {
  OURS,
  workspacePath,
  isBelow,
  globTest,
  isGlob,
  keyText
};
