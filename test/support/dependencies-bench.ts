/** Dependencies made for a base by the real installers, from an index of ours or from the real ones. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Platform, RuntimeDependencies } from '../../src/core/image.ts';
import type { WorkspacePath } from '../../src/core/path.ts';
import { prepareDependencies } from '../../src/image/dependencies/dependencies.ts';
import type { BaseFacts } from '../../src/image/lock.ts';
import { findProgram } from '../../src/system/find-program.ts';
import { anInside } from './inside.ts';
import type { PackageServer } from './package-server.ts';
import { temporaryFolder } from './temporary.ts';

export const AMD: Platform = { os: 'linux', architecture: 'amd64' };
export const BOOKWORM: BaseFacts = { python: '3.11.2', libc: 'glibc 2.36' };
export const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples');

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function python(files: readonly string[], requires?: string): RuntimeDependencies {
  return { kind: 'python', from: 'requirements', files: files as WorkspacePath[], requires };
}

/** A PATH on which a program is the only one of the installers. */
export function pathWith(t: TestContext, installer: 'pip' | 'uv'): string {
  const folder = temporaryFolder(t);
  const path = process.env['PATH'] ?? '';
  if (installer === 'uv') return path;
  const found = findProgram('python3', path.split(':'), undefined);
  assert.ok(found);
  symlinkSync(found.path, join(folder, 'python3'));
  return `${folder}:${path
    .split(':')
    .filter((one) => one !== '' && !existsSync(join(one, 'uv')))
    .join(':')}`;
}

export type Bench = { readonly folder: string; readonly env: Readonly<Record<string, string>> };

export function bench(t: TestContext, installer: 'pip' | 'uv', index?: PackageServer): Bench {
  const folder = temporaryFolder(t);
  const address = `${index?.address}/simple/`;
  const own = {
    PIP_CONFIG_FILE: '/dev/null',
    PIP_INDEX_URL: address,
    UV_DEFAULT_INDEX: address,
    UV_INDEX_URL: address,
  };
  return { folder, env: { PATH: pathWith(t, installer), ...(index === undefined ? {} : own) } };
}

export async function make(
  t: TestContext,
  { folder, env }: Bench,
  dependencies: RuntimeDependencies,
  facts: BaseFacts = BOOKWORM,
  platform = AMD,
) {
  const inside = anInside(t, folder, { env });
  const prepared = await prepareDependencies(
    { dependencies, facts, platform, base: 'debian:bookworm' },
    inside,
  );
  if (!prepared.ok) return prepared;
  const made = await prepared.value.make();
  if (made.ok) t.after(() => made.value.release());
  return made;
}

/** Every name, mode and content. */
export function contentOf(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name);
    if (entry.isDirectory()) return contentOf(folder, path);
    if (!entry.isFile()) return [path];
    const at = join(folder, path);
    return [`${path} ${statSync(at).mode & 0o111} ${sha256(readFileSync(at))}`];
  });
}

export function ownPython(): string {
  const script = 'import platform; print(platform.python_version())';
  return execFileSync('python3', ['-c', script], { encoding: 'utf8' }).trim();
}
