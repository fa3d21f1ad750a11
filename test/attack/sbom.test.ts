/** Images made to mislead or to stop whoever lists what is in them. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sbomText } from '../../src/report/sbom.ts';
import { goProgram } from '../support/go-program.ts';
import { component, type LayerFiles, listed, purls } from '../support/sbom.ts';

/** Seconds that any of these may take on a slow machine; what is quadratic in them takes hours. */
const LONGEST = 60;

const HONEST = { 'app/node_modules/honest/package.json': '{"name":"honest","version":"1.0.0"}' };

async function inTime(layer: LayerFiles) {
  const started = performance.now();
  const made = await listed([{ ...layer, ...HONEST }]);
  assert.ok(performance.now() - started < LONGEST * 1000);
  // One bad file hides nothing.
  assert.ok(purls(made).includes('pkg:npm/honest@1.0.0'));
  return made;
}

describe('a hostile image', () => {
  const STATUS = 'var/lib/dpkg/status';
  const package1 = 'Package: one\nVersion: 1\n';
  for (const [name, text, found] of [
    ['a package with a million fields', `${package1}${'X: 1\n'.repeat(1_000_000)}`, 1],
    [
      'a package with a million different fields',
      `${package1}${Array.from({ length: 1_000_000 }, (_, at) => `X${at}: 1\n`).join('')}`,
      1,
    ],
    ['a field with a million lines', `${package1}Depends: a\n${' a,\n'.repeat(1_000_000)}`, 1],
    ['a dependency with a million alternatives', `${package1}Depends: ${'a | '.repeat(1_000_000)}a\n`, 1],
    ['one line of sixty megabytes', `${package1}${' '.repeat(60_000_000)}`, 1],
    ['a name of a megabyte', `Package: ${'a'.repeat(1_000_000)}\nVersion: 1\n`, 0],
    ['a copyright that speaks of a licence for ever', `${package1}`, 1],
  ] as const) {
    it(`with ${name} is listed in time`, async () => {
      const made = await inTime({
        [STATUS]: text,
        'usr/share/doc/one/copyright': `Format: x\n\nFiles: *\nLicense: ${'GPL-2+ or '.repeat(200_000)}x\n`,
      });
      assert.equal(purls(made).filter((purl) => purl.startsWith('pkg:deb/')).length, found);
    });
  }

  it('with a million packages is listed as far as the limit goes', async () => {
    const text = Array.from({ length: 1_000_000 }, (_, at) => `Package: p${at}\nVersion: 1\n`).join('\n');
    const made = await inTime({ [STATUS]: text });
    assert.equal(purls(made).length, 100_001);
    assert.match(made.remarks.join('\n'), /more packages than/);
  });

  for (const [name, content] of [
    ['nested a million deep', '['.repeat(1_000_000)],
    ['nested in objects', '{"a":'.repeat(1_000_000)],
    ['of thirty-three megabytes', `{"name":"x","version":"1","a":"${'a'.repeat(33 * 1024 * 1024)}"}`],
    [
      'with a name like what every object has',
      '{"name":"__proto__","version":"1","dependencies":{"__proto__":"1"},"__proto__":{"version":"2"}}',
    ],
    [
      'with a hundred thousand dependencies',
      `{"name":"x","version":"1","dependencies":{${Array.from({ length: 100_000 }, (_, at) => `"a${at}":"1"`).join()}}}`,
    ],
  ] as const) {
    it(`with a package.json ${name} is listed in time`, async () => {
      await inTime({
        [`${'a/'.repeat(60)}node_modules/x/package.json`]: content,
        'app/package-lock.json': content,
      });
    });
  }

  it('cannot put control characters, directions or lines into a name, a version or a licence', async () => {
    const evil = 'Jo\u001b[31m\u202e\u0000 evil';
    const made = await inTime({
      'a.dist-info/METADATA': `Name: a${evil}\nVersion: 1\n`,
      'b.dist-info/METADATA': `Name: b\nVersion: 1\nAuthor: ${evil}\nLicense: x${evil}\n`,
      'node_modules/c/package.json': JSON.stringify({ name: 'c', version: '1', author: evil, license: evil }),
      'etc/os-release': `ID=debian\nPRETTY_NAME="${evil}"\n`,
      [STATUS]: `Package: d\nVersion: 1\nMaintainer: ${evil}\n\nPackage: e${evil}\nVersion: 1\n`,
    });
    assert.deepEqual(purls(made), [
      'pkg:deb/debian/d@1?distro=debian',
      'pkg:npm/c@1',
      'pkg:npm/honest@1.0.0',
      'pkg:pypi/b@1',
    ]);
    assert.equal(component(made, 'pkg:pypi/b@1').publisher, 'Jo [31m evil');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    assert.doesNotMatch(JSON.stringify(made.bom).replaceAll('\\\\', ''), /[\u0000-\u001f\u202e]|\\u00/);
  });

  it('cannot speak to the terminal by a path', async () => {
    const made = await inTime({ '\u001b]0;evil\u0007/node_modules/x/package.json': '{' });
    const text = sbomText(
      { ...made, output: undefined },
      { columns: 80, color: false, marks: 'plain' },
      true,
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    assert.doesNotMatch(text.join('\n'), /[\u0000-\u0009\u000b-\u001f]/);
  });

  for (const [name, change] of [
    [
      'endless lengths',
      (program: Buffer) => program.fill(0xff, program.indexOf('\xff Go buildinf:', 0, 'latin1') + 32),
    ],
    [
      'a length of four gigabytes',
      (program: Buffer) =>
        program.set([0xff, 0xff, 0xff, 0xff, 0x0f], program.indexOf('\xff Go buildinf:', 0, 'latin1') + 32),
    ],
    [
      'a length that never ends',
      (program: Buffer) => program.fill(0x80, program.indexOf('\xff Go buildinf:', 0, 'latin1') + 32),
    ],
  ] as const) {
    it(`with build information of Go that has ${name} is listed without it`, async () => {
      const program = Buffer.concat([goProgram({ sections: false }), Buffer.alloc(1000)]);
      change(program);
      assert.deepEqual(purls(await inTime({ 'bin/app': program })), ['pkg:npm/honest@1.0.0']);
    });
  }

  it('with pointers that lead nowhere or in circles is listed without them', async () => {
    for (const wide of [true, false]) {
      const program = goProgram({ form: 'pointers', wide });
      const at = program.indexOf('\xff Go buildinf:', 0, 'latin1') + 16;
      for (const pointer of [0n, 2n ** 63n, 2n ** 64n - 1n, 0x400000n, 0x400010n]) {
        const broken = Buffer.from(program);
        if (wide) broken.writeBigUInt64LE(pointer, at);
        else broken.writeUInt32LE(Number(pointer & 0xffffffffn), at);
        assert.deepEqual(purls(await inTime({ 'bin/app': broken })), ['pkg:npm/honest@1.0.0']);
      }
    }
  });

  it('full of the mark of Go is listed in time', async () => {
    const program = goProgram({ sections: false });
    const marks = Buffer.alloc(20_000_000);
    for (let at = 0; at < marks.length; at += 16) marks.write('\xff Go buildinf:', at, 'latin1');
    await inTime({
      'bin/app': Buffer.concat([Buffer.from('MZ'), Buffer.alloc(62), marks]),
      'bin/elf': Buffer.concat([program.subarray(0, 64), marks]),
    });
  });

  it('that removes a hundred thousand files over ten thousand packages is listed in time', async () => {
    const lower = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, at) => [
        `${at}/node_modules/p/package.json`,
        `{"name":"p${at}","version":"1"}`,
      ]),
    );
    const upper = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`.wh.${at + 1}`, '']));
    const started = performance.now();
    const made = await listed([lower, upper]);
    assert.ok(performance.now() - started < LONGEST * 1000);
    assert.deepEqual(purls(made), ['pkg:npm/p0@1']);
  });

  it('whose package is in a thousand places names some of them', async () => {
    const layer = Object.fromEntries(
      Array.from({ length: 1000 }, (_, at) => [
        `${at}/node_modules/p/package.json`,
        '{"name":"p","version":"1"}',
      ]),
    );
    const made = await inTime(layer);
    assert.equal(component(made, 'pkg:npm/p@1').evidence?.occurrences.length, 100);
  });
});
