/**
 * Variables that give power over the cache or speak in the run's name. No step gets one, whatever the file says: code
 * that has it could write entries or ask for the run's identity by itself. CI_JOB_TOKEN is not among them: it also
 * opens the package registry that a step may need, so it is handed out as any other secret, by name.
 */

import { CACHE_KEY_VARIABLE } from '../cache/signing-key.ts';
import { KEY_VARIABLE, PASSWORD_VARIABLES } from '../signing/signers/key.ts';

const WITHHELD: Readonly<Record<string, string>> = {
  [CACHE_KEY_VARIABLE]: 'seals cache entries',
  ACTIONS_RUNTIME_TOKEN: "writes to the forge's cache",
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "asks for the run's identity",
  SIGSTORE_ID_TOKEN: "is the run's identity",
  [KEY_VARIABLE]: 'signs what was made',
  [PASSWORD_VARIABLES[0]]: 'opens the key that signs what was made',
};

/** Why a variable of this name goes to no step; undefined when it may. */
export function withheldProblem(name: string): string | undefined {
  const power = Object.hasOwn(WITHHELD, name) ? WITHHELD[name] : undefined;
  return power === undefined ? undefined : `${name} ${power}; no step gets it`;
}
