/**
 * Reads what `go test -json` prints (`go doc test2json`): one event a line. Gives the text that people want to read,
 * each package's in one piece, and at the end the tests.
 */

import type { TestCase } from './junit-text.ts';

/** Beyond this much text a package that runs beside another is printed at once: memory has an end. */
const MOST_HELD = 1 << 20;

/** How much of a failed test's own words is kept: the last ones, which say what was wrong. */
const MOST_MESSAGE = 16 * 1024;

type Event = {
  readonly Action: string;
  readonly Package?: string;
  readonly Test?: string;
  readonly Output?: string;
  readonly Elapsed?: number;
  readonly ImportPath?: string;
  readonly FailedBuild?: string;
};

type Test = {
  readonly package: string;
  readonly name: string;
  said: string;
  outcome?: TestCase['outcome'];
  seconds: number;
};

export class GoTestEvents {
  readonly #module: string;
  readonly #tests = new Map<string, Test>();
  readonly #failedPackages: { readonly name: string; readonly said: string }[] = [];
  readonly #builds = new Map<string, string>();
  readonly #said = new Map<string, string>();
  /** Text of packages that wait for the one being printed; those in `#ended` are complete. */
  readonly #held = new Map<string, string>();
  readonly #ended = new Set<string>();
  #printing: string | undefined;

  /** @param module  the module's path in go.mod, to tell folders from packages */
  constructor(module: string) {
    this.#module = module;
  }

  /** @returns the text to print now */
  push(line: string): string {
    const event = readEvent(line);
    if (event === undefined) return `${line}\n`;
    const { Action: action, Package: name = '', Output: output = '' } = event;
    if (action === 'build-output') {
      const build = event.ImportPath ?? '';
      this.#builds.set(build, cut((this.#builds.get(build) ?? '') + output));
      return output;
    }
    if (name === '') return '';
    if (event.Test !== undefined) this.#testEvent(event, name, event.Test);
    else if (action === 'output') this.#said.set(name, cut((this.#said.get(name) ?? '') + output));
    if (action === 'output') return /^=== /.test(output) ? '' : this.#text(name, output);
    const over = event.Test === undefined && ['pass', 'fail', 'skip'].includes(action);
    if (over && action === 'fail') this.#packageFailed(event, name);
    return over ? this.#packageOver(name) : '';
  }

