/** C1, C9: an entry of which any byte is another, or of which any part is all that comes. */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import type { Ground } from '../../../src/cache/drill/ground.ts';
import { kept, vaultOf } from '../../../src/cache/drill/runs.ts';
import { takeResult } from '../../../src/cache/results.ts';
import { snapshot } from '../../support/archive.ts';
import { aGround, FOLDERS, type FolderStore } from '../../support/cache-range.ts';

/** What any change of an honest entry may be called. */
const REFUSALS = ['digest-mismatch', 'seal-invalid', 'signer-not-allowed', 'too-large'];

async function honest(t: TestContext, store: FolderStore) {
  const ground = aGround(t, store);
  const { path, bytes } = await kept(ground);
  const vault = await vaultOf(ground, 'branch');
  const ask = async (): Promise<string | undefined> => {
    const { taken, misses } = await takeResult(
      vault,
      ground.slot,
      place(ground),
      new AbortController().signal,
    );
    return taken === undefined ? (misses[0]?.code ?? 'nothing') : undefined;
  };
  return { ground, path, bytes, ask };
}

function place({ target }: Ground): string {
  return `${target}/restored`;
}

describe('an entry on the disk', () => {
  it('C1: is refused whichever byte was changed, and nothing is written', async (t) => {
    const { ground, path, bytes, ask } = await honest(t, 'directory');
    const codes = new Map<string, number>();
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      writeFileSync(path, changed);
      const code = (await ask()) ?? 'taken';
      assert.ok(REFUSALS.includes(code), `byte ${at} of ${bytes.length}: ${code}`);
      codes.set(code, (codes.get(code) ?? 0) + 1);
      assert.deepEqual([...snapshot(ground.target).keys()], [''], `byte ${at}`);
    }
    for (const code of ['digest-mismatch', 'seal-invalid', 'signer-not-allowed'])
      assert.ok(codes.has(code), code);
  });

  for (const store of FOLDERS) {
    it(`C9: is refused wherever it ends or begins, and nothing is written (${store})`, async (t) => {
      const { ground, path, bytes, ask } = await honest(t, store);
      for (let at = 1; at < bytes.length; at += store === 'directory' ? 1 : 29) {
        for (const part of [bytes.subarray(0, at), bytes.subarray(at)]) {
          writeFileSync(path, part);
          const code = (await ask()) ?? 'taken';
          assert.ok(REFUSALS.includes(code), `at ${at} of ${bytes.length}: ${code}`);
        }
      }
      assert.deepEqual([...snapshot(ground.target).keys()], ['']);
    });

    it(`C1 twin: is taken as it was kept (${store})`, async (t) => {
      const { ground, path, bytes, ask } = await honest(t, store);
      assert.equal(await ask(), undefined);
      const made = snapshot(`${ground.folder}/made/out`);
      assert.deepEqual(snapshot(`${place(ground)}/output-0`), made);
      assert.deepEqual(readFileSync(path), bytes, 'who reads changes nothing');
    });
  }
});
