import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Failure } from '../../../src/core/failure.ts';
import { type Tool, toolRequest } from '../../../src/core/tool.ts';
import { systemFiles } from '../../../src/system/files.ts';
import { systemProcesses } from '../../../src/system/processes.ts';
import { findTools } from '../../../src/system/tools.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const GET = 'install it';

class Desk {
  readonly base: string;
  readonly home: string;
  readonly workspace: string;
  readonly state: string;
  readonly bin: string;
  readonly other: string;
  env: Record<string, string> = {};

  constructor(t: TestContext) {
    this.base = temporaryFolder(t);
    const folder = (name: string): string => {
      mkdirSync(join(this.base, name));
      return join(this.base, name);
    };
    this.home = folder('home');
    this.workspace = folder('workspace');
    this.state = folder('state');
    this.bin = folder('bin "ä\n');
    this.other = folder('other');
  }

  /** A program that leaves a dot for each of its calls. */
  program(path: string, body: string): string {
    const full = join(this.base, path);
    mkdirSync(join(full, '..'), { recursive: true });
    rmSync(full, { force: true });
    writeFileSync(full, `#!/bin/sh\nprintf . >> '${this.base}/calls'\n${body}\n`);
    chmodSync(full, 0o755);
    return full;
  }

  calls(): number {
    const path = join(this.base, 'calls');
    return existsSync(path) ? readFileSync(path, 'utf8').length : 0;
  }

  async find(
    ...requests: readonly ReturnType<typeof toolRequest>[]
  ): Promise<ReadonlyMap<string, Tool | Failure>> {
    const path = [this.bin, this.other, `${this.base}/mgr/shims`, '/usr/bin', '/bin'];
    const { home, workspace, state, env } = this;
    const files = systemFiles();
    const processes = systemProcesses({ files, state, path });
    return findTools({ files, processes, path, home, workspace, state, env }, requests);
  }
}

function digestOf(path: string): string {
  return `sha256:${hash('sha256', readFileSync(path), 'hex').slice(0, 12)}`;
}

const machine = (name: string, version: string, path: string): Tool => ({
  name,
  version,
  from: 'machine',
  path,
});

