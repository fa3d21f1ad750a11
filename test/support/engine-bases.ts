/** A registry of this test alone and small bases in it: busybox and nothing else, so that a build takes no time. */

import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { temporaryFolder } from './temporary.ts';

export type BaseRegistry = {
  /** `127.0.0.1:4711`. */
  readonly host: string;
  /** Pushes a base and gives its digest. `files`: beside busybox, by path. */
  push(name: string, files?: Readonly<Record<string, string>>): string;
};

/** Commands of busybox that the tests' RUN lines use. */
const COMMANDS = [
  'sh',
  'cat',
  'ls',
  'wc',
  'mkdir',
  'sleep',
  'true',
  'false',
  'id',
  'env',
  'chown',
  'touch',
  'date',
];

export const BUSYBOX = ['/bin/busybox', '/usr/bin/busybox'].find((path) => existsSync(path));

export async function baseRegistry(t: TestContext): Promise<BaseRegistry> {
  const port = await freePort();
  const registry = spawn('registry', ['-port', String(port)], { stdio: 'ignore' });
  t.after(() => registry.kill('SIGKILL'));
  for (let tries = 0; tries < 200 && !(await listens(port)); tries += 1) await pause(25);
  const host = `127.0.0.1:${port}`;
  return {
    host,
    push(name, files = {}) {
      const folder = temporaryFolder(t);
      const root = join(folder, 'root');
      for (const place of ['bin', 'etc', 'tmp']) mkdirSync(join(root, place), { recursive: true });
      copyFileSync(BUSYBOX ?? '/bin/busybox', join(root, 'bin/busybox'));
      for (const command of COMMANDS) symlinkSync('busybox', join(root, 'bin', command));
      writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/:/bin/sh\n');
      for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
      const tar = join(folder, 'root.tar');
      const fixed = ['--sort=name', '--mtime=@1000000000', '--owner=0', '--group=0', '--numeric-owner'];
      execFileSync('tar', ['--create', ...fixed, '--file', tar, '--directory', root, '.']);
      const image = `${host}/${name}`;
      const empty = [
        '--oci-empty-base',
        '--platform',
        `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`,
      ];
      execFileSync('crane', ['append', ...empty, '--new_layer', tar, '--new_tag', image], { stdio: 'pipe' });
      const platform = ['--set-platform', `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`];
      execFileSync('crane', ['mutate', ...platform, '--tag', image, image], { stdio: 'pipe' });
      return execFileSync('crane', ['digest', image], { encoding: 'utf8' }).trim();
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('no port')),
      );
    });
  });
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
