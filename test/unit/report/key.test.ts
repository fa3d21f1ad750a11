import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diffKeys } from '../../../src/cache/diff.ts';
import { keyOf, keyParts } from '../../../src/cache/key.ts';
import type { JobDiff, KeyParts } from '../../../src/core/key.ts';
import { explainKeyText, keyDiffText } from '../../../src/report/key.ts';
import { cells } from '../../../src/report/width.ts';
import { aTool, at, MACHINE } from '../../support/world.ts';
import { aSpec, PLAIN, sha, TREE } from './builders.ts';

const BASE: KeyParts = keyParts(
  aSpec('build-binary', {
    commands: [{ tool: 'pyinstaller', args: ['app/wsgi.py'] }],
    tools: [aTool('python', { version: '3.11.7' })],
    params: { entry: 'app/wsgi.py', name: 'wsgi', layout: 'one-file' },
    inputs: ['app'],
    outputs: [at('dist/wsgi.tar.gz')],
  }),
  '0.1.0',
  MACHINE,
  [
    { path: 'app/website/routes.py', sha256: sha('1'), mode: 'file' },
    { path: 'app/wsgi.py', sha256: sha('2'), mode: 'file' },
  ],
  {},
  1,
);

function differing(now: Partial<KeyParts>): JobDiff {
  const other = { ...BASE, ...now };
  const [before, after] = [keyOf(BASE), keyOf(other)];
  return { job: BASE.job.id, kind: 'differs', before, now: after, diff: diffKeys(BASE, other) };
}

