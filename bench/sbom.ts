/** What is in an image of 300 MB: a Debian with Python, npm packages and a Go program, beside syft on the same layout. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianLayout } from '../test/support/sbom-ground.ts';
import { measure, report } from './measure.ts';
import { ENTRY, NODE } from './program.ts';

export async function sbom(): Promise<void> {
  const base = mkdtempSync(join(tmpdir(), 'sealsmith-bench-'));
  try {
    const layout = debianLayout(base);
    const syft = execFileSync('sh', ['-c', 'command -v syft'], { encoding: 'utf8' }).trim();
    report(
      'packages of an image of 300 MB',
      await measure(
        [
          {
            name: 'syft',
            command: [syft, 'scan', `oci-dir:${layout}`, '--quiet', '-o', `cyclonedx-json=${base}/syft.json`],
            env: { SYFT_CHECK_FOR_APP_UPDATE: 'false' },
          },
          {
            name: 'sealsmith',
            command: [NODE, ENTRY, '-C', base, '--quiet', 'sbom', layout, '--output', 'ours.json'],
          },
        ],
        5,
      ),
      'no slower',
    );
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}
