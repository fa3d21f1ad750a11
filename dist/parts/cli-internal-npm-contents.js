import {
  createHash
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/cli/internal/npm-contents.ts
var ALGORITHM = /^sha(?:1|256|384|512)$/;
var PART = /^[0-9a-f]{2}$/;
var REST = /^[0-9a-f]+$/;
async function npmContents(_args, inside) {
  const cache = inside.env["npm_config_cache"];
  if (cache === void 0 || cache === "") return err("needs the folder of npm in npm_config_cache");
  const seen = { checked: 0, removed: 0 };
  const root = `${cache}/_cacache`;
  const there = inside.look(root);
  if (!there.ok) return there;
  if (there.value === void 0) return ok(0);
  const walked = each(
    inside,
    root,
    /^/,
    seen,
    (version, path) => !version.startsWith("content-") ? ok(void 0) : each(
      inside,
      path,
      ALGORITHM,
      seen,
      (algorithm, kinds) => each(
        inside,
        kinds,
        PART,
        seen,
        (first, above) => each(
          inside,
          above,
          PART,
          seen,
          (second, folder) => checkFolder(inside, folder, algorithm, `${first}${second}`, seen)
        )
      )
    )
  );
  if (!walked.ok) return walked;
  if (seen.removed > 0)
    inside.print(`removed ${seen.removed} of npm's cache that were not what their names say
`);
  return ok(0);
}
function each(inside, folder, fits, seen, visit) {
  const own = inside.look(folder);
  if (!own.ok) return own;
  if (own.value?.kind !== "folder") return drop(inside, folder, seen);
  const names = inside.names(folder);
  if (!names.ok) return names;
  for (const name of names.value) {
    const path = `${folder}/${name}`;
    const done = fits.test(name) ? visit(name, path) : drop(inside, path, seen);
    if (!done.ok) return done;
  }
  return ok(void 0);
}
function checkFolder(inside, folder, algorithm, beginning, seen) {
  return each(inside, folder, REST, seen, (rest, path) => {
    const found = inside.look(path);
    if (!found.ok) return found;
    if (found.value?.kind !== "file") return drop(inside, path, seen);
    seen.checked += 1;
    const digest = digestOf(inside, path, algorithm);
    if (!digest.ok) return digest;
    return digest.value === `${beginning}${rest}` ? ok(void 0) : drop(inside, path, seen);
  });
}
function drop(inside, path, seen) {
  seen.removed += 1;
  return inside.remove(path);
}
var PIECE = 1024 * 1024;
function digestOf(inside, path, algorithm) {
  const file = inside.read(path);
  if (!file.ok) return file;
  const hash = createHash(algorithm);
  const piece = Buffer.allocUnsafe(PIECE);
  try {
    for (let at = 0; ; ) {
      const count = file.value.read(piece, at);
      if (!count.ok) return count;
      hash.update(piece.subarray(0, count.value));
      if (count.value < PIECE) return ok(hash.digest("hex"));
      at += count.value;
    }
  } finally {
    file.value.close();
  }
}
export {
  npmContents
};
