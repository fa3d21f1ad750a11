import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSecretKey } from '../../../src/cache/signing-key.ts';
import { forgeSteps, forgesOf, repositoryOf, shellWord } from '../../../src/cli/cache/forge.ts';
import { cacheInit } from '../../../src/cli/cache/init.ts';
import { FakeFiles } from '../../support/files.ts';
import { aGit } from '../../support/git.ts';
import { aConfig } from '../../support/planned.ts';
import { aKey } from '../../support/seals.ts';
import { aSession } from '../../support/session.ts';
import { aWorld, type FakeWorld, githubFacts, gitlabFacts, WORKSPACE } from '../../support/world.ts';

const KEYS = '/home/ada/.local/state/sealsmith/keys';
const GITHUB = 'git@github.com:group/diary.git';
const GITLAB = 'https://gitlab.com/group/sub/diary.git';
const STEP = 'steps: { smoke: { run: x } }\n';

function world(remote: string | undefined, config = STEP, more: Partial<FakeWorld> = {}): FakeWorld {
  return aWorld({
    files: new FakeFiles({ [`${WORKSPACE}/sealsmith.yml`]: config }),
    git: aGit({ facts: { remote } }),
    ...more,
  });
}

async function started(here: FakeWorld, flags = {}) {
  const { session, out, err } = aSession(here, flags);
  const exit = await cacheInit(session);
  return { exit, out: out(), err: err(), files: here.files.paths(`${KEYS}/`) };
}

/** The key in a file of ours. */
function keyIn(here: FakeWorld, path = ''): string {
  const key = parseSecretKey(here.files.text(path) ?? '');
  assert.ok(key.ok, JSON.stringify(key));
  return key.value.publicKey;
}

