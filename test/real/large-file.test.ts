import assert from 'node:assert/strict';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { systemFiles } from '../../src/system/files.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** `begin`, then zeros up to 2 GiB and one byte more than a signed 32-bit number can count; by coreutils' sha256sum. */
const SIZE = 2 * 1024 ** 3 + 1;
const DIGEST = '222aeb203be8c850557cf2f1e3e7b9c74fe1620144e905f769c572e89cf6685c';

describe('a file of 2 GB in the tree', () => {
  it('is digested whole, in little memory', async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'large'), 'begin');
    truncateSync(join(folder, 'large'), SIZE);
    const digested = await systemFiles().digestAll(folder, ['large']);
    assert.deepEqual(digested, { ok: true, value: [{ path: 'large', sha256: DIGEST, mode: 'file' }] });
    const peak = process.resourceUsage().maxRSS / 1024;
    assert.ok(peak < 150, `${peak} MiB`);
  });
});
