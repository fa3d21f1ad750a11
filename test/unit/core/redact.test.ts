import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { credentialsIn, makeRedactor, redactText } from '../../../src/core/redact.ts';

const SECRET = 'correct horse/battery+staple?';

/** Pushes each chunk, then ends; text out. */
function through(
  secrets: readonly string[],
  chunks: readonly (string | Uint8Array)[],
  granted: readonly string[] = [],
): string {
  const redactor = makeRedactor(secrets, granted);
  const out = chunks.map((chunk) =>
    Buffer.from(redactor.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)),
  );
  return Buffer.concat([...out, Buffer.from(redactor.end())]).toString('utf8');
}

const SPELLINGS: Readonly<Record<string, string>> = {
  plain: SECRET,
  'base64 at offset 0': Buffer.from(SECRET).toString('base64'),
  'base64 at offset 1': Buffer.from(`x${SECRET}`).toString('base64'),
  'base64 at offset 2': Buffer.from(`xy${SECRET}`).toString('base64'),
  'base64 in the middle of something': Buffer.from(`user:${SECRET}@host`).toString('base64'),
  base64url: Buffer.from(`k=${SECRET}`).toString('base64url'),
  'URL encoding': encodeURIComponent(SECRET),
  'a form field': new URLSearchParams({ secret: SECRET }).toString(),
};

/** Whether any eight characters of the value, as it was spelled, are still there. */
function leaks(text: string, spelled: string): boolean {
  return Array.from({ length: spelled.length - 7 }, (_, at) => spelled.slice(at, at + 8)).some((piece) =>
    text.includes(piece),
  );
}

