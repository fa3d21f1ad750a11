/** `sealsmith attest <subject…> --type TYPE --predicate FILE`: says something of each, signed. */

import type { ExitStatus } from '../core/failure.ts';
import { SIGNATURE_PREDICATE } from '../signing/attach.ts';
import { fail, type Session } from './session.ts';
import { sayOf } from './sign.ts';
import type { Ask } from './signing/pen.ts';
import { predicateTypeOf, readPredicate } from './signing/predicate.ts';
import type { SectionOf, SignerFlags } from './signing/settings.ts';

export type AttestFlags = SignerFlags & { readonly type: string; readonly predicate: string };

export async function attestArtifacts(
  session: Session,
  subjects: readonly string[],
  { type, predicate: file, ...flags }: AttestFlags,
  section: SectionOf,
  ask?: Ask,
): Promise<ExitStatus> {
  const predicateType = predicateTypeOf(type);
  if (!predicateType.ok) return fail(session, predicateType.failure);
  // I11: what is said with a signature must never pass for the signature.
  if (predicateType.value === SIGNATURE_PREDICATE)
    return fail(session, { code: 'usage', message: 'that is the signature itself: sealsmith sign makes it' });
  const predicate = readPredicate(session, file);
  if (!predicate.ok) return fail(session, predicate.failure);
  const saying = {
    predicateType: predicateType.value,
    statement: (name: string, sha256: string) => ({
      subject: [{ name, digest: { sha256 } }],
      predicateType: predicateType.value,
      predicate: predicate.value,
    }),
  };
  return await sayOf(session, subjects, saying, flags, section, ask);
}