describe('sealsmith cache init', () => {
  it('makes a key pair: the private half in a private file, the public one on the screen', async () => {
    const here = world(GITHUB);
    const { exit, out, files } = await started(here);
    assert.equal(exit, 0);
    assert.equal(files.length, 1);
    assert.match(files[0] ?? '', /\/keys\/diary-[0-9a-f]{8}\.key$/);
    assert.ok(out.includes(keyIn(here, files[0])));
    assert.ok(here.files.readPrivate(files[0] ?? '').ok);
  });

  it('E2: never shows the private key, and hands the forge a file', async () => {
    for (const flags of [{}, { json: true }, { verbose: true }]) {
      const here = world(GITLAB);
      const { out, err, files } = await started(here, flags);
      const seed = (here.files.text(files[0] ?? '') ?? '').slice('ed25519-secret:'.length);
      assert.match(seed, /^[A-Za-z0-9+/]{43}=$/);
      assert.ok(!(out + err).includes(seed.slice(0, 10)));
      assert.ok((out + err).includes(`< ${files[0]}`));
    }
  });

  it('prints lines that are sound configuration with the new signer', async () => {
    const here = world(GITHUB);
    const { out, files } = await started(here);
    const lines = out.slice(out.indexOf('cache:'), out.indexOf('\n\n2.'));
    assert.deepEqual(aConfig(`${lines}\n`).cache, {
      signers: [{ key: keyIn(here, files[0]), tier: 'T2', name: 'main on github' }],
    });
  });

  it('keeps the signers that are there: rotation loses nothing', async () => {
    const [first, second] = [aKey(1).publicKey, aKey(2).publicKey];
    const config = `protected: [main, stable]\ncache:\n  signers:\n    - { key: "${first}", tier: T2, name: 'a "b"' }\n    - { key: "${second}", tier: T1 }\n${STEP}`;
    const here = world(GITLAB, config);
    const { out, files } = await started(here);
    const lines = out.slice(out.indexOf('cache:'), out.indexOf('\n\n2.'));
    assert.deepEqual(aConfig(`${lines}\n`).cache, {
      signers: [
        { key: first, tier: 'T2', name: 'a "b"' },
        { key: second, tier: 'T1' },
        { key: keyIn(here, files[0]), tier: 'T2', name: 'main, stable on gitlab' },
      ],
    });
  });

  it('never writes over a key: a second one lies beside the first', async () => {
    const here = world(GITHUB);
    const { files: before } = await started(here);
    const first = here.files.text(before[0] ?? '');
    const { files } = await started(here);
    assert.equal(files.length, 2);
    assert.equal(here.files.text(before[0] ?? ''), first);
  });

  it('says for GitHub how an environment gets it, for GitLab how a protected variable does, and both otherwise', async () => {
    const of = async (remote: string | undefined) => (await started(world(remote))).out;
    const [hub, lab, none] = [await of(GITHUB), await of(GITLAB), await of(undefined)];
    assert.ok(
      hub.includes('gh secret set SEALSMITH_CACHE_KEY --env sealsmith --repo group/diary < ') &&
        !hub.includes('glab'),
    );
    assert.ok(
      lab.includes('glab variable set SEALSMITH_CACHE_KEY --protected --masked --raw < ') &&
        !lab.includes('gh '),
    );
    assert.ok(none.includes('gh api') && none.includes('glab variable'));
    for (const text of [hub, lab]) assert.match(text, /by hand: Settings, [\s\S]*?SEALSMITH_CACHE_KEY/);
    for (const text of [hub, lab, none]) assert.match(text, /\n {3}rm \/home\/ada\/.*\.key\n$/);
  });

  it('keeps its sentences to 80 columns; only keys, paths and commands are longer', async () => {
    for (const remote of [GITHUB, GITLAB]) {
      const { out } = await started(world(remote));
      const long = out.split('\n').filter((line) => line.length > 80);
      assert.deepEqual(
        long.filter((line) => !/^ +(- \{ key|gh |glab |rm |\/home)/.test(line)),
        [],
      );
    }
  });

  it('says for GitLab which folder a job keeps', async () => {
    const { out } = await started(world(GITLAB));
    assert.match(out, /\n {5}cache: \{ key: sealsmith-\$CI_JOB_NAME, paths: \[\.sealsmith\/cache\] \}\n/);
  });

  it('tells programs the same', async () => {
    const here = world(GITHUB);
    const { out, files } = await started(here, { json: true });
    const told = JSON.parse(out) as {
      key: string;
      file: string;
      signers: object[];
      forges: { forge: string; commands: string[] }[];
    };
    assert.deepEqual([told.key, told.file, told.signers.length], [keyIn(here, files[0]), files[0], 1]);
    assert.deepEqual(
      told.forges.map(({ forge }) => forge),
      ['github'],
    );
    assert.equal(told.forges[0]?.commands.length, 3);
  });

  it('works where nothing is detected yet, and gives the file a name of its own making', async () => {
    const empty = aWorld({ files: new FakeFiles({ [`${WORKSPACE}/`]: '' }), git: aGit({}) });
    const { exit, files } = await started(empty);
    assert.equal(exit, 0);
    assert.match(files[0] ?? '', /\/keys\/workspace-[0-9a-f]{8}\.key$/);
    const odd = await started(world('https://example.org/../.x y;$(z)'));
    assert.match(odd.files[0] ?? '', /\/keys\/x-y-z--[0-9a-f]{8}\.key$/);
  });

  it('is refused by a configuration with a problem', async () => {
    const { exit, err, files } = await started(world(GITHUB, 'cache: { epcoh: 1 }\n'));
    assert.equal(exit, 2);
    assert.match(err, /did you mean "epoch"/);
    assert.deepEqual(files, []);
  });

  it('is refused on a runner and in CI, where its key would be lost', async () => {
    for (const facts of [{ host: 'local', ci: true } as const, githubFacts(), gitlabFacts()]) {
      const here = world(GITHUB);
      const { session, err } = aSession(here);
      assert.equal(await cacheInit({ ...session, host: { ...session.host, facts } }), 2);
      assert.match(err(), /run it at a desk/);
      assert.deepEqual(here.files.paths(`${KEYS}/`), []);
    }
  });

  it('says what it could not write', async () => {
    const here = world(GITHUB);
    here.files.refuse('createPrivate', /keys/, 'EROFS');
    const { exit, out, err } = await started(here);
    assert.equal(exit, 5);
    assert.equal(out, '');
    assert.match(err, /read-only/);
  });
});

describe('the forge at hand', () => {
  const REMOTES: readonly (readonly [string | undefined, readonly string[], string | undefined])[] = [
    ['git@github.com:group/diary.git', ['github'], 'github.com group/diary'],
    ['https://github.com/group/diary', ['github'], 'github.com group/diary'],
    ['ssh://git@github.example.org:2222/group/diary.git/', ['github'], 'github.example.org group/diary'],
    ['https://gitlab.com/group/sub/diary.git', ['gitlab'], 'gitlab.com group/sub/diary'],
    ['git@gitlab.example.org:diary.git', ['gitlab'], 'gitlab.example.org diary'],
    ['https://git.example.org/group/github', ['github', 'gitlab'], 'git.example.org group/github'],
    ['https://notgithub.com/x', ['github', 'gitlab'], 'notgithub.com x'],
    ['/srv/git/diary.git', ['github', 'gitlab'], undefined],
    [undefined, ['github', 'gitlab'], undefined],
  ];
  for (const [remote, forges, repository] of REMOTES) {
    it(`is known by the remote ${remote}`, () => {
      assert.deepEqual(forgesOf(remote), forges);
      const found = repositoryOf(remote);
      assert.equal(found === undefined ? undefined : `${found.host} ${found.path}`, repository);
    });
  }

  it('on a GitHub of its own is named in every command', () => {
    const { commands } = forgeSteps('github', { host: 'github.example.org', path: 'a/b' }, ['main'], '/k');
    assert.deepEqual(commands, [
      "gh api --hostname github.example.org --method PUT repos/a/b/environments/sealsmith -F 'deployment_branch_policy[protected_branches]=false' -F 'deployment_branch_policy[custom_branch_policies]=true'",
      'gh api --hostname github.example.org --method POST repos/a/b/environments/sealsmith/deployment-branch-policies -f name=main',
      'gh secret set SEALSMITH_CACHE_KEY --env sealsmith --repo github.example.org/a/b < /k',
    ]);
  });

  it('gets one rule for each protected branch', () => {
    const { commands } = forgeSteps('github', undefined, ['main', 'release/*'], '/k');
    assert.equal(commands.filter((line) => line.includes('deployment-branch-policies')).length, 2);
    assert.ok(commands.some((line) => line.endsWith("-f 'name=release/*'")));
  });

  it('E4: is spoken to in words that no shell takes apart', () => {
    assert.equal(shellWord("a'b; rm -rf $HOME"), "'a'\\''b; rm -rf $HOME'");
    const [, , last = ''] = forgeSteps(
      'github',
      { host: 'github.com', path: '$(id)/x' },
      ['main'],
      '/a b',
    ).commands;
    assert.ok(last.endsWith("--repo '$(id)/x' < '/a b'"));
  });
});
