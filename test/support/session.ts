/** A session of the command line over a world of the tests: what was written where, and signals at will. */

import type { Flags } from '../../src/cli/flags.ts';
import { openSession, type Session } from '../../src/cli/session.ts';
import type { World } from '../../src/core/ports.ts';
import { local } from '../../src/hosts/local.ts';
import type { Terminal } from '../../src/system/terminal.ts';
import { WORKSPACE } from './world.ts';

export type FakeSession = {
  readonly session: Session;
  /** Standard output and error so far. */
  readonly out: () => string;
  readonly err: () => string;
  readonly signal: (name: 'SIGINT' | 'SIGTERM') => void;
};

export function aSession(world: World, flags: Partial<Flags> = {}, workspace = WORKSPACE): FakeSession {
  const written = { out: '', err: '' };
  const listeners = new Set<(signal: 'SIGINT' | 'SIGTERM') => void>();
  const stream = (to: keyof typeof written) => ({
    write: (text: string) => {
      written[to] += text;
    },
    terminal: false,
    columns: () => 80,
    rows: () => 24,
  });
  const terminal: Terminal = {
    output: stream('out'),
    error: stream('err'),
    every: () => () => {},
    onExit: () => () => {},
    token: () => '0'.repeat(32),
    onSignal: (handle) => {
      listeners.add(handle);
    },
  };
  return {
    session: openSession(world, terminal, local(world.env), { color: true, ...flags }, workspace),
    out: () => written.out,
    err: () => written.err,
    signal: (name) => {
      for (const handle of listeners) handle(name);
    },
  };
}
