/** The emulators of both forges on this machine: act for a workflow, gitlab-ci-local's shell executor for jobs. */

import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { MODULES } from './forge-tools.ts';
import { PUSH } from './github-job.ts';
import { cleanEnvironment, ENTRY, type TestProject } from './project.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** As what workflows use our action; act takes a copy on this machine for it. */
export const OUR_ACTION = `owner/sealsmith@${'0123456789'.repeat(4)}`;

export type Emulated = { readonly exit: number | null; readonly log: string };

export type Around = {
  /** Variables of the one who starts it: a runner's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folders before all others on PATH. */
  readonly path?: readonly string[];
  /** False: where nobody can make namespaces, as in most containers. */
  readonly namespaces?: boolean;
};

export type ActOptions = Around & {
  readonly event?: { readonly name: string; readonly payload: object };
  /** As the names of variables that are in `env`: no argument holds one. */
  readonly secrets?: readonly string[];
  /** Variables of every step. */
  readonly steps?: Readonly<Record<string, string>>;
};

/**
 * Runs a job of the project's workflows. Our action is what stands in dist/.
 *
 * @returns the log without act's own prefix
 */
export async function act(project: TestProject, job: string, options: ActOptions = {}): Promise<Emulated> {
  const { event = PUSH, secrets = [], steps = {} } = options;
  const action = join(project.base, 'action');
  if (!existsSync(action)) {
    for (const part of ['dist', 'action.yml']) {
      cpSync(join(ROOT, part), join(action, part), { recursive: true });
    }
  }
  const payload = join(project.base, 'event.json');
  writeFileSync(payload, JSON.stringify(event.payload));
  const args = [
    ...[
      event.name,
      '--job',
      job,
      '--eventpath',
      payload,
      '--no-cache-server',
      '--pull=false',
      '--insecure-secrets',
    ],
    ...['-P', 'ubuntu-latest=-self-hosted', '--local-repository', `${OUR_ACTION}=${action}`],
    ...secrets.flatMap((name) => ['-s', name]),
    ...Object.entries(steps).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
  ];
  const ran = await start(project, 'act', args, options);
  return { ...ran, log: ran.log.replace(/^\[[^\]]*\] +\| ?/gm, '') };
}

/**
 * Runs jobs of the project's pipeline, each in a folder of its own. `sealsmith` on PATH is the program from dist/.
 *
 * @param variables  of the pipeline, beside what makes it one of the protected branch
 */
export function gitlabLocal(
  project: TestProject,
  jobs: readonly string[],
  variables: Readonly<Record<string, string>> = {},
  options: Around = {},
): Promise<Emulated> {
  const bin = join(project.base, 'bin');
  mkdirSync(bin, { recursive: true });
  const program = `#!/bin/sh\nexec "${process.execPath}" "${ENTRY}" "$@"\n`;
  writeFileSync(join(bin, 'sealsmith'), program, { mode: 0o755 });
  const all = { GITLAB_CI: 'true', CI_COMMIT_REF_PROTECTED: 'true', ...variables };
  const args = [
    ...['--force-shell-executor', '--shell-isolation', '--no-artifacts-to-source'],
    ...Object.entries(all).flatMap(([name, value]) => ['--variable', `${name}=${value}`]),
    ...['--ignore-predefined-vars', Object.keys(all).join(',')],
    ...jobs,
  ];
  return start(project, 'gitlab-ci-local', args, { ...options, path: [...(options.path ?? []), bin] });
}

/** Runs our program as a person at a desk does. */
export function desk(project: TestProject, args: readonly string[], options: Around = {}): Promise<Emulated> {
  return start(project, process.execPath, [ENTRY, ...args], options);
}

/** In a user namespace within which no other can be made, without any capability. */
const CONFINED = [
  ...['--user', '--map-user=1000', '--map-group=1000', '--keep-caps', 'sh', '-c'],
  'echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --ambient-caps=-all --inh-caps=-all -- "$@"',
  'sh',
];

/** Where even that namespace cannot be made, none can. */
const confines = spawnSync('unshare', ['--user', 'true']).status === 0;

function start(
  project: TestProject,
  program: string,
  args: readonly string[],
  { env = {}, path = [], namespaces = true }: Around,
): Promise<Emulated> {
  mkdirSync(join(project.base, 'home'), { recursive: true });
  const confined = !namespaces && confines;
  const child = spawn(confined ? 'unshare' : program, confined ? [...CONFINED, program, ...args] : args, {
    cwd: project.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...cleanEnvironment(),
      // The emulators take the first node that they find.
      PATH: [...path, MODULES, process.env['PATH']].join(delimiter),
      HOME: join(project.base, 'home'),
      XDG_CACHE_HOME: join(project.base, 'cache'),
      XDG_STATE_HOME: join(project.base, 'state'),
      TMPDIR: join(project.base, 'tmp'),
      ...env,
    },
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exit) => resolve({ exit, log }));
  });
}
