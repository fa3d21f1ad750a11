/** The engine over programs that do what a test says. */

import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { describe, it } from 'node:test';
import type { RunEvent } from '../../../src/core/event.ts';
import type { BinaryFact, DepsFact, Facts } from '../../../src/core/fact.ts';
import { worstExit } from '../../../src/core/failure.ts';
import type { CommandOutcome, CommandRequest } from '../../../src/core/ports.ts';
import type { JobRecord } from '../../../src/core/record.ts';
import { err, ok } from '../../../src/core/result.ts';
import type { Job, JobIo, JobSpec, Report } from '../../../src/core/step.ts';
import { type ExecuteOptions, execute, failuresOf, mergedFacts } from '../../../src/run/execute.ts';
import type { Planned } from '../../../src/run/plan.ts';
import { NO_CACHE } from '../../support/cache.ts';
import { FakeFiles } from '../../support/files.ts';
import { aGit } from '../../support/git.ts';
import { aJobOf, plannedOf } from '../../support/planned.ts';
import { FakeProcesses, idle, print, type Script } from '../../support/processes.ts';
import { aTool, at, aWorld, type FakeWorld, failure, value, WORKSPACE } from '../../support/world.ts';
import { sha } from '../report/builders.ts';

type Jobs = Parameters<typeof plannedOf>[0];

/** A run that has begun. */
class Running {
  readonly world: FakeWorld;
  readonly events: RunEvent[] = [];
  readonly interrupt = new AbortController();
  readonly done: ReturnType<typeof execute>;

  constructor(world: FakeWorld, planned: Planned, options: Partial<ExecuteOptions> = {}) {
    this.world = world;
    this.done = execute(world, planned, {
      jobs: 8,
      keepGoing: false,
      force: false,
      signal: this.interrupt.signal,
      durations: new Map(),
      facts: {},
      bins: [],
      cache: NO_CACHE,
      envFile: undefined,
      granted: new Map(),
      emit: (event) => this.events.push(event),
      account: () => assert.fail('nobody asks for it'),
      ...options,
    });
  }

  async records(): Promise<readonly JobRecord[]> {
    return value(await this.done).jobs;
  }
}

function begin(
  jobs: Jobs,
  scripts: Readonly<Record<string, Script>> = {},
  options: Partial<ExecuteOptions> = {},
) {
  const world = aWorld({ processes: new FakeProcesses(scripts) });
  return { run: new Running(world, plannedOf(jobs), options), processes: world.processes };
}

/** Runs to the end; `job state` in the order of the plan. */
async function outcome(
  jobs: Jobs,
  scripts: Readonly<Record<string, Script>> = {},
  options: Partial<ExecuteOptions> = {},
) {
  const { run, processes } = begin(jobs, scripts, options);
  const records = await run.records();
  return { states: states(records), records, events: run.events, world: run.world, processes };
}

function states(records: readonly JobRecord[]): readonly string[] {
  return records.map((record) => `${record.how.id} ${record.how.state}`);
}

function exits(exit: number): Script {
  return () => ({ kind: 'exited', exit });
}

/** Runs one job in a world that stays, so that it can be run again. */
async function once(
  world: FakeWorld,
  job: Job,
  options: Partial<ExecuteOptions> = {},
  context = {},
): Promise<JobRecord> {
  const [record] = await new Running(world, plannedOf([[job]], context), options).records();
  assert.ok(record);
  return record;
}

function only(records: readonly JobRecord[]): JobRecord {
  assert.equal(records.length, 1);
  const [record] = records;
  assert.ok(record);
  return record;
}

const a = aJobOf('a');
const b = aJobOf('b');
const c = aJobOf('c');
const d = aJobOf('d');