describe('the redactor', () => {
  for (const [name, spelled] of Object.entries(SPELLINGS)) {
    const core = name.startsWith('base64') ? spelled.slice(4, -8) : spelled.replace(/^secret=/, '');
    it(`takes out ${name}`, () => {
      const text = through([SECRET], [`before ${spelled} after`]);
      assert.match(text, /^before .*\*\*\*.* after$/);
      assert.ok(!leaks(text, core), text);
    });

    it(`takes out ${name}, cut into two chunks anywhere`, () => {
      for (let cut = 1; cut < spelled.length; cut += 1) {
        const text = through([SECRET], [`a ${spelled.slice(0, cut)}`, `${spelled.slice(cut)} b`]);
        assert.ok(!leaks(text, core), `${cut}: ${text}`);
        assert.ok(text.startsWith('a ') && text.endsWith(' b'), text);
      }
    });

    it(`takes out ${name}, a byte at a time`, () => {
      const text = through(
        [SECRET],
        [...Buffer.from(`a ${spelled} b`)].map((byte) => Uint8Array.of(byte)),
      );
      assert.ok(!leaks(text, core), text);
      assert.ok(text.startsWith('a ') && text.endsWith(' b'), text);
    });
  }

  it('takes out a value that is broken over lines, also where a chunk ends at the break', () => {
    const wrapped = Buffer.from(SECRET.repeat(3)).toString('base64').replace(/.{20}/g, '$&\r\n');
    assert.ok(!leaks(through([SECRET.repeat(3)], [wrapped]).replaceAll(/\s/g, ''), wrapped.slice(0, 18)));
    assert.equal(through([SECRET], [`${SECRET.slice(0, 9)}\n`, `${SECRET.slice(9)}!`]), '***!');
    assert.equal(through([SECRET], [`${SECRET.slice(0, 9)}\r`, `\n${SECRET.slice(9)}!`]), '***!');
  });

  it('takes out each line of a value of several lines, and all of it at once', () => {
    const key = '-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nAQ==\n-----END KEY-----\n';
    assert.equal(through([key], [`a ${key}b`]), 'a ***\nb');
    assert.ok(!through([key], ['x MIIEvQIBADANBgkqhkiG9w0B y']).includes('MIIE'));
    assert.ok(!through([key], [key.slice(0, 30), key.slice(30)]).includes('AQ=='));
    assert.ok(!through([key], [JSON.stringify({ key })]).includes('MIIE'));
  });

  it('takes out a longer value whole when it begins with a shorter one, also when cut there', () => {
    const secrets = ['abcdefgh', 'abcdefgh-and-more-of-it'];
    assert.equal(through(secrets, ['x abcdefgh', '-and-more-of-it y']), 'x *** y');
    assert.equal(through(secrets, ['x abcdefgh', ' y']), 'x *** y');
    assert.equal(through(secrets, ['x abcdefgh']), 'x ***');
    assert.equal(through(secrets, ['x abcdefgh-and', '-less']), 'x ***-and-less');
  });

  it('leaves nothing of two values that overlap', () => {
    assert.equal(through(['aaaabbbb', 'bbbbcccc'], ['xaaaabbbbccccx']), 'x***x');
    assert.equal(through(['abababab'], ['xababababababx']), 'x***x');
  });

  it('leaves short values alone unless they were granted', () => {
    assert.equal(through(['main'], ['the main branch']), 'the main branch');
    assert.equal(through(['1234567'], ['1234567']), '1234567');
    assert.equal(through(['12345678'], ['12345678']), '***');
    assert.equal(through(['main'], ['the main branch'], ['main']), 'the *** branch');
    assert.equal(through([], ['nothing'], ['']), 'nothing');
  });

  it('passes other bytes through untouched: UTF-8 in halves, none at all, NUL', () => {
    const bytes = Buffer.from([0xc3, 0xbc, 0x00, 0xff, 0xfe, 0x80, 0x0a, 0x0d, 0x0a, 0xf0, 0x9f]);
    const redactor = makeRedactor([SECRET]);
    const out = [...bytes].map((byte) => Buffer.from(redactor.push(Uint8Array.of(byte))));
    assert.deepEqual(Buffer.concat([...out, Buffer.from(redactor.end())]), bytes);
  });

  it('takes out a value that is not ASCII', () => {
    assert.equal(through(['pässwörd-größe'], ['a pässwörd-größe b']), 'a *** b');
  });

  it('holds back only what could still become a secret', () => {
    const redactor = makeRedactor([SECRET]);
    assert.equal(Buffer.from(redactor.push(Buffer.from('all good\n'))).toString(), 'all good\n');
    assert.equal(Buffer.from(redactor.push(Buffer.from('not corr'))).toString(), 'not ');
    assert.equal(Buffer.from(redactor.push(Buffer.from('upt'))).toString(), 'corrupt');
    assert.equal(redactor.end().length, 0);
    assert.equal(redactor.end().length, 0);
  });

  it('holds back no more than a bounded tail, whatever is printed', () => {
    const redactor = makeRedactor([SECRET]);
    let shown = 0;
    for (let round = 0; round < 100; round += 1)
      shown += redactor.push(Buffer.from(`c${'\n'.repeat(1000)}`)).length;
    assert.ok(shown > 99_000, `${shown} of 100100 shown`);
  });

  it('passes the very chunk on when there is nothing to hide', () => {
    const chunk = Buffer.from('x');
    assert.equal(makeRedactor([]).push(chunk), chunk);
    assert.equal(makeRedactor(['short']).push(chunk), chunk);
  });

  it('takes secrets out of whole texts, one after the other', () => {
    const redactor = makeRedactor([SECRET]);
    assert.equal(redactText(`assert "${SECRET}" == ""`, redactor), 'assert "***" == ""');
    assert.equal(redactText(`ends with ${SECRET.slice(0, 9)}`, redactor), 'ends with correct h');
    assert.equal(redactText(SECRET.slice(9), redactor), SECRET.slice(9));
  });
});

describe('passwords in addresses', () => {
  const table: readonly (readonly [string, readonly string[]])[] = [
    ['https://ada:pass-word@index.example.org/simple', ['pass-word']],
    ['https://__token__:abc@x/ http://b:def@y', ['abc', 'def']],
    ['https://ada:p%40ss@x', ['p%40ss', 'p@ss']],
    ['https://ada:100%@x', ['100%']],
    ['https://:only@x', ['only']],
    ['https://ada@x', []],
    ['https://x:8080/a:b@c', []],
    ['ada:pass@x', []],
    ['', []],
  ];
  for (const [value, found] of table) {
    it(`of ${value || 'nothing'}: ${found.join(', ') || 'none'}`, () =>
      assert.deepEqual(credentialsIn([value, undefined]), found));
  }
});
