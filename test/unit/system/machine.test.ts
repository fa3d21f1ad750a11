import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { searchPath, systemMachine } from '../../../src/system/machine.ts';

describe('the search path', () => {
  it('has absolute folders, each once, in order', () => {
    assert.deepEqual(searchPath('/b:/a:/b/:/c//d:/a/../b', '/site'), ['/b', '/a', '/c/d']);
  });

  it('E5: has nothing of the workspace, however that is spelled', () => {
    const path = '/usr/bin:/site:/site/bin:/site/../site/x:/other/../site/bin:/siteshop:/';
    assert.deepEqual(searchPath(path, '/site'), ['/usr/bin', '/siteshop', '/']);
  });

  it('E5: has no entry that means the current folder', () => {
    assert.deepEqual(searchPath('.::bin:./node_modules/.bin:/usr/bin:', '/site'), ['/usr/bin']);
    assert.deepEqual(searchPath('', '/site'), []);
  });
});

describe('the machine', () => {
  it('is named as Go and image registries do', () => {
    const machine = systemMachine('/usr/bin', '/site');
    const known = { x86_64: 'amd64', aarch64: 'arm64' } as Record<string, string>;
    const name = execFileSync('uname', ['-m'], { encoding: 'utf8' }).trim();
    assert.equal(machine.arch, known[name] ?? machine.arch);
    assert.equal(machine.os, execFileSync('uname', ['-s'], { encoding: 'utf8' }).trim().toLowerCase());
    assert.ok(machine.cores >= 1);
    assert.deepEqual(machine.path, ['/usr/bin']);
  });

  it('names the C library as that names itself', () => {
    const { libc } = systemMachine('', '/site');
    const report = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
    const version = report.header.glibcVersionRuntime;
    assert.equal(libc, version === undefined ? libc : `glibc ${version}`);
    assert.match(libc, /^(glibc \d+\.\d+|musl|linux|darwin)$/);
  });
});
