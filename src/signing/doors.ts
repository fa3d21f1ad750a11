/** The doors of signing, from those of a command. */

import { publicTarget } from '../clients/sigstore/public.ts';
import type { Inside } from '../core/inside.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { SigningDoors } from './signer.ts';

/** Bytes of what a command of the user's prints: a token. */
const MOST_OUTPUT = 64 * 1024;

/** Milliseconds that it may take. */
const COMMAND_LIMIT = 60_000;

/**
 * @param state  folder of ours for what is remembered of the public Sigstore; outside the workspace
 * @param secrets  variables that were taken out of the environment, by name; none inside a job
 */
export function signingDoors(
  inside: Inside,
  state: string,
  secrets: ReadonlyMap<string, string> = new Map(),
): SigningDoors {
  const { files, http, clock } = inside.doors();
  const pause = (milliseconds: number): Promise<void> => inside.pause(milliseconds);
  return {
    http,
    clock,
    pause,
    readText: (path, limit) => files.readText(path, limit),
    variable(name) {
      const value = secrets.get(name) ?? inside.env[name];
      return value === '' ? undefined : value;
    },
    output: (program, args) => outputOf(inside, program, args),
    publicSigningConfig: () =>
      publicTarget({ http, pause, files, folder: `${state}/tuf` }, 'signing_config.v0.2.json'),
  };
}

async function outputOf(
  inside: Inside,
  program: string,
  args: readonly string[],
): Promise<Result<string, { readonly message: string }>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const running = inside.start({
    program,
    args,
    onOutput(chunk) {
      bytes += chunk.length;
      if (bytes <= MOST_OUTPUT) chunks.push(Uint8Array.from(chunk));
      else running.signal('SIGKILL');
    },
  });
  const late = !(await endsWithin(inside, running.ended));
  if (late) running.signal('SIGKILL');
  const ended = await running.ended;
  if (bytes > MOST_OUTPUT) return err({ message: `it printed more than ${MOST_OUTPUT} bytes` });
  if (late) return err({ message: `it was not done within ${COMMAND_LIMIT / 1000} s` });
  switch (ended.kind) {
    case 'exited':
      return ended.exit === 0
        ? ok(Buffer.concat(chunks).toString('utf8'))
        : err({ message: `it ended with ${ended.exit}` });
    case 'killed':
      return err({ message: `it was ended by ${ended.signal}` });
    case 'not-started':
      return err({ message: `it cannot be started (${ended.errno})` });
  }
}

/** In small steps: a pause that nobody waits for would hold up the end of the program. */
async function endsWithin(inside: Inside, ended: Promise<unknown>): Promise<boolean> {
  const over = ended.then(() => true);
  for (let waited = 0; waited < COMMAND_LIMIT; waited += STEP) {
    if (await Promise.race([over, inside.pause(STEP).then(() => false)])) return true;
  }
  return false;
}

const STEP = 100;
