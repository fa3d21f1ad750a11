/**
 * This machine's own key, with which a person's own runs seal. It lies in the state folder, closed to everybody else; a
 * file there that is not as it was made is a failure and never replaced: a new key would hide that somebody was at it.
 */

import type { Files } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import { generateKey, parseSecretKey, type SealingKey } from './signing-key.ts';

/** The folder of private keys, closed (0700). */
export function keysFolder(state: string): string {
  return `${state}/keys`;
}

/**
 * @param state  the folder for what outlives a run
 * @param make  whether a new one is made where there is none: at the local host and outside CI, and nowhere else
 * @returns undefined when there is none and none was made
 */
export function machineKey(
  files: Pick<Files, 'readPrivate' | 'createPrivate'>,
  state: string,
  make: boolean,
): Result<SealingKey | undefined> {
  const path = `${keysFolder(state)}/machine.key`;
  const found = read(files, path);
  if (!found.ok || found.value !== undefined || !make) return found;
  const { key, secret } = generateKey();
  const made = files.createPrivate(path, `${secret}\n`);
  if (!made.ok) return made;
  // Another run was faster: its key is the machine's.
  return made.value ? ok(key) : read(files, path);
}

function read(files: Pick<Files, 'readPrivate'>, path: string): Result<SealingKey | undefined> {
  const text = files.readPrivate(path);
  if (!text.ok) return text;
  if (text.value === undefined) return ok(undefined);
  const key = parseSecretKey(text.value);
  return key.ok ? key : err({ code: 'key-unusable', path, why: `it holds no key: ${key.failure}` });
}
