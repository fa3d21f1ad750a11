import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { goProgram } from '../../../support/go-program.ts';
import { component, listed, needsOf, purls } from '../../../support/sbom.ts';

describe('Go programs', () => {
  it('are listed as the module that they are, what was linked and the standard library', async () => {
    const made = await listed([{ 'usr/bin/app': goProgram() }]);
    assert.deepEqual(purls(made), [
      'pkg:golang/example.org/app@v1.2.3',
      'pkg:golang/example.org/dep@v0.1.0',
      'pkg:golang/stdlib@1.21.5',
    ]);
    assert.equal(component(made, 'pkg:golang/example.org/app@v1.2.3').type, 'application');
    assert.deepEqual(needsOf(made, 'pkg:golang/example.org/app@v1.2.3'), [
      'pkg:golang/example.org/dep@v0.1.0',
      'pkg:golang/stdlib@1.21.5',
    ]);
  });

  it('are found in pieces of any size, whatever their mode and name, and beside much else', async () => {
    const big = Buffer.concat([goProgram(), Buffer.alloc(3_000_000)]);
    const made = await listed([{ 'lib/libapp.so': big, 'bin/sh': Buffer.alloc(200_000, 1), 'x/empty': '' }]);
    assert.ok(purls(made).includes('pkg:golang/example.org/app@v1.2.3'));
  });

  for (const [name, settings, version] of [
    [
      'the commit',
      'build\tvcs.revision=0123456789abcdef0123456789abcdef01234567\nbuild\tvcs.time=2026-01-02T03:04:05Z\n',
      'v0.0.0-20260102030405-0123456789ab',
    ],
    [
      'a commit that was changed',
      'build\tvcs.revision=0123456789abcdef0123456789abcdef01234567\nbuild\tvcs.time=2026-01-02T03:04:05Z\nbuild\tvcs.modified=true\n',
      'v0.0.0-20260102030405-0123456789ab%2Bdirty',
    ],
    ['nothing', '', undefined],
  ] as const) {
    it(`that were built in their own folder have the version that ${name} gives`, async () => {
      const made = await listed([
        { app: goProgram({ modules: `path\tx\nmod\texample.org/app\t(devel)\t\n${settings}` }) },
      ]);
      const purl = `pkg:golang/example.org/app${version === undefined ? '' : `@${version}`}`;
      assert.ok(purls(made).includes(purl), purls(made).join());
    });
  }

  it('name no folder of the machine that built them', async () => {
    const modules =
      'path\tx\nmod\tx\tv1.0.0\ndep\ta\tv1.0.0\n=>\t/home/somebody/a\t\ndep\tb\tv1\n=>\t../b\t\n';
    const made = await listed([{ app: goProgram({ modules }) }]);
    assert.deepEqual(purls(made), ['pkg:golang/stdlib@1.21.5', 'pkg:golang/x@v1.0.0']);
  });
});
