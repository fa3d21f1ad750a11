/** The signers, one line each. */

import type { Signer, SignerName } from './signer.ts';
import { keySigner } from './signers/key.ts';
import { keylessSigner } from './signers/keyless.ts';

export const SIGNERS: { readonly [N in SignerName]: Signer } = {
  // A key of the user's.
  key: keySigner,
  // A certificate of minutes for whom a token names.
  keyless: keylessSigner,
};
