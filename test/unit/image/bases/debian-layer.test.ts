import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Sha256 } from '../../../../src/core/digest.ts';
import { imageDigest } from '../../../../src/core/image.ts';
import {
  TAR_END,
  type TarEntry,
  type TarHardLink,
  tarHeader,
  tarPadding,
} from '../../../../src/formats/tar.ts';
import { TarReader } from '../../../../src/formats/tar-read.ts';
import { debianProblem, differenceTo } from '../../../../src/image/bases/debian.ts';
import { DebianLayerWriter } from '../../../../src/image/bases/debian-layer.ts';
import { factsOfPackages, installedIn, packageChanges } from '../../../../src/image/bases/debian-status.ts';
import { factsOfSeen } from '../../../../src/image/bases/facts.ts';
import { systemDisk } from '../../../../src/system/disk.ts';
import { temporaryFolder } from '../../../support/temporary.ts';
import { failure, value } from '../../../support/world.ts';

const STATUS = [
  'Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2.36-9+deb12u14\n',
  'Package: python3\nStatus: install ok installed\nVersion: 3.11.2-1+b1\nDescription: x\n more\n',
  'Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n',
  '',
].join('\n');

const OS_RELEASE = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n';

type Member = { readonly path: string; readonly content?: string } & Partial<TarEntry | TarHardLink>;

function tar(members: readonly Member[], epoch = 1_700_000_000): Buffer {
  const parts = members.flatMap(({ content = '', ...member }): Uint8Array[] => {
    const entry = { kind: 'file', mode: 0o644, mtime: epoch, bytes: Buffer.byteLength(content), ...member };
    return [
      tarHeader(entry as TarEntry),
      Buffer.from(content),
      new Uint8Array(tarPadding(Buffer.byteLength(content))),
    ];
  });
  return Buffer.concat([...parts, TAR_END]);
}

const SYSTEM: readonly Member[] = [
  { path: './etc', kind: 'folder', mode: 0o755 },
  { path: './usr/bin/perl', content: 'perl', mode: 0o755 },
  { path: './usr/bin/perl5.36', kind: 'hard-link', target: './usr/bin/perl', mode: 0o755 },
  { path: './usr/bin/mail', content: 'm', mode: 0o2755, owner: { uid: 0, gid: 8 } },
  { path: './usr/lib/os-release', content: OS_RELEASE },
  { path: './var/lib/dpkg/status', content: STATUS },
];

function write(t: TestContext, bytes: Uint8Array, piece = bytes.length) {
  const path = join(temporaryFolder(t), 'layer.tar');
  const writer = value(DebianLayerWriter.create(systemDisk(), path));
  for (let at = 0; at < bytes.length; at += piece) writer.push(bytes.subarray(at, at + piece));
  const layer = writer.finish();
  return { layer, bytes: () => readFileSync(path) };
}

function membersOf(bytes: Uint8Array) {
  const events = new TarReader().push(bytes);
  assert.ok(events.ok);
  return events.value.flatMap((event) => (event.kind === 'member' ? [event.member] : []));
}

function nameOf({ name }: { readonly name: Uint8Array }): string {
  return Buffer.from(name).toString();
}

