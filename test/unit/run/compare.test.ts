import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BinaryFact } from '../../../src/core/fact.ts';
import { differingFiles } from '../../../src/run/compare.ts';
import { sha } from '../report/builders.ts';

function binary(digest: string, files: Readonly<Record<string, readonly [string, number]>>): BinaryFact {
  return {
    name: 'diary',
    archive: 'dist/diary.tar.gz',
    sha256: sha(digest),
    bytes: 1,
    files: Object.entries(files).map(([path, [content, mode]]) => ({
      path,
      mode,
      bytes: 1,
      sha256: sha(content),
    })),
    evidence: [],
  };
}

describe('building again', () => {
  const first = binary('1', { a: ['a', 0o644], b: ['b', 0o644], run: ['c', 0o755] });

  it('gave the same when the archive is the same', () => {
    assert.deepEqual(differingFiles(first, binary('1', {})), { equal: true, differs: [] });
  });

  it('names what changed, came and went, sorted', () => {
    const now = binary('2', { run: ['c', 0o644], new: ['d', 0o644], b: ['e', 0o644] });
    assert.deepEqual(differingFiles(first, now), { equal: false, differs: ['a', 'b', 'new', 'run'] });
  });

  it('names nothing when only the packing differs', () => {
    assert.deepEqual(differingFiles(first, { ...first, sha256: sha('9') }), { equal: false, differs: [] });
  });
});
