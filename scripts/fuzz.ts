/**
 * `npm run fuzz -- [seconds] [seed]`: tries changed entries on the cache's readers as long as wanted. What it finds is
 * kept in test/attack/cache/seeds/, where the tests try it first from then on.
 */

import { hash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fuzzGround } from '../test/support/fuzz/place.ts';
import { fuzz } from '../test/support/fuzz/run.ts';
import { seedOf } from '../test/support/seeded.ts';

const SEEDS = join(import.meta.dirname, '..', 'test/attack/cache/seeds');

const [seconds = '60', from = String(seedOf('FUZZ_SEED'))] = process.argv.slice(2);
const [length, seed] = [Number(seconds) * 1000, Number(from)];
if (!(length > 0) || !Number.isSafeInteger(seed)) {
  process.stderr.write('npm run fuzz -- [seconds] [seed]\n');
  process.exitCode = 2;
} else {
  using place = fuzzGround();
  process.stdout.write(`${seconds} s from seed ${seed}\n`);
  const end = Date.now() + length;
  const tried = await fuzz(place.ground, seed, () => Date.now() > end);
  const codes = [...tried.codes].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [code, count] of codes) process.stdout.write(`  ${String(count).padStart(7)}  ${code}\n`);
  for (const { why, one } of tried.findings) {
    const name = `found-${hash('sha256', JSON.stringify(one)).slice(0, 12)}.seed`;
    mkdirSync(SEEDS, { recursive: true });
    writeFileSync(join(SEEDS, name), `${JSON.stringify(one, null, 1)}\n`);
    process.stdout.write(`\n${why}\n  kept as ${name}\n`);
  }
  process.stdout.write(`\n${tried.cases} cases, ${tried.taken} taken, ${tried.findings.length} findings\n`);
  process.exitCode = tried.findings.length === 0 ? 0 : 1;
}
