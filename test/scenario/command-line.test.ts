/** The command line as programs and people use it: what goes where, what a slip of the pen gives, what help says. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MarkedProject } from '../support/aftermath.ts';
import { runProgram } from '../support/project.ts';

const GOOD = '  good: { run: "echo from-the-job; touch ran" }';
const BAD = '  bad: { run: "echo from-the-job; exit 4" }\n  next: { run: "true", after: [bad] }';
const ESCAPE = '\u001b[';

function jsonLines(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}

describe('--json', () => {
  it('puts events on standard output and text for people on standard error', async () => {
    for (const [steps, exit] of [
      [GOOD, 0],
      [BAD, 1],
    ] as const) {
      using project = new MarkedProject(steps);
      const ran = await project.run(['run', '--json']);
      assert.equal(ran.exit, exit, ran.err);
      const kinds = jsonLines(ran.out).map((event) => (event as { kind: string }).kind);
      assert.equal(kinds[0], 'run-started');
      assert.equal(kinds.at(-1), 'run-finished');
      assert.ok(
        kinds.includes('job-started') && kinds.includes('job-finished') && kinds.includes('job-output'),
      );
      assert.match(ran.err, exit === 0 ? /1 done/ : /from-the-job/);
      await project.leavesNothing();
    }
  });

  it('is one value for the commands that only look', async () => {
    using project = new MarkedProject(GOOD);
    for (const args of [['plan'], ['explain', 'good'], ['doctor'], ['run', '--dry-run']]) {
      const ran = await project.run([...args, '--json']);
      assert.equal(ran.exit, 0, ran.err);
      assert.equal(jsonLines(ran.out).length, 1, `${args}: ${ran.out}`);
    }
  });

  it('says failures that come before a run as well', async () => {
    using project = new MarkedProject('  a: { run: x, after: [a] }');
    for (const [args, exit] of [
      [['run'], 2],
      [['plan'], 2],
      [['explain', 'nonsense'], 2],
      [['run', '--nonsense'], 2],
      [['nonsense'], 2],
    ] as const) {
      const ran = await project.run([...args, '--json']);
      assert.equal(ran.exit, exit, ran.out + ran.err);
      const [failed, ...others] = jsonLines(ran.out) as { kind: string; exit: number }[];
      assert.deepEqual([failed?.kind, failed?.exit, others], ['failed', exit, []], `${args}: ${ran.out}`);
      assert.notEqual(ran.err, '');
    }
  });
});

describe('how much is said', () => {
  it('is one line with --quiet, unless something failed', async () => {
    using good = new MarkedProject(GOOD);
    const fine = await good.run(['run', '--quiet']);
    assert.deepEqual([fine.exit, fine.out.trimEnd().split('\n').length], [0, 1], fine.out);
    using bad = new MarkedProject(BAD);
    const failed = await bad.run(['run', '--quiet']);
    assert.equal(failed.exit, 1);
    assert.match(failed.out, /bad: .*ended with 4/);
    assert.match(failed.out, /from-the-job/);
  });

  it('is all that jobs print with --verbose, and not without', async () => {
    using project = new MarkedProject(GOOD);
    assert.doesNotMatch((await project.run()).out, /from-the-job/);
    assert.match((await project.run(['run', '--verbose'])).out, /^good +\| from-the-job$/m);
  });
});

describe('colours', () => {
  it('are there when asked for, and not against --no-color or NO_COLOR', async () => {
    using project = new MarkedProject(GOOD);
    const colored = async (args: readonly string[], env: Record<string, string>): Promise<boolean> => {
      const ran = await project.run(['run', ...args], { env });
      assert.equal(ran.exit, 0, ran.err);
      return (ran.out + ran.err).includes(ESCAPE);
    };
    assert.equal(await colored([], {}), false, 'a pipe');
    assert.equal(await colored([], { FORCE_COLOR: '1' }), true, 'FORCE_COLOR');
    assert.equal(await colored(['--no-color'], { FORCE_COLOR: '1' }), false, '--no-color');
    assert.equal(await colored([], { FORCE_COLOR: '1', NO_COLOR: '1' }), false, 'NO_COLOR');
    assert.equal(await colored([], { FORCE_COLOR: '1', NO_COLOR: '' }), true, 'an empty NO_COLOR');
  });
});

describe('--dry-run', () => {
  it('runs nothing and writes nothing', async () => {
    using project = new MarkedProject(GOOD);
    const ran = await project.run(['run', '--dry-run']);
    assert.equal(ran.exit, 0, ran.err);
    assert.match(ran.out, /echo from-the-job/);
    assert.ok(!project.has('ran') && !project.has('.sealsmith'));
    await project.leavesNothing();
  });
});

describe('a slip of the pen', () => {
  const cases: readonly [string, readonly string[], RegExp][] = [
    ['in a command', ['rnu'], /"rnu" is not a command.*did you mean "run"/],
    ['in a step', ['run', 'tets'], /"tets" is not a step.*did you mean "test"/],
    ['in a flag', ['run', '--keep-gong'], /--keep-gong is not a flag of run.*did you mean "--keep-going"/],
    ['in a flag of all commands', ['plan', '--jsn'], /--jsn is not a flag of plan.*did you mean "--json"/],
    ['a step for a command', ['test'], /test is a step.*sealsmith run test/],
    ['a number that is none', ['run', '--jobs', 'many'], /whole number/],
    ['no number', ['run', '--jobs'], /argument missing|--jobs/],
    ['no command', [], /which command/],
    ['no step', ['explain'], /missing.*step/],
    ['too many words', ['doctor', 'now'], /too many arguments|doctor/],
    ['another shell', ['completion', 'tcsh'], /bash/],
  ];
  for (const [title, args, pattern] of cases) {
    it(`${title} is said with the nearest right word`, async () => {
      using project = new MarkedProject(GOOD);
      const ran = await project.run(args);
      assert.equal(ran.exit, 2, ran.out + ran.err);
      assert.match((ran.err + ran.out).replace(/\s+/g, ' '), pattern);
      assert.ok(!project.has('.sealsmith'));
    });
  }
});

describe('--help', () => {
  it('of every command names every flag that it understands', async () => {
    const global = ['--cwd', '--config', '--json', '--quiet', '--verbose', '--no-color', '--help'];
    const signer = [
      '--key',
      '--key-variable',
      '--keyless',
      '--identity-token',
      '--identity-command',
      '--services',
      '--trusted-root',
      '--log',
      '--timestamp',
      '--transparency',
      '--format',
    ];
    const own: Record<string, readonly string[]> = {
      run: [
        ...['--jobs', '--keep-going', '--only', '--record', '--bare'],
        ...['--force', '--strict', '--dry-run', '--load'],
      ],
      plan: ['--jobs', '--only', '--mermaid'],
      explain: [],
      doctor: [
        ...['--program', '--attestation', '--key', '--issuer', '--workflow', '--ref', '--identity'],
        ...['--trusted-root', '--offline'],
      ],
      context: [],
      'generate github': ['--image', '--kaniko', '--output', '--force', '--stdout', '--check', '--action'],
      'generate gitlab': ['--image', '--kaniko', '--output', '--force', '--stdout', '--check'],
      reproduce: ['--on-host', '--image', '--with', '--fetch', '--keep'],
      shell: ['--command'],
      init: [],
      cache: [],
      'cache list': [],
      'cache inspect': [],
      'cache verify': ['--all'],
      'cache key': ['--explain'],
      'cache diff': [],
      'cache prune': ['--dry-run'],
      'cache init': [],
      drill: [],
      'drill cache': [],
      'drill image': [],
      'image inspect': ['--platform'],
      'image diff': ['--platform'],
      'image lock': ['--update'],
      'image load': ['--as', '--into'],
      'keys generate': ['--algorithm'],
      sbom: ['--output', '--with', '--platform'],
      sign: signer,
      attest: [...signer, '--type', '--predicate'],
      evidence: [],
      verify: [
        '--key',
        '--issuer',
        '--workflow',
        '--ref',
        '--identity',
        '--source',
        '--source-id',
        '--source-ref',
        '--commit',
        '--builder',
        '--level',
        '--trigger',
        '--parameter',
        '--sbom',
        '--max-age',
        '--transparency',
        '--no-transparency',
        '--needs',
        '--expect',
        '--bundle',
        '--trusted-root',
        '--offline',
        '--explain',
      ],
      completion: [],
    };
    const top = await runProgram(['--help'], {});
    assert.equal(top.exit, 0);
    for (const flag of [...global, '--version']) assert.ok(top.out.includes(flag), flag);
    for (const [command, flags] of Object.entries(own)) {
      const words = command.split(' ');
      assert.match(top.out, new RegExp(`^  ${words[0]}\\b`, 'm'));
      const help = await runProgram([...words, '--help'], {});
      assert.equal(help.exit, 0);
      for (const flag of [...global, ...flags])
        assert.ok(help.out.includes(flag), `${command} ${flag}:\n${help.out}`);
      const named = new Set(help.out.match(/(?<=^ .*)--[a-z-]+(?=[ ,].* {2})/gm));
      assert.deepEqual(
        [...named].filter((flag) => ![...global, ...flags, '--version'].includes(flag)),
        [],
        command,
      );
    }
  });
});

describe('flags of all commands', () => {
  it('may stand before and after the command', async () => {
    using project = new MarkedProject(GOOD);
    for (const args of [
      ['--json', '--cwd', project.folder, 'plan'],
      ['plan', '-C', project.folder, '--json'],
    ]) {
      const ran = await project.run(args, { cwd: project.base });
      assert.equal(ran.exit, 0, ran.err);
      assert.equal(jsonLines(ran.out).length, 1);
    }
  });

  it('--config takes another file', async () => {
    using project = new MarkedProject(GOOD, {
      'other.yml': 'toolchain: commands\nsteps:\n  other: { run: "touch other" }\n',
    });
    const ran = await project.run(['run', '--config', 'other.yml']);
    assert.equal(ran.exit, 0, ran.err);
    assert.ok(project.has('other') && !project.has('ran'));
    assert.equal((await project.run(['run', '--config', 'none.yml'])).exit, 2);
  });
});
