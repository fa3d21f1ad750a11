/**
 * Registries that others wrote, on this machine for one test: Docker's (distribution 2.8, which knows no referrers) and
 * the one of go-containerregistry (which does, when a program asks for it: `referrers-registry/main.go`, compiled when
 * it is first needed). Both are gone when the test is over, with all that was pushed.
 */

import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import { temporaryFolder } from './temporary.ts';

export type DockerRegistryOptions = {
  /** Passwords by name. Without any, everybody may do everything. */
  readonly accounts?: Readonly<Record<string, string>>;
  /** Asks for tokens of this service; see `tokenServer`. */
  readonly tokens?: {
    readonly realm: string;
    readonly service: string;
    readonly issuer: string;
    readonly certificate: string;
  };
  /** Lines of its configuration below `storage:`, indented by two. */
  readonly storage?: string;
};

/** @returns its `host:port` on loopback */
export async function startDockerRegistry(
  t: Pick<TestContext, 'after'>,
  options: DockerRegistryOptions = {},
): Promise<string> {
  const folder = temporaryFolder(t);
  const config = join(folder, 'config.yml');
  writeFileSync(config, configOf(folder, options));
  const env = { OTEL_TRACES_EXPORTER: 'none' };
  const found = await started(
    t,
    'docker-registry',
    ['serve', config],
    env,
    /listening on 127\.0\.0\.1:(\d+)/,
  );
  return `127.0.0.1:${found}`;
}

/** @returns its `host:port` on loopback; it keeps everything in memory */
export async function startReferrersRegistry(t: Pick<TestContext, 'after'>): Promise<string> {
  const found = await started(t, referrersRegistry(), [], {}, /serving on port (\d+)/);
  return `127.0.0.1:${found}`;
}

/** Kept where scripts/setup.mjs keeps its tools, under a name that says what it was made of. */
function referrersRegistry(): string {
  const source = join(import.meta.dirname, 'referrers-registry');
  const texts = ['main.go', 'go.mod', 'go.sum'].map((name) => readFileSync(join(source, name), 'utf8'));
  const made = createHash('sha256').update(texts.join('')).digest('hex').slice(0, 16);
  const folder = join(homedir(), '.cache', 'sealsmith-dev', `referrers-registry-${made}`);
  const program = join(folder, 'referrers-registry');
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  const beside = `${program}.${process.pid}`;
  execFileSync('go', ['build', '-buildvcs=false', '-o', beside, '.'], { cwd: source, stdio: 'pipe' });
  renameSync(beside, program);
  return program;
}

function configOf(folder: string, { accounts, tokens, storage = '' }: DockerRegistryOptions): string {
  const auth: string[] = [];
  if (accounts !== undefined) {
    const file = join(folder, 'htpasswd');
    writeFileSync(
      file,
      Object.entries(accounts)
        .map(([name, word]) => `${name}:${bcrypt(word)}\n`)
        .join(''),
    );
    auth.push('auth:', '  htpasswd:', '    realm: test', `    path: ${file}`);
  } else if (tokens !== undefined) {
    auth.push('auth:', '  token:', `    realm: ${tokens.realm}`, `    service: ${tokens.service}`);
    auth.push(`    issuer: ${tokens.issuer}`, `    rootcertbundle: ${tokens.certificate}`);
  }
  return [
    'version: 0.1',
    'log: { level: info, accesslog: { disabled: true } }',
    'storage:',
    `  filesystem: { rootdirectory: ${join(folder, 'data')} }`,
    '  delete: { enabled: true }',
    ...(storage === '' ? [] : [storage]),
    'http: { addr: "127.0.0.1:0" }',
    ...auth,
    '',
  ].join('\n');
}

/** Asked of Python, because the registry takes bcrypt alone and Node has none. */
function bcrypt(word: string): string {
  const program =
    'import crypt, sys; print(crypt.crypt(sys.argv[1], crypt.mksalt(crypt.METHOD_BLOWFISH, rounds=16)))';
  const line = execFileSync('python3', ['-W', 'ignore', '-c', program, word], { encoding: 'utf8' }).trim();
  assert.match(line, /^\$2[aby]\$/);
  return line;
}

/** Starts a server and waits until it says its port. */
async function started(
  t: Pick<TestContext, 'after'>,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  port: RegExp,
): Promise<number> {
  const child = spawn(program, args, {
    env: { PATH: process.env['PATH'] ?? delimiter, HOME: '/nonexistent', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => ended(child));
  let said = '';
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said = (said + chunk.toString('utf8')).slice(-20_000);
      const found = port.exec(said)?.[1];
      if (found !== undefined) resolve(Number(found));
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('exit', (exit) => reject(new Error(`${program} ended with ${exit}: ${said}`)));
  });
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
