import {
  createHash,
  hash
} from "./shared-thread-node-crypto.js";
import {
  closeSync,
  constants,
  errnoOf,
  fsPath,
  fstatSync,
  openSync,
  readSync
} from "./shared-thread-core-name-text.js";
import "./shared-thread-core-result.js";
import "./shared.js";

// thread:src/system/digest-whole.ts
var PIECE = 256 * 1024;
var PLAIN = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
function digestWhole(path, size, memory, wanted) {
  const file = openSync(fsPath(path), PLAIN);
  try {
    const before = wanted ? askState(file) : void 0;
    const first = readSync(file, memory, 0, PIECE, null);
    if (first === size && first < PIECE) {
      return { sha256: hash("sha256", memory.subarray(0, first), "hex"), bytes: first, before };
    }
    const sum = createHash("sha256");
    let bytes = 0;
    for (let count = first; count > 0; count = readSync(file, memory, 0, PIECE, null)) {
      sum.update(memory.subarray(0, count));
      bytes += count;
    }
    return { sha256: sum.digest("hex"), bytes, before };
  } finally {
    closeSync(file);
  }
}
function digestTask(input) {
  const { files, wanted } = input;
  const memory = new Uint8Array(PIECE);
  return files.map(({ path, size }) => {
    try {
      return digestWhole(path, size, memory, wanted);
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === void 0) throw error;
      return { errno };
    }
  });
}
function stateOf({ dev, ino, size, mode, mtimeMs, ctimeMs }) {
  return { dev, ino, size, mode, mtimeMs, ctimeMs };
}
function askState(file) {
  const asked = Date.now();
  return { state: stateOf(fstatSync(file)), asked };
}
export {
  PIECE,
  PLAIN,
  digestTask,
  digestWhole,
  stateOf
};
