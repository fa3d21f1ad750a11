import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { program } from '../../../src/cli/program.ts';

const script = await new Promise<string>((resolve, reject) => {
  program(['completion', 'bash'], {
    session: () => assert.fail('completion needs no session'),
    output: resolve,
    error: reject,
  }).catch(reject);
});

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealsmith-test-'));
  for (const name of ['examples', 'two words']) mkdirSync(join(folder, name));
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** What bash offers for a line; the cursor stands at its end. */
function offers(line: string): readonly string[] {
  const words = line.split(' ');
  const ask = [
    'eval "$SCRIPT"',
    'COMP_WORDS=("$@")',
    'COMP_CWORD=$(($# - 1))',
    '_sealsmith 2>/dev/null',
    'printf "%s\\n" "${COMPREPLY[@]}"',
  ].join('\n');
  const out = execFileSync('bash', ['--norc', '-u', '-c', ask, 'bash', ...words], {
    cwd: folder,
    env: { SCRIPT: script, PATH: '/usr/bin:/bin' },
    encoding: 'utf8',
  });
  return out.split('\n').filter((word) => word !== '');
}

describe('the completion for bash', () => {
  it('is a script that bash accepts, and asks for nothing when it is read', () => {
    const env = { PATH: '/usr/bin:/bin' };
    execFileSync('bash', ['-n'], { input: script, env });
    const out = execFileSync('bash', ['--norc', '-eu', '-c', 'eval "$SCRIPT"; complete -p sealsmith'], {
      env: { ...env, SCRIPT: script },
      encoding: 'utf8',
    });
    assert.match(out, /-F _sealsmith sealsmith/);
  });

  const table: readonly (readonly [line: string, offered: readonly string[]])[] = [
    [
      'sealsmith ',
      [
        ...[
          'run',
          'plan',
          'explain',
          'doctor',
          'context',
          'init',
          'cache',
          'image',
          'sbom',
          'keys',
          'sign',
          'attest',
          'evidence',
          'verify',
          'drill',
          'generate',
          'reproduce',
          'shell',
        ],
        ...['completion', '--help', '--version'],
      ],
    ],
    ['sealsmith d', ['doctor', 'drill']],
    ['sealsmith drill c', ['cache']],
    ['sealsmith --v', ['--version']],
    ['sealsmith run l', ['lint']],
    ['sealsmith run lint te', ['test']],
    ['sealsmith run --ke', ['--keep-going']],
    ['sealsmith run lint --js', ['--json']],
    ['sealsmith --json plan --me', ['--mermaid']],
    ['sealsmith explain build', ['build-binary']],
    ['sealsmith shell contai', ['containerize']],
    ['sealsmith completion ', ['bash']],
    ['sealsmith doctor --q', ['--quiet']],
    ['sealsmith run nothing-like-it', []],
    ['sealsmith cache i', ['inspect', 'init']],
    ['sealsmith cache verify --a', ['--all']],
    ['sealsmith --json cache key te', ['test']],
    ['sealsmith cache prune --js', ['--json']],
    ['sealsmith cache list l', []],
    ['sealsmith run cache l', ['lint']],
    ['sealsmith --cwd e', ['examples']],
    ['sealsmith run -C two', ['two words']],
    ['sealsmith -c exam', ['examples']],
  ];
  for (const [line, offered] of table) {
    it(`offers after "${line}": ${offered.join(', ') || 'nothing'}`, () => {
      const found = offers(line);
      assert.deepEqual(
        line.endsWith(' ') && offered.length === 1 ? found.filter((word) => !word.startsWith('-')) : found,
        offered,
      );
    });
  }

  it('offers every flag of a command that its help names', async () => {
    const commands = [
      'run',
      'plan',
      'explain',
      'doctor',
      'init',
      'cache list',
      'cache verify',
      'cache prune',
    ];
    for (const command of commands) {
      let help = '';
      await program([...command.split(' '), '--help'], {
        session: () => assert.fail(),
        output: (text) => {
          help += text;
        },
        error: assert.fail,
      });
      const flags = [...new Set(help.match(/(?<=^ +(?:-\w, )?)--[\w-]+/gm))].sort();
      const offered = offers(`sealsmith ${command} --`).toSorted();
      assert.ok(flags.length > 3);
      assert.deepEqual(
        flags.filter((flag) => !offered.includes(flag) && flag !== '--help'),
        [],
        command,
      );
    }
  });
});
