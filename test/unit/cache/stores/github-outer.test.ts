import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { outerLimit, takeEntry } from '../../../../src/cache/stores/github-outer.ts';
import { systemDisk } from '../../../../src/system/disk.ts';
import { type Compression, compressed, outerArchive, outerTar } from '../../../support/outer-archive.ts';
import { rawHeader, rawMember, rawPax, ZEROS } from '../../../support/tar-bytes.ts';
import { temporaryFolder } from '../../../support/temporary.ts';

const LIMIT = 1_000_000;

/** The content, or the code of the trouble. */
async function taken(t: TestContext, archive: Uint8Array, limit = LIMIT): Promise<string> {
  const folder = temporaryFolder(t);
  const [from, to] = [join(folder, 'archive'), join(folder, 'entry')];
  writeFileSync(from, archive);
  const bytes = await takeEntry(systemDisk(), from, to, limit);
  assert.deepEqual(
    readdirSync(folder).filter((name) => !['archive', 'entry'].includes(name)),
    [],
  );
  if (!bytes.ok) return bytes.failure.code;
  assert.equal(statSync(to).mode & 0o777, 0o600);
  assert.equal(statSync(to).size, bytes.value);
  return readFileSync(to, 'utf8');
}

const CONTENT = 'entry'.repeat(1000);

for (const compression of ['zstd', 'gzip'] as const) {
  describe(`the outer archive in ${compression}`, () => {
    const pack = (...parts: Uint8Array[]): Buffer => compressed(Buffer.concat(parts), compression);

    it('gives the one file in it, whatever it is called', async (t) => {
      assert.equal(await taken(t, outerArchive(CONTENT, compression)), CONTENT);
      for (const name of ['../../x', '/etc/passwd', 'a\nb', 'work/sealsmith']) {
        assert.equal(await taken(t, pack(rawMember(CONTENT, { name }), ZEROS)), CONTENT);
      }
      assert.equal(await taken(t, outerArchive('', compression)), '');
    });

    it('gives a file that is larger than any of its buffers', async (t) => {
      const large = 'x'.repeat(5_000_000);
      assert.equal(await taken(t, outerArchive(large, compression), large.length), large);
    });

    for (const [what, parts] of [
      ['nothing', [ZEROS]],
      ['two files', [rawMember('a'), rawMember('b'), ZEROS]],
      ['a link', [rawHeader({ type: '2', target: '/etc/passwd' }), ZEROS]],
      ['a hard link', [rawHeader({ type: '1', target: '/etc/passwd' }), ZEROS]],
      ['a folder', [rawHeader({ type: '5', name: 'work/' }), rawMember('a'), ZEROS]],
      ['a device', [rawHeader({ type: '3' }), ZEROS]],
      ['a pipe', [rawHeader({ type: '6' }), ZEROS]],
      ['what no reader knows', [rawHeader({ type: 'Z' }), ZEROS]],
      ['a file and then a link', [rawMember('a'), rawHeader({ type: '2', target: 'x' }), ZEROS]],
      ['a file with holes', [rawPax({ 'GNU.sparse.major': '1' }), rawMember('a'), ZEROS]],
      ['a file with something behind its end', [rawMember('a'), ZEROS, rawMember('b')]],
      ['an endless header', [rawHeader({ type: 'x', size: '77777777777\0' })]],
      ['no archive at all', [Buffer.from('x'.repeat(2000))]],
    ] as const) {
      it(`refuses ${what}`, async (t) => {
        assert.equal(await taken(t, pack(...parts)), 'entry-unsafe');
      });
    }

    it('refuses a header that is not what it was', async (t) => {
      const tar = outerTar(CONTENT);
      tar[1025] = (tar[1025] ?? 0) ^ 1;
      assert.equal(await taken(t, compressed(tar, compression)), 'digest-mismatch');
    });

    it('refuses one that is longer than it may be, before it is unpacked', async (t) => {
      assert.equal(await taken(t, outerArchive(CONTENT, compression), CONTENT.length - 1), 'too-large');
      assert.equal(await taken(t, pack(rawHeader({ size: '77777777777\0' }))), 'too-large');
      assert.equal(await taken(t, outerArchive(CONTENT, compression), CONTENT.length), CONTENT);
    });

    it('refuses zeros without end behind the file', async (t) => {
      const bomb = pack(rawMember('a'), Buffer.alloc(100_000_000));
      assert.ok(bomb.length < 200_000);
      assert.equal(await taken(t, bomb), 'too-large');
    });

    it('knows half of one from a damaged one, and both from what is none', async (t) => {
      const whole = outerArchive(Buffer.from(CONTENT), compression);
      for (const part of [whole.length - 1, Math.floor(whole.length / 2), 5]) {
        assert.equal(await taken(t, whole.subarray(0, part)), 'store-error');
      }
      for (const none of ['', 'x', '<!doctype html>', 'PK\x03\x04zip']) {
        assert.equal(await taken(t, Buffer.from(none)), 'store-error');
      }
      assert.equal(await taken(t, pack(rawMember('x'.repeat(600)).subarray(0, 700))), 'store-error');
    });

    it('refuses what follows it', async (t) => {
      const whole = outerArchive(CONTENT, compression);
      for (const more of [whole, Buffer.from('x'), Buffer.alloc(512)]) {
        assert.equal(await taken(t, Buffer.concat([whole, more])), 'entry-unsafe');
      }
      const far = Buffer.concat([whole, Buffer.alloc(3_000_000, 'junk')]);
      assert.notEqual(await taken(t, far), CONTENT);
    });
  });
}

