/** In which order entries are looked for, and that who ends a run waits for nothing that is kept. */

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { LIMITS } from '../../../src/cache/archive/layout.ts';
import { keep } from '../../../src/cache/keep.ts';
import { readerOf } from '../../../src/cache/policy.ts';
import { seek, type Vault } from '../../../src/cache/seek.ts';
import type { Namespace } from '../../../src/core/cache.ts';
import type { Sha256 } from '../../../src/core/digest.ts';
import { err, ok } from '../../../src/core/result.ts';
import { systemFiles } from '../../../src/system/files.ts';
import { realDoors } from '../../support/archive.ts';
import { aKey, aProducer, aSigner, cacheSettings, digestOf } from '../../support/seals.ts';
import { directoryPlace } from '../../support/stores.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const KEYS = { T2: aKey(1), T1: aKey(2) } as const;
const [LINEAGE, OURS, OTHER] = [digestOf('a'), digestOf('b'), digestOf('c')];

/** The cache as change 7 of a forge sees it. */
function aVault(t: TestContext): Vault {
  const place = directoryPlace(t);
  const settings = cacheSettings({ signers: [aSigner(KEYS.T2, 'T2'), aSigner(KEYS.T1, 'T1')] });
  const run = { host: 'github', ci: true, tier: 'T1', change: '7', ref: 'refs/pull/7/merge' } as const;
  return {
    world: { ...realDoors(), files: systemFiles(), clock: place.clock },
    store: place.store,
    settings,
    limits: LIMITS,
    reader: readerOf(run, settings, undefined),
    writer: err({ code: 'no-key', detail: '' }),
    leak: undefined,
    producer: aProducer(),
  };
}

async function saved(t: TestContext, vault: Vault, tier: 'T1' | 'T2', key: Sha256, signal?: AbortSignal) {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'tree'));
  writeFileSync(join(folder, 'tree/a'), 'packages');
  const namespace: Namespace = tier === 'T2' ? 'T2' : 'T1/7';
  const writer = ok({ namespace, tier, key: KEYS[tier] });
  const roots = [{ name: 'store', path: join(folder, 'tree'), include: () => true }];
  const keeping = { kind: 'store', name: 'install/npm', key, lineage: LINEAGE, roots } as const;
  return keep({ ...vault, writer, producer: aProducer({ tier }) }, keeping, folder, signal);
}

async function taken(vault: Vault): Promise<string | undefined> {
  const wanted = { kind: 'store', key: OURS, lineage: LINEAGE, checked: true } as const;
  const found = await seek(vault, wanted, new Set(['store']), async ({ sealed }) =>
    ok(`${sealed.seal.namespace} ${sealed.seal.key === OURS ? 'exactly' : 'nearly'}`),
  );
  return found.taken?.value;
}

describe('a folder of packages is looked for', () => {
  it('by its key in every namespace before a near one of any is taken', async (t) => {
    const vault = aVault(t);
    assert.equal(await taken(vault), undefined);
    await saved(t, vault, 'T1', OTHER);
    assert.equal(await taken(vault), 'T1/7 nearly');
    await saved(t, vault, 'T2', OTHER);
    assert.equal(await taken(vault), 'T2 nearly');
    await saved(t, vault, 'T1', OURS);
    assert.equal(await taken(vault), 'T1/7 exactly');
    await saved(t, vault, 'T2', OURS);
    assert.equal(await taken(vault), 'T2 exactly');
  });
});

describe('what is kept', () => {
  it('F1: is nothing at all once the run is to end', async (t) => {
    const vault = aVault(t);
    const end = new AbortController();
    assert.ok((await saved(t, vault, 'T2', OTHER, end.signal)).ok);
    end.abort('SIGTERM');
    assert.deepEqual(
      await saved(t, vault, 'T2', OURS, end.signal),
      err({ code: 'not-kept', detail: 'interrupted' }),
    );
    assert.equal(await taken(vault), 'T2 nearly');
  });
});
