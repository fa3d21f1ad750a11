import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { readPem, readPems, writePem } from '../../../src/formats/pem.ts';

const bytes = Buffer.alloc(100, 7);

describe('PEM', () => {
  it('is written as OpenSSL writes it, and read again', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const der = publicKey.export({ format: 'der', type: 'spki' });
    const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
    assert.equal(writePem('PUBLIC KEY', der), pem);
    assert.deepEqual(Buffer.from(readPem(pem)?.bytes ?? []), der);
  });

  it('may have white space around it, CRLF, and lines of any length', () => {
    const text = writePem('X', bytes);
    for (const variant of [
      `\n  ${text}\t\n`,
      text.replaceAll('\n', '\r\n'),
      `-----BEGIN X-----\n${bytes.toString('base64')}\n-----END X-----`,
    ]) {
      assert.deepEqual(Buffer.from(readPem(variant)?.bytes ?? []), bytes);
    }
  });

  const refused: Readonly<Record<string, string>> = {
    nothing: '',
    'text around it': `before ${writePem('X', bytes)}`,
    'another end than beginning': writePem('X', bytes).replace('END X', 'END Y'),
    'headers of encryption': writePem('X', bytes).replace('X-----\n', 'X-----\nProc-Type: 4,ENCRYPTED\n\n'),
    'base64 without its padding': '-----BEGIN X-----\nAAA\n-----END X-----',
    'spare bits that are not zero': '-----BEGIN X-----\nAAB=\n-----END X-----',
    'two blocks': writePem('X', bytes) + writePem('X', bytes),
    'no end': '-----BEGIN X-----\nAAAA\n',
  };
  for (const [name, text] of Object.entries(refused)) {
    it(`is none with ${name}`, () => assert.equal(readPem(text), undefined));
  }

  it('of several blocks is read in order', () => {
    const blocks = readPems(`${writePem('A', bytes)}\n${writePem('B', Buffer.from('b'))}`);
    assert.deepEqual(
      blocks?.map(({ label }) => label),
      ['A', 'B'],
    );
    assert.equal(readPems(`${writePem('A', bytes)}x`), undefined);
  });

  it('is read in time that grows with its size, whatever it holds', () => {
    const start = performance.now();
    assert.equal(readPem(`-----BEGIN X-----\n${'A'.repeat(200_000)}`), undefined);
    assert.equal(readPem('-----BEGIN X-----\n'.repeat(10_000)), undefined);
    assert.ok(performance.now() - start < 2_000);
  });
});
