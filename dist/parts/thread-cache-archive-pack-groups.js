import {
  PIECE,
  attempt,
  compress,
  release
} from "./shared-thread-cache-archive-zstd.js";
import {
  hash
} from "./shared-thread-node-crypto.js";
import {
  err,
  ok
} from "./shared-thread-core-result.js";
import "./shared.js";

// thread:src/cache/archive/pack-groups.ts
function packGroups(disk) {
  const memory = Buffer.allocUnsafeSlow(PIECE);
  return (input, move) => {
    const asked = input;
    const read = attempt(
      "not-kept",
      () => asked.kind === "small" ? small(disk, asked.files, memory) : large(disk, asked.file, asked.at)
    );
    const done = read.ok ? read.value : read;
    if (!done.ok) return { kind: "refused", why: done.failure };
    if (done.value.packed !== void 0) give(done.value.packed.stored, move);
    if (done.value.kind === "large") give(done.value.plain, move);
    return done.value;
  };
}
function small(disk, files, memory) {
  const sums = [];
  let end = 0;
  for (const { from, bytes } of files) {
    const place = memory.subarray(end, end + bytes);
    if (disk.readWhole(from, place) !== bytes) return err(changed(from));
    sums.push(hash("sha256", place, "hex"));
    end += bytes;
  }
  return ok({ kind: "small", packed: end === 0 ? void 0 : pieceOf(memory.subarray(0, end)), sums });
}
function large(disk, { from, bytes }, at) {
  const plain = Buffer.allocUnsafeSlow(Math.min(PIECE, bytes - at));
  const file = disk.openRead(from);
  try {
    const whole = disk.facts(file).bytes === bytes && disk.read(file, plain, at) === plain.length;
    return whole ? ok({ kind: "large", packed: pieceOf(plain), plain }) : err(changed(from));
  } finally {
    disk.close(file);
  }
}
function pieceOf(plain) {
  const frame = compress(plain);
  const method = frame.length < plain.length * 0.98 ? "zstd" : "stored";
  const stored = new Uint8Array(method === "zstd" ? frame : plain);
  release(frame);
  const sha256 = hash("sha256", stored, "hex");
  return { piece: { method, stored: stored.length, plain: plain.length, sha256 }, stored };
}
function give(bytes, move) {
  if (bytes.buffer instanceof ArrayBuffer) move.push(bytes.buffer);
}
function changed(path) {
  return { code: "not-kept", detail: `${path}: changed while it was read` };
}
export {
  packGroups
};
