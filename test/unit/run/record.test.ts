import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Facts } from '../../../src/core/fact.ts';
import type { Failure } from '../../../src/core/failure.ts';
import { imageDigest } from '../../../src/core/image.ts';
import type { JobRecord, RunRecord } from '../../../src/core/record.ts';
import { MEDIA } from '../../../src/formats/oci.ts';
import type { Inherited } from '../../../src/run/parent.ts';
import { readRecord } from '../../../src/run/read-record.ts';
import { lastDurations, makeRecord, writeRecord } from '../../../src/run/record.ts';
import { recordJsonSchema } from '../../../src/run/record-schema.ts';
import { FakeFiles } from '../../support/files.ts';
import { COMMIT, gitFacts } from '../../support/git.ts';
import { failure, value } from '../../support/world.ts';
import { aRun, commandFailed, START, sha, type Told } from '../report/builders.ts';

const FACTS: Required<Facts> = {
  deps: {
    manager: 'uv',
    runtime: { name: 'python', version: '3.11.7' },
    packages: [{ name: 'flask', version: '3.0' }],
    hashesChecked: true,
    scriptsWithheld: ['esbuild'],
    evidence: [{ path: 'requirements.txt', sha256: sha('a') }],
  },
  junit: { tests: 3, passed: 1, failed: 1, skipped: 1, evidence: [] },
  binary: {
    name: 'diary',
    archive: 'dist/diary.tar.gz',
    sha256: sha('b'),
    bytes: 3,
    files: [{ path: 'diary', mode: 0o755, bytes: 3, sha256: sha('c') }],
    evidence: [{ path: 'dist/diary.tar.gz', sha256: sha('b') }],
  },
  image: {
    name: 'registry.example.org/diary',
    digest: imageDigest(sha('d')),
    mediaType: MEDIA.manifest,
    platform: { os: 'linux', architecture: 'amd64' },
    builder: 'layers',
    layout: '.sealsmith/image',
    config: imageDigest(sha('e')),
    layers: [{ digest: imageDigest(sha('f')), mediaType: MEDIA.layerGzip, size: 7 }],
    bytes: 7,
    bases: [{ name: 'debian:bookworm', digest: imageDigest(sha('1')) }],
    checked: { runner: 'bare', what: 'answers /health' },
    evidence: [{ path: '.sealsmith/image/index.json', sha256: sha('2') }],
  },
  sbom: {
    format: 'CycloneDX 1.6',
    path: '.sealsmith/sbom/image.cdx.json',
    maker: 'own',
    subject: imageDigest(sha('d')),
    components: 12,
    evidence: [{ path: '.sealsmith/sbom/image.cdx.json', sha256: sha('3') }],
  },
  pushed: {
    name: 'registry.example.org/diary',
    digest: imageDigest(sha('d')),
    tags: ['a41c9e2'],
    evidence: [],
  },
  signatures: {
    signer: 'key sha256:0123',
    bundles: [
      { about: 'image', subject: 'diary', sha256: sha('d'), predicateType: 'https://x', logIndex: '7' },
    ],
    evidence: [{ path: '.sealsmith/signatures/image.sigstore.json', sha256: sha('4') }],
  },
  attestations: {
    signer: 'key sha256:0123',
    bundles: [{ about: 'binary', subject: 'diary', sha256: sha('b'), predicateType: 'https://y' }],
    evidence: [],
  },
  verdict: {
    verdicts: [{ about: 'image', subject: 'diary', sha256: sha('d'), passed: true, checks: 9 }],
    evidence: [],
  },
};

const NONE: Inherited = { facts: {}, standing: {}, parents: [] };

type More = Partial<Parameters<typeof makeRecord>[0]>;