describe('a layer of a Debian base', () => {
  it('is the same whenever it was made, whatever the pieces', (t) => {
    const one = write(t, tar(SYSTEM));
    const other = write(t, tar(SYSTEM, 1_800_000_000), 777);
    assert.equal(value(one.layer).diffId, value(other.layer).diffId);
    assert.deepEqual(one.bytes(), other.bytes());
  });

  it('leaves out what differs from machine to machine, and manuals', (t) => {
    const more: readonly Member[] = [
      { path: './etc/hostname', content: 'builder' },
      { path: './etc/resolv.conf', content: 'nameserver' },
      { path: './etc/machine-id', content: '123' },
      { path: './etc/passwd-', content: 'x' },
      { path: './etc/apt/sources.list', content: 'deb http://mirror' },
      { path: './etc/apt/preferences.d/sealsmith', content: 'Pin' },
      { path: './run/lock', content: 'x' },
      { path: './var/cache/ldconfig/aux-cache', content: 'x' },
      { path: './var/lib/dpkg/status-old', content: 'x' },
      { path: './var/log/dpkg.log', content: 'x' },
      { path: './usr/share/man/man1/ls.1.gz', content: 'x' },
      { path: './usr/share/doc/bash/README', content: 'x' },
      { path: './usr/share/locale/de/LC_MESSAGES/bash.mo', content: 'x' },
    ];
    const plain = write(t, tar(SYSTEM));
    const full = write(t, tar([...SYSTEM, ...more]));
    assert.equal(value(full.layer).diffId, value(plain.layer).diffId);
  });

  it('keeps licences, owners, special modes and hard links', (t) => {
    const { layer, bytes } = write(
      t,
      tar([...SYSTEM, { path: './usr/share/doc/bash/copyright', content: 'GPL' }]),
    );
    assert.ok(layer.ok);
    const members = membersOf(bytes());
    const of = (name: string) => members.find((one) => nameOf(one) === name);
    assert.equal(of('usr/bin/perl5.36')?.kind, 'hard-link');
    assert.equal(of('usr/bin/mail')?.gid, 8);
    assert.equal(of('usr/bin/mail')?.mode, 0o2755);
    assert.ok(of('usr/share/doc/bash/copyright'));
    assert.deepEqual([...new Set(members.map(({ mtime }) => mtime))], [315_532_800]);
  });

  it('drops a hard link to what is left out', (t) => {
    const { layer, bytes } = write(
      t,
      tar([
        ...SYSTEM,
        { path: './var/log/a', content: 'x' },
        { path: './etc/b', kind: 'hard-link', target: './var/log/a' },
      ]),
    );
    assert.ok(layer.ok);
    assert.ok(!membersOf(bytes()).map(nameOf).includes('etc/b'));
  });

  const hostile: readonly [string, readonly Member[]][] = [
    ['a name that climbs out', [...SYSTEM, { path: '../evil', content: 'x' }]],
    ['an absolute name', [...SYSTEM, { path: '/evil', content: 'x' }]],
    [
      'a hard link that climbs out',
      [...SYSTEM, { path: './evil', kind: 'hard-link', target: '../../etc/shadow' }],
    ],
    ['no packages at all', SYSTEM.slice(0, 3)],
  ];
  for (const [what, members] of hostile) {
    it(`is refused with ${what}`, (t) => {
      assert.equal(failure(write(t, tar(members)).layer).code, 'image-invalid');
    });
  }

  it('is refused when it is cut off, as of an mmdebstrap that died', (t) => {
    const bytes = tar(SYSTEM);
    assert.equal(failure(write(t, bytes.subarray(0, bytes.length - 700)).layer).code, 'image-invalid');
  });
});

