/** `sealsmith image diff <from> [to]`: exit 0 when they are the same image, 1 when they are not. */

import type { ExitStatus } from '../../core/failure.ts';
import { diffImages } from '../../image/diff.ts';
import { imageDiffText } from '../../report/image-diff.ts';
import { fail, type Session } from '../session.ts';
import { openNamed, platformFlag } from './open.ts';

export async function imageDiff(
  session: Session,
  from: string,
  to: string | undefined,
  flags: { readonly platform?: string },
): Promise<ExitStatus> {
  const platform = platformFlag(flags.platform);
  if (!platform.ok) return fail(session, platform.failure);
  const before = await openNamed(session, from, platform.value);
  if (!before.ok) return fail(session, before.failure);
  const now = await openNamed(session, to, platform.value);
  if (!now.ok) return fail(session, now.failure);
  const view = await diffImages(before.value, now.value);
  if (!view.ok) return fail(session, view.failure);
  if (session.flags.json === true) session.json(view.value);
  session.say(imageDiffText(view.value, session.look));
  return view.value.from.digest === view.value.to.digest ? 0 : 1;
}
