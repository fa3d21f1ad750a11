import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { PATH, realProcesses, running, shell, uniqueSleep, until } from '../../support/real-processes.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const ODD = 'a "b\' $c\n日本語 ä';

for (const [how, namespaces] of [
  ['kept apart as well as this machine can', true],
  ['in a process group only', false],
] as const) {
  const processes = realProcesses(namespaces);
  const apart = (await processes.isolation(true)).processes === 'namespaces';

  describe(`a command, ${how}`, () => {
    it('is reported with the very status or signal that it ended with', async () => {
      for (const exit of [0, 1, 15, 126, 127, 137, 143, 255]) {
        const { outcome } = await shell(processes, `exit ${exit}`);
        assert.deepEqual(outcome, { kind: 'exited', exit });
      }
      for (const signal of ['SIGTERM', 'SIGKILL', 'SIGSEGV', 'SIGHUP', 'SIGUSR1', 'SIGINT', 'SIGPIPE']) {
        const { outcome } = await shell(processes, `kill -s ${signal.slice(3)} $$`);
        assert.deepEqual(outcome, { kind: 'killed', signal });
      }
    });

    it('gets its arguments, its folder and its environment to the letter, and nothing else', async (t) => {
      const cwd = join(temporaryFolder(t), ODD);
      mkdirSync(cwd);
      const env = { PATH: '/nowhere', [ODD]: ODD, 'npm_config_//host/:_key': 'x', EMPTY: '' };
      const show = `process.stdout.write(JSON.stringify([process.argv.slice(1), process.cwd(), process.env]))`;
      const args = ['-e', show, '--', ODD, '', '-x', '--', '*'];
      const chunks: Uint8Array[] = [];
      const outcome = await processes.run({
        program: process.execPath,
        args,
        cwd,
        env,
        network: false,
        limit: 60_000,
        abort: new AbortController().signal,
        onOutput: (chunk) => void chunks.push(chunk.slice()),
      });
      assert.deepEqual(outcome, { kind: 'exited', exit: 0 });
      const [argv, folder, { SEALSMITH_JOB, ...variables }] = JSON.parse(Buffer.concat(chunks).toString());
      assert.deepEqual(argv, [ODD, '', '-x', '--', '*']);
      assert.equal(folder, cwd);
      assert.deepEqual(variables, env);
      assert.equal(SEALSMITH_JOB === undefined, apart);
    });

    it('has both its outputs passed on in the order it wrote them', async () => {
      const { output } = await shell(
        processes,
        'i=0; while [ $i -lt 300 ]; do echo $i; i=$((i+1)); echo $i >&2; i=$((i+1)); done',
      );
      assert.equal(output, Array.from({ length: 300 }, (_, at) => `${at}\n`).join(''));
    });

    it('has its bytes passed on as they are', async () => {
      const { bytes } = await shell(processes, "printf '\\377\\000\\303\\033[2J\\r'");
      assert.deepEqual(bytes, Buffer.from([0xff, 0, 0xc3, 0x1b, 0x5b, 0x32, 0x4a, 0x0d]));
    });

    it('may open /dev/stdout and /dev/stderr', async () => {
      const { output } = await shell(processes, 'echo one > /dev/stdout; echo two > /dev/stderr');
      assert.equal(output, 'one\ntwo\n');
    });

    it('reads nothing from its input', async () => {
      const { output, outcome } = await shell(processes, 'cat; echo end');
      assert.equal(output, 'end\n');
      assert.deepEqual(outcome, { kind: 'exited', exit: 0 });
    });

    it('waits while its output is not taken, so that nothing piles up', async (t) => {
      const done = join(temporaryFolder(t), 'done');
      let bytes = 0;
      let early = false;
      await shell(processes, 'head -c 1000000 /dev/zero; : > "$1"', {
        args: [done],
        onOutput: (chunk) => {
          if (bytes === 0) {
            Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
            early = existsSync(done);
          }
          bytes += chunk.length;
        },
      });
      assert.equal(bytes, 1_000_000);
      assert.equal(early, false);
    });

    it('is ended with all it started when it takes too long, even if it does not want to', async () => {
      const sleep = uniqueSleep();
      const impatient = realProcesses(namespaces, 100);
      const script = `trap '' TERM; ${sleep} & ${sleep} & echo on; while :; do sleep 1; done`;
      const { outcome, output } = await shell(impatient, script, { limit: 500 });
      assert.deepEqual(outcome, { kind: 'timeout' });
      assert.equal(output, 'on\n');
      assert.deepEqual(running(sleep), []);
    });

    it('is asked to end, and has the time to: it and what it started', async (t) => {
      const folder = temporaryFolder(t);
      const abort = new AbortController();
      const child = `trap "sleep 0.3; echo child > '${folder}/child'; exit 0" TERM; echo on; while :; do sleep 0.05; done`;
      const patient = realProcesses(namespaces, 20_000);
      const { outcome } = await shell(patient, `sh -c '${child.replaceAll("'", "'\\''")}' & wait`, {
        abort: abort.signal,
        onOutput: () => abort.abort(),
      });
      assert.deepEqual(outcome, { kind: 'aborted' });
      // The shell in front ended at once; that is no reason to kill who is still cleaning up.
      assert.equal(readFileSync(join(folder, 'child'), 'utf8'), 'child\n');
    });

    it('does not keep us waiting for the whole grace when it ends at once', async () => {
      const abort = new AbortController();
      const sleep = uniqueSleep();
      const patient = realProcesses(namespaces, 3_600_000);
      const { outcome } = await shell(patient, `echo on; exec ${sleep}`, {
        abort: abort.signal,
        onOutput: () => abort.abort(),
      });
      assert.deepEqual(outcome, { kind: 'aborted' });
      assert.deepEqual(running(sleep), []);
    });

    it('is ended at once when we are in a hurry, even if it was promised time', async () => {
      const abort = new AbortController();
      const sleep = uniqueSleep();
      const patient = realProcesses(namespaces, 3_600_000);
      const { outcome } = await shell(
        patient,
        `trap 'echo heard' TERM; ${sleep} & echo on; while :; do wait; done`,
        {
          abort: abort.signal,
          onOutput: (chunk) => {
            abort.abort();
            if (Buffer.from(chunk).includes('heard')) patient.hurry();
          },
        },
      );
      assert.deepEqual(outcome, { kind: 'aborted' });
      assert.deepEqual(running(sleep), []);
    });

    it('is ended also when it was stopped', async () => {
      const sleep = uniqueSleep();
      const { outcome } = await shell(processes, `${sleep} & kill -s STOP $!; kill -s STOP $$`, {
        limit: 300,
      });
      assert.deepEqual(outcome, { kind: 'timeout' });
      assert.deepEqual(running(sleep), []);
    });

    it('does not start when nobody wants it any more', async (t) => {
      const done = join(temporaryFolder(t), 'done');
      const abort = new AbortController();
      const late = shell(processes, ': > "$1"; sleep 1000', { args: [done], abort: abort.signal });
      abort.abort();
      assert.deepEqual((await late).outcome, { kind: 'aborted' });
      const { outcome } = await shell(processes, ': > "$1"', { args: [done], abort: AbortSignal.abort() });
      assert.deepEqual(outcome, { kind: 'aborted' });
    });

    it('says what kept it from starting', async (t) => {
      const folder = temporaryFolder(t);
      const script = (name: string, text: string, mode = 0o755): string => {
        writeFileSync(join(folder, name), text);
        chmodSync(join(folder, name), mode);
        return join(folder, name);
      };
      const outcome = async (program: string, cwd = '/'): Promise<unknown> =>
        (await shell(processes, '', { program, cwd })).outcome;
      assert.deepEqual(await outcome(join(folder, 'none')), { kind: 'not-started', errno: 'ENOENT' });
      assert.deepEqual(await outcome(script('plain', 'x', 0o644)), { kind: 'not-started', errno: 'EACCES' });
      assert.deepEqual(await outcome(folder), { kind: 'not-started', errno: 'EACCES' });
      assert.deepEqual(await outcome('/bin/sh', join(folder, 'none')), {
        kind: 'not-started',
        errno: 'ENOENT',
        path: join(folder, 'none'),
      });
      assert.deepEqual(await outcome('/bin/sh', join(folder, 'plain')), {
        kind: 'not-started',
        errno: 'ENOTDIR',
        path: join(folder, 'plain'),
      });
      assert.deepEqual(await outcome(script('moved', `#! ${folder}/gone -u\n`)), {
        kind: 'not-started',
        errno: 'ENOENT',
        path: join(folder, 'gone'),
      });
    });

    it('is ended when its listener throws, and the error is not swallowed', async () => {
      const sleep = uniqueSleep();
      const failing = shell(processes, `echo on; exec ${sleep}`, {
        onOutput: () => {
          throw new Error('of the listener');
        },
      });
      await assert.rejects(failing, /of the listener/);
      assert.deepEqual(running(sleep), []);
    });

    it('does not mix its output with that of others that run at the same time', async () => {
      const runs = Array.from({ length: 20 }, (_, at) =>
        shell(processes, `echo ${at}; sleep 0.0${at % 10}; echo ${at}`),
      );
      const outputs = (await Promise.all(runs)).map(({ output }) => output);
      assert.deepEqual(
        outputs,
        Array.from({ length: 20 }, (_, at) => `${at}\n${at}\n`),
      );
    });

    it('may signal its own group without being taken for dead', async () => {
      const { outcome, output } = await shell(processes, "trap 'echo heard' USR1; kill -s USR1 0; exit 7");
      assert.equal(output, 'heard\n');
      assert.deepEqual(outcome, { kind: 'exited', exit: 7 });
    });

    // Elsewhere that is up to this machine's process 1, which in many containers does not care.
    if (apart)
      it('can see that a daemon which it stopped is gone', async () => {
        const script =
          '(sleep 1000 & echo $!) > pid; read -r pid < pid; kill $pid; while kill -0 $pid 2>/dev/null; do sleep 0.01; done; echo gone';
        const { output } = await shell(processes, `cd "$(mktemp -d)" && ${script}; rm -r "$PWD"`);
        assert.equal(output, 'gone\n');
      });
  });
}

