/** C8: somebody else's process has the file in hand while a run reads it: rewrites it, cuts it, puts others in its place. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { PIECE } from '../../../src/cache/archive/layout.ts';
import { poison } from '../../../src/cache/drill/poison.ts';
import { kept, take } from '../../../src/cache/drill/runs.ts';
import { aDisk } from '../../support/broken-disk.ts';
import { aGround, FOLDERS } from '../../support/cache-range.ts';

/** What an entry may be called that was another one for a moment. */
const REFUSALS = [
  'digest-mismatch',
  'seal-invalid',
  'signer-not-allowed',
  'store-error',
  'entry-unsafe',
  'absent',
];

const ROUNDS = 150;

/** Never the same for long: garbled in place, cut in place, another entry, a link, a folder; and honest in between. */
const MEDDLER = `
const fs = require('node:fs');
const [, path, honest, other, secret] = process.argv;
const [good, bad] = [fs.readFileSync(honest), fs.readFileSync(other)];
const garbled = good.map((byte) => byte ^ 0x55);
const inPlace = (bytes, at = 0) => { const file = fs.openSync(path, 'r+'); fs.writeSync(file, bytes, 0, bytes.length, at); fs.closeSync(file); };
const swap = (make) => { const beside = path + '.new'; make(beside); fs.renameSync(beside, path); };
const acts = [
  () => inPlace(garbled.subarray(0, good.length >> 1)),
  () => inPlace(garbled.subarray(good.length >> 1), good.length >> 1),
  () => inPlace(bad),
  () => fs.truncateSync(path, good.length >> 1),
  () => swap((beside) => fs.writeFileSync(beside, bad)),
  () => swap((beside) => fs.symlinkSync(secret, beside)),
  () => { fs.rmSync(path); fs.mkdirSync(path); },
];
const heal = () => { fs.rmSync(path, { recursive: true, force: true }); fs.writeFileSync(path, good); };
console.log('ready');
for (let round = 0; ; round += 1) {
  try { acts[round % acts.length](); } catch {}
  if (round % 3 === 0) { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, round % 7); heal(); }
}
`;

for (const store of FOLDERS) {
  describe(`an entry in the ${store} store that another process changes all the time`, () => {
    it('C8: gives what was sealed or nothing, and never anything else', async (t) => {
      const ground = aGround(t, store);
      ground.make('honest', { large: randomBytes(PIECE + 4000) });
      const { path, bytes } = await kept(ground);
      const [honest, other] = [join(ground.folder, 'victim/honest'), join(ground.folder, 'victim/other')];
      writeFileSync(honest, bytes);
      writeFileSync(other, ground.entry(poison(), {}, ground.stranger.key));
      const args = [path, honest, other, join(ground.folder, 'victim/secret')];
      const meddler = spawn(process.execPath, ['-e', MEDDLER, ...args], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      try {
        await new Promise((resolve) => meddler.stdout.once('data', resolve));
        for (let round = 0; round < ROUNDS; round += 1) {
          const answer = await take(ground, 'branch');
          assert.deepEqual(answer.strays, []);
          if (answer.taken) assert.ok(answer.honest, `round ${round}`);
          else for (const { code } of answer.misses) assert.ok(REFUSALS.includes(code), code);
        }
      } finally {
        const ended = new Promise((resolve) => meddler.once('exit', resolve));
        meddler.kill('SIGKILL');
        await ended;
      }
      // Its twin: nobody changes it any more.
      ground.range.world.files.remove(path);
      writeFileSync(path, bytes);
      const twin = await take(ground, 'branch');
      assert.deepEqual([twin.taken, twin.honest, twin.strays], [true, true, []]);
    });

    it('C8: is digest-mismatch when it is cut in place after its list was read', async (t) => {
      const ground = aGround(t, store);
      const { path, bytes } = await kept(ground);
      let readings = 0;
      const disk = aDisk(({ operation }) => {
        if (operation !== 'read') return;
        readings += 1;
        // Tail, seal and list were read; now the pieces.
        if (readings === 4) truncateSync(path, 10);
      });
      const answer = await take(ground, 'branch', ground.slot, { disk });
      assert.equal(answer.misses[0]?.code, 'digest-mismatch');
      assert.deepEqual([answer.taken, answer.strays], [false, []]);
      writeFileSync(path, bytes);
      assert.equal((await take(ground, 'branch')).honest, true, 'its honest twin');
    });
  });
}
