import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import type { FileDigest, Sha256 } from '../../../src/core/digest.ts';
import type { Facts } from '../../../src/core/fact.ts';
import { digestOutputs } from '../../../src/run/outputs.ts';
import { type Handoff, inherit } from '../../../src/run/parent.ts';
import { writeRecord } from '../../../src/run/record.ts';
import { FakeFiles } from '../../support/files.ts';
import { failure, value } from '../../support/world.ts';
import { aRun, sha } from '../report/builders.ts';

function digest(text: string): Sha256 {
  return createHash('sha256').update(text).digest('hex') as Sha256;
}

const DEPS: Facts['deps'] = {
  manager: 'pip',
  packages: [],
  hashesChecked: false,
  scriptsWithheld: [],
  evidence: [
    { path: 'requirements.txt', sha256: digest('flask\n') },
    { path: 'sub/constraints.txt', sha256: digest('') },
  ],
};

async function venv(files: FakeFiles): Promise<readonly FileDigest[]> {
  return value(await digestOutputs(files, '/w', ['.venv']));
}

/** A workspace in which an earlier run has ended, and the digest of its record. */
async function workspace(
  facts: Partial<Facts> = { deps: DEPS },
): Promise<{ files: FakeFiles; parent: Sha256 }> {
  const files = new FakeFiles({
    '/w/requirements.txt': 'flask\n',
    '/w/sub/constraints.txt': '',
    '/w/.venv/lib/flask.py': 'def run(): ...\n',
  });
  const record = aRun([{ id: 'install' }], [], {
    facts,
    standing: { deps: await venv(files), junit: [] },
  }).record;
  const parent = value(writeRecord(files, '/w', record));
  return { files, parent };
}

const WANTED = [{ fact: 'deps', job: 'test', account: false }] as const;

const DESK: Handoff = { named: [], context: { host: 'local', commit: undefined, dirty: false } };

describe('facts of an earlier run', () => {
  it('are taken while every file they stand on is what it was, and the record is named', async () => {
    const { files, parent } = await workspace();
    assert.deepEqual(value(await inherit({ files }, '/w', WANTED, DESK)), {
      facts: { deps: DEPS },
      standing: { deps: await venv(files) },
      parents: [parent],
    });
  });

  it('are only those that are wanted', async () => {
    const junit = { tests: 1, passed: 1, failed: 0, skipped: 0, evidence: [] };
    const { files } = await workspace({ deps: DEPS, junit });
    assert.deepEqual(value(await inherit({ files }, '/w', WANTED, DESK)).facts, { deps: DEPS });
    const both = [
      ...WANTED,
      { fact: 'junit', job: 'attest', account: true },
      { fact: 'deps', job: 'lint', account: false },
    ] as const;
    assert.deepEqual(value(await inherit({ files }, '/w', both, DESK)).facts, { deps: DEPS, junit });
  });

  it('are none when none is wanted; the record is not even read', async () => {
    const files = new FakeFiles({ '/w/.sealsmith/run.json': 'no record' });
    assert.deepEqual(value(await inherit({ files }, '/w', [], DESK)), {
      facts: {},
      standing: {},
      parents: [],
    });
  });

  const stale: Readonly<Record<string, (files: FakeFiles) => void>> = {
    'was changed': (files) => files.put('/w/sub/constraints.txt', 'x'),
    'was removed': (files) => value(files.remove('/w/sub/constraints.txt')),
    'became a folder': (files) => {
      value(files.remove('/w/sub/constraints.txt'));
      value(files.makeFolder('/w/sub/constraints.txt'));
    },
    'became a link to a file with the same text': (files) => {
      value(files.rename('/w/sub/constraints.txt', '/elsewhere'));
      value(files.link('/elsewhere', '/w/sub/constraints.txt'));
    },
    'cannot be read': (files) => files.refuse('digest', /constraints/, 'EACCES'),
  };
  for (const [name, happens] of Object.entries(stale)) {
    it(`are stale when a file ${name}`, async () => {
      const { files } = await workspace();
      happens(files);
      assert.deepEqual(failure(await inherit({ files }, '/w', WANTED, DESK)), {
        code: 'fact-stale',
        fact: 'deps',
        file: 'sub/constraints.txt',
      });
    });
  }

  it('are stale when what install left was changed by hand, and not when Python only cached what it read', async () => {
    const { files } = await workspace();
    files.put('/w/.venv/lib/__pycache__/flask.pyc', 'x');
    assert.ok((await inherit({ files }, '/w', WANTED, DESK)).ok);
    files.put('/w/.venv/lib/flask.py', 'def run(): evil()\n');
    const refused = { code: 'fact-stale', fact: 'deps', file: '.venv' };
    assert.deepEqual(failure(await inherit({ files }, '/w', WANTED, DESK)), refused);
  });

  it('are not taken from a record that does not say what they stand on', async () => {
    const files = new FakeFiles({ '/w/requirements.txt': 'flask\n', '/w/sub/constraints.txt': '' });
    value(writeRecord(files, '/w', aRun([{ id: 'install' }], [], { facts: { deps: DEPS } }).record));
    assert.equal(failure(await inherit({ files }, '/w', WANTED, DESK)).code, 'fact-stale');
  });

  it('are missing when there was no run, or it did not give them', async () => {
    const missing = { code: 'fact-missing', fact: 'deps', wantedBy: 'test' };
    assert.deepEqual(failure(await inherit({ files: new FakeFiles() }, '/w', WANTED, DESK)), missing);
    assert.deepEqual(
      failure(await inherit({ files: (await workspace({})).files }, '/w', WANTED, DESK)),
      missing,
    );
  });

  it('are not taken from what is no record', async () => {
    const files = new FakeFiles({ '/w/.sealsmith/run.json': '{"what":{"facts":{"deps":{}}}}' });
    assert.equal(failure(await inherit({ files }, '/w', WANTED, DESK)).code, 'record-invalid');
  });

  it('that stand on no file are taken', async () => {
    const { files } = await workspace({ deps: { ...DEPS, evidence: [] } });
    assert.ok((await inherit({ files }, '/w', WANTED, DESK)).ok);
    const { files: forged } = await workspace({
      deps: { ...DEPS, evidence: [{ path: 'absent', sha256: sha('0') }] },
    });
    assert.equal(failure(await inherit({ files: forged }, '/w', WANTED, DESK)).code, 'fact-stale');
  });
});

