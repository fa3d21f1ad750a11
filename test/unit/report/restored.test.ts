import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CacheNote } from '../../../src/core/cache.ts';
import { cacheRemarks, restoredText, signerText } from '../../../src/report/restored.ts';
import { closing, table } from '../../../src/report/summary.ts';
import { aRun, sha } from './builders.ts';

const KEY = 'ed25519:AAAAAAAABBBBBBBBCCCCCCCCDDDDDDDDEEEEEEEEFFE=';
const NOW = 1_795_165_200_000;
const LOOK = { columns: 80, color: false, marks: 'tree' } as const;

function aNote(more: Partial<CacheNote> = {}): CacheNote {
  return {
    entry: 'test',
    kind: 'result',
    outcome: 'restored',
    reason: undefined,
    digest: sha('a'),
    signer: { key: KEY, tier: 'T2', name: 'main on gitlab' },
    created: NOW - 120_000,
    producer: undefined,
    ...more,
  };
}

describe('what is said of a restored result', () => {
  it('is who sealed it and when', () => {
    assert.equal(restoredText(aNote(), NOW), 'restored · sealed by main on gitlab 2 min ago');
    assert.equal(restoredText(undefined, NOW), 'restored');
  });

  it('is the beginning of the key where the signer has no name', () => {
    assert.equal(signerText({ key: KEY, tier: 'T2', name: undefined }), 'ed25519:AAAAAAAA… (T2)');
  });

  it('stands in its row, with what the job had to say', () => {
    const { plan, record } = aRun([
      { id: 'test', state: 'restored', summary: '41 passed', cache: [aNote()], at: NOW },
    ]);
    const text = table(plan, record, LOOK).join('\n');
    assert.match(text, /41 passed · restored · sealed by main on gitlab/);
  });
});

describe('what is said of entries', () => {
  const refused = aNote({ outcome: 'missed', reason: { code: 'digest-mismatch', detail: 'its list' } });

  it('is each refusal, with its reason', () => {
    assert.deepEqual(cacheRemarks([refused], NOW), [
      'cache entry of test refused: digest-mismatch: it is not what was sealed; it was changed in the store (its list)',
    ]);
  });

  it('is nothing where there was none, or none may be taken or made', () => {
    for (const code of ['absent', 'expired', 'not-read', 'no-signers'] as const) {
      assert.deepEqual(cacheRemarks([aNote({ outcome: 'missed', reason: { code, detail: '' } })], NOW), []);
    }
    const unsaved = aNote({ outcome: 'not-saved', reason: { code: 'no-key', detail: '' } });
    assert.deepEqual(cacheRemarks([unsaved], NOW), []);
  });

  it('is what could not be kept, and a folder of packages that came along', () => {
    const full = aNote({ outcome: 'not-saved', reason: { code: 'store-error', detail: 'ENOSPC' } });
    assert.match(cacheRemarks([full], NOW).join(), /^not kept: test: store-error/);
    const store = aNote({ entry: 'install/uv', kind: 'store' });
    assert.deepEqual(cacheRemarks([store], NOW), [
      'install/uv restored · sealed by main on gitlab 2 min ago',
    ]);
  });

  it('ends a strict run with the number of refusals and the next step', () => {
    const { plan, record } = aRun([{ id: 'test', cache: [refused], at: NOW }], [], { exit: 4 });
    const text = closing(plan, record, undefined, LOOK).join('\n');
    assert.match(text, /^1 cache entry refused \(exit 4\) · 1 done/m);
    assert.match(text, /sealsmith cache verify --all/);
  });
});