describe('what is in a base', () => {
  it('reads packages that are installed, and what they are of', (t) => {
    const { layer } = write(t, tar(SYSTEM));
    const { status, osRelease } = value(layer);
    const packages = installedIn(status);
    assert.deepEqual([...packages.keys()], ['libc6', 'python3']);
    assert.deepEqual(factsOfPackages(packages, osRelease), {
      libc: 'glibc 2.36',
      python: '3.11.2',
      system: 'debian 12',
    });
  });

  const seen = (texts: Record<string, string>, names: readonly string[] = []) => ({
    texts: new Map(Object.entries(texts)),
    names: new Set(names),
  });
  it('believes the environment of an official image before its packages', () => {
    const facts = factsOfSeen(seen({ 'var/lib/dpkg/status': STATUS }), ['PYTHON_VERSION=3.13.1', 'X=1']);
    assert.equal(facts.python, '3.13.1');
    assert.equal(facts.libc, 'glibc 2.36');
  });
  it('finds a Python that was put over the one of the system', () => {
    const facts = factsOfSeen(
      seen({ 'var/lib/dpkg/status': STATUS }, ['usr/local/bin/python3.12', 'usr/bin/python3.11']),
      [],
    );
    assert.equal(facts.python, '3.12');
  });
  it('reads Alpine', () => {
    const installed = 'P:musl\nV:1.2.5-r9\nA:x86_64\n\nP:python3\nV:3.12.11-r0\n\nP:nodejs\nV:22.16.0-r2\n';
    const facts = factsOfSeen(
      seen({ 'lib/apk/db/installed': installed, 'etc/os-release': 'ID=alpine\nVERSION_ID=3.22.0\n' }, [
        'lib/ld-musl-x86_64.so.1',
      ]),
      [],
    );
    assert.deepEqual(facts, {
      libc: 'musl 1.2.5',
      node: '22.16.0',
      python: '3.12.11',
      system: 'alpine 3.22.0',
    });
  });
  it('reads the version of Node from its header', () => {
    const header =
      '#define NODE_MAJOR_VERSION 24\n#define NODE_MINOR_VERSION 4\n#define NODE_PATCH_VERSION 1\n';
    assert.equal(factsOfSeen(seen({ 'usr/local/include/node/node_version.h': header }), []).node, '24.4.1');
  });
  it('knows nothing of nothing', () => {
    assert.deepEqual(factsOfSeen(seen({}), ['PYTHON_VERSION=$(evil)']), {});
  });
});

describe('what changed in a Debian base', () => {
  const digest = (digit: string) => imageDigest(digit.repeat(64) as Sha256);
  it('is said package by package', () => {
    const old = new Map([
      ['a', '1'],
      ['b', '1'],
      ['c', '1'],
    ]);
    const now = new Map([
      ['a', '1'],
      ['b', '2'],
      ['d', '1'],
    ]);
    assert.deepEqual(packageChanges(old, now), ['b 1 → 2', 'c 1 is gone', 'd 1 is new']);
  });
  it('is nothing when the bytes are those that are pinned', () => {
    const packages = new Map([['a', '1']]);
    assert.equal(
      differenceTo({ packages, diffId: digest('a') }, { packages, diffId: digest('a') }),
      undefined,
    );
    assert.match(
      differenceTo({ packages, diffId: digest('a') }, { packages, diffId: digest('b') }) ?? '',
      /b{64}/,
    );
  });
});

describe('a Debian base as somebody writes it', () => {
  const spec = {
    kind: 'debian',
    suite: 'bookworm',
    packages: ['python3', 'g++', 'libc6.1'],
    mirror: undefined,
  } as const;
  it('may name packages and a mirror', () => {
    assert.equal(debianProblem(spec), undefined);
    assert.equal(debianProblem({ ...spec, mirror: 'https://deb.example.org/debian' }), undefined);
  });
  const refused: readonly [string, object][] = [
    ['a suite that is an option', { suite: '--mode=root' }],
    ['a suite that is a path', { suite: '../x' }],
    ['a package that is an option of mmdebstrap', { packages: ['--setup-hook=reboot'] }],
    ['a package that removes one', { packages: ['dpkg-'] }],
    ['several packages in one', { packages: ['a,b'] }],
    ['a pattern of apt', { packages: ['?essential'] }],
    ['a package of a file', { packages: ['./evil.deb'] }],
    ['a line of sources.list without a check of keys', { mirror: 'deb [trusted=yes] http://evil/ ./' }],
    ['a mirror that is a file', { mirror: '/etc/apt/sources.list' }],
    ['a mirror that is standard input', { mirror: '-' }],
  ];
  for (const [what, more] of refused) {
    it(`is refused with ${what}`, () => {
      assert.notEqual(debianProblem({ ...spec, ...more }), undefined);
    });
  }
});
