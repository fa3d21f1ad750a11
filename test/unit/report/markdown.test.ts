import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markdown, markdownOfFailure, PAGE_LIMIT, type Page } from '../../../src/report/markdown.ts';
import { aRun, commandFailed, sha } from './builders.ts';

const PAGE: Page = {
  limit: PAGE_LIMIT,
  link: (file, line) => `https://example.org/blob/main/${file}#L${line ?? 1}`,
  tail: () => ['last words'],
  record: '.sealsmith/run.json',
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
    '**next:** <code>sealsmith run test --only</code> · <code>sealsmith explain test</code>',
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
  assert.match(page, /\*\*next:\*\* [^\n]*\n$/);
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
