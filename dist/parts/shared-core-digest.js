import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/core/digest.ts
var HEX = /^[0-9a-f]{64}$/;
function isSha256(text) {
  return HEX.test(text);
}
function short(digest) {
  return digest.slice(0, 12);
}

export {
  isSha256,
  short
};
