/** Checks that every signed statement must pass, whatever it says: whose it is, about what, from where, and when. */

import type { Result } from '../core/result.ts';
import type { CheckLine, CheckName, ReasonCode } from '../core/verdict.ts';
import { allowedAs, signersText } from './allowed.ts';
import { type SoundExhibit, signedAt, signerText } from './exhibit.ts';
import type { Expectations, ExpectedSigner } from './expectations.ts';
import { compare, fault, pass } from './line.ts';
import { matches } from './pattern.ts';
import type { Source } from './provenance/provenance.ts';

export type Circumstances = {
  /** Lower-case hex SHA-256 of the artifact. */
  readonly sha256: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What the forge says is newest, by ref; asked before, where `commit: latest` is expected. */
  readonly latest: ReadonlyMap<string, Result<string, string>>;
};

/** Clocks differ; what is more than this ahead was not made by one that is right. Milliseconds. */
const CLOCK_SKEW = 5 * 60_000;

/** Signature, subject, signer, log, time; then what the certificate says of its source. */
export function originLines(exhibit: SoundExhibit, expected: Expectations, now: Circumstances): CheckLine[] {
  const { seal, signed } = exhibit.state;
  const { signer } = seal;
  const named = allowedAs(signer, expected.signers);
  const by = signerText(signer);
  const from = signer.kind === 'key' ? 'key' : 'certificate';
  const subjects = signed.subjects.map((one) => `sha256:${one}`).join(' ');
  return [
    pass('signature', { expected: 'sound', found: proofText(exhibit), from }),
    compare('subject', signed.subjects.includes(now.sha256), 'subject-mismatch', {
      expected: `sha256:${now.sha256}`,
      found: subjects === '' ? 'no SHA-256' : subjects,
      from: 'statement',
    }),
    compare('signer', named !== undefined, 'signer-not-allowed', {
      expected: signersText(expected.signers),
      found: by,
      from,
    }),
    ...logLines(exhibit, expected, named),
    ...timeLines(exhibit, expected, now, named),
    ...certificateLines(exhibit, expected, now, named),
  ];
}

/** `certificate, log entry 148212 and time agree`. */
function proofText({ state: { seal } }: SoundExhibit): string {
  const parts = [
    seal.signer.kind === 'key' ? 'key' : 'certificate',
    ...(seal.logIndex === undefined ? [] : [`log entry ${seal.logIndex}`]),
    ...(seal.times.length === 0 ? [] : ['time']),
  ];
  return parts.length === 1
    ? `${parts[0]} agrees`
    : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)} agree`;
}

function logLines(
  { state: { seal } }: SoundExhibit,
  { transparency }: Expectations,
  named: ExpectedSigner | undefined,
): CheckLine[] {
  // For identities the instance's own trusted root decides what is needed, unless the expectations do.
  if (transparency !== true) return [];
  const { logIndex } = seal;
  const from = named?.kind === 'key' ? 'key' : 'log';
  return [
    compare('transparency', logIndex !== undefined, 'not-logged', {
      expected: 'an entry in a known log',
      found: logIndex === undefined ? 'none' : `entry ${logIndex}`,
      from,
    }),
  ];
}

function timeLines(
  exhibit: SoundExhibit,
  { timestamp, maxAge }: Expectations,
  { now }: Circumstances,
  named: ExpectedSigner | undefined,
): CheckLine[] {
  const { seal } = exhibit.state;
  const at = signedAt(exhibit);
  const needed = timestamp ?? (named !== undefined && named.kind !== 'key');
  const from = seal.times.map((one) => one.from).join(', ');
  if (at === undefined) {
    const said = { expected: 'a signed time', found: 'none', from: 'bundle' };
    return [
      ...(needed ? [fault('timestamp', 'not-timestamped', said)] : []),
      ...(maxAge === undefined
        ? []
        : [fault('age', 'not-timestamped', { ...said, expected: `< ${spanText(maxAge)}` })]),
    ];
  }
  const latest = Math.max(...seal.times.map((one) => one.at));
  const found = new Date(latest).toISOString();
  if (latest > now + CLOCK_SKEW)
    return [
      fault('age', 'from-the-future', { expected: `before ${new Date(now).toISOString()}`, found, from }),
    ];
  if (maxAge === undefined) return [];
  const age = now - at;
  return [
    compare('age', age <= maxAge, 'too-old', {
      expected: `< ${spanText(maxAge)}`,
      found: spanText(age),
      from,
    }),
  ];
}

/** A certificate of a workflow must say where it built; one of a person, and a key, have no such thing to say. */
function certificateLines(
  { state: { seal } }: SoundExhibit,
  expected: Expectations,
  now: Circumstances,
  named: ExpectedSigner | undefined,
): CheckLine[] {
  const { signer } = seal;
  if (signer.kind !== 'identity' || named?.kind === 'identity' || named?.kind === 'key') return [];
  const { claims } = signer;
  const source = { repository: claims.repository, ref: claims.ref, commit: claims.commit };
  return [
    ...sourceLines(source, expected, now, 'certificate'),
    ...equalLine('repository-id', 'wrong-repository-id', expected.repositoryId, claims['repository id']),
    ...triggerLine(expected.triggers, claims.trigger, 'certificate'),
  ];
}

/** Repository, ref and commit, as a certificate or a provenance says them. */
export function sourceLines(
  source: Source,
  { repository, refs, commit }: Expectations,
  { latest }: Circumstances,
  from: string,
): CheckLine[] {
  const ref = source.ref ?? 'none';
  return [
    ...equalLine('repository', 'wrong-repository', repository, source.repository, from),
    ...(refs.length === 0
      ? []
      : [
          compare('ref', source.ref !== undefined && refs.some((one) => matches(one, ref)), 'wrong-ref', {
            expected: refs.join(' or '),
            found: ref,
            from,
          }),
        ]),
    ...(commit === undefined ? [] : [commitLine(commit, source, latest, from)]),
  ];
}

function commitLine(
  expected: string,
  source: Source,
  latest: Circumstances['latest'],
  from: string,
): CheckLine {
  const found = source.commit ?? 'none';
  if (expected !== 'latest')
    return compare('commit', found === expected, 'wrong-commit', { expected, found, from });
  const newest = latest.get(source.ref ?? '');
  if (newest === undefined || !newest.ok) {
    const why = newest === undefined ? 'no branch to ask for' : newest.failure;
    return fault('commit', 'latest-unknown', {
      expected: `the newest of ${source.ref ?? 'a branch'} (${why})`,
      found,
      from,
    });
  }
  return compare('commit', found === newest.value, 'wrong-commit', {
    expected: `${newest.value} (newest of ${source.ref})`,
    found,
    from,
  });
}

export function triggerLine(
  triggers: readonly string[],
  trigger: string | undefined,
  from: string,
): CheckLine[] {
  if (triggers.length === 0) return [];
  const holds = trigger !== undefined && triggers.includes(trigger);
  return [
    compare('trigger', holds, 'wrong-trigger', {
      expected: triggers.join(' or '),
      found: trigger ?? 'none',
      from,
    }),
  ];
}

export function equalLine(
  check: CheckName,
  reason: ReasonCode,
  expected: string | undefined,
  found: string | undefined,
  from = 'certificate',
): CheckLine[] {
  if (expected === undefined) return [];
  return [compare(check, found === expected, reason, { expected, found: found ?? 'none', from })];
}

/** `3 h`, `12 d`. */
function spanText(milliseconds: number): string {
  const hours = Math.max(0, milliseconds) / 3_600_000;
  if (hours < 1) return `${Math.round(hours * 60)} min`;
  return hours < 48 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} d`;
}
