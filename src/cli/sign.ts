/** `sealsmith sign <image@digest|layout|file…>`: says of each that it is ours, and puts that where it lies. */

import type { ExitStatus } from '../core/failure.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { SignedSubject, SignedView } from '../core/signed-view.ts';
import type { Statement } from '../formats/statement.ts';
import { signedText } from '../report/signed.ts';
import { SIGNATURE_PREDICATE } from '../signing/attach.ts';
import { type Said, say, signatureStatement } from '../signing/say.ts';
import type { Who } from '../signing/signer.ts';
import { fail, type Session } from './session.ts';
import { type Ask, openPen } from './signing/pen.ts';
import { type SectionOf, type SignerFlags, type SignerWish, signerWish } from './signing/settings.ts';
import { type SigningSubject, signingSubject } from './signing/subject.ts';

/** What is said of a subject. */
export type Saying = {
  readonly predicateType: string;
  readonly statement: (name: string, sha256: string) => Statement;
};

export function signArtifacts(
  session: Session,
  subjects: readonly string[],
  flags: SignerFlags,
  section: SectionOf,
  ask?: Ask,
): Promise<ExitStatus> {
  const saying = { predicateType: SIGNATURE_PREDICATE, statement: signatureStatement };
  return sayOf(session, subjects, saying, flags, section, ask);
}

/** All subjects are looked at before the first is signed: a slip in the last one is no reason for half of it. */
export async function sayOf(
  session: Session,
  named: readonly string[],
  saying: Saying,
  flags: SignerFlags,
  section: SectionOf,
  ask?: Ask,
): Promise<ExitStatus> {
  const wish = await signerWish(session, flags, section);
  if (!wish.ok) return fail(session, wish.failure);
  const { meant, remarks } = withoutBundles(named);
  const subjects: SigningSubject[] = [];
  for (const what of meant) {
    const subject = await signingSubject(session, what);
    if (!subject.ok) return fail(session, subject.failure);
    subjects.push(subject.value);
  }
  const forms = formsProblem(subjects, flags);
  if (forms !== undefined) return fail(session, { code: 'usage', message: forms });
  const signed = await signAll(session, subjects, saying, wish.value, ask);
  if (!signed.ok) return fail(session, signed.failure);
  const view = { ...signed.value, remarks };
  if (session.flags.json === true) session.json(view);
  session.say(signedText(view, session.look));
  return 0;
}

async function signAll(
  session: Session,
  subjects: readonly SigningSubject[],
  { predicateType, statement }: Saying,
  wish: SignerWish,
  ask: Ask | undefined,
): Promise<Result<Omit<SignedView, 'remarks'>>> {
  const { clock, interrupt } = session.world;
  const ready = await openPen(session, wish, ask);
  if (!ready.ok) return ready;
  const { pen, holds } = ready.value;
  const signed: SignedSubject[] = [];
  for (const { named, name, sha256, place, image } of subjects) {
    const { signal } = interrupt;
    // What was signed so far stands where it belongs, and is found there when the command is given again.
    if (signal.aborted)
      return err({ code: 'interrupted', signal: signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT' });
    const saying = { formats: wish.formats, image, holds, now: clock.now() };
    const said = await say(pen, statement(name, sha256), [place], saying);
    if (!said.ok) return said;
    const nowhere = said.value.find((one) => one.bundle === undefined && one.older === 'no-room');
    if (nowhere !== undefined) return err({ code: 'usage', message: NO_ROOM });
    signed.push(subjectOf(named, sha256, said.value));
  }
  return ok({ predicateType, signer: signerOf(pen.who), signed });
}

const NO_ROOM =
  'the older form has no room for an attestation whose time only a timestamp says: use --format bundle';

function subjectOf(subject: string, sha256: string, said: readonly Said[]): SignedSubject {
  const logIndex = said.find((one) => one.added && one.logIndex !== undefined)?.logIndex;
  return {
    subject,
    sha256,
    places: said.map(({ place, bundle, older }) => ({
      place,
      ...(bundle === undefined ? {} : { bundle }),
      ...(older === undefined ? {} : { older }),
    })),
    ...(logIndex === undefined ? {} : { logIndex }),
  };
}

function signerOf(who: Who): SignedView['signer'] {
  return who.kind === 'key'
    ? { kind: 'key', hint: who.publicKey.hint }
    : { kind: 'identity', name: who.claims.subject, issuer: who.claims.issuer };
}

/** Who signs `dist/*` a second time names the bundles of the first, too. */
function withoutBundles(named: readonly string[]): {
  readonly meant: readonly string[];
  readonly remarks: readonly string[];
} {
  const isBundle = (what: string): boolean =>
    what.endsWith('.sigstore.json') && named.includes(what.slice(0, -'.sigstore.json'.length));
  const left = named.filter(isBundle);
  return {
    meant: [...new Set(named.filter((what) => !isBundle(what)))],
    remarks: left.map((what) => `left out: ${what} holds the signatures of what is named beside it`),
  };
}

/** A flag that would do nothing is a slip. */
function formsProblem(subjects: readonly SigningSubject[], { format }: SignerFlags): string | undefined {
  const older = format?.includes('legacy') === true;
  return older && subjects.every(({ image }) => image === undefined)
    ? '--format legacy is about images in a registry: files and layouts have bundles alone'
    : undefined;
}
