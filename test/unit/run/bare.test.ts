import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import type { FileDigest, Sha256 } from '../../../src/core/digest.ts';
import type { HostFacts } from '../../../src/core/host.ts';
import type { GitFetch } from '../../../src/core/ports.ts';
import type { RunRecord } from '../../../src/core/record.ts';
import { ok } from '../../../src/core/result.ts';
import {
  type BareCommit,
  compareWithCommit,
  foreignProgram,
  openCommit,
  placeConfig,
  placeTrust,
} from '../../../src/run/bare.ts';
import { writeRecord } from '../../../src/run/record.ts';
import { FakeFiles } from '../../support/files.ts';
import { aGit, COMMIT } from '../../support/git.ts';
import {
  aWorld,
  type FakeWorld,
  failure,
  githubFacts,
  gitlabFacts,
  value,
  WORKSPACE,
} from '../../support/world.ts';
import { aRun, sha } from '../report/builders.ts';

const LOCAL: HostFacts = { host: 'local', ci: false };

/** A forge's job whose commit has these files, and what was asked of git. */
function aForge(tree: Readonly<Record<string, string>>, more: Partial<FakeWorld> = {}) {
  const asked: GitFetch[] = [];
  const shown = Object.fromEntries(
    Object.entries(tree).map(([path, text]) => [`${COMMIT}:${path}`, text] as const),
  );
  const git = {
    ...aGit({ shown }),
    fetch: async (one: GitFetch) => {
      asked.push(one);
      return ok(undefined);
    },
  };
  return { world: aWorld({ git, ...more }), asked };
}

async function opened(
  tree: Readonly<Record<string, string>>,
  more: Partial<FakeWorld> = {},
): Promise<BareCommit & { readonly files: FakeFiles }> {
  const { world } = aForge(tree, more);
  const commit = value(await openCommit(world, gitlabFacts(), WORKSPACE));
  return { ...commit, files: world.files };
}

describe('the commit of a run without a checkout', () => {
  const tokens: readonly (readonly [string, HostFacts, string, string])[] = [
    ['GitHub', githubFacts(), 'GITHUB_TOKEN', 'x-access-token:t'],
    ['GitLab', gitlabFacts(), 'CI_JOB_TOKEN', 'gitlab-ci-token:t'],
  ];
  for (const [forge, facts, name, credentials] of tokens) {
    it(`is asked of ${forge} with its own token, which lies aside`, async () => {
      const wanted = `Basic ${Buffer.from(credentials).toString('base64')}`;
      for (const more of [{ env: { [name]: 't' } }, { secrets: new Map([[name, 't']]) }]) {
        const { world, asked } = aForge({}, more);
        value(await openCommit(world, facts, WORKSPACE));
        assert.equal(asked[0]?.authorization, wanted);
      }
      const { world, asked } = aForge({}, { env: { [name]: '', OTHER_TOKEN: 't' } });
      value(await openCommit(world, facts, WORKSPACE));
      assert.equal(asked[0]?.authorization, undefined);
      assert.equal(asked[0]?.into, `${WORKSPACE}/.sealsmith/source.git`);
    });
  }

  const refs: readonly (readonly [string, number | undefined, readonly string[]])[] = [
    ['refs/heads/main', 1, [COMMIT]],
    ['refs/heads/stable', 1, [COMMIT, 'refs/heads/main']],
    ['refs/merge-requests/7/head', 1, [COMMIT, 'refs/heads/main']],
    ['refs/tags/v1', undefined, [COMMIT, 'refs/heads/*']],
  ];
  for (const [ref, depth, wants] of refs) {
    it(`comes for ${ref} with ${wants.length === 1 ? 'nothing else' : wants.at(-1)}`, async () => {
      const { world, asked } = aForge({});
      value(await openCommit(world, gitlabFacts({ ref }), WORKSPACE));
      assert.deepEqual([asked[0]?.depth, asked[0]?.wants.map(({ what }) => what)], [depth, wants]);
    });
  }

  it('takes the place of whatever repository artifacts bring along', async () => {
    const files = new FakeFiles({ [`${WORKSPACE}/.sealsmith/source.git/config`]: '[core]\n' });
    await opened({}, { files });
    assert.equal(files.kind(`${WORKSPACE}/.sealsmith/source.git/config`), undefined);
  });

  it('is none at a desk, nor for a folder that the forge did not make', async () => {
    const { world } = aForge({}, { env: { CI_PROJECT_DIR: '/builds/diary' } });
    assert.equal(failure(await openCommit(world, LOCAL, WORKSPACE)).code, 'usage');
    assert.equal(failure(await openCommit(world, gitlabFacts(), WORKSPACE)).code, 'usage');
  });

  it('is read below the folder that the job works in', async () => {
    const { world } = aForge({ 'part/sealsmith.yml': 'x' }, { env: { CI_PROJECT_DIR: WORKSPACE } });
    const below = value(await openCommit(world, gitlabFacts(), `${WORKSPACE}/part`));
    assert.equal(Buffer.from((await below.blob('sealsmith.yml')) ?? []).toString(), 'x');
    assert.equal(await below.blob('part/sealsmith.yml'), undefined);
    assert.equal(below.git.prefix, 'part');
  });
});

