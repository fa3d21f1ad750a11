import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { componentLines } from '../../../src/verify/sbom.ts';

function reasons(predicate: object, name: string, range: string): readonly (string | undefined)[] {
  return componentLines(predicate as Readonly<Record<string, unknown>>, [{ name, range }], 'sbom').map(
    ({ reason }) => reason,
  );
}

const cyclone = (component: object) => ({ bomFormat: 'CycloneDX', components: [component] });
const spdx = (entry: object) => ({ spdxVersion: 'SPDX-2.3', packages: [entry] });

describe('rules for components', () => {
  const rows: readonly (readonly [string, object, string, string, string | undefined])[] = [
    ['a version in the range', cyclone({ name: 'express', version: '4.21.2' }), 'express', '>=4', undefined],
    ['one with a v', cyclone({ name: 'x', version: 'v1.2.3' }), 'x', '^1.2', undefined],
    ['one of two numbers', cyclone({ name: 'x', version: '2.31' }), 'x', '>=2.30', undefined],
    ['one of four numbers', cyclone({ name: 'x', version: '1.2.3.4' }), 'x', '>=1.2.3', undefined],
    [
      'one before the release',
      cyclone({ name: 'x', version: '2.0.0rc1' }),
      'x',
      '>=2.0.0',
      'component-version',
    ],
    ['one that is no version', cyclone({ name: 'x', version: 'main' }), 'x', '>=0', 'component-version'],
    ['one without a version', cyclone({ name: 'x' }), 'x', '*', 'component-version'],
    ['another one', cyclone({ name: 'express', version: '3.0.0' }), 'express', '>=4', 'component-version'],
    [
      "a system's package, rebuilt",
      cyclone({
        name: 'openssl',
        version: '3.0.15-1~deb12u1',
        purl: 'pkg:deb/debian/openssl@3.0.15-1~deb12u1',
      }),
      'openssl',
      '>=3.0.15',
      undefined,
    ],
    [
      "a system's package with an epoch",
      cyclone({ name: 'x', version: '2:1.2-3', purl: 'pkg:deb/debian/x@2%3A1.2-3' }),
      'x',
      '<2',
      undefined,
    ],
    [
      'a name in a group',
      cyclone({ group: '@scope', name: 'x', version: '1.0.0' }),
      '@scope/x',
      '1',
      undefined,
    ],
    [
      'a package URL',
      cyclone({ name: 'x', version: '1.0.0', purl: 'pkg:npm/%40scope/x@1.0.0?a=b' }),
      'pkg:npm/%40scope/x',
      '1',
      undefined,
    ],
    [
      "a package URL in npm's way",
      cyclone({ name: 'x', version: '1.0.0', purl: 'pkg:npm/%40scope/x@1.0.0' }),
      '@scope/x',
      '1',
      undefined,
    ],
    [
      'a name of every object',
      cyclone({ name: 'x', version: '1.0.0' }),
      'constructor',
      '1',
      'component-missing',
    ],
    ['SPDX', spdx({ name: 'x', versionInfo: '1.0.0' }), 'x', '1', undefined],
    [
      'SPDX by package URL',
      spdx({
        name: 'x',
        versionInfo: '1.0.0',
        externalRefs: [{ referenceType: 'purl', referenceLocator: 'pkg:pypi/x@1.0.0' }],
      }),
      'pkg:pypi/x',
      '<1',
      'component-version',
    ],
    [
      'what must not be there',
      cyclone({ name: 'x', version: '1.0.0' }),
      'x',
      'absent',
      'component-forbidden',
    ],
    [
      'capitals are another spelling',
      cyclone({ name: 'PyInstaller', version: '6.0.0', purl: 'pkg:pypi/pyinstaller@6.0.0' }),
      'pyinstaller',
      'absent',
      'component-forbidden',
    ],
    [
      "Python's names have one form",
      cyclone({ name: 'Flask_Login', version: '1.0.0', purl: 'pkg:pypi/flask-login@1.0.0' }),
      'flask.login',
      '>=1',
      undefined,
    ],
    [
      "npm's do not",
      cyclone({ name: 'lodash.merge', version: '4.0.0', purl: 'pkg:npm/lodash.merge@4.0.0' }),
      'lodash-merge',
      '>=4',
      'component-missing',
    ],
    ['what is not there', cyclone({ name: 'x', version: '1.0.0' }), 'y', 'absent', undefined],
    ['something else', { packages: [] }, 'x', '1', 'sbom-invalid'],
    ['components that are none', { bomFormat: 'CycloneDX', components: 'x' }, 'x', '1', 'component-missing'],
  ];
  for (const [what, predicate, name, range, reason] of rows)
    it(`${what}: ${reason ?? 'well'}`, () => {
      assert.deepEqual(reasons(predicate, name, range), [reason]);
    });
});
