/** A warm run with nothing to do: five jobs over 2,000 files, beside other task runners on the same tree. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure, report, type Subject } from './measure.ts';
import { installGoTask, installNpm, PEERS } from './peers.ts';
import { ENTRY, NODE } from './program.ts';

const FILES = 2000;
const JOBS = ['one', 'two', 'three', 'four', 'five'] as const;

export async function nothing(): Promise<void> {
  const base = mkdtempSync(join(tmpdir(), 'sealsmith-bench-'));
  try {
    const subjects = [turbo(base), sealsmith(base), goTask(base), wireit(base)];
    const bare: Subject = { name: 'node -e 0', command: [NODE, '-e', '0'] };
    // The second run remembers digests: what was made in the two seconds before the first was not settled.
    report(
      `nothing to do, ${JOBS.length} jobs over ${FILES} files`,
      await measure([...subjects, bare], 11, 3),
      'no slower than turbo',
    );
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/** Every runner has a copy of its own, committed. */
function commit(folder: string): void {
  writeFileSync(join(folder, '.gitignore'), 'node_modules\nout-*\n.turbo\n.task\n.wireit\n');
  const git = (...args: string[]): void => {
    const names = ['-c', 'user.name=b', '-c', 'user.email=b@example.org'];
    execFileSync('git', [...names, ...args], { cwd: folder, stdio: 'ignore' });
  };
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message=tree');
}

function plant(folder: string): void {
  for (let at = 0; at < FILES; at += 1) {
    const below = join(folder, 'src', `part-${Math.floor(at / 100)}`);
    if (at % 100 === 0) mkdirSync(below, { recursive: true });
    writeFileSync(join(below, `file-${at}.js`), `export const value${at} = ${at};\n`.repeat(40));
  }
}

/** What a job does: it leaves a file, so that a runner that checks outputs has one to check. */
function line(job: string): string {
  return `touch out-${job}`;
}

function sealsmith(base: string): Subject {
  const folder = join(base, 'sealsmith');
  plant(folder);
  const steps = JOBS.map(
    (job) =>
      `  ${job}: { run: "${line(job)}", after: [], inputs: [src], outputs: [out-${job}], tools: [touch] }`,
  );
  writeFileSync(join(folder, 'sealsmith.yml'), `toolchain: commands\nsteps:\n${steps.join('\n')}\n`);
  commit(folder);
  const env = { XDG_STATE_HOME: join(base, 'state') };
  return { name: 'sealsmith', command: [NODE, ENTRY, 'run'], cwd: folder, env };
}

/** Its native program, not the script that starts it; one package, five tasks. */
function turbo(base: string): Subject {
  const folder = join(base, 'turbo');
  plant(folder);
  const scripts = Object.fromEntries(JOBS.map((job) => [job, line(job)]));
  const tasks = Object.fromEntries(JOBS.map((job) => [job, { inputs: ['src/**'], outputs: [`out-${job}`] }]));
  const manifest = { name: 'bench', private: true, packageManager: 'npm@11.0.0', scripts };
  installNpm(folder, manifest, PEERS.turbo, () => {
    writeFileSync(join(folder, 'turbo.json'), JSON.stringify({ tasks }));
  });
  commit(folder);
  const env = { TURBO_TELEMETRY_DISABLED: '1' };
  return { name: 'turbo, native', command: [native(folder), 'run', ...JOBS], cwd: folder, env };
}

function native(folder: string): string {
  const found = execFileSync(
    'find',
    [join(folder, 'node_modules'), '-path', '*/bin/turbo', '-size', '+1000k'],
    {
      encoding: 'utf8',
    },
  );
  const [program] = found.trim().split('\n');
  if (program === undefined || program === '') throw new Error('turbo has no native program here');
  return program;
}

function goTask(base: string): Subject {
  const folder = join(base, 'task');
  plant(folder);
  const tasks = JOBS.map(
    (job) => `  ${job}: { sources: ['src/**/*'], generates: [out-${job}], cmds: ['${line(job)}'] }`,
  );
  writeFileSync(
    join(folder, 'Taskfile.yml'),
    `version: '3'\ntasks:\n${tasks.join('\n')}\n  all: { deps: [${JOBS.join(', ')}] }\n`,
  );
  commit(folder);
  return { name: 'go-task', command: [installGoTask(base), 'all'], cwd: folder };
}

function wireit(base: string): Subject {
  const folder = join(base, 'wireit');
  plant(folder);
  const scripts = Object.fromEntries([...JOBS, 'all'].map((job) => [job, 'wireit']));
  const config = Object.fromEntries(
    JOBS.map((job) => [job, { command: line(job), files: ['src/**'], output: [`out-${job}`] }]),
  );
  const manifest = {
    name: 'bench',
    version: '1.0.0',
    scripts,
    wireit: { ...config, all: { dependencies: JOBS } },
  };
  installNpm(folder, manifest, PEERS.wireit);
  commit(folder);
  return { name: 'wireit', command: ['npm', 'run', 'all'], cwd: folder, env: { WIREIT_LOGGER: 'simple' } };
}
