/** The commands over a world of the tests: what they write, say and end with. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { doctor } from '../../../src/cli/doctor.ts';
import { explain } from '../../../src/cli/explain.ts';
import { init } from '../../../src/cli/init.ts';
import { plan } from '../../../src/cli/plan.ts';
import { type RunFlags, run } from '../../../src/cli/run.ts';
import { STEP_NAMES } from '../../../src/core/step.ts';
import { readRecord } from '../../../src/run/read-record.ts';
import { FakeFiles } from '../../support/files.ts';
import { aGit } from '../../support/git.ts';
import { aConfig } from '../../support/planned.ts';
import { FakeProcesses, idle, print, type Script } from '../../support/processes.ts';
import { aSession } from '../../support/session.ts';
import { aTool, aWorld, type FakeWorld, value, WORKSPACE } from '../../support/world.ts';

const TWO = 'steps:\n  one: { run: echo 1 }\n  two: { run: echo 2, after: [one] }\n';

/** A world whose workspace holds these files, and whose shell does what a test says. */
function world(
  files: Readonly<Record<string, string>>,
  sh?: Script,
  more: Partial<FakeWorld> = {},
): FakeWorld {
  const absolute = Object.entries(files).map(([path, text]) => [`${WORKSPACE}/${path}`, text]);
  return aWorld({
    files: new FakeFiles({ [`${WORKSPACE}/`]: '', ...Object.fromEntries(absolute) }),
    processes: new FakeProcesses(sh === undefined ? {} : { sh }),
    ...more,
  });
}

async function ran(here: FakeWorld, flags: RunFlags = {}, steps: readonly string[] = []) {
  const { session, out, err } = aSession(here);
  return { exit: await run(session, steps, flags), text: out() + err() };
}

