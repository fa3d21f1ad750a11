/** SHA-256 as lower-case hex, the only digest we name things by. Hashing of files is behind the `Files` port. */

export type Sha256 = string & { readonly brand: 'Sha256' };

/** A file and what it contains. */
export type FileDigest = { readonly path: string; readonly sha256: Sha256 };

const HEX = /^[0-9a-f]{64}$/;

export function isSha256(text: string): text is Sha256 {
  return HEX.test(text);
}

/** The first twelve characters: enough for people, never compared. */
export function short(digest: string): string {
  return digest.slice(0, 12);
}
