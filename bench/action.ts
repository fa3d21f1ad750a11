/** What a job of GitHub pays for our action beside the same commands in `run:` lines, each in a shell as the runner starts it. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { measure, median, report } from './measure.ts';
import { ENTRY, NODE } from './program.ts';

const ROUNDS = 11;

export async function action(): Promise<void> {
  const base = mkdtempSync(join(tmpdir(), 'sealsmith-bench-'));
  try {
    const project = aProject(join(base, 'project'));
    const lines = ['npm run --silent lint', 'npm test --silent'];
    const scripts = lines.map((line, at) => {
      const script = join(base, `${at}.sh`);
      writeFileSync(script, `${line}\n`);
      return script;
    });
    // The runner starts a shell a line; the outer one stands for it.
    const shell = ['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail'].join(' ');
    const runner = scripts.map((script) => `${shell} ${script}`).join(' && ');
    const figures = await measure(
      [
        { name: 'run: lines', command: ['sh', '-c', runner], cwd: project },
        {
          name: 'uses: sealsmith',
          command: [NODE, join(dirname(ENTRY), 'action.js')],
          cwd: project,
          env: runnerOf(base, project),
          before: () => {
            // A runner is a new machine.
            for (const path of [join(project, '.sealsmith'), join(base, 'state'), join(base, 'runner')])
              rmSync(path, { recursive: true, force: true });
            mkdirSync(join(base, 'runner'));
            for (const name of ['output', 'summary']) writeFileSync(join(base, 'runner', name), '');
          },
        },
      ],
      ROUNDS,
    );
    report('action, lint and test of a small project', figures);
    const [lone, ours] = figures.map(({ seconds }) => median(seconds));
    const more = (ours ?? Number.NaN) - (lone ?? Number.NaN);
    console.log(`  overhead a job: ${more.toFixed(3)} s  (wanted: under 1 s)`);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

function aProject(folder: string): string {
  mkdirSync(join(folder, 'test'), { recursive: true });
  const scripts = { lint: 'node --check main.js', test: 'node --test' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'small', private: true, scripts }));
  writeFileSync(join(folder, 'main.js'), 'module.exports = 1;\n');
  writeFileSync(join(folder, 'test', 'a.test.js'), "require('node:test').test('adds', () => {});\n");
  const git = (...args: string[]): void => {
    execFileSync('git', ['-c', 'user.name=b', '-c', 'user.email=b@example.org', ...args], {
      cwd: folder,
      stdio: 'ignore',
    });
  };
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message=tree');
  return folder;
}

function runnerOf(base: string, project: string): Record<string, string> {
  const event = join(base, 'event.json');
  const repository = { full_name: 'group/small', default_branch: 'main' };
  writeFileSync(event, JSON.stringify({ ref: 'refs/heads/main', repository }));
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: project, encoding: 'utf8' }).trim();
  return {
    ...{ CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: event },
    ...{ GITHUB_REF: 'refs/heads/main', GITHUB_REPOSITORY: 'group/small', GITHUB_SHA: commit },
    ...{ GITHUB_RUN_ID: '1', GITHUB_SERVER_URL: 'https://github.com', GITHUB_WORKSPACE: project },
    GITHUB_OUTPUT: join(base, 'runner', 'output'),
    GITHUB_STEP_SUMMARY: join(base, 'runner', 'summary'),
    XDG_STATE_HOME: join(base, 'state'),
    ACTIONS_CACHE_MODE: 'none',
    INPUT_RUN: 'lint test',
  };
}
