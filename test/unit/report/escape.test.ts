import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  inertForGithub,
  inertForGitlab,
  inertForUnknown,
  linesOf,
  markdownText,
  markup,
  mermaidText,
  outputLine,
  visible,
  workflowCommand,
} from '../../../src/report/escape.ts';

const ESC = String.fromCharCode(0x1b);

test('names show what would move the cursor, hide or reorder text', () => {
  assert.equal(visible('a\nb\r\tc'), 'a\\nb\\r\\tc');
  assert.equal(visible(`${ESC}[2J`), '\\x1b[2J');
  assert.equal(visible('\u009b31m'), '\\x9b31m');
  assert.equal(visible('user\u202egnp.exe'), 'user\\u202egnp.exe');
  assert.equal(visible('a\u200bb\u00adc\u2028d'), 'a\\u200bb\\xadc\\u2028d');
  assert.equal(visible('\u{e0041}'), '\\u{e0041}');
  assert.equal(visible('\ud800'), '\\ud800');
});

test('honest names stay as they are', () => {
  for (const name of ['test_grüße[日本語]', 'emoji 👩‍💻 ❤️', 'a/b c:d', 'naïve "quotes" \'x\' \\ backslash']) {
    assert.equal(visible(name), name);
  }
});

test('output keeps simple text colours and ends them with the line', () => {
  assert.equal(
    outputLine(`${ESC}[1;31mFAILED${ESC}[0m here`, true),
    `${ESC}[1;31mFAILED${ESC}[0m here${ESC}[0m`,
  );
  assert.equal(outputLine(`${ESC}[31mFAILED`, true), `${ESC}[31mFAILED${ESC}[0m`);
  assert.equal(outputLine(`${ESC}[31mFAILED`, false), 'FAILED');
  assert.equal(outputLine('tabs\tstay, grüße too', true), 'tabs\tstay, grüße too');
});

test('output loses every sequence that could hide, move, name a window or make a link', () => {
  const hostile = [
    `${ESC}[8mhidden`,
    `${ESC}[30;40mblack on black`,
    `${ESC}[38;5;0mblack`,
    `${ESC}[2J${ESC}[H`,
    `${ESC}]0;title${String.fromCharCode(7)}`,
    `${ESC}]8;;https://example.org${ESC}\\link${ESC}]8;;${ESC}\\`,
    `${ESC}P1$r0m${ESC}\\`,
    `${ESC}c`,
    '\u009b2J',
    `${ESC}`,
    `${ESC}[`,
    `${ESC}]unterminated`,
    `${ESC}${ESC}[0m[8m`,
  ];
  for (const line of hostile) {
    const shown = outputLine(line, true).replaceAll(`${ESC}[0m`, '');
    assert.doesNotMatch(shown, /[\p{Cc}]/u, JSON.stringify(line));
  }
});

test('output shows controls and reordering instead of obeying them', () => {
  assert.equal(outputLine('a\bb\u202ec\u0000d', false), 'a\\x08b\\u202ec\\x00d');
});

test('CR, LF and CR LF end a line', () => {
  assert.deepEqual(linesOf('a\r\nb\rc\nd\n'), ['a', 'b', 'c', 'd']);
  assert.deepEqual(linesOf(''), []);
});

test('lines that the GitHub runner would take for commands are broken visibly', () => {
  assert.equal(inertForGithub('::set-output name=x::y'), '\\::set-output name=x::y');
  assert.equal(inertForGithub('   ::error::x'), '   \\::error::x');
  assert.equal(inertForGithub('text ##[group]x'), 'text ##\\[group]x');
  assert.equal(inertForGithub('std::vector ::x'), 'std::vector ::x');
});

test('GitLab section markers and commands of other services are broken visibly', () => {
  assert.equal(inertForGitlab('section_end:1:x'), 'section_end\\:1:x');
  assert.equal(inertForGitlab('section_start: is a word'), 'section_start: is a word');
  assert.equal(
    inertForUnknown('##vso[task.setvariable]x ##teamcity[y]'),
    '##vso\\[task.setvariable]x ##teamcity\\[y]',
  );
});

test('a workflow command encodes what would end its values', () => {
  const command = workflowCommand(
    'error',
    { file: 'a,b:c.py', line: '', title: 'x\ny%' },
    '100%\r\nnext::line',
  );
  assert.equal(command, '::error file=a%2Cb%3Ac.py,title=x%0Ay%25::100%25%0D%0Anext::line');
});

test('markup cannot be left, and holds only what XML can hold', () => {
  assert.equal(markup('<b> & "x" \'y\''), '&#60;b&#62; &#38; &#34;x&#34; &#39;y&#39;');
  assert.equal(markup('a\u0000b\nc'), 'a\\x00b\nc');
  assert.equal(markup('\ufffe'), '\\ufffe');
});

test('Markdown text has nothing left that means anything', () => {
  const text = markdownText(
    '[x](https://e.org) | `c` <b> @me #1 *a* _b_ www.e.org ![i](j) \\ ~~s~~ &amp; a@b.c',
  );
  assert.doesNotMatch(text.replace(/&#[0-9]+;/g, ''), /[[\]|`<>@#*_:.!\\~&]/);
  assert.equal(markdownText('41 passed, 2 skipped (grüße)'), '41 passed, 2 skipped (grüße)');
});

test('Mermaid text cannot end its label', () => {
  assert.doesNotMatch(mermaidText('a"] --> b["x;`<').replace(/#[0-9]+;/g, ''), /["[\]`<>;]/);
});
