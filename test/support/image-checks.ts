/** The check of images as a process of its own, as jobs start it. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Failure } from '../../src/core/failure.ts';
import type { Checked, CheckRequest, RunnerName } from '../../src/image/check/request.ts';
import { temporaryFolder } from './temporary.ts';
import { HERE, type TinyImage, tinyLayout } from './tiny-images.ts';

export type CheckEnd = {
  readonly exit: number | null;
  readonly output: string;
  readonly errors: string;
  readonly checked: Checked | undefined;
  readonly failure: Failure | undefined;
  /** What lies in its folder for temporary files afterwards. */
  readonly left: readonly string[];
};

export type Checking = {
  readonly child: ChildProcess;
  readonly ended: Promise<CheckEnd>;
  /** What it has printed so far. */
  printed(): string;
};

type Asked = {
  readonly image?: TinyImage;
  readonly ask?: { readonly port: number; readonly path: string } | undefined;
  readonly within?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly how?: CheckRequest['how'];
  /** Before the program: another user, another namespace. */
  readonly wrap?: readonly string[];
  /** Files of the workspace. */
  readonly files?: Readonly<Record<string, string>>;
};

export const HEALTH = { port: 8080, path: '/health' };

export function startCheck(t: TestContext, runner: RunnerName | 'auto', asked: Asked = {}): Checking {
  const folder = temporaryFolder(t);
  const [image, temporary] = [join(folder, 'image'), join(folder, 'tmp')];
  for (const one of [image, temporary]) mkdirSync(one, { mode: 0o755 });
  tinyLayout(image, asked.image);
  for (const [path, text] of Object.entries(asked.files ?? {})) writeFileSync(join(folder, path), text);
  const ask = 'ask' in asked ? asked.ask : HEALTH;
  const alone = { kind: 'alone', runner, builder: 'layers', ...(ask === undefined ? {} : { ask }) } as const;
  const request = {
    layout: 'image/layout',
    platform: { ...HERE, architecture: asked.image?.architecture ?? HERE.architecture },
    name: 'hello',
    env: Object.keys(asked.env ?? {}),
    within: asked.within ?? 20_000,
    how: asked.how ?? alone,
  };
  const [failure, result] = [join(folder, 'tmp/failure.json'), join(folder, 'tmp/checked.json')];
  const entry = join(import.meta.dirname, 'internal-entry.ts');
  const [program = process.execPath, ...before] = [...(asked.wrap ?? []), process.execPath];
  const child = spawn(
    program,
    [...before, entry, 'internal', 'image-check', JSON.stringify(request), result],
    {
      cwd: folder,
      env: {
        ...process.env,
        ...podmanEnv(folder),
        ...asked.env,
        TMPDIR: temporary,
        SEALSMITH_FAILURE: failure,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const chunks = { output: '', errors: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.output += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    chunks.errors += chunk;
  });
  const ended = new Promise<CheckEnd>((resolve) => {
    child.once('close', (exit) => {
      const read = (path: string) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined);
      const left = readdirSync(temporary).filter((name) => !name.endsWith('.json'));
      resolve({ exit, ...chunks, checked: read(result), failure: read(failure), left });
    });
  });
  return { child, ended, printed: () => chunks.output };
}

export function check(t: TestContext, runner: RunnerName | 'auto', asked: Asked = {}): Promise<CheckEnd> {
  return startCheck(t, runner, asked).ended;
}

/** Containers and images of checks that an engine has. */
export function leftIn(engine: 'docker' | 'podman'): readonly string[] {
  const lines = (args: readonly string[]): readonly string[] =>
    execFileSync(engine, args, { encoding: 'utf8', env: { ...process.env, ...podmanEnv('/tmp') } })
      .split('\n')
      .filter((line) => line.includes('sealsmith-check'));
  return [
    ...lines(['ps', '--all', '--format', '{{.Names}}']),
    ...lines(['images', '--format', '{{.Repository}}']),
  ];
}

/** This machine may not raise its limits, and mixes two kinds of control groups: podman has to be told. */
export function podmanEnv(folder: string): Readonly<Record<string, string>> {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  const capabilities = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  const mayRaise = (BigInt(`0x${capabilities}`) & (1n << 24n)) !== 0n;
  if (mayRaise || limits === '') return {};
  const path = join(folder, 'containers.conf');
  const runtime = existsSync('/usr/sbin/runc') ? 'runtime = "/usr/sbin/runc"\n' : '';
  writeFileSync(
    path,
    `[engine]\n${runtime}[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]\n`,
  );
  return { CONTAINERS_CONF: path };
}
