import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RuntimeDependencies } from '../../../../src/core/image.ts';
import { mismatch } from '../../../../src/image/dependencies/mismatch.ts';
import { pipPlatforms, uvPlatform } from '../../../../src/image/dependencies/wheel-tags.ts';
import type { BaseFacts } from '../../../../src/image/lock.ts';

const AMD = { os: 'linux', architecture: 'amd64' } as const;

function python(requires?: string): RuntimeDependencies {
  return { kind: 'python', from: 'requirements', files: [], requires };
}

function node(requires?: string): RuntimeDependencies {
  return { kind: 'node', manager: 'npm', files: [], requires };
}

describe('a base and what a project needs', () => {
  const table: readonly [string, RuntimeDependencies, BaseFacts, boolean][] = [
    ['Python on a base that has it', python(), { python: '3.11.2', libc: 'glibc 2.36' }, true],
    ['Python on a base that has none', python(), { libc: 'glibc 2.36' }, false],
    ['Python on nothing', python(), {}, false],
    [
      'Python 3.11 where 3.12 is asked for',
      python('>=3.12'),
      { python: '3.11.2', libc: 'glibc 2.36' },
      false,
    ],
    ['Python 3.13 where 3.12 is asked for', python('>=3.12'), { python: '3.13', libc: 'musl 1.2.5' }, true],
    ['Python 2', python(), { python: '2.7.18', libc: 'glibc 2.36' }, false],
    ['Python without a C library', python(), { python: '3.11.2' }, false],
    ['Node on a base that has it', node('>=24'), { node: '24.1.0' }, true],
    ['Node that is too old', node('>=24'), { node: '22.9.0' }, false],
    ['Node on a base that has none', node(), { python: '3.11.2' }, false],
    ['Node of which nothing is asked', node(), { node: '18.0.0' }, true],
    ['Node with a range that is none', node('whatever'), { node: '18.0.0' }, true],
  ];
  for (const [what, deps, facts, fits] of table) {
    it(`${what}: ${fits ? 'fits' : 'does not fit'}`, () => {
      assert.equal(mismatch(deps, facts, 'python:3')?.code, fits ? undefined : 'base-mismatch');
    });
  }
});

describe('which built packages run on a base', () => {
  it('goes from the newest glibc that it can run to the oldest, under old names too', () => {
    const tags = pipPlatforms({ libc: 'glibc 2.36' }, AMD);
    assert.equal(tags[0], 'manylinux_2_36_x86_64');
    assert.equal(tags.indexOf('manylinux2014_x86_64'), tags.indexOf('manylinux_2_17_x86_64') + 1);
    assert.deepEqual(tags.slice(-3), ['manylinux_2_5_x86_64', 'manylinux1_x86_64', 'linux_x86_64']);
    assert.ok(!tags.includes('manylinux_2_37_x86_64'));
  });

  it('knows that other processors begin with glibc 2.17', () => {
    const tags = pipPlatforms({ libc: 'glibc 2.31' }, { os: 'linux', architecture: 'arm64' });
    assert.deepEqual(tags.slice(-3), ['manylinux_2_17_aarch64', 'manylinux2014_aarch64', 'linux_aarch64']);
  });

  it('takes nothing of glibc on musl, and the other way round', () => {
    assert.deepEqual(pipPlatforms({ libc: 'musl 1.2.5' }, AMD), [
      'musllinux_1_2_x86_64',
      'musllinux_1_1_x86_64',
      'musllinux_1_0_x86_64',
      'linux_x86_64',
    ]);
    assert.ok(!pipPlatforms({ libc: 'glibc 2.36' }, AMD).some((tag) => tag.startsWith('musl')));
  });

  it('never tells uv of a newer glibc than there is', () => {
    const uv = (libc: string, architecture = 'amd64'): string | undefined =>
      uvPlatform({ libc }, { os: 'linux', architecture });
    assert.equal(uv('glibc 2.36'), 'x86_64-manylinux_2_36');
    assert.equal(uv('glibc 2.30'), 'x86_64-manylinux_2_28');
    assert.equal(uv('glibc 2.99'), 'x86_64-manylinux_2_40');
    assert.equal(uv('glibc 2.12'), undefined);
    assert.equal(uv('musl 1.2.5', 'arm64'), 'aarch64-unknown-linux-musl');
    assert.equal(uv('musl 1.1'), undefined);
    assert.equal(uv('glibc 2.36', 's390x'), undefined);
  });
});
