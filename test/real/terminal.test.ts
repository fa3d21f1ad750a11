/** The live tree on a pseudo terminal, read as a terminal of 80 columns shows it. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cells } from '../../src/report/width.ts';
import { MarkedProject } from '../support/aftermath.ts';
import { without } from '../support/forge-tools.ts';
import { eventually, TestProject } from '../support/project.ts';
import { CTRL_C, onTerminal } from '../support/pseudo-terminal.ts';
import { Screen } from '../unit/hosts/screen.ts';

const ESC = String.fromCharCode(27);
const SIZE = { columns: 80, rows: 24 };

/** A line that runs until the test lets it go on. */
const WAIT = 'until [ -e .sealsmith/go ]; do sleep 0.05; done';

describe('on a terminal', { skip: without('python3'), concurrency: 2 }, () => {
  it('the tree moves while jobs run, and the table takes its place', async () => {
    const long = 'a-step-with-a-name-that-is-longer-than-anybody-would-give-it-but-somebody-does-it-anyway';
    using project = new MarkedProject(
      [
        `  begin: { run: '${WAIT}' }`,
        `  ${long}: { run: 'printf "%0.sx" $(seq 1000); echo 日本語', after: [begin] }`,
        '  fails: { run: "echo something is wrong >&2; exit 3", after: [begin] }',
      ].join('\n'),
    );
    const terminal = onTerminal(project, ['run', '--keep-going'], SIZE);
    await eventually('three frames', () => frames(terminal.text()).size >= 3);
    const during = screenOf(terminal.text());
    assert.equal(during.cursor, false);
    assert.match(during.lines().join('\n'), /^ {2}[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] begin .* \d+\.\ds$/m);
    assert.match(during.lines().join('\n'), /^ {2}· fails .* waits for begin$/m);
    project.write({ '.sealsmith/go': '' });
    assert.equal(await terminal.ended, 1);
    const after = screenOf(terminal.text());
    const shown = after.lines().join('\n');
    assert.equal(after.cursor, true, 'the cursor is back');
    assert.match(shown, /^ {2}✓ begin /m);
    assert.match(shown, /^ {2}✗ fails /m);
    assert.match(shown, /something is wrong/);
    assert.match(shown, /^1 failed \(exit 1\)/m);
    assert.doesNotMatch(shown, /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]|waits/);
    assert.match(after.lines().at(-1) ?? '', /^next: /);
    assert.equal(tooWide(terminal.text()), undefined);
    await project.leavesNothing();
  });

  it('Ctrl-C ends the jobs and gives the cursor back', async () => {
    using project = new MarkedProject(
      [
        '  first: { run: "touch .sealsmith/first; sleep 1000 & sleep 1000" }',
        '  second: { run: "trap : INT; touch .sealsmith/second; sleep 1000; sleep 1000" }',
        '  third: { run: "touch .sealsmith/third", after: [first] }',
      ].join('\n'),
    );
    const terminal = onTerminal(project, ['run', '--jobs=2'], { ...SIZE, env: { TEST_MARK: project.mark } });
    project.pid = terminal.pid;
    await eventually('both run', () =>
      ['first', 'second'].every((name) => project.has(`.sealsmith/${name}`)),
    );
    await eventually('the tree is drawn', () => frames(terminal.text()).size >= 1);
    project.snapshot();
    terminal.type(CTRL_C);
    assert.equal(await terminal.ended, 130);
    const { cursor, lines } = view(terminal.text());
    assert.equal(cursor, true, 'the cursor is back');
    assert.match(lines.join('\n'), /^ {2}■ first /m);
    assert.match(lines.join('\n'), /exit 130/);
    assert.equal(project.has('.sealsmith/third'), false);
    assert.equal(project.record().how.exit, 130);
    assert.equal(tooWide(terminal.text()), undefined);
    await project.leavesNothing();
  });

  it('twenty jobs on a small terminal fit, and never scroll what is drawn over', async () => {
    const names = Array.from({ length: 20 }, (_, at) => `job-${at + 1}`);
    using project = new MarkedProject(names.map((name) => `  ${name}: { run: '${WAIT}' }`).join('\n'));
    const size = { columns: 80, rows: 12 };
    const terminal = onTerminal(project, ['run', '--jobs=4'], size);
    await eventually('the tree is drawn', () => frames(terminal.text()).size >= 2);
    const during = screenOf(terminal.text()).lines();
    assert.ok(during.length <= size.rows, during.join('\n'));
    assert.match(during.join('\n'), /· \d+ more wait$/m);
    project.write({ '.sealsmith/go': '' });
    assert.equal(await terminal.ended, 0);
    const after = screenOf(terminal.text()).lines();
    assert.deepEqual(
      names.filter((name) => after.filter((line) => line.includes(`✓ ${name} `)).length !== 1),
      [],
      after.join('\n'),
    );
    assert.equal(tooWide(terminal.text()), undefined);
  });

  it('counts the tests while they run', async () => {
    using project = new TestProject({
      'package.json': JSON.stringify({ name: 'small', private: true, scripts: { test: 'node --test' } }),
      'test/slow.test.js': `const { existsSync } = require('node:fs');
const { test } = require('node:test');
test('adds', () => {});
test('greets', () => {});
test('waits', async () => {
  while (!existsSync('.sealsmith/go')) await new Promise((resume) => setTimeout(resume, 50));
});
`,
    });
    const terminal = onTerminal(project, ['run', 'test'], SIZE);
    await eventually('two are counted', () => /test +\d+\.\ds {2}2 passed/.test(plain(terminal.text())));
    project.write({ '.sealsmith/go': '' });
    assert.equal(await terminal.ended, 0);
    assert.match(screenOf(terminal.text()).lines().join('\n'), /^ {2}✓ test .* 3 passed$/m);
  });

  it('NO_COLOR takes the colours and leaves the tree', async () => {
    using project = new TestProject({
      'sealsmith.yml':
        'toolchain: commands\nsteps: { greet: { run: "printf \'\\\\033[31mred\\\\033[0m\'; sleep 0.3; false" } }\n',
    });
    const seen: string[] = [];
    for (const env of [{}, { NO_COLOR: '1' }]) {
      const terminal = onTerminal(project, ['run'], { ...SIZE, env });
      assert.equal(await terminal.ended, 1);
      assert.ok(frames(terminal.text()).size >= 1);
      seen.push(terminal.text());
    }
    const [colored = '', bare = ''] = seen;
    const color = new RegExp(`${ESC}\\[[0-9;]*m`);
    assert.match(colored, color);
    assert.doesNotMatch(bare, color);
    assert.match(bare, /✗ greet/);
  });
});

/** The signs of the spinner that were drawn. */
function frames(text: string): Set<string> {
  return new Set(text.match(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/gu));
}

function screenOf(text: string): Screen {
  const screen = new Screen(SIZE.columns);
  screen.write(text);
  return screen;
}

function view(text: string): { readonly cursor: boolean; readonly lines: readonly string[] } {
  const screen = screenOf(text);
  if (process.env['SHOW_SCREEN'] !== undefined) console.log(screen.lines().join('\n'));
  return { cursor: screen.cursor, lines: screen.lines() };
}

function plain(text: string): string {
  return text.replace(new RegExp(`${ESC}\\[[?0-9;]*[A-Za-z]`, 'g'), '');
}

/** The first line that a terminal of 80 columns would have to wrap. */
function tooWide(text: string): string | undefined {
  return plain(text)
    .split(/[\r\n]+/)
    .find((line) => cells(line) > SIZE.columns);
}
