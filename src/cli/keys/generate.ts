/**
 * `sealsmith keys generate`: a pair to sign with, the private one encrypted as cosign does it. The password comes from a
 * variable or the terminal, never from an argument; nothing that is there is written over.
 */

import { relative, resolve } from 'node:path';
import type { Disk } from '../../core/disk.ts';
import type { ExitStatus, Failure } from '../../core/failure.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { visible } from '../../report/escape.ts';
import { ALGORITHMS, type Algorithm, generateSigningKey } from '../../signing/keys.ts';
import { PASSWORD_VARIABLES } from '../../signing/signers/key.ts';
import { attempt } from '../../system/attempt.ts';
import { type Asked, askHidden } from '../../system/prompt.ts';
import { fail, type Session } from '../session.ts';

type Ask = (question: string, signal: AbortSignal) => Promise<Asked>;

export type GenerateFlags = { readonly algorithm?: Algorithm };

/** @param name  path without ending: `release` makes `release.key` and `release.pub` */
export async function keysGenerate(
  session: Session,
  name: string,
  { algorithm = ALGORITHMS[0] }: GenerateFlags,
  ask: Ask = askHidden,
): Promise<ExitStatus> {
  if (name === '' || /(?:^|\/)\.{0,2}$/.test(name)) {
    return fail(session, { code: 'usage', message: `${JSON.stringify(name)} names no file` });
  }
  const { disk } = session.world;
  const paths = {
    key: `${resolve(session.workspace, name)}.key`,
    pub: `${resolve(session.workspace, name)}.pub`,
  };
  // Before anybody thinks of a password; the writing looks again.
  for (const path of Object.values(paths)) {
    const found = attempt('look at', path, () => disk.look(path));
    if (!found.ok) return fail(session, found.failure);
    if (found.value !== undefined)
      return fail(session, { code: 'system', doing: 'make', path, errno: 'EEXIST' });
  }
  const password = await passwordFrom(session, ask);
  if (!password.ok) return fail(session, password.failure);
  const made = await generateSigningKey(algorithm, password.value);
  const written = writePair(disk, paths, made.text, made.key.publicKey.pem);
  if (!written.ok) return fail(session, written.failure);
  if (session.flags.json === true) session.json({ ...paths, algorithm, id: made.key.publicKey.hint });
  session.say([
    `made ${visible(paths.key)}`,
    `     the private key (${algorithm}), encrypted with your password`,
    `made ${visible(paths.pub)}`,
    '     the public key, for whoever verifies',
    ...(await remarks(session, paths.key)),
  ]);
  return 0;
}

async function passwordFrom({ world }: Session, ask: Ask): Promise<Result<string>> {
  for (const name of PASSWORD_VARIABLES) {
    const value = world.secrets.get(name) ?? world.env[name];
    if (value !== undefined && value !== '') return ok(value);
  }
  const answers: string[] = [];
  for (const question of ['Password for the private key: ', 'The same once more: ']) {
    const asked = await ask(question, world.interrupt.signal);
    if (asked.kind === 'interrupted') {
      const signal = world.interrupt.signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
      return err({ code: 'interrupted', signal });
    }
    if (asked.kind === 'absent') return usage(NO_TERMINAL);
    if (asked.text === '') return usage('an empty password protects nothing: the key was not made');
    answers.push(asked.text);
  }
  const [first = '', second] = answers;
  return first === second ? ok(first) : usage('the two passwords differ: the key was not made');
}

const NO_TERMINAL = `there is no terminal to ask for a password at: set ${PASSWORD_VARIABLES[0]}`;

function usage(message: string): Result<never, Failure> {
  return err({ code: 'usage', message });
}

/** Both or neither: a private key whose public half is missing would only be in the way. */
function writePair(
  disk: Disk,
  paths: { readonly key: string; readonly pub: string },
  key: string,
  pem: string,
): Result<void> {
  const secret = attempt('make', paths.key, () => writeNew(disk, paths.key, key, 0o600));
  if (!secret.ok) return secret;
  const shown = attempt('make', paths.pub, () => writeNew(disk, paths.pub, pem, 0o644));
  if (!shown.ok) attempt('remove', paths.key, () => disk.removeFile(paths.key));
  return shown;
}

function writeNew(disk: Disk, path: string, text: string, mode: number): void {
  const file = disk.create(path, mode);
  try {
    disk.write(file, Buffer.from(text));
    disk.sync(file);
  } catch (error) {
    disk.removeFile(path);
    throw error;
  } finally {
    disk.close(file);
  }
}

/** A private key in version control is a key that everybody has, encrypted or not. */
async function remarks({ world, workspace }: Session, key: string): Promise<readonly string[]> {
  const path = relative(workspace, key);
  const files = path.startsWith('..') ? undefined : await world.git.files(workspace);
  return files?.includes(path) === true
    ? ['', `git would take ${visible(path)} along: add it to .gitignore, or keep it somewhere else`]
    : [];
}
