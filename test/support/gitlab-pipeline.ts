/** A copy of `examples/hello` with our pipeline in it, run by gitlab-ci-local: what people do who follow docs/gitlab.md. */

import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import type { RunRecord } from '../../src/core/record.ts';
import { MODULES } from './forge-tools.ts';
import { gitServer } from './git-server.ts';
import { cleanEnvironment, ENTRY, TestProject } from './project.ts';

const ROOT = join(import.meta.dirname, '..', '..');
export const TEMPLATES = join(ROOT, 'workflows', 'gitlab');

/** The lines of docs/gitlab.md. */
export function component(inputs: Readonly<Record<string, string>>): string {
  return `include: [{ component: $CI_SERVER_FQDN/group/ci/sealsmith@main, inputs: ${JSON.stringify(inputs)} }]\n`;
}

export function include(variables: Readonly<Record<string, string>>): string {
  const file = '{ project: group/ci, file: sealsmith.gitlab-ci.yml, ref: main }';
  return `include: [${file}]\nvariables: ${JSON.stringify(variables)}\n`;
}

/** `out`: what it wrote to standard output alone. */
export type Piped = { readonly exit: number | null; readonly log: string; readonly out: string };

export type PipelineOptions = {
  /** Text of `.gitlab-ci.yml`. */
  readonly pipeline: string;
  /** Changes the text of `sealsmith.yml`. */
  readonly config?: (text: string) => string;
  readonly files?: Readonly<Record<string, string>>;
};

export class PipelineProject extends TestProject {
  constructor({ pipeline, config = (text) => text, files = {} }: PipelineOptions) {
    super();
    const hello = join(ROOT, 'examples', 'hello');
    for (const name of [
      'src',
      'test',
      'package.json',
      'package-lock.json',
      'eslint.config.js',
      'sealsmith.yml',
    ]) {
      cpSync(join(hello, name), join(this.folder, name), { recursive: true });
    }
    this.write({
      // The last one is where gitlab-ci-local carries dotenv reports; GitLab puts nothing into the checkout.
      '.gitignore': 'node_modules\n.gitlab-ci-local\n.gitlab-ci-reports\n',
      '.gitlab-ci.yml': pipeline,
      'sealsmith.yml': config(this.read('sealsmith.yml')),
      ...files,
    });
    this.commit();
    this.git('remote', 'add', 'origin', 'https://gitlab.com/group/hello.git');
    mkdirSync(join(this.base, 'bin'));
    this.#templates();
    // With --force-shell-executor it names the folder that a job would have in a container.
    const program = `#!/bin/sh\nexport CI_PROJECT_DIR="$PWD"\nexec "${process.execPath}" "${ENTRY}" "$@"\n`;
    writeFileSync(join(this.base, 'bin', 'sealsmith'), program, { mode: 0o755 });
  }

