/**
 * Takes secrets out of our own environment. Deleting a variable does not: what a process was started with stays
 * readable in /proc/<pid>/environ for every process of the same user, so for what a job starts. When there is any
 * secret we become our own successor, once: same process, same arguments, an environment without them. They are
 * handed over in a pipe; no argument, no file and no other process ever holds them.
 */

import { closeSync, readSync } from 'node:fs';
import { looksSecret } from '../core/secret-name.ts';
import { errnoOf } from './attempt.ts';

/** Says that descriptor 3 holds what was taken out. Holds how many bytes, so that nothing else is read. */
const MARK = 'SEALSMITH_HANDED_OVER';

/** Parts of what is handed over on its way through the shell's environment, where one string has 128 KiB. */
const PART = 'SEALSMITH_PART_';
const PART_BYTES = 64 * 1024;

type Variables = Readonly<Record<string, string>>;
type Handed = { readonly secrets: Variables; readonly others: Variables };

/**
 * To be called once, before anything else is done. When there are secrets it does not return but starts the program
 * again; in that second life it returns them.
 *
 * @returns the secrets by name; they are no longer in `process.env`
 */
export function takeSecrets(): ReadonlyMap<string, string> {
  const handed = receive();
  // Names that the shell on the way would have dropped.
  for (const [name, value] of Object.entries(handed?.others ?? {})) process.env[name] = value;
  const here = Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && value !== '' && looksSecret(name) ? [[name, value] as const] : [],
  );
  if (here.length > 0 && handed === undefined) startAgain(Object.fromEntries(here));
  // Still here: this system cannot do it. Then at least no child inherits them.
  for (const [name] of here) delete process.env[name];
  return new Map([...Object.entries(handed?.secrets ?? {}), ...here]);
}

/**
 * A shell is put in between, because Node opens every file such that it is closed in a successor. The shell writes its
 * variables into a pipe (a here-document), forgets them and becomes Node.
 */
function startAgain(secrets: Variables): void {
  if (process.platform !== 'linux' || process.execve === undefined) return;
  const plain: Record<string, string> = {};
  const others: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value === undefined || Object.hasOwn(secrets, name)) continue;
    const target = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? plain : others;
    target[name] = value;
  }
  const text = Buffer.from(JSON.stringify({ secrets, others } satisfies Handed)).toString('base64');
  const parts = Array.from({ length: Math.ceil(text.length / PART_BYTES) }, (_, at) =>
    text.slice(at * PART_BYTES, (at + 1) * PART_BYTES),
  );
  const names = parts.map((_, at) => `${PART}${at}`);
  const script = [
    'exec 3<<END',
    names.map((name) => `$${name}`).join(''),
    'END',
    `unset ${names.join(' ')}`,
    'exec "$@"',
  ].join('\n');
  const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const carried = Object.fromEntries(parts.map((part, at) => [`${PART}${at}`, part]));
  try {
    process.execve('/bin/sh', ['sh', '-c', script, 'sh', ...again], {
      ...plain,
      ...carried,
      [MARK]: String(text.length),
    });
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
  }
}

function receive(): Handed | undefined {
  const length = Number(process.env[MARK]);
  delete process.env[MARK];
  if (!Number.isSafeInteger(length) || length <= 0) return undefined;
  try {
    const bytes = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      const count = readSync(3, bytes, filled, length - filled, null);
      if (count === 0) break;
      filled += count;
    }
    closeSync(3);
    const value = JSON.parse(Buffer.from(bytes.toString('latin1'), 'base64').toString('utf8')) as Handed;
    return { secrets: value.secrets, others: value.others };
  } catch {
    // Somebody else set the variable: then it means nothing, but we do not try again.
    return { secrets: {}, others: {} };
  }
}