const COMMIT = '1'.repeat(40);
const OTHER = '2'.repeat(40);

type Told = {
  readonly facts?: Partial<Facts>;
  readonly parents?: readonly Sha256[];
  readonly commit?: string;
  readonly exit?: number;
  readonly dirty?: boolean;
};

/** A record of a pipeline's job, as its artifacts bring it. */
function handed(files: FakeFiles, told: Told): Sha256 {
  const { facts = {}, parents = [], commit = COMMIT, exit = 0, dirty = false } = told;
  const { record } = aRun([{ id: 'test' }], [], { facts });
  const standing = Object.fromEntries(Object.keys(facts).map((fact) => [fact, []]));
  const made = {
    ...record,
    what: { ...record.what, source: { ...record.what.source, commit, dirty } },
    how: { ...record.how, exit, standing },
    parents,
  };
  return value(writeRecord(files, '/w', made));
}

const JUNIT: Facts['junit'] = { tests: 1, passed: 1, failed: 0, skipped: 0, evidence: [] };
const FORGE = { host: 'gitlab', commit: COMMIT, dirty: false } as const;
const junitFor = (job: string, account = false) => [{ fact: 'junit', job, account }] as const;

describe('facts of records that are named', () => {
  it('come from all of them and those before, and nothing from the run that lies here', async () => {
    const files = new FakeFiles();
    const [test, build] = [handed(files, { facts: { junit: JUNIT } }), handed(files, {})];
    const last = handed(files, { parents: [test] });
    handed(files, { facts: { junit: { ...JUNIT, tests: 9, passed: 9 } } });
    const named = [build, last];
    const found = value(await inherit({ files }, '/w', junitFor('attest', true), { named, context: FORGE }));
    assert.deepEqual([found.facts, found.parents], [{ junit: JUNIT }, named]);
    // Who takes no fact still builds on them.
    const none = value(await inherit({ files }, '/w', [], { named, context: FORGE }));
    assert.deepEqual(none.parents, named);
  });

  it('of a later record take the place of those that it builds on; others must agree', async () => {
    const files = new FakeFiles();
    const first = handed(files, { facts: { junit: JUNIT } });
    const later = handed(files, { facts: { junit: { ...JUNIT, tests: 2, passed: 2 } }, parents: [first] });
    const stranger = handed(files, { facts: { junit: { ...JUNIT, tests: 3, passed: 3 } } });
    const same = handed(files, { facts: { junit: JUNIT }, exit: 1 });
    const take = (...named: readonly Sha256[]) =>
      inherit({ files }, '/w', junitFor('x'), { named, context: FORGE });
    for (const named of [[later, first], [first, later], [later]]) {
      assert.equal(value(await take(...named)).facts.junit?.tests, 2);
    }
    assert.equal(value(await take(first, same)).facts.junit?.tests, 1);
    assert.deepEqual(failure(await take(first, stranger)), {
      code: 'record-refused',
      why: 'conflict',
      fact: 'junit',
      digests: [first, stranger],
    });
  });

  const refusals: Readonly<Record<string, (files: FakeFiles) => Sha256>> = {
    absent: () => sha('7'),
    'other-commit': (files) => handed(files, { facts: { junit: JUNIT }, commit: OTHER }),
    failed: (files) => handed(files, { facts: { junit: JUNIT }, exit: 1 }),
    dirty: (files) => handed(files, { facts: { junit: JUNIT }, dirty: true }),
  };
  for (const [why, make] of Object.entries(refusals)) {
    it(`are refused when one is ${why}`, async () => {
      const files = new FakeFiles();
      const named = [make(files)];
      const refused = failure(
        await inherit({ files }, '/w', junitFor('attest', true), { named, context: FORGE }),
      );
      assert.deepEqual([refused.code, 'why' in refused && refused.why], ['record-refused', why]);
    });
  }

  it('are refused when one before is of another commit, or is not what its digest names', async () => {
    const files = new FakeFiles();
    const old = handed(files, { facts: { junit: JUNIT }, commit: OTHER });
    const last = handed(files, { parents: [old] });
    const take = (named: Sha256) =>
      inherit({ files }, '/w', junitFor('x'), { named: [named], context: FORGE });
    assert.equal(failure(await take(last)).code, 'record-refused');
    const test = handed(files, { facts: { junit: JUNIT } });
    assert.ok((await take(test)).ok);
    const path = `/w/.sealsmith/runs/${test}.json`;
    files.put(path, value(files.readText(path))?.replace('"passed":1', '"passed":2') ?? '');
    assert.equal(failure(await take(test)).code, 'record-invalid');
  });

  it('of a tree with changes are refused where this one has none, also behind a clean one', async () => {
    const files = new FakeFiles();
    const dirty = handed(files, { facts: { junit: JUNIT }, dirty: true });
    const clean = handed(files, { parents: [dirty] });
    const take = (account: boolean, here: boolean) =>
      inherit({ files }, '/w', junitFor('sign', account), {
        named: [clean],
        context: { ...FORGE, dirty: here },
      });
    assert.deepEqual(failure(await take(true, false)), {
      code: 'record-refused',
      why: 'dirty',
      digest: dirty,
    });
    assert.ok((await take(true, true)).ok);
    assert.ok((await take(false, false)).ok);
  });

  for (const path of ['../outside', '/etc/hostname', 'a/../../outside']) {
    it(`never stand on a file elsewhere: ${path}`, async () => {
      const files = new FakeFiles({ '/outside': 'x', '/etc/hostname': 'x' });
      const evidence = [{ path, sha256: digest('x') }];
      const named = [handed(files, { facts: { junit: { ...JUNIT, evidence } } })];
      assert.deepEqual(failure(await inherit({ files }, '/w', junitFor('x'), { named, context: FORGE })), {
        code: 'fact-stale',
        fact: 'junit',
        file: path,
      });
    });
  }

  it('are asked for by name on a forge by who speaks for the run, and by nobody else', async () => {
    const files = new FakeFiles();
    handed(files, { facts: { junit: JUNIT } });
    const take = (job: string, account: boolean, host: 'gitlab' | 'github' | 'local') =>
      inherit({ files }, '/w', junitFor(job, account), {
        named: [],
        context: { host, commit: COMMIT, dirty: false },
      });
    for (const host of ['gitlab', 'github'] as const) {
      assert.deepEqual(failure(await take('attest', true, host)), {
        code: 'record-refused',
        why: 'unnamed',
        wantedBy: 'attest',
      });
      assert.ok((await take('containerize', false, host)).ok);
    }
    assert.ok((await take('attest', true, 'local')).ok);
  });

  it('stand for who speaks for the run without the files that it does not touch, and never with others', async () => {
    const files = new FakeFiles();
    const named = [handed(files, { facts: { deps: DEPS } })];
    const take = (account: boolean) =>
      inherit({ files }, '/w', [{ fact: 'deps', job: 'attest', account }], { named, context: FORGE });
    assert.equal(failure(await take(false)).code, 'fact-stale');
    assert.ok((await take(true)).ok);
    files.put('/w/requirements.txt', 'flask==0.1\n');
    assert.equal(failure(await take(true)).code, 'fact-stale');
  });
});
