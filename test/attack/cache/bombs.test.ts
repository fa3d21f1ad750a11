/** C7 with its memory: little that would become much, read by a process of its own that is measured. */

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { INSIDES } from '../../../src/cache/drill/bombs.ts';
import type { Ground } from '../../../src/cache/drill/ground.ts';
import { poison } from '../../../src/cache/drill/poison.ts';
import { snapshot } from '../../support/archive.ts';
import type { Orders } from '../../support/cache-driver.ts';
import { aGround } from '../../support/cache-range.ts';
import { askDriver, bundleDriver } from '../../support/driver.ts';
import { temporaryFolder } from '../../support/temporary.ts';

/** The most that a run may take, with all of Node. */
const MEMORY = 150e6;

describe('the memory of a run', () => {
  it('stays what it is, whatever bomb lies in the store', async (t) => {
    const program = await bundleDriver(temporaryFolder(t));
    const ground = aGround(t, 'directory');
    const path = ground.plant(ground.entry(poison()));
    const honest = await askDriver(program, ordersOn(ground, 'honest'));
    assert.equal(honest.code, undefined);
    for (const [name, ends, inside] of INSIDES) {
      await t.test(`C7: ${ends} for ${name}`, async () => {
        writeFileSync(path, ground.entry(inside(ground)));
        const told = await askDriver(program, ordersOn(ground, 'bomb'));
        assert.equal(told.code, ends);
        assert.ok(told.after < MEMORY, `${Math.round(told.after / 1e6)} MB`);
        assert.deepEqual([...snapshot(`${ground.target}/bomb`).keys()], ['']);
      });
    }
  });
});

function ordersOn(ground: Ground, name: string): Orders & { readonly what: 'ask' } {
  const { folder, settings, branch, slot, target } = ground;
  ground.makeFolder(`${target}/${name}`);
  return {
    ...{ what: 'ask', base: folder, settings, secret: branch.secret, trees: [] },
    ...{ target: `${target}/${name}`, keys: [slot.key], lineage: slot.lineage },
  };
}
