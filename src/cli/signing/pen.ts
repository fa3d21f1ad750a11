/** The signer, ready: asks at the terminal for the password of a key when nothing else says it. */

import { resolve } from 'node:path';
import { err, ok, type Result } from '../../core/result.ts';
import { SIGNERS } from '../../signing/registry.ts';
import type { Pen } from '../../signing/signer.ts';
import { type Asked, askHidden } from '../../system/prompt.ts';
import { type Root, readTrustedRoot } from '../../verify/trust.ts';
import type { Session } from '../session.ts';
import { checkedPen, holdsBy } from './checked-pen.ts';
import { signingDoorsOf } from './doors.ts';
import type { SignerWish } from './settings.ts';

export type Ask = (question: string, signal: AbortSignal) => Promise<Asked>;

export type ReadyPen = {
  readonly pen: Pen;
  /** By the trusted root; undefined without one. */
  readonly holds: ((bundle: Uint8Array) => boolean) | undefined;
};

/** Bytes of a trusted root. */
const ROOT_LIMIT = 4 * 1024 * 1024;

export async function openPen(
  session: Session,
  { settings, from, trustedRoot }: SignerWish,
  ask: Ask = askHidden,
): Promise<Result<ReadyPen>> {
  const root = trustedRoot === undefined ? ok(undefined) : rootAt(session, trustedRoot);
  if (!root.ok) return root;
  const signer = SIGNERS[settings.with];
  let pen = await signer.open(settings, signingDoorsOf(session, from));
  if (!pen.ok && pen.failure.code === 'signing-key-locked' && pen.failure.why === 'no-password') {
    const { signal } = session.world.interrupt;
    const asked = await ask(`Password for ${pen.failure.what}: `, signal);
    if (asked.kind === 'interrupted')
      return err({ code: 'interrupted', signal: signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT' });
    if (asked.kind === 'answered')
      pen = await signer.open(settings, signingDoorsOf(session, from, asked.text));
  }
  if (!pen.ok) return pen;
  if (root.value === undefined) return ok({ pen: pen.value, holds: undefined });
  return ok({ pen: checkedPen(pen.value, root.value), holds: holdsBy(pen.value, root.value) });
}

function rootAt({ world, workspace }: Session, name: string): Result<Root> {
  const text = world.files.readText(resolve(workspace, name), ROOT_LIMIT);
  if (!text.ok) return text;
  if (text.value === undefined)
    return err({ code: 'services-invalid', path: name, message: 'it is not there' });
  const root = readTrustedRoot(name, Buffer.from(text.value, 'utf8'));
  return root.ok ? root : err({ code: 'services-invalid', path: name, message: `it ${root.failure}` });
}
