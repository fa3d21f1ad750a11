import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readGoBuild } from '../../../src/formats/go-buildinfo.ts';
import { goProgram } from '../../support/go-program.ts';
import { chance, seedOf } from '../../support/seeded.ts';

const DEP = { path: 'example.org/dep', version: 'v0.1.0', sum: 'h1:abc=' };

describe('what the Go linker says in a program', () => {
  for (const form of ['inline', 'pointers'] as const)
    for (const wide of [true, false])
      for (const little of [true, false])
        for (const sections of [true, false]) {
          const name = `${form}, ${wide ? 64 : 32} bits, ${little ? 'little' : 'big'} endian, ${sections ? 'whole' : 'stripped'}`;
          it(`is read: ${name}`, () => {
            const build = readGoBuild(goProgram({ form, wide, little, sections }));
            assert.equal(build?.go, 'go1.21.5');
            assert.equal(build?.path, 'example.org/app');
            assert.deepEqual(build?.main, { path: 'example.org/app', version: 'v1.2.3', sum: '' });
            assert.deepEqual(build?.modules, [DEP]);
          });
        }

  it('names the replacement of a module, which is what was linked', () => {
    const modules =
      'path\tx\nmod\tx\t(devel)\t\ndep\ta\tv1.0.0\n=>\tb\tv2.0.0\th1:b=\ndep\tc\tv1.0.0\th1:c=\n';
    assert.deepEqual(readGoBuild(goProgram({ modules }))?.modules, [
      { path: 'b', version: 'v2.0.0', sum: 'h1:b=' },
      { path: 'c', version: 'v1.0.0', sum: 'h1:c=' },
    ]);
  });

  it('has settings, the last of which may hold tabs and equals signs', () => {
    const modules = 'path\tx\nbuild\t-ldflags="-X a=b\tc"\nbuild\tvcs.revision=abc\n';
    const settings = readGoBuild(goProgram({ modules }))?.settings;
    assert.equal(settings?.get('vcs.revision'), 'abc');
    assert.equal(settings?.get('-ldflags'), '"-X a=b\tc"');
  });

  it('may be the version alone, for a program that is of no module', () => {
    const build = readGoBuild(goProgram({ modules: '' }));
    assert.deepEqual([build?.go, build?.main, build?.modules], ['go1.21.5', undefined, []]);
  });

  it('is found in programs that are not ELF', () => {
    const elf = goProgram();
    const at = elf.indexOf('\xff Go buildinf:', 0, 'latin1');
    const pe = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(1022), elf.subarray(at)]);
    assert.equal(readGoBuild(pe)?.go, 'go1.21.5');
  });

  it('is not there in other programs, and not where a program only speaks of it', () => {
    const elf = goProgram();
    const marked = Buffer.from(elf);
    marked.fill(
      0,
      elf.indexOf('\xff Go buildinf:', 0, 'latin1'),
      elf.indexOf('\xff Go buildinf:', 0, 'latin1') + 16,
    );
    assert.equal(readGoBuild(marked), undefined);
    assert.equal(readGoBuild(Buffer.from('#!/bin/sh\n')), undefined);
    assert.equal(readGoBuild(Buffer.alloc(0)), undefined);
  });

  it('never makes it read outside of the file, whatever numbers stand there', () => {
    const random = chance(seedOf('GO_SEED'));
    for (let round = 0; round < 3000; round += 1) {
      const program = goProgram({
        form: random.pick(['inline', 'pointers']),
        wide: random.pick([true, false]),
        little: random.pick([true, false]),
        sections: random.pick([true, false]),
      });
      for (let hit = 0; hit < 4; hit += 1)
        program[random.whole(program.length)] = random.pick([0, 0x7f, 0x80, 0xff]);
      readGoBuild(program.subarray(0, random.pick([program.length, random.whole(program.length)])));
    }
  });
});
