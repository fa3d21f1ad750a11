/**
 * This machine as the place where a run is made again: our own program in a process of its own, with nothing of the
 * run that we may be in, with neither cache nor state of the user's, and without a secret.
 */

import { err, ok, type Result } from '../../core/result.ts';
import type { Session } from '../session.ts';
import { type Door, type Ground, workspaceOf } from './door.ts';

/** Milliseconds; jobs have limits of their own. */
const LIMIT = 24 * 3_600_000;

/** Variables of a forge: what is made here is made at a desk. */
const FORGE = /^(?:CI|GITHUB|GITLAB|RUNNER|ACTIONS|INPUT|SEALSMITH)(?:_|$)/;

/** @param declared  names that the commit's configuration reads: only what the record has of them is given */
export function hostDoor({ world }: Session, ground: Ground, declared: ReadonlySet<string>): Door {
  const { self } = world;
  const inherited = Object.entries(world.env).flatMap(([name, value]) =>
    value === undefined || FORGE.test(name) || declared.has(name) ? [] : [[name, value] as const],
  );
  return {
    where: { kind: 'host' },
    async run({ args, env, onOutput }): Promise<Result<number>> {
      const outcome = await world.processes.run({
        program: self.node,
        args: [self.entry, ...args, '--cwd', workspaceOf(ground)],
        cwd: ground.folder,
        env: {
          ...Object.fromEntries(inherited),
          ...env,
          // A run of its own: no seal of this machine is made or believed, and no folder of packages is shared.
          ...{ CI: 'true', XDG_STATE_HOME: ground.state, TMPDIR: ground.temporary },
        },
        network: true,
        // It keeps its own jobs apart, which it could not inside of what keeps it apart.
        engine: true,
        limit: LIMIT,
        abort: world.interrupt.signal,
        onOutput,
      });
      switch (outcome.kind) {
        case 'exited':
          return ok(outcome.exit);
        case 'aborted':
          return err({
            code: 'interrupted',
            signal: world.interrupt.signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT',
          });
        case 'killed':
        case 'timeout':
          return ok(1);
        case 'not-started':
          return err({ code: 'system', doing: 'start', path: self.node, errno: outcome.errno });
      }
    },
  };
}
