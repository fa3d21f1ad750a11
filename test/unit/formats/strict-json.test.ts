import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { strictJson } from '../../../src/formats/strict-json.ts';

function read(text: string | Uint8Array) {
  return strictJson(Buffer.from(text));
}

describe('strict JSON', () => {
  it('reads what JSON.parse reads', () => {
    for (const text of [
      '1',
      '"{"',
      '[{"a":1},{"a":1}]',
      '{"a":{"a":["a","a"]},"b":"\\"a\\":1"}',
      '{"\\\\":1,"":2}',
    ])
      assert.deepEqual(read(text), { ok: true, value: JSON.parse(text) as unknown });
  });

  it('refuses a name that stands twice in one object, however it is spelled', () => {
    for (const text of [
      '{"a":1,"a":1}',
      '{"a":1,"\\u0061":2}',
      '[[{"x":{"b":1,"c":{},"b":2}}]]',
      '{"a" :1,"a"\n:1}',
    ])
      assert.deepEqual(read(text), { ok: false, failure: 'a name stands twice in one object' }, text);
  });

  it('takes names that every object has for what they are', () => {
    assert.equal(read('{"toString":1,"constructor":2}').ok, true);
    assert.equal(read('{"__proto__":1,"__proto__":2}').ok, false);
  });

  it('refuses what is no JSON, is no UTF-8, or begins with a byte order mark', () => {
    for (const text of ['', '{', "{'a':1}", '{"a":1}x', '\ufeff{}', '{"a":01}', 'NaN'])
      assert.deepEqual(read(text), { ok: false, failure: 'it is not JSON' }, text);
    assert.equal(read(Uint8Array.from([0x22, 0xff, 0x22])).ok, false);
  });

  it('refuses what is nested too deeply, and does not run out of stack for it', () => {
    assert.equal(read('['.repeat(32) + ']'.repeat(32)).ok, true);
    assert.equal(read('['.repeat(33) + ']'.repeat(33)).ok, false);
    assert.equal(read('['.repeat(500_000) + ']'.repeat(500_000)).ok, false);
  });

  it('reads strings of any length, whatever stands in them', () => {
    for (const text of ['A'.repeat(20_000_000), '\\n'.repeat(4_000_000), `${'\\\\'.repeat(1_000_000)}\\"`])
      assert.equal(read(`{"a":"${text}","b":1}`).ok, true);
    assert.equal(read(`{"a":"${'\\n'.repeat(4_000_000)}","a":1}`).ok, false);
  });
});
