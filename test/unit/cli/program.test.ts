import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Flags } from '../../../src/cli/flags.ts';
import { program } from '../../../src/cli/program.ts';
import { VERSION } from '../../../src/cli/version.ts';
import { STEPS } from '../../../src/steps/registry.ts';

type Said = { readonly exit: number; readonly out: string; readonly err: string };

/** Runs a command line that must not get as far as a session. */
async function say(...args: readonly string[]): Promise<Said> {
  let out = '';
  let err = '';
  const exit = await program(args, {
    session: (flags) => assert.fail(`a session was opened with ${JSON.stringify(flags)}`),
    output: (text) => {
      out += text;
    },
    error: (text) => {
      err += text;
    },
  });
  return { exit, out, err };
}

class Opened extends Error {}

/** The flags and the folder with which a command line opens its session. */
async function opened(...args: readonly string[]): Promise<{ flags: Flags; workspace: string }> {
  const seen: { flags: Flags; workspace: string }[] = [];
  const nothing = (): void => {};
  await assert.rejects(
    program(args, {
      session: (flags, workspace) => {
        seen.push({ flags, workspace });
        throw new Opened();
      },
      output: nothing,
      error: nothing,
    }),
    Opened,
  );
  const [one] = seen;
  assert.ok(one);
  return one;
}

const COMMANDS = ['run', 'plan', 'explain', 'doctor', 'init', 'cache', 'drill', 'completion'];
const OF_CACHE = ['list', 'inspect', 'verify', 'key', 'diff', 'prune', 'init'];