describe('the order of jobs', () => {
  it('follows the edges of the plan', async () => {
    const { states, processes } = await outcome([[a], [b, 'a'], [c, 'a'], [d, 'b', 'c']]);
    assert.deepEqual(states, ['a done', 'b done', 'c done', 'd done']);
    assert.deepEqual(processes.started, ['a', 'b', 'c', 'd']);
  });

  it('waits for all that a job comes after', async () => {
    const { run, processes } = begin([[a], [b], [c, 'a', 'b']], {
      a: (request) => processes.hold(request),
      b: (request) => processes.hold(request),
    });
    await idle();
    assert.deepEqual(processes.started, ['a', 'b']);
    processes.release('a');
    await idle();
    assert.deepEqual(processes.started, ['a', 'b']);
    processes.release('b');
    assert.deepEqual(states(await run.records()), ['a done', 'b done', 'c done']);
  });

  for (const jobs of [1, 2, 3]) {
    it(`lets ${jobs} run at once and no more, and begins the next as soon as one has ended`, async () => {
      const names = ['a', 'b', 'c', 'd', 'e'];
      const holding = Object.fromEntries(
        names.map((name): [string, Script] => [name, (request) => processes.hold(request)]),
      );
      const { run, processes } = begin(
        names.map((name) => [aJobOf(name)] as const),
        holding,
        { jobs },
      );
      for (let ended = 0; ended < names.length; ended += 1) {
        await idle();
        assert.deepEqual(processes.started, names.slice(0, ended + jobs));
        assert.equal(processes.running.length, Math.min(jobs, names.length - ended));
        processes.release(processes.running[0] ?? '');
      }
      assert.equal((await run.records()).length, 5);
      assert.equal(processes.most, jobs);
    });
  }

  it('begins with the longest way still to go, by what the jobs took last time', async () => {
    const durations = new Map([
      ['a', 50],
      ['b', 1],
      ['c', 100],
      ['d', 60],
    ]);
    const { processes } = await outcome([[a], [b], [c, 'b'], [d]], {}, { jobs: 1, durations });
    assert.deepEqual(processes.started, ['b', 'c', 'd', 'a']);
  });

  it('is that of the plan where nothing is known', async () => {
    const { processes } = await outcome([[a], [b], [c, 'b'], [d, 'c']], {}, { jobs: 1 });
    assert.deepEqual(processes.started, ['b', 'c', 'a', 'd']);
  });

  it('that can never be is a bug, not a run in which all went well', async () => {
    const { run } = begin([
      [a, 'b'],
      [b, 'a'],
    ]);
    await assert.rejects(run.done, /waits for itself/);
  });
});

describe('a job that fails', () => {
  it('ends the others, and what has not begun never begins', async () => {
    const { run, processes } = begin(
      [[a], [b], [c], [d, 'a']],
      {
        a: (request) => processes.hold(request),
        b: (request) => processes.hold(request),
      },
      { jobs: 2 },
    );
    await idle();
    processes.release('b', { kind: 'exited', exit: 3 });
    const records = await run.records();
    assert.deepEqual(states(records), ['a cancelled', 'b failed', 'c cancelled', 'd cancelled']);
    assert.deepEqual(processes.started, ['a', 'b']);
    assert.deepEqual(processes.running, []);
    assert.equal(worstExit(failuresOf(records, run.interrupt.signal)), 1);
  });

  it('waits until the ended jobs have really ended', async () => {
    let endedAt = 0;
    const { run } = begin([[a], [b]], {
      a: (request) =>
        new Promise<CommandOutcome>((resolve) => {
          request.abort.addEventListener('abort', () =>
            setImmediate(() => {
              endedAt += 1;
              resolve({ kind: 'aborted' });
            }),
          );
        }),
      b: exits(1),
    });
    assert.deepEqual(states(await run.records()), ['a cancelled', 'b failed']);
    assert.equal(endedAt, 1);
  });

  it('ends only what depends on it with keep-going', async () => {
    const { states, processes } = await outcome(
      [[a], [b, 'a'], [c], [d, 'c'], [aJobOf('e'), 'b', 'd']],
      { a: exits(1) },
      { keepGoing: true },
    );
    assert.deepEqual(states, ['a failed', 'b cancelled', 'c done', 'd done', 'e cancelled']);
    assert.deepEqual(processes.started, ['a', 'c', 'd']);
  });

  it('is one of several with keep-going; the worst counts', async () => {
    const { records } = await outcome(
      [[a], [b]],
      { a: exits(1), b: () => ({ kind: 'not-started', errno: 'ENOENT' }) },
      { keepGoing: true },
    );
    const failures = failuresOf(records, new AbortController().signal);
    assert.deepEqual(
      failures.map((one) => one.code),
      ['command-failed', 'system'],
    );
    assert.equal(worstExit(failures), 5);
  });

  it('does not run its further commands', async () => {
    const commands = ['one', 'two', 'three'].map((tool) => ({ tool, args: [] }));
    const job = aJobOf('a', { commands, tools: ['one', 'two', 'three'].map((name) => aTool(name)) });
    const { processes, states } = await outcome([[job]], { two: exits(1) });
    assert.deepEqual(processes.started, ['one', 'two']);
    assert.deepEqual(states, ['a failed']);
  });

  const outcomes: readonly (readonly [CommandOutcome, object])[] = [
    [
      { kind: 'exited', exit: 7 },
      { code: 'command-failed', job: 'a', command: 'a -q', exit: 7, log: '.sealsmith/logs/a.log' },
    ],
    [
      { kind: 'killed', signal: 'SIGKILL' },
      { code: 'command-killed', job: 'a', command: 'a -q', signal: 'SIGKILL', log: '.sealsmith/logs/a.log' },
    ],
    [
      { kind: 'timeout' },
      { code: 'command-timeout', job: 'a', command: 'a -q', limit: 90_000, log: '.sealsmith/logs/a.log' },
    ],
    [
      { kind: 'not-started', errno: 'EACCES' },
      { code: 'system', doing: 'start a for', path: 'a', errno: 'EACCES' },
    ],
  ];
  for (const [how, said] of outcomes) {
    it(`says how: ${how.kind}`, async () => {
      const job = aJobOf('a', { commands: [{ tool: 'a', args: ['-q'] }], limit: 90_000 });
      const { records } = await outcome([[job]], { a: () => how });
      assert.deepEqual(only(records).how.failure, said);
    });
  }

  it('never began when it was cancelled: no key, no log, no time', async () => {
    const { records } = await outcome([[a], [b, 'a']], { a: exits(1) });
    const { what, how, when, facts } = records[1] ?? assert.fail();
    assert.deepEqual(
      [what, how.log, how.failure, when.milliseconds, facts],
      [undefined, undefined, undefined, 0, {}],
    );
  });

  it('by a bug of ours ends the others first', async () => {
    const broken = aJobOf('b', {}, { finish: () => Promise.reject(new Error('a bug')) });
    const { run, processes } = begin([[a], [broken]], { a: (request) => processes.hold(request) });
    await assert.rejects(run.done, /a bug/);
    assert.deepEqual(processes.running, []);
  });
});

