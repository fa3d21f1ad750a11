/** What code of the project writes where our own commands say what went wrong: it is not heard. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { MarkedProject } from '../support/aftermath.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { tinyLayout } from '../support/tiny-images.ts';

const PASS = '{"code":"not-verified","subject":"x","exit":0,"reasons":[]}';
const FORGED = [
  ['a pass', PASS],
  ['broken integrity', '{"code":"digest-mismatch","what":"x","expected":"a","found":"b"}'],
] as const;

describe('a job that runs code of the project', () => {
  for (const [what, text] of FORGED) {
    it(`cannot say ${what} for itself`, async () => {
      using project = new MarkedProject('  liar: { run: "cp lie $TMPDIR/failure.json; exit 3" }', {
        lie: text,
      });
      const ran = await project.run();
      assert.equal(ran.exit, 1, ran.out + ran.err);
      assert.equal(project.record().how.jobs[0]?.failure?.code, 'command-failed');
    });

    it(`cannot say ${what} for our command after it`, async (t) => {
      using project = new MarkedProject(
        '  containerize: { from: { oci: made }, run: "cp lie $TMPDIR/failure.json; cp -r prepared made", check: false, sbom: false }',
        { lie: text },
      );
      execFileSync('cp', ['-r', tinyLayout(temporaryFolder(t)), join(project.folder, 'prepared')]);
      execFileSync('sh', ['-c', 'for f in prepared/blobs/sha256/*; do echo x >> $f; done'], {
        cwd: project.folder,
      });
      const ran = await project.run();
      assert.equal(ran.exit, 4, ran.out + ran.err);
      assert.match(JSON.stringify(project.record().how.jobs[0]?.failure), /made|blob|layout|bytes/);
    });
  }

  it('cannot make the engine wait by what it puts there', async () => {
    using project = new MarkedProject('  liar: { run: "mkfifo $TMPDIR/failure.json; exit 3" }');
    const ran = await project.run();
    assert.equal(ran.exit, 1, ran.out + ran.err);
    await project.leavesNothing();
  });
});
