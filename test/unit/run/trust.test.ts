import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HostFacts } from '../../../src/core/host.ts';
import { EMPTY_CONFIG } from '../../../src/run/config-shape.ts';
import { tierOf } from '../../../src/run/context.ts';
import { trustOf } from '../../../src/run/trust.ts';
import { FakeFiles } from '../../support/files.ts';
import { aGit, COMMIT, type GitTold } from '../../support/git.ts';
import { aConfig } from '../../support/planned.ts';
import { aKey, aSigner, cacheSettings, DAY } from '../../support/seals.ts';
import { githubFacts, gitlabFacts, WORKSPACE } from '../../support/world.ts';

const MAIN = 'refs/remotes/origin/main';

/** The trust and the tier of a run whose checkout holds the given file. */
async function decided(facts: HostFacts, checkout: string | undefined, git: GitTold | undefined) {
  const config = checkout === undefined ? EMPTY_CONFIG : aConfig(checkout);
  const doors = { git: aGit(git), files: new FakeFiles({ [`${WORKSPACE}/`]: '' }), home: '/home/ada' };
  const trust = await trustOf(doors, facts, WORKSPACE, config);
  return { ...trust, tier: tierOf(facts, trust).tier };
}

/** The default branch's file, as the checkout's own git knows it. */
function onMain(text: string, more: GitTold = {}, name = 'sealsmith.yml'): GitTold {
  return { shown: { [`${MAIN}:${name}`]: text }, ...more };
}

const FORGES = [
  ['GitHub', githubFacts],
  ['GitLab', gitlabFacts],
] as const;

for (const [forge, facts] of FORGES) {
  describe(`trust settings on ${forge}`, () => {
    it('come on the default branch from the commit that the host names', async () => {
      const git = { shown: { [`${COMMIT}:sealsmith.yml`]: 'protected: [main, dev]\n' } };
      const { protected: branches, tier } = await decided(facts(), 'protected: [x]\n', git);
      assert.deepEqual(branches, ['main', 'dev']);
      assert.equal(tier, 'T2');
    });

    it('E6: a file that was put over the one of the default branch takes trust away, and gives none', async () => {
      const attack = 'protected: ["*"]\nrelease-tags: ["*"]\n';
      const given = await decided(facts(), attack, {});
      assert.deepEqual([given.protected, given.releaseTags], [['main'], []]);
      assert.deepEqual((await decided(facts(), 'protected: [dev]\n', {})).protected, []);
    });

    it('come from the default branch on every other one', async () => {
      const git = onMain('protected: [main, dev]\n');
      const found = await decided(facts({ ref: 'refs/heads/dev' }), 'protected: [x]\n', git);
      assert.deepEqual(found.protected, ['main', 'dev']);
      assert.equal(found.tier, 'T2');
    });

    it('E6: a branch cannot name itself protected', async () => {
      const attack = 'protected: ["*"]\nrelease-tags: ["*"]\n';
      const evil = facts({ ref: 'refs/heads/evil' });
      for (const git of [
        onMain('protected: [main]\n'),
        onMain(''),
        onMain('protected: [\n'),
        {},
        undefined,
      ]) {
        const found = await decided(evil, attack, git);
        assert.deepEqual([found.protected, found.releaseTags, found.tier], [['main'], [], 'T1']);
      }
    });

    it('E6: a tag cannot name itself a release', async () => {
      const tag = facts({ ref: 'refs/tags/v1' });
      const git = onMain('protected: [main]\n', { reachable: { [MAIN]: [COMMIT] } });
      const found = await decided(tag, 'release-tags: ["v*"]\n', git);
      assert.deepEqual(found.releaseTags, []);
      assert.equal(found.tier, 'T1');
    });

    it('are the stricter default where the default branch cannot be had or is not known', async () => {
      const elsewhere = await decided(facts({ ref: 'refs/heads/dev' }), 'protected: [dev]\n', {});
      assert.deepEqual([elsewhere.protected, elsewhere.tier], [['main'], 'T1']);
      const unknown = await decided(facts({ defaultBranch: undefined }), 'protected: [main]\n', {});
      assert.deepEqual([unknown.protected, unknown.tier], [[], 'T1']);
    });

    it('are the default branch alone where no file names any', async () => {
      const found = await decided(facts(), undefined, {});
      assert.deepEqual([found.protected, found.tier], [['main'], 'T2']);
      assert.equal((await decided(facts(), 'protected: []\n', {})).tier, 'T1');
    });

    it('are read from either name of the file, and from the first alone', async () => {
      const branch = facts({ ref: 'refs/heads/dev' });
      const yaml = onMain('protected: [dev]\n', {}, 'sealsmith.yaml');
      assert.equal((await decided(branch, undefined, yaml)).tier, 'T2');
      const both = {
        shown: {
          [`${MAIN}:sealsmith.yml`]: 'protected: [',
          [`${MAIN}:sealsmith.yaml`]: 'protected: [dev]\n',
        },
      };
      assert.equal((await decided(branch, undefined, both)).tier, 'T1');
    });

    it('are read although the steps of that file need variables that are not here', async () => {
      const text = 'protected: [dev]\nenv: [LIMIT]\nsteps: { smoke: { run: x, timeout: "${LIMIT}" } }\n';
      assert.equal((await decided(facts({ ref: 'refs/heads/dev' }), undefined, onMain(text))).tier, 'T2');
    });

    describe('a tag', () => {
      const tag = facts({ ref: 'refs/tags/v1' });
      const text = 'protected: [main, stable, "release/*"]\nrelease-tags: ["v*"]\n';
      const stable = 'refs/remotes/origin/stable';

      it('is a release when its commit lies on any protected branch', async () => {
        for (const reachable of [
          { [MAIN]: [COMMIT] },
          { [MAIN]: [], [stable]: [COMMIT] },
          { [stable]: [COMMIT] },
        ])
          assert.equal((await decided(tag, undefined, onMain(text, { reachable }))).tier, 'T3');
      });

      it('is none when it lies on none of them', async () => {
        const git = onMain(text, { reachable: { [MAIN]: [], [stable]: [] } });
        const found = await decided(tag, undefined, git);
        assert.deepEqual([found.tagOnProtected, found.tier], [false, 'T1']);
      });

      it('is none when that cannot be known: a shallow clone, no such branch', async () => {
        const found = await decided(tag, undefined, onMain(text));
        assert.deepEqual([found.tagOnProtected, found.tier], [undefined, 'T1']);
      });

      it('is none when it lies on a branch that only a pattern names', async () => {
        const git = onMain(text, { reachable: { [MAIN]: [], 'refs/remotes/origin/release/1': [COMMIT] } });
        assert.equal((await decided(tag, undefined, git)).tier, 'T1');
      });
    });

    it('ask git about tags alone', async () => {
      const git = onMain('', { reachable: { [MAIN]: [COMMIT] } });
      assert.equal((await decided(facts(), undefined, git)).tagOnProtected, undefined);
    });
  });
}