describe('an interrupt', () => {
  it('ends what runs, begins nothing more, and is the exit status', async () => {
    for (const [signal, status] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const { run, processes } = begin([[a], [b, 'a']], { a: (request) => processes.hold(request) });
      await idle();
      run.interrupt.abort(signal);
      const records = await run.records();
      assert.deepEqual(states(records), ['a cancelled', 'b cancelled']);
      const failures = failuresOf(records, run.interrupt.signal);
      assert.deepEqual(failures, [{ code: 'interrupted', signal }]);
      assert.equal(worstExit(failures), status);
    }
  });

  it('before the first job begins lets none begin', async () => {
    const interrupt = new AbortController();
    interrupt.abort('SIGINT');
    const { states, processes } = await outcome([[a]], {}, { signal: interrupt.signal });
    assert.deepEqual(states, ['a cancelled']);
    assert.deepEqual(processes.started, []);
  });

  it('counts with keep-going too', async () => {
    const { run, processes } = begin(
      [[a], [b], [c, 'b']],
      {
        a: exits(1),
        b: (request) => processes.hold(request),
      },
      { keepGoing: true },
    );
    await idle();
    run.interrupt.abort('SIGTERM');
    assert.deepEqual(states(await run.records()), ['a failed', 'b cancelled', 'c cancelled']);
  });
});

describe('facts', () => {
  const deps: DepsFact = {
    manager: 'pip',
    packages: [],
    hashesChecked: true,
    scriptsWithheld: [],
    evidence: [],
  };
  const gives = (facts: Partial<Facts>, summary = ''): Pick<Job, 'finish'> => ({
    finish: async () => ok({ facts, summary, remarks: [] }),
  });
  const junit = { tests: 1, passed: 1, failed: 0, skipped: 0, evidence: [] };

  it('reach the jobs that need them, and their keys', async () => {
    const keyAfter = async (manager: string) => {
      const install = aJobOf('a', { gives: ['deps'] }, gives({ deps: { ...deps, manager } }));
      const { records } = await outcome([[install], [aJobOf('b', { needs: ['deps'] }), 'a'], [c, 'a']]);
      return records.map((record) => record.what?.key);
    };
    const [pip, uv] = [await keyAfter('pip'), await keyAfter('uv')];
    assert.notEqual(pip[1], uv[1]);
    assert.equal(pip[2], uv[2]);
  });

  it('of an earlier record reach them too', async () => {
    const job = aJobOf('b', { needs: ['deps'] });
    const without = only((await outcome([[job]])).records);
    const given = only((await outcome([[job]], {}, { facts: { deps } })).records);
    assert.notEqual(without.what?.key, given.what?.key);
  });

  it('stand in the order of the plan, however the jobs ended', async () => {
    const first = aJobOf('a', {}, gives({ deps }, 'first'));
    const second = aJobOf('b', {}, gives({ junit }, 'second'));
    const { run, processes } = begin([[first], [second]], {
      a: (request) => processes.hold(request),
      b: (request) => processes.hold(request),
    });
    await idle();
    processes.release('b');
    await idle();
    processes.release('a');
    const records = await run.records();
    assert.deepEqual(
      records.map((record) => [record.how.summary, Object.keys(record.facts)]),
      [
        ['first', ['deps']],
        ['second', ['junit']],
      ],
    );
    const ended = run.events.flatMap((event) => (event.kind === 'job-finished' ? [event.record.how.id] : []));
    assert.deepEqual(ended, ['b', 'a']);
  });

  it('that two jobs give are those of the later one in the plan, however the jobs ended', async () => {
    const named = (manager: string) => gives({ deps: { ...deps, manager } });
    const jobs: Jobs = [[aJobOf('a', {}, named('early'))], [aJobOf('b', {}, named('late'))]];
    const { records } = await outcome(jobs);
    for (const order of [records, records.toReversed()]) {
      const ended = new Map(order.map((record) => [record.how.id, record]));
      assert.equal(mergedFacts(plannedOf(jobs).plan, ended).deps?.manager, 'late');
    }
  });

  it('of a failed job are none, but its report is kept', async () => {
    const report: Report = {
      facts: { junit },
      summary: '1 failed, 40 passed',
      remarks: ['slow'],
      tests: {
        failed: [{ name: 'test_x', file: 'x.py', line: 3, message: 'assert' }],
        slowest: [{ name: 'test_y', milliseconds: 5 }],
      },
    };
    const seen: JobIo[] = [];
    const job = aJobOf(
      'a',
      {},
      {
        finish: async (io) => {
          seen.push(io);
          return ok(report);
        },
      },
    );
    const { records } = await outcome([[job]], {
      a: (request) => {
        print(request, 'E   assert 1 == 2\n');
        return { kind: 'exited', exit: 1 };
      },
    });
    const { how, facts } = only(records);
    assert.deepEqual(facts, {});
    assert.deepEqual(
      [how.summary, how.remarks, how.failedTests, how.slowestTests],
      ['1 failed, 40 passed', ['slow'], report.tests?.failed, report.tests?.slowest],
    );
    assert.deepEqual(
      seen.map((io) => [io.workspace, io.succeeded, io.tail]),
      [[WORKSPACE, false, 'E   assert 1 == 2\n']],
    );
  });

  it('that cannot be read out of the outputs make the job fail', async () => {
    const broken = { code: 'output-invalid', job: 'a', path: 'junit.xml', message: 'no XML' } as const;
    const { records } = await outcome([[aJobOf('a', {}, { finish: async () => err(broken) })]]);
    assert.deepEqual([only(records).how.state, only(records).how.failure], ['failed', broken]);
  });
});

