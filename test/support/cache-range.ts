/** The ground of the drill as tests use it: a store on the real disk, runs of every role, an attacker's hands. */

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Attack } from '../../src/cache/drill/attack.ts';
import { castOf, Ground, type Range } from '../../src/cache/drill/ground.ts';
import { poison } from '../../src/cache/drill/poison.ts';
import { REPORT } from '../../src/cache/drill/runs.ts';
import { writeReport } from '../../src/cache/report.ts';
import { makeSeal } from '../../src/cache/seal.ts';
import type { CacheSettings, Seal } from '../../src/core/cache.ts';
import { openVault } from '../../src/run/vault.ts';
import { systemClock } from '../../src/system/clock.ts';
import { systemFiles } from '../../src/system/files.ts';
import { anEntry, file, folder, type Line, piece, type RawOptions } from './archive.ts';
import { cacheSettings } from './seals.ts';
import { temporaryFolder } from './temporary.ts';
import { aWorld } from './world.ts';

export const FOLDERS = ['directory', 'gitlab'] as const;
export type FolderStore = (typeof FOLDERS)[number];

export function aRange(t: TestContext, store: FolderStore, more: Partial<CacheSettings> = {}): Range {
  const settings = cacheSettings(more);
  const { files: _, clock: __, ...world } = aWorld();
  t.after(() => world.workers.close());
  return {
    world: { ...world, files: systemFiles(), clock: systemClock() },
    ...{ open: openVault, settings, store, forge: 'gitlab', cast: castOf(settings) },
    folder: temporaryFolder(t),
  };
}

/** @param range  of an earlier ground of the same test, so that it costs no new keys */
export function aGround(t: TestContext, store: FolderStore, range = aRange(t, store)): Ground {
  return new Ground(range, join(mkdtempSync(join(range.folder, 'ground-')), 'it'));
}

/** What every result holds besides what a test puts in: its log and its report, each in a group of its own. */
export function resultLines(
  folders: readonly Line[],
  between: readonly Line[] = [],
  links: readonly Line[] = [],
): Line[] {
  const [log, report] = ['made\n', writeReport(REPORT)];
  return [
    folder('output-0'),
    ...folders,
    ...[piece(log), file('log', log)],
    ...between,
    ...[piece(report), file('report.json', report)],
    ...links,
  ];
}

/** Raw bytes under a seal that is good in every way: whatever stops them, it is not the seal. */
export function sealedEntry(
  ground: Ground,
  lines: readonly Line[],
  options: RawOptions = {},
  more: Partial<Seal> = {},
): Buffer {
  const { seal } = anEntry(lines, options);
  const envelope = makeSeal({ ...ground.seal(poison()), ...seal, ...more }, ground.branch.key);
  return anEntry(lines, { ...options, envelope }).bytes;
}

/** Attacks of one row, or all. */
export function titled({ id, name, ends, row }: Attack): string {
  return ends === 'harmless'
    ? `${id}: is not harmed by ${row}: ${name}`
    : `${id}: ${ends} for ${row}: ${name}`;
}
