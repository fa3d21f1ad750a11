import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { debianLicence, readCopyright } from '../../../../src/image/sbom/dpkg-copyright.ts';

describe('licences as Debian names them', () => {
  for (const [said, spdx] of [
    ['Expat', 'MIT'],
    ['GPL-2', 'GPL-2.0-only'],
    ['GPL-2+', 'GPL-2.0-or-later'],
    ['GPL-3.0+', 'GPL-3.0-or-later'],
    ['LGPL-2.1+', 'LGPL-2.1-or-later'],
    ['GFDL-1.3', 'GFDL-1.3-only'],
    ['BSD-3-clause', 'BSD-3-Clause'],
    ['zlib', 'Zlib'],
    ['Apache-2.0', 'Apache-2.0'],
    ['GPL-2+ or BSD-3-clause', 'GPL-2.0-or-later OR BSD-3-Clause'],
    ['GPL-3+ with Bison exception', 'GPL-3.0-or-later WITH Bison-exception-2.2'],
  ] as const) {
    it(`takes ${said} for ${spdx}`, () => assert.deepEqual(debianLicence(said), { spdx }));
  }

  for (const said of [
    'public-domain',
    'GPL',
    'Artistic',
    'GPL-2+ with OpenSSL exception of its own',
    'GPL-2+ or Artistic, and BSD-3-clause',
    'constructor',
    '__proto__',
  ]) {
    it(`leaves ${said} as the name it is`, () => assert.deepEqual(debianLicence(said), { name: said }));
  }

  it('takes the common licences that an older file points to, without saying more than it does', () => {
    const text = 'See /usr/share/common-licenses/GPL-2, and /usr/share/common-licenses/Apache-2.0.\n';
    assert.deepEqual(readCopyright(text), [{ spdx: 'Apache-2.0' }, { name: 'GPL-2' }]);
  });

  it('finds nothing in a file that says nothing', () =>
    assert.deepEqual(readCopyright('(c) somebody\n'), []));
});
