/** Every store that a toolchain defines has a test that poisons it, and docs/stores.md says what that test shows. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { PackageStore } from '../../src/core/step.ts';
import { GO_STORES } from '../../src/toolchains/go/stores.ts';
import { MANAGER_STORES } from '../../src/toolchains/node/stores.ts';
import { PYTHON_STORES } from '../../src/toolchains/python/stores.ts';
import { TOOLCHAINS } from '../../src/toolchains/registry.ts';
import { PROOFS } from '../support/store-table.ts';

const STORES: Readonly<Record<string, readonly PackageStore[]>> = {
  python: Object.values(PYTHON_STORES),
  node: Object.values(MANAGER_STORES),
  go: GO_STORES,
  commands: [],
};

const all = Object.values(STORES).flat();
const page = readFileSync(join(import.meta.dirname, '../../docs/stores.md'), 'utf8');

describe('the stores of package managers', () => {
  it('are those of every toolchain there is', () => {
    assert.deepEqual(TOOLCHAINS.map(({ name }) => name).toSorted(), Object.keys(STORES).toSorted());
  });

  it('have names and variables of their own', () => {
    const names = all.map(({ name }) => name);
    const variables = all.flatMap(({ env }) => env);
    assert.equal(new Set(names).size, names.length);
    assert.equal(new Set(variables).size, variables.length);
    for (const name of names) assert.match(name, /^[a-z][a-z0-9-]*$/);
  });

  it('each have a proof, and no proof is about anything else', () => {
    assert.deepEqual(PROOFS.map(({ store }) => store).toSorted(), all.map(({ name }) => name).toSorted());
  });

  for (const { store: name, checked, file, test } of PROOFS) {
    it(`${name} is poisoned by a test that docs/stores.md names`, () => {
      const text = readFileSync(join(import.meta.dirname, file), 'utf8');
      assert.ok(text.includes(test), `${file} has no test "${test}"`);
      const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
      assert.ok(row !== undefined, `docs/stores.md has no row for ${name}`);
      assert.ok(row.includes(test), `the row of ${name} does not name "${test}"`);
      assert.ok(row.includes(READERS[checked]), `the row of ${name} does not say ${READERS[checked]}`);
    });

    it(`${name} is never checked by default where only a lock file can show it, or nothing`, () => {
      const store = all.find((one) => one.name === name);
      assert.ok(store !== undefined);
      if (checked === 'never') assert.equal(store.checked, false);
      if (checked === 'always') assert.equal(store.checked, true);
    });
  }
});

/** Who may read it, as the page says. */
const READERS = { always: 'T1, T2, T3', 'by-lock': 'T1, T2, T3 if', never: 'T1, T2 |' } as const;
