/** A folder that is gone when the test is over, whatever was done to it. */

import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

export function temporaryFolder(t: Pick<TestContext, 'after'>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sealsmith-unit-')));
  t.after(() => {
    open(folder);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Tests take rights away; a folder without them cannot be emptied. */
function open(folder: string): void {
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory() && !entry.name.includes('\uFFFD')) open(join(folder, entry.name));
  }
}
