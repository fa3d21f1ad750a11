/**
 * Fifty jobs that do nothing: what a job costs, beside other task runners on the same graph. Each is also run with the
 * first job alone: what is left after subtracting that is what one more job costs, without the start of the program.
 */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figures, measure, median, report, type Subject } from './measure.ts';
import { installGoTask, installNpm, PEERS } from './peers.ts';
import { ENTRY, NODE } from './program.ts';

const COUNT = 50;

/** Each job waits for the one eight before it: eight chains side by side. */
const GRAPH = Array.from({ length: COUNT }, (_, at) => ({
  name: `job${at}`,
  after: at < 8 ? [] : [`job${at - 8}`],
}));

/** A program of its own, so that a runner with a shell inside has to start one too. */
const NOTHING = '/bin/true';

type Runner = { readonly all: Subject; readonly one: Subject };

export async function jobs(): Promise<void> {
  const base = mkdtempSync(join(tmpdir(), 'sealsmith-bench-'));
  try {
    const runners = [sealsmith(base), wireit(base), turbo(base), goTask(base)];
    const all = await measure(
      runners.map((runner) => runner.all),
      7,
    );
    const one = await measure(
      runners.map((runner) => runner.one),
      7,
    );
    report(`${COUNT} jobs`, all);
    report('1 job', one);
    reportMore(all, one);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

function reportMore(all: readonly Figures[], one: readonly Figures[]): void {
  console.log('\none more job  (wanted: the least of all)');
  for (const [at, { name, seconds }] of all.entries()) {
    const more = (median(seconds) - median(one[at]?.seconds ?? [])) / (COUNT - 1);
    console.log(`  ${name.padEnd(28)}${(more * 1000).toFixed(1).padStart(8)} ms`);
  }
}

/** The same command with other last words. */
function runner(subject: Subject, all: readonly string[], one: readonly string[]): Runner {
  const with_ = (words: readonly string[]): Subject => ({
    ...subject,
    command: [...subject.command, ...words],
  });
  return { all: with_(all), one: with_(one) };
}

function sealsmith(base: string): Runner {
  const folder = join(base, 'sealsmith');
  mkdirSync(folder);
  const steps = GRAPH.map(
    ({ name, after }) => `  ${name}: { run: ${NOTHING}, after: [${after.join(', ')}] }`,
  );
  writeFileSync(join(folder, 'sealsmith.yml'), `toolchain: commands\nsteps:\n${steps.join('\n')}\n`);
  const env = { XDG_STATE_HOME: join(base, 'state') };
  return runner({ name: 'sealsmith', command: [NODE, ENTRY, 'run'], cwd: folder, env }, [], ['job0']);
}

function wireit(base: string): Runner {
  const folder = join(base, 'wireit');
  const scripts = Object.fromEntries([...GRAPH.map(({ name }) => [name, 'wireit']), ['all', 'wireit']]);
  const config = Object.fromEntries(
    GRAPH.map(({ name, after }) => [name, { command: NOTHING, dependencies: after }]),
  );
  const all = { dependencies: GRAPH.map(({ name }) => name) };
  installNpm(folder, { name: 'bench', version: '1.0.0', scripts, wireit: { ...config, all } }, PEERS.wireit);
  const env = { WIREIT_LOGGER: 'simple', WIREIT_CACHE: 'none' };
  return runner({ name: 'wireit', command: ['npm', 'run'], cwd: folder, env }, ['all'], ['job0']);
}

/** turbo knows tasks of packages, so every job is a package with one task, which npm starts. */
function turbo(base: string): Runner {
  const folder = join(base, 'turbo');
  installNpm(
    folder,
    { name: 'bench', private: true, packageManager: 'npm@11.0.0', workspaces: ['packages/*'] },
    PEERS.turbo,
    () => {
      for (const { name, after } of GRAPH) {
        mkdirSync(join(folder, 'packages', name), { recursive: true });
        const dependencies = Object.fromEntries(after.map((other) => [other, '*']));
        writeFileSync(
          join(folder, 'packages', name, 'package.json'),
          JSON.stringify({ name, version: '1.0.0', scripts: { all: NOTHING }, dependencies }),
        );
      }
      writeFileSync(
        join(folder, 'turbo.json'),
        JSON.stringify({ tasks: { all: { dependsOn: ['^all'], cache: false } } }),
      );
    },
  );
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  const program = join(folder, 'node_modules', '.bin', 'turbo');
  const env = { TURBO_TELEMETRY_DISABLED: '1' };
  const subject: Subject = {
    name: 'turbo',
    command: [program, 'run', 'all', '--no-daemon'],
    cwd: folder,
    env,
  };
  return runner(subject, [], ['--filter=job0']);
}

function goTask(base: string): Runner {
  const folder = join(base, 'task');
  mkdirSync(folder);
  const tasks = GRAPH.map(
    ({ name, after }) => `  ${name}: { deps: [${after.join(', ')}], cmds: [${NOTHING}] }`,
  );
  const all = `  all: { deps: [${GRAPH.map(({ name }) => name).join(', ')}] }`;
  writeFileSync(
    join(folder, 'Taskfile.yml'),
    `version: '3'\nrun: once\ntasks:\n${[...tasks, all].join('\n')}\n`,
  );
  return runner({ name: 'go-task', command: [installGoTask(base)], cwd: folder }, ['all'], ['job0']);
}
