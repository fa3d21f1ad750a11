/** The doors of signing for who types a command: files relative to the folder, variables with the secrets among them. */

import { resolve } from 'node:path';
import { publicTarget } from '../../clients/sigstore/public.ts';
import { err, ok } from '../../core/result.ts';
import type { SigningDoors } from '../../signing/signer.ts';
import { capture } from '../../system/capture.ts';
import { findProgram } from '../../system/find-program.ts';
import type { Session } from '../session.ts';
import type { SignerWish } from './settings.ts';

/** Bytes that a program prints which gives a token. */
const MOST_OUTPUT = 64 * 1024;

/** Milliseconds that it may take: a person may have to say yes in a browser. */
const COMMAND_LIMIT = 60_000;

/** @param password  typed by a person, of the key */
export function signingDoorsOf(
  { world, workspace }: Session,
  from: SignerWish['from'],
  password?: string,
): SigningDoors {
  const { http, clock, files, state, env, secrets, interrupt } = world;
  const pause = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds));
  return {
    http,
    clock,
    pause,
    readText: (path, limit) => files.readText(resolve(workspace, path), limit),
    variable(name) {
      if (password !== undefined && name === 'SEALSMITH_SIGNING_PASSWORD') return password;
      const value = secrets.get(name) ?? env[name];
      return value === '' ? undefined : value;
    },
    async output(name, args) {
      const program = name.includes('/')
        ? resolve(workspace, name)
        : findProgram(name, world.machine.path, workspace)?.path;
      if (program === undefined) return err({ message: 'there is no such program on PATH' });
      // A file that came with a clone may name any program: it gets no secrets.
      const given = { ...env, ...(from === 'flags' ? Object.fromEntries(secrets) : {}) };
      const limits = { limit: COMMAND_LIMIT, keep: MOST_OUTPUT + 1, abort: interrupt.signal };
      const captured = await capture({
        ...{ program, args, cwd: workspace, env: defined(given), complaints: false },
        ...limits,
      });
      switch (captured.kind) {
        case 'exited': {
          if (captured.exit !== 0) return err({ message: `it ended with ${captured.exit}` });
          const { output } = captured;
          return output.length > MOST_OUTPUT
            ? err({ message: `it printed more than ${MOST_OUTPUT} bytes` })
            : ok(output.toString('utf8'));
        }
        case 'killed':
          return err({ message: `it was ended by ${captured.signal}` });
        case 'timeout':
          return err({ message: `it was not done within ${COMMAND_LIMIT / 1000} s` });
        case 'aborted':
          return err({ message: 'it was interrupted' });
        case 'not-started':
          return err({ message: `it cannot be started (${captured.errno})` });
      }
    },
    publicSigningConfig: () =>
      publicTarget({ http, pause, files, folder: `${state}/tuf` }, 'signing_config.v0.2.json'),
  };
}

function defined(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