/** A job that writes its output and is remembered. */
function building(spec: Partial<JobSpec> = {}, report: Partial<Report> = {}): Job {
  return aJobOf(
    'a',
    { outputs: [at('dist')], inputs: ['src'], cache: 'result', ...spec },
    { finish: async () => ok({ facts: {}, summary: 'built', remarks: [], ...report }) },
  );
}

/** A world in which the program `a` writes `dist/out`, and has one input. */
function workshop(more: { tracked?: readonly string[]; work?: (files: FakeFiles) => void } = {}): FakeWorld {
  const files = new FakeFiles({ [`${WORKSPACE}/src/x`]: 'one' });
  const processes = new FakeProcesses({
    a: () => {
      files.put(`${WORKSPACE}/dist/out`, 'out');
      more.work?.(files);
      return undefined;
    },
  });
  return aWorld({ files, processes, git: aGit({ files: ['src/x'], tracked: more.tracked ?? ['src/x'] }) });
}

describe('a job that is up to date', () => {
  it('does not run, and says what it said', async () => {
    const world = workshop();
    const first = await once(world, building());
    const second = await once(world, building());
    assert.deepEqual([first.how.state, second.how.state], ['done', 'fresh']);
    assert.equal(world.processes.started.length, 1);
    assert.equal(second.how.summary, 'built');
    assert.equal(second.how.log, undefined);
    assert.deepEqual(second.what, first.what);
    assert.equal(second.what?.passed, true);
  });

  it('lets those run that come after it, with its facts', async () => {
    const deps: DepsFact = {
      manager: 'x',
      packages: [],
      hashesChecked: true,
      scriptsWithheld: [],
      evidence: [],
    };
    const world = workshop();
    const plan = plannedOf([
      [building({ gives: ['deps'] }, { facts: { deps } })],
      [aJobOf('b', { needs: ['deps'] }), 'a'],
    ]);
    const [, before] = await new Running(world, plan).records();
    const [now, after] = await new Running(world, plan).records();
    assert.deepEqual([now?.how.state, now?.facts], ['fresh', { deps }]);
    assert.equal(after?.what?.key, before?.what?.key);
    assert.deepEqual(world.processes.started, ['a', 'b', 'b']);
  });

  const again: Readonly<Record<string, (world: FakeWorld) => void>> = {
    'an input changed': (world) => world.files.put(`${WORKSPACE}/src/x`, 'two'),
    'an output was touched': (world) => world.files.put(`${WORKSPACE}/dist/out`, 'out'),
    'an output is gone': (world) => value(world.files.remove(`${WORKSPACE}/dist`)),
    'the stamps are gone': (world) => value(world.files.remove(world.state)),
  };
  for (const [name, change] of Object.entries(again)) {
    it(`runs again when ${name}`, async () => {
      const world = workshop();
      await once(world, building());
      change(world);
      assert.equal((await once(world, building())).how.state, 'done');
      assert.equal(world.processes.started.length, 2);
    });
  }

  it('runs again when it is told to, in CI, and on a forge', async () => {
    const world = workshop();
    await once(world, building());
    assert.equal((await once(world, building(), { force: true })).how.state, 'done');
    assert.equal((await once(world, building(), {}, { ci: true })).how.state, 'done');
    assert.equal((await once(world, building(), {}, { host: 'github', ci: true })).how.state, 'done');
    assert.equal((await once(world, building())).how.state, 'fresh');
  });

  it('is one that ended well: not one that failed, was cancelled, or is never remembered', async () => {
    const world = workshop();
    await once(world, building({ cache: 'never' }));
    assert.equal((await once(world, building({ cache: 'never' }))).how.state, 'done');
    assert.deepEqual(world.files.paths(world.state), []);
    const failing = workshop({ work: () => {} });
    const scripts: Script[] = [exits(1), exits(0)];
    const world2 = aWorld({
      files: failing.files,
      processes: new FakeProcesses({
        a: (request) => {
          failing.files.put(`${WORKSPACE}/dist/out`, '');
          return scripts.shift()?.(request);
        },
      }),
      git: failing.git,
    });
    assert.equal((await once(world2, building())).how.state, 'failed');
    assert.equal((await once(world2, building())).how.state, 'done');
  });

  it('C14: is not remembered when an input changed while it ran', async () => {
    let round = 0;
    const world = workshop({
      work: (files) => {
        round += 1;
        if (round === 1) files.put(`${WORKSPACE}/src/x`, 'changed on the way');
      },
    });
    const first = await once(world, building());
    assert.equal(first.how.state, 'done');
    assert.deepEqual(first.how.remarks, ['inputs changed while it ran; it will run again next time']);
    assert.equal((await once(world, building())).how.state, 'done');
    assert.equal((await once(world, building())).how.state, 'fresh');
  });

  it('is not remembered when that cannot be noted down, which fails nothing', async () => {
    const world = workshop();
    world.files.refuse('writeText', /fresh/, 'ENOSPC');
    const record = await once(world, building());
    assert.equal(record.how.state, 'done');
    assert.deepEqual(record.how.remarks, [
      'what was done could not be noted down; it will run again next time',
    ]);
  });
});

