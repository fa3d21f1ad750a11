/**
 * The readers of archive and seal under entries that nobody would think of: every layer is changed, and all above it
 * made anew and signed. Either a miss with a code, or exactly what the list says, which holds nothing that it may not.
 * `FUZZ_SEED` repeats a series, `npm run fuzz -- <seconds>` goes on as long as wanted.
 */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { FuzzCase } from '../../support/fuzz/case.ts';
import { LAYERS } from '../../support/fuzz/mutate.ts';
import { CLASSES, type Class, readCase } from '../../support/fuzz/oracle.ts';
import { fuzzGround } from '../../support/fuzz/place.ts';
import { fuzz, honestDrafts, Tester } from '../../support/fuzz/run.ts';
import { chance, seedOf } from '../../support/seeded.ts';

const SEEDS = join(import.meta.dirname, 'seeds');

/** Milliseconds. */
const TIME = process.env['CI'] === 'true' ? 60_000 : 10_000;

const ROOTS = ['output-0', 'log', 'report.json'];

describe('what a fuzzer tries', () => {
  it('C6, C7: was seen before, and is refused or what it says (seeds)', async () => {
    using place = fuzzGround();
    const tester = await Tester.open(place.ground);
    const names = readdirSync(SEEDS).filter((name) => name.endsWith('.seed'));
    assert.ok(names.length > 0);
    for (const name of names) {
      const one = JSON.parse(readFileSync(join(SEEDS, name), 'utf8')) as FuzzCase;
      assert.equal(await tester.attempt(one), undefined, name);
    }
  });

  it('C6: holds every class that readers were seen to let through, and each of them is refused', async () => {
    using place = fuzzGround();
    const tester = await Tester.open(place.ground);
    const [honest] = honestDrafts();
    const { lines, pieces } = LAYERS;
    assert.ok(honest !== undefined && lines !== undefined && pieces !== undefined);
    const seen = new Map<Class, number>();
    for (let seed = 0; seed < 20_000 && seen.size < CLASSES.length; seed += 1) {
      const draw = chance(seed);
      const one: FuzzCase = (seed % 8 === 0 ? pieces : lines)(
        draw,
        honest,
        join(place.ground.folder, 'victim'),
      );
      const classes = readCase(one, ROOTS, ROOTS)?.classes ?? new Set<Class>();
      const fresh = [...classes].filter((name) => !seen.has(name));
      for (const name of classes) seen.set(name, (seen.get(name) ?? 0) + 1);
      if (fresh.length === 0) continue;
      const { taken } = tester;
      assert.equal(await tester.attempt(one), undefined, fresh.join(', '));
      assert.equal(tester.taken, taken, `${fresh.join(', ')} was taken`);
    }
    assert.deepEqual(
      CLASSES.filter((name) => !seen.has(name)),
      [],
      'never drawn',
    );
  });

  it(`C1, C6, C7, C9: is a miss with a code or exactly what its list says (${TIME / 1000} s)`, async () => {
    using place = fuzzGround();
    const end = Date.now() + TIME;
    const seed = seedOf('FUZZ_SEED');
    const tried = await fuzz(place.ground, seed, () => Date.now() > end);
    assert.deepEqual(
      tried.findings.map(({ why }) => why),
      [],
      `seed ${seed}`,
    );
    assert.ok(tried.cases > 100, `${tried.cases} cases`);
    assert.ok(tried.taken > 0, 'its twin: some of them are sound, and taken');
  });
});
