import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageDigest } from '../../../src/core/image.ts';
import { markdown, markdownOfFailure, PAGE_LIMIT, type Page } from '../../../src/report/markdown.ts';
import { aRun, commandFailed, START, sha } from './builders.ts';

const PAGE: Page = {
  limit: PAGE_LIMIT,
  link: (file, line) => `https://example.org/blob/main/${file}#L${line ?? 1}`,
  tail: () => ['last words'],
  record: '.sealsmith/run.json',
  image: undefined,
};

const failedTests = [{ name: 'test_logout', file: 'tests/nav.py', line: 17, message: 'assert <b>\n  more' }];

test('a page has the pipeline, a row a step, failed tests with a link, remarks, what was made', () => {
  const { plan, record } = aRun(
    [
      { id: 'install', ms: 3100, summary: '69 packages', remarks: ['no hashes'] },
      {
        id: 'test',
        after: ['install'],
        state: 'failed',
        summary: '1 failed',
        failure: commandFailed('test', 'pytest'),
        failedTests,
        slowestTests: [{ name: 'test_slow', milliseconds: 1200 }],
      },
    ],
    [{ step: 'push', why: { code: 'needs-naming', detail: 'x' } }],
    { artifacts: [{ path: 'out/a.tar.gz', sha256: sha('a') }] },
  );
  const page = markdown(plan, record, PAGE);
  for (const part of [
    '## ✗ diary: 1 failed (exit 1)',
    '```mermaid\nflowchart LR\n',
    '| ✓ ok | install | 3.1s | 69 packages |',
    '| ✗ **fail** | test | 1.0s | 1 failed |',
    '| – skip | push |  | needs-naming&#58; x |',
    '**test&#95;logout** <a href="https://example.org/blob/main/tests/nav.py#L17"><code>tests/nav&#46;py&#58;17</code></a>',
    '<pre>\nassert &#60;b&#62;\n  more\n</pre>',
    '- install: no hashes',
    '| test&#95;slow | 1.2s |',
    `sha256:${'a'.repeat(64)}`,
    '**next:** <code>sealsmith run test --only</code> · <code>sealsmith shell test</code>',
  ]) {
    assert.ok(page.includes(part), `${part}\n---\n${page}`);
  }
});

test('a job without failed tests shows its last words', () => {
  const { plan, record } = aRun([{ id: 'lint', state: 'failed', failure: commandFailed('lint', 'ruff') }]);
  assert.ok(markdown(plan, record, PAGE).includes('<pre>\nlast words\n</pre>'));
});

test('a page that would be too long stays below the limit, says so, and still ends in the next step', () => {
  const many = Array.from({ length: 20_000 }, (_, at) => ({
    name: `test_${at}`,
    file: 'a.py',
    line: at,
    message: 'ü'.repeat(200),
  }));
  const { plan, record } = aRun([
    { id: 'test', state: 'failed', failure: commandFailed('test', 'pytest'), failedTests: many },
  ]);
  const page = markdown(plan, record, PAGE);
  assert.ok(Buffer.byteLength(page) <= PAGE_LIMIT);
  assert.ok(Buffer.byteLength(page) > PAGE_LIMIT * 0.9);
  assert.ok(page.includes('This page ends here'));
  assert.match(page, /\*\*next:\*\* [^\n]*\n\n\*\*reproduce:\*\* [^\n]*\n$/);
});

test('a table that does not fit keeps the rows that do', () => {
  const { plan, record } = aRun(
    Array.from({ length: 4000 }, (_, at) => ({ id: `job-${at}`, summary: 'x'.repeat(280) })),
  );
  const page = markdown(plan, record, PAGE);
  assert.ok(Buffer.byteLength(page) <= PAGE_LIMIT);
  assert.ok(Buffer.byteLength(page) > PAGE_LIMIT * 0.99);
  assert.match(page, /^\| ✓ ok \| job-0 \| .* \|$/m);
  const rows = page.split('\n').filter((line) => line.startsWith('| ✓ ok | job-'));
  assert.ok(rows.length > 1000 && rows.every((row) => row.endsWith(` ${'x'.repeat(280)} |`)), 'whole rows');
  assert.ok(page.includes(`${rows.at(-1)}\n\nThis page ends here`));
});

test('jobs that are too many to be drawn are drawn a node a step, in the worst state of any', () => {
  const jobs = Array.from({ length: 100 }, (_, at) => ({ id: `test/${at}`, after: ['install'] }));
  const { plan, record } = aRun([
    { id: 'install' },
    ...jobs,
    { id: 'test/last', after: ['install'], state: 'failed', failure: commandFailed('test', 'x') },
    { id: 'push', after: jobs.map(({ id }) => id), state: 'cancelled' },
  ]);
  const page = markdown(plan, record, PAGE);
  assert.match(page, /^ {2}j1\["test, 101 jobs<br\/>1\.0s"\]:::failed$/m);
  assert.match(page, /^ {2}j0 --> j1$/m);
  assert.match(page, /^ {2}j1 --> j2$/m);
});

