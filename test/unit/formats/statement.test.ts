import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  decodeStatement,
  encodeStatement,
  OLDER_STATEMENT_TYPE,
  STATEMENT_TYPE,
  type Statement,
} from '../../../src/formats/statement.ts';

const STATEMENT: Statement = {
  subject: [{ name: 'image', digest: { sha256: 'ab'.repeat(32) } }],
  predicateType: 'https://example.com/review/v1',
  predicate: { z: 1, a: [true, null] },
};

function problem(more: object): string {
  const value = { ...(JSON.parse(Buffer.from(encodeStatement(STATEMENT)).toString()) as object), ...more };
  const read = decodeStatement(Buffer.from(JSON.stringify(value)));
  assert.ok(!read.ok, `taken: ${JSON.stringify(value)}`);
  return read.failure;
}

describe('a statement', () => {
  it('comes back as it was', () => {
    const read = decodeStatement(encodeStatement(STATEMENT));
    assert.deepEqual(read, { ok: true, value: STATEMENT });
  });

  it('has one spelling', () => {
    assert.equal(
      Buffer.from(encodeStatement(STATEMENT)).toString(),
      `{"_type":"${STATEMENT_TYPE}","predicate":{"a":[true,null],"z":1},` +
        `"predicateType":"https://example.com/review/v1",` +
        `"subject":[{"digest":{"sha256":"${'ab'.repeat(32)}"},"name":"image"}]}`,
    );
  });

  it('may have a subject without a name, and members that nobody knows', () => {
    const text = JSON.stringify({
      _type: STATEMENT_TYPE,
      subject: [{ digest: { sha1: 'ab' }, uri: 'x' }],
      predicateType: 'x',
      predicate: {},
      more: 1,
    });
    assert.deepEqual(decodeStatement(Buffer.from(text)), {
      ok: true,
      value: { subject: [{ name: undefined, digest: { sha1: 'ab' } }], predicateType: 'x', predicate: {} },
    });
  });

  it('is refused when it is of another type or version', () => {
    assert.match(
      problem({ _type: 'https://in-toto.io/Statement/v0.1' }),
      /no in-toto statement of version 1/,
    );
    assert.match(problem({ _type: undefined }), /no in-toto statement/);
  });

  it('I7: is refused when it is about nothing, or about anything of a name', () => {
    for (const subject of [[], undefined, {}, 'image']) assert.match(problem({ subject }), /no subject/);
    for (const one of [
      { name: 'image' },
      { digest: {} },
      { digest: { sha256: '' } },
      { digest: { sha256: 1 } },
      'x',
    ])
      assert.match(problem({ subject: [one] }), /no digest/);
    assert.match(problem({ subject: [...STATEMENT.subject, { name: 'b' }] }), /no digest/);
  });

  it('may leave its predicate out, which is the same as an empty one', () => {
    const text = `{"_type":"${STATEMENT_TYPE}","subject":[{"digest":{"sha1":"ab"}}],"predicateType":"x"}`;
    const read = decodeStatement(Buffer.from(text));
    assert.deepEqual(read.ok && read.value.predicate, {});
  });

  it('of the version before is taken by who asks for it', () => {
    const text = Buffer.from(
      '{"_type":"https://in-toto.io/Statement/v0.1","subject":[{"digest":{"sha1":"ab"}}],"predicateType":"x","predicate":{}}',
    );
    assert.equal(decodeStatement(text).ok, false);
    assert.equal(decodeStatement(text, [STATEMENT_TYPE, OLDER_STATEMENT_TYPE]).ok, true);
  });

  it('is refused with a predicate that is none, and without its type', () => {
    assert.match(problem({ predicate: [] }), /predicate/);
    assert.match(problem({ predicate: null }), /predicate/);
    assert.match(problem({ predicateType: '' }), /predicate type/);
  });

  it('is refused when a name stands twice', () => {
    const text = Buffer.from(encodeStatement(STATEMENT)).toString().replace('"z":1', '"z":1,"a":2');
    const read = decodeStatement(Buffer.from(text));
    assert.deepEqual(read, { ok: false, failure: 'a name stands twice in one object' });
  });
});
