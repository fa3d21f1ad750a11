/**
 * A repository whose workflow is one that users copy, run by act as it is: every job in a folder of its own on this
 * machine or in a container, artifacts by act's service, the forge's git by a server of ours. What act lacks: it gives
 * every job all secrets and all variables, whatever `environment` and `permissions` say.
 */

import { spawn } from 'node:child_process';
import { appendFileSync, copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { PINS } from '../../src/core/pins.ts';
import { MODULES } from './forge-tools.ts';
import { type GitServer, gitServer } from './git-server.ts';
import { freePort } from './programs.ts';
import { cleanEnvironment, ENTRY, TestProject } from './project.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const COMMIT = '0123456789'.repeat(4);
export const FORGE_TOKEN = 'token-of-the-job-0123456789abcdef';

export type Event = { readonly name: string; readonly payload: object };

const repository = { full_name: 'group/hello', default_branch: 'main', visibility: 'private' };
export const PUSH: Event = { name: 'push', payload: { ref: 'refs/heads/main', repository } };
/** From a fork: GitHub gives it no secret. */
export const FORK: Event = {
  name: 'pull_request',
  payload: {
    number: 8,
    repository,
    pull_request: {
      number: 8,
      base: { ref: 'main', repo: repository },
      head: { ref: 'main', repo: { full_name: 'stranger/hello' } },
    },
  },
};
export const PULL: Event = {
  name: 'pull_request',
  payload: {
    number: 7,
    repository,
    pull_request: {
      number: 7,
      base: { ref: 'main', repo: repository },
      head: { ref: 'topic', repo: { full_name: 'group/hello' } },
    },
  },
};

export type Piped = {
  readonly exit: number | null;
  /** Without act's own prefix. */
  readonly log: string;
  /** Names of jobs to what act said of them in the end. */
  readonly jobs: ReadonlyMap<string, 'succeeded' | 'failed'>;
};

export type ActOptions = {
  readonly secrets?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Flags of act. */
  readonly flags?: readonly string[];
  /** Where jobs run: on this machine, or in containers of this image. */
  readonly image?: string;
};

export class ActPipeline extends TestProject {
  /** As the page tells a new user to begin; `sealsmith.yml` may be changed before. */
  copyWorkflow(name: string, as = 'sealsmith.yml'): this {
    const text = readFileSync(join(ROOT, 'workflows/github', name), 'utf8');
    const placeholder = /your-organisation\/sealsmith@0*/g;
    return this.with({
      [`.github/workflows/${as}`]: text.replaceAll(placeholder, `owner/sealsmith@${COMMIT}`),
    });
  }

  with(files: Readonly<Record<string, string>>): this {
    this.write(files);
    return this;
  }

  copyExample(name: string): this {
    cpSync(join(ROOT, 'examples', name), this.folder, {
      recursive: true,
      filter: (path) => !/\/(?:node_modules|\.venv|\.sealsmith|dist)$/.test(path),
    });
    return this;
  }

  /** Commits, and publishes the commit on a forge on this machine. */
  async publish(t: TestContext): Promise<GitServer> {
    this.commit();
    const served = join(this.base, 'served', 'group');
    mkdirSync(served, { recursive: true });
    this.git('clone', '--quiet', '--bare', this.folder, join(served, 'hello.git'));
    const server = await gitServer(t, dirname(served), FORGE_TOKEN);
    this.git('remote', 'add', 'origin', `https://${server.host}/group/hello`);
    return server;
  }

  async act(event: Event, server: GitServer, options: ActOptions = {}): Promise<Piped> {
    const { secrets = {}, env = {}, flags = [], image } = options;
    const action = join(this.base, 'action');
    cpSync(dirname(ENTRY), join(action, 'dist'), { recursive: true });
    copyFileSync(join(ROOT, 'action.yml'), join(action, 'action.yml'));
    const stand = join(import.meta.dirname, 'artifact-action');
    const local = [
      `owner/sealsmith@${COMMIT}=${action}`,
      ...[PINS.upload, PINS.download].map((pin) => `${pin.action}@${pin.commit}=${stand}`),
    ];
    const [events, secretFile] = [join(this.base, 'event.json'), join(this.base, 'secrets')];
    writeFileSync(events, JSON.stringify(event.payload));
    const all = { GITHUB_TOKEN: FORGE_TOKEN, ...secrets };
    const lines = Object.entries(all).map(
      ([name, value]) => `${name}="${value.trim().replaceAll('\n', '\\n')}"\n`,
    );
    writeFileSync(secretFile, lines.join(''), { mode: 0o600 });
    const args = [
      ...[event.name, '--eventpath', events, '--secret-file', secretFile, '--no-cache-server'],
      ...['--github-instance', server.host, '--pull=false', '--concurrent-jobs', '1'],
      ...['--artifact-server-path', join(this.base, 'artifacts'), '--artifact-server-addr', '127.0.0.1'],
      ...['--artifact-server-port', `${await freePort()}`],
      ...['-P', `ubuntu-24.04=${image ?? '-self-hosted'}`],
      ...local.flatMap((one) => ['--local-repository', one]),
      ...flags,
    ];
    const home = join(this.base, 'home');
    mkdirSync(home, { recursive: true });
    appendFileSync(join(home, '.gitconfig'), '');
    return this.#start(args, {
      ...cleanEnvironment(),
      PATH: [MODULES, process.env['PATH']].join(delimiter),
      HOME: home,
      XDG_CACHE_HOME: join(this.base, 'cache'),
      XDG_STATE_HOME: join(this.base, 'state'),
      TMPDIR: join(this.base, 'tmp'),
      GIT_SSL_CAINFO: server.certificate,
      ...env,
    });
  }

  #start(args: readonly string[], env: Record<string, string | undefined>): Promise<Piped> {
    const child = spawn('act', [...args], { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'], env });
    let all = '';
    const take = (text: string): void => {
      all += text;
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exit) => {
        const ended = all.matchAll(/^\[[^/\]]*\/(\S+) *\].*Job (succeeded|failed)$/gm);
        const jobs = [...ended].map(
          ([, name = '', how]) => [name, how === 'failed' ? 'failed' : 'succeeded'] as const,
        );
        resolve({ exit, log: all.replace(/^\[[^\]]*\] +\| ?/gm, ''), jobs: new Map(jobs) });
      });
    });
  }
}
