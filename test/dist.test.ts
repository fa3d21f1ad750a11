/** Users run dist/: it must be what src/ gives, byte for byte, and the same on every build. */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { bundle } from '../scripts/build.ts';

const DIST = join(import.meta.dirname, '..', 'dist');

describe('dist', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sealsmith-dist-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is what a build of src gives (else: npm run build)', async () => {
    const built = await bundle(join(folder, 'dist'));
    const committed = readdirSync(DIST, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(DIST.length + 1))
      .toSorted();
    assert.deepEqual(committed, built);
    for (const name of built) {
      assert.ok(
        readFileSync(join(DIST, name)).equals(readFileSync(join(folder, 'dist', name))),
        `${name} differs`,
      );
    }
  });

  it('takes libraries of CommonJS that are loaded later by the one name that they have then', () => {
    const parts = join(DIST, 'parts');
    const texts = new Map(readdirSync(parts).map((name) => [name, readFileSync(join(parts, name), 'utf8')]));
    const common = [...texts]
      .filter(([, text]) => /^export default require_/m.test(text))
      .map(([name]) => name);
    assert.ok(common.length > 0);
    for (const [name, text] of texts)
      for (const one of common)
        assert.ok(!text.includes(`} = await import("./${one}")`), `${name} takes names out of ${one}`);
  });

  it('names nothing of the machine that built it', () => {
    const root = join(import.meta.dirname, '..');
    const telling = readdirSync(DIST, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .filter((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8').includes(root));
    assert.deepEqual(
      telling.map((entry) => entry.name),
      [],
    );
  });
});
