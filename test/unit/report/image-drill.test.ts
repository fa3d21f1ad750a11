import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DrillResult } from '../../../src/report/drill.ts';
import { imageDrillText } from '../../../src/report/image-drill.ts';
import type { Look } from '../../../src/report/look.ts';

const LOOK: Look = { columns: 80, color: false, marks: 'plain' };

function aResult(more: Partial<DrillResult> = {}): DrillResult {
  return {
    ...{ id: 'I2', row: 'signed by somebody else', name: 'another key', ends: 'key-unknown (exit 3)' },
    ...{ stopped: true, miss: { code: 'key-unknown', detail: '' }, honest: false, exit: 3 },
    ...{ strays: [], twin: undefined, milliseconds: 3 },
    ...more,
  };
}

describe('the table of the drill of images', () => {
  it('has the reasons of each exit status together', () => {
    const results = [
      aResult(),
      aResult({ miss: { code: 'signature-missing, too-many', detail: '' }, exit: 5 }),
      aResult({ miss: { code: 'signature-invalid', detail: '' }, exit: 4, milliseconds: 500 }),
      aResult({ ends: 'harmless', miss: undefined, honest: true, exit: 0 }),
    ];
    assert.deepEqual(imageDrillText({ results, milliseconds: 1200, exit: 0 }, LOOK, false), [
      'images in a throw-away registry, verified as "sealsmith verify" does it',
      '',
      '            attack                       outcome',
      '  ok   I2   signed by somebody else (4)  exit 3  key-unknown',
      '                                         exit 4  signature-invalid',
      '                                         exit 5  signature-missing, too-many',
      '                                                 (0.5s)',
      '                                         exit 0  harmless: honest evidence taken',
      '',
      '4 attacks, 4 stopped · 4 honest twins, 4 accepted · nothing of yours was touched',
      '1.2s',
    ]);
  });

  it('says what passed, and what it had to be', () => {
    const results = [aResult({ stopped: false, miss: undefined, exit: 0 })];
    const text = imageDrillText({ results, milliseconds: 1200, exit: 4 }, LOOK, true).join('\n');
    assert.match(text, /^ {2}fail I2 .*PASSED$/m);
    assert.match(text, /not stopped: another key: taken, and it had to be key-unknown \(exit\s+3\)/);
    assert.match(text, /1 attack, 0 stopped .*\(exit 4\)/s);
  });
});
