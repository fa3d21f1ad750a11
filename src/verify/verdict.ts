/**
 * Evidence and expectations in, a verdict out. Pure. For signature and provenance one piece must meet everything; of
 * lists of components and other statements the newest of an allowed signer decides. What a stranger attached changes
 * nothing: it is set aside, and says why.
 */

import type { CheckLine, ReasonCode, SetAside, UnsignedNote, Verdict, VerdictExit } from '../core/verdict.ts';
import { REASONS } from '../core/verdict.ts';
import { allowedAs, signersText } from './allowed.ts';
import type { Artifact } from './evidence.ts';
import { type Exhibit, isSound, orderOf, type SoundExhibit, signerText } from './exhibit.ts';
import type { Expectations, Role } from './expectations.ts';
import { contentLines, judge, judgeOrigin } from './judge.ts';
import { fault, type Standing, standingOf } from './line.ts';
import type { Circumstances } from './origin.ts';
import { readProvenance } from './provenance/registry.ts';

export type Evidence = {
  readonly exhibits: readonly Exhibit[];
  /** Roles of which more is there than was looked at; of what says no role, it may be any. */
  readonly unseen: 'any' | ReadonlySet<Role | undefined>;
};

type Judged = {
  readonly exhibit: SoundExhibit;
  readonly lines: readonly CheckLine[];
  readonly standing: Standing;
};

type RoleVerdict = {
  readonly lines: readonly CheckLine[];
  readonly exit: VerdictExit;
  readonly decided: readonly Exhibit[];
};

export function verdictOf(
  artifact: Pick<Artifact, 'name' | 'sha256'>,
  expected: Expectations,
  evidence: Evidence,
  now: Circumstances,
): Verdict {
  const roles = expected.roles.map((role) => decide(role, expected, evidence, now));
  const decided = new Set(roles.flatMap((one) => one.decided));
  const exits = roles.map(({ exit }) => exit);
  const exit = ([4, 3, 5] as const).find((one) => exits.includes(one)) ?? 0;
  const rest = evidence.exhibits.filter((one) => !decided.has(one));
  return {
    name: artifact.name,
    digest: artifact.sha256,
    outcome: exit === 0 ? 'pass' : exit === 5 ? 'unknown' : 'fail',
    exit,
    lines: distinct(roles.flatMap(({ lines }) => lines)),
    ignored: rest.flatMap((one) => setAside(one, expected, now)),
    unsigned: unsignedNotes(evidence.exhibits, [...decided]),
    at: now.now,
  };
}

function decide(role: Role, expected: Expectations, evidence: Evidence, now: Circumstances): RoleVerdict {
  const mine = evidence.exhibits.filter((one) => one.role === role || one.role === undefined);
  const newest = role !== 'signature' && role !== 'provenance';
  const judged = mine.filter(isSound).map((exhibit): Judged => {
    const lines = newest ? judgeOrigin(exhibit, expected, now) : judge(exhibit, role, expected, now);
    return { exhibit, lines, standing: standingOf(lines) };
  });
  const good = judged.filter(({ standing }) => standing === 'good');
  if (good.length === 0) return withoutGood(role, expected, evidence, mine, judged);
  if (newest) return byNewest(role, expected, evidence, now, good);
  const [first] = good.toSorted(byAge);
  return { lines: first?.lines ?? [], exit: 0, decided: good.map(({ exhibit }) => exhibit) };
}

/** Where nobody knows which is the newest, each must hold; and where not all was seen, it is not known at all. */
function byNewest(
  role: Role,
  expected: Expectations,
  evidence: Evidence,
  now: Circumstances,
  good: readonly Judged[],
): RoleVerdict {
  const sorted = good.toSorted(byAge);
  const newest = sorted.slice(0, 1).map(({ exhibit }) => orderOf(exhibit));
  const ordered = good.every(({ exhibit }) => orderOf(exhibit) !== undefined);
  const deciding = ordered ? sorted.filter(({ exhibit }) => newest.includes(orderOf(exhibit))) : sorted;
  const content = deciding.flatMap(({ exhibit }) => contentLines(exhibit, role, expected, now));
  const unseen = unseenLine(evidence, role);
  const lines = [...(sorted[0]?.lines ?? []), ...content, ...unseen];
  const standing = standingOf([...content, ...unseen]);
  const exit = standing === 'good' ? 0 : standing === 'unknown' ? 5 : 3;
  return { lines, exit, decided: good.map(({ exhibit }) => exhibit) };
}

