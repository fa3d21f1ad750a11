/** `sealsmith verify <image|layout|file>`: a verdict, a line a check; it changes nothing anywhere. */

import { newestCommit } from '../clients/git-refs.ts';
import type { ExitStatus } from '../core/failure.ts';
import type { Verdict } from '../core/verdict.ts';
import { checksText, verdictText } from '../report/verdict.ts';
import { expectedOfFile, type VerifySection } from '../verify/expectations.ts';
import { fault } from '../verify/line.ts';
import { verify } from '../verify/verify.ts';
import { fail, type Session } from './session.ts';
import { type ExpectFlags, expectationsFor } from './verify/expect.ts';
import { subjectOf, type VerifySubject } from './verify/subject.ts';
import { type TrustFlags, trustFor } from './verify/trust.ts';

export type VerifyFlags = ExpectFlags &
  TrustFlags & { readonly bundle?: readonly string[]; readonly explain?: boolean };

/** What the configuration says; on a forge that of the protected branch. */
export type Configured = {
  /** Its `verify`; undefined where it has none. */
  readonly section: VerifySection | undefined;
  /** `signing.services.trusted-root`, in the workspace: who signs with a Sigstore of their own verifies with it. */
  readonly trustedRoot: string | undefined;
};

export async function verifyArtifact(
  session: Session,
  what: string | undefined,
  { trustedRoot, offline, bundle = [], explain = false, ...flags }: VerifyFlags,
  configured: Configured,
): Promise<ExitStatus> {
  if (explain) {
    session.say(checksText(session.look));
    return 0;
  }
  if (what === undefined)
    return fail(session, { code: 'usage', message: 'what is verified? name@sha256:…, a layout, or a file' });
  const expected = expectationsFor(session, flags, configured.section);
  if (!expected.ok) return fail(session, expected.failure);
  const ofProject = Object.values(flags).every((value) => value === undefined);
  const roots = trustedRoot ?? (ofProject && configured.trustedRoot ? [configured.trustedRoot] : undefined);
  const given = {
    ...(roots === undefined ? {} : { trustedRoot: roots }),
    ...(offline === undefined ? {} : { offline }),
  };
  const trust = await trustFor(session, given, expected.value);
  if (!trust.ok) return fail(session, trust.failure);
  const subject = await subjectOf(session, what, bundle);
  if (!subject.ok) return fail(session, subject.failure);
  const { kind, artifact, sources, content } = subject.value;
  const fewer = ofProject && kind === 'file' && expected.value.roles.includes('sbom');
  const verdict = await verify({
    artifact,
    sources,
    content,
    expected: fewer ? expectedOfFile(expected.value) : expected.value,
    trust: trust.value.trust,
    now: session.world.clock.now(),
    newest: (repository, ref) =>
      newestCommit(session.world.http, repository, ref, authorizationFor(session, repository)),
  });
  const { signal } = session.world.interrupt;
  // What was not asked because somebody wants us to end says nothing about the artifact.
  if (signal.aborted)
    return fail(session, { code: 'interrupted', signal: signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT' });
  const told = await stillThere(verdict, subject.value);
  const remarks = [
    ...(trust.value.remark === undefined ? [] : [trust.value.remark]),
    ...(fewer ? ['a list of components is expected of images, not of this file'] : []),
  ];
  if (session.flags.json === true) session.json(told);
  session.say(verdictText(told, session.look, remarks));
  return told.exit;
}

/** A tag may have been moved meanwhile: whoever takes it now would get what nobody verified (I6). */
export async function stillThere(verdict: Verdict, { again, artifact }: VerifySubject): Promise<Verdict> {
  const now = await again?.();
  if (again === undefined || now === artifact.sha256) return verdict;
  const said = {
    expected: `sha256:${artifact.sha256}`,
    found: now === undefined ? 'the tag is gone' : `sha256:${now}`,
    from: 'tag',
  };
  const lines = [...verdict.lines, fault('subject', 'tag-moved', said, 'I6')];
  return verdict.exit === 0 ? { ...verdict, lines, exit: 3, outcome: 'fail' } : { ...verdict, lines };
}

/** What the forge gave this job counts at that forge alone. */
function authorizationFor({ world }: Session, repository: string): string | undefined {
  const { env, secrets } = world;
  const host = URL.parse(repository)?.host;
  const basic = (user: string, token: string | undefined): string | undefined =>
    token === undefined ? undefined : `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`;
  const server = (name: string): string | undefined => URL.parse(env[name] ?? '')?.host;
  if (host === undefined) return undefined;
  if (host === server('CI_SERVER_URL')) return basic('gitlab-ci-token', secrets.get('CI_JOB_TOKEN'));
  return host === server('GITHUB_SERVER_URL')
    ? basic('x-access-token', secrets.get('GITHUB_TOKEN'))
    : undefined;
}
