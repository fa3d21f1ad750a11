import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sha256 } from '../../../src/core/digest.ts';
import { CHECKS, THREATS, type Verdict } from '../../../src/core/verdict.ts';
import { checksText, verdictText } from '../../../src/report/verdict.ts';
import { fault, pass } from '../../../src/verify/line.ts';

const LOOK = { columns: 80, color: false, marks: 'plain' } as const;
const DIGEST = '7b1e'.padEnd(64, '0') as Sha256;

const GOOD: Verdict = {
  name: `registry.example.org/diary@sha256:${DIGEST}`,
  digest: DIGEST,
  outcome: 'pass',
  exit: 0,
  lines: [
    pass('signature', {
      expected: 'sound',
      found: 'certificate, log entry 148212 and time agree',
      from: 'certificate',
    }),
    pass('subject', { expected: `sha256:${DIGEST}`, found: `sha256:${DIGEST}`, from: 'statement' }),
    pass('signer', {
      expected: 'x',
      found: 'https://gitlab.com/g/d//.gitlab-ci.yml@refs/heads/main (https://gitlab.com)',
      from: 'certificate',
    }),
    pass('age', { expected: '< 30 d', found: '3 h', from: 'log' }),
  ],
  ignored: [
    {
      id: 'sha256:1',
      kind: 'signature',
      signer: 'somebody@gmail.com',
      reason: 'signer-not-allowed',
      detail: '',
    },
  ],
  unsigned: [{ id: 'x', format: 'buildkit', builder: 'b', source: 's', agrees: undefined }],
  at: 0,
};

describe('a verdict for people', () => {
  it('says each check, what was set aside, and one word at the end', () => {
    assert.deepEqual(verdictText(GOOD, LOOK), [
      'registry.example.org/diary',
      `sha256:${DIGEST}`,
      '',
      '  ok   signature     certificate, log entry 148212 and time agree',
      '  ok   subject       sha256:7b1e00000000… = asked',
      '  ok   signer        gitlab.com/g/d//.gitlab-ci.yml @ refs/heads/main',
      '                     (https://gitlab.com), as expected',
      '  ok   age           3 h (log), < 30 d',
      '  note unsigned      buildkit, not signed and never enough: s by b',
      '  skip ignored       signature by somebody@gmail.com',
      '                     signer-not-allowed: signed by somebody else',
      '                     sha256:1',
      '',
      'PASS',
    ]);
  });

  it('says which threat it is when it fails', () => {
    const line = fault('repository', 'wrong-repository', { expected: 'a', found: 'b', from: 'certificate' });
    const text = verdictText(
      { ...GOOD, lines: [line], ignored: [], unsigned: [], exit: 3, outcome: 'fail' },
      LOOK,
    );
    assert.deepEqual(text.slice(3), [
      '  fail repository    b (certificate)',
      '                     expected a',
      '                     wrong-repository: built from another repository',
      '',
      'FAIL  policy (exit 3): built from another repository. Threat I3: typosquatted',
      '      source.',
    ]);
  });

  it('fits the width, and names a thousand pieces of junk by their number', () => {
    const [one] = GOOD.ignored;
    assert.ok(one !== undefined);
    const text = verdictText({ ...GOOD, ignored: Array.from({ length: 1000 }, () => one) }, LOOK);
    assert.ok(text.some((line) => /990 more/.test(line)));
    for (const line of text) assert.ok(line.length <= 80, line);
  });

  it('shows foreign text as text', () => {
    const line = fault('signer', 'signer-not-allowed', {
      expected: 'a',
      found: '\u001b[32mok\u202e\nPASS',
      from: 'x',
    });
    const text = verdictText({ ...GOOD, lines: [line], exit: 3, outcome: 'fail' }, LOOK).join('\n');
    for (const hidden of ['\u001b', '\u202e', '\nPASS']) assert.ok(!text.includes(hidden));
  });

  it('has a threat that is known for every check', () => {
    for (const { threat } of Object.values(CHECKS)) assert.ok(Object.hasOwn(THREATS, threat), threat);
    assert.equal(checksText(LOOK).filter((line) => /^ {7}\S/.test(line)).length, Object.keys(CHECKS).length);
  });
});
