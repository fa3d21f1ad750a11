/** Writes tests as JUnit XML, the form that forges and our own reader take. */

export type TestCase = {
  /** What the tests are grouped by: a package, a file. */
  readonly suite: string;
  readonly name: string;
  readonly seconds: number;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** One line: what was wrong. */
  readonly title: string;
  /** What a failed test said. */
  readonly message: string;
  /** Where it failed, as a path of the workspace. */
  readonly file: string | undefined;
  readonly line: number | undefined;
};

/** @param cases  in the order of the report; those of a suite stand together */
export function junitText(cases: readonly TestCase[]): string {
  const suites = Map.groupBy(cases, (test) => test.suite);
  const body = [...suites].map(([suite, tests]) => suiteText(suite, tests)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${body}</testsuites>\n`;
}

function suiteText(name: string, tests: readonly TestCase[]): string {
  const count = (outcome: TestCase['outcome']): number =>
    tests.filter((test) => test.outcome === outcome).length;
  const counts = { tests: tests.length, failures: count('failed'), errors: 0, skipped: count('skipped') };
  return `<testsuite ${attributes({ name, ...counts })}>\n${tests.map(caseText).join('')}</testsuite>\n`;
}

function caseText(test: TestCase): string {
  const { suite, name, seconds, file, line } = test;
  const head = attributes({ classname: suite, name, time: seconds.toFixed(3), file, line });
  switch (test.outcome) {
    case 'passed':
      return `<testcase ${head}/>\n`;
    case 'skipped':
      return `<testcase ${head}><skipped/></testcase>\n`;
    case 'failed':
      return `<testcase ${head}><failure ${attributes({ message: test.title })}>${escaped(test.message)}</failure></testcase>\n`;
  }
}

function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${escaped(String(value))}"`]))
    .join(' ');
}

/** What XML 1.0 cannot hold at all (section 2.2) becomes U+FFFD. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}
