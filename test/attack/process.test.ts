/**
 * What a job may try against us and its neighbours (THREATS E1, E8): outlive itself, read our environment, reach the
 * network. Where the kernel makes no namespaces the documented leak is asserted instead.
 */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { realProcesses, running, shell, uniqueSleep, until } from '../support/real-processes.ts';
import { temporaryFolder } from '../support/temporary.ts';

const SUPPORT = JSON.stringify(join(import.meta.dirname, '../support/real-processes.ts'));

/** A daemon of a daemon: two forks, a session of its own, no open files of its parents. */
const DAEMON = 'setsid sh -c "setsid $1 </dev/null >/dev/null 2>&1 &" </dev/null >/dev/null 2>&1 &';

for (const namespaces of [true, false]) {
  const processes = realProcesses(namespaces);
  const { processes: how } = await processes.isolation(true);
  const { network } = await processes.isolation(false);
  const apart = how === 'namespaces';

  describe(`a hostile job, ${namespaces ? `isolation: ${how}` : 'in a process group only'}`, () => {
    it('E8: a daemon of a daemon ends with its job', async () => {
      const sleep = uniqueSleep();
      const seen = `until pgrep -f "^$1" >/dev/null; do sleep 0.01; done; echo up`;
      const { outcome, output } = await shell(processes, `${DAEMON} ${seen}`, { args: [sleep] });
      assert.deepEqual({ outcome, output }, { outcome: { kind: 'exited', exit: 0 }, output: 'up\n' });
      assert.deepEqual(running(sleep), []);
    });

    it('E8: a daemon that holds the output open does not hold us up', async () => {
      const sleep = uniqueSleep();
      const { output } = await shell(processes, 'setsid $1 & echo done', { args: [sleep] });
      assert.equal(output, 'done\n');
      assert.deepEqual(running(sleep), []);
    });

    it('E8: a daemon with an environment of its own making ends with its job, or is the stated limit', async (t) => {
      const sleep = uniqueSleep();
      t.after(() => {
        for (const pid of running(sleep)) process.kill(pid, 'SIGKILL');
      });
      await shell(processes, `env -i setsid ${sleep} </dev/null >/dev/null 2>&1 & sleep 0.3`);
      assert.equal(running(sleep).length, apart ? 0 : 1);
    });

    it('E8: one that ignores what it can, and stops all it sees, is ended when its time is over', async () => {
      const sleep = uniqueSleep();
      const script = `trap '' HUP INT QUIT TERM; setsid ${sleep} & ${sleep} & kill -s STOP -- -1; while :; do sleep 1; done`;
      // Only where it sees nobody but itself.
      if (!apart) return assert.equal(apart, false);
      const { outcome } = await shell(realProcesses(namespaces, 200), script, { limit: 500 });
      assert.deepEqual(outcome, { kind: 'timeout' });
      assert.deepEqual(running(sleep), []);
    });

    it('E1: settings of the kernel, by which programs run outside, can be read and not be written', async () => {
      // What is written is what stands there, so that nothing happens where it is not refused.
      const file = '/proc/sys/kernel/core_pattern';
      const script = `was=$(cat ${file}); (printf '%s\\n' "$was" >${file}) 2>/dev/null && echo written || echo refused`;
      const { output } = await shell(processes, script);
      const root = process.geteuid?.() === 0;
      assert.equal(output.trim(), apart || !root ? 'refused' : 'written');
    });

    it('E8: nothing survives when we are killed ourselves, or that is the stated limit', async (t) => {
      const sleep = uniqueSleep();
      t.after(() => {
        for (const pid of running(sleep)) process.kill(pid, 'SIGKILL');
      });
      // What a killed process keeps in temporary folders stays there.
      const us = startNode(
        `
        import { realProcesses, shell } from ${SUPPORT};
        await shell(realProcesses(${namespaces}), 'setsid ${sleep} & exec ${sleep}');
      `,
        { TMPDIR: temporaryFolder(t) },
      );
      await until(() => running(sleep).length === 2);
      us.kill('SIGKILL');
      await once(us, 'exit');
      if (apart) await until(() => running(sleep).length === 0);
      else assert.equal(running(sleep).length, 2);
    });

    it('E1: our environment and that of those above us cannot be read in /proc, or that is the stated limit', async () => {
      const secret = `open-${uniqueSleep()}-sesame`;
      const us = startNode(
        `
        import { realProcesses, shell } from ${SUPPORT};
        const { output } = await shell(realProcesses(${namespaces}), 'cat /proc/*/environ 2>/dev/null; umount /proc 2>/dev/null; cat /proc/*/environ 2>/dev/null');
        process.stdout.write(output);
        `,
        { SECRET_OF_OURS: secret },
      );
      const seen = await outputOf(us);
      assert.equal(seen.includes(secret), !apart);
    });

    it('E1: what we have open is not open in a job', async () => {
      const { output } = await shell(processes, 'readlink /proc/self/fd/* || :');
      // Whoever started this test may have left files open in all its children: not ours to close.
      const inherited = spawnSync('/bin/sh', ['-c', 'readlink /proc/self/fd/* || :'], { encoding: 'utf8' });
      const kinds = (text: string): string[] =>
        text.split('\n').flatMap((line) => /^(socket|pipe|anon_inode|\/.*)(?=:|$)/.exec(line)?.[1] ?? []);
      const extra = kinds(output).filter((kind) => /socket|anon_inode|sealsmith-pipes/.test(kind));
      const allowed = kinds(inherited.stdout).filter((kind) => /socket|anon_inode/.test(kind));
      // Standard output and error are one pipe of ours that has no name any more.
      assert.ok(extra.length <= allowed.length + 2, output);
    });

    it('has its own loopback and no way out of it, or that is the stated limit', async (t) => {
      const server = createServer((_request, response) => response.end('outside'));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      t.after(() => server.close());
      const address = server.address();
      assert.ok(typeof address === 'object' && address !== null);
      const ask = (port: number | string): string =>
        `fetch('http://127.0.0.1:' + ${port}).then((r) => r.text(), () => 'refused').then(console.log)`;
      const node = async (script: string, granted: boolean): Promise<string> =>
        (await shell(processes, 'exec "$1" -e "$2"', { args: [process.execPath, script], network: granted }))
          .output;
      assert.equal(await node(ask(address.port), true), 'outside\n');
      assert.equal(await node(ask(address.port), false), network === 'withheld' ? 'refused\n' : 'outside\n');
      const own = `const s = require('http').createServer((q, a) => a.end('inside')).listen(0, () => ${ask('s.address().port')}.then(() => process.exit()));`;
      assert.equal(await node(own, false), 'inside\n');
      if (network === 'withheld') {
        const { output } = await shell(processes, 'tail -n +3 /proc/net/dev | cut -d: -f1', {
          network: false,
        });
        assert.deepEqual(
          output.split('\n').filter((line) => !/tunl|sit|gre|ip6/.test(line)),
          ['    lo', ''],
        );
      }
    });

    it('has no right by which it could climb out', async () => {
      if (!apart) return assert.equal(how, 'none');
      const { output } = await shell(
        processes,
        'grep CapEff /proc/self/status; mount -t tmpfs none /mnt && echo mounted; mknod /tmp/$$ b 1 1 && echo device; echo end',
      );
      const effective = BigInt(`0x${/CapEff:\s*([0-9a-f]+)/.exec(output)?.[1] ?? 'f'}`);
      // sys_module, sys_rawio, sys_ptrace, sys_admin, sys_boot, sys_time, mknod, mac_override, syslog, bpf, net_admin
      for (const bit of [16n, 17n, 19n, 21n, 22n, 25n, 27n, 32n, 34n, 39n, 12n]) {
        assert.equal(effective & (1n << bit), 0n, `capability ${bit}`);
      }
      assert.ok(output.endsWith('end\n') && !/^(mounted|device)$/m.test(output), output);
    });
  });

  describe(`a tool that prints without end, ${namespaces ? how : 'in a process group only'}`, () => {
    it('costs us no memory', async () => {
      const us = startNode(`
        import { realProcesses, shell } from ${SUPPORT};
        let bytes = 0;
        await shell(realProcesses(${namespaces}), 'head -c 400000000 /dev/zero', { onOutput: (chunk) => { bytes += chunk.length; } });
        console.log(JSON.stringify({ bytes, peak: process.resourceUsage().maxRSS }));
      `);
      const { bytes, peak } = JSON.parse(await outputOf(us));
      assert.equal(bytes, 400_000_000);
      assert.ok(peak < 150 * 1024, `${peak} KiB`);
    });
  });
}

describe('a program in the workspace that is called like one of the system', () => {
  it('E5: is not what namespaces are made with', async (t) => {
    const folder = temporaryFolder(t);
    for (const name of ['unshare', 'nsenter', 'setsid', 'setpriv', 'ip', 'sh', 'mkfifo']) {
      writeFileSync(join(folder, name), `#!/bin/sh\necho hijacked > ${folder}/hijacked\nexit 1\n`);
      chmodSync(join(folder, name), 0o755);
    }
    const us = startNode(
      `
      import { realProcesses, shell } from ${SUPPORT};
      const processes = realProcesses(true);
      console.log((await shell(processes, 'echo fine', { network: false })).output);
      `,
      { PATH: `${folder}:${process.env['PATH']}` },
    );
    assert.equal(await outputOf(us), 'fine\n\n');
    assert.throws(() => readFileSync(join(folder, 'hijacked')));
  });
});

const started: ChildProcess[] = [];
after(() => {
  for (const child of started) child.kill('SIGKILL');
});

function startNode(script: string, env: Readonly<Record<string, string>> = {}): ChildProcess {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  return child;
}

async function outputOf(child: ChildProcess): Promise<string> {
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  return Buffer.concat(chunks).toString('latin1');
}
