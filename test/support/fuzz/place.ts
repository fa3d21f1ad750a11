/** A ground for a fuzzer in a folder of its own, which is gone when it is disposed of. */

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { castOf, Ground, type Range } from '../../../src/cache/drill/ground.ts';
import { openVault } from '../../../src/run/vault.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { systemFiles } from '../../../src/system/files.ts';
import { cacheSettings } from '../seals.ts';
import { aWorld } from '../world.ts';

export function fuzzGround(): Disposable & { readonly ground: Ground } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sealsmith-fuzz-')));
  const settings = cacheSettings();
  const { files: _, clock: __, ...world } = aWorld();
  const range: Range = {
    ...({ open: openVault, settings, store: 'directory', forge: 'gitlab', folder } as const),
    cast: castOf(settings),
    world: { ...world, files: systemFiles(), clock: systemClock() },
  };
  return {
    ground: new Ground(range, join(folder, 'it')),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
