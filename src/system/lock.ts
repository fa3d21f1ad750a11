/**
 * One run at a time in one folder: a file that names the process that works there. It is written elsewhere and linked
 * into place, so that nobody reads half of it. A process is told from a later one of the same number by when it
 * began; where there is no /proc, the number alone must do.
 */

import { hash, randomBytes } from 'node:crypto';
import { constants, linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errnoOf } from './attempt.ts';

/**
 * @param path  in a folder that is there
 * @returns a function that releases the lock, or the process that holds it
 * @throws what the system says
 */
export function takeLock(path: string): (() => void) | { readonly pid: number } {
  const mine = `${process.pid} ${beginningOf(process.pid) ?? ''}\n`;
  const beside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(beside, mine, { flag: 'wx' });
    const holder = take(path, mine, beside);
    if (holder !== undefined) return { pid: holder.pid };
  } finally {
    quietly(() => remove(beside));
  }
  const release = (): void => {
    process.off('exit', release);
    quietly(() => removeIf(path, mine));
  };
  process.on('exit', release);
  return release;
}

type Holder = { readonly pid: number; readonly beginning: string };

/** @returns who holds it; undefined when it is ours now */
function take(path: string, mine: string, beside: string): Holder | undefined {
  for (;;) {
    if (place(path, mine, beside)) return undefined;
    const text = textOf(path);
    if (text === undefined) continue;
    const holder = holderOf(text);
    if (holder !== undefined && lives(holder)) return holder;
    // Left by a run that was killed. Others may be about to remove it, and must not remove what comes after it: only
    // who has the right to this very text does, and looks again once it has it.
    const right = join(dirname(path), `lock.${hash('sha256', `${path}\0${text}`).slice(0, 32)}`);
    const other = take(right, mine, beside);
    if (other !== undefined) return other;
    removeIf(path, text);
    remove(right);
  }
}

/** False when something is there. */
function place(path: string, mine: string, beside: string): boolean {
  try {
    linkSync(beside, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    if (!NO_LINKS.has(errnoOf(error) ?? '')) throw error;
  }
  try {
    writeFileSync(path, mine, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** What file systems without hard links say (FAT, some that are shared with a virtual machine). */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK']);

function holderOf(text: string): Holder | undefined {
  const found = /^([1-9]\d{0,9})(?: (.*))?\n$/.exec(text);
  return found === null ? undefined : { pid: Number(found[1]), beginning: found[2] ?? '' };
}

function lives({ pid, beginning }: Holder): boolean {
  const now = beginningOf(pid);
  if (now !== undefined && beginning !== '') return now === beginning;
  // In a container numbers come again: ours in a lock that does not say when is somebody's before us.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

/** When a process began, as one word that no other process with its number has; undefined where that is not told. */
function beginningOf(pid: number): string | undefined {
  const stat = quietly(() => textOf(`/proc/${pid}/stat`));
  if (stat === undefined) return undefined;
  // proc_pid_stat(5). After the name, which stands in brackets and may hold anything: state; the 20th is the time.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if ('ZXx'.includes(fields[0] ?? '')) return 'dead';
  const boot = quietly(() => textOf('/proc/sys/kernel/random/boot_id'))?.trim() ?? '';
  return `${fields[19] ?? ''}@${boot}`;
}

/** Undefined when it is not there. A pipe in its place holds nobody up: it has no text, as what nobody holds. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, { encoding: 'latin1', flag: constants.O_RDONLY | constants.O_NONBLOCK });
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    return undefined;
  }
}

function removeIf(path: string, text: string): void {
  if (textOf(path) === text) remove(path);
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

/** For what may fail without harm: whoever comes next finds a lock of somebody dead. */
function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}
