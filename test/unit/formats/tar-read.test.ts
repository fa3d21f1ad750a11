import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { TAR_END, tarHeader, tarPadding } from '../../../src/formats/tar.ts';
import { type TarMember, type TarProblem, TarReader } from '../../../src/formats/tar-read.ts';
import { paxRecord, type RawHeader, rawHeader, rawMember, rawPax, ZEROS } from '../../support/tar-bytes.ts';
import { temporaryFolder } from '../../support/temporary.ts';

type Read = { readonly member: TarMember; readonly content: string };

/** All members, from chunks of `size` bytes. */
function read(archive: Uint8Array, size = archive.length, limit?: number): Read[] | TarProblem['code'] {
  const reader = new TarReader(limit);
  const members: { member: TarMember; content: string }[] = [];
  for (let at = 0; at < archive.length; at += size) {
    const events = reader.push(archive.subarray(at, at + size));
    if (!events.ok) return events.failure.code;
    for (const event of events.value) {
      if (event.kind === 'member') members.push({ member: event.member, content: '' });
      else {
        const last = members.at(-1);
        assert.ok(last !== undefined);
        last.content += Buffer.from(event.bytes).toString();
      }
    }
  }
  const end = reader.end();
  return end.ok ? members : end.failure.code;
}

function members(archive: Uint8Array, size?: number): Read[] {
  const found = read(archive, size);
  if (typeof found === 'string') assert.fail(found);
  return found;
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

/** One member after these headers, then the end. */
function archive(...parts: Uint8Array[]): Buffer {
  return Buffer.concat([...parts, ZEROS]);
}

function one(...parts: Uint8Array[]): TarMember {
  const [first, ...others] = members(archive(...parts));
  assert.ok(first !== undefined && others.length === 0);
  return first.member;
}

/** What the system's own tar writes of a small tree. */
function systemTar(t: TestContext, ...args: string[]): Buffer {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'tree/größe'), { recursive: true });
  writeFileSync(join(folder, 'tree/a'), 'x'.repeat(700), { mode: 0o755 });
  writeFileSync(join(folder, 'tree/größe', 'n'.repeat(180)), '');
  symlinkSync(`../${'t'.repeat(120)}`, join(folder, 'tree/link'));
  linkSync(join(folder, 'tree/a'), join(folder, 'tree/same'));
  utimesSync(join(folder, 'tree/a'), 315_532_800, 315_532_800);
  return execFileSync('tar', ['--create', '--sort=name', ...args, 'tree'], { cwd: folder });
}

