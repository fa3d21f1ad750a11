import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { LIMITS } from '../../../src/cache/archive/layout.ts';
import { readerOf } from '../../../src/cache/policy.ts';
import { readReport, writeReport } from '../../../src/cache/report.ts';
import { keepResult, takeResult } from '../../../src/cache/results.ts';
import type { Vault } from '../../../src/cache/seek.ts';
import { stagedOutput } from '../../../src/cache/staged.ts';
import { ok } from '../../../src/core/result.ts';
import type { Report } from '../../../src/core/step.ts';
import { digestOfTree, digestOutputs } from '../../../src/run/outputs.ts';
import { systemFiles } from '../../../src/system/files.ts';
import { realDoors } from '../../support/archive.ts';
import { aKey, aProducer, aSigner, cacheSettings, digestOf } from '../../support/seals.ts';
import { directoryPlace } from '../../support/stores.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { value } from '../../support/world.ts';

const KEY = aKey(1);
const SLOT = { job: 'build', key: digestOf('b'), lineage: digestOf('a'), outputs: 1 };
const REPORT: Report = { facts: {}, summary: '41 passed', remarks: [] };

/** The cache as the protected branch sees it. */
function aVault(t: TestContext): Vault {
  const place = directoryPlace(t);
  const settings = cacheSettings({ signers: [aSigner(KEY, 'T2')] });
  const run = { host: 'gitlab', ci: true, tier: 'T2', change: undefined, ref: 'refs/heads/main' } as const;
  return {
    world: { ...realDoors(), files: systemFiles(), clock: place.clock },
    store: place.store,
    settings,
    limits: LIMITS,
    reader: readerOf(run, settings, undefined),
    writer: ok({ namespace: 'T2', tier: 'T2', key: KEY }),
    leak: undefined,
    producer: aProducer({ tier: 'T2' }),
  };
}

/** Keeps a job's only output; `after` happens between the digest of it and the packing. */
async function kept(t: TestContext, vault: Vault, after: (output: string) => void = () => {}) {
  const base = temporaryFolder(t);
  for (const name of ['out', 'work']) mkdirSync(join(base, name));
  writeFileSync(join(base, 'out/made'), 'as the job left it');
  writeFileSync(join(base, 'log'), 'made it\n');
  const digests = value(await digestOutputs(systemFiles(), base, ['out']));
  after(join(base, 'out'));
  const left = { report: REPORT, outputs: [join(base, 'out')], log: join(base, 'log'), digests };
  const digestOf = (_: number, tree: Parameters<typeof digestOfTree>[1]) => digestOfTree('out', tree);
  return keepResult(vault, SLOT, { ...left, digestOf }, join(base, 'work'));
}

async function taken(t: TestContext, vault: Vault) {
  const staging = join(temporaryFolder(t), 'staging');
  const sought = await takeResult(vault, SLOT, staging, new AbortController().signal);
  return { ...sought, made: join(stagedOutput(staging, 0), 'made') };
}

describe('a result', () => {
  it('comes back as it was left, with its report', async (t) => {
    const vault = aVault(t);
    assert.equal((await kept(t, vault)).ok, true);
    const { taken: found, made } = await taken(t, vault);
    assert.deepEqual(found?.value.report, REPORT);
    assert.equal(readFileSync(made, 'utf8'), 'as the job left it');
  });

  it('is not kept when somebody writes to an output after the job had ended', async (t) => {
    const changes = [
      (output: string) => writeFileSync(join(output, 'made'), 'by somebody else'),
      (output: string) => writeFileSync(join(output, 'more'), 'x'),
    ];
    for (const change of changes) {
      const vault = aVault(t);
      const done = await kept(t, vault, change);
      assert.deepEqual(done.ok ? undefined : [done.failure.code, done.failure.detail], [
        'not-kept',
        'out changed after the job had ended',
      ]);
      assert.deepEqual((await taken(t, vault)).misses, [{ code: 'absent', detail: '' }]);
    }
  });
});

describe('the report of a kept result', () => {
  const read = (text: string) => readReport(Buffer.from(text));

  it('is read as it was written', () => {
    assert.deepEqual(read(writeReport(REPORT)), REPORT);
  });

  it('is none when it has another form', () => {
    const schema = 'sealsmith-result/1';
    const others = [
      null,
      { schema: 'sealsmith-result/2', report: REPORT },
      { schema },
      { schema, report: { ...REPORT, facts: null } },
      { schema, report: { ...REPORT, summary: 1 } },
      { schema, report: { ...REPORT, remarks: [1] } },
      { schema, report: { ...REPORT, tests: {} } },
    ].map((value) => JSON.stringify(value));
    for (const text of ['', '{', ...others]) assert.equal(read(text), undefined, text);
    assert.equal(readReport(Buffer.from([0xff])), undefined);
  });
});