describe('tools of the machine', () => {
  it('are found with their versions, all at once, and what is not there is left out', async (t) => {
    const desk = new Desk(t);
    const first = desk.program('bin "ä\n/one', 'echo "one version 1.2.3-rc1 (build 7)"');
    desk.program('other/one', 'echo 9.9');
    const second = desk.program('other/two-b', 'echo v2.0 >&2');
    const found = await desk.find(
      toolRequest('one', GET),
      toolRequest('two', GET, { commands: ['two-a', 'two-b'] }),
      toolRequest('none', GET, { commands: ['sealsmith-none'] }),
    );
    assert.deepEqual(
      [...found],
      [
        ['one', machine('one', '1.2.3-rc1', first)],
        ['two', machine('two', '2.0', second)],
      ],
    );
  });

  it('are asked once, and again when the file behind the name changes', async (t) => {
    const desk = new Desk(t);
    desk.program('real/tool', 'echo 1.0');
    symlinkSync('../real/tool', join(desk.bin, 'tool'));
    const version = async (): Promise<string | undefined> => {
      const tool = (await desk.find(toolRequest('tool', GET))).get('tool');
      return tool !== undefined && 'version' in tool ? tool.version : undefined;
    };
    assert.equal(await version(), '1.0');
    assert.equal(await version(), '1.0');
    assert.equal(desk.calls(), 1);
    desk.program('real/tool', 'echo 2.0');
    assert.equal(await version(), '2.0');
    assert.equal(desk.calls(), 2);
    // Another question is not answered by the first one's answer.
    const found = await desk.find(toolRequest('tool', GET, { versionPattern: /(2)/ }));
    assert.deepEqual(found.get('tool'), machine('tool', '2', join(desk.bin, 'tool')));
  });

  it('are asked again when what was remembered cannot be read', async (t) => {
    const desk = new Desk(t);
    const path = desk.program('bin "ä\n/tool', 'echo 1.0');
    for (const text of ['', 'null', '{', '{"schema":"sealsmith-tools/0","answers":{}}', '{"schema":1}']) {
      writeFileSync(join(desk.state, 'tools.json'), text);
      assert.deepEqual((await desk.find(toolRequest('tool', GET))).get('tool'), machine('tool', '1.0', path));
    }
    assert.equal(desk.calls(), 5);
  });

  it('that have no version to tell are known by what is in their file, and are not asked', async (t) => {
    const desk = new Desk(t);
    const request = toolRequest('tool', GET, { versionArgs: [] });
    for (const body of ['exit 1', 'exit 2']) {
      const path = desk.program('bin "ä\n/tool', body);
      for (let time = 0; time < 2; time += 1) {
        assert.deepEqual((await desk.find(request)).get('tool'), machine('tool', digestOf(path), path));
      }
    }
    assert.equal(desk.calls(), 0);
  });

  for (const [what, body] of [
    ['that knows no --version', 'echo "unknown option -- -" >&2; exit 255'],
    ['that says something else', 'echo hello'],
    ['that says nothing', ''],
  ] as const) {
    it(`that may tell no version work when there is one ${what}, which is remembered`, async (t) => {
      const desk = new Desk(t);
      const path = desk.program('other/real', body);
      symlinkSync(path, join(desk.bin, 'tool'));
      const expected = machine('tool', digestOf(path), join(desk.bin, 'tool'));
      const request = toolRequest('tool', GET, { mayTellNone: true });
      for (let time = 0; time < 2; time += 1) {
        assert.deepEqual((await desk.find(request)).get('tool'), expected);
        assert.equal(desk.calls(), 1);
      }
      // Another who asks and must be told is not answered by that.
      const strict = (await desk.find(toolRequest('tool', GET))).get('tool');
      assert.ok(strict !== undefined && 'code' in strict && strict.code === 'tool-broken');
    });
  }

  it('that may tell no version tell it all the same where they have one', async (t) => {
    const desk = new Desk(t);
    const path = desk.program('other/tool', 'echo tool 1.0');
    const found = await desk.find(toolRequest('tool', GET, { mayTellNone: true }));
    assert.deepEqual(found.get('tool'), machine('tool', '1.0', path));
  });

  for (const [what, body] of [
    ['its libraries', 'echo "cannot find libfoo.so" >&2; exit 127'],
    ['permission for its interpreter', 'exit 126'],
    ['a machine it understands', 'kill -s ILL $$'],
  ] as const) {
    it(`that may tell no version are broken all the same without ${what}`, async (t) => {
      const desk = new Desk(t);
      desk.program('other/tool', body);
      const broken = (await desk.find(toolRequest('tool', GET, { mayTellNone: true }))).get('tool');
      assert.ok(broken !== undefined && 'code' in broken && broken.code === 'tool-broken');
    });
  }

  for (const [what, body, message] of [
    ['that fails', 'echo "cannot find libfoo.so" >&2; exit 127', /ended with 127: cannot find libfoo\.so/],
    ['that prints garbage', "printf '\\377\\376no number'", /does not tell a version/],
    ['that says nothing', '', /does not tell a version$/],
    ['that dies', 'kill -s SEGV $$', /ended by SIGSEGV/],
  ] as const) {
    it(`are broken when there is one ${what}, which is not remembered`, async (t) => {
      const desk = new Desk(t);
      const path = desk.program('bin "ä\n/tool', body);
      for (const calls of [1, 2]) {
        const broken = (await desk.find(toolRequest('tool', GET))).get('tool');
        assert.ok(broken !== undefined && 'code' in broken && broken.code === 'tool-broken');
        assert.equal(broken.path, path);
        assert.match(broken.message, message);
        assert.equal(desk.calls(), calls);
      }
    });
  }

  it('E5: are never taken from the workspace, not even through a link', async (t) => {
    const desk = new Desk(t);
    const evil = desk.program('workspace/tool', 'echo 6.6.6');
    symlinkSync(evil, join(desk.bin, 'tool'));
    assert.equal((await desk.find(toolRequest('tool', GET))).size, 0);
    const honest = desk.program('other/tool', 'echo 1.0');
    assert.deepEqual((await desk.find(toolRequest('tool', GET))).get('tool'), machine('tool', '1.0', honest));
    assert.equal(desk.calls(), 1);
  });

  it('are no folders and no files that may not be executed', async (t) => {
    const desk = new Desk(t);
    mkdirSync(join(desk.bin, 'tool'));
    chmodSync(desk.program('other/tool', 'echo 1.0'), 0o644);
    assert.equal((await desk.find(toolRequest('tool', GET))).size, 0);
  });
});