describe('files of the commit in a folder without a checkout', () => {
  it('are the configuration and what it names, and the place of any other', async () => {
    const files = new FakeFiles({
      [`${WORKSPACE}/sealsmith.yml`]: 'theirs\n',
      [`${WORKSPACE}/sealsmith.yaml`]: 'theirs\n',
      [`${WORKSPACE}/.env.example`]: 'REGISTRY=theirs\n',
      [`${WORKSPACE}/token`]: 'theirs',
    });
    const tree = { 'sealsmith.yml': 'env-file: .env.example\n', '.env.example': 'REGISTRY=ours\n' };
    const commit = await opened(tree, { files });
    value(await placeConfig(commit, WORKSPACE, undefined));
    const text = (path: string) => value(files.readText(`${WORKSPACE}/${path}`));
    assert.equal(text('sealsmith.yml'), tree['sealsmith.yml']);
    assert.equal(text('sealsmith.yaml'), undefined);
    assert.equal(text('.env.example'), 'REGISTRY=ours\n');
    // A token that the artifacts bring along would be somebody's identity.
    value(await placeTrust(commit, WORKSPACE, { signing: { token: { file: 'token' } }, verify: undefined }));
    assert.equal(text('token'), undefined);
  });

  it('are written through no link, and never below our own folder', async () => {
    const files = new FakeFiles({ '/elsewhere/signer.pub': 'theirs', [`${WORKSPACE}/`]: '' });
    value(files.link('/elsewhere', `${WORKSPACE}/keys`));
    value(files.makeFolder(`${WORKSPACE}/.sealsmith`));
    files.put(`${WORKSPACE}/.sealsmith/key`, 'ours');
    const commit = await opened({ 'keys/signer.pub': 'public', '.sealsmith/key': 'x' }, { files });
    const key = (path: string) => ({ key: { file: path } });
    for (const path of ['keys/signer.pub', '.sealsmith/key', '/elsewhere/signer.pub', '../x']) {
      value(await placeTrust(commit, WORKSPACE, { signing: key(path), verify: undefined }));
    }
    assert.equal(value(files.readText('/elsewhere/signer.pub')), 'theirs');
    assert.equal(value(files.readText(`${WORKSPACE}/keys/signer.pub`)), 'public');
    assert.equal(value(files.readText(`${WORKSPACE}/.sealsmith/key`)), 'ours');
  });
});

describe('a program that the configuration names', () => {
  it('is not run without a checkout', () => {
    assert.equal(foreignProgram({ token: { command: ['get-token'] } })?.code, 'usage');
    assert.equal(foreignProgram({ token: { variable: 'TOKEN' } }), undefined);
    assert.equal(foreignProgram(undefined), undefined);
  });
});

describe('what records say of the commit', () => {
  const digest = (text: string): Sha256 => createHash('sha256').update(text).digest('hex') as Sha256;
  const CONFIG: FileDigest = { path: 'sealsmith.yml', sha256: digest('steps: {}\n') };
  const LOCK: FileDigest = { path: 'requirements.txt', sha256: digest('flask\n') };
  const TREE = { 'sealsmith.yml': 'steps: {}\n', 'requirements.txt': 'flask\n', 'other.yml': 'x' };
  type Said = { readonly config?: FileDigest; readonly lock?: FileDigest; readonly path?: string };

  async function compared(said: Said, parents: readonly Sha256[] = [], used = CONFIG) {
    const commit = await opened(TREE);
    const write = (one: Said, before: readonly Sha256[]): Sha256 => {
      const deps = { manager: 'pip', packages: [], hashesChecked: false, scriptsWithheld: [] };
      const facts = one.lock === undefined ? {} : { deps: { ...deps, evidence: [one.lock] } };
      const { record } = aRun([{ id: 'install' }], [], { facts });
      const made: RunRecord = {
        ...record,
        what: {
          ...record.what,
          source: { ...record.what.source, path: one.path ?? '' },
          ...(one.config === undefined ? {} : { config: one.config }),
        },
        parents: before,
      };
      return value(writeRecord(commit.files, WORKSPACE, made));
    };
    const first = write(said, parents);
    // As an ancestor it counts as it does when it is named.
    const last = write({ config: CONFIG }, [first]);
    const [near, far] = [
      await compareWithCommit(commit, WORKSPACE, [first], used),
      await compareWithCommit(commit, WORKSPACE, [last], used),
    ];
    assert.equal(near.ok, far.ok);
    return near;
  }

  it('is found there again, and named', async () => {
    assert.deepEqual(value(await compared({ config: CONFIG, lock: LOCK })), [LOCK, CONFIG]);
  });

  const lies: Readonly<Record<string, readonly [Said, string]>> = {
    'another configuration': [{ config: { ...CONFIG, sha256: sha('0') } }, 'sealsmith.yml'],
    'no configuration': [{}, 'sealsmith.yml'],
    'another file as its configuration': [
      { config: { path: 'other.yml', sha256: digest('x') } },
      'other.yml',
    ],
    'another lock file': [{ config: CONFIG, lock: { ...LOCK, sha256: sha('0') } }, 'requirements.txt'],
    'a lock file that is not there': [{ config: CONFIG, lock: { ...LOCK, path: 'x.txt' } }, 'x.txt'],
    'another folder': [{ config: CONFIG, path: 'part' }, 'part'],
  };
  for (const [name, [said, path]] of Object.entries(lies)) {
    it(`is refused when it is ${name}`, async () => {
      const refused = failure(await compared(said));
      assert.ok(refused.code === 'record-refused' && refused.why === 'not-of-commit');
      assert.equal(refused.path, path);
    });
  }
});
