import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readGoMod } from '../../../../src/toolchains/go/go-mod.ts';
import { go } from '../../../../src/toolchains/go/index.ts';
import { readSources } from '../../../../src/toolchains/go/sources.ts';
import { aTree } from '../../../support/tree.ts';
import { failure, value } from '../../../support/world.ts';
import { Bench } from '../bench.ts';

describe('a Go module', () => {
  it('is a folder with a go.mod, called by the last element of its path', () => {
    assert.deepEqual(go.detect(aTree({ 'main.go': '' })), { ok: true, value: undefined });
    const project = new Bench(go, []).project({ 'go.mod': 'module example.org/group/tool/v2\n' });
    assert.deepEqual([project.name, project.file], ['tool', 'go.mod']);
    assert.deepEqual(project.env, { GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly -modcacherw' });
  });

  it('looks for golangci-lint only where it is configured', () => {
    const names = (files: Record<string, string>) =>
      new Bench(go, []).project({ 'go.mod': 'module x\n', ...files }).requests.map(({ name }) => name);
    assert.deepEqual(names({}), ['go', 'gofmt']);
    assert.deepEqual(names({ '.golangci.yml': '' }), ['go', 'gofmt', 'golangci-lint']);
  });
});

describe('readGoMod', () => {
  it('reads lines, blocks, comments and quotes', () => {
    const mod = value(
      readGoMod(`// a comment
module "example.org/m" // the path

go 1.24.1
toolchain go1.25.0

require example.org/a v1.0.0
require (
	example.org/b v1.2.3 // indirect

	// another
	\`example.org/c\` v0.0.0-20240101000000-abcdefabcdef
)
exclude example.org/a v0.9.0
replace example.org/b => ../b
replace (
	example.org/c v0.1.0 => ./c
	example.org/d => example.org/e v1.0.0
)
retract [v1.0.0, v1.1.0]
`),
    );
    assert.deepEqual([mod.module, mod.go], ['example.org/m', '1.24.1']);
    assert.deepEqual(
      mod.requires.map(({ name, version }) => `${name} ${version}`),
      ['example.org/a v1.0.0', 'example.org/b v1.2.3', 'example.org/c v0.0.0-20240101000000-abcdefabcdef'],
    );
    assert.deepEqual([...mod.local], ['example.org/b', 'example.org/c']);
  });

  it('says where it is broken', () => {
    const broken = failure(readGoMod('module m\n\nrequire (\n\texample.org/a\n)\n'));
    assert.ok(broken.code === 'project-invalid');
    assert.equal(broken.file, 'go.mod:4');
    assert.equal(failure(readGoMod('go 1.24\n')).code, 'project-invalid');
  });
});

describe('readSources', () => {
  it('finds programs at the top and below cmd, not those that are left out', () => {
    const { programs } = readSources(
      aTree({
        'main.go': '// Copyright\n\npackage main\n',
        'gen.go': '//go:build ignore\n\npackage main\n',
        'cmd/a/main.go': 'package main\n',
        'cmd/b/b.go': 'package b\n',
        'tools/t/main.go': 'package main\n',
        'vendor/x/main.go': 'package main\n',
        'nested/go.mod': 'module nested\n',
        'nested/cmd/main.go': 'package main\n',
      }),
    );
    assert.deepEqual(programs, ['.', './cmd/a']);
  });

  it('finds tests and C, and does not take a test for a program', () => {
    const sources = readSources(
      aTree({
        'a_test.go': 'package main\n',
        'sub/c.go': 'package sub\n\nimport (\n\t"fmt"\n\t"C"\n)\n',
        'testdata/x_test.go': '',
      }),
    );
    assert.deepEqual([sources.programs, sources.test, sources.cgo], [[], 'a_test.go', 'sub/c.go']);
    assert.equal(
      readSources(aTree({ '_x/a_test.go': '', '.y/b_test.go': '', 'vendor/c_test.go': '' })).test,
      undefined,
    );
  });
});
