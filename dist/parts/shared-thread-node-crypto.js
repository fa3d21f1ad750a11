// thread-node:crypto
var { X509Certificate, createHash, createPrivateKey, createPublicKey, createSign, generateKeyPairSync, hash, randomBytes, randomUUID, scrypt, sign, verify } = process.getBuiltinModule?.("node:crypto") ?? {};

export {
  createHash,
  hash
};
