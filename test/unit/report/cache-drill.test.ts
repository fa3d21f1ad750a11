import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CacheDrillView, cacheDrillText, type DrillResult } from '../../../src/report/cache-drill.ts';
import type { Look } from '../../../src/report/look.ts';
import { cells } from '../../../src/report/width.ts';

const LOOK: Look = { columns: 80, color: false, marks: 'plain' };

function aResult(more: Partial<DrillResult> = {}): DrillResult {
  return {
    ...{ id: 'C1', row: 'entry changed on disk', name: 'a byte of a piece', ends: 'digest-mismatch' },
    ...{ stopped: true, miss: { code: 'digest-mismatch', detail: 'the piece at 0' }, honest: false },
    ...{ strays: [], twin: undefined, milliseconds: 3 },
    ...more,
  };
}

function aView(results: readonly DrillResult[], more: Partial<CacheDrillView> = {}): CacheDrillView {
  return {
    ...{ store: 'directory', place: '/srv/cache', remarks: [], results },
    ...{ real: 'same', milliseconds: 1200, exit: 0 },
    ...more,
  };
}

const HARMLESS = aResult({ id: 'C8', row: 'swapped', ends: 'harmless', miss: undefined, honest: true });

describe('the table of a drill', () => {
  it('has a row for attacks of one kind, with the reasons, and sums below', () => {
    const other = aResult({
      name: 'its tail',
      miss: { code: 'seal-invalid', detail: '' },
      milliseconds: 800,
    });
    assert.deepEqual(cacheDrillText(aView([aResult(), other, HARMLESS]), LOOK, false), [
      'directory  /srv/cache',
      '',
      '            attack                     outcome',
      '  ok   C1   entry changed on disk (2)  refused  digest-mismatch, seal-invalid',
      '                                                (0.8s)',
      '  ok   C8   swapped                    harmless: honest entry taken',
      '',
      '3 attacks, 3 stopped · 3 honest twins, 3 accepted',
      'your real cache was not touched · 1.2s',
    ]);
  });

  it('has a row for every attack when all are wanted', () => {
    const text = cacheDrillText(aView([aResult(), aResult({ name: 'its tail' })]), LOOK, true);
    assert.ok(text.some((line) => line.includes('a byte of a piece  refused')));
    assert.ok(text.some((line) => line.includes('its tail ')));
  });

  it('says what was not stopped, what was left behind and which honest case was refused', () => {
    const text = cacheDrillText(
      aView(
        [
          aResult({ stopped: false, miss: undefined, strays: ['/escaped file'] }),
          aResult({ id: 'C3', stopped: false, miss: { code: 'absent', detail: '' } }),
          aResult({ id: 'C4', twin: { code: 'tier', detail: 'x' } }),
        ],
        { exit: 4, real: 'changed' },
      ),
      LOOK,
      false,
    )
      .join('\n')
      .replace(/\s+/g, ' ');
    assert.match(text, /fail C1 .* TAKEN/);
    assert.match(text, /not stopped: a byte of a piece: taken, and it had to be digest-mismatch/);
    assert.match(text, /left behind: \/escaped file/);
    assert.match(text, /not stopped: a byte of a piece: absent, and it had to be digest-mismatch/);
    assert.match(text, /the honest twin of "a byte of a piece" was refused: tier x/);
    assert.match(text, /3 attacks, 1 stopped · 3 honest twins, 2 accepted/);
    assert.match(text, /by another run/);
    assert.match(text, /\(exit 4\)/);
  });

  it('fits its columns, and shows no control of others', () => {
    const name = `\u001b[31m${'x'.repeat(90)}`;
    const text = cacheDrillText(
      aView([aResult({ row: name, stopped: false, miss: { code: 'tier', detail: name }, strays: [name] })]),
      LOOK,
      true,
    );
    for (const line of text) assert.ok(cells(line) <= 80, `${cells(line)}: ${line}`);
    assert.ok(!text.join('').includes('\u001b'));
  });
});
