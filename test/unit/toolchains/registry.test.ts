import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { TOOLCHAINS } from '../../../src/toolchains/registry.ts';
import { aTree } from '../../support/tree.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'src', 'toolchains');

describe('the toolchains', () => {
  it('are the folders of their name, and the one without a folder', () => {
    const folders = readdirSync(FOLDER, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
    assert.deepEqual(TOOLCHAINS.map(({ name }) => name).toSorted(), [...folders, 'commands'].toSorted());
  });

  it('find nothing in an empty folder', () => {
    for (const toolchain of TOOLCHAINS)
      assert.deepEqual(toolchain.detect(aTree({})), { ok: true, value: undefined });
  });

  it('each know only their own kind of project', () => {
    const trees = {
      python: { 'requirements.txt': '' },
      node: { 'package.json': '{}' },
      go: { 'go.mod': 'module x\n' },
    };
    for (const [name, files] of Object.entries(trees)) {
      const found = TOOLCHAINS.filter((toolchain) => {
        const detected = toolchain.detect(aTree(files));
        return detected.ok && detected.value !== undefined;
      });
      assert.deepEqual(
        found.map((toolchain) => toolchain.name),
        [name],
      );
    }
  });
});
