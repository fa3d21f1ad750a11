import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import type { FileDigest, Sha256 } from '../../../src/core/digest.ts';
import type { Facts } from '../../../src/core/fact.ts';
import { digestOutputs } from '../../../src/run/outputs.ts';
import { inherit } from '../../../src/run/parent.ts';
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

const WANTED = [{ fact: 'deps', job: 'test' }] as const;

describe('facts of an earlier run', () => {
  it('are taken while every file they stand on is what it was, and the record is named', async () => {
    const { files, parent } = await workspace();
    assert.deepEqual(value(await inherit({ files }, '/w', WANTED)), {
      facts: { deps: DEPS },
      standing: { deps: await venv(files) },
      parents: [parent],
    });
  });

  it('are only those that are wanted', async () => {
    const junit = { tests: 1, passed: 1, failed: 0, skipped: 0, evidence: [] };
    const { files } = await workspace({ deps: DEPS, junit });
    assert.deepEqual(value(await inherit({ files }, '/w', WANTED)).facts, { deps: DEPS });
    const both = [...WANTED, { fact: 'junit', job: 'attest' }, { fact: 'deps', job: 'lint' }] as const;
    assert.deepEqual(value(await inherit({ files }, '/w', both)).facts, { deps: DEPS, junit });
  });

  it('are none when none is wanted; the record is not even read', async () => {
    const files = new FakeFiles({ '/w/.sealsmith/run.json': 'no record' });
    assert.deepEqual(value(await inherit({ files }, '/w', [])), { facts: {}, standing: {}, parents: [] });
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
      assert.deepEqual(failure(await inherit({ files }, '/w', WANTED)), {
        code: 'fact-stale',
        fact: 'deps',
        file: 'sub/constraints.txt',
      });
    });
  }

  it('are stale when what install left was changed by hand, and not when Python only cached what it read', async () => {
    const { files } = await workspace();
    files.put('/w/.venv/lib/__pycache__/flask.pyc', 'x');
    assert.ok((await inherit({ files }, '/w', WANTED)).ok);
    files.put('/w/.venv/lib/flask.py', 'def run(): evil()\n');
    const refused = { code: 'fact-stale', fact: 'deps', file: '.venv' };
    assert.deepEqual(failure(await inherit({ files }, '/w', WANTED)), refused);
  });

  it('are not taken from a record that does not say what they stand on', async () => {
    const files = new FakeFiles({ '/w/requirements.txt': 'flask\n', '/w/sub/constraints.txt': '' });
    value(writeRecord(files, '/w', aRun([{ id: 'install' }], [], { facts: { deps: DEPS } }).record));
    assert.equal(failure(await inherit({ files }, '/w', WANTED)).code, 'fact-stale');
  });

  it('are missing when there was no run, or it did not give them', async () => {
    const missing = { code: 'fact-missing', fact: 'deps', wantedBy: 'test' };
    assert.deepEqual(failure(await inherit({ files: new FakeFiles() }, '/w', WANTED)), missing);
    assert.deepEqual(failure(await inherit({ files: (await workspace({})).files }, '/w', WANTED)), missing);
  });

  it('are not taken from what is no record', async () => {
    const files = new FakeFiles({ '/w/.sealsmith/run.json': '{"what":{"facts":{"deps":{}}}}' });
    assert.equal(failure(await inherit({ files }, '/w', WANTED)).code, 'record-invalid');
  });

  it('that stand on no file are taken', async () => {
    const { files } = await workspace({ deps: { ...DEPS, evidence: [] } });
    assert.ok((await inherit({ files }, '/w', WANTED)).ok);
    const { files: forged } = await workspace({
      deps: { ...DEPS, evidence: [{ path: 'absent', sha256: sha('0') }] },
    });
    assert.equal(failure(await inherit({ files: forged }, '/w', WANTED)).code, 'fact-stale');
  });
});