/** What was not seen cannot be called absent; what is broken counts only when it claims an allowed signer. */
function withoutGood(
  role: Role,
  expected: Expectations,
  evidence: Evidence,
  mine: readonly Exhibit[],
  judged: readonly Judged[],
): RoleVerdict {
  const allowed = judged.filter(({ exhibit }) => isAllowed(exhibit, expected));
  const open = best(allowed.filter(({ standing }) => standing === 'unknown'));
  if (open !== undefined) return { lines: open.lines, exit: 5, decided: [open.exhibit] };
  const wrong = best(allowed.filter(({ standing }) => standing === 'broken'));
  if (wrong !== undefined) return { lines: wrong.lines, exit: 4, decided: [wrong.exhibit] };
  const broken = mine.find((one) => claimsAllowed(one, expected));
  if (broken !== undefined) return { lines: brokenLines(broken), exit: 4, decided: [broken] };
  const unseen = unseenLine(evidence, role);
  const closest = best(allowed) ?? best(judged);
  const strange = mine.find((one) => one.role === role && isByStranger(one));
  if (unseen.length > 0)
    return { lines: [...missingLine(role, expected, mine), ...unseen], exit: 5, decided: [] };
  if (closest !== undefined) return { lines: closest.lines, exit: 3, decided: [closest.exhibit] };
  if (strange !== undefined) return { lines: strangerLines(strange, expected), exit: 3, decided: [strange] };
  return { lines: missingLine(role, expected, evidence.exhibits), exit: 3, decided: [] };
}

function isAllowed({ state }: SoundExhibit, { signers }: Expectations): boolean {
  return allowedAs(state.seal.signer, signers) !== undefined;
}

function claimsAllowed({ state }: Exhibit, { signers }: Expectations): boolean {
  return state.kind === 'broken' && allowedAs(state.broken.claimed, signers) !== undefined;
}

/** Without a certificate only the key itself tells whether a signature holds; of one that we lack nothing is known. */
function isByStranger({ state }: Exhibit): boolean {
  return state.kind === 'broken' && state.broken.reason === 'key-unknown';
}

function strangerLines({ id, state }: Exhibit, { signers }: Expectations): CheckLine[] {
  if (state.kind !== 'broken') return [];
  const found = signerText(state.broken.claimed);
  return [fault('signer', 'key-unknown', { expected: signersText(signers), found, from: id })];
}

/** The one that comes closest: people want to know what is wrong with it, not with all. */
function best(judged: readonly Judged[]): Judged | undefined {
  const faults = ({ lines }: Judged): number => lines.filter(({ status }) => status !== 'ok').length;
  return judged.toSorted((a, b) => faults(a) - faults(b) || byAge(a, b))[0];
}

/** The newest first; what says no time comes last. */
function byAge(a: Judged, b: Judged): number {
  return (orderOf(b.exhibit) ?? 0) - (orderOf(a.exhibit) ?? 0);
}

function brokenLines({ id, state }: Exhibit): CheckLine[] {
  if (state.kind !== 'broken') return [];
  const { reason, detail, claimed } = state.broken;
  const found = `${REASONS[reason].says}${detail === '' ? '' : ` (${detail})`}`;
  return [
    fault(reason === 'subject-mismatch' ? 'subject' : 'signature', reason, {
      expected: `sound, by ${signerText(claimed)}`,
      found,
      from: id,
    }),
  ];
}

const MISSING: Readonly<Record<string, ReasonCode>> = {
  signature: 'signature-missing',
  provenance: 'provenance-missing',
  sbom: 'sbom-missing',
};

