/** A repository whose workflow uses our action from a copy in it, run by act on this machine. */

import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { MODULES } from './forge-tools.ts';
import { PUSH } from './github-job.ts';
import { cleanEnvironment, TestProject } from './project.ts';

export const GREEN =
  "import { test } from 'node:test';\ntest('adds', () => {});\ntest('greets', () => {});\n";
export const RED = `import assert from 'node:assert/strict';
import { test } from 'node:test';

test('adds', () => {});
test('shows the logout link', () => {
  assert.equal('Login', 'Logout');
});
`;

/** A Node project without dependencies. */
export function aNodeProject(tests: string, below = ''): Record<string, string> {
  const json = { name: 'small', private: true, type: 'module', scripts: { test: 'node --test' } };
  return { [`${below}package.json`]: JSON.stringify(json), [`${below}test/page.test.js`]: tests };
}

/** A repository that carries our action, and a workflow which uses it. */
export class ActProject extends TestProject {
  constructor() {
    super({
      ...aNodeProject(GREEN, 'good/'),
      ...aNodeProject(RED, 'bad/'),
      '.github/workflows/ci.yml': [
        'on: push',
        'jobs:',
        ...jobLines('green', 'good'),
        ...jobLines('red', 'bad'),
      ].join('\n'),
    });
    const root = join(import.meta.dirname, '..', '..');
    for (const part of ['dist', 'action.yml']) {
      cpSync(join(root, part), join(this.folder, 'action', part), { recursive: true });
    }
    this.commit();
    this.git('remote', 'add', 'origin', 'https://github.com/group/small.git');
  }

  /** @returns the log without act's own prefix */
  act(job: string): Promise<{ readonly exit: number | null; readonly log: string }> {
    this.write({ '../event.json': JSON.stringify(PUSH.payload) });
    const args = ['push', '--job', job, '--eventpath', '../event.json', '--no-cache-server'];
    const child = spawn('act', [...args, '-P', 'ubuntu-latest=-self-hosted'], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...cleanEnvironment(),
        // act takes the first node that it finds.
        PATH: [MODULES, process.env['PATH']].join(delimiter),
        HOME: join(this.base, 'home'),
        XDG_CACHE_HOME: join(this.base, 'cache'),
        XDG_STATE_HOME: join(this.base, 'state'),
        TMPDIR: join(this.base, 'tmp'),
      },
    });
    let log = '';
    const take = (text: string): void => {
      log += text;
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exit) => resolve({ exit, log: log.replace(/^\[[^\]]*\] +\| ?/gm, '') }));
    });
  }
}

function jobLines(name: string, folder: string): string[] {
  const output = (key: string): string => `\${{ steps.seal.outputs.${key} }}`;
  const read = `read exit=${output('exit')} tests=${output('tests')} failed=${output('failed-tests')} digest=${output('record-digest')}`;
  return [
    `  ${name}:`,
    '    runs-on: ubuntu-latest',
    '    steps:',
    '      - uses: actions/checkout@v4',
    '      - id: seal',
    '        uses: ./action',
    `        with: { run: test, working-directory: ${folder} }`,
    '      - if: always()',
    `        run: echo "${read}"`,
  ];
}
