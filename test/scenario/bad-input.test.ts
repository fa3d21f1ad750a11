/** Bad input and bad luck: a clear failure of the right exit status, no stack trace, nothing left behind. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { eventually, type Ran, TestProject } from '../support/project.ts';

const LISTING = 'toolchain: commands\nsteps:\n  count: { run: "echo counted" }\n';

function sound(ran: Ran, exit: number, pattern?: RegExp): void {
  const text = ran.out + ran.err;
  assert.equal(ran.exit, exit, text);
  assert.doesNotMatch(text, /^\s+at .*\(?(file:|node:)/m, 'a stack trace');
  if (pattern !== undefined) assert.match(text, pattern);
}

describe('configuration', () => {
  const cases: readonly [string, string, RegExp][] = [
    ['is broken YAML', 'steps: [1\n', /sealsmith\.yml:2:1/],
    ['says a name twice', 'project: a\nproject: b\n', /sealsmith\.yml:2:1 .*unique/],
    ['is indented with tabs', 'steps:\n\tlint: false\n', /sealsmith\.yml:2:1 .*[Tt]abs/],
    ['has anchors that explode', `a: &a [x,x,x,x,x,x,x,x,x]\n${explosion()}`, /aliases/],
    ['has wrong types', 'steps:\n  lint: 3\n', /steps\.lint: expected options or false, found a number/],
    ['is only text', 'hello\n', /expected settings/],
    [
      'names an unknown step',
      'steps:\n  sing: { run: x }\n',
      /sealsmith\.yml:2:3 .*"sing" is not a step; did you mean "sign"/,
    ],
    [
      'has a cycle',
      'steps:\n  a: { run: x, after: [b] }\n  b: { run: x, after: [a] }\n',
      /a → b → a|b → a → b/,
    ],
    ['reads an undeclared variable', 'steps:\n  a: { run: x, outputs: ["${NOPE}"] }\n', /NOPE/],
    [
      'names an env-file that is not there',
      'env-file: .env\nsteps:\n  a: { run: x }\n',
      /sealsmith\.yml:1:1 .*no \.env/,
    ],
    [
      'names a tool that is not there',
      'steps:\n  a: { run: x, tools: [no-such-tool-9] }\n',
      /no-such-tool-9/,
    ],
  ];
  for (const [title, text, pattern] of cases) {
    it(`that ${title} is refused with its place`, async () => {
      using project = new TestProject({ 'sealsmith.yml': text });
      for (const command of ['run', 'plan']) {
        sound(await project.run([command]), title.includes('tool') ? 5 : 2, pattern);
      }
    });
  }

  it('is refused when it is larger than a megabyte', async () => {
    using project = new TestProject({ 'sealsmith.yml': `# ${'x'.repeat(2_000_000)}\n` });
    sound(await project.run(['plan']), 5, /sealsmith\.yml/);
  });
});

describe('workspace', () => {
  it('without anything known says so', async () => {
    using project = new TestProject();
    sound(await project.run(['run']), 2, /nothing to do/);
  });

  it('that does not exist says so', async () => {
    using project = new TestProject();
    sound(await project.run(['run', '--cwd', 'no/such/folder']), 2, /not a folder/);
  });

  it('without a repository is fine', async () => {
    using project = new TestProject({ 'sealsmith.yml': LISTING });
    sound(await project.run(['run']), 0);
    assert.equal(project.record().what.source.commit, undefined);
  });

  it('in a repository without a commit is fine', async () => {
    using project = new TestProject({ 'sealsmith.yml': LISTING });
    project.git('init', '--quiet');
    sound(await project.run(['run']), 0);
  });

  it('where there is no git is fine', async () => {
    using project = new TestProject({ 'sealsmith.yml': LISTING }).commit();
    const bin = join(project.base, 'bin');
    mkdirSync(bin);
    for (const tool of ['sh', 'echo', 'unshare', 'ip', 'setpriv', 'nsenter', 'setsid']) linkTool(bin, tool);
    sound(await project.run(['run'], { env: { PATH: bin } }), 0);
  });

  it('with a detached head, a dirty tree, in a shallow clone is fine and said', async () => {
    using origin = new TestProject({ 'sealsmith.yml': LISTING }).commit();
    origin.write({ more: 'x' });
    origin.commit();
    using clone = new TestProject();
    clone.git('clone', '--quiet', '--depth=1', `file://${origin.folder}`, '.');
    clone.git('checkout', '--quiet', '--detach');
    clone.write({ untracked: 'x' });
    const ran = await clone.run(['run']);
    sound(ran, 0, /with changes/);
    assert.equal(clone.record().what.source.dirty, true);
    assert.equal(clone.record().how.ref, undefined);
  });

  it('with the ugliest names works', async () => {
    using project = new TestProject({ 'sealsmith.yml': LISTING }, 'a b\'c"d\n$(touch x) é 日本 ;&|');
    project.write({ 'new\nline': '1', '"quoted"': '2', 'ünï cødé': '3', '-rf': '4', '$(touch y)': '5' });
    project.commit();
    const ran = await project.run(['run']);
    sound(ran, 0);
    assert.equal(project.record().what.jobs[0]?.inputs.files, 6);
    assert.ok(!project.has('x') && !project.has('y'));
  });

  it('with names that are no UTF-8 tells them apart', async () => {
    using project = new TestProject({ 'sealsmith.yml': LISTING });
    for (const byte of [0xfe, 0xff]) {
      writeFileSync(Buffer.concat([Buffer.from(`${project.folder}/n`), Buffer.from([byte])]), String(byte));
    }
    project.commit();
    sound(await project.run(['run']), 0);
    assert.equal(project.record().what.jobs[0]?.inputs.files, 3);
  });

  it('with a file of 2 GB works', async () => {
    using project = new TestProject({ 'sealsmith.yml': LISTING });
    const file = openSync(join(project.folder, 'large'), 'w');
    ftruncateSync(file, 2 * 1024 ** 3 + 7);
    closeSync(file);
    sound(await project.run(['run']), 0);
    assert.equal(project.record().what.jobs[0]?.inputs.files, 2);
  });

  it('with links in circles works', async () => {
    using project = new TestProject({ 'sealsmith.yml': LISTING, 'folder/file': 'x' });
    symlinkSync('..', join(project.folder, 'folder', 'up'));
    symlinkSync('self', join(project.folder, 'self'));
    sound(await project.run(['run']), 0);
    assert.equal(project.record().what.jobs[0]?.inputs.files, 4);
  });

  it('with an unreadable file names it', { skip: cannotBeRefused() }, async () => {
    using project = new TestProject({ 'sealsmith.yml': LISTING, secret: 'x' }).commit();
    chmodSync(join(project.folder, 'secret'), 0);
    const ran = await asNobody(project);
    sound(ran, 5, /secret:?\s+permission\s+denied/);
  });
});

describe('two runs at once in one folder', () => {
  it('do not get into each other', async () => {
    using project = new TestProject({
      'sealsmith.yml':
        'toolchain: commands\nsteps:\n  long: { run: "touch begun; while [ ! -e go ]; do sleep 0.05; done" }\n',
    });
    const first = project.run(['run']);
    await eventually('the first run is at work', () => project.has('begun'));
    sound(await project.run(['run']), 5, /another run/);
    project.write({ go: '' });
    sound(await first, 0);
    sound(await project.run(['run']), 0);
  });
});

function explosion(): string {
  return [...'bcdefghij']
    .map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[at]}`).join(',')}]`)
    .join('\n');
}

function linkTool(bin: string, tool: string): void {
  try {
    const path = execFileSync('sh', ['-c', 'command -v "$1"', 'sh', tool], { encoding: 'utf8' }).trim();
    if (path.startsWith('/')) symlinkSync(path, join(bin, tool));
  } catch {
    // Not on this machine; the run does without it.
  }
}

/** Root reads everything, so the program has to run as somebody else; only root can become that. */
function cannotBeRefused(): string | false {
  return process.getuid?.() === 0 ? false : 'only root can become another user';
}

async function asNobody(project: TestProject): Promise<Ran> {
  execFileSync('chown', ['-R', '65534:65534', project.base]);
  return project.run(['run'], { uid: 65534 });
}