describe('trust settings at a desk', () => {
  it('are none, whatever the file says', async () => {
    const text = 'protected: ["*"]\nrelease-tags: ["*"]\n';
    const { cache, ...found } = await decided({ host: 'local', ci: false }, text, {
      reachable: { [MAIN]: [COMMIT] },
    });
    assert.deepEqual(found, {
      ...{ protected: [], releaseTags: [], tagOnProtected: undefined, tier: 'T0' },
      ...{ signing: undefined, verify: undefined },
    });
    assert.deepEqual(cache, cacheSettings());
  });
});

/* signing and verifying */

const HONEST_KEY = 'ours.pub';
const honestEvidence = `verify: { signers: [{ key: ${HONEST_KEY} }] }\nsigning: { with: keyless }\n`;
const theirEvidence =
  'verify: { signers: [{ key: mallory.pub }] }\nsigning: { with: key, key: { file: m.key } }\n';

for (const [forge, facts] of FORGES) {
  describe(`who signs and what must hold, on ${forge}`, () => {
    const changes = [facts({ ref: 'refs/heads/evil' }), facts({ ref: 'refs/tags/v1' }), facts()];

    it("E6: is what the default branch's file says, whatever the file here says", async () => {
      for (const run of changes) {
        const shown = {
          [`${MAIN}:sealsmith.yml`]: honestEvidence,
          [`${COMMIT}:sealsmith.yml`]: honestEvidence,
        };
        const { signing, verify } = await decided(run, theirEvidence, { shown });
        assert.deepEqual(signing, { with: 'keyless' });
        assert.deepEqual(verify?.signers, [{ key: HONEST_KEY }]);
      }
    });

    it('E6: is nothing where that file cannot be had, or says nothing of it', async () => {
      for (const git of [{}, onMain('protected: [main]\n')]) {
        const { signing, verify } = await decided(facts({ ref: 'refs/heads/evil' }), theirEvidence, git);
        assert.deepEqual([signing, verify], [undefined, undefined]);
      }
    });
  });
}

/* the cache */

const OURS = aSigner(aKey(1), 'T2', 'main');
const THEIRS = aSigner(aKey(66), 'T2', 'mallory');

function cacheText(signer: typeof OURS, more: string): string {
  return `cache: { signers: [{ key: "${signer.key}", tier: ${signer.tier}, name: ${signer.name} }], ${more} }\n`;
}