describe('a version manager', () => {
  /** Like pyenv: what is on PATH is a script that asks the manager each time. */
  function manager(desk: Desk): void {
    desk.program(
      'mgr/libexec/pyenv',
      `[ "$1 $2" = "which python" ] && [ "$HOME" = "${desk.home}" ] || exit 127
cat "$PYENV_ROOT/version-\${PYENV_VERSION:-$(cat "$PYENV_ROOT/version")}"`,
    );
    for (const name of ['python', 'ruff']) {
      desk.program(`mgr/shims/${name}`, `exec "${desk.base}/mgr/libexec/pyenv" exec "\${0##*/}" "$@"`);
    }
    for (const version of ['3.11', '3.12']) {
      const path = desk.program(`mgr/versions/${version}/bin/python`, `echo Python ${version}.1`);
      writeFileSync(join(desk.base, `mgr/version-${version}`), `${path}\n`);
    }
    writeFileSync(join(desk.base, 'mgr/version'), '3.11\n');
  }

  it('is seen through: the tool is the program that it stands for', async (t) => {
    const desk = new Desk(t);
    manager(desk);
    const path = join(desk.base, 'mgr/versions/3.11/bin/python');
    const find = async (): Promise<unknown> => (await desk.find(toolRequest('python', GET))).get('python');
    assert.deepEqual(await find(), machine('python', '3.11.1', path));
    assert.deepEqual(await find(), machine('python', '3.11.1', path));
    assert.equal(desk.calls(), 2);
  });

  it('is asked again when it was told to use another version', async (t) => {
    const desk = new Desk(t);
    manager(desk);
    const version = async (): Promise<unknown> => {
      const tool = (await desk.find(toolRequest('python', GET))).get('python');
      return tool !== undefined && 'version' in tool && tool.version;
    };
    assert.equal(await version(), '3.11.1');
    writeFileSync(join(desk.base, 'mgr/version'), '3.12\n');
    assert.equal(await version(), '3.12.1');
    desk.env = { PYENV_VERSION: '3.11' };
    assert.equal(await version(), '3.11.1');
  });

  it('is no tool where it has nothing installed under that name', async (t) => {
    const desk = new Desk(t);
    manager(desk);
    const request = toolRequest('ruff', GET, { commands: ['ruff', 'sealsmith-ruff'] });
    assert.equal((await desk.find(request)).size, 0);
    const calls = desk.calls();
    assert.equal((await desk.find(request)).size, 0);
    assert.equal(desk.calls(), calls);
    const other = desk.program('other/sealsmith-ruff', 'echo ruff 0.14.3');
    assert.deepEqual((await desk.find(request)).get('ruff'), machine('ruff', '0.14.3', other));
  });

  it('that links all its names to one program is seen through as well', async (t) => {
    const desk = new Desk(t);
    const real = desk.program('installs/node/bin/node', 'echo v24.1.0');
    desk.program('mise-home/mise', `[ "$*" = "which node" ] && echo '${real}'`);
    symlinkSync(join(desk.base, 'mise-home/mise'), join(desk.bin, 'node'));
    assert.deepEqual(
      (await desk.find(toolRequest('node', GET))).get('node'),
      machine('node', '24.1.0', real),
    );
  });

  it('E5: is no way into the workspace', async (t) => {
    const desk = new Desk(t);
    const evil = desk.program('workspace/bin/node', 'echo v6.6.6');
    desk.program('mise-home/mise', `echo '${evil}'`);
    symlinkSync(join(desk.base, 'mise-home/mise'), join(desk.bin, 'node'));
    const request = toolRequest('node', GET, { commands: ['node'] });
    const found = (await desk.find(request)).get('node');
    assert.ok(found === undefined || ('path' in found && found.path !== evil));
  });
});
