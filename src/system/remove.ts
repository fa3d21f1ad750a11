/** Removing a tree, also one with folders that nobody may write to: Go's module cache is made of those. */

import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from './attempt.ts';
import { fsPath } from './names.ts';

/** @throws what the system says; what is not there is removed already */
export function removeTree(path: string): void {
  try {
    rmSync(fsPath(path), { recursive: true, force: true });
  } catch (error) {
    if (!['EACCES', 'EPERM'].includes(errnoOf(error) ?? '')) throw error;
    openFolders(fsPath(path));
    rmSync(fsPath(path), { recursive: true, force: true });
  }
}

/** Links are not followed: nothing outside the tree changes its mode. */
function openFolders(folder: string | Buffer): void {
  try {
    chmodSync(folder, 0o700);
    for (const entry of readdirSync(folder, { withFileTypes: true, encoding: 'buffer' })) {
      if (entry.isDirectory()) openFolders(below(folder, entry.name));
    }
  } catch (error) {
    // What cannot be opened is what removing will complain about.
    if (errnoOf(error) === undefined) throw error;
  }
}

function below(folder: string | Buffer, name: Buffer): Buffer {
  const start =
    typeof folder === 'string' ? Buffer.from(join(folder, '/')) : Buffer.concat([folder, Buffer.from('/')]);
  return Buffer.concat([start, name]);
}
