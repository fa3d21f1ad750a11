/** `sealsmith image inspect [image]`: what it is, what made its layers, what is large in it. */

import type { ExitStatus } from '../../core/failure.ts';
import { inspectImage } from '../../image/inspect.ts';
import { imageInspectText } from '../../report/image-inspect.ts';
import { fail, type Session } from '../session.ts';
import { openNamed, platformFlag } from './open.ts';

export async function imageInspect(
  session: Session,
  text: string | undefined,
  flags: { readonly platform?: string },
): Promise<ExitStatus> {
  const platform = platformFlag(flags.platform);
  if (!platform.ok) return fail(session, platform.failure);
  const image = await openNamed(session, text, platform.value);
  if (!image.ok) return fail(session, image.failure);
  const view = await inspectImage(image.value);
  if (!view.ok) return fail(session, view.failure);
  if (session.flags.json === true) session.json(view.value);
  session.say(imageInspectText(view.value, session.look, session.flags.verbose === true));
  return 0;
}
