import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HostFacts } from '../../../src/core/host.ts';
import { EMPTY_CONFIG } from '../../../src/run/config-shape.ts';
import { tierOf } from '../../../src/run/context.ts';
import { trustOf } from '../../../src/run/trust.ts';
import { aGit, COMMIT, type GitTold } from '../../support/git.ts';
import { aConfig } from '../../support/planned.ts';
import { githubFacts, gitlabFacts, WORKSPACE } from '../../support/world.ts';

const MAIN = 'refs/remotes/origin/main';

/** The trust and the tier of a run whose checkout holds the given file. */
async function decided(facts: HostFacts, checkout: string | undefined, git: GitTold | undefined) {
  const config = checkout === undefined ? EMPTY_CONFIG : aConfig(checkout);
  const trust = await trustOf({ git: aGit(git) }, facts, WORKSPACE, config);
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
    const found = await decided({ host: 'local', ci: false }, text, { reachable: { [MAIN]: [COMMIT] } });
    assert.deepEqual(found, { protected: [], releaseTags: [], tagOnProtected: undefined, tier: 'T0' });
  });
});
