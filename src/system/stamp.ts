/**
 * One digest of what stat says of a whole tree, for telling that nothing was touched without reading it. Whoever
 * changes a file changes its ctime, which no program can set back.
 */

import { createHash, type Hash } from 'node:crypto';
import { type BigIntStats, lstatSync, readdirSync } from 'node:fs';
import { errnoOf } from './attempt.ts';
import { compare } from './folder.ts';
import { fsPath, isDoubtful, nameText } from './names.ts';

/** Interpreters write into these whenever they run, so they say nothing about what was installed. */
const IGNORED = '__pycache__';

/** Tools keep their own caches among the packages that they were installed with. */
const IGNORED_AMONG_PACKAGES: ReadonlySet<string> = new Set(['.cache', '.vite', '.vite-temp']);

/**
 * Kernels take times from a clock that ticks every 1 to 10 ms: a file written twice within one tick looks untouched.
 * So a stamp is taken only when the youngest change is older than this many milliseconds; otherwise we wait that long
 * and look again. (git calls such entries racy.)
 */
const TICK = 20;

/** See `Files.stamp`. */
export function stampOf(path: string): string | undefined {
  for (let attempt = 0; ; attempt += 1) {
    const taken = takeStamp(path);
    if (taken === undefined) return undefined;
    const age = Date.now() - taken.youngest;
    // A change that lies in the future is a clock that went wrong: waiting will not help.
    if (age > TICK || age < -TICK || attempt === 10) return taken.stamp;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, TICK + 1);
  }
}

function takeStamp(path: string): { readonly stamp: string; readonly youngest: number } | undefined {
  const found = look(path);
  if (found === undefined) return undefined;
  const sum = new Sum();
  sum.add('', found);
  if (found.isDirectory()) enter(path, '', sum);
  return { stamp: sum.digest(), youngest: sum.youngest };
}

function enter(folder: string, below: string, sum: Sum): void {
  for (const name of namesIn(folder)) {
    if (name === IGNORED) continue;
    if (folder.endsWith('/node_modules') && IGNORED_AMONG_PACKAGES.has(name)) continue;
    const path = `${folder}/${name}`;
    const found = look(path);
    if (found === undefined) continue;
    sum.add(`${below}/${name}`, found);
    if (found.isDirectory()) enter(path, `${below}/${name}`, sum);
  }
}

class Sum {
  readonly #hash: Hash = createHash('sha256');
  #text = '';
  #youngest = 0n;

  add(path: string, found: BigIntStats): void {
    const { mode, mtimeNs, ctimeNs } = found;
    if (ctimeNs > this.#youngest) this.#youngest = ctimeNs;
    // In UTF-8 all stray bytes of names would look the same (see names.ts); a JSON string begins as no path does.
    const name = path.isWellFormed() ? path : JSON.stringify(path);
    // Folders: no size (it depends on the file system's history) and no times, which `__pycache__` changes; what is
    // in them is all listed. The mode holds the kind.
    this.#text += found.isDirectory()
      ? `${name}\0${mode} ${found.ino}\0`
      : `${name}\0${mode} ${found.ino} ${found.size} ${mtimeNs} ${ctimeNs}\0`;
    if (this.#text.length > 65536) this.#flush();
  }

  digest(): string {
    this.#flush();
    return this.#hash.digest('hex');
  }

  /** Milliseconds since 1970. */
  get youngest(): number {
    return Number(this.#youngest / 1_000_000n);
  }

  #flush(): void {
    this.#hash.update(this.#text);
    this.#text = '';
  }
}

/** A folder that cannot be read is one more state to be in; install and its key say what that means. */
function namesIn(folder: string): string[] {
  try {
    const names = readdirSync(fsPath(folder));
    const exact = names.some(isDoubtful)
      ? readdirSync(fsPath(folder), { encoding: 'buffer' }).map(nameText)
      : names;
    return exact.sort(compare);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return [];
  }
}

function look(path: string): BigIntStats | undefined {
  try {
    return lstatSync(fsPath(path), { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}