/** A record as a run of these jobs makes it; each job gives the fact of its name. */
function record(
  told: readonly Told[],
  more: More & { context?: Parameters<typeof aRun>[2] } = {},
): RunRecord {
  const { context, ...input } = more;
  const run = aRun(told, [], context);
  const gives: Readonly<Record<string, Partial<Facts>>> = {
    install: { deps: FACTS.deps },
    test: { junit: FACTS.junit },
    'build-binary': { binary: FACTS.binary },
  };
  const jobs = run.jobs.map((job): JobRecord => {
    const passed = job.how.state === 'done' || job.how.state === 'fresh';
    return {
      ...job,
      what: {
        id: job.how.id,
        passed,
        key: sha('9'),
        commands: [{ tool: 'sh', args: ['-eu', '-c', 'make'] }],
        params: { a: [1, null, true, { b: 'c' }] },
        env: { FLASK_ENV: 'testing' },
        grants: ['network', 'secret:TOKEN'],
        tools: [{ name: 'sh', version: '', from: 'machine' }],
        inputs: { files: 2, sha256: sha('8') },
      },
      facts: passed ? (gives[job.how.id] ?? {}) : {},
    };
  });
  return makeRecord({
    plan: run.plan,
    jobs,
    failures: jobs.flatMap((job) => job.how.failure ?? []),
    inherited: NONE,
    version: '0.1.0',
    started: START,
    ended: START + 5000,
    cache: { store: undefined, notes: [] },
    ...input,
  });
}

const FULL: readonly Told[] = [
  { id: 'install', ms: 3000, summary: '69 packages', remarks: ['no hashes'] },
  { id: 'lint', after: ['install'], ms: 10, state: 'fresh' },
  {
    id: 'test',
    after: ['install'],
    ms: 1500.5,
    state: 'failed',
    failure: commandFailed('test', 'pytest -q'),
    failedTests: [
      { name: 'test_x', file: 'tests/test_x.py', line: 17, message: 'assert 1 == 2' },
      { name: 'test_y', file: undefined, line: undefined, message: '' },
    ],
    slowestTests: [{ name: 'test_x', milliseconds: 1200.25 }],
  },
  { id: 'build-binary', after: ['install'], ms: 900, rebuilt: { equal: false, differs: ['a', 'b'] } },
  { id: 'smoke', after: ['build-binary'], state: 'cancelled', ms: 0, log: undefined },
];

describe('a record', () => {
  it('tells what the jobs told, and which chain took longest', () => {
    const { what, how, when, parents } = record(FULL);
    assert.deepEqual(
      what.jobs.map((job) => [job.id, job.passed]),
      [
        ['install', true],
        ['lint', true],
        ['test', false],
        ['build-binary', true],
        ['smoke', false],
      ],
    );
    assert.deepEqual(what.facts, { deps: FACTS.deps, binary: FACTS.binary });
    assert.deepEqual(what.artifacts, FACTS.binary.evidence);
    assert.deepEqual(how.path, ['install', 'test']);
    assert.equal(how.exit, 1);
    assert.deepEqual([when.started, when.milliseconds], [START, 5000]);
    assert.deepEqual(parents, []);
  });

  it('names the source: commit, folder in the repository, whether it was dirty', () => {
    const git = gitFacts({ prefix: 'examples/diary', dirty: true });
    const context = { context: { git, dirty: true, commit: 'b'.repeat(40) } };
    assert.deepEqual(record([], { context }).what.source, {
      commit: COMMIT,
      dirty: true,
      path: 'examples/diary',
    });
  });

  it('has the facts of this run before those of the run before', () => {
    const old = { ...FACTS.deps, manager: 'pip' };
    const inherited = { facts: { deps: old, junit: FACTS.junit }, standing: {}, parents: [sha('f')] };
    const { what, parents } = record([{ id: 'install' }], { inherited });
    assert.deepEqual(what.facts, { deps: FACTS.deps, junit: FACTS.junit });
    assert.deepEqual(parents, [sha('f')]);
  });

  it('has the worst exit status of all failures', () => {
    const failures: Failure[] = [
      commandFailed('test', 'x'),
      { code: 'system', doing: 'write', path: 'x', errno: 'ENOSPC' },
    ];
    assert.equal(record([], { failures }).how.exit, 5);
    assert.equal(record([]).how.exit, 0);
  });

  it('takes no time when the clock was set back', () => {
    assert.equal(record([], { ended: START - 1000 }).when.milliseconds, 0);
  });

  it('says the same in what when only how and when differ', () => {
    const here = record(FULL, { context: { context: { workspace: '/one' } } });
    const there = record(
      FULL.map((told) => ({ ...told, ms: 7, at: START + 9, remarks: ['other'], log: 'other.log' })),
      {
        started: 5,
        ended: 6,
        context: { context: { workspace: '/two', host: 'gitlab', tier: 'T2', ci: true } },
      },
    );
    assert.deepEqual(here.what, there.what);
    assert.notDeepEqual(here.how, there.how);
  });
});

