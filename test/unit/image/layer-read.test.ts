import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { ImageDigest } from '../../../src/core/image.ts';
import { err, ok } from '../../../src/core/result.ts';
import { MEDIA } from '../../../src/formats/oci.ts';
import { LAYER_LIMITS, type LayerMember, memberPath, readLayer } from '../../../src/image/layer-read.ts';
import {
  codeOf,
  got,
  hardLink,
  link,
  type Member,
  messageOf,
  oneBlob,
  sha256,
  tarOf,
} from '../../support/layouts.ts';
import { rawHeader, rawMember, rawPax, ZEROS } from '../../support/tar-bytes.ts';

type Read = { readonly member: LayerMember; readonly content: string };

async function read(mediaType: string, stored: Uint8Array, piece?: number, diffId?: string) {
  const found: Read[] = [];
  let content = '';
  let last: LayerMember | undefined;
  const source = oneBlob(mediaType, stored, piece);
  const result = await readLayer(source, source.root, diffId as ImageDigest | undefined, {
    member(member) {
      last = member;
      content = '';
      return ok(true);
    },
    content(bytes) {
      content += Buffer.from(bytes).toString('latin1');
      return ok(undefined);
    },
    ended() {
      if (last !== undefined) found.push({ member: last, content });
      return ok(undefined);
    },
  });
  return { result, found };
}

const text = randomBytes(300_000).toString('hex');
const plain = tarOf(
  ['bin/', ''],
  ['bin/a', text],
  ['b', '', link('bin/a')],
  ['c', 'c'],
  ['d', '', hardLink('c')],
);

/** Cut at places that mean nothing. */
function cutInto(bytes: Buffer, count: number): Buffer[] {
  const size = Math.ceil(bytes.length / count);
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}

const skippable = Buffer.concat([Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 5, 0, 0, 0]), Buffer.from('hello')]);

const stored: readonly (readonly [string, string, Buffer])[] = [
  ['plain', MEDIA.layerTar, plain],
  ['gzip', MEDIA.layerGzip, gzipSync(plain)],
  ['gzip by Docker', MEDIA.dockerLayer, gzipSync(plain)],
  [
    'gzip of several members',
    MEDIA.layerGzip,
    Buffer.concat(cutInto(plain, 5).map((part) => gzipSync(part))),
  ],
  ['zstd', MEDIA.layerZstd, zstdCompressSync(plain)],
  [
    'zstd of several frames',
    MEDIA.layerZstd,
    Buffer.concat(cutInto(plain, 7).map((part) => zstdCompressSync(part))),
  ],
  [
    'zstd with frames that are skipped',
    MEDIA.layerZstd,
    Buffer.concat([
      skippable,
      zstdCompressSync(plain.subarray(0, 9)),
      skippable,
      zstdCompressSync(plain.subarray(9)),
      skippable,
    ]),
  ],
  [
    'zstd of many tiny frames',
    MEDIA.layerZstd,
    Buffer.concat([
      ...cutInto(plain.subarray(0, 2000), 200).map((part) => zstdCompressSync(part)),
      zstdCompressSync(plain.subarray(2000)),
    ]),
  ],
];

