// thread-node:crypto
var { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, hash, randomBytes, sign, verify } = process.getBuiltinModule?.("node:crypto") ?? {};

export {
  createHash,
  hash
};