describe('outputs', () => {
  it('must be there when a job has ended well', async () => {
    const world = workshop({ work: (files) => value(files.remove(`${WORKSPACE}/dist`)) });
    const record = await once(world, building());
    assert.deepEqual(
      [record.how.state, record.how.failure],
      ['failed', { code: 'output-missing', job: 'a', path: 'dist' }],
    );
    assert.equal((await once(world, building())).how.state, 'failed');
  });

  it('need not be there when it failed: that is said, and nothing else', async () => {
    const { records } = await outcome([[aJobOf('a', { outputs: [at('dist')] })]], { a: exits(2) });
    assert.equal(only(records).how.failure?.code, 'command-failed');
  });

  it('that git tracks keep the job from running', async () => {
    const world = workshop({ tracked: ['src/x', 'dist/committed'] });
    const record = await once(world, building());
    assert.deepEqual(record.how.failure, { code: 'output-tracked', job: 'a', path: 'dist' });
    assert.deepEqual(world.processes.started, []);
  });

  it('of somebody else are kept, and said', async () => {
    const world = workshop();
    world.files.put(`${WORKSPACE}/dist/mine`, 'precious');
    const record = await once(world, building());
    assert.match(record.how.remarks.join(), /dist was there before.*\.sealsmith\/replaced\/dist/);
    assert.equal(world.files.text(`${WORKSPACE}/.sealsmith/replaced/dist/mine`), 'precious');
    assert.equal(world.files.kind(`${WORKSPACE}/dist/mine`), undefined);
  });

  it('of ours are no guests in the next run: never remembered, failed, interrupted', async () => {
    const world = workshop();
    for (const job of [building({ cache: 'never' }), building({ cache: 'never' }), building()])
      assert.deepEqual((await once(world, job)).how.remarks, []);
  });

  it('of an install that failed are those that worked before', async () => {
    const scripts: Script[] = [];
    const files = new FakeFiles({ [`${WORKSPACE}/`]: '' });
    const world = aWorld({
      files,
      processes: new FakeProcesses({ a: (request) => scripts.shift()?.(request) }),
    });
    const install = building({ cache: 'store', inputs: [] });
    const writes =
      (text: string, how: Script): Script =>
      (request) => {
        files.put(`${WORKSPACE}/dist/${text}`, text);
        return how(request);
      };
    scripts.push(writes('good', exits(0)), writes('half', exits(1)));
    await once(world, install);
    assert.equal((await once(world, install, { force: true })).how.state, 'failed');
    assert.deepEqual(
      files.list(`${WORKSPACE}/dist`).map(({ name }) => name),
      ['good'],
    );
  });

  it('of other jobs are no inputs', async () => {
    const world = workshop();
    const git = aGit({ files: ['src/x', 'dist/old', '.sealsmith/run.json'], tracked: [] });
    const plan = plannedOf([[building()], [aJobOf('b', { inputs: ['**'] })]]);
    const [, record] = await new Running({ ...world, git }, plan).records();
    assert.equal(record?.what?.inputs.files, 1);
  });

  it('of the jobs before are inputs where they are named', async () => {
    const world = workshop();
    const plan = plannedOf([[building()], [aJobOf('b', { inputs: ['dist/out'] }), 'a']]);
    const [, record] = await new Running(world, plan).records();
    assert.equal(record?.what?.inputs.files, 1);
  });
});

