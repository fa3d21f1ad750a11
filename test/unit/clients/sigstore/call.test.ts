import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addressOf, ask, hostOf } from '../../../../src/clients/sigstore/call.ts';
import type { Http, HttpAnswer, HttpRequest, HttpTrouble } from '../../../../src/core/ports.ts';
import { err, ok } from '../../../../src/core/result.ts';

const ASKED = { service: 'the log at log.example.org', doing: 'enter a signature' };
const QUESTION = {
  method: 'POST',
  url: 'https://log.example.org/x',
  headers: {},
  body: 'b',
  timeout: 7,
} as const;

type Said = HttpTrouble | { readonly status: number; readonly body?: string; readonly wait?: string };

/** Answers in order; the last one again and again. */
function scripted(...answers: readonly Said[]) {
  const sent: HttpRequest[] = [];
  const pauses: number[] = [];
  const send: Http['send'] = async (request) => {
    sent.push(request);
    const said = answers[Math.min(sent.length, answers.length) - 1] ?? assert.fail();
    if ('kind' in said) return err(said);
    const headers: HttpAnswer['headers'] = said.wait === undefined ? {} : { 'retry-after': said.wait };
    return ok({ status: said.status, headers, body: Buffer.from(said.body ?? '') });
  };
  const unused = async () => assert.fail('not used');
  const caller = {
    http: { send, download: unused, stream: unused },
    pause: async (milliseconds: number) => {
      pauses.push(milliseconds);
    },
  };
  return { caller, sent, pauses };
}

const silent: HttpTrouble = { kind: 'timeout', detail: 'log.example.org was not done within 7 s' };

describe('a question to a service', () => {
  it('is asked once when it is answered', async () => {
    const { caller, sent, pauses } = scripted({ status: 201, body: 'yes' });
    const answer = await ask(caller, ASKED, QUESTION);
    assert.ok(answer.ok && Buffer.from(answer.value.body).toString() === 'yes');
    assert.deepEqual([sent.length, pauses, sent[0]?.timeout], [1, [], 7]);
  });

  it('is asked three times at most, with longer pauses', async () => {
    for (const said of [silent, { status: 503 }, { status: 429 }] as const) {
      const { caller, sent, pauses } = scripted(said);
      assert.ok(!(await ask(caller, ASKED, QUESTION)).ok);
      assert.deepEqual([sent.length, pauses], [3, [500, 2000]]);
    }
  });

  it('is not asked again after a no', async () => {
    for (const status of [301, 400, 401, 403, 404, 409, 413]) {
      const { caller, sent } = scripted({ status, body: 'no' });
      const answer = await ask(caller, ASKED, QUESTION);
      assert.ok(!answer.ok && answer.failure.code === 'sigstore-refused' && answer.failure.status === status);
      assert.equal(sent.length, 1);
    }
  });

  it('takes what comes after a fault', async () => {
    const { caller } = scripted(silent, { status: 500 }, { status: 200 });
    assert.ok((await ask(caller, ASKED, QUESTION)).ok);
  });

  it('takes statuses that are answers to who asks', async () => {
    const { caller } = scripted({ status: 409 });
    assert.ok((await ask(caller, ASKED, { ...QUESTION, answers: [409] })).ok);
  });

  it('waits as long as it is told to, and no longer than ten seconds', async () => {
    for (const [wait, expected] of [
      ['3', 3000],
      ['0', 0],
      ['86400', 10_000],
      ['soon', 500],
      ['-1', 500],
    ] as const) {
      const { caller, pauses } = scripted({ status: 429, wait }, { status: 200 });
      await ask(caller, ASKED, QUESTION);
      assert.deepEqual(pauses, [expected], wait);
    }
  });

  it('says who did not answer, and to what', async () => {
    const answer = await ask(scripted(silent).caller, ASKED, QUESTION);
    assert.deepEqual(!answer.ok && answer.failure, {
      code: 'sigstore-unreachable',
      ...ASKED,
      detail: silent.detail,
    });
  });

  it('takes an answer without end for none, at once', async () => {
    const { caller, sent } = scripted({ kind: 'too-large', detail: 'more than 9 bytes' });
    const answer = await ask(caller, ASKED, QUESTION);
    assert.ok(!answer.ok && answer.failure.code === 'sigstore-invalid');
    assert.equal(sent.length, 1);
  });

  it('repeats of a refusal its message, in one short line', async () => {
    for (const [body, expected] of [
      ['{"code":3,"message":"the issuer is not known"}', 'the issuer is not known'],
      ['plain\ntext\u001b[31m', 'plain text [31m'],
      ['<html><body>502</body></html>', ''],
      ['{"other":1}', '{"other":1}'],
      ['{"message":{"a":1}}', ''],
      ['x'.repeat(5000), 'x'.repeat(300)],
    ] as const) {
      const answer = await ask(scripted({ status: 400, body }).caller, ASKED, QUESTION);
      assert.ok(!answer.ok && answer.failure.code === 'sigstore-refused');
      assert.equal(answer.failure.detail, expected);
    }
  });

  it('never repeats a secret, nor a part of a token', async () => {
    const secret = 'header-part.claims-of-the-token.signature-part';
    for (const body of [secret, 'no: claims-of-the-token', `{"message":"${secret}"}`]) {
      const answer = await ask(scripted({ status: 400, body }).caller, ASKED, {
        ...QUESTION,
        secrets: [secret],
      });
      assert.ok(!answer.ok && answer.failure.code === 'sigstore-refused');
      assert.ok(!answer.failure.detail.includes('claims-of') && answer.failure.detail.includes('***'));
    }
  });

  it('names a service by its host alone', () => {
    assert.equal(hostOf('https://user:pw@log.example.org:8443/a?b=c'), 'log.example.org:8443');
    assert.equal(addressOf('https://log.example.org/base//', '/api'), 'https://log.example.org/base/api');
  });
});