describe('the outer archive', () => {
  it('is believed no length but its own', () => {
    assert.ok(outerLimit(LIMIT) > LIMIT);
    assert.ok(outerLimit(LIMIT) < LIMIT + 2_000_000);
  });

  it('is read as the system tar makes it with zstd on all cores, and with gzip', async (t) => {
    for (const program of ['zstdmt', 'gzip']) {
      const folder = temporaryFolder(t);
      writeFileSync(join(folder, 'sealsmith'), CONTENT);
      const args = ['--posix', '-cf', 'a', '-P', '--use-compress-program', program, 'sealsmith'];
      execFileSync('tar', args, { cwd: folder });
      assert.equal(await taken(t, readFileSync(join(folder, 'a'))), CONTENT);
    }
  });

  it('refuses one whose bits were changed, by its own checksum', async (t) => {
    const random = Buffer.from(
      Array.from({ length: 50_000 }, (_, at) => (at * 7919 + (at >> 3) * 104_729) & 0xff),
    );
    const frame = zstdCompressSync(outerTar(random), { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
    for (const whole of [frame, gzipSync(outerTar(random))]) {
      const middle = Math.floor(whole.length / 2);
      whole[middle] = (whole[middle] ?? 0) ^ 0x10;
      assert.equal(await taken(t, whole), 'digest-mismatch');
    }
  });

  it('gives a stranger no memory beyond what every decoder has', async (t) => {
    const wide = execFileSync('zstd', ['--long=27', '-c'], { input: outerTar(CONTENT) });
    assert.equal(await taken(t, wide), 'too-large');
    const strong = execFileSync('zstd', ['-19', '-c'], { input: outerTar(CONTENT) });
    assert.equal(await taken(t, strong), CONTENT);
  });

  it('says what the disk says, and writes over nothing', async (t) => {
    const folder = temporaryFolder(t);
    const [from, to] = [join(folder, 'archive'), join(folder, 'entry')];
    const missing = await takeEntry(systemDisk(), from, to, LIMIT);
    assert.ok(!missing.ok && missing.failure.code === 'store-error');
    assert.match(missing.failure.detail, /ENOENT/);
    assert.equal(existsSync(to), false);
    writeFileSync(from, outerArchive(CONTENT, 'zstd' satisfies Compression));
    writeFileSync(to, 'old');
    const taken = await takeEntry(systemDisk(), from, to, LIMIT);
    assert.ok(!taken.ok && taken.failure.code === 'store-error');
    assert.equal(readFileSync(to, 'utf8'), 'old');
  });
});