describe('a short question', () => {
  const processes = realProcesses(false);
  const ask = (script: string, env?: Record<string, string>): ReturnType<typeof processes.ask> =>
    processes.ask('/bin/sh', ['-c', script], env);

  it('is answered with both outputs and the status', async () => {
    assert.deepEqual(await ask('echo one; echo two >&2; exit 3'), {
      ok: true,
      value: { exit: 3, output: 'one\ntwo\n' },
    });
  });

  it('is asked from the root, with an environment that is made and a home that does not last', async () => {
    const answer = await ask('pwd; env; ls -A "$HOME"; touch "$HOME/x"', { MORE: 'yes' });
    assert.ok(answer.ok);
    const lines = answer.value.output.trim().split('\n');
    assert.equal(lines[0], '/');
    const variables = new Map(lines.slice(1).map((line) => line.split('=', 2) as [string, string]));
    variables.delete('PWD');
    assert.deepEqual([...variables.keys()].sort(), ['HOME', 'LANG', 'MORE', 'PATH', 'TMPDIR']);
    assert.equal(variables.get('PATH'), PATH.join(':'));
    assert.ok(!existsSync(variables.get('HOME') ?? '/'));
  });

  it('keeps no more than 64 KiB of an answer', async () => {
    const answer = await ask('head -c 100000000 /dev/zero');
    assert.ok(answer.ok);
    assert.equal(answer.value.output.length, 64 * 1024);
  });

  it('is over when the tool is, whatever it left behind', async () => {
    const sleep = uniqueSleep();
    assert.deepEqual(await ask(`${sleep} & echo 1.0`), { ok: true, value: { exit: 0, output: '1.0\n' } });
    await until(() => running(sleep).length === 0);
  });

  it('fails as a value when there is no answer', async () => {
    const failure = async (program: string, script: string): Promise<unknown> => {
      const answer = await processes.ask(program, ['-c', script]);
      return answer.ok ? answer.value : answer.failure.code === 'system' && answer.failure.errno;
    };
    assert.equal(await failure('/bin/sh', 'kill -s SEGV $$'), 'SIGSEGV');
    assert.equal(await failure('/nowhere/tool', ''), 'ENOENT');
  });
});

describe('isolation', () => {
  it('says that nothing is kept apart where it is not', async () => {
    const processes = realProcesses(false);
    assert.deepEqual(await processes.isolation(true), { processes: 'none', network: 'granted' });
    assert.deepEqual(await processes.isolation(false), { processes: 'none', network: 'shared' });
  });

  it('can see that this test is not about nothing', () => {
    const child = spawn('sleep', ['1000.5'], { stdio: 'ignore' });
    assert.deepEqual(running('sleep 1000.5'), [child.pid]);
    child.kill('SIGKILL');
  });
});
