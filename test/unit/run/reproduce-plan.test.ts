import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JobWhat } from '../../../src/core/record.ts';
import { readPlan, redefined } from '../../../src/run/reproduce-plan.ts';
import { aRun } from '../report/builders.ts';

const { plan } = aRun([{ id: 'lint' }, { id: 'test' }]);

function whats(): readonly JobWhat[] {
  return plan.jobs.map(({ spec }) => ({
    ...{ id: spec.id, passed: true, key: 'a'.repeat(64) as JobWhat['key'], tools: [] },
    ...{ commands: spec.commands, params: spec.params, env: spec.env, grants: spec.grants },
    inputs: { files: 0, sha256: 'b'.repeat(64) as JobWhat['key'] },
  }));
}

function told(text = JSON.stringify(plan)) {
  const read = readPlan(text);
  assert.ok(read.ok);
  return read.value;
}

describe('the plan of the commit beside the record', () => {
  it('says the same of a record that is its own', () => {
    assert.deepEqual(redefined(whats(), told()), []);
  });

  const changes: Readonly<Record<string, Partial<JobWhat>>> = {
    commands: { commands: [{ tool: 'sh', args: ['-c', 'true'] }] },
    params: { params: { other: 1 } },
    env: { env: { A: 'b' } },
    grants: { grants: ['network'] },
  };
  for (const [part, change] of Object.entries(changes)) {
    it(`says that a record has other ${part}`, () => {
      const [first, ...rest] = whats();
      assert.ok(first !== undefined);
      assert.deepEqual(redefined([{ ...first, ...change }, ...rest], told()), [
        { id: 'lint', parts: [part], absent: undefined },
      ]);
    });
  }

  it('says why a job is not in it', () => {
    const skips = [{ step: 'scan', why: { code: 'needs-tool', detail: 'no scanner' } }];
    const [first] = whats();
    assert.ok(first !== undefined);
    const found = redefined(
      [
        { ...first, id: 'scan/x' },
        { ...first, id: 'other' },
      ],
      told(JSON.stringify({ ...plan, skips })),
    );
    assert.match(found[0]?.absent ?? '', /needs-tool/);
    assert.match(found[1]?.absent ?? '', /no such job/);
  });

  for (const [what, text] of [
    ['no JSON', 'nothing of the kind'],
    ['something else', '{"schema":"other"}'],
    ['a job without an id', JSON.stringify({ ...plan, jobs: [{ spec: {} }] })],
    ['nothing', ''],
  ] as const) {
    it(`is not taken from a program that prints ${what}`, () => {
      assert.equal(readPlan(text).ok, false);
    });
  }
});
