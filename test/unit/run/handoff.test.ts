import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ImageDigest } from '../../../src/core/image.ts';
import type { WorkspacePath } from '../../../src/core/path.ts';
import {
  handoffPaths,
  handoffText,
  namedRecords,
  recordsIn,
  recordVariable,
  unnamedRemark,
} from '../../../src/run/handoff.ts';
import { failure, value } from '../../support/world.ts';
import { aRun, sha } from '../report/builders.ts';

const [A, B] = [sha('a'), sha('b')];

describe('the records that are named', () => {
  it('may stand in one value or in several, each once', () => {
    assert.deepEqual(value(namedRecords([`sha256:${A}, sha256:${B}`, B])), [A, B]);
    assert.deepEqual(value(namedRecords([''])), []);
  });

  for (const text of ['latest', `sha512:${A}`, A.toUpperCase(), `${A}0`, `../${A}`, `sha256:${A};x`]) {
    it(`are no ${text}`, () => assert.equal(failure(namedRecords([text])).code, 'usage'));
  }

  it('are found in the variables of jobs before', () => {
    const env = { SEALSMITH_RECORD_TEST: `sha256:${A}`, SEALSMITH_RECORD_LINT: `sha256:${B}`, OTHER: 'x' };
    assert.deepEqual(value(recordsIn(env)), [A, B]);
    assert.equal(failure(recordsIn({ SEALSMITH_RECORD_X: '$(id)' })).code, 'usage');
  });
});

describe('what a run hands on', () => {
  it('is called after the steps that it was asked for', () => {
    assert.equal(recordVariable([]), 'SEALSMITH_RECORD_RUN');
    assert.equal(recordVariable(['build-binary', 'push']), 'SEALSMITH_RECORD_BUILD_BINARY_PUSH');
  });

  it('is digests, and the name of what was pushed', () => {
    const digest = `sha256:${B}` as ImageDigest;
    const name = 'registry.example.org/group/diary';
    const pushed = { name, digest, tags: [], evidence: [] };
    const text = (facts: object) => handoffText(aRun([{ id: 'push' }], [], { facts }).record, A, ['push']);
    assert.equal(text({}), `SEALSMITH_RECORD_PUSH=sha256:${A}\n`);
    assert.equal(
      text({ image: { digest }, pushed }),
      `SEALSMITH_RECORD_PUSH=sha256:${A}\nSEALSMITH_IMAGE_DIGEST=${digest}\nSEALSMITH_IMAGE_PUSHED=${name}@${digest}\n`,
    );
    // What is no name of an image cannot become a line.
    const odd = { ...pushed, name: 'x\nLD_PRELOAD=y' };
    assert.doesNotMatch(text({ image: { digest }, pushed: odd }), /LD_PRELOAD/);
  });

  it('are the outputs and the record, and never what install put in place', () => {
    const outputs = ['.venv'] as unknown as readonly WorkspacePath[];
    assert.deepEqual(handoffPaths({ gives: ['deps'], outputs }), ['.sealsmith/run.json', '.sealsmith/runs']);
    assert.ok(handoffPaths({ gives: ['binary'], outputs }).includes('.venv'));
  });
});

describe('facts that are taken on a forge from what nobody named', () => {
  it('are told, with the job that takes them first', () => {
    const wanted = [{ job: 'test' }, { job: 'lint' }];
    assert.match(unnamedRemark('gitlab', [], wanted) ?? '', /^test takes what \.sealsmith\/run\.json says/);
    assert.equal(unnamedRemark('local', [], wanted), undefined);
    assert.equal(unnamedRemark('github', [A], wanted), undefined);
    assert.equal(unnamedRemark('github', [], []), undefined);
  });
});
