/**
 * `sealsmith drill image`: attacks on images that verifying must stop, done for real: images in a registry of the
 * drill's own, in memory and on this machine alone, signed with its own keys and by its own authority. It needs no
 * tool and no network, and has no way to anything of the user's.
 */

import type { ExitStatus } from '../../core/failure.ts';
import type { Serve } from '../../core/loopback-server.ts';
import { type ImageDrillView, imageDrillText } from '../../report/image-drill.ts';
import { serveOnLoopback } from '../../system/loopback-server.ts';
import type { Attack } from '../../verify/drill/attack.ts';
import { ATTACKS, drill } from '../../verify/drill/drill.ts';
import { ThrowawayRegistry } from '../../verify/drill/throwaway-registry.ts';
import { fail, type Session } from '../session.ts';
import { type Judge, Stage } from './image-stage.ts';

/** What a test does otherwise: a judge that is blind to something, fewer attacks, no port that is free. */
export type DrillOptions = {
  readonly judge?: Judge;
  readonly attacks?: readonly Attack[];
  readonly serve?: Serve;
};

export async function drillImage(
  session: Session,
  { judge, attacks = ATTACKS, serve = serveOnLoopback }: DrillOptions = {},
): Promise<ExitStatus> {
  const { clock, interrupt } = session.world;
  const started = clock.now();
  const registry = new ThrowawayRegistry();
  const server = await serve((asked) => registry.answer(asked));
  if (!server.ok) return fail(session, server.failure);
  try {
    const stage = new Stage(session, server.value, judge);
    const now = (): number => clock.now();
    const fought = await drill(attacks, stage.play, now, () => interrupt.signal.aborted);
    const { aborted, reason } = interrupt.signal;
    if (aborted)
      return fail(session, { code: 'interrupted', signal: reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT' });
    if (!fought.ok) return fail(session, fought.failure);
    const results = fought.value.map((one) => ({ ...one, strays: [] }));
    const exit = results.every(({ stopped, twin }) => stopped && twin === undefined) ? 0 : 4;
    const view: ImageDrillView = { results, milliseconds: clock.now() - started, exit };
    if (session.flags.json === true) session.json({ kind: 'image-drill', ...view });
    session.say(imageDrillText(view, session.look, session.flags.verbose === true));
    return exit;
  } finally {
    await server.value.close();
  }
}