describe('reading tar', () => {
  for (const format of ['posix', 'gnu', 'pax']) {
    it(`reads what the system's tar writes as ${format}, in chunks of any size`, (t) => {
      const bytes = systemTar(t, `--format=${format}`);
      const found = members(bytes);
      assert.deepEqual(
        found.map(({ member, content }) => [
          member.kind,
          text(member.name),
          text(member.target),
          content.length,
        ]),
        [
          ['folder', 'tree/', '', 0],
          ['file', 'tree/a', '', 700],
          ['folder', 'tree/größe/', '', 0],
          ['file', `tree/größe/${'n'.repeat(180)}`, '', 0],
          ['link', 'tree/link', `../${'t'.repeat(120)}`, 0],
          ['hard-link', 'tree/same', 'tree/a', 0],
        ],
      );
      assert.equal(found[1]?.member.mode, 0o755);
      assert.equal(found[1]?.member.mtime, 315_532_800);
      for (const size of [1, 7, 511, 512, 513, 10_240]) assert.deepEqual(members(bytes, size), found);
    });
  }

  it('reads what we write ourselves', () => {
    const path = `${'a'.repeat(120)}/${'b'.repeat(120)}/${'ö'.repeat(60)}`;
    const header = tarHeader({ kind: 'file', path, mode: 0o600, mtime: 0, bytes: 5 });
    const bytes = Buffer.concat([header, Buffer.from('hello'), Buffer.alloc(tarPadding(5)), TAR_END]);
    const [found] = members(bytes);
    assert.deepEqual([text(found?.member.name ?? new Uint8Array()), found?.content], [path, 'hello']);
  });

  it('knows each type of member, and names what it does not know', () => {
    const kinds = ['0', '\0', '7', '1', '2', '3', '4', '5', '6', 'V', 'Z'].map(
      (type) => one(rawHeader({ type })).kind,
    );
    assert.deepEqual(kinds, [
      'file',
      'file',
      'file',
      'hard-link',
      'link',
      'character-device',
      'block-device',
      'folder',
      'pipe',
      'other',
      'other',
    ]);
  });

  it('reads numbers in octal and in binary', () => {
    const binary = (...last: number[]): Uint8Array => {
      const field = Buffer.alloc(12);
      field[0] = 0x80;
      field.set(last, 12 - last.length);
      return field;
    };
    assert.equal(one(rawHeader({ mode: '  644 \0\0' })).mode, 0o644);
    assert.equal(one(rawHeader({ uid: '\0'.repeat(8) })).uid, 0);
    assert.equal(one(rawHeader({ mtime: binary(1, 0, 0, 0, 0) })).mtime, 2 ** 32);
    assert.equal(one(rawHeader({ mtime: Buffer.alloc(12, 0xff) })).mtime, -1);
    const large = new TarReader().push(rawHeader({ size: binary(2, 0, 0, 0, 0) }));
    assert.ok(large.ok && large.value[0]?.kind === 'member');
    assert.equal(large.value[0].member.bytes, 2 ** 33);
  });

  it('joins the prefix of POSIX, and does not take what GNU keeps in its place for one', () => {
    assert.equal(text(one(rawHeader({ name: 'b', prefix: 'a' })).name), 'a/b');
    assert.equal(text(one(rawHeader({ name: 'b', prefix: '123', magic: 'ustar  \0' })).name), 'b');
  });

  it('lets pax records win over the header, one member long', () => {
    const records = { path: 'long', size: '3', mtime: '12.5', uid: '3000000', 'SCHILY.xattr.user.a': 'b\nc' };
    const content = Buffer.concat([Buffer.from('abc'), Buffer.alloc(509)]);
    const found = members(archive(rawPax(records), rawHeader(), content, rawMember('next')));
    const [first, second] = found;
    assert.ok(first !== undefined && second !== undefined);
    assert.deepEqual(
      [text(first.member.name), first.content, first.member.mtime, first.member.uid],
      ['long', 'abc', 12.5, 3_000_000],
    );
    assert.deepEqual([...first.member.pax.keys()], ['SCHILY.xattr.user.a']);
    assert.deepEqual([text(second.member.name), second.content], ['entry', 'next']);
  });

  it('lets a global pax header hold for all that follow', () => {
    const found = members(
      archive(
        rawPax({ comment: 'c', mtime: '7' }, 'g'),
        rawMember('a'),
        rawPax({ mtime: '8' }),
        rawMember('b'),
      ),
    );
    assert.deepEqual(
      found.map(({ member }) => [member.mtime, text(member.pax.get('comment') ?? new Uint8Array())]),
      [
        [7, 'c'],
        [8, 'c'],
      ],
    );
  });

  it('keeps names that are not UTF-8 as they are', () => {
    assert.deepEqual([...one(rawHeader({ name: 'a\xff' })).name], [0x61, 0xff]);
  });

  it('takes any number of zeros for the end, as writers fill up records', () => {
    assert.equal(members(archive(rawMember('a'), Buffer.alloc(9 * 512))).length, 1);
    assert.deepEqual(read(ZEROS), []);
  });
});

