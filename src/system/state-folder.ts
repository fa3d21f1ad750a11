/** Where what outlives a run lies: outside any workspace, and ours alone. */

import { lstatSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isBelow } from '../core/path.ts';
import { errnoOf } from './attempt.ts';
import { makeFolders } from './folder.ts';

/**
 * `$XDG_STATE_HOME/sealsmith`, or `~/.local/state/sealsmith`. Some runners have their home folder inside the workspace,
 * where the project's own code could write: then a folder for this user among the temporary ones.
 */
export function stateFolder(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
  workspace: string,
): string {
  const base = env['XDG_STATE_HOME'];
  const usual = base?.startsWith('/') === true ? resolve(base) : join(home, '.local', 'state');
  if (usual.startsWith('/') && home !== '/' && !isBelow(usual, workspace)) return join(usual, 'sealsmith');
  return temporaryState();
}

/** Others may have made a folder of that name in a place where all can: only one that is ours and closed is taken. */
function temporaryState(): string {
  // Asked of the kernel: a container may run as a user that its /etc/passwd does not know.
  const own = process.geteuid?.() ?? -1;
  const folder = join(tmpdir(), `sealsmith-${own}`);
  try {
    makeFolders(folder, 0o700);
    const found = lstatSync(folder);
    const closed = found.isDirectory() && found.uid === own && (found.mode & 0o077) === 0;
    return closed ? folder : mkdtempSync(`${folder}-`);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    // It cannot be made: everything that is kept there says so, or does without.
    return folder;
  }
}
