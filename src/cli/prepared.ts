/** What every command begins with; who is interrupted meanwhile is told that, not which tools did not get to answer. */

import type { Failure } from '../core/failure.ts';
import { err, type Result } from '../core/result.ts';
import { type Prepared, prepare } from '../run/prepare.ts';
import type { Session } from './session.ts';

export async function prepared(session: Session): Promise<Result<Prepared>> {
  const { world, host, workspace, config } = session;
  const found = await prepare(world, host.facts, workspace, config, session.git);
  const { aborted, reason } = world.interrupt.signal;
  const interrupted: Failure = { code: 'interrupted', signal: reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT' };
  return aborted ? err(interrupted) : found;
}
