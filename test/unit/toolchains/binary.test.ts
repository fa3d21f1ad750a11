import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { type BinaryPlan, binaryCommands, binaryName, finishBinary } from '../../../src/toolchains/binary.ts';
import { aJobIo } from './python/builders.ts';

const PLAN: BinaryPlan = {
  name: 'diary',
  machine: { os: 'linux', arch: 'x64', libc: 'glibc 2.36', root: false, cores: 2, path: [] },
  program: 'diary/diary',
  check: { port: 5000, path: '/health', within: 30_000 },
};
const ARCHIVE = '.sealsmith/binary/diary-linux-x64.tar.gz';
const LISTING = '.sealsmith/binary/files.json';
const FILE = { path: 'diary', mode: 493, bytes: 3, sha256: 'a'.repeat(64) };

describe('the name of a program', () => {
  const table: readonly [string, string][] = [
    ['diary', 'diary'],
    ['@group/My app', 'my-app'],
    ['example.org/tools/gopher', 'gopher'],
    ['..', 'program'],
    ['-rf', 'rf'],
    ['Straße 7', 'stra-e-7'],
    ['a\n$(b)', 'a-b'],
  ];
  for (const [text, name] of table) it(JSON.stringify(text), () => assert.equal(binaryName(text), name));
});

describe('the commands after the compiler', () => {
  it('try the program before it is packed', () => {
    const [probe, pack, ...others] = binaryCommands(PLAN);
    assert.deepEqual(others, []);
    const program = '.sealsmith/work/build-binary/dist/diary/diary';
    assert.deepEqual(probe?.args, [
      'internal',
      'probe',
      '--port',
      '5000',
      '--path',
      '/health',
      '--within',
      '30000',
      '--',
      program,
    ]);
    assert.deepEqual(pack?.args.slice(0, 2), ['internal', 'pack']);
    assert.deepEqual(pack?.args.slice(-2), ['--name', 'diary-linux-x64']);
  });

  it('only pack where no check is asked for', () => {
    assert.equal(binaryCommands({ ...PLAN, check: undefined }).length, 1);
  });
});

describe('the binary fact', () => {
  const finish = finishBinary(PLAN);

  it('has the digest of the archive as it lies there, not as anybody says', async () => {
    const report = await finish(aJobIo({ [ARCHIVE]: 'archive', [LISTING]: JSON.stringify([FILE]) }));
    assert.ok(report.ok);
    const sha256 = createHash('sha256').update('archive').digest('hex');
    assert.deepEqual(report.value.facts.binary, {
      name: 'diary',
      archive: ARCHIVE,
      sha256,
      bytes: 7,
      files: [FILE],
      evidence: [{ path: ARCHIVE, sha256 }],
    });
  });

  it('is summed up by size, and by what answered', async () => {
    const size = async (bytes: number, plan = PLAN): Promise<string | undefined> => {
      const report = await finishBinary(plan)(aJobIo({ [ARCHIVE]: 'x'.repeat(bytes), [LISTING]: '[]' }));
      return report.ok ? report.value.summary : undefined;
    };
    assert.equal(await size(33_400_000), 'diary 33 MB · answers /health');
    assert.equal(await size(3_440_000, { ...PLAN, check: undefined }), 'diary 3.4 MB');
    assert.equal(await size(12, { ...PLAN, check: undefined }), 'diary 1 kB');
  });

  const broken: readonly [string, string][] = [
    ['no JSON', '[{'],
    ['no list', '{}'],
    ['a file without a digest', '[{"path":"a","mode":1,"bytes":1,"sha256":"zz"}]'],
    ['a negative size', JSON.stringify([{ ...FILE, bytes: -1 }])],
    ['null', '[null]'],
  ];
  for (const [what, text] of broken) {
    it(`is refused when the list of files is broken: ${what}`, async () => {
      const report = await finish(aJobIo({ [ARCHIVE]: '', [LISTING]: text }));
      assert.ok(!report.ok && report.failure.code === 'output-invalid');
    });
  }

  it('is refused when there is no archive', async () => {
    assert.equal((await finish(aJobIo({ [LISTING]: '[]' }))).ok, false);
  });

  it('is not looked for after a failure, which its last line sums up', async () => {
    const report = await finish(
      aJobIo({}, { succeeded: false, tail: 'INFO\nsealsmith probe: diary ended with 1\n' }),
    );
    assert.ok(report.ok);
    assert.deepEqual(report.value, {
      facts: {},
      summary: 'sealsmith probe: diary ended with 1',
      remarks: [],
    });
  });
});
