/** The world with defaults, so that a test says only what it is about. What needs the whole spine is in `planned.ts`. */

import assert from 'node:assert/strict';
import type { Failure } from '../../src/core/failure.ts';
import type { HostFacts } from '../../src/core/host.ts';
import type { WorkspacePath } from '../../src/core/path.ts';
import type { Clock, Http, Machine, World } from '../../src/core/ports.ts';
import { err, type Result } from '../../src/core/result.ts';
import type { Tool } from '../../src/core/tool.ts';
import { systemDisk } from '../../src/system/disk.ts';
import { systemWorkers } from '../../src/system/workers.ts';
import { FakeFiles } from './files.ts';
import { aGit } from './git.ts';
import { FakeProcesses } from './processes.ts';

export const WORKSPACE = '/workspace';

export const MACHINE: Machine = {
  os: 'linux',
  arch: 'x64',
  libc: 'glibc 2.36',
  cores: 2,
  root: false,
  path: ['/usr/local/bin', '/usr/bin'],
};

/** A clock that moves when it is told to. */
export class FakeClock implements Clock {
  #now = 1_795_165_200_000;

  now(): number {
    return this.#now;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

const unreachable = async () => err({ kind: 'unreachable', detail: 'no network in this test' } as const);

/** A network where nobody answers; tests of what is spoken have a server on this machine. */
export const NO_HTTP: Http = { send: unreachable, download: unreachable, stream: unreachable };

/** The doors as a test holds them: the fakes themselves, not only their ports. */
export type FakeWorld = Omit<World, 'files' | 'processes' | 'clock'> & {
  readonly files: FakeFiles;
  readonly processes: FakeProcesses;
  readonly clock: FakeClock;
};

export function aWorld(more: Partial<FakeWorld> = {}): FakeWorld {
  return {
    files: new FakeFiles({ [`${WORKSPACE}/`]: '' }),
    processes: new FakeProcesses(),
    git: aGit(undefined),
    clock: new FakeClock(),
    http: NO_HTTP,
    disk: systemDisk(),
    workers: systemWorkers(`${import.meta.dirname}/../../src/main.ts`),
    machine: MACHINE,
    findTools: async () => new Map(),
    interrupt: new AbortController(),
    env: {},
    secrets: new Map(),
    home: '/home/ada',
    state: '/home/ada/.local/state/sealsmith',
    self: { node: '/opt/node', entry: '/opt/sealsmith/main.js', version: '0.1.0' },
    ...more,
  };
}

export function aTool(name: string, more: Partial<Tool> = {}): Tool {
  return { name, version: '1.0', from: 'machine', path: `/usr/bin/${name}`, ...more };
}

export function githubFacts(
  more: Partial<Extract<HostFacts, { host: 'github' }>> = {},
): HostFacts & { host: 'github' } {
  return {
    host: 'github',
    event: 'push',
    repository: 'group/diary',
    repositoryUrl: 'https://github.com/group/diary',
    ref: 'refs/heads/main',
    commit: 'a41c9e2f00000000000000000000000000000000',
    defaultBranch: 'main',
    headRepository: undefined,
    visibility: 'public',
    change: undefined,
    runUrl: 'https://github.com/group/diary/actions/runs/4711',
    ...more,
  };
}

export function gitlabFacts(
  more: Partial<Extract<HostFacts, { host: 'gitlab' }>> = {},
): HostFacts & { host: 'gitlab' } {
  return {
    host: 'gitlab',
    source: 'push',
    repository: 'group/diary',
    repositoryUrl: 'https://gitlab.com/group/diary',
    ref: 'refs/heads/main',
    commit: 'a41c9e2f00000000000000000000000000000000',
    defaultBranch: 'main',
    refProtected: true,
    headRepository: undefined,
    visibility: 'public',
    change: undefined,
    runUrl: 'https://gitlab.com/group/diary/-/jobs/1',
    ...more,
  };
}

export function at(path: string): WorkspacePath {
  return path as WorkspacePath;
}

/** The value of a result that must be one. */
export function value<T>(result: Result<T>): T {
  if (!result.ok) assert.fail(JSON.stringify(result.failure));
  return result.value;
}

/** The failure of a result that must be one. */
export function failure<T>(result: Result<T>): Failure {
  if (result.ok) assert.fail(`no failure, but ${JSON.stringify(result.value)}`);
  return result.failure;
}
