import assert from 'node:assert/strict';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { systemFiles } from '../../../src/system/files.ts';
import { findProgram, SYSTEM_FOLDERS } from '../../../src/system/find-program.ts';
import { type Ability, Isolator, LOOPBACKS } from '../../../src/system/isolation.ts';
import { type Means, startInNamespaces } from '../../../src/system/namespaces.ts';
import { isTree } from '../../../src/system/process-tree.ts';
import { PATH } from '../../support/real-processes.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const files = systemFiles();
const SHELLS = mkdtempSync(join(tmpdir(), 'shells-'));
after(() => rmSync(SHELLS, { recursive: true }));
const here: Ability = await new Isolator(files, '/dev/null/nowhere', PATH).ability();

describe('isolation', () => {
  it('is found out once and then remembered', async (t) => {
    const state = temporaryFolder(t);
    const first = new Isolator(files, state, PATH);
    assert.deepEqual(await first.ability(), here);
    const memo = join(state, 'isolation.json');
    const known = JSON.parse(readFileSync(memo, 'utf8'));
    assert.deepEqual(await new Isolator(files, state, PATH).ability(), here);
    // That it is remembered, not tried, shows in a memo that says something else.
    writeFileSync(memo, JSON.stringify({ ...known, which: -1 }));
    assert.deepEqual(await new Isolator(files, state, PATH).isolation(false), {
      processes: 'none',
      network: 'shared',
    });
  });

  it('is tried again when the machine is not the one of the memo, or the memo is none', async (t) => {
    const state = temporaryFolder(t);
    const memo = join(state, 'isolation.json');
    for (const text of [
      JSON.stringify({ key: 'of another boot', which: -1, network: false }),
      '{"key":1}',
      'null',
      '{',
    ]) {
      writeFileSync(memo, text);
      assert.deepEqual(await new Isolator(files, state, PATH).ability(), here);
      assert.notEqual(readFileSync(memo, 'utf8'), text);
    }
  });

  it('is found out anew each time where nothing can be kept', async () => {
    assert.deepEqual(await new Isolator(files, '/proc/nowhere', PATH).ability(), here);
    assert.ok(!existsSync('/proc/nowhere'));
  });

  it('says what is withheld', async (t) => {
    const isolator = new Isolator(files, temporaryFolder(t), PATH);
    const withheld = here.processes === 'namespaces' && here.network;
    assert.deepEqual(await isolator.isolation(true), { processes: here.processes, network: 'granted' });
    assert.deepEqual(await isolator.isolation(false), {
      processes: here.processes,
      network: withheld ? 'withheld' : 'shared',
    });
  });

  for (const [what, means] of variants(here)) {
    it(`works with ${what}`, async (t) => {
      const script =
        'cat /proc/net/dev | wc -l; echo $$; exec 9<>/dev/tcp/127.0.0.1/1 || echo refused; kill -s KILL $$';
      const { signal, output } = await run(t, means, ['-c', script], '/bin/bash');
      assert.equal(signal, 'SIGKILL');
      const lines = output.split('\n');
      assert.ok(Number(lines[1]) < 100, output);
      // A loopback that is down says that the network is unreachable.
      assert.match(output, /refused/);
      assert.doesNotMatch(output, /unreachable/i);
    });
  }

  it('says so when namespaces cannot be made', async (t) => {
    if (here.processes === 'none') return assert.equal(here.processes, 'none');
    const output = openSync(join(temporaryFolder(t), 'output'), 'w');
    t.after(() => closeSync(output));
    const request = { program: '/bin/true', args: [], cwd: '/', env: {}, output };
    for (const broken of [
      { ...here.means, unshare: '/bin/false' },
      { ...here.means, unshare: '/nowhere/unshare' },
      { ...here.means, loopback: ['/bin/false'] },
    ]) {
      const started = await startInNamespaces(broken, request, false);
      assert.deepEqual(started, { errno: 'ENOTSUP' });
    }
    const started = await startInNamespaces({ ...here.means, nsenter: '/nowhere/nsenter' }, request, true);
    assert.deepEqual(started, { errno: 'ENOENT' });
  });
});

/** What other machines have instead. */
function variants(ability: Ability): readonly (readonly [string, Means])[] {
  if (ability.processes === 'none' || !ability.network) return [];
  const { sh, unshare, nsenter, setsid, loopback } = ability.means;
  const user: Means = { kind: 'user', sh, unshare, nsenter, setsid, loopback };
  const loopbacks = LOOPBACKS.flatMap(([name, ...args]) => {
    const program = findProgram(name, SYSTEM_FOLDERS, undefined)?.path;
    return program === undefined ? [] : [[name, { ...user, loopback: [program, ...args] }] as const];
  });
  const shells = ['bash', 'busybox'].flatMap((name) => {
    const program = findProgram(name, SYSTEM_FOLDERS, undefined)?.path;
    if (program === undefined) return [];
    // busybox is many programs, and which one is its name's business.
    const shell = join(SHELLS, name, 'sh');
    mkdirSync(join(SHELLS, name));
    symlinkSync(program, shell);
    return [[`${name} as the shell`, { ...user, sh: shell }] as const];
  });
  return [['what was found here', ability.means], ['a user namespace', user], ...shells, ...loopbacks];
}

async function run(
  t: import('node:test').TestContext,
  means: Means,
  args: readonly string[],
  program: string,
): Promise<{ signal: string | null; output: string }> {
  const path = join(temporaryFolder(t), 'output');
  const output = openSync(path, 'w');
  try {
    const started = await startInNamespaces(means, { program, args, cwd: '/', env: {}, output }, false);
    assert.ok(isTree(started), JSON.stringify(started));
    const { signal } = await started.ended;
    await started.end();
    return { signal, output: readFileSync(path, 'utf8') };
  } finally {
    closeSync(output);
  }
}