describe('the text of what differs between two keys', () => {
  it('tells what differs, and counts what does not', () => {
    const one = differing({
      inputs: BASE.inputs.map((entry, at) => (at === 0 ? { ...entry, sha256: sha('9') } : entry)),
      tools: [{ name: 'python', version: '3.11.9', from: 'machine' }],
    });
    assert.ok(one.kind === 'differs');
    assert.deepEqual(keyDiffText([one], TREE), [
      `build-binary  key ${one.before.slice(0, 8)}… → ${one.now.slice(0, 8)}…`,
      '  inputs      app/website/routes.py  changed',
      '  tools       python  3.11.7 → 3.11.9',
      '  (everything else equal: 1 input, 0 tools, 3 parameters, 0 variables)',
    ]);
  });

  it('tells each kind of change', () => {
    const lines = keyDiffText(
      [
        differing({
          inputs: [
            { path: 'app/new.py', sha256: sha('3'), mode: 'file' },
            { path: 'app/wsgi.py', sha256: sha('2'), mode: 'executable' },
            { path: 'l\0', sha256: sha('2'), mode: 'file' },
          ],
          env: { A: '', B: 'x' },
          epoch: 2,
          runtime: '0.2.0',
          facts: { deps: sha('1') },
          job: { ...BASE.job, grants: ['network'], outputs: [], params: { entry: 'b.py' }, commands: [] },
        }),
      ],
      TREE,
    ).join('\n');
    for (const expected of [
      /^ {2}inputs {6}app\/website\/routes\.py {2}removed$/m,
      /^ {14}app\/wsgi\.py {12}file → executable$/m,
      /^ {14}app\/new\.py {13}added$/m,
      /^ {14}l \(where it leads\) {5}added$/m,
      /^ {2}parameters {2}entry {3}app\/wsgi\.py → b\.py$/m,
      /^ {14}name {4}removed: wsgi$/m,
      /^ {2}variables {3}A {2}added: \(empty\)$/m,
      /^ {14}B {2}added: x$/m,
      /^ {2}commands {4}removed: pyinstaller app\/wsgi\.py$/m,
      /^ {2}outputs {5}dist\/wsgi\.tar\.gz {2}removed$/m,
      /^ {2}grants {6}network {2}added$/m,
      /^ {2}facts {7}deps {2}added$/m,
      /^ {2}sealsmith {3}0\.1\.0 → 0\.2\.0$/m,
      /^ {2}epoch {7}1 → 2$/m,
    ]) {
      assert.match(lines, expected);
    }
  });

  it('says of every job what it can', () => {
    const lines = keyDiffText(
      [
        { job: 'lint', kind: 'same', key: sha('1') },
        { job: 'gone', kind: 'only', side: 'before', key: sha('2') },
        { job: 'new', kind: 'only', side: 'now', key: sha('3') },
        { job: 'test', kind: 'unknown', why: 'it needs deps' },
        { job: 'old', kind: 'differs', before: sha('4'), now: sha('5'), diff: undefined },
        { job: 'install', kind: 'same', key: sha('6') },
      ],
      TREE,
    );
    assert.deepEqual(lines, [
      'gone  key 22222222…  only in the first',
      '',
      'new  key 33333333…  only in the second',
      '',
      'test',
      '  its key is not known: it needs deps',
      '',
      'old  key 44444444… → 55555555…',
      '  the parts of one of them are not kept any more: only the newest 50 are',
      '',
      'equal keys: lint, install',
    ]);
    assert.deepEqual(keyDiffText([{ job: 'a', kind: 'same', key: sha('1') }], TREE), [
      'every key is equal: a',
    ]);
    assert.deepEqual(keyDiffText([], TREE), ['no job has a key in either']);
  });

  it('tells at most fifty of a part, and how many more there are', () => {
    const inputs = Array.from({ length: 80 }, (_, at) => {
      return { path: `f${at}`, sha256: sha('1'), mode: 'file' as const };
    });
    const lines = keyDiffText([differing({ inputs })], TREE);
    assert.ok(lines.length < 60);
    assert.match(lines.join('\n'), /^ {14}… and 32 more; --json tells all$/m);
  });

  it('fits its columns and lets no name move the cursor, hide or speak to a forge', () => {
    const hostile = [
      'a\u001b[2Jb',
      'x\r\n::set-env name=PATH::y',
      '\u202egnp.exe',
      'long/'.repeat(60),
      '漢字/'.repeat(40),
      '\udcff',
    ];
    const parts: Partial<KeyParts> = {
      inputs: hostile.map((path) => ({ path, sha256: sha('1'), mode: 'file' })),
      env: Object.fromEntries(hostile.map((name) => [name, name])),
      tools: hostile.map((name) => ({ name, version: name, from: 'machine' })),
      job: {
        ...BASE.job,
        id: hostile[0] ?? '',
        params: Object.fromEntries(hostile.map((name) => [name, name])),
      },
    };
    const whole = { ...BASE, ...parts };
    for (const look of [TREE, PLAIN]) {
      const text = [
        ...keyDiffText(
          [differing(parts), { job: hostile[1] ?? '', kind: 'unknown', why: hostile[2] ?? '' }],
          look,
        ),
        ...explainKeyText(whole, keyOf(whole), look),
      ];
      for (const line of text) {
        assert.ok(cells(line) <= 80 || line.endsWith(keyOf(whole)), line);
        assert.doesNotMatch(line, /\p{Cc}|\p{Cs}|[\u202a-\u202e]/u);
      }
      assert.ok(text.some((line) => line.includes('\\x1b[2J')));
    }
  });
});

describe('the text of a key', () => {
  it('names every part and every input with its digest', () => {
    const text = explainKeyText(BASE, keyOf(BASE), TREE);
    assert.deepEqual(text, [
      `build-binary  ${keyOf(BASE)}`,
      '  schema      sealsmith-key/2',
      '  sealsmith   0.1.0',
      '  platform    linux x64 glibc 2.36',
      '  epoch       1',
      '  commands    pyinstaller app/wsgi.py',
      '  tools       python  3.11.7',
      '  parameters  entry   app/wsgi.py',
      '              name    wsgi',
      '              layout  one-file',
      '  outputs     dist/wsgi.tar.gz',
      '  patterns    app',
      '  inputs      app/website/routes.py',
      `                ${sha('1')}`,
      '              app/wsgi.py',
      `                ${sha('2')}`,
      '  2 inputs, 1 tool, 3 parameters, 0 variables',
    ]);
  });
});
