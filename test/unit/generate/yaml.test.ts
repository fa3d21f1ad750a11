import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { entry, scalar, type Yaml, yamlLines } from '../../../src/generate/yaml.ts';
import { chance } from '../../support/seeded.ts';

/** Texts that some reader of YAML makes something else of, or that end where they should not. */
const TEXTS = [
  ...[
    '',
    ' ',
    'a',
    'a b',
    ' a',
    'a ',
    'a:',
    'a: b',
    'a:b',
    'a #b',
    'a#b',
    '#a',
    '- a',
    '-',
    '?',
    '!x',
    '&x',
    '*x',
  ],
  ...[
    '%x',
    '@x',
    '`x',
    '|',
    '>',
    "'",
    "'a'",
    '"',
    '"a"',
    '{',
    '{a}',
    '[',
    '[a]',
    ']',
    ',',
    'a, b',
    '---',
    '...',
  ],
  ...[
    'true',
    'Yes',
    'NO',
    'on',
    'off',
    'null',
    '~',
    'y',
    'N',
    '1',
    '1.5',
    '.5',
    '.inf',
    '.NaN',
    '0x10',
    '1e3',
  ],
  ...[
    '2026-01-01',
    '12:30:45',
    '<<',
    '=',
    'a\nb',
    'a\r\nb',
    '\t',
    'a\tb',
    '\0',
    '\u001b[2J',
    '\u0085',
    '\u2028',
  ],
  ...[
    '\u202e',
    '\ufeff',
    '\ud800',
    'ä',
    '日本',
    '😀',
    '\\',
    '\\n',
    'a\\',
    "it's",
    'a "b" c',
    '${{ x }}',
    '$X',
  ],
  ...[
    'sealsmith run test --only',
    '$CI_COMMIT_BRANCH == "main"',
    '.sealsmith/runs',
    '/^v.*$/',
    's/^A=\\(b\\)$/\\1/p',
  ],
];

/** YAML's own readers take a lone surrogate for the replacement character, as every writer of UTF-8 does. */
const readable = (text: string): string => text.toWellFormed();

describe('a text in YAML', () => {
  for (const text of TEXTS) {
    it(`stays the text ${JSON.stringify(text)}, wherever it stands`, () => {
      for (const version of ['1.1', '1.2'] as const) {
        const read = (lines: readonly string[]): unknown => parse(lines.join('\n'), { version });
        assert.deepEqual(read(yamlLines([entry('key', text)])), { key: text });
        assert.deepEqual(read(yamlLines([entry(text, 'value')])), { [text]: 'value' });
        assert.deepEqual(read(yamlLines([entry('key', { row: [text, text] })])), { key: [text, text] });
        assert.deepEqual(read(yamlLines([entry('key', { list: [text, { map: [entry('a', text)] }] })])), {
          key: [text, { a: text }],
        });
        assert.deepEqual(read(yamlLines([entry('key', 'value', { note: [text], beside: text })])), {
          key: 'value',
        });
      }
    });
  }

  it('stays itself for ten thousand texts made by chance', () => {
    const { pick, whole } = chance(7);
    const alphabet = [...'ab \'"\\:#-?&*!|>%@`{}[],.=~<$0\n\r\t\u0085\u2028é\u{1f600}'];
    for (let round = 0; round < 10_000; round += 1) {
      const text = Array.from({ length: 1 + whole(6) }, () => pick(alphabet)).join('');
      assert.equal(readable(String(parse(`key: ${scalar(text)}`).key)), readable(text));
      assert.deepEqual(parse(`key: [${scalar(text, true)}]`), { key: [text] });
    }
  });

  it('is plain where it can be, so that people can read it', () => {
    for (const text of ['main', 'sealsmith run test', '${{ github.ref }}', '.sealsmith/runs', "it's"])
      assert.equal(scalar(text), text);
  });
});

describe('lines of YAML', () => {
  it('hold what they were made of', () => {
    const value: Yaml = {
      map: [
        entry('text', 'a'),
        entry('number', 5),
        entry('no', false),
        entry('none', { map: [] }),
        entry('empty', { list: [] }),
        entry('script', { script: ['if a; then', '  b', 'fi'] }),
        entry('steps', {
          list: [
            {
              map: [entry('run', { script: ['x', '', 'y: #z'] }), entry('with', { map: [entry('k', 'v')] })],
            },
            'b',
          ],
        }),
      ],
    };
    assert.deepEqual(parse(yamlLines([entry('top', value)]).join('\n')), {
      top: {
        text: 'a',
        number: 5,
        no: false,
        none: {},
        empty: [],
        script: 'if a; then\n  b\nfi\n',
        steps: [{ run: 'x\n\ny: #z\n', with: { k: 'v' } }, 'b'],
      },
    });
  });
});
