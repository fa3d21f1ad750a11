/** The cache in whole runs of the real program: at a desk from clone to clone, on a forge from tier to tier. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { generateKey } from '../../src/cache/signing-key.ts';
import type { CacheNote } from '../../src/core/cache.ts';
import { fetched, gitlabJob, type JobKind } from '../support/gitlab-job.ts';
import { type Ran, TestProject } from '../support/project.ts';

/** What it makes is never the same twice, so that a copy can be told from a new one. */
const BUILD = 'mkdir -p out && tr a-z A-Z < in.txt > out/result && date +%s%N > out/stamp && echo made it';

function config(more = ''): string {
  const step = `{ run: "${BUILD}", inputs: [in.txt], outputs: [out], tools: [tr, date] }`;
  return `toolchain: commands\n${more}steps:\n  build: ${step}\n`;
}

/** Another folder of the same machine and person. */
class Clone extends TestProject {
  readonly #state: string;

  constructor(first: TestProject, files: Readonly<Record<string, string>>) {
    super(files, 'elsewhere');
    this.#state = join(first.base, 'state');
  }

  override run(args: readonly string[], options: Parameters<TestProject['run']>[1] = {}): Promise<Ran> {
    return super.run(args, { ...options, env: { XDG_STATE_HOME: this.#state, ...options.env } });
  }
}

/** Every entry below a folder. */
function entries(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sealed'))
    .map((name) => join(folder, name));
}

function notes(project: TestProject): readonly CacheNote[] {
  return project.record().how.jobs.flatMap((job) => job.cache);
}

function outcome(project: TestProject): readonly string[] {
  return notes(project).map((note) => [note.outcome, note.reason?.code].filter(Boolean).join(' '));
}

const FILES = { 'sealsmith.yml': config(), 'in.txt': 'hello\n' };

describe('the cache at a desk', () => {
  it('restores in a second clone what the first one made, and says from whom', async () => {
    using first = new TestProject(FILES).commit();
    assert.equal((await first.run(['run'])).exit, 0);
    assert.deepEqual(outcome(first), ['missed absent', 'saved']);

    using second = new Clone(first, FILES).commit();
    const ran = await second.run(['run', '--verbose']);
    assert.equal(ran.exit, 0, ran.out + ran.err);
    assert.equal(second.read('out/result'), 'HELLO\n');
    assert.equal(second.read('out/stamp'), first.read('out/stamp'), 'it did not run');
    assert.match(ran.out, /restored · sealed by this machine just now/);
    assert.match(ran.out, /made it/, 'what it printed is shown again');
    const [note] = notes(second);
    assert.equal(note?.outcome, 'restored');
    assert.equal(note.signer?.tier, 'T0');
    assert.match(note.signer.key, /^ed25519:/);
    assert.deepEqual(second.record().what.jobs, first.record().what.jobs, 'equal work is equal in `what`');

    const again = await second.run(['run']);
    assert.match(again.out, /up to date|build/);
    assert.equal(second.record().how.jobs[0]?.state, 'fresh');
  });

  it('E2: shows nothing again that is a secret in this run, and was none when it was printed', async () => {
    const files = {
      'sealsmith.yml': FILES['sealsmith.yml'].replace('made it', 'hunter2-hunter2'),
      'in.txt': 'x\n',
    };
    using first = new TestProject(files).commit();
    assert.match((await first.run(['run', '--verbose'])).out, /hunter2-hunter2/);
    using second = new Clone(first, files).commit();
    const ran = await second.run(['run', '--verbose'], { env: { DEPLOY_TOKEN: 'hunter2-hunter2' } });
    assert.deepEqual(outcome(second), ['restored']);
    assert.match(ran.out, /\| \*\*\*/);
    assert.doesNotMatch(second.read('.sealsmith/logs/build.log'), /hunter2/);
  });

  it('refuses an entry of which one byte was changed, says which and why, and makes it again', async () => {
    using first = new TestProject(FILES).commit();
    await first.run(['run']);
    const [entry] = entries(join(first.base, 'state'));
    assert.ok(entry !== undefined);
    const bytes = readFileSync(entry);
    bytes[10] = (bytes[10] ?? 0) ^ 1;
    writeFileSync(entry, bytes);

    using second = new Clone(first, FILES).commit();
    const ran = await second.run(['run']);
    assert.equal(ran.exit, 0, ran.out + ran.err);
    assert.match(ran.out.replace(/\s+/g, ' '), /cache entry of build refused: digest-mismatch/);
    assert.notEqual(second.read('out/stamp'), first.read('out/stamp'), 'it was made again');
    assert.deepEqual(outcome(second), ['missed digest-mismatch', 'saved']);

    using third = new Clone(first, FILES).commit();
    assert.equal((await third.run(['run', '--strict'])).exit, 0, 'the new entry is the one that is found');
    assert.equal(third.read('out/stamp'), second.read('out/stamp'));
  });

  it('ends with 4 for a refused entry with --strict, having done the work', async () => {
    using first = new TestProject(FILES).commit();
    await first.run(['run']);
    const [entry] = entries(join(first.base, 'state'));
    assert.ok(entry !== undefined);
    writeFileSync(entry, readFileSync(entry).subarray(0, -1));

    using second = new Clone(first, FILES).commit();
    const ran = await second.run(['run', '--strict']);
    assert.equal(ran.exit, 4, ran.out + ran.err);
    assert.match((ran.out + ran.err).replace(/\s+/g, ' '), /seal-invalid/);
    assert.equal(second.read('out/result'), 'HELLO\n');
    assert.equal(second.record().how.exit, 4);
  });

  it('does not restore for another input, with --force, or when the cache is off', async () => {
    using first = new TestProject(FILES).commit();
    await first.run(['run']);
    const others = [
      { files: { ...FILES, 'in.txt': 'other\n' }, args: ['run'] },
      { files: FILES, args: ['run', '--force'] },
      { files: { ...FILES, 'sealsmith.yml': config('cache: false\n') }, args: ['run'] },
      { files: { ...FILES, 'sealsmith.yml': config('cache: { epoch: 2 }\n') }, args: ['run'] },
    ];
    for (const { files, args } of others) {
      using second = new Clone(first, files).commit();
      const ran = await second.run(args);
      assert.equal(ran.exit, 0, ran.out + ran.err);
      assert.notEqual(second.read('out/stamp'), first.read('out/stamp'), args.join(' '));
    }
  });

  it('keeps no result that was made with a secret, and one that was when it is told to', async () => {
    const step = (more: string): string =>
      `toolchain: commands\nsteps:\n  build: { run: "${BUILD}", inputs: [in.txt], outputs: [out], tools: [tr, date], secrets: [API_TOKEN]${more} }\n`;
    const env = { API_TOKEN: 'a-token-of-some-length' };
    using plain = new TestProject({ ...FILES, 'sealsmith.yml': step('') }).commit();
    assert.equal((await plain.run(['run'], { env })).exit, 0);
    assert.deepEqual(outcome(plain), []);
    using told = new TestProject({ ...FILES, 'sealsmith.yml': step(', cache: true') }).commit();
    assert.equal((await told.run(['run'], { env })).exit, 0);
    assert.deepEqual(outcome(told), ['missed absent', 'saved']);
  });

  it('keeps what was made with hidden values of env-file where the file is an input, and else does not', async () => {
    const step = (inputs: string): string =>
      `toolchain: commands\nenv-file: settings.env\nsteps:\n  build: { run: "${BUILD}", inputs: [${inputs}], outputs: [out], tools: [tr, date] }\n`;
    const files = { ...FILES, 'settings.env': 'APP_SECRET=a-value-of-some-length\n' };
    using whole = new TestProject({ ...files, 'sealsmith.yml': step('in.txt, settings.env') }).commit();
    assert.equal((await whole.run(['run'])).exit, 0);
    assert.deepEqual(outcome(whole), ['missed absent', 'saved']);
    using other = new Clone(whole, {
      ...files,
      'sealsmith.yml': step('in.txt, settings.env'),
      'settings.env': 'APP_SECRET=another-value-than-that\n',
    }).commit();
    assert.equal((await other.run(['run'])).exit, 0);
    assert.deepEqual(outcome(other), ['missed absent', 'saved'], 'another value is another key');
    using part = new TestProject({ ...files, 'sealsmith.yml': step('in.txt') }).commit();
    assert.equal((await part.run(['run'])).exit, 0);
    assert.deepEqual(outcome(part), ['not-saved not-kept']);
  });

  it('C14: keeps no result when a file appears among the inputs while the job runs', async () => {
    const step = (inputs: string, more: string): string =>
      `toolchain: commands\nsteps:\n  build: { run: "mkdir -p out && cat src/* > out/all${more}", inputs: ["${inputs}"], outputs: [out], tools: [cat, touch] }\n`;
    const files = { 'src/a': 'one\n' };
    using honest = new TestProject({ ...files, 'sealsmith.yml': step('src/**', '') }).commit();
    assert.equal((await honest.run(['run'])).exit, 0);
    assert.deepEqual(outcome(honest), ['missed absent', 'saved']);
    using racing = new TestProject({ ...files, 'sealsmith.yml': step('src/**', ' && touch src/b') }).commit();
    const ran = await racing.run(['run']);
    assert.equal(ran.exit, 0);
    assert.deepEqual(outcome(racing), ['missed absent', 'not-saved inputs-changed']);
    assert.match(ran.out.replace(/\s+/g, ' '), /inputs changed while it ran/);
  });

  it('keeps no result of a failed job', async () => {
    using project = new TestProject({
      ...FILES,
      'sealsmith.yml': config().replace('echo made it', 'exit 3'),
    }).commit();
    assert.equal((await project.run(['run'])).exit, 1);
    assert.deepEqual(outcome(project), ['missed absent']);
    assert.deepEqual(entries(join(project.base, 'state')), []);
  });
});

describe('the cache on a forge', () => {
  const ours = generateKey();
  const strangers = generateKey();
  const signers = `signers: [{ key: "${ours.key.publicKey}", tier: T2, name: main on gitlab }]`;

  /** A project whose protected branch names the signer and a folder that all jobs share. */
  function project(): TestProject {
    const made = new TestProject(FILES);
    const cache = `cache: { store: directory, path: "${made.base}/shared", ${signers} }\n`;
    made.write({ 'sealsmith.yml': config(`protected: [main]\nrelease-tags: ["v*"]\n${cache}`) });
    made.commit();
    fetched(made);
    return made;
  }

  async function job(made: TestProject, kind: JobKind, key?: string): Promise<Ran> {
    made.git('clean', '-fdxq');
    const secrets = key === undefined ? {} : { SEALSMITH_CACHE_KEY: key };
    const ran = await made.run(['run'], { env: gitlabJob(made, kind, secrets) });
    assert.equal(ran.exit, 0, ran.out + ran.err);
    return ran;
  }

  it('lets the protected branch fill it, and changes and forks read it', async () => {
    using made = project();
    await job(made, 'protected', ours.secret);
    assert.deepEqual(outcome(made), ['missed absent', 'saved']);
    const stamp = made.read('out/stamp');
    for (const kind of ['protected', 'merge-request', 'fork'] as const) {
      const ran = await job(made, kind);
      assert.equal(made.read('out/stamp'), stamp, kind);
      assert.match(ran.out, /sealed by main on gitlab/);
      const [note] = notes(made);
      assert.equal(note?.producer?.repository, 'https://gitlab.com/group/small');
      assert.equal(note.signer?.tier, 'T2');
    }
  });

  it('gives a release no result, and lets it write nothing', async () => {
    using made = project();
    await job(made, 'protected', ours.secret);
    const stamp = made.read('out/stamp');
    made.git('tag', 'v1');
    await job(made, 'release', ours.secret);
    assert.equal(made.record().how.tier, 'T3');
    assert.notEqual(made.read('out/stamp'), stamp);
    assert.deepEqual(outcome(made), ['missed not-read', 'not-saved store-read-only']);
  });

  it('says once that there is no key, and keeps nothing', async () => {
    using made = project();
    const ran = await job(made, 'protected');
    assert.deepEqual(outcome(made), ['missed absent', 'not-saved no-key']);
    assert.equal(ran.out.match(/nothing is kept in the cache/g)?.length, 1, ran.out);
    assert.deepEqual(entries(made.base), []);
  });

  it('C5: lets no change write, though it holds the key of the protected branch, and says that the key leaks', async () => {
    using made = project();
    const ran = await job(made, 'merge-request', ours.secret);
    assert.deepEqual(outcome(made), ['missed absent', 'not-saved tier']);
    assert.match(ran.out.replace(/\s+/g, ' '), /reaches changes/);
    assert.deepEqual(entries(made.base), []);
    assert.ok(!(ran.out + ran.err).includes(ours.secret));
  });

  it('C2: refuses what a key seals that the protected branch does not name', async () => {
    using made = project();
    // The attacker has the storage and a key, and claims to be the protected branch.
    const theirs = made.read('sealsmith.yml').replace(ours.key.publicKey, strangers.key.publicKey);
    using attacker = new TestProject({ ...FILES, 'sealsmith.yml': theirs }).commit();
    fetched(attacker);
    await job(attacker, 'protected', strangers.secret);
    assert.deepEqual(outcome(attacker), ['missed absent', 'saved']);

    await job(made, 'protected', ours.secret);
    assert.deepEqual(outcome(made), ['missed signer-not-allowed', 'saved']);
    assert.notEqual(made.read('out/stamp'), attacker.read('out/stamp'));
  });

  it('E6: takes signers and store from the protected branch, whatever the file of a change says', async () => {
    using made = project();
    const theirs = made.read('sealsmith.yml').replace(ours.key.publicKey, strangers.key.publicKey);
    using attacker = new TestProject({ ...FILES, 'sealsmith.yml': theirs }).commit();
    fetched(attacker);
    await job(attacker, 'protected', strangers.secret);
    const poison = attacker.read('out/stamp');

    // The change names the attacker's key in its own file, and `main` does not.
    made.git('checkout', '--quiet', '-b', 'topic');
    made.write({ 'sealsmith.yml': theirs });
    made.commit();
    await job(made, 'merge-request');
    assert.deepEqual(outcome(made), ['missed signer-not-allowed', 'not-saved no-key']);
    assert.notEqual(made.read('out/stamp'), poison);
  });

  it('reads nothing when the file of the protected branch is not in the clone, and says what to fetch', async () => {
    using made = project();
    await job(made, 'protected', ours.secret);
    made.git('update-ref', '-d', 'refs/remotes/origin/main');
    const ran = await job(made, 'merge-request');
    assert.deepEqual(outcome(made), ['missed no-signers', 'not-saved no-key']);
    assert.match(ran.out.replace(/\s+/g, ' '), /the cache is not used: .*main.*fetch/);
  });
});
