import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { component, listed, needsOf, purls } from '../../../support/sbom.ts';

const SITE = 'usr/lib/python3.11/site-packages';

function metadata(lines: readonly string[]): string {
  return `Metadata-Version: 2.4\n${lines.join('\n')}\n\nLicense: not a header any more\n`;
}

async function licensesOf(...lines: readonly string[]) {
  const made = await listed([
    { [`${SITE}/x-1.dist-info/METADATA`]: metadata(['Name: x', 'Version: 1', ...lines]) },
  ]);
  return component(made, 'pkg:pypi/x@1').licenses;
}

describe('Python distributions', () => {
  for (const path of [
    `${SITE}/Flask_Login-0.6.dist-info/METADATA`,
    `${SITE}/Flask_Login-0.6.egg-info/PKG-INFO`,
    `${SITE}/Flask_Login-0.6.egg-info`,
    `${SITE}/Flask_Login-0.6-py3.11.egg/EGG-INFO/PKG-INFO`,
    'Flask_Login.egg-info/PKG-INFO',
  ]) {
    it(`are found by ${path}`, async () => {
      const made = await listed([{ [path]: metadata(['Name: Flask.Login', 'Version: 0.6']) }]);
      assert.deepEqual(purls(made), ['pkg:pypi/flask-login@0.6']);
      assert.equal(component(made, 'pkg:pypi/flask-login@0.6').name, 'Flask.Login');
    });
  }

  it('need what is beside them, and not what only an extra asks for', async () => {
    const made = await listed([
      {
        [`${SITE}/a-1.dist-info/METADATA`]: metadata([
          'Name: a',
          'Version: 1',
          'Requires-Dist: B.B>=2 ; python_version < "4"',
          'Requires-Dist: c ; extra == "more"',
          'Requires-Dist: absent',
        ]),
        [`${SITE}/b-2.dist-info/METADATA`]: metadata(['Name: b-b', 'Version: 2']),
        'opt/other/b-3.dist-info/METADATA': metadata(['Name: b_b', 'Version: 3']),
        [`${SITE}/c-1.dist-info/METADATA`]: metadata(['Name: c', 'Version: 1']),
      },
    ]);
    assert.deepEqual(needsOf(made, 'pkg:pypi/a@1'), ['pkg:pypi/b-b@2']);
  });

  it('are one package with two places when they are installed twice', async () => {
    const text = metadata(['Name: a', 'Version: 1']);
    const made = await listed([{ 'one/a-1.dist-info/METADATA': text, 'two/a-1.dist-info/METADATA': text }]);
    assert.deepEqual(
      component(made, 'pkg:pypi/a@1').evidence?.occurrences.map(({ location }) => location),
      ['/one/a-1.dist-info/METADATA', '/two/a-1.dist-info/METADATA'],
    );
  });

  for (const [lines, licenses] of [
    [['License-Expression: MIT OR Apache-2.0'], [{ expression: 'MIT OR Apache-2.0' }]],
    [['License-Expression: mit', 'License: something'], [{ license: { id: 'MIT' } }]],
    [['License: BSD-3-Clause'], [{ license: { id: 'BSD-3-Clause' } }]],
    [['License: MIT License'], [{ license: { id: 'MIT' } }]],
    [['License: Our own'], [{ license: { name: 'Our own' } }]],
    [
      ['License: UNKNOWN', 'Classifier: License :: OSI Approved :: MIT License'],
      [{ license: { id: 'MIT' } }],
    ],
    [['License: BSD', 'Classifier: License :: OSI Approved :: BSD License'], [{ license: { name: 'BSD' } }]],
    [['Classifier: License :: OSI Approved :: BSD License'], [{ license: { name: 'BSD License' } }]],
    [['License: The text\n  of it all', 'Classifier: License :: OSI Approved'], undefined],
    [[], undefined],
  ] as const) {
    it(`say their licence by ${JSON.stringify(lines)}`, async () => {
      assert.deepEqual(await licensesOf(...lines), licenses);
    });
  }

  it('without a name or a version are a remark', async () => {
    const made = await listed([{ [`${SITE}/x.dist-info/METADATA`]: 'Name: x\n' }]);
    assert.deepEqual(purls(made), []);
    assert.equal(made.remarks.length, 1);
  });
});