describe('a layer', () => {
  for (const [name, mediaType, bytes] of stored) {
    it(`is read whole: ${name}`, async () => {
      for (const piece of [bytes.length, 1000, 37]) {
        if (piece === 37 && bytes.length > 700_000) continue;
        const { result, found } = await read(mediaType, bytes, piece, sha256(plain));
        assert.deepEqual(got(result), { diffId: sha256(plain), bytes: plain.length, members: 5 });
        assert.deepEqual(
          found.map(({ member }) => `${member.kind} ${member.path} ${member.target}`),
          ['folder bin ', 'file bin/a ', 'link b bin/a', 'file c ', 'hard-link d c'],
        );
        assert.equal(found[1]?.content, text);
      }
    });
  }

  it('of Docker may be no bytes at all', async () => {
    assert.equal(got((await read(MEDIA.layerTar, Buffer.alloc(0))).result).members, 0);
    assert.equal(got((await read(MEDIA.layerGzip, gzipSync(Buffer.alloc(0)))).result).members, 0);
  });

  it('keeps what pax headers say of attributes, and GNU and pax names of any length', async () => {
    const long = `${'n'.repeat(120)}/${'m'.repeat(200)}`;
    const bytes = Buffer.concat([
      rawPax({ 'SCHILY.xattr.security.capability': 'xx', path: long }),
      rawMember('x', { name: 'short' }),
      ZEROS,
    ]);
    const { found } = await read(MEDIA.layerTar, bytes);
    assert.equal(found[0]?.member.path, long);
    assert.deepEqual([...(found[0]?.member.pax.keys() ?? [])], ['SCHILY.xattr.security.capability']);
  });

  it('keeps devices and pipes, owners beyond a million and names that are no UTF-8', async () => {
    const bytes = Buffer.concat([
      rawHeader({ name: 'dev/null', type: '3' }),
      rawHeader({ name: 'dev/sda', type: '4' }),
      rawHeader({ name: 'pipe', type: '6' }),
      rawMember('x', { name: 'caf\xe9', uid: Buffer.from([0x80, 0, 0, 0, 0, 0x2d, 0xc6, 0xc0]) }),
      ZEROS,
    ]);
    const { found } = await read(MEDIA.layerTar, bytes);
    assert.deepEqual(
      found.map(({ member }) => member.kind),
      ['character-device', 'block-device', 'pipe', 'file'],
    );
    assert.equal(found[3]?.member.path, 'caf\udce9');
    assert.equal(found[3]?.member.uid, 3_000_000);
  });

  it('ends when the visitor says so, with what it says', async () => {
    const source = oneBlob(MEDIA.layerGzip, gzipSync(plain));
    const refused = err({ code: 'usage', message: 'no more' } as const);
    const result = await readLayer(source, source.root, undefined, { member: () => refused });
    assert.deepEqual(result, refused);
  });
});

