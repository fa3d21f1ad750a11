import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeEnvelope, type Envelope, encodeEnvelope, pae } from '../../../src/formats/dsse.ts';

const HELLO: Envelope = {
  payloadType: 'http://example.com/HelloWorld',
  payload: Buffer.from('hello world'),
  keyId: '66301bbf',
  signature: Buffer.from('not verified here'),
};

function bytes(value: unknown): Uint8Array {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}

/** The envelope as JSON, with parts of it replaced. */
function envelope(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { ...(JSON.parse(Buffer.from(encodeEnvelope(HELLO)).toString()) as object), ...more };
}

function problem(value: unknown, limit?: number): string {
  const read = decodeEnvelope(bytes(value), limit);
  assert.ok(!read.ok, `taken: ${JSON.stringify(value)}`);
  return read.failure;
}

describe('the pre-authentication encoding', () => {
  it("is that of the protocol's own example", () => {
    assert.equal(
      Buffer.from(pae(HELLO.payloadType, HELLO.payload)).toString(),
      'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
    );
  });

  it('counts bytes, not characters', () => {
    assert.equal(Buffer.from(pae('ä', Buffer.from('é'))).toString(), 'DSSEv1 2 ä 2 é');
  });

  it('C11: no byte moves from the type to the payload', () => {
    assert.notDeepEqual(pae('a', bytes('b c')), pae('a b', bytes('c')));
    assert.notDeepEqual(pae('', bytes('1 a')), pae(' 1', bytes('a')));
  });
});

describe('an envelope', () => {
  it('comes back as it was', () => {
    const read = decodeEnvelope(encodeEnvelope(HELLO));
    assert.ok(read.ok);
    assert.deepEqual(
      {
        ...read.value,
        payload: Buffer.from(read.value.payload),
        signature: Buffer.from(read.value.signature),
      },
      HELLO,
    );
  });

  it('has one spelling', () => {
    assert.equal(
      Buffer.from(encodeEnvelope(HELLO)).toString(),
      '{"payload":"aGVsbG8gd29ybGQ=","payloadType":"http://example.com/HelloWorld",' +
        '"signatures":[{"keyid":"66301bbf","sig":"bm90IHZlcmlmaWVkIGhlcmU="}]}',
    );
  });

  it('may name no key', () => {
    const read = decodeEnvelope(encodeEnvelope({ ...HELLO, keyId: '' }));
    assert.ok(read.ok);
    assert.equal(read.value.keyId, '');
    assert.ok(!Buffer.from(encodeEnvelope({ ...HELLO, keyId: '' })).includes('keyid'));
  });

  it('is read with other white space and members that its specification does not know', () => {
    const read = decodeEnvelope(bytes(JSON.stringify(envelope({ note: 1 }), undefined, 2)));
    assert.ok(read.ok);
    assert.equal(Buffer.from(read.value.payload).toString(), 'hello world');
  });

  for (const [what, signatures] of [
    ['no signature', []],
    ['two signatures', [{ sig: 'AAAA' }, { sig: 'AAAA' }]],
    ['an empty signature', [{ sig: '' }]],
    ['a signature that is no base64', [{ sig: 'AA=A' }]],
    ['a signature without its bytes', [{ keyid: 'x' }]],
    ['a key id that is no text', [{ sig: 'AAAA', keyid: 1 }]],
    ['a signature that is text', ['AAAA']],
    ['signatures that are no list', { sig: 'AAAA' }],
  ] as const) {
    it(`is refused with ${what}`, () => {
      assert.match(problem(envelope({ signatures })), /signature/);
    });
  }

  for (const [what, payload] of [
    ['URL-safe base64', '_-8='],
    ['base64 without its padding', 'aGVsbG8gd29ybGQ'],
    ['base64 with spare bits that are not zero', 'aGVsbG8gd29ybGR='],
    ['white space in its base64', 'aGVs bG8='],
    ['no text', 1],
  ] as const) {
    it(`is refused when its payload is ${what}`, () => {
      assert.equal(problem(envelope({ payload })), 'its payload is not base64');
    });
  }

  it('is refused without a payload type', () => {
    assert.match(problem(envelope({ payloadType: '' })), /payload type/);
    assert.match(problem(envelope({ payloadType: undefined })), /payload type/);
  });

  it('is refused when a name stands twice, at any depth and in any spelling', () => {
    const text = JSON.stringify(envelope());
    assert.match(problem(text.replace('{', '{"payload":"AAAA",')), /twice/);
    assert.match(problem(text.replace('{', '{"p\\u0061yload":"AAAA",')), /twice/);
    assert.match(problem(text.replace('[{', '[{"sig":"AAAA",')), /twice/);
  });

  it('is refused beyond its size before it is parsed', () => {
    assert.match(problem(envelope(), 10), /more than 10/);
  });

  it('is refused when it is no JSON, no UTF-8, or no object', () => {
    assert.equal(problem('{'), 'it is not JSON');
    assert.equal(problem(''), 'it is not JSON');
    assert.equal(problem('[]'), 'it is no envelope');
    assert.equal(problem('null'), 'it is no envelope');
    const broken = decodeEnvelope(Buffer.concat([encodeEnvelope(HELLO), Buffer.from([0xff])]));
    assert.ok(!broken.ok);
  });
});
