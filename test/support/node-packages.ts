/** Packages of our own making as archives, and the managers of this repository, so that no registry is needed. */

import { type ExecFileSyncOptions, execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { TAR_END, tarHeader, tarPadding } from '../../src/formats/tar.ts';
import { cleanEnvironment, type TestProject } from './project.ts';

const MODULES = join(import.meta.dirname, '..', '..', 'node_modules');

export type ManagerUnderTest = 'npm' | 'pnpm' | 'yarn-1' | 'yarn-2';

export const MANAGERS: readonly ManagerUnderTest[] = ['npm', 'pnpm', 'yarn-1', 'yarn-2'];

/** `package.json` and other files as the archive that a registry would give. */
export function packageArchive(files: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(files).flatMap(([path, text]) => {
    const content = Buffer.from(text);
    const head = tarHeader({
      kind: 'file',
      path: `package/${path}`,
      mode: 0o644,
      mtime: 0,
      bytes: content.length,
    });
    return [head, content, Buffer.alloc(tarPadding(content.length))];
  });
  return gzipSync(Buffer.concat([...parts, TAR_END]));
}

export function writeArchive(
  project: TestProject,
  path: string,
  files: Readonly<Record<string, string>>,
): void {
  mkdirSync(dirname(join(project.folder, path)), { recursive: true });
  writeFileSync(join(project.folder, path), packageArchive(files));
}

/** A folder for PATH in which `pnpm` and `yarn` are the versions under test. */
export function managerPath(project: TestProject, manager: ManagerUnderTest): string {
  const folder = join(project.base, 'bin');
  mkdirSync(folder, { recursive: true });
  const link = (name: string, target: string): void => symlinkSync(join(MODULES, target), join(folder, name));
  if (manager === 'pnpm') link('pnpm', 'pnpm/bin/pnpm.cjs');
  if (manager === 'yarn-1' || manager === 'yarn-2') link('yarn', `${manager}/bin/yarn.js`);
  return `${folder}:${process.env['PATH']}`;
}

/** Has the manager write its lock file, and nothing else. */
export function lock(project: TestProject, manager: ManagerUnderTest, path: string): void {
  const commands = {
    npm: [
      'npm',
      'install',
      '--package-lock-only',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--offline',
    ],
    pnpm: ['pnpm', 'install', '--lockfile-only', '--offline'],
    'yarn-1': ['yarn', 'install', '--ignore-scripts', '--no-progress', '--offline'],
    'yarn-2': ['yarn', 'install', '--mode=update-lockfile'],
  } as const;
  const [program, ...args] = commands[manager];
  if (manager === 'yarn-2') project.write({ 'yarn.lock': '' });
  const home = join(project.base, 'home');
  patiently(program, args, {
    cwd: project.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...cleanEnvironment(),
      PATH: path,
      HOME: home,
      TMPDIR: join(project.base, 'tmp'),
      YARN_ENABLE_TELEMETRY: '0',
      npm_config_update_notifier: 'false',
    },
  });
  for (const made of ['node_modules', '.pnp.cjs', '.yarn']) {
    rmSync(join(project.folder, made), { recursive: true, force: true });
  }
}

/** Seen once in some hundred starts: npm under Node 24.21 has done its work and never ends. Then it is asked again. */
function patiently(program: string, args: readonly string[], options: ExecFileSyncOptions): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      execFileSync(program, args, { ...options, timeout: 60_000, killSignal: 'SIGKILL' });
      return;
    } catch (error) {
      const late = error instanceof Error && 'code' in error && error.code === 'ETIMEDOUT';
      if (!late || attempt === 3) throw error;
    }
  }
}