describe('a record in a file', () => {
  it('comes back as it was written, under its digest and as the latest', () => {
    const files = new FakeFiles({ '/w/': '' });
    const written = record(FULL);
    const digest = value(writeRecord(files, '/w', written));
    for (const path of [`/w/.sealsmith/runs/${digest}.json`, '/w/.sealsmith/run.json']) {
      const stored = value(readRecord(files, path));
      assert.equal(stored?.digest, digest);
      // What is undefined is not in the file.
      assert.deepEqual(JSON.parse(JSON.stringify(stored?.record)), JSON.parse(JSON.stringify(written)));
      assert.deepEqual(stored?.record.what.facts, written.what.facts);
    }
  });

  it('comes back from every host and with every fact', () => {
    for (const host of ['github', 'gitlab', 'local'] as const) {
      const files = new FakeFiles({ '/w/': '' });
      const one = record([{ id: 'install' }, { id: 'test' }, { id: 'build-binary' }], {
        context: {
          context: {
            host,
            tier: 'T3',
            repository: 'https://x',
            runUrl: 'https://x/1',
            change: '7',
            git: gitFacts(),
          },
        },
      });
      assert.deepEqual(Object.keys(one.what.facts), ['deps', 'junit', 'binary']);
      const digest = value(writeRecord(files, '/w', one));
      assert.equal(value(readRecord(files, '/w/.sealsmith/run.json'))?.digest, digest);
    }
  });

  it('comes back with every failure in it', () => {
    const files = new FakeFiles({ '/w/': '' });
    const failures: Failure[] = [
      { code: 'config-invalid', problems: [{ place: { file: 'x', line: 1, column: 1 }, message: 'y' }] },
      { code: 'interrupted', signal: 'SIGINT' },
      { code: 'bug', message: 'x', stack: 'y' },
    ];
    const jobs = failures.map((one, index): Told => ({ id: `job-${index}`, state: 'failed', failure: one }));
    value(writeRecord(files, '/w', record(jobs)));
    const read = value(readRecord(files, '/w/.sealsmith/run.json'));
    assert.deepEqual(
      read?.record.how.jobs.map((job) => job.failure),
      failures,
    );
  });

  it('is the same bytes for the same record', () => {
    const [one, other] = [new FakeFiles(), new FakeFiles()];
    assert.equal(value(writeRecord(one, '/w', record(FULL))), value(writeRecord(other, '/w', record(FULL))));
    assert.equal(one.text('/w/.sealsmith/run.json'), other.text('/w/.sealsmith/run.json'));
  });

  it('is none where there is no file', () => {
    assert.equal(value(readRecord(new FakeFiles(), '/w/.sealsmith/run.json')), undefined);
  });

  it('that could not be written is a failure', () => {
    for (const path of [/runs/, /run\.json/]) {
      const files = new FakeFiles();
      files.refuse('writeText', path, 'ENOSPC');
      assert.equal(failure(writeRecord(files, '/w', record([]))).code, 'system');
    }
  });

  const written = JSON.stringify(record(FULL));
  const changed = (edit: (copy: Record<string, Record<string, unknown>>) => void): string => {
    const copy = JSON.parse(written) as Record<string, Record<string, unknown>>;
    edit(copy);
    return JSON.stringify(copy);
  };
  const broken: Readonly<Record<string, string>> = {
    'is empty': '',
    'is no JSON': '{"schema":',
    'is a list': '[]',
    'is null': 'null',
    'is of another version': changed((copy) => Object.assign(copy, { schema: 'sealsmith-record/0' })),
    'has a part more': changed((copy) => Object.assign(copy, { extra: 1 })),
    'has a part less': changed((copy) => void delete copy['when']),
    'has a digest that is none': changed((copy) => Object.assign(copy, { parents: ['../../x'] })),
    'has a fact nobody knows': changed((copy) =>
      Object.assign(copy['what'] ?? {}, { facts: { trusted: {} } }),
    ),
    'has a fact that is not whole': changed((copy) =>
      Object.assign(copy['what'] ?? {}, { facts: { deps: { manager: 'x' } } }),
    ),
    'has a tier that is none': changed((copy) => Object.assign(copy['how'] ?? {}, { tier: 'T9' })),
    'has a time before time': changed((copy) => Object.assign(copy['when'] ?? {}, { started: -1 })),
  };
  for (const [name, text] of Object.entries(broken)) {
    it(`is refused when it ${name}`, () => {
      const files = new FakeFiles({ '/w/.sealsmith/run.json': text });
      const failed = failure(readRecord(files, '/w/.sealsmith/run.json'));
      assert.ok(failed.code === 'record-invalid');
      assert.ok(failed.message.length > 5 && failed.path === '/w/.sealsmith/run.json');
    });
  }

  it('is refused when its name is the digest of another one', () => {
    const files = new FakeFiles();
    const digest = value(writeRecord(files, '/w', record(FULL)));
    const path = `/w/.sealsmith/runs/${digest}.json`;
    files.put(path, (files.text(path) ?? '').replace('"passed":false', '"passed":true'));
    const failed = failure(readRecord(files, path));
    assert.ok(failed.code === 'record-invalid' && failed.message === 'its name is not its digest');
    assert.ok(readRecord(files, '/w/.sealsmith/run.json').ok);
  });

  it('has its digest whatever white space or order somebody gave it', () => {
    const files = new FakeFiles();
    const digest = value(writeRecord(files, '/w', record(FULL)));
    const path = `/w/.sealsmith/runs/${digest}.json`;
    files.put(path, JSON.stringify(JSON.parse(files.text(path) ?? ''), null, 2));
    assert.equal(value(readRecord(files, path))?.digest, digest);
  });

  it('is refused when it is too large, or cannot be read', () => {
    const files = new FakeFiles({ '/w/.sealsmith/run.json': written });
    files.refuse('readText', /run\.json/, 'EACCES');
    assert.equal(failure(readRecord(files, '/w/.sealsmith/run.json')).code, 'system');
  });
});

describe('what jobs took last time', () => {
  it('comes from the latest record', () => {
    const files = new FakeFiles();
    value(writeRecord(files, '/w', record(FULL)));
    assert.deepEqual(Object.fromEntries(lastDurations({ files }, '/w')), {
      install: 3000,
      lint: 10,
      test: 1500.5,
      'build-binary': 900,
    });
  });

  it('is not known without one, or with a broken one', () => {
    assert.equal(lastDurations({ files: new FakeFiles() }, '/w').size, 0);
    assert.equal(lastDurations({ files: new FakeFiles({ '/w/.sealsmith/run.json': '{' }) }, '/w').size, 0);
  });
});

describe('the JSON schema of a record', () => {
  it('names every part', () => {
    const schema = recordJsonSchema() as { properties: Record<string, unknown>; title: string };
    assert.equal(schema.title, 'sealsmith record');
    assert.deepEqual(Object.keys(schema.properties), Object.keys(record([])));
  });
});