describe('reading malformed tar', () => {
  const cases: readonly (readonly [string, TarProblem['code'], Uint8Array])[] = [
    ['nothing at all', 'cut-off', Buffer.alloc(0)],
    ['half a header', 'cut-off', rawHeader().subarray(0, 300)],
    ['half a content', 'cut-off', rawMember('x'.repeat(600)).subarray(0, 700)],
    ['no end', 'cut-off', rawMember('a')],
    ['half an end', 'cut-off', Buffer.concat([rawMember('a'), Buffer.alloc(512)])],
    ['one block of zeros and then more', 'after-end', archive(Buffer.alloc(512), rawMember('a'))],
    ['something after its end', 'after-end', Buffer.concat([archive(rawMember('a')), rawMember('b')])],
    ['one byte after its end', 'after-end', Buffer.concat([archive(rawMember('a')), Buffer.from('b')])],
    [
      'content that is filled up with something',
      'padding',
      archive(rawHeader({ size: oct(1) }), Buffer.alloc(512, 'x')),
    ],
    ['text', 'not-tar', Buffer.alloc(1024, '<html>')],
    ['a header from before POSIX', 'not-tar', archive(rawHeader({ magic: '\0'.repeat(8) }))],
    ['a magic in other letters', 'not-tar', archive(rawHeader({ magic: 'USTAR\x0000' }))],
    ['a wrong checksum', 'checksum', archive(rawHeader({ sum: '000000\0 ' }))],
    ['a changed header', 'checksum', archive(changed(rawHeader(), 0))],
    ['a checksum of signed bytes', 'checksum', archive(signedSum())],
    ['no checksum', 'number', archive(rawHeader({ sum: '        ' }))],
    ['a size in decimals', 'number', archive(rawHeader({ size: '00000000009\0' }))],
    ['no size', 'number', archive(rawHeader({ size: ' '.repeat(12) }))],
    ['a size with something behind', 'number', archive(rawHeader({ size: '000001\0 0001' }))],
    ['a negative size in octal', 'number', archive(rawHeader({ size: '-0000000001\0' }))],
    ['a negative size in binary', 'number', archive(rawHeader({ size: Buffer.alloc(12, 0xff) }))],
    [
      'a size beyond all limits',
      'number',
      archive(rawHeader({ size: Buffer.from(`80${'ff'.repeat(11)}`, 'hex') })),
    ],
    ['a negative mode', 'number', archive(rawHeader({ mode: Buffer.alloc(8, 0xff) }))],
    ['no name', 'name', archive(rawHeader({ name: '' }))],
    ['a file named as a folder', 'name', archive(rawHeader({ name: 'a/' }))],
    ['a link with content', 'unexpected-content', archive(rawMember('a', { type: '2' }))],
    ['a hard link with content', 'unexpected-content', archive(rawMember('a', { type: '1' }))],
    ['a folder with content', 'unexpected-content', archive(rawMember('a', { type: '5' }))],
    ['a device with content', 'unexpected-content', archive(rawMember('a', { type: '3' }))],
    [
      'a link that pax gives content',
      'unexpected-content',
      archive(rawPax({ size: '9' }), rawHeader({ type: '2' })),
    ],
    ['a sparse file of GNU', 'sparse', archive(rawHeader({ type: 'S' }))],
    ['a sparse file of pax', 'sparse', archive(rawPax({ 'GNU.sparse.major': '1' }), rawMember('a'))],
    ['an endless pax header', 'extension', rawHeader({ type: 'x', size: '77777777777\0' })],
    ['an endless long name', 'extension', rawHeader({ type: 'L', size: '77777777777\0' })],
    ['an empty pax header', 'extension', archive(rawHeader({ type: 'x' }), rawMember('a'))],
    ['a pax header of nothing', 'extension', archive(rawPax({ path: 'a' }))],
    ['a long name of nothing', 'extension', archive(rawMember('name\0', { type: 'L' }))],
    ['two pax headers', 'extension', archive(rawPax({ path: 'a' }), rawPax({ path: 'b' }), rawMember('a'))],
    ['two long names', 'extension', archive(longName('a'), longName('b'), rawMember('a'))],
    [
      'a long name and a pax header',
      'extension',
      archive(longName('a'), rawPax({ path: 'b' }), rawMember('a')),
    ],
    [
      'a pax header and a long target',
      'extension',
      archive(rawPax({ path: 'b' }), longName('a', 'K'), rawMember('a')),
    ],
    ['a long name without end', 'extension', archive(rawMember('name', { type: 'L' }), rawMember('a'))],
    ['a long name with an end in it', 'extension', archive(longName('a\0b'), rawMember('a'))],
    ['an empty long name', 'extension', archive(longName(''), rawMember('a'))],
    ['a global header that names', 'extension', archive(rawPax({ path: 'a' }, 'g'), rawMember('a'))],
    ['a global header that measures', 'extension', archive(rawPax({ size: '1' }, 'g'), rawMember('a'))],
    ['a pax name with NUL', 'name', archive(rawPax({ path: 'a\0b' }), rawMember('a'))],
    ['an empty pax name', 'name', archive(rawPax({ path: '' }), rawMember('a'))],
    ['an empty pax target', 'name', archive(rawPax({ linkpath: '' }), rawHeader({ type: '2' }))],
    ['a pax size that is none', 'number', archive(rawPax({ size: '0x1' }), rawMember('a'))],
    ['a negative pax size', 'number', archive(rawPax({ size: '-1' }), rawMember('a'))],
    ['a pax size beyond all limits', 'number', archive(rawPax({ size: '9'.repeat(16) }), rawMember('a'))],
    ['a pax time that is none', 'number', archive(rawPax({ mtime: 'now' }), rawMember('a'))],
    ...[
      'x',
      '6 a=b',
      '7 a=b\n',
      '5 a=b\n',
      '06 a=b\n',
      ' 6 a=b\n',
      '-6 a=b\n',
      '999999999 a=b\n',
      '99999999999999999999 a=b\n',
      '5 ab\n',
      '5 =b\n',
      '6 a=b\n\0',
      '6 a=b\n6 a=c\n',
    ].map(
      (body) =>
        [
          `the pax record ${JSON.stringify(body)}`,
          'extension',
          archive(rawPax(body), rawMember('a')),
        ] as const,
    ),
  ];
  for (const [what, code, bytes] of cases) {
    it(`refuses ${what} as ${code}`, () => {
      for (const size of [bytes.length, 100, 1]) assert.equal(read(bytes, Math.max(1, size)), code);
    });
  }

  it('has an honest twin: the same parts put together right are read', () => {
    const found = members(
      archive(
        longName('long'),
        longName('target', 'K'),
        rawHeader({ type: '2' }),
        rawPax('6 a=b\n'),
        rawMember('a'),
      ),
    );
    assert.deepEqual(
      found.map(({ member }) => [text(member.name), text(member.target)]),
      [
        ['long', 'target'],
        ['entry', ''],
      ],
    );
  });

  it('holds an extension to its limit, and all global ones together', () => {
    const record = paxRecord('comment', 'x'.repeat(80));
    assert.equal(Array.isArray(read(archive(rawPax(record), rawMember('a')), 512, record.length)), true);
    assert.equal(read(archive(rawPax(record), rawMember('a')), 512, record.length - 1), 'extension');
    const twice = archive(rawPax(record, 'g'), rawMember('a'), rawPax(record, 'g'), rawMember('a'));
    assert.equal(Array.isArray(read(twice, 512, 2 * record.length)), true);
    assert.equal(read(twice, 512, 2 * record.length - 1), 'extension');
  });

  it('stays broken once it is', () => {
    const reader = new TarReader();
    assert.equal(reader.push(Buffer.alloc(512, 'x')).ok, false);
    const after = reader.push(archive(rawMember('a')));
    assert.deepEqual(after.ok ? '' : after.failure.code, 'not-tar');
    assert.equal(reader.end().ok, false);
  });

  it('refuses or reads whatever one changed byte makes of an archive, and throws nothing', (t) => {
    const bytes = systemTar(t, '--format=posix').subarray(0, 4096);
    let refused = 0;
    for (let at = 0; at < bytes.length; at += 1)
      refused += typeof read(changed(bytes, at), 512) === 'string' ? 1 : 0;
    assert.ok(refused > bytes.length / 2, `${refused} of ${bytes.length}`);
  });

  it('refuses a file with holes as the system tar stores one', (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'holes'), '');
    truncateSync(join(folder, 'holes'), 1024 * 1024);
    for (const format of ['posix', 'gnu']) {
      const bytes = execFileSync('tar', ['--create', '--sparse', `--format=${format}`, 'holes'], {
        cwd: folder,
      });
      assert.equal(read(bytes), 'sparse');
    }
  });
});

function oct(value: number): string {
  return `${value.toString(8).padStart(11, '0')}\0`;
}

function longName(name: string, type = 'L'): Buffer {
  return rawMember(`${name}\0`, { name: '././@LongLink', type });
}

function changed(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ 0x01;
  return copy;
}

/** As SunOS summed: bytes above 127 count as negative. */
function signedSum(): Buffer {
  const fields: RawHeader = { name: '\xff\xfe' };
  const block = rawHeader(fields).fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + (byte > 127 ? byte - 256 : byte), 0);
  return rawHeader({ ...fields, sum: `${sum.toString(8).padStart(6, '0')}\0 ` });
}
