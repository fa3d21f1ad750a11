import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalisedPython, type PackageUrl, packageUrl } from '../../../src/formats/package-url.ts';

describe('package URLs', () => {
  const cases: readonly (readonly [PackageUrl, string])[] = [
    [
      {
        type: 'deb',
        namespace: 'debian',
        name: 'curl',
        version: '7.50.3-1',
        qualifiers: { arch: 'i386', distro: 'jessie' },
      },
      'pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie',
    ],
    [
      { type: 'deb', namespace: 'debian', name: 'libstdc++6', version: '1:2+b1~x' },
      'pkg:deb/debian/libstdc%2B%2B6@1:2%2Bb1~x',
    ],
    [
      { type: 'npm', namespace: '@angular', name: 'animation', version: '12.3.1' },
      'pkg:npm/%40angular/animation@12.3.1',
    ],
    [{ type: 'npm', name: 'foobar', version: '1' }, 'pkg:npm/foobar@1'],
    [
      { type: 'golang', namespace: 'github.com/BurntSushi', name: 'toml', version: 'v1' },
      'pkg:golang/github.com/BurntSushi/toml@v1',
    ],
    [
      { type: 'golang', name: 'x', version: 'v2.0.0+incompatible', subpath: '/a/../b/./c/' },
      'pkg:golang/x@v2.0.0%2Bincompatible#a/b/c',
    ],
    [
      {
        type: 'oci',
        name: 'app',
        version: 'sha256:ab',
        qualifiers: { repository_url: 'ghcr.io/x/app', arch: '' },
      },
      'pkg:oci/app@sha256:ab?repository_url=ghcr.io%2Fx%2Fapp',
    ],
    [{ type: 'pypi', name: 'a', version: '', qualifiers: { b: '1', a: undefined } }, 'pkg:pypi/a?b=1'],
    [
      { type: 'npm', name: "a b/?#@%!'()*é\ud800", version: '' },
      'pkg:npm/a%20b%2F%3F%23%40%25%21%27%28%29%2A%C3%A9%EF%BF%BD',
    ],
    [{ type: 'apk', name: 'a', qualifiers: { 'a-b': '2', a: '1' } }, 'pkg:apk/a?a=1&a-b=2'],
  ];
  for (const [parts, url] of cases) it(`say ${url}`, () => assert.equal(packageUrl(parts), url));

  it('compare names of Python as PEP 503 does', () => {
    assert.equal(normalisedPython('Ruamel.YAML__clib--x'), 'ruamel-yaml-clib-x');
  });
});
