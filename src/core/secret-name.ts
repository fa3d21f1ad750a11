/** Which variables are taken for secrets: by their name, or because their value is an address with a password. */

import { credentialsIn } from './redact.ts';

/**
 * Names that say what they hold, on the forges and in the wild: CI_JOB_TOKEN, ACTIONS_ID_TOKEN_REQUEST_TOKEN,
 * SIGSTORE_ID_TOKEN, CI_REGISTRY_PASSWORD, AWS_SECRET_ACCESS_KEY, DOCKER_AUTH_CONFIG, npm_config__authToken …
 */
const SECRET =
  /TOKEN(?!IZ)|SECRET|PASSW(?:OR)?D|PASSPHRASE|CREDENTIAL|PRIVATE_?KEY|API_?KEY|_KEY$|_JWT(?:_|$)|_PAT$|AUTH_CONFIG|_AUTH$/i;

/** Names of places are no secrets: SSH_KEY_PATH, CREDENTIALS_FILE. */
const PLACE = /_(?:FILE|PATH|DIR)$/i;

export function looksSecret(name: string): boolean {
  return SECRET.test(name) && !PLACE.test(name);
}

/** A variable that plans, keys and records must not show. */
export function isSensitive(name: string, value: string): boolean {
  return looksSecret(name) || credentialsIn([value]).length > 0;
}
