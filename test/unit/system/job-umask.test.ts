import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { realProcesses, shell } from '../../support/real-processes.ts';
import { temporaryFolder } from '../../support/temporary.ts';

describe('the umask of a job', () => {
  for (const namespaces of [true, false]) {
    it(`is the same for everybody ${namespaces ? 'kept apart' : 'in a process group'}, and ours stays`, async (t) => {
      const folder = temporaryFolder(t);
      const before = process.umask(0o077);
      t.after(() => void process.umask(before));
      const { output } = await shell(realProcesses(namespaces), 'umask; mkdir made; : > made/file', {
        cwd: folder,
      });
      assert.equal(output.trim(), '0022');
      assert.equal(statSync(join(folder, 'made')).mode & 0o777, 0o755);
      assert.equal(statSync(join(folder, 'made/file')).mode & 0o777, 0o644);
      assert.equal(process.umask(0o077), 0o077);
    });
  }
});
