/**
 * JUnit XML as test runners write it (pytest, Node, gotestsum, Surefire …) to plain values. There is no standard: what
 * is read is what they agree on. The text comes from code that is not trusted: it is scanned once, entities of its own
 * are never expanded, and nothing is fetched.
 */

import { type XmlEvent, xmlEvents } from './xml.ts';

export type JunitCase = {
  readonly name: string;
  /** What the runner calls the test's class, module or suite; empty where it does not say. */
  readonly classname: string;
  readonly file: string | undefined;
  /** As the runner wrote it: pytest counts from 0, others from 1. */
  readonly line: number | undefined;
  readonly milliseconds: number;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** The failure's `message`, else the first line of its text. */
  readonly message: string;
  /** The failure's whole text: a traceback. */
  readonly text: string;
};

export type Junit = {
  readonly cases: readonly JunitCase[];
  readonly tests: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
};

/** At most so much of one failure is kept. */
const TEXT_LIMIT = 64 * 1024;

/** @returns undefined when the text is no JUnit XML, or breaks off */
export function readJunit(text: string): Junit | undefined {
  const cases: JunitCase[] = [];
  const open: string[] = [];
  let current: Draft | undefined;
  let seen = false;
  for (const event of xmlEvents(text)) {
    switch (event.kind) {
      case 'broken':
        return undefined;
      case 'open':
        if (open.length === 0 && event.name !== 'testsuites' && event.name !== 'testsuite') return undefined;
        seen = true;
        open.push(event.name);
        if (event.name === 'testcase') current = begin(event.attributes);
        else if (current !== undefined) mark(current, event);
        break;
      case 'text':
        if (current !== undefined && isFailure(open.at(-1))) append(current, event.text);
        break;
      case 'close':
        if (open.pop() !== event.name) return undefined;
        if (event.name === 'testcase' && current !== undefined) {
          cases.push(finish(current));
          current = undefined;
        }
    }
  }
  return seen && open.length === 0 ? { cases, ...counts(cases) } : undefined;
}

/** The slowest tests, slowest first; those under a millisecond are not worth telling. */
export function slowest(junit: Pick<Junit, 'cases'>, count = 5): { name: string; milliseconds: number }[] {
  return junit.cases
    .filter(({ milliseconds }) => milliseconds >= 1)
    .toSorted((a, b) => b.milliseconds - a.milliseconds)
    .slice(0, count)
    .map(({ name, milliseconds }) => ({ name, milliseconds }));
}

/** `1 failed, 40 passed, 2 skipped`: what is none is left out, and nothing at all is `no tests`. */
export function countsText(counts: Pick<Junit, 'passed' | 'failed' | 'skipped'>): string {
  const parts = (['failed', 'passed', 'skipped'] as const).flatMap((name) =>
    counts[name] === 0 ? [] : [`${counts[name]} ${name}`],
  );
  return parts.length === 0 ? 'no tests' : parts.join(', ');
}

type Attributes = ReadonlyMap<string, string>;
type Draft = { -readonly [Key in keyof JunitCase]: JunitCase[Key] };

function begin(attributes: Attributes): Draft {
  const line = Number(attributes.get('line') ?? attributes.get('lineno') ?? Number.NaN);
  // Some write thousands with a comma.
  const seconds = Number((attributes.get('time') ?? '').replaceAll(',', ''));
  return {
    name: attributes.get('name') ?? '',
    classname: attributes.get('classname') ?? '',
    file: attributes.get('file') ?? attributes.get('filepath'),
    line: Number.isSafeInteger(line) && line >= 0 ? line : undefined,
    milliseconds: Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1000) : 0,
    outcome: 'passed',
    message: '',
    text: '',
  };
}

function mark(current: Draft, { name, attributes }: XmlEvent & { kind: 'open' }): void {
  if (isFailure(name)) {
    current.outcome = 'failed';
    if (current.message === '') current.message = attributes.get('message') ?? '';
  } else if (name === 'skipped' && current.outcome === 'passed') current.outcome = 'skipped';
}

function isFailure(name: string | undefined): boolean {
  return name === 'failure' || name === 'error';
}

function append(current: Draft, text: string): void {
  if (current.text.length < TEXT_LIMIT) current.text = (current.text + text).slice(0, TEXT_LIMIT);
}

function finish(draft: Draft): JunitCase {
  const first = draft.text.split('\n').find((line) => line.trim() !== '') ?? '';
  return { ...draft, message: draft.message === '' ? first.trim() : draft.message };
}

function counts(cases: readonly JunitCase[]): Omit<Junit, 'cases'> {
  const of = (outcome: JunitCase['outcome']): number => cases.filter((one) => one.outcome === outcome).length;
  return { tests: cases.length, passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
}
