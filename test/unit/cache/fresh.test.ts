import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FreshStamps } from '../../../src/cache/fresh.ts';
import type { Report } from '../../../src/core/step.ts';
import { FakeFiles } from '../../support/files.ts';
import { at, value } from '../../support/world.ts';
import { aSpec, sha } from '../report/builders.ts';

const SPEC = aSpec('install', { outputs: [at('.venv'), at('other')] });
const REPORT: Report = { facts: {}, summary: '69 packages by uv', remarks: ['no hashes'] };
const KEY = sha('1');
/** Nothing was given by name. */
const NONE = sha('0');

/** A workspace whose install has ended well, and its stamps. */
function installed(): { files: FakeFiles; stamps: FreshStamps } {
  const files = new FakeFiles({ '/w/.venv/bin/python': 'x', '/w/.venv/lib/a.py': 'y', '/w/other': 'z' });
  const stamps = new FreshStamps(files, '/state', '/w');
  value(stamps.save(SPEC, { key: KEY, given: NONE, report: REPORT, digests: [] }));
  return { files, stamps };
}

describe('a fresh stamp', () => {
  it('holds as long as the key is the same and nothing was touched', () => {
    const { files, stamps } = installed();
    assert.deepEqual(stamps.holds(SPEC, KEY, NONE)?.report, REPORT);
    assert.deepEqual(new FreshStamps(files, '/state', '/w').holds(SPEC, KEY, NONE)?.report, REPORT);
  });

  it('does not hold for another key', () => {
    assert.equal(installed().stamps.holds(SPEC, sha('2'), NONE), undefined);
  });

  const touches: Readonly<Record<string, (files: FakeFiles) => void>> = {
    'a file changed by hand': (files) => files.put('/w/.venv/lib/a.py', 'z'),
    'a file written again with the same content': (files) => files.put('/w/.venv/lib/a.py', 'y'),
    'a file replaced': (files) => value(files.writeText('/w/.venv/lib/a.py', 'y')),
    'a file added deep below': (files) => files.put('/w/.venv/lib/site/new.py', ''),
    'a file removed': (files) => value(files.remove('/w/.venv/lib/a.py')),
    'a mode changed': (files) => files.put('/w/.venv/bin/python', 'x', 0o755),
    'a link put in the place of a folder': (files) => {
      value(files.rename('/w/.venv', '/elsewhere'));
      value(files.link('/elsewhere', '/w/.venv'));
    },
    'all of it removed': (files) => value(files.remove('/w/.venv')),
    'the second output removed': (files) => value(files.remove('/w/other')),
  };
  for (const [name, touch] of Object.entries(touches)) {
    it(`does not hold after ${name}`, () => {
      const { files, stamps } = installed();
      touch(files);
      assert.equal(stamps.holds(SPEC, KEY, NONE), undefined);
      assert.deepEqual(stamps.last(SPEC)?.report, REPORT);
    });
  }

  it('does not hold when the job owns an output more than it did then', () => {
    const { files, stamps } = installed();
    assert.equal(stamps.holds({ ...SPEC, outputs: [...SPEC.outputs, at('third')] }, KEY, NONE), undefined);
    files.put('/w/third', '');
    assert.equal(stamps.holds({ ...SPEC, outputs: [...SPEC.outputs, at('third')] }, KEY, NONE), undefined);
    assert.equal(
      stamps.holds({ ...SPEC, outputs: [...SPEC.outputs, at('constructor')] }, KEY, NONE),
      undefined,
    );
  });

  it('does not hold in another folder, nor for another job', () => {
    const { files, stamps } = installed();
    assert.equal(new FreshStamps(files, '/state', '/w2').holds(SPEC, KEY, NONE), undefined);
    assert.equal(stamps.holds({ ...SPEC, id: 'test' }, KEY, NONE), undefined);
  });

  it('lies outside the workspace, and nobody else can read it', () => {
    const { files } = installed();
    const [path, ...others] = files.paths('/state').filter((one) => files.kind(one) === 'file');
    assert.match(path ?? '', /^\/state\/fresh\/[0-9a-f]{32}\/install\.json$/);
    assert.deepEqual(others, []);
  });

  it('of a job with a slash in its name stays in its folder', () => {
    const { files, stamps } = installed();
    for (const id of ['audit/gitleaks', '../../etc/passwd', '..']) {
      value(stamps.save(aSpec(id, { outputs: [] }), { key: KEY, given: NONE, report: REPORT, digests: [] }));
      assert.ok(stamps.holds(aSpec(id, { outputs: [] }), KEY, NONE));
    }
    assert.deepEqual(
      files
        .paths('/')
        .filter((path) => files.kind(path) === 'file' && !/^\/(w|state\/fresh\/[0-9a-f]{32})\//.test(path)),
      [],
    );
  });

  it('is replaced by the next one', () => {
    const { stamps } = installed();
    value(
      stamps.save(SPEC, { key: sha('2'), given: NONE, report: { ...REPORT, summary: 'again' }, digests: [] }),
    );
    assert.equal(stamps.holds(SPEC, KEY, NONE), undefined);
    assert.equal(stamps.holds(SPEC, sha('2'), NONE)?.report.summary, 'again');
  });

  it('that could not be written is a failure, and no stamp', () => {
    const { files, stamps } = installed();
    files.refuse('writeText', /fresh/, 'ENOSPC');
    assert.equal(
      stamps.save(aSpec('lint'), { key: KEY, given: NONE, report: REPORT, digests: [] }).ok,
      false,
    );
    assert.equal(stamps.last(aSpec('lint')), undefined);
  });

  const sound = {
    schema: 'sealsmith-fresh/3',
    key: KEY,
    given: NONE,
    outputs: {},
    report: REPORT,
    digests: [],
  };
  const broken: Readonly<Record<string, string>> = {
    nothing: '',
    'no JSON': '{',
    null: 'null',
    'a list': '[]',
    'another schema': JSON.stringify({ ...sound, schema: 'sealsmith-fresh/0' }),
    'no outputs': JSON.stringify({ ...sound, outputs: null }),
    'no digests': JSON.stringify({ ...sound, digests: null }),
    'no report': JSON.stringify({ ...sound, report: null }),
    'a report without facts': JSON.stringify({ ...sound, report: { summary: '', remarks: [] } }),
    'a report with facts that are none': JSON.stringify({ ...sound, report: { ...REPORT, facts: null } }),
    'a report without remarks': JSON.stringify({ ...sound, report: { ...REPORT, remarks: 'x' } }),
    'a report without a summary': JSON.stringify({ ...sound, report: { ...REPORT, summary: 1 } }),
  };
  for (const [name, text] of Object.entries(broken)) {
    it(`is none when its file holds ${name}`, () => {
      const { files, stamps } = installed();
      const path = files.paths('/state').find((one) => one.endsWith('.json')) ?? '';
      files.put(path, text);
      assert.equal(stamps.last(SPEC), undefined);
      assert.equal(stamps.holds(SPEC, KEY, NONE), undefined);
    });
  }

  it('is the one that a sound file holds', () => {
    const { files, stamps } = installed();
    files.put(files.paths('/state').find((one) => one.endsWith('.json')) ?? '', JSON.stringify(sound));
    assert.ok(stamps.last(SPEC));
  });
});
