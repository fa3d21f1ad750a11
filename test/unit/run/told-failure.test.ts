import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exitOf, worstExit } from '../../../src/core/failure.ts';
import { toldFailure } from '../../../src/run/told-failure.ts';
import { FakeFiles } from '../../support/files.ts';

const PATH = '/work-of-a-job/failure.json';

function told(text: string) {
  return toldFailure(new FakeFiles({ [PATH]: text }), PATH);
}

describe('what a command of ours says went wrong', () => {
  it('is taken when it has the form of a failure', () => {
    const failure = { code: 'digest-mismatch', what: 'a layer', expected: 'sha256:a', found: 'sha256:b' };
    assert.deepEqual(told(JSON.stringify(failure)), failure);
  });

  it('is nothing where nothing was said', () => {
    assert.equal(toldFailure(new FakeFiles({}), PATH), undefined);
  });

  for (const [what, text] of [
    ['no JSON', 'digest-mismatch'],
    ['half of it', '{"code":"usage","mess'],
    ['null', 'null'],
    ['a list', '["usage"]'],
    ['a text', '"usage"'],
    ['no code', '{"message":"x"}'],
    ['a code that is none', '{"code":"all-is-well"}'],
    ['a code that every object has', '{"code":"constructor"}'],
    ['a code that is no text', '{"code":["usage"],"message":"x"}'],
    ['members missing', '{"code":"digest-mismatch","what":"x"}'],
    ['members of another kind', '{"code":"config-invalid","problems":7}'],
    ['a bug of ours', '{"code":"bug","message":"x","stack":"x"}'],
    ['a signal', '{"code":"interrupted","signal":"SIGINT"}'],
    ['a status that is a pass', '{"code":"not-verified","subject":"x","exit":0,"reasons":[]}'],
    ['a status that is none', '{"code":"not-verified","subject":"x","exit":999,"reasons":[]}'],
    ['a status that is no number', '{"code":"not-verified","subject":"x","exit":"3","reasons":[]}'],
    ['a status of a signal', '{"code":"not-verified","subject":"x","exit":130,"reasons":[]}'],
    ['a status of a bug', '{"code":"not-verified","subject":"x","exit":70,"reasons":[]}'],
    ['more than a sentence', `{"code":"usage","message":"${'x'.repeat(70_000)}"}`],
  ] as const) {
    it(`is not taken when it is ${what}`, () => {
      assert.equal(told(text), undefined);
    });
  }

  it('that says a status of its own says one of a failure', () => {
    for (const exit of [3, 4, 5]) {
      const failure = told(JSON.stringify({ code: 'not-verified', subject: 'x', exit, reasons: ['y'] }));
      assert.equal(failure === undefined ? undefined : exitOf(failure), exit);
    }
  });
});

describe('the status of a run', () => {
  it('is never that of a pass when something failed, whatever that says of itself', () => {
    const lie = JSON.parse('{"code":"not-verified","subject":"x","exit":0,"reasons":[]}');
    assert.equal(worstExit([lie]), 70);
    assert.equal(worstExit([]), 0);
  });
});