describe('building again', () => {
  const binary = (digest: string, file: string): BinaryFact => ({
    name: 'x',
    archive: 'dist/x.tar.gz',
    sha256: sha(digest),
    bytes: 1,
    files: [{ path: 'x', mode: 0o755, bytes: 1, sha256: sha(file) }],
    evidence: [],
  });
  const twice = async (before: BinaryFact, now: BinaryFact) => {
    const world = workshop();
    const first = await once(world, building({}, { facts: { binary: before } }));
    const second = await once(world, building({}, { facts: { binary: now } }), { force: true });
    return [first.how.rebuilt, second.how.rebuilt];
  };

  it('says that the same came out, or what differs', async () => {
    assert.deepEqual(await twice(binary('1', 'a'), binary('1', 'a')), [
      undefined,
      { equal: true, differs: [] },
    ]);
    assert.deepEqual(await twice(binary('1', 'a'), binary('2', 'b')), [
      undefined,
      { equal: false, differs: ['x'] },
    ]);
  });

  it('says nothing when the inputs are others', async () => {
    const world = workshop();
    await once(world, building({}, { facts: { binary: binary('1', 'a') } }));
    world.files.put(`${WORKSPACE}/src/x`, 'two');
    const second = await once(world, building({}, { facts: { binary: binary('2', 'b') } }));
    assert.equal(second.how.rebuilt, undefined);
  });
});

describe('what a job prints', () => {
  const SECRET = 'correct-horse-battery';
  const secrets = new Map([['TOKEN', SECRET]]);

  /** Everything of one run that somebody could see. */
  async function seen(script: Script, spec: Partial<JobSpec> = {}, granted = new Map<string, string>()) {
    const tails: string[] = [];
    const world = aWorld({ secrets, processes: new FakeProcesses({ a: script }) });
    const job = aJobOf('a', spec, {
      finish: async ({ tail }) => {
        tails.push(tail);
        return ok({ facts: {}, summary: tail, remarks: [] });
      },
      progress: () => (line) => `at ${line}`,
    });
    const run = new Running(world, plannedOf([[job]]), { granted });
    const record = only(await run.records());
    const output = run.events.flatMap((event) =>
      event.kind === 'job-output' ? [Buffer.from(event.chunk)] : [],
    );
    const notes = run.events.flatMap((event) => (event.kind === 'job-progress' ? [event.note] : []));
    return {
      output: Buffer.concat(output).toString(),
      log: world.files.text(`${WORKSPACE}/.sealsmith/logs/a.log`),
      tail: tails.join(),
      notes,
      record,
      events: JSON.stringify(run.events.map((event) => (event.kind === 'job-output' ? '' : event))),
    };
  }

  it('goes to the log, the listeners, the tail and the notes', async () => {
    const { output, log, tail, notes } = await seen((request) => {
      print(request, 'one\ntw');
      print(request, 'o\nthree');
      return undefined;
    });
    assert.deepEqual([output, log, tail], Array(3).fill('one\ntwo\nthree'));
    assert.deepEqual(notes, ['at one', 'at two']);
  });

  it('E2: shows no secret anywhere, also when it comes in pieces', async () => {
    const everything = await seen((request) => {
      print(request, `a ${SECRET} b\n`);
      for (const char of SECRET) print(request, char);
      print(request, `\n${Buffer.from(SECRET).toString('base64')} c\n`);
      print(request, SECRET);
      return undefined;
    });
    const all = JSON.stringify(everything);
    assert.ok(
      !all.includes(SECRET) && !all.includes(Buffer.from(SECRET).toString('base64').slice(4, 16)),
      all,
    );
    assert.equal(everything.output, 'a *** b\n***\n*** c\n***');
    assert.deepEqual([everything.log, everything.tail], [everything.output, everything.output]);
  });

  it('E2: shows no secret that a report quotes', async () => {
    const quote = `assert "${SECRET}" == ""`;
    const job = aJobOf(
      'a',
      {},
      {
        finish: async () =>
          ok({
            facts: {},
            summary: quote,
            remarks: [quote],
            tests: {
              failed: [{ name: `test[${SECRET}]`, file: 'x.py', line: 1, message: quote }],
              slowest: [{ name: `test[${SECRET}]`, milliseconds: 1 }],
            },
          }),
      },
    );
    const world = aWorld({ secrets, processes: new FakeProcesses({ a: exits(1) }) });
    const { how } = await once(world, job);
    assert.ok(!JSON.stringify(how).includes(SECRET), JSON.stringify(how));
    assert.equal(how.failedTests[0]?.message, 'assert "***" == ""');
    assert.equal(how.failedTests[0]?.file, 'x.py');
  });

  it('E2: shows no short secret to the job that was granted it', async () => {
    const script: Script = (request) => {
      print(request, 'pin 1234\n');
      return undefined;
    };
    const granted = new Map([['secret:PIN', '1234']]);
    assert.equal((await seen(script, { grants: ['secret:PIN'] }, granted)).output, 'pin ***\n');
    assert.equal((await seen(script, {}, granted)).output, 'pin 1234\n');
  });

  it('is not one line: other bytes pass as they are', async () => {
    const bytes = Uint8Array.of(0xff, 0x00, 0xc3, 0x28);
    const world = aWorld({
      processes: new FakeProcesses({
        a: (request) => {
          request.onOutput(bytes);
          return undefined;
        },
      }),
    });
    const run = new Running(world, plannedOf([[a]]));
    await run.records();
    const [event] = run.events.filter((one) => one.kind === 'job-output');
    assert.deepEqual(event?.chunk, bytes);
  });

  it('is in the log of its job, also when it fails or is cancelled', async () => {
    const { run, processes } = begin([[aJobOf('audit/x')], [b]], {
      'audit-x': (request) => {
        print(request, 'so far');
        return processes.hold(request);
      },
      b: async (request) => {
        print(request, 'no');
        await idle();
        return { kind: 'exited', exit: 1 };
      },
    });
    const records = await run.records();
    assert.deepEqual(
      records.map((record) => record.how.log),
      ['.sealsmith/logs/audit/x.log', '.sealsmith/logs/b.log'],
    );
    assert.equal(run.world.files.text(`${WORKSPACE}/.sealsmith/logs/audit/x.log`), 'so far');
    assert.equal(run.world.files.text(`${WORKSPACE}/.sealsmith/logs/b.log`), 'no');
  });
});

