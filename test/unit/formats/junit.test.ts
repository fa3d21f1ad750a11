import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countsText, type JunitCase, readJunit, slowest } from '../../../src/formats/junit.ts';

function read(text: string) {
  const junit = readJunit(text);
  assert.ok(junit !== undefined, 'it was not read');
  return junit;
}

function only(body: string): JunitCase {
  const { cases } = read(`<testsuite>${body}</testsuite>`);
  assert.equal(cases.length, 1);
  return cases[0] as JunitCase;
}

describe('reading JUnit XML', () => {
  it('counts cases of suites in suites, whatever their totals claim', () => {
    const junit = read(`<?xml version="1.0"?>
      <testsuites tests="99"><testsuite failures="7">
        <testcase name="a"/>
        <testsuite><testcase name="b"><failure/></testcase><testcase name="c"><error/></testcase></testsuite>
        <testcase name="d"><skipped/></testcase>
      </testsuite></testsuites>`);
    const { tests, passed, failed, skipped } = junit;
    assert.deepEqual({ tests, passed, failed, skipped }, { tests: 4, passed: 1, failed: 2, skipped: 1 });
  });

  it('takes file, line and time where they are', () => {
    const one = only('<testcase classname="m.C" name="a" file="t/a.py" line="0" time="1,002.5"/>');
    assert.deepEqual(one, {
      name: 'a',
      classname: 'm.C',
      file: 't/a.py',
      line: 0,
      milliseconds: 1_002_500,
      outcome: 'passed',
      message: '',
      text: '',
    });
  });

  it('takes nothing for what is not there or makes no sense', () => {
    const one = only('<testcase line="-3" time="NaN"/>');
    assert.deepEqual([one.name, one.file, one.line, one.milliseconds], ['', undefined, undefined, 0]);
  });

  it('takes the message, and the first line of the text where there is none', () => {
    assert.equal(only('<testcase name="a"><failure message="why">text</failure></testcase>').message, 'why');
    assert.equal(only('<testcase name="a"><failure>\n  first\nsecond</failure></testcase>').message, 'first');
    assert.equal(
      only('<testcase name="a"><failure><![CDATA[x < y & z]]></failure></testcase>').message,
      'x < y & z',
    );
  });

  it('keeps what the program printed out of the failure', () => {
    const one = only(
      '<testcase name="a"><system-out>noise</system-out><failure>why</failure><system-err>noise</system-err></testcase>',
    );
    assert.equal(one.text, 'why');
  });

  it('counts a test that failed and was skipped as failed', () => {
    assert.equal(only('<testcase name="a"><failure/><skipped/></testcase>').outcome, 'failed');
    assert.equal(only('<testcase name="a"><skipped/><error/></testcase>').outcome, 'failed');
  });

  it('understands the five entities and characters by number, in names as in text', () => {
    const one = only(
      '<testcase name="&lt;&amp;&quot;&apos;&gt;&#10;&#x1F600;"><failure>&lt;b&gt;</failure></testcase>',
    );
    assert.equal(one.name, `<&"'>\n😀`);
    assert.equal(one.text, '<b>');
  });

  it('leaves comments, instructions and a byte order mark aside', () => {
    assert.equal(
      read(
        '\uFEFF<?xml version="1.0"?><!-- <testcase/> --><testsuite><?x y?><testcase name="a"/></testsuite>',
      ).tests,
      1,
    );
  });

  it('takes an empty suite for what it is', () => assert.equal(read('<testsuites/>').tests, 0));

  it('keeps at most 64 KiB of one failure', () => {
    const one = only(`<testcase name="a"><failure>${'x'.repeat(200_000)}</failure></testcase>`);
    assert.equal(one.text.length, 65_536);
  });
});

describe('what is no JUnit XML', () => {
  const table: readonly [string, string][] = [
    ['nothing', ''],
    ['words', 'all tests passed'],
    ['another kind of report', '<coverage></coverage>'],
    ['a report that breaks off', '<testsuite><testcase name="a"/>'],
    ['a report that breaks off within an element', '<testsuite><testcase name="a'],
    ['elements that overlap', '<testsuite><testcase></testsuite></testcase>'],
    ['an attribute without quotes', '<testsuite tests=1></testsuite>'],
    ['CDATA without an end', '<testsuite><![CDATA[x</testsuite>'],
  ];
  for (const [what, text] of table) it(`is refused: ${what}`, () => assert.equal(readJunit(text), undefined));
});

describe('a hostile report', () => {
  it('with entities that explode is refused, because it has a document type', () => {
    const text =
      '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><testsuite><testcase name="&b;"/></testsuite>';
    assert.equal(readJunit(text), undefined);
  });

  it('with a reference to a file gets its own letters back', () => {
    assert.equal(only('<testcase name="&xxe;&#0;&#x110000;"/>').name, '&xxe;&#0;&#x110000;');
  });

  it('with properties of objects as attributes changes nothing', () => {
    assert.equal(only('<testcase __proto__="x" constructor="y" name="a"/>').name, 'a');
  });

  it('with a hundred thousand open elements is read in one pass', () => {
    assert.equal(readJunit('<testsuite>'.repeat(100_000)), undefined);
    assert.equal(readJunit(`<testsuite${' a="b"'.repeat(100_000)}`), undefined);
    assert.equal(readJunit(`<testsuite${' '.repeat(100_000)}`), undefined);
  });
});

describe('the slowest tests', () => {
  it('come slowest first, and those of no time at all are left out', () => {
    const junit = read(
      '<testsuite><testcase name="a" time="0.2"/><testcase name="b" time="3"/><testcase name="c" time="0"/></testsuite>',
    );
    assert.deepEqual(slowest(junit), [
      { name: 'b', milliseconds: 3000 },
      { name: 'a', milliseconds: 200 },
    ]);
    assert.equal(slowest(junit, 1).length, 1);
  });
});

describe('counts in words', () => {
  const table: readonly [number, number, number, string][] = [
    [41, 0, 0, '41 passed'],
    [40, 1, 2, '1 failed, 40 passed, 2 skipped'],
    [0, 0, 0, 'no tests'],
  ];
  for (const [passed, failed, skipped, text] of table) {
    it(text, () => assert.equal(countsText({ passed, failed, skipped }), text));
  }
});