/** Says what is there instead, because that is how one thing is taken for another (I11). */
function missingLine(role: Role, expected: Expectations, there: readonly Exhibit[]): CheckLine[] {
  const others = [...new Set(there.filter(isSound).map(({ role: other }) => other ?? 'something'))];
  const unsigned = there.some(({ state, role: other }) => state.kind === 'unsigned' && other === role);
  const found = [...(unsigned ? ['an unsigned one'] : []), ...others].join(', ');
  const check = role === 'signature' || role === 'provenance' || role === 'sbom' ? role : 'statement';
  const reason = MISSING[role] ?? 'statement-missing';
  const name = role.replace(/^statement /, '');
  const threat = role === 'signature' && others.length > 0 ? 'I11' : undefined;
  return [
    fault(
      check,
      reason,
      {
        expected: `${name} by ${signersText(expected.signers)}`,
        found: found === '' ? 'nothing' : `only ${found}`,
        from: 'evidence',
      },
      threat,
    ),
  ];
}

function unseenLine({ exhibits, unseen }: Evidence, role: Role): CheckLine[] {
  const more = unseen === 'any' || unseen.has(role) || unseen.has(undefined);
  const unread = exhibits.filter((one) => one.state.kind === 'unread' && (one.role ?? role) === role);
  const details = [...new Set(unread.map(({ state }) => (state.kind === 'unread' ? state.detail : '')))];
  return [
    ...(more
      ? [fault('evidence', 'too-many', { expected: 'all of it', found: 'a part', from: 'evidence' })]
      : []),
    ...(unread.length === 0
      ? []
      : [
          fault('evidence', 'unreachable', {
            expected: 'all of it',
            found: `${unread.length} could not be fetched: ${details.join('; ')}`,
            from: 'evidence',
          }),
        ]),
  ];
}

function setAside(exhibit: Exhibit, expected: Expectations, now: Circumstances): SetAside[] {
  const { id, role, state } = exhibit;
  const kind = (role ?? 'unknown').replace(/^statement /, '');
  switch (state.kind) {
    case 'unsigned':
      return [];
    case 'unread':
      return [{ id, kind, signer: '', reason: 'unreachable', detail: state.detail }];
    case 'broken': {
      const { reason, detail, claimed } = state.broken;
      return [{ id, kind, signer: signerText(claimed), reason, detail }];
    }
    case 'sound': {
      if (!isSound(exhibit) || role === undefined || !expected.roles.includes(role)) return [];
      const lines = judge(exhibit, role, expected, now);
      // That somebody else signed it says more than what else is wrong with it.
      const line = lines.find(({ check, status }) => check === 'signer' && status !== 'ok');
      const first = line ?? lines.find(({ status }) => status !== 'ok');
      if (first?.reason === undefined) return [];
      return [{ id, kind, signer: signerText(state.seal.signer), reason: first.reason, detail: first.found }];
    }
  }
}

function unsignedNotes(exhibits: readonly Exhibit[], decided: readonly Exhibit[]): UnsignedNote[] {
  const signed = decided.find((one) => one.role === 'provenance' && one.state.kind === 'sound');
  const account = signed?.state.kind === 'sound' ? readProvenance(signed.state.signed.predicate) : undefined;
  return exhibits.flatMap(({ id, state }) => {
    if (state.kind !== 'unsigned') return [];
    const read = readProvenance(state.signed.predicate);
    if (!read.ok) return [];
    const { format, builder, source } = read.value;
    const { commit, repository = 'nothing' } = source;
    const agrees = account?.ok === true ? account.value.source.commit === commit : undefined;
    return [{ id, format, builder, source: `${repository} @ ${commit ?? 'no commit'}`, agrees }];
  });
}

/** Signature and provenance often say the same thing; it is told once, with both places. */
function distinct(lines: readonly CheckLine[]): readonly CheckLine[] {
  const told = new Map<string, CheckLine>();
  for (const line of lines) {
    const key = JSON.stringify([line.check, line.expected, line.found, line.reason]);
    const known = told.get(key);
    const from =
      known === undefined || known.from.split(', ').includes(line.from)
        ? (known?.from ?? line.from)
        : `${known.from}, ${line.from}`;
    told.set(key, { ...line, from });
  }
  return [...told.values()];
}
