/**
 * A Docker Engine for tests: the one that answers on this machine, else one of our own whose images lie in a temporary
 * folder. Where neither can be had the test says so: in CI that is an error, on a laptop a skip.
 */

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

export type Docker = {
  /** What its client needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
};

/** Milliseconds until an engine that was started must answer. */
const PATIENCE = 30_000;

/** The engine that answers, or one that this starts; a sentence when there is none. */
export async function dockerEngine(): Promise<Docker | string> {
  if (answers({})) return { env: {}, stop: async () => {} };
  if (process.getuid?.() !== 0) return 'no Docker answers, and only root can start one';
  if (!existsSync('/usr/sbin/dockerd') && !existsSync('/usr/bin/dockerd')) return 'there is no dockerd';
  const folder = mkdtempSync(join(tmpdir(), 'dockerd-'));
  const socket = join(folder, 'docker.sock');
  const env = { DOCKER_HOST: `unix://${socket}` };
  const place = ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')];
  const daemon = spawn(
    'dockerd',
    ['--host', env.DOCKER_HOST, ...place, '--pidfile', join(folder, 'pid'), '--log-level', 'error'],
    { stdio: 'ignore', env: { ...process.env, PATH: `/usr/sbin:/sbin:${process.env['PATH']}` } },
  );
  const gone = new Promise<void>((resolve) => {
    daemon.once('exit', () => resolve());
    daemon.once('error', () => resolve());
  });
  const stop = async (): Promise<void> => {
    daemon.kill('SIGTERM');
    await gone;
    // Where a container had the machine's own network, its mount stays behind.
    spawnSync('umount', [join(folder, 'exec/netns/default')], { stdio: 'ignore' });
    rmSync(folder, { recursive: true, force: true });
  };
  const until = Date.now() + PATIENCE;
  while (!answers(env)) {
    if (daemon.exitCode !== null || Date.now() > until) {
      await stop();
      return 'dockerd does not start here';
    }
    await pause(100);
  }
  return { env, stop };
}

/**
 * For files whose programs find the engine by themselves: it stands in this process's environment until the last test
 * has ended. No engine is an error, for such a file has nothing to do without one.
 */
export async function useDocker(): Promise<void> {
  const engine = await dockerEngine();
  if (typeof engine === 'string') throw new Error(engine);
  Object.assign(process.env, engine.env);
  after(() => engine.stop());
}

/** Ids of the images with this label, also of those without a name: others use the same engine at the same time. */
export function dockerImages({ env }: Docker, label: string): readonly string[] {
  const args = ['image', 'ls', '--all', '--quiet', '--no-trunc', '--filter', `label=${label}`];
  const said = execFileSync('docker', args, { env: { ...process.env, ...env }, encoding: 'utf8' });
  return said.split('\n').filter((line) => line !== '');
}

function answers(env: Docker['env']): boolean {
  const asked = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], {
    env: { ...process.env, ...env },
    stdio: 'ignore',
  });
  return asked.status === 0;
}
