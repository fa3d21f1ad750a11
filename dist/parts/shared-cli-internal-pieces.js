import {
  createHash
} from "./common.js";
import {
  ok
} from "./shared-core-redact.js";

// src/cli/internal/pieces.ts
var PIECE = 1 << 20;
async function readPieces(inside, path, take) {
  const file = inside.read(path);
  if (!file.ok) return file;
  const buffer = Buffer.allocUnsafe(PIECE);
  const digest = createHash("sha256");
  let at = 0;
  try {
    for (; ; ) {
      const count = file.value.read(buffer, at);
      if (!count.ok) return count;
      if (count.value === 0) return ok({ bytes: at, sha256: digest.digest("hex") });
      const piece = buffer.subarray(0, count.value);
      digest.update(piece);
      const taken = await take(piece, at);
      if (!taken.ok) return taken;
      at += count.value;
    }
  } finally {
    file.value.close();
  }
}

export {
  readPieces
};
