/** Programs that a test is tried against; on a laptop without one the test says so by a skip. */

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export const MODULES = join(import.meta.dirname, '..', '..', 'node_modules', '.bin');

/** What `skip:` of node:test takes: false when all of them are on PATH, else the sentence that is shown. */
export function without(...programs: readonly string[]): false | string {
  const missing = programs.filter((program) => !isThere(program));
  return missing.length === 0
    ? false
    : `not on this machine: ${missing.join(', ')} (node scripts/setup.mjs test)`;
}

function isThere(program: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), MODULES].filter(
    (folder) => folder !== '',
  );
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
