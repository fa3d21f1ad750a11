/**
 * Sees through version managers. What they put on PATH is a small program that looks for the real one each time, by
 * files and variables that a job does not have; so the manager is asked once, and the job gets the real one.
 */

import { closeSync, openSync, readSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from './attempt.ts';
import { type Found, findProgram, programAt } from './find-program.ts';

/** The question that tells which program a name stands for now. */
export type Shim = {
  readonly manager: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Files that decide the answer: as long as they stay the same, so does it. */
  readonly deciders: readonly string[];
};

export type Surroundings = {
  readonly path: readonly string[];
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** @returns undefined for a program that is what it seems */
export function shimOf(found: Found, { path, home, env }: Surroundings): Shim | undefined {
  const name = basename(found.path);
  const manager = linkedManager(found, name) ?? scriptedManager(found, path);
  if (manager === undefined) return undefined;
  const root = dirname(dirname(found.path));
  const kind = basename(manager);
  const rootName = `${kind.toUpperCase()}_ROOT`;
  const own = Object.entries(env).flatMap(([variable, value]) =>
    value !== undefined && variable.startsWith(`${kind.toUpperCase()}_`) ? [[variable, value] as const] : [],
  );
  return {
    manager,
    args: ['which', name],
    env: { HOME: home, ...(kind.endsWith('env') ? { [rootName]: root } : {}), ...Object.fromEntries(own) },
    deciders: [
      manager,
      `${root}/version`,
      `${home}/.tool-versions`,
      `${home}/.config/mise/config.toml`,
      `${home}/.volta/tools/user/platform.json`,
    ],
  };
}

/** mise and Volta: links to one program, which looks at the name it is called by. */
function linkedManager(found: Found, name: string): string | undefined {
  const target = basename(found.real);
  if (target === name) return undefined;
  if (target === 'mise') return found.real;
  return target === 'volta-shim' ? join(dirname(found.real), 'volta') : undefined;
}

/** pyenv and its relatives, and asdf: scripts that end in `exec "/…/pyenv" exec …`. */
function scriptedManager(found: Found, path: readonly string[]): string | undefined {
  if (basename(dirname(found.path)) !== 'shims') return undefined;
  const line = /^exec "?((?:\/[^"\s]*\/)?(?:pyenv|rbenv|nodenv|goenv|jenv|asdf))"? exec /m.exec(
    beginning(found.real),
  );
  const manager = line?.[1];
  if (manager === undefined || manager.startsWith('/')) return manager;
  return findProgram(manager, path, undefined)?.path;
}

/** The program a manager named on the last line of its answer. */
export function namedProgram(answer: string): Found | undefined {
  const line = answer.trimEnd().split('\n').at(-1) ?? '';
  return line.startsWith('/') ? programAt(line) : undefined;
}

function beginning(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(4096);
      return bytes.toString('latin1', 0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return '';
  }
}