  /** What was still held; nothing after a run that ended well. */
  rest(): string {
    return [...this.#held.values()].join('');
  }

  /**
   * Tests by package. A test with subtests counts by those alone, unless it failed by itself. A package that failed
   * without a failed test (it does not compile, its TestMain gave up) is a failed test of its own.
   */
  cases(): TestCase[] {
    const tests = [...this.#tests.values()].filter((test) => test.outcome !== undefined);
    const parents = new Set<string>();
    const excused = new Set<string>();
    for (const test of tests) {
      for (let at = test.name.lastIndexOf('/'); at > 0; at = test.name.lastIndexOf('/', at - 1)) {
        const parent = keyOf(test.package, test.name.slice(0, at));
        parents.add(parent);
        if (test.outcome === 'failed') excused.add(parent);
      }
    }
    const counted = tests.filter((test) => {
      const key = keyOf(test.package, test.name);
      return !parents.has(key) || (test.outcome === 'failed' && !excused.has(key));
    });
    const failing = new Set(counted.filter((test) => test.outcome === 'failed').map((test) => test.package));
    const alone = this.#failedPackages.filter(({ name }) => !failing.has(name));
    return [...counted.map((test) => this.#caseOf(test)), ...alone.map(packageCase)].toSorted((a, b) =>
      a.suite < b.suite ? -1 : a.suite > b.suite ? 1 : 0,
    );
  }

  #testEvent(event: Event, name: string, testName: string): void {
    const key = keyOf(name, testName);
    const test = this.#tests.get(key) ?? { package: name, name: testName, said: '', seconds: 0 };
    this.#tests.set(key, test);
    const { Output: output = '' } = event;
    if (event.Action === 'output' && !/^\s*(?:===|---) /.test(output)) test.said = cut(test.said + output);
    const outcome = OUTCOMES[event.Action];
    if (outcome === undefined) return;
    test.outcome = outcome;
    test.seconds = event.Elapsed ?? 0;
    // Only a failed test's words are asked for later.
    if (outcome !== 'failed') test.said = '';
  }

  #packageFailed(event: Event, name: string): void {
    const build = event.FailedBuild === undefined ? undefined : this.#builds.get(event.FailedBuild);
    this.#failedPackages.push({ name, said: build ?? this.#said.get(name) ?? '' });
  }

  #text(name: string, output: string): string {
    this.#printing ??= name;
    if (this.#printing === name) return output;
    const held = (this.#held.get(name) ?? '') + output;
    this.#held.set(name, held.length > MOST_HELD ? '' : held);
    return held.length > MOST_HELD ? held : '';
  }

  #packageOver(name: string): string {
    this.#ended.add(name);
    if (this.#printing !== undefined && this.#printing !== name) return '';
    this.#printing = undefined;
    let text = '';
    for (const [other, held] of this.#held) {
      if (!this.#ended.has(other)) continue;
      text += held;
      this.#held.delete(other);
    }
    const [next] = this.#held;
    if (next === undefined) return text;
    this.#printing = next[0];
    this.#held.delete(next[0]);
    return text + next[1];
  }

  #caseOf(test: Test): TestCase {
    const { outcome = 'failed', package: suite, name, seconds } = test;
    const place = outcome === 'failed' ? this.#placeOf(test) : NOWHERE;
    return { suite, name, seconds, outcome, message: test.said.replace(/^ {4}/gm, '').trim(), ...place };
  }

  /** The last `file.go:12:` that the test printed, else where a panic left the test's file. */
  #placeOf(test: Test): Place {
    const said = [...test.said.matchAll(/^ *([^\s:/]+\.go):(\d+): (.*)/gm)].at(-1);
    const [, name, line, title = ''] = said ?? /([^\s/]+_test\.go):(\d+)/.exec(test.said) ?? [];
    const first = firstLine(test.said);
    if (name === undefined) return { ...NOWHERE, title: first };
    const folder = test.package === this.#module ? '' : `${test.package.replace(`${this.#module}/`, '')}/`;
    return { file: `${folder}${name}`, line: Number(line), title: title === '' ? first : title };
  }
}

type Place = Pick<TestCase, 'file' | 'line' | 'title'>;

const NOWHERE: Place = { file: undefined, line: undefined, title: '' };

/** A package that failed as such: the compiler's first complaint, or whatever it said. */
function packageCase({ name, said }: { readonly name: string; readonly said: string }): TestCase {
  const [, file, line, title] = /^([^\s:]+\.go):(\d+):(?:\d+:)? (.*)/m.exec(said) ?? [];
  const place = {
    file,
    line: line === undefined ? undefined : Number(line),
    title: title ?? firstLine(said),
  };
  return { suite: name, name, seconds: 0, outcome: 'failed', message: said.trim(), ...place };
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}

function keyOf(packageName: string, testName: string): string {
  return `${packageName}\n${testName}`;
}

const OUTCOMES: Readonly<Record<string, TestCase['outcome']>> = {
  pass: 'passed',
  fail: 'failed',
  skip: 'skipped',
};

function cut(text: string): string {
  return text.length > MOST_MESSAGE ? text.slice(-MOST_MESSAGE) : text;
}

function readEvent(line: string): Event | undefined {
  if (!line.startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isEvent(value) ? value : undefined;
}

function isEvent(value: unknown): value is Event {
  if (typeof value !== 'object' || value === null || !('Action' in value) || typeof value.Action !== 'string')
    return false;
  const fields: Record<string, unknown> = { ...value };
  const texts = ['Package', 'Test', 'Output', 'ImportPath', 'FailedBuild'];
  const sound = texts.every((name) => fields[name] === undefined || typeof fields[name] === 'string');
  return sound && (fields['Elapsed'] === undefined || typeof fields['Elapsed'] === 'number');
}