const HONEST = cacheText(OURS, 'epoch: 3, max-age: 7d');
const ATTACK = cacheText(
  THEIRS,
  'epoch: 9, max-age: 3650d, store: directory, path: /srv/mallory, size: 1000TB',
);

for (const [forge, facts] of FORGES) {
  describe(`the settings of the cache on ${forge}`, () => {
    const merge =
      forge === 'GitHub'
        ? githubFacts({ event: 'pull_request', ref: 'refs/pull/7/merge', headRepository: 'mallory/diary' })
        : gitlabFacts({ source: 'merge_request_event', ref: 'refs/merge-requests/7/head' });
    const here = { reachable: { [MAIN]: [MAIN] } };

    it("come whole from the default branch's file", async () => {
      const honest = cacheSettings({ epoch: 3, maxAge: 7 * DAY, signers: [OURS] });
      for (const ref of ['refs/heads/dev', 'refs/heads/feature', 'refs/tags/v1'])
        assert.deepEqual((await decided(facts({ ref }), undefined, onMain(HONEST))).cache, honest, ref);
      assert.deepEqual((await decided(merge, undefined, onMain(HONEST))).cache, honest);
      const own = { shown: { [`${COMMIT}:sealsmith.yml`]: HONEST } };
      assert.deepEqual((await decided(facts(), undefined, own)).cache, honest);
    });

    it("E6: a change's own file decides nothing: no signer, store, folder, epoch, age or size", async () => {
      for (const run of [merge, facts({ ref: 'refs/heads/evil' }), facts({ ref: 'refs/tags/v1' }), facts()]) {
        const shown = { [`${MAIN}:sealsmith.yml`]: HONEST, [`${COMMIT}:sealsmith.yml`]: HONEST };
        const { cache } = await decided(run, ATTACK, { shown });
        assert.deepEqual(cache, cacheSettings({ epoch: 3, maxAge: 7 * DAY, signers: [OURS] }));
      }
    });

    it('E6: it cannot turn the cache off or on either', async () => {
      assert.equal((await decided(merge, 'cache: false\n', onMain(HONEST))).cache.store, 'auto');
      assert.equal((await decided(merge, HONEST, onMain('cache: false\n'))).cache.store, 'off');
    });

    it('E6: it counts no more where the default branch says nothing, has no file, or cannot be had', async () => {
      for (const git of [onMain('project: diary\n'), here]) {
        const { cache } = await decided(merge, ATTACK, git);
        assert.deepEqual(cache, cacheSettings());
      }
      for (const git of [{}, undefined, onMain('cache: { epoch: x }\n'), onMain('protected: [')]) {
        const { cache } = await decided(merge, ATTACK, git);
        assert.deepEqual(
          [cache.signers, cache.path, cache.epoch, typeof cache.unknown],
          [[], undefined, 1, 'string'],
        );
      }
    });

    it('say in one clause why they could not be had, and what to do', async () => {
      const why = async (run: HostFacts, git: GitTold) =>
        (await decided(run, undefined, git)).cache.unknown ?? '';
      const fetch = 'git fetch --depth=1 origin +refs/heads/main:refs/remotes/origin/main';
      assert.ok((await why(merge, {})).endsWith(fetch));
      assert.match(
        await why(merge, onMain('cache: 1\n')),
        /the file of main has a problem.*correct it there/,
      );
      assert.match(
        await why(facts({ ref: 'refs/heads/x', defaultBranch: undefined }), {}),
        /which branch is the default/,
      );
      const strange = facts({ ref: 'refs/heads/x', defaultBranch: 'a;$(b)' });
      assert.ok(!(await why(strange, {})).includes('git fetch'));
    });

    it('are not taken when the store would lie where jobs write', async () => {
      for (const path of [`${WORKSPACE}/cache`, WORKSPACE, `${WORKSPACE}/a/b/`]) {
        const text = cacheText(OURS, `store: directory, path: ${path}`);
        const { cache } = await decided(merge, undefined, onMain(text));
        assert.deepEqual([cache.signers, cache.path], [[], undefined]);
        assert.match(cache.unknown ?? '', /lie in each other/);
      }
      const apart = await decided(
        merge,
        undefined,
        onMain(cacheText(OURS, 'store: directory, path: /srv/cache')),
      );
      assert.equal(apart.cache.path, '/srv/cache');
    });
  });
}

describe('the settings of the cache at a desk', () => {
  it('are those of the file that lies here', async () => {
    for (const ci of [false, true]) {
      const { cache } = await decided({ host: 'local', ci }, HONEST, onMain(ATTACK));
      assert.deepEqual(cache, cacheSettings({ epoch: 3, maxAge: 7 * DAY, signers: [OURS] }));
    }
  });
});
