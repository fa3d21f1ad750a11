/** The real `Inside`, as if it had been started in a folder and with variables of its own. */

import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';
import type { Inside, Start } from '../../src/core/inside.ts';
import { inside } from '../../src/system/inside.ts';

const WORKER = join(import.meta.dirname, '..', '..', 'src', 'worker.ts');

export type InsideOptions = {
  readonly env?: Readonly<Record<string, string>>;
  /** Ends what it started. */
  readonly interrupt?: AbortSignal;
};

export type TestInside = Inside & {
  /** Everything that was printed. */
  readonly printed: string[];
};

export function anInside(
  t: Pick<TestContext, 'after'>,
  folder: string,
  options: InsideOptions = {},
): TestInside {
  const real = inside(WORKER);
  const { env = {}, interrupt = new AbortController().signal } = options;
  const at = (path: string): string => resolve(folder, path);
  const printed: string[] = [];
  t.after(() => real.doors().workers.close());
  return {
    ...real,
    printed,
    look: (path) => real.look(at(path)),
    names: (path) => real.names(at(path)),
    read: (path) => real.read(at(path)),
    remove: (path) => real.remove(at(path)),
    write: (path, mode) => real.write(at(path), mode),
    start: (request: Start) => real.start({ cwd: folder, ...request, env: { ...env, ...request.env } }),
    interrupt: () => interrupt,
    env: { ...process.env, SEALSMITH_IMAGES: undefined, ...env },
    print: (text) => void printed.push(text),
    complain: (text) => void printed.push(text),
  };
}