test('what was restored stands there with its signer, and what was refused with its reason', () => {
  const signer = { key: 'ed25519:x', tier: 'T2', name: 'main | on github' } as const;
  const made = {
    repository: 'r',
    ref: 'refs/heads/main',
    commit: 'c'.repeat(40),
    dirty: false,
    runUrl: undefined,
  };
  const producer = { host: 'github', tier: 'T2', sealsmith: '1', ...made } as const;
  const { plan, record } = aRun([
    {
      id: 'test',
      state: 'restored',
      cache: [
        {
          ...{ entry: 'test', kind: 'result', outcome: 'restored', digest: undefined, signer, producer },
          ...{ created: START - 120_000, reason: { code: 'signer-not-allowed', detail: 'ed25519:evil' } },
        },
      ],
    },
    {
      id: 'lint',
      cache: [
        {
          ...{ entry: 'lint', kind: 'result', outcome: 'missed', digest: undefined, signer: undefined },
          ...{ created: undefined, producer: undefined, reason: { code: 'absent', detail: '' } },
        },
      ],
    },
  ]);
  const page = markdown(plan, record, PAGE);
  for (const part of [
    '### Cache\n\nrestored 1, missed 1, refused 1, saved 0\n\n| |',
    '| ✗ **refused** | test | | signer-not-allowed&#58; none of the allowed signers sealed it (ed25519&#58;evil) |',
    '| = restored | test | main &#124; on github | ccccccc · refs/heads/main · 2 min ago |',
  ]) {
    assert.ok(page.includes(part), `${part}\n---\n${page}`);
  }
});

test('the digest of the image stands alone to be copied, and a name that could end the block does not', () => {
  const digest = `sha256:${'d'.repeat(64)}`;
  const pushed = (name: string) => {
    const { plan, record } = aRun([{ id: 'push' }], [], {
      facts: { pushed: { name, digest: digest as ImageDigest, tags: [], evidence: [] } },
    });
    return markdown(plan, record, PAGE);
  };
  const honest = pushed('registry.example.org/group/diary');
  assert.ok(honest.includes(`\`\`\`text\nregistry.example.org/group/diary@${digest}\n\`\`\``), honest);
  assert.doesNotMatch(pushed('x\n```\n<b>'), /```text/);
});

test('the last line makes the same again, in the image of the job where that is known by digest', () => {
  const { plan, record } = aRun([{ id: 'test' }]);
  const image = `registry.example.org/sealsmith@sha256:${'e'.repeat(64)}`;
  const last = (page: string): string => page.trimEnd().split('\n').at(-1) ?? '';
  assert.equal(
    last(markdown(plan, record, PAGE)),
    '**reproduce:** <code>sealsmith reproduce &#46;sealsmith/run&#46;json --on-host</code>',
  );
  assert.match(last(markdown(plan, record, { ...PAGE, image })), /docker run .*sealsmith run test/);
});

test('hundreds of jobs are listed but not drawn', () => {
  const { plan, record } = aRun(Array.from({ length: 200 }, (_, at) => ({ id: `job-${at}` })));
  const page = markdown(plan, record, PAGE);
  assert.ok(!page.includes('mermaid'));
  assert.ok(page.includes('| job-199 |'));
});

test('a hostile name can make no link, cell, tag or mention', () => {
  const evil = '](https://evil) | <img src=x> @team `x` www.evil.org\n::error::';
  const { plan, record } = aRun([
    {
      id: 'test',
      state: 'failed',
      summary: evil,
      remarks: [evil],
      failedTests: [{ name: evil, file: evil, line: 1, message: `</pre>${evil}` }],
    },
  ]);
  const page = markdown(plan, record, { ...PAGE, link: () => undefined });
  const bare = page.replace(/&#[0-9]+;/g, '').replace(/<pre>[\s\S]*?<\/pre>/g, '');
  for (const word of ['https:', '<img', '@team', 'www.', '](']) assert.ok(!bare.includes(word), word);
  assert.equal(page.match(/<\/pre>/g)?.length, 1);
  assert.ok(
    page
      .split('\n')
      .filter((line) => line.startsWith('| ✗'))
      .every((line) => line.split('|').length === 6),
  );
});

test('a run that did not come about has a page too', () => {
  const page = markdownOfFailure(
    { code: 'tool-missing', tool: 'uv', wantedBy: 'install', get: 'pip install uv' },
    5,
  );
  assert.ok(page.startsWith('## sealsmith: nothing ran (exit 5)'));
  assert.ok(page.includes('install needs uv'));
  assert.ok(page.includes('**next:** pip install uv'));
});
