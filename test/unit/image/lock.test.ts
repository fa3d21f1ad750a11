import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sha256 } from '../../../src/core/digest.ts';
import { type ImageDigest, imageDigest } from '../../../src/core/image.ts';
import {
  debianName,
  debianPinOf,
  EMPTY_LOCK,
  lockedFacts,
  lockText,
  onlyPins,
  pinOf,
  readLock,
  withDebianPin,
  withPin,
} from '../../../src/image/lock.ts';
import { failure, value } from '../../support/world.ts';

const AMD = { os: 'linux', architecture: 'amd64' } as const;
const ARM = { os: 'linux', architecture: 'arm64', variant: 'v8' } as const;
const BOOKWORM = { kind: 'debian', suite: 'bookworm', packages: ['python3'], mirror: undefined } as const;

function digest(digit: string): ImageDigest {
  return imageDigest(digit.repeat(64) as Sha256);
}

const FULL = withDebianPin(
  withPin(
    withPin(EMPTY_LOCK, 'python:3.13-slim', digest('a'), AMD, {
      digest: digest('b'),
      python: '3.13.1',
      libc: 'glibc 2.41',
    }),
    'python:3.13-slim',
    digest('a'),
    ARM,
    { digest: digest('c'), python: '3.13.1' },
  ),
  debianName(BOOKWORM),
  AMD,
  {
    packages: new Map([
      ['python3', '3.11.2-1+b1'],
      ['libc6', '2.36-9+deb12u14'],
    ]),
    diffId: digest('d'),
    python: '3.11.2',
    libc: 'glibc 2.36',
    system: 'debian 12',
  },
);

describe('sealsmith.lock', () => {
  it('reads back what it writes, and writes that again', () => {
    const text = lockText(FULL);
    const read = value(readLock(text));
    assert.equal(lockText(read), text);
    assert.deepEqual(pinOf(read, 'python:3.13-slim', ARM)?.platform, {
      digest: digest('c'),
      python: '3.13.1',
    });
    assert.equal(debianPinOf(read, BOOKWORM, AMD)?.packages.get('libc6'), '2.36-9+deb12u14');
  });

  it('has one value a line and its names sorted, so that a change reads as what changed', () => {
    const lines = lockText(FULL).split('\n');
    const names = lines.flatMap((line) => /^ +"(libc6|python3)": "\d/.exec(line)?.[1] ?? []);
    assert.deepEqual(names, ['libc6', 'python3']);
    assert.equal(lines.at(-1), '');
  });

  it('knows a Debian base by its packages, in whatever order they are named', () => {
    const one = { suite: 'bookworm', packages: ['python3', 'ca-certificates', 'python3'] };
    assert.equal(debianName(one), 'debian:bookworm with ca-certificates, python3');
    assert.equal(debianName({ suite: 'trixie', packages: [] }), 'debian:trixie');
    assert.equal(debianPinOf(FULL, { ...BOOKWORM, packages: [] }, AMD), undefined);
  });

  it('forgets platforms of another digest', () => {
    const moved = withPin(FULL, 'python:3.13-slim', digest('e'), AMD, { digest: digest('f') });
    assert.equal(pinOf(moved, 'python:3.13-slim', ARM)?.platform, undefined);
    assert.equal(pinOf(moved, 'python:3.13-slim', ARM)?.digest, digest('e'));
  });

  it('gives planning what it knows of a base', () => {
    assert.equal(lockedFacts(FULL, { kind: 'registry', name: 'python:3.13-slim' }, AMD)?.python, '3.13.1');
    assert.equal(lockedFacts(FULL, BOOKWORM, AMD)?.libc, 'glibc 2.36');
    assert.equal(lockedFacts(FULL, { kind: 'scratch' }, AMD), undefined);
  });

  it('keeps only what is still named', () => {
    const less = onlyPins(FULL, new Set(['python:3.13-slim']));
    assert.deepEqual([...less.images.keys(), ...less.debian.keys()], ['python:3.13-slim']);
  });

  const image = (json: string): string => `{"schema":"sealsmith-lock/1","images":{"python:3":${json}}}`;
  const debian = (json: string): string =>
    `{"schema":"sealsmith-lock/1","debian":{"debian:bookworm":{"linux/amd64":${json}}}}`;
  const hex = 'a'.repeat(64);
  const broken: readonly [string, string][] = [
    ['no JSON', '{'],
    ['another schema', '{"schema":"sealsmith-lock/2"}'],
    ['no schema', '{}'],
    ['a name that nobody knows', '{"schema":"sealsmith-lock/1","image":{}}'],
    ['a name twice', `{"schema":"sealsmith-lock/1","images":{},"images":{}}`],
    ['a short digest', image('{"digest":"sha256:abc"}')],
    ['a digest in capitals', image(`{"digest":"sha256:${'A'.repeat(64)}"}`)],
    ['another algorithm', image(`{"digest":"sha512:${hex}"}`)],
    ['no digest', image('{"platforms":{}}')],
    [
      'a platform that is none',
      image(`{"digest":"sha256:${hex}","platforms":{"../etc":{"digest":"sha256:${hex}"}}}`),
    ],
    [
      'a fact of several lines',
      image(
        `{"digest":"sha256:${hex}","platforms":{"linux/amd64":{"digest":"sha256:${hex}","python":"3\\n4"}}}`,
      ),
    ],
    [
      'a version with a line end, which apt would read as a setting',
      debian(`{"diffId":"sha256:${hex}","packages":{"libc6":"1\\nPin-Priority: 1"}}`),
    ],
    ['a package with a space', debian(`{"diffId":"sha256:${hex}","packages":{"libc6 evil":"1"}}`)],
    ['a package called *', debian(`{"diffId":"sha256:${hex}","packages":{"*":"1"}}`)],
    ['a Debian base without packages', debian(`{"diffId":"sha256:${hex}"}`)],
    [
      'a name with an escape',
      `{"schema":"sealsmith-lock/1","images":{"a\\u001b[2J":{"digest":"sha256:${hex}"}}}`,
    ],
    ['more than it may have', `{"schema":"sealsmith-lock/1","x":"${'x'.repeat(5_000_000)}"}`],
  ];
  for (const [what, text] of broken) {
    it(`is refused with ${what}`, () => {
      assert.equal(failure(readLock(text)).code, 'lock-invalid');
    });
  }

  it('may be empty', () => {
    assert.deepEqual(value(readLock('{"schema":"sealsmith-lock/1"}')), EMPTY_LOCK);
  });
});
