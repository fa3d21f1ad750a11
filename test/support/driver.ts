/** Starts test/support/cache-driver.ts as a program of its own, bundled, so that it starts as fast as ours does. */

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Orders, Told } from './cache-driver.ts';

/** @returns the path of the program */
export async function bundleDriver(folder: string): Promise<string> {
  const root = join(import.meta.dirname, '..', '..');
  await build({
    absWorkingDir: root,
    entryPoints: { driver: 'test/support/cache-driver.ts', worker: 'src/worker.ts' },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node24' },
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return join(folder, 'driver.mjs');
}

/** Resolves when it has said that it begins. */
export function startDriver(program: string, orders: Orders): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, JSON.stringify(orders)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the driver ended with ${code}`)));
    child.stdout.once('data', () => resolve(child));
  });
}

/** Of `ask` what was told, of `once` what went wrong. */
export function askDriver(program: string, orders: Orders & { readonly what: 'ask' }): Promise<Told>;
export function askDriver(
  program: string,
  orders: Orders & { readonly what: 'once' },
): Promise<readonly string[]>;
export function askDriver(program: string, orders: Orders): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, JSON.stringify(orders)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      const [, told = ''] = out.split('\n');
      if (code === 0) resolve(JSON.parse(told));
      else reject(new Error(`the driver ended with ${code}`));
    });
  });
}
