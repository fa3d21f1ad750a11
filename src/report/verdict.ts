/** A verdict as people read it: a line a check, what was set aside and why, and one sentence that says it all. */

import {
  CHECKS,
  type CheckLine,
  type CheckName,
  REASONS,
  type ReasonKind,
  THREATS,
  type Verdict,
} from '../core/verdict.ts';
import { visible } from './escape.ts';
import { type Look, type Mark, mark, markWidth, paint } from './look.ts';
import { cells, padEnd, wrap } from './width.ts';

/** Set-aside pieces that are told one by one; a thousand of them say no more than ten. */
const SHOWN = 10;

/** @param remarks  what else is to be known: which trusted root, what a tag stands for */
export function verdictText(verdict: Verdict, look: Look, remarks: readonly string[] = []): string[] {
  const name = verdict.name.replace(`@sha256:${verdict.digest}`, '');
  return [
    ...wrap(visible(name), look.columns),
    // On a line of its own and whole: this is what is to be copied.
    `sha256:${verdict.digest}`,
    '',
    ...verdict.lines.flatMap((line) => checkLines(line, look)),
    ...unsignedLines(verdict, look),
    ...ignoredLines(verdict, look),
    ...remarks.flatMap((text) => row('note', 'note', [visible(text)], look)),
    '',
    ...lastLines(verdict, look),
  ];
}

/** What each check stops: `verify --explain`. */
export function checksText(look: Look): string[] {
  return (Object.keys(CHECKS) as CheckName[]).flatMap((name) => {
    const { stops, threat } = CHECKS[name];
    return row('none', name, [`${stops} (${threat})`], look);
  });
}

const MARKS: Readonly<Record<CheckLine['status'], Mark>> = { ok: 'ok', fail: 'fail', unknown: 'note' };

function checkLines(line: CheckLine, look: Look): string[] {
  const { check, expected, found, from, status, reason } = line;
  const where = from === '' ? '' : ` (${from})`;
  if (status === 'ok') return row('ok', check, [okText(line, where)], look);
  const says = reason === undefined ? '' : `${reason}: ${REASONS[reason].says}`;
  return row(
    MARKS[status],
    check,
    [`${visible(found)}${visible(where)}`, `expected ${visible(expected)}`, says],
    look,
  );
}

/** Nobody reads what is as it should be to the last letter; who wants to, has `--json`. */
function okText(line: CheckLine, where: string): string {
  const { check, found } = line;
  if (check === 'subject') return `${visible(found.slice(0, 'sha256:'.length + 12))}… = asked`;
  if (check === 'signature') return visible(found);
  if (check !== 'signer') return `${visible(found)}${visible(where)}${asExpected(line)}`;
  return `${visible(found.replace(/^https:\/\//, '').replace('@refs/', ' @ refs/'))}, as expected`;
}

/** What was compared with something that a person wrote says so; what must always hold need not. */
function asExpected({ check, expected, found }: CheckLine): string {
  if (check === 'build-type' || check === 'parameters' || check === 'claims') return '';
  if (expected === found) return ', as expected';
  return check === 'age' || check === 'sbom' ? `, ${visible(expected)}` : '';
}

function unsignedLines({ unsigned }: Verdict, look: Look): string[] {
  return unsigned.flatMap(({ format, builder, source, agrees }) => {
    const compared =
      agrees === undefined
        ? ''
        : agrees
          ? '; it agrees with the signed one'
          : '; it does not agree with the signed one';
    const text = `${format}, not signed and never enough: ${visible(source)} by ${visible(builder)}${compared}`;
    return row('note', 'unsigned', [text], look);
  });
}

function ignoredLines({ ignored }: Verdict, look: Look): string[] {
  const told = ignored.slice(0, SHOWN).flatMap(({ id, kind, signer, reason, detail }) => {
    const by = signer === '' ? '' : ` by ${visible(signer)}`;
    const what = `${visible(kind)}${by}`;
    const why = `${reason}: ${REASONS[reason].says}${detail === '' || reason === 'signer-not-allowed' ? '' : ` (${visible(detail)})`}`;
    return row('skip', 'ignored', [what, why, visible(id)], look);
  });
  const more = ignored.length - SHOWN;
  return more > 0 ? [...told, ...row('skip', 'ignored', [`${more} more`], look)] : told;
}

const WORDS: Readonly<
  Record<Verdict['exit'], readonly [word: string, kind: ReasonKind | undefined, what: string]>
> = {
  0: ['PASS', undefined, ''],
  3: ['FAIL', 'forbidden', 'policy'],
  4: ['FAIL', 'broken', 'integrity'],
  5: ['UNKNOWN', 'unknown', 'it could not be found out'],
};

/** `FAIL  policy (exit 3): built from another repository. Threat I3: typosquatted source.` */
function lastLines({ exit, lines }: Verdict, look: Look): string[] {
  const [word, kind, what] = WORDS[exit];
  const tone = exit === 0 ? 'good' : exit === 5 ? 'warn' : 'bad';
  const line = deciding(lines, kind);
  if (kind === undefined || line?.reason === undefined) return [paint(word, tone, look)];
  const threat = `Threat ${line.threat}: ${THREATS[line.threat] ?? ''}.`;
  const text = `${what} (exit ${exit}): ${REASONS[line.reason].says}. ${threat}`;
  const indent = cells(word) + 2;
  return wrap(text, look.columns - indent).map((part, at) =>
    at === 0 ? `${paint(word, tone, look)}  ${part}` : ' '.repeat(indent) + part,
  );
}

/** From another repository it is also signed by another workflow; the repository is what somebody should look at. */
function deciding(lines: readonly CheckLine[], kind: ReasonKind | undefined): CheckLine | undefined {
  const faults = lines.filter(({ reason }) => reason !== undefined && REASONS[reason].kind === kind);
  return faults.find(({ check }) => check === 'repository') ?? faults[0];
}

const LABEL = 14;

/** A mark, a label, and texts that each begin a line of their own. */
function row(kind: Mark, label: string, texts: readonly string[], look: Look): string[] {
  const indent = 2 + markWidth(look) + 1 + LABEL;
  const lines = texts
    .filter((text) => text !== '')
    .flatMap((text, at) =>
      wrap(text, Math.max(24, look.columns - indent)).map((part) =>
        at === 0 ? part : paint(part, 'quiet', look),
      ),
    );
  return lines.map((text, at) =>
    at === 0 ? `  ${mark(kind, look)} ${padEnd(label, LABEL)}${text}` : ' '.repeat(indent) + text,
  );
}