describe('a command', () => {
  async function requested(
    job: Job,
    options: Partial<ExecuteOptions> = {},
  ): Promise<readonly CommandRequest[]> {
    return (await outcome([[job]], {}, options)).processes.requests;
  }

  it('is a program of the machine, of the project, or our own', async () => {
    const job = aJobOf('a', {
      commands: [
        { tool: 'curl', args: ['-s'] },
        { tool: 'pytest', args: ['-q'], cwd: at('sub') },
        { tool: 'sealsmith', args: ['internal', 'pack'] },
      ],
      tools: [
        aTool('curl', { path: '/usr/bin/curl' }),
        aTool('pytest', { from: 'project', path: '.venv/bin/pytest' }),
        aTool('sealsmith', { from: 'self' }),
      ],
    });
    const found = await requested(job, { bins: ['.venv/bin'] });
    assert.deepEqual(
      found.map(({ program, args, cwd }) => [program, args, cwd]),
      [
        ['/usr/bin/curl', ['-s'], WORKSPACE],
        [`${WORKSPACE}/.venv/bin/pytest`, ['-q'], `${WORKSPACE}/sub`],
        ['/opt/node', ['/opt/sealsmith/main.js', 'internal', 'pack'], WORKSPACE],
      ],
    );
    assert.ok(found[0]?.env['PATH']?.split(':').includes(`${WORKSPACE}/.venv/bin`));
  });

  it('of a tool that its job does not have is a bug', async () => {
    const { run } = begin([[aJobOf('a', { tools: [] })]]);
    await assert.rejects(run.done, /none of its tools/);
  });

  it('has network when it was granted, and not otherwise', async () => {
    assert.equal((await requested(aJobOf('a', { grants: ['network'] })))[0]?.network, true);
    assert.equal((await requested(a))[0]?.network, false);
  });

  it('has what is left of its job’s time', async () => {
    const world = aWorld({
      processes: new FakeProcesses({
        one: () => {
          world.clock.advance(700);
          return undefined;
        },
        two: () => {
          world.clock.advance(700);
          return undefined;
        },
      }),
    });
    const commands = ['one', 'two', 'three'].map((tool) => ({ tool, args: [] }));
    await once(world, aJobOf('a', { commands, tools: commands.map(({ tool }) => aTool(tool)), limit: 1000 }));
    assert.deepEqual(
      world.processes.requests.map((request) => request.limit),
      [1000, 300, 1],
    );
  });

  it('has folders and links of its own that are gone afterwards, whatever happened', async () => {
    for (const exit of [0, 1]) {
      const during: (readonly string[])[] = [];
      const files = new FakeFiles({ [`${WORKSPACE}/`]: '' });
      const world = aWorld({
        files,
        processes: new FakeProcesses({
          a: (request) => {
            const { HOME = '', TMPDIR = '', PATH = '' } = request.env;
            during.push([HOME, TMPDIR].map((path) => `${files.kind(path)}`));
            const [bin] = PATH.split(':').filter((folder) => folder.startsWith('/tmp/'));
            during.push(files.list(bin ?? '').map(({ name, kind }) => `${name} ${kind}`));
            return { kind: 'exited', exit };
          },
        }),
      });
      await once(world, aJobOf('a', { tools: [aTool('a'), aTool('git'), aTool('x', { from: 'project' })] }));
      assert.deepEqual(during, [
        ['folder', 'folder'],
        ['a link', 'git link'],
      ]);
      assert.deepEqual(files.paths('/tmp'), []);
      assert.deepEqual(
        files.paths(`${WORKSPACE}/.sealsmith`).filter((path) => path.includes('aside')),
        [],
      );
    }
  });

  it('leaves nothing of its own to the jobs after it', async () => {
    const seen: string[] = [];
    const files = new FakeFiles({ [`${WORKSPACE}/`]: '' });
    const look: Script = ({ env }) => {
      const folderOfRun = posix.join(env['HOME'] ?? '', '../..');
      seen.push(
        files
          .list(folderOfRun)
          .map(({ name }) => name)
          .join(),
      );
      return undefined;
    };
    const world = aWorld({ files, processes: new FakeProcesses({ a: look, b: look }) });
    await new Running(world, plannedOf([[a], [b, 'a']])).records();
    assert.deepEqual(seen, ['a', 'b']);
  });

  it('finds the stores of its package manager', async () => {
    const job = aJobOf('a', {
      stores: [{ name: 'pip', env: ['PIP_CACHE_DIR'], keeps: ['http-v2'], leaves: [], checked: false }],
    });
    const { world, processes } = await outcome([[job]]);
    const store = processes.requests[0]?.env['PIP_CACHE_DIR'] ?? '';
    assert.equal(world.files.kind(store), 'folder');
  });
});