describe('sealsmith run', () => {
  it('runs the steps, keeps a record and says so', async () => {
    const here = world({ 'sealsmith.yml': TWO });
    const { exit, text } = await ran(here);
    assert.equal(exit, 0);
    assert.match(text, /2 done/);
    const stored = value(readRecord(here.files, `${WORKSPACE}/.sealsmith/run.json`));
    assert.deepEqual(
      stored?.record.how.jobs.map((job) => job.id),
      ['one', 'two'],
    );
    assert.equal(stored?.record.how.exit, 0);
    assert.equal(here.files.kind(`${WORKSPACE}/.sealsmith/runs/${stored?.digest}.json`), 'file');
  });

  it('hides its folder from git, once', async () => {
    const here = world({ 'sealsmith.yml': TWO });
    await ran(here);
    assert.equal(here.files.text(`${WORKSPACE}/.sealsmith/.gitignore`), '*\n');
    here.files.put(`${WORKSPACE}/.sealsmith/.gitignore`, 'changed by its owner\n');
    await ran(here);
    assert.equal(here.files.text(`${WORKSPACE}/.sealsmith/.gitignore`), 'changed by its owner\n');
  });

  it('ends with the status of what failed, and the record says the same', async () => {
    const here = world({ 'sealsmith.yml': TWO }, () => ({ kind: 'exited', exit: 7 }));
    const { exit, text } = await ran(here);
    assert.equal(exit, 1);
    assert.match(text, /echo 1 ended with 7/);
    assert.equal(value(readRecord(here.files, `${WORKSPACE}/.sealsmith/run.json`))?.record.how.exit, 1);
  });

  it('ends with 130 or 143 when it was told to stop, and still keeps a record', async () => {
    for (const [signal, status] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const here = world({ 'sealsmith.yml': TWO }, (request) => here.processes.hold(request));
      const told = aSession(here);
      const running = run(told.session, [], {});
      while (here.processes.running.length === 0) await idle();
      told.signal(signal);
      assert.equal(await running, status);
      assert.equal(
        value(readRecord(here.files, `${WORKSPACE}/.sealsmith/run.json`))?.record.how.exit,
        status,
      );
    }
  });

  it('does not run beside another run, and lets the next one in', async () => {
    const here = world({ 'sealsmith.yml': TWO });
    const release = value(here.files.lock(`${WORKSPACE}/.sealsmith/lock`));
    const { exit, text } = await ran(here);
    assert.equal(exit, 5);
    assert.match(text, /another run/);
    assert.deepEqual(here.processes.started, []);
    release();
    assert.equal((await ran(here)).exit, 0);
    assert.equal((await ran(here)).exit, 0);
  });

  it('gives the folder back after every kind of end', async () => {
    const bad = world({ 'sealsmith.yml': TWO }, () => ({ kind: 'exited', exit: 1 }));
    await ran(bad);
    const stuck = world({ 'sealsmith.yml': TWO });
    stuck.files.refuse('temporary', /./, 'ENOSPC');
    await ran(stuck);
    for (const each of [bad, stuck]) assert.ok(each.files.lock(`${WORKSPACE}/.sealsmith/lock`).ok);
  });

  it('says what would run and touches nothing with --dry-run', async () => {
    const here = world({ 'sealsmith.yml': TWO });
    const before = here.files.paths(WORKSPACE);
    const { exit, text } = await ran(here, { dryRun: true });
    assert.equal(exit, 0);
    assert.match(text, /echo 1/);
    assert.deepEqual([here.processes.started, here.files.paths(WORKSPACE)], [[], before]);
  });

  it('writes nothing when the plan is not sound', async () => {
    for (const [text, steps, status] of [
      ['steps: { a: { run: x, after: [a] } }\n', [], 2],
      [TWO, ['three'], 2],
      ['steps: { a: { run: x, tools: [none] } }\n', [], 5],
      ['nonsense: 1\n', [], 2],
    ] as const) {
      const here = world({ 'sealsmith.yml': text });
      assert.equal((await ran(here, {}, steps)).exit, status);
      assert.deepEqual(here.files.paths(WORKSPACE), [`${WORKSPACE}/sealsmith.yml`]);
    }
  });

  it('ends with 5 when the record cannot be written, although the jobs did well', async () => {
    const here = world({ 'sealsmith.yml': TWO });
    here.files.refuse('writeText', /runs\//, 'ENOSPC');
    const { exit, text } = await ran(here);
    assert.equal(exit, 5);
    assert.match(text, /the record could not be written/);
  });

  it('runs just the named steps with --only', async () => {
    const here = world({ 'sealsmith.yml': TWO });
    assert.equal((await ran(here, { only: true }, ['two'])).exit, 0);
    assert.deepEqual(
      here.processes.requests.map((request) => request.args.at(-1)),
      ['echo 2'],
    );
  });

  it('shows no secret, whoever prints it', async () => {
    const here = world(
      { 'sealsmith.yml': 'steps: { one: { run: x, secrets: [DEPLOY_TOKEN] } }\n' },
      (request) => {
        print(request, `using ${request.env['DEPLOY_TOKEN']}\n`);
        return { kind: 'exited', exit: 1 };
      },
      { secrets: new Map([['DEPLOY_TOKEN', 'the-secret-value']]) },
    );
    const { text } = await ran(here);
    const everything = here.files
      .paths('/')
      .map((path) => here.files.text(path) ?? '')
      .join();
    assert.match(text, /using \*\*\*/);
    assert.ok(!text.includes('the-secret-value') && !everything.includes('the-secret-value'));
  });
});

describe('sealsmith init', () => {
  const kinds: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'a project that is known': { 'requirements.txt': '' },
    'an empty folder': {},
    'a folder that is two projects': { 'requirements.txt': '', 'package.json': '{}' },
  };
  for (const [name, files] of Object.entries(kinds)) {
    it(`writes a sound file for ${name}`, async () => {
      const here = world(files);
      const { session, out } = aSession(here);
      assert.equal(await init(session), 0);
      const text = here.files.text(`${WORKSPACE}/sealsmith.yml`) ?? '';
      assert.match(out(), /wrote .*sealsmith\.yml/);
      assert.equal(aConfig(text).steps, undefined);
      // And it stays sound when somebody takes the comment signs away.
      const opened = text.replace(/^# ( *(?!sealsmith)[a-z-]+:(?: .*)?)$/gm, '$1');
      const { steps, protected: branches } = aConfig(opened);
      assert.deepEqual(Object.keys(steps ?? {}), [...STEP_NAMES, 'smoke']);
      assert.deepEqual(branches, ['main']);
    });
  }

  it('never overwrites, under either name', async () => {
    for (const name of ['sealsmith.yml', 'sealsmith.yaml']) {
      const here = world({ [name]: 'project: mine\n' });
      const { session, err } = aSession(here);
      assert.equal(await init(session), 2);
      assert.match(err(), /never overwrites/);
      assert.deepEqual(here.files.paths(WORKSPACE), [`${WORKSPACE}/${name}`]);
      assert.equal(here.files.text(`${WORKSPACE}/${name}`), 'project: mine\n');
    }
  });

  it('writes where --config says', async () => {
    const here = world({ 'sealsmith.yml': TWO });
    assert.equal(await init(aSession(here, { config: 'ci/own.yml' }).session), 0);
    assert.equal(here.files.kind(`${WORKSPACE}/ci/own.yml`), 'file');
  });
});

describe('sealsmith doctor', () => {
  const text =
    'toolchain: commands\nsteps: { a: { run: x, tools: [curl, jq] }, b: { run: y, tools: [jq] } }\n';
  const found = (names: readonly string[]): Partial<FakeWorld> => ({
    findTools: async () => new Map(names.map((name) => [name, aTool(name, { version: '8.1' })])),
  });

  it('ends with 0 when all is there, and says where and for whom', async () => {
    const { session, out } = aSession(world({ 'sealsmith.yml': text }, undefined, found(['curl', 'jq'])));
    assert.equal(await doctor(session), 0);
    assert.match(out(), /curl +8\.1 +\/usr\/bin\/curl +for a$/m);
    assert.match(out(), /jq +8\.1 +\/usr\/bin\/jq +for a, b$/m);
  });

  it('ends with 5 when something is missing, and shows the rest all the same', async () => {
    const { session, out } = aSession(world({ 'sealsmith.yml': text }, undefined, found(['curl'])));
    assert.equal(await doctor(session), 5);
    assert.match(out(), /curl +8\.1/);
    assert.match(out(), /jq/);
    assert.match(out(), /install jq/);
  });

  it('says the status that it ends with, whatever is missing', async () => {
    const unset = 'toolchain: commands\nsteps: { a: { run: x, secrets: [MY_PASSWORD] } }\n';
    for (const [config, status] of [
      [text, 5],
      [unset, 2],
    ] as const) {
      const { session, out } = aSession(world({ 'sealsmith.yml': config }, undefined, found(['curl'])));
      assert.equal(await doctor(session), status);
      assert.match(out(), new RegExp(`^1 missing \\(exit ${status}\\)$`, 'm'));
    }
  });

  it('is for programs too', async () => {
    const here = world({ 'sealsmith.yml': text }, undefined, found(['curl']));
    const { session, out } = aSession(here, { json: true });
    assert.equal(await doctor(session), 5);
    const view = JSON.parse(out()) as { tools: { name: string; needed: boolean; neededBy: string[] }[] };
    assert.deepEqual(
      view.tools.map(({ name, needed, neededBy }) => [name, needed, neededBy]),
      [
        ['sh', false, []],
        ['curl', false, view.tools[1]?.neededBy],
        ['jq', true, ['a', 'b']],
      ],
    );
  });

  it('with --quiet says only what is wrong', async () => {
    for (const [names, status, said] of [
      [['curl', 'jq'], 0, /^$/],
      [['curl'], 5, /^[^\n]*needs jq, which is not on this machine/],
    ] as const) {
      const here = world({ 'sealsmith.yml': text }, undefined, found(names));
      const { session, out, err } = aSession(here, { quiet: true });
      assert.equal(await doctor(session), status);
      assert.equal(out(), '');
      assert.match(err(), said);
    }
  });

  it('says what a careful person wants to know of the checkout', async () => {
    const said = async (git: FakeWorld['git']) => {
      const { session, out } = aSession(world({ 'sealsmith.yml': TWO }, undefined, { git }));
      await doctor(session);
      return out();
    };
    assert.match(await said(aGit(undefined)), /not a git repository/);
    assert.match(await said(aGit({ facts: { shallow: true } })), /shallow clone/);
    assert.match(await said(aGit({ facts: { commit: undefined } })), /no commit yet/);
  });
});

describe('sealsmith explain and plan', () => {
  it('say where each value of a step came from', async () => {
    const { session, out } = aSession(world({ 'sealsmith.yml': 'steps:\n  smoke:\n    run: ./smoke.sh\n' }));
    assert.equal(await explain(session, 'smoke'), 0);
    assert.match(out(), /\.\/smoke\.sh.*sealsmith\.yml:3/);
  });

  it('say nothing with --quiet but what is wrong', async () => {
    const here = world({ 'sealsmith.yml': TWO });
    for (const [step, status, wrong] of [
      ['one', 0, /^$/],
      ['tow', 2, /did you mean "two"\?/],
    ] as const) {
      for (const command of [plan, explain]) {
        const { session, out, err } = aSession(here, { quiet: true });
        const exit = command === plan ? plan(session, [step], {}) : explain(session, step);
        assert.equal(await exit, status);
        assert.equal(out(), '');
        assert.match(err(), wrong);
      }
    }
    const json = aSession(here, { quiet: true, json: true });
    assert.equal(await plan(json.session, [], {}), 0);
    assert.match(json.out(), /sealsmith-plan/);
  });

  it('say why a step is skipped', async () => {
    const { session, out } = aSession(world({ 'sealsmith.yml': TWO }));
    assert.equal(await explain(session, 'lint'), 0);
    assert.match(out(), /nothing-to-do/);
  });

  it('name the nearest step for one that is none', async () => {
    const here = world({ 'sealsmith.yml': TWO });
    const { session, err } = aSession(here);
    assert.equal(await explain(session, 'on'), 2);
    assert.match(err(), /did you mean "one"\?/);
    assert.equal(await plan(session, ['tow'], {}), 2);
    assert.match(err(), /did you mean "two"\?/);
  });

  it('give the plan as text, as JSON and as a drawing, and run nothing', async () => {
    const here = world({ 'sealsmith.yml': TWO });
    const text = aSession(here);
    assert.equal(await plan(text.session, [], {}), 0);
    assert.match(text.out(), /one +echo 1/);
    const json = aSession(here, { json: true });
    assert.equal(await plan(json.session, [], {}), 0);
    const { schema, jobs } = JSON.parse(json.out()) as { schema: string; jobs: { spec: { id: string } }[] };
    assert.deepEqual([schema, jobs.map((job) => job.spec.id)], ['sealsmith-plan/1', ['one', 'two']]);
    const drawing = aSession(here);
    await plan(drawing.session, [], { mermaid: true });
    assert.match(drawing.out(), /flowchart|graph/);
    assert.deepEqual(here.processes.started, []);
  });
});
