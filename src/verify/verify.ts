/** Verifying from beginning to end: find evidence, fetch what matters, open it, ask the forge if asked to, decide. */

import { explain } from '../core/failure.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Verdict } from '../core/verdict.ts';
import { allowedAs } from './allowed.ts';
import { roleOfType } from './content.ts';
import {
  type Artifact,
  type Candidate,
  choose,
  EVIDENCE_LIMIT,
  type EvidenceSource,
  type ReadTrouble,
} from './evidence.ts';
import { type Exhibit, isSound } from './exhibit.ts';
import type { Expectations, Role } from './expectations.ts';
import { type Opener, openEvidence } from './open-evidence.ts';
import { readProvenance } from './provenance/registry.ts';
import type { Trust } from './trust.ts';
import { type Evidence, verdictOf } from './verdict.ts';

export type VerifyRequest = {
  readonly artifact: Artifact;
  readonly sources: readonly EvidenceSource[];
  readonly expected: Expectations;
  readonly trust: Trust;
  readonly content: Opener['content'];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The newest commit of a ref; the failure is one clause. */
  readonly newest: (repository: string, ref: string) => Promise<Result<string, string>>;
};

/** Pieces of evidence that are fetched at once: most of the time of each is waiting for where it lies. */
const AT_ONCE = 4;

export async function verify(request: VerifyRequest): Promise<Verdict> {
  const { artifact, expected, now } = request;
  const evidence = await gather(request);
  const latest = expected.commit === 'latest' ? await askNewest(request, evidence.exhibits) : new Map();
  return verdictOf(artifact, expected, evidence, { sha256: artifact.sha256, now, latest });
}

/** A place that cannot be asked is evidence that was not seen, and never none. */
async function gather({ sources, expected, trust, artifact, content }: VerifyRequest): Promise<Evidence> {
  const opener = { trust, artifact, content, logged: expected.transparency !== false };
  const exhibits: Exhibit[] = [];
  const wanted = wantedBy(expected);
  const listed: { readonly source: EvidenceSource; readonly candidate: Candidate }[] = [];
  let more = false;
  for (const source of sources) {
    const listing = await source.list();
    if (!listing.ok) {
      const detail = explain(listing.failure).message;
      exhibits.push({ id: source.place, role: undefined, state: { kind: 'unread', detail } });
      continue;
    }
    more ||= listing.value.more;
    listed.push(...listing.value.candidates.map((candidate) => ({ source, candidate })));
  }
  const chosen = choose(
    listed.map(({ candidate }) => candidate),
    wanted,
  );
  for (let at = 0; at < chosen.candidates.length; at += AT_ONCE) {
    const some = chosen.candidates.slice(at, at + AT_ONCE).flatMap((candidate) => {
      const from = listed.find((one) => one.candidate === candidate);
      return from === undefined ? [] : [open(from.source, candidate, opener)];
    });
    exhibits.push(...(await Promise.all(some)));
  }
  const left = chosen.left.map(({ predicateType }) => roleSaid(predicateType));
  return { exhibits, unseen: more ? 'any' : new Set(left) };
}

async function open(source: EvidenceSource, candidate: Candidate, opener: Opener): Promise<Exhibit> {
  const { id, size, predicateType } = candidate;
  const role = roleSaid(predicateType);
  // What is too large is known before it is fetched, where the place says so.
  const bytes =
    size > EVIDENCE_LIMIT
      ? err<ReadTrouble>({ kind: 'too-large', detail: `${size} bytes, more than ${EVIDENCE_LIMIT}` })
      : await source.read(candidate, EVIDENCE_LIMIT);
  if (bytes.ok) return await openEvidence(candidate, bytes.value, opener);
  const { kind, detail } = bytes.failure;
  if (kind === 'unreachable') return { id, role, state: { kind: 'unread', detail } };
  const reason = kind === 'junk' ? 'bundle-unreadable' : 'bundle-too-large';
  const claimed = { kind: 'unknown', hint: '' } as const;
  return { id, role, state: { kind: 'broken', broken: { reason, detail, claimed } } };
}

function roleSaid(predicateType: string | undefined): Role | undefined {
  return predicateType === undefined ? undefined : roleOfType(predicateType);
}

/** Only types that a role is about are fetched. */
function wantedBy({ roles }: Expectations): (predicateType: string) => boolean {
  return (predicateType) => roles.includes(roleOfType(predicateType));
}

/** Asked once for each branch that an allowed signer names, and only of the repository that is expected. */
async function askNewest(
  { expected, newest }: VerifyRequest,
  exhibits: readonly Exhibit[],
): Promise<ReadonlyMap<string, Result<string, string>>> {
  const answers = new Map<string, Result<string, string>>();
  const { repository } = expected;
  for (const { state } of exhibits.filter(isSound)) {
    const { signer } = state.seal;
    if (allowedAs(signer, expected.signers) === undefined) continue;
    const account = readProvenance(state.signed.predicate);
    const refs = [
      signer.kind === 'identity' ? signer.claims.ref : undefined,
      account.ok ? account.value.source.ref : undefined,
    ];
    for (const ref of refs) {
      if (ref === undefined || answers.has(ref)) continue;
      const asked =
        repository === undefined ? err('no repository is expected') : await newest(repository, ref);
      answers.set(ref, asked.ok ? ok(asked.value) : asked);
    }
  }
  return answers;
}