describe('the machine', () => {
  it('that gives no temporary folder ends the run before it begins', async () => {
    const world = aWorld();
    world.files.refuse('temporary', /./, 'ENOSPC');
    const run = new Running(world, plannedOf([[a]]));
    assert.deepEqual([failure(await run.done).code, world.processes.started], ['system', []]);
  });

  const refusals: readonly (readonly ['makeFolder' | 'log' | 'link' | 'digestAll' | 'rename', RegExp])[] = [
    ['makeFolder', /\/home$/],
    ['log', /logs/],
    ['link', /\/bin\//],
    ['digestAll', /src/],
    ['rename', /dist$/],
  ];
  for (const [operation, path] of refusals) {
    it(`that refuses ${operation} fails the job and says so`, async () => {
      const world = workshop();
      await once(world, building());
      world.files.put(`${WORKSPACE}/src/x`, 'two');
      world.files.refuse(operation, path, 'EACCES');
      const { how } = await once(world, building());
      assert.equal(how.state, 'failed');
      assert.ok(how.failure?.code === 'system' && how.failure.errno === 'EACCES');
      assert.equal(world.processes.started.length, 1);
      assert.deepEqual(world.files.paths('/tmp'), []);
    });
  }
});

describe('events', () => {
  it('tell of each job when it begins, prints and ends, and when that was', async () => {
    const { events } = await outcome([[a], [b, 'a']], {
      a: (request) => {
        print(request, 'x');
        return undefined;
      },
    });
    assert.deepEqual(
      events.map((event) =>
        event.kind === 'job-finished'
          ? `${event.kind} ${event.record.how.id}`
          : 'job' in event
            ? `${event.kind} ${event.job}`
            : event.kind,
      ),
      ['job-started a', 'job-output a', 'job-finished a', 'job-started b', 'job-finished b'],
    );
  });

  it('say how long each job took', async () => {
    const world = aWorld({
      processes: new FakeProcesses({
        a: () => {
          world.clock.advance(1500);
          return undefined;
        },
      }),
    });
    const { when } = await once(world, a);
    assert.deepEqual([when.milliseconds, when.started], [1500, world.clock.now() - 1500]);
  });
});

describe('two runs of one tree', () => {
  it('are equal in what, also in another folder, on another day, with tools elsewhere', async () => {
    const runIn = async (workspace: string, tools: string, more: Partial<FakeWorld> = {}) => {
      const files = new FakeFiles({ [`${workspace}/src/x`]: 'one', [`${workspace}/src/y`]: 'two' });
      const world = aWorld({
        files,
        git: aGit({ files: ['src/y', 'src/x'], tracked: [] }),
        processes: new FakeProcesses({ a: () => void files.put(`${workspace}/dist/out`, 'out') }),
        ...more,
      });
      const job = building({
        tools: [aTool('a', { path: `${tools}/a` })],
        env: { X: '1' },
        params: { y: [1] },
      });
      return once(world, job, {}, { workspace });
    };
    const clock = aWorld().clock;
    clock.advance(86_400_000);
    const here = await runIn('/workspace', '/usr/bin');
    const there = await runIn('/home/bob/other folder', '/opt/tools', {
      clock,
      home: '/home/bob',
      state: '/s',
    });
    assert.deepEqual(there.what, here.what);
    assert.equal(JSON.stringify(here.what).includes('/workspace'), false);
  });
});