describe('a mistake on the command line', () => {
  const table: readonly (readonly [args: readonly string[], said: RegExp, next?: RegExp])[] = [
    [[], /which command\? sealsmith --help lists them/],
    [
      ['rnu'],
      /"rnu" is not a command; the commands are run, plan, explain, doctor, context, init, cache, image, sbom, keys, sign, attest, evidence, verify, drill, generate, reproduce, shell, completion/,
      /did you mean "run"\?/,
    ],
    [['deploy'], /"deploy" is not a command/],
    [['test'], /test is a step, not a command/, /did you mean "sealsmith run test"\?/],
    [
      ['build-binary'],
      /build-binary is a step, not a command/,
      /did you mean "sealsmith run build-binary"\?/,
    ],
    [['run', '--keep-goign'], /--keep-goign is not a flag of run/, /did you mean "--keep-going"\?/],
    [['plan', '--mermiad'], /--mermiad is not a flag of plan/, /did you mean "--mermaid"\?/],
    [['--jsno', 'run'], /--jsno is not a flag/, /did you mean "--json"\?/],
    [['run', '--mermaid'], /--mermaid is not a flag of run/],
    [['doctor', '-x'], /-x is not a flag of doctor/],
    [['run', '--jobs', 'many'], /whole number from 1/],
    [['run', '--jobs', '0'], /whole number from 1/],
    [['run', '--jobs', '-1'], /whole number from 1/],
    [['run', '--jobs', '1.5'], /whole number from 1/],
    [['run', '--jobs', '1e99'], /whole number from 1/],
    [['run', '--jobs'], /--jobs/],
    [['run', '--cwd'], /--cwd/],
    [['run', '-q', '-v'], /'-q, --quiet' cannot be used with option '-v, --verbose'/],
    [['--verbose', 'doctor', '--quiet'], /'-q, --quiet' cannot be used with option '-v, --verbose'/],
    [['plan', '--mermaid', '--json'], /'--mermaid' cannot be used with option '--json'/],
    [['--quiet', 'plan', '--mermaid'], /'--mermaid' cannot be used with option '--quiet'/],
    [['explain'], /missing required argument 'step'/],
    [['explain', 'test', 'lint'], /too many arguments/],
    [['doctor', 'test'], /too many arguments/],
    [['completion'], /missing required argument 'shell'/],
    [['completion', 'zsh'], /zsh.*expected bash/],
    [['cache'], /which one\? the commands of cache are list, inspect, verify, key, diff, prune, init/],
    [['drill'], /which one\? the commands of drill are cache/],
    [['drill', 'cahce'], /"cahce" is not a command of drill; they are cache/, /did you mean "cache"\?/],
    [['drill', 'cache', 'x'], /too many arguments/],
    [['cache', '-q'], /which one\? the commands of cache are list/],
    [['cache', 'inspct', 'x'], /"inspct" is not a command of cache; they are/, /did you mean "inspect"\?/],
    [['cache', 'nonsense'], /"nonsense" is not a command of cache; they are list, inspect/],
    [['cache', 'help'], /"help" is not a command of cache/],
    [['inspect', 'x'], /"inspect" is a command of cache/, /did you mean "sealsmith cache inspect"\?/],
    [
      ['inspct', 'x'],
      /"inspct" is not a command; the commands are/,
      /did you mean "sealsmith cache inspect"\?/,
    ],
    [['prune'], /"prune" is a command of cache/, /did you mean "sealsmith cache prune"\?/],
    [['cache', 'inspect'], /missing required argument 'entry'/],
    [['cache', 'inspect', 'a', 'b'], /too many arguments/],
    [['cache', 'list', 'x'], /too many arguments/],
    [['cache', '--all', 'verify'], /--all is not a flag of cache/],
    [['cache', 'verify', '--al'], /--al is not a flag of cache verify/, /did you mean "--all"\?/],
    [['cache', 'verify', 'x', '--all'], /'--all' cannot be used with an entry/],
    [['cache', 'list', '--jsno'], /--jsno is not a flag of cache list/, /did you mean "--json"\?/],
    [['cache', 'key'], /missing required argument 'job'/],
    [['cache', 'diff', 'last'], /missing required argument 'to'/],
    [['--json', 'cache', 'prune', '--dry'], /--dry is not a flag of cache prune/],
  ];
  for (const [args, said, next] of table) {
    it(`sealsmith ${args.join(' ')}`, async () => {
      const { exit, out, err } = await say(...args);
      assert.equal(exit, 2);
      assert.match(err.replaceAll(/\s+/g, ' '), said);
      if (next === undefined) assert.doesNotMatch(err, /did you mean/);
      else assert.match(err, next);
      if (args.includes('--json')) assert.match(out, /^\{"kind":"failed","code":"usage"/);
      else assert.equal(out, '');
      assert.match(err, /\(exit 2\)/);
      assert.doesNotMatch(err, /error:|\n {4}at /);
    });
  }
});

describe('help', () => {
  it('names every command, every step and what the exit status means', async () => {
    const { exit, out, err } = await say('--help');
    assert.equal(exit, 0);
    assert.equal(err, '');
    for (const command of COMMANDS) assert.match(out, new RegExp(`^  ${command} `, 'm'));
    for (const step of STEPS) assert.match(out, new RegExp(`^  ${step.name} +${step.summary}$`, 'm'));
    assert.match(out, /0 done.*130 Ctrl-C/s);
    assert.deepEqual(
      out.split('\n').filter((line) => line.length > 120),
      [],
    );
  });

  it('is there for each command, with its own flags and the common ones', async () => {
    for (const command of COMMANDS) {
      const { exit, out } = await say(command, '--help');
      assert.equal(exit, 0, command);
      assert.match(out, new RegExp(`^Usage: sealsmith ${command}`));
      assert.match(out, /--cwd/);
    }
    assert.match((await say('run', '--help')).out, /--keep-going/);
    assert.match((await say('plan', '-h')).out, /--mermaid/);
  });

  it('is there for a group, and for each command of it', async () => {
    const { out } = await say('cache', '--help');
    for (const command of OF_CACHE) {
      assert.match(out, new RegExp(`^  ${command} `, 'm'));
      const own = await say('cache', command, '-h');
      assert.deepEqual([own.exit, own.err], [0, ''], command);
      assert.match(own.out, new RegExp(`^Usage: sealsmith cache ${command}`));
      assert.match(own.out, /--cwd/);
      for (const line of own.out.split('\n')) assert.ok(line.length <= 120, line);
    }
    assert.match((await say('drill', '--help')).out, /^ {2}cache /m);
    assert.match((await say('drill', 'cache', '--help')).out, /^Usage: sealsmith drill cache/);
    assert.match((await say('cache', 'verify', '--help')).out, /--all/);
    assert.match((await say('cache', 'key', '--help')).out, /--explain/);
    assert.match((await say('cache', 'prune', '--help')).out, /--dry-run/);
  });

  it('has the version beside it', async () => {
    assert.deepEqual(await say('--version'), { exit: 0, out: `${VERSION}\n`, err: '' });
  });
});

describe('flags', () => {
  it('may stand before and behind the command', async () => {
    const expected = { json: true, quiet: true, color: false, config: 'x.yml', cwd: '/w' };
    const before = await opened('--json', '-q', '--no-color', '-c', 'x.yml', '-C', '/w', 'doctor');
    const behind = await opened('doctor', '--json', '--quiet', '--no-color', '--config=x.yml', '--cwd=/w');
    assert.deepEqual({ ...before.flags }, expected);
    assert.deepEqual({ ...behind.flags }, expected);
    assert.equal(before.workspace, '/w');
    for (const args of [
      ['-v', 'plan'],
      ['plan', '--verbose'],
    ])
      assert.equal((await opened(...args)).flags.verbose, true);
  });

  it('may stand anywhere around a command of a group', async () => {
    for (const args of [
      ['--json', '-C', '/w', 'cache', 'list'],
      ['cache', '--json', '-C', '/w', 'list'],
      ['cache', 'list', '--json', '--cwd=/w'],
      ['cache', 'verify', '--all', '--json', '-C', '/w'],
      ['cache', 'inspect', 'test', '--json', '-C', '/w'],
    ]) {
      const { flags, workspace } = await opened(...args);
      assert.deepEqual([flags.json, workspace], [true, '/w'], args.join(' '));
    }
  });

  it('are none when none is given', async () => {
    const { flags, workspace } = await opened('init');
    assert.deepEqual({ ...flags }, { color: true });
    assert.match(workspace, /^\//);
  });

  it('leave words behind -- alone', async () => {
    const { flags } = await opened('run', '--', '--json');
    assert.equal(flags.json, undefined);
  });
});
