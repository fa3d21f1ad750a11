/** Fifty jobs that do nothing: what a job costs, beside other task runners on the same graph. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure, report, type Subject } from './measure.ts';
import { ENTRY, NODE } from './program.ts';

const COUNT = 50;

/** Each job waits for the one eight before it: eight chains side by side. */
const GRAPH = Array.from({ length: COUNT }, (_, at) => ({
  name: `job${at}`,
  after: at < 8 ? [] : [`job${at - 8}`],
}));

export async function jobs(): Promise<void> {
  const base = mkdtempSync(join(tmpdir(), 'sealsmith-bench-'));
  try {
    const subjects = [sealsmith(base), ...peers(base)];
    report(`${COUNT} trivial jobs`, await measure(subjects, 7), 'the least of all');
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

function sealsmith(base: string): Subject {
  const folder = join(base, 'sealsmith');
  mkdirSync(folder);
  const steps = GRAPH.map(({ name, after }) => `  ${name}: { run: "true", after: [${after.join(', ')}] }`);
  writeFileSync(join(folder, 'sealsmith.yml'), `toolchain: commands\nsteps:\n${steps.join('\n')}\n`);
  return {
    name: 'sealsmith',
    command: [NODE, ENTRY, 'run'],
    cwd: folder,
    env: { XDG_STATE_HOME: join(base, 'state') },
  };
}

/** The peers are installed when they are first measured. */
function peers(base: string): Subject[] {
  return [wireit(base), turbo(base), goTask(base)];
}

function wireit(base: string): Subject {
  const folder = join(base, 'wireit');
  const scripts = Object.fromEntries([...GRAPH.map(({ name }) => [name, 'wireit']), ['all', 'wireit']]);
  const config = Object.fromEntries(
    GRAPH.map(({ name, after }) => [name, { command: 'true', dependencies: after }]),
  );
  const all = { dependencies: GRAPH.map(({ name }) => name) };
  install(folder, { name: 'bench', version: '1.0.0', scripts, wireit: { ...config, all } }, 'wireit@0.14.13');
  return {
    name: 'wireit',
    command: ['npm', 'run', 'all'],
    cwd: folder,
    env: { WIREIT_LOGGER: 'simple', WIREIT_CACHE: 'none' },
  };
}

/** turbo knows tasks of packages, so every job is a package with one task. */
function turbo(base: string): Subject {
  const folder = join(base, 'turbo');
  install(
    folder,
    { name: 'bench', private: true, packageManager: 'npm@11.0.0', workspaces: ['packages/*'] },
    'turbo@2.11.11',
    () => {
      for (const { name, after } of GRAPH) {
        mkdirSync(join(folder, 'packages', name), { recursive: true });
        const dependencies = Object.fromEntries(after.map((other) => [other, '*']));
        writeFileSync(
          join(folder, 'packages', name, 'package.json'),
          JSON.stringify({ name, version: '1.0.0', scripts: { all: 'true' }, dependencies }),
        );
      }
      writeFileSync(
        join(folder, 'turbo.json'),
        JSON.stringify({ tasks: { all: { dependsOn: ['^all'], cache: false } } }),
      );
    },
  );
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  return {
    name: 'turbo',
    command: [join(folder, 'node_modules', '.bin', 'turbo'), 'run', 'all', '--no-daemon'],
    cwd: folder,
    env: { TURBO_TELEMETRY_DISABLED: '1' },
  };
}

function goTask(base: string): Subject {
  const folder = join(base, 'task');
  mkdirSync(folder);
  // The package that its authors publish for Python: the program itself, without compiling it.
  const venv = join(base, 'venv');
  execFileSync('python3', ['-m', 'venv', venv]);
  execFileSync(join(venv, 'bin', 'pip'), ['install', '--quiet', 'go-task-bin==3.54.0'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const tasks = GRAPH.map(({ name, after }) => `  ${name}: { deps: [${after.join(', ')}], cmds: ["true"] }`);
  const all = `  all: { deps: [${GRAPH.map(({ name }) => name).join(', ')}] }`;
  writeFileSync(
    join(folder, 'Taskfile.yml'),
    `version: '3'\nrun: once\ntasks:\n${[...tasks, all].join('\n')}\n`,
  );
  return { name: 'go-task', command: [join(venv, 'bin', 'task'), 'all'], cwd: folder };
}

function install(folder: string, manifest: object, dependency: string, more?: () => void): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  more?.();
  if (!existsSync(join(folder, 'node_modules'))) {
    execFileSync('npm', ['install', '--silent', '--save-dev', dependency], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
}