  /** The project `group/ci`, with our templates in it, where the emulator asks for it. */
  #templates(): void {
    const ci = join(this.base, 'ci');
    cpSync(TEMPLATES, ci, { recursive: true });
    for (const args of [
      ['init', '--quiet', '--initial-branch=main'],
      ['add', '--all'],
      ['commit', '--quiet', '--message=templates'],
    ])
      this.git('-C', ci, ...args);
    mkdirSync(join(this.base, 'home'));
    const settings = `[url "file://${ci}/.git"]\n\tinsteadOf = https://gitlab.com/group/ci.git\n`;
    writeFileSync(join(this.base, 'home', '.gitconfig'), settings);
  }

  /**
   * The forge from which the job that signs has the commit, and the token that it wants to see.
   *
   * @returns variables of the pipeline
   */
  async forge(t: Pick<TestContext, 'after'>): Promise<Readonly<Record<string, string>>> {
    const root = join(this.base, 'forge');
    this.git('clone', '--quiet', '--bare', this.folder, join(root, 'group', 'hello.git'));
    const server = await gitServer(t, root, TOKEN);
    return {
      CI_PROJECT_URL: `https://${server.host}/group/hello`,
      CI_JOB_TOKEN: TOKEN,
      GIT_SSL_CAINFO: server.certificate,
    };
  }

  /** @param args  of gitlab-ci-local: names of jobs, or flags */
  ci(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Piped> {
    const child = spawn(join(MODULES, 'gitlab-ci-local'), args, {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...cleanEnvironment(),
        PATH: [join(this.base, 'bin'), MODULES, process.env['PATH']].join(delimiter),
        HOME: join(this.base, 'home'),
        TMPDIR: join(this.base, 'tmp'),
        XDG_STATE_HOME: join(this.base, 'state'),
        ...env,
      },
    });
    let log = '';
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exit) => resolve({ exit, log, out }));
    });
  }

  /**
   * Jobs by the shell executor, each in a folder of its own.
   *
   * @param variables  of the pipeline, beside what makes it one of the protected branch
   */
  shell(
    jobs: readonly string[],
    variables: Readonly<Record<string, string>> = {},
    flags: readonly string[] = [],
  ): Promise<Piped> {
    const all = { ...PROTECTED, ...variables };
    const set = Object.entries(all).flatMap(([name, value]) => ['--variable', `${name}=${value}`]);
    const isolated = ['--force-shell-executor', '--shell-isolation', '--no-artifacts-to-source'];
    const ignored = ['--ignore-predefined-vars', Object.keys(all).join(',')];
    return this.ci([...isolated, ...set, ...ignored, ...flags, ...jobs]);
  }

  /**
   * Jobs by the Docker executor, none of them privileged.
   *
   * @param helper  an image that has bash and rsync
   */
  docker(helper: string, jobs: readonly string[], env: Readonly<Record<string, string>>): Promise<Piped> {
    const all = { ...PROTECTED, CI_JOB_TOKEN: TOKEN, ...machineOf(process.env) };
    const authorities = existsSync(AUTHORITIES) ? ['--volume', `${AUTHORITIES}:${AUTHORITIES}:ro`] : [];
    const set = Object.entries(all).flatMap(([name, value]) => ['--variable', `${name}=${value}`]);
    const images = ['--pull-policy', 'if-not-present', '--helper-image', helper, '--network', 'host'];
    const ignored = ['--ignore-predefined-vars', Object.keys(all).join(',')];
    return this.ci([...images, ...authorities, '--no-artifacts-to-source', ...set, ...ignored, ...jobs], env);
  }

  /** Where the shell executor ran a job. */
  build(job: string): string {
    return join(this.folder, '.gitlab-ci-local/builds', job);
  }

  /** Where what a job handed over is kept until the next one. */
  artifact(job: string, path: string): string {
    return join(this.folder, '.gitlab-ci-local/artifacts', job, path);
  }

  handedOver(job: string): RunRecord {
    return JSON.parse(readFileSync(this.artifact(job, '.sealsmith/run.json'), 'utf8')) as RunRecord;
  }

  /** Whether a job left a record. */
  ran(job: string): boolean {
    return existsSync(this.artifact(job, '.sealsmith/run.json'));
  }

  /** The job's log after gitlab-ci-local has read it. */
  log(job: string): string {
    return this.read(`.gitlab-ci-local/output/${job}.log`);
  }
}

export const TOKEN = 'glcbt-token-of-this-job';

const AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';

/** Where packages come from on this machine, and whom it believes: containers know neither. */
function machineOf(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const { npm_config_registry: registry } = env;
  return {
    NODE_EXTRA_CA_CERTS: AUTHORITIES,
    ...(registry === undefined ? {} : { npm_config_registry: registry }),
  };
}

/** gitlab-ci-local says by itself that it is none, and nothing of protection. */
const PROTECTED = { GITLAB_CI: 'true', CI_COMMIT_REF_PROTECTED: 'true' };
