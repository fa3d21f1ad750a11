/** A shell by the real program: its environment is the one that the step's job gets, and nothing more. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  cleanEnvironment,
  ENTRY,
  eventually,
  type Ran,
  type RunOptions,
  TestProject,
} from '../support/project.ts';
import { onTerminal } from '../support/pseudo-terminal.ts';

const SECRET = 'a-token-that-nobody-may-see-0123456789';

const STEPS = `
env: [COLOUR, SHAPE=round]
steps:
  dump: { run: "env > env.txt", outputs: [env.txt], tools: [env, cat] }
  net: { run: "true", network: true }
  told: { run: "true", secrets: [A_TOKEN] }
  broken: { run: "exit 3" }
`;

function aProject(): TestProject {
  return new TestProject({ 'sealsmith.yml': STEPS, '.gitignore': 'env.txt\n' }).commit();
}

const ENV = { COLOUR: 'red', A_TOKEN: SECRET, EDITOR: 'ed', DESK_ONLY: 'yes' };

/** With something to read. */
function typed(project: TestProject, args: readonly string[], input: string): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [ENTRY, ...args], {
      cwd: project.folder,
      env: {
        ...cleanEnvironment(),
        ...ENV,
        TMPDIR: join(project.base, 'tmp'),
        XDG_STATE_HOME: join(project.base, 'state'),
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said.err += text;
    });
    child.on('error', reject);
    child.on('close', (exit, signal) => resolve({ exit, signal, ...said }));
    child.stdin.end(input);
  });
}

function shell(project: TestProject, args: readonly string[], more: RunOptions = {}): Promise<Ran> {
  return project.run(['shell', ...args], { env: ENV, ...more });
}

/** Names and values, without what is another for every job: private folders, and what a shell counts. */
function variables(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !/^(?:_|SHLVL|OLDPWD)=/.test(line))
    .map((line) => line.replace(/\/[^:=]*\/sealsmith-[^/]*\//g, '<private>/'))
    .toSorted();
}

describe('a shell of a step', () => {
  it('has the environment of its job, variable by variable', async () => {
    using project = aProject();
    const ran = await project.run(['run', 'dump'], { env: ENV });
    assert.equal(ran.exit, 0, ran.out + ran.err);
    const opened = await shell(project, ['dump', '-c', 'env']);
    assert.equal(opened.exit, 0, opened.err);
    const job = variables(project.read('env.txt'));
    assert.deepEqual(variables(opened.out), job);
    assert.ok(job.includes('COLOUR=red') && job.includes('SHAPE=round'), job.join('\n'));
    assert.ok(!job.some((line) => /EDITOR|DESK_ONLY/.test(line)));
    assert.deepEqual(project.leftovers(), []);
  });

  it('starts in the folder, with HOME and TMPDIR of its own that are gone afterwards', async () => {
    using project = aProject();
    const opened = await shell(project, ['dump', '-c', 'pwd; ls -A "$HOME"; echo x > "$TMPDIR/x"']);
    assert.equal(opened.out, `${project.folder}\n`);
    assert.deepEqual(project.leftovers(), []);
  });

  it('has a secret only where the step declares it, and never shows it by itself', async () => {
    using project = aProject();
    for (const [step, seen] of [
      ['dump', ''],
      ['told', SECRET],
    ] as const) {
      const opened = await shell(project, [step, '-c', 'printf %s "$A_TOKEN"']);
      assert.equal(opened.exit, 0, opened.err);
      assert.equal(opened.out, seen);
      assert.ok(!opened.err.includes(SECRET));
    }
    const around = 'cat /proc/*/environ 2>/dev/null | tr "\\0" "\\n" | grep -c a-token-that || true';
    const opened = await shell(project, ['dump', '-c', around]);
    if (opened.err.includes('network withheld')) assert.equal(opened.out.trim(), '0');
  });

  it('has the network only where it is granted', async () => {
    using project = aProject();
    const lines = async (step: string): Promise<Ran> =>
      shell(project, [step, '-c', 'tail -n +3 /proc/net/dev | wc -l']);
    const [without, granted] = [await lines('dump'), await lines('net')];
    assert.match(granted.err, /network granted/);
    // Where the kernel withholds nothing the shell says so as the record does.
    if (without.err.includes('network withheld')) assert.equal(without.out.trim(), '1');
    else assert.match(without.err, /network shared/);
  });

  it('reads a script where nobody types, and ends with its status', async () => {
    using project = aProject();
    const ran = await typed(project, ['shell', 'broken'], 'echo "$COLOUR"\nexit 7\n');
    assert.equal(ran.exit, 7, ran.err);
    assert.equal(ran.out, 'red\n');
  });

  for (const [line, exit] of [
    ['true', 0],
    ['exit 3', 3],
    ['exit 200', 200],
    ['kill -TERM $$', 143],
  ] as const) {
    it(`ends with ${exit} after "${line}"`, async () => {
      using project = aProject();
      assert.equal((await shell(project, ['dump', '-c', line])).exit, exit);
    });
  }

  it('takes with it what was started there', async () => {
    using project = aProject();
    const opened = await shell(project, ['dump', '-c', 'sleep 1000 >/dev/null 2>&1 & echo $!']);
    assert.equal(opened.exit, 0);
    const still = await project.run([
      'shell',
      'dump',
      '-q',
      '-c',
      'ps ax 2>/dev/null | grep -c "[s]leep 1000" || true',
    ]);
    assert.match(still.out.trim(), /^0?$/);
  });

  it('ends with everything in it when it is told to', async () => {
    using project = aProject();
    const running = shell(project, ['dump', '-c', 'touch begun; sleep 1000; touch never'], {
      started: (kill) => {
        void eventually('it runs', () => project.has('begun'), 60_000).then(() => kill('SIGTERM'));
      },
    });
    assert.equal((await running).exit, 143);
    assert.ok(!project.has('never'));
    assert.deepEqual(project.leftovers(), []);
  });

  it('is refused for a step that has no job, and for none', async () => {
    using project = aProject();
    for (const step of ['containerize', 'nothing-of-that-name'])
      assert.equal((await shell(project, [step, '-c', 'true'])).exit, 2, step);
  });

  it('is typed into at a terminal, with job control and Ctrl-C, and left with Ctrl-D', async () => {
    using project = aProject();
    const terminal = onTerminal(project, ['shell', 'dump'], {
      columns: 100,
      rows: 30,
      env: { COLOUR: 'red' },
    });
    const shown = (text: RegExp): Promise<void> =>
      eventually(`${text} is shown`, () => text.test(terminal.text()), 60_000);
    await shown(/Ctrl-D leaves/);
    terminal.type('echo "<$COLOUR-$TERM>"\n');
    await shown(/<red-xterm-256color>/);
    terminal.type('sleep 1000\n');
    await eventually('it sleeps', () => /sleep 1000\r?\n/.test(terminal.text()), 60_000);
    // The shell gives the terminal to what it starts: until it has, Ctrl-C is the shell's own.
    for (let tries = 0; tries < 50 && !/\^C/.test(terminal.text()); tries += 1) {
      terminal.type('\u0003');
      await new Promise((resume) => setTimeout(resume, 200));
    }
    terminal.type('echo "<still $((40 + 2))>"\n');
    await shown(/<still 42>/);
    terminal.type('(exit 9)\n');
    terminal.type('\u0004');
    assert.equal(await terminal.ended, 9);
    assert.deepEqual(project.leftovers(), []);
  });
});
