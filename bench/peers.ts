/** What our figures are compared with: installed by their own package managers, pinned, into a temporary folder. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const PEERS = {
  glob: '@actions/glob@0.7.0',
  turbo: 'turbo@2.11.11',
  wireit: 'wireit@0.14.13',
  goTask: 'go-task-bin==3.54.0',
} as const;

/** @param more  called before the installation: what workspaces there are */
export function installNpm(folder: string, manifest: object, dependency: string, more?: () => void): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  more?.();
  execFileSync('npm', ['install', '--silent', '--save-dev', dependency], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/**
 * The package that its authors publish for Python: the program itself, without compiling it.
 *
 * @returns the program's path
 */
export function installGoTask(base: string): string {
  const venv = join(base, 'venv');
  execFileSync('python3', ['-m', 'venv', venv]);
  execFileSync(join(venv, 'bin', 'pip'), ['install', '--quiet', PEERS.goTask], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return join(venv, 'bin', 'task');
}