describe('a layer that lies', () => {
  const several = zstdCompressSync(plain.subarray(0, 1024));
  const rest = zstdCompressSync(plain.subarray(1024));
  const gzipped = gzipSync(plain);
  const cases: readonly (readonly [string, string, Uint8Array, RegExp])[] = [
    ['gzip that is cut off', MEDIA.layerGzip, gzipped.subarray(0, -20), /ends before/],
    [
      'gzip with something behind it',
      MEDIA.layerGzip,
      Buffer.concat([gzipped, Buffer.from('junk')]),
      /not compressed as it says/,
    ],
    [
      'gzip with zeros behind it, which Node leaves out silently',
      MEDIA.layerGzip,
      Buffer.concat([gzipped, Buffer.alloc(9)]),
      /behind its end/,
    ],
    [
      'gzip with a wrong sum',
      MEDIA.layerGzip,
      spoilt(gzipped, gzipped.length - 6),
      /not compressed as it says/,
    ],
    ['gzip that is none', MEDIA.layerGzip, plain, /not compressed as it says/],
    ['zstd that is cut off', MEDIA.layerZstd, Buffer.concat([several, rest.subarray(0, -1)]), /ends before/],
    ['zstd of which a frame is missing', MEDIA.layerZstd, several, /ends before/],
    [
      'zstd with something behind it',
      MEDIA.layerZstd,
      Buffer.concat([several, rest, Buffer.from('junk')]),
      /no zstd frame/,
    ],
    [
      'zstd with half a header behind it',
      MEDIA.layerZstd,
      Buffer.concat([several, rest, several.subarray(0, 2)]),
      /ends before/,
    ],
    ['zstd that is none', MEDIA.layerZstd, plain, /no zstd frame/],
    ['a tar that is cut off', MEDIA.layerTar, plain.subarray(0, -1024), /ends before/],
    [
      'a tar with something behind it',
      MEDIA.layerTar,
      Buffer.concat([plain, rawMember('x')]),
      /follows its end/,
    ],
    ['a media type of nothing', 'application/x-other', plain, /no layer of files/],
  ];
  for (const [name, mediaType, bytes, says] of cases) {
    it(`is refused: ${name}`, async () => {
      for (const piece of [bytes.length, 5000]) {
        const { result } = await read(mediaType, bytes, piece);
        assert.equal(codeOf(result), 'image-invalid');
        assert.match(messageOf(result), says);
      }
    });
  }

  it('is refused when it is not what the configuration says of it', async () => {
    const { result } = await read(MEDIA.layerGzip, gzipped, undefined, sha256(tarOf(['other', ''])));
    assert.equal(codeOf(result), 'digest-mismatch');
  });

  const names: readonly (readonly [string, Member])[] = [
    ['a name that climbs out', ['../etc/passwd', 'x']],
    ['a name that climbs out later', ['a/b/../../../etc', 'x']],
    ['a hard link that climbs out', ['a', '', hardLink('../../etc/passwd')]],
    ['a hard link to the root', ['a', '', hardLink('./')]],
    ['a file for the root', ['.', 'x']],
    ['a name longer than any system takes', ['x', 'x']],
  ];
  for (const [name, member] of names) {
    it(`is refused: ${name}`, async () => {
      const long = Buffer.concat([rawPax({ path: `a/${'b/'.repeat(3000)}c` }), rawMember('x'), ZEROS]);
      const bytes = name.includes('longer') ? long : tarOf(member);
      assert.equal(codeOf((await read(MEDIA.layerTar, bytes)).result), 'image-invalid');
    });
  }

  it('is stopped early when it unpacks to more than it may', async () => {
    const bomb = Buffer.concat(
      Array.from({ length: 64 }, (_, at) =>
        gzipSync(Buffer.concat([rawMember(Buffer.alloc(1 << 20), { name: `f${at}` })])),
      ),
    );
    const source = oneBlob(MEDIA.layerGzip, bomb);
    let bytes = 0;
    const limits = { ...LAYER_LIMITS, bytes: 4 << 20 };
    const visitor = {
      member: () => ok(true),
      content(piece: Uint8Array) {
        bytes += piece.length;
        return ok(undefined);
      },
    };
    const result = await readLayer(source, source.root, undefined, visitor, limits);
    assert.match(messageOf(result), /more than 4194304 bytes/);
    assert.ok(bytes <= 4 << 20);
    const members = await readLayer(source, source.root, undefined, visitor, { ...LAYER_LIMITS, members: 3 });
    assert.match(messageOf(members), /more than 3 members/);
  });

  it('is stopped when it grows beyond all proportion', async () => {
    const zeros = zstdCompressSync(Buffer.alloc(64 << 20));
    const bomb = Buffer.concat([
      zstdCompressSync(rawHeader({ name: 'zeros', size: '10000000000\0' })),
      ...Array.from({ length: 10 }, () => zeros),
    ]);
    const source = oneBlob(MEDIA.layerZstd, bomb, bomb.length);
    const result = await readLayer(source, source.root, undefined, { member: () => ok(false) });
    assert.match(messageOf(result), /times larger/);
  });
});

describe('the path of a member', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['a/b', 'a/b'],
    ['./a//b/', 'a/b'],
    ['/etc/passwd', 'etc/passwd'],
    ['./', ''],
    ['a/../b', undefined],
    ['..', undefined],
    ['a\0b', undefined],
    ['...', '...'],
    ['..a/b', '..a/b'],
  ];
  for (const [name, path] of cases) {
    it(`of ${JSON.stringify(name)} is ${JSON.stringify(path)}`, () => {
      assert.equal(memberPath(name), path);
    });
  }
});

function spoilt(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}
