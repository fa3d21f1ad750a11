import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HostFacts, Tier } from '../../../src/core/host.ts';
import { makeContext, type Trust, tierOf } from '../../../src/run/context.ts';
import { COMMIT, gitFacts } from '../../support/git.ts';
import { githubFacts, gitlabFacts } from '../../support/world.ts';

function trust(more: Partial<Trust> = {}): Trust {
  return { protected: ['main'], releaseTags: ['v*'], tagOnProtected: undefined, ...more };
}

type Row = readonly [what: string, facts: HostFacts, tier: Tier, trust?: Trust];

function holds(rows: readonly Row[]): void {
  for (const [what, facts, tier, given = trust()] of rows) {
    it(`${what}: ${tier}`, () => {
      const decided = tierOf(facts, given);
      assert.equal(decided.tier, tier, decided.reason);
      assert.ok(decided.reason.length > 10 && !decided.reason.includes('undefined'), decided.reason);
    });
  }
}

const SAME = 'group/diary';
const FORK = 'mallory/diary';
const TAG = 'refs/tags/v1.0';

/** What each event of GitHub is worth on the protected branch, and on another. */
const GITHUB_EVENTS: readonly (readonly [event: string, onMain: Tier, onOther: Tier])[] = [
  ['push', 'T2', 'T1'],
  ['schedule', 'T2', 'T1'],
  ['workflow_dispatch', 'T2', 'T1'],
  ['merge_group', 'T1', 'T1'],
  ['pull_request', 'T0', 'T0'],
  ['pull_request_target', 'T0', 'T0'],
  ['workflow_run', 'T0', 'T0'],
  ['issue_comment', 'T0', 'T0'],
  ['issues', 'T0', 'T0'],
  ['release', 'T0', 'T0'],
  ['repository_dispatch', 'T0', 'T0'],
  ['workflow_call', 'T0', 'T0'],
  ['deployment', 'T0', 'T0'],
  ['delete', 'T0', 'T0'],
  ['Push', 'T0', 'T0'],
  ['an_event_of_next_year', 'T0', 'T0'],
  ['', 'T0', 'T0'],
];

describe('tiers on GitHub, by event and branch', () => {
  holds(
    GITHUB_EVENTS.flatMap(([event, onMain, onOther]): Row[] => [
      [`${event || 'no event'} on main`, githubFacts({ event, headRepository: undefined }), onMain],
      [`${event || 'no event'} on another branch`, githubFacts({ event, ref: 'refs/heads/x' }), onOther],
    ]),
  );
});

describe('tiers on GitHub, by where a pull request comes from', () => {
  const pull = { event: 'pull_request', ref: 'refs/pull/7/merge' };
  holds([
    ['this repository', githubFacts({ ...pull, headRepository: SAME }), 'T1'],
    ['a fork', githubFacts({ ...pull, headRepository: FORK }), 'T0'],
    ['a deleted or unnamed repository', githubFacts({ ...pull, headRepository: undefined }), 'T0'],
    [
      'a repository of the same name in capitals',
      githubFacts({ ...pull, headRepository: 'Group/Diary' }),
      'T0',
    ],
    ['a repository whose name begins alike', githubFacts({ ...pull, headRepository: `${SAME}-2` }), 'T0'],
    [
      'a fork, whose pull request names the protected branch as its ref',
      githubFacts({ event: 'pull_request', ref: 'refs/heads/main', headRepository: FORK }),
      'T0',
    ],
    [
      'this repository, by pull_request_target',
      githubFacts({ event: 'pull_request_target', headRepository: SAME }),
      'T0',
    ],
  ]);
});

describe('tiers on GitLab, by pipeline source', () => {
  const SOURCES: readonly (readonly [source: string, onMain: Tier, onOther: Tier])[] = [
    ['push', 'T2', 'T1'],
    ['schedule', 'T2', 'T1'],
    ['web', 'T2', 'T1'],
    ['api', 'T2', 'T1'],
    ['merge_request_event', 'T0', 'T0'],
    ['external_pull_request_event', 'T0', 'T0'],
    ['trigger', 'T0', 'T0'],
    ['pipeline', 'T0', 'T0'],
    ['parent_pipeline', 'T0', 'T0'],
    ['chat', 'T0', 'T0'],
    ['webide', 'T0', 'T0'],
    ['external', 'T0', 'T0'],
    ['ondemand_dast_scan', 'T0', 'T0'],
    ['security_orchestration_policy', 'T0', 'T0'],
    ['a_source_of_next_year', 'T0', 'T0'],
    ['', 'T0', 'T0'],
  ];
  holds(
    SOURCES.flatMap(([source, onMain, onOther]): Row[] => [
      [`${source || 'no source'} on main`, gitlabFacts({ source }), onMain],
      [`${source || 'no source'} on another branch`, gitlabFacts({ source, ref: 'refs/heads/x' }), onOther],
    ]),
  );
  holds([
    ['GitLab itself does not protect main', gitlabFacts({ refProtected: false }), 'T1'],
    [
      'GitLab protects a branch that we do not',
      gitlabFacts({ ref: 'refs/heads/x', refProtected: true }),
      'T1',
    ],
  ]);
});

describe('tiers on GitLab, by where a merge request comes from', () => {
  const request = { source: 'merge_request_event', ref: 'refs/merge-requests/7/head' };
  holds([
    ['this project', gitlabFacts({ ...request, headRepository: SAME }), 'T1'],
    ['a fork', gitlabFacts({ ...request, headRepository: FORK }), 'T0'],
    ['an unknown project', gitlabFacts({ ...request, headRepository: undefined }), 'T0'],
    [
      'a fork, on a ref that GitLab calls protected',
      gitlabFacts({ ...request, ref: 'refs/heads/main', refProtected: true, headRepository: FORK }),
      'T0',
    ],
  ]);
});

describe('tiers of tags, on both forges', () => {
  const on = (tagOnProtected: boolean | undefined, releaseTags = ['v*']) =>
    trust({ tagOnProtected, releaseTags });
  for (const [forge, tag] of [
    ['GitHub', (ref: string) => githubFacts({ ref })],
    ['GitLab', (ref: string) => gitlabFacts({ ref })],
  ] as const) {
    holds([
      [`${forge}: a release tag on a protected branch`, tag(TAG), 'T3', on(true)],
      [`${forge}: a release tag beside every protected branch`, tag(TAG), 'T1', on(false)],
      [`${forge}: a release tag of which nothing is known (shallow clone)`, tag(TAG), 'T1', on(undefined)],
      [`${forge}: another tag on a protected branch`, tag('refs/tags/nightly'), 'T1', on(true)],
      [`${forge}: any tag when none is named as a release`, tag(TAG), 'T1', on(true, [])],
      [`${forge}: a tag that only contains the pattern`, tag('refs/tags/xv1'), 'T1', on(true)],
      [`${forge}: a tag called like the protected branch`, tag('refs/tags/main'), 'T1', on(true)],
      [`${forge}: a branch called like a release tag`, tag('refs/heads/v1.0'), 'T1', on(true)],
    ]);
  }
  holds([
    [
      'GitHub: a release tag, by pull_request_target',
      githubFacts({ ref: TAG, event: 'pull_request_target' }),
      'T0',
      on(true),
    ],
    ['GitLab: a release tag, by trigger', gitlabFacts({ ref: TAG, source: 'trigger' }), 'T0', on(true)],
  ]);
});

describe('refs that are none', () => {
  holds(
    [
      '',
      'main',
      'refs/heads/',
      'refs/tags/',
      'refs/pull/7/merge',
      'heads/main',
      ' refs/heads/main',
      'refs/notes/main',
    ].flatMap((ref): Row[] => [
      [`GitHub: ${JSON.stringify(ref)}`, githubFacts({ ref }), 'T0'],
      [`GitLab: ${JSON.stringify(ref)}`, gitlabFacts({ ref }), 'T0'],
    ]),
  );
});

describe('names of protected branches are anchored', () => {
  const table: readonly (readonly [pattern: string, yes: readonly string[], no: readonly string[]])[] = [
    ['main', ['main'], ['main/x', 'x/main', 'xmain', 'mainx', 'Main', 'mai', 'main\n', '\nmain', 'main ']],
    ['release/*', ['release/1', 'release/1/2', 'release/'], ['release', 'xrelease/1', 'prerelease/1']],
    ['*-stable', ['1-stable', 'a/b-stable'], ['stable', '1-stable-x']],
    ['v1.0', ['v1.0'], ['v1x0', 'v100']],
    ['a+b', ['a+b'], ['aab', 'ab']],
    ['*', ['main', 'anything/at/all'], []],
  ];
  for (const [pattern, yes, no] of table) {
    it(`${pattern} is ${yes.join(', ')} and nothing else`, () => {
      const found = [...yes, ...no].filter(
        (branch) =>
          tierOf(githubFacts({ ref: `refs/heads/${branch}` }), trust({ protected: [pattern] })).tier === 'T2',
      );
      assert.deepEqual(found, yes);
    });
  }

  it('and none at all means none', () => {
    assert.equal(tierOf(githubFacts(), trust({ protected: [] })).tier, 'T1');
  });
});

describe('tiers of a checkout that is not the commit of the run', () => {
  const other = 'b'.repeat(40);
  const all = trust({ tagOnProtected: true });
  const strict = [
    ...['push', 'schedule', 'workflow_dispatch', 'merge_group'].map((event) => githubFacts({ event })),
    ...['push', 'schedule', 'web', 'api'].map((source) => gitlabFacts({ source })),
    githubFacts({ ref: TAG }),
    gitlabFacts({ ref: TAG }),
  ];
  it('E6: are T0, whatever the host says of its own commit', () => {
    for (const facts of strict) {
      const { tier, reason } = tierOf(facts, all, other);
      assert.equal(tier, 'T0', JSON.stringify(facts));
      assert.match(reason, /checked out/);
    }
  });

  it('are as ever where the commits are the same, or git cannot say', () => {
    for (const facts of strict) {
      assert.notEqual(tierOf(facts, all, COMMIT).tier, 'T0', JSON.stringify(facts));
      assert.notEqual(tierOf(facts, all, undefined).tier, 'T0', JSON.stringify(facts));
    }
  });

  it('are those of a change, whose head and merge are different commits', () => {
    const pull = githubFacts({ event: 'pull_request', headRepository: SAME });
    const request = gitlabFacts({ source: 'merge_request_event', headRepository: SAME });
    for (const facts of [pull, request]) assert.equal(tierOf(facts, all, other).tier, 'T1');
  });
});

describe('tiers elsewhere', () => {
  holds([
    ['a laptop', { host: 'local', ci: false }, 'T0'],
    ['a CI service that is not known', { host: 'local', ci: true }, 'T0'],
    [
      'a laptop that calls everything protected',
      { host: 'local', ci: false },
      'T0',
      trust({ protected: ['*'], tagOnProtected: true }),
    ],
  ]);
});

describe('the context', () => {
  it('says on a forge what the forge says, and takes the commit that is checked out', () => {
    const context = makeContext(
      githubFacts({ change: '7' }),
      trust(),
      '/w',
      gitFacts({ dirty: true, remote: 'https://example.org/x' }),
    );
    assert.deepEqual(
      { ...context, git: undefined },
      {
        host: 'github',
        ci: true,
        tier: 'T2',
        tierReason: 'push on protected main',
        trigger: 'push',
        workspace: '/w',
        repository: 'https://github.com/group/diary',
        ref: 'refs/heads/main',
        commit: COMMIT,
        dirty: true,
        git: undefined,
        change: '7',
        runUrl: 'https://github.com/group/diary/actions/runs/4711',
      },
    );
  });

  it('E6: is T0 when something else is checked out, and says so', () => {
    const context = makeContext(githubFacts({ commit: 'b'.repeat(40) }), trust(), '/w', gitFacts());
    assert.equal(context.tier, 'T0');
    assert.match(context.tierReason, /checked out/);
    assert.equal(context.commit, COMMIT);
  });

  it('says at a desk what git says', () => {
    const git = gitFacts({ branch: 'x', remote: 'https://example.org/x.git' });
    const context = makeContext({ host: 'local', ci: false }, trust(), '/w', git);
    assert.equal(context.ci, false);
    assert.equal(context.ref, 'refs/heads/x');
    assert.equal(context.commit, COMMIT);
    assert.equal(context.repository, 'https://example.org/x.git');
    assert.equal(context.runUrl, undefined);
  });

  it('knows no ref on a detached head, no commit in an empty repository, nothing without git', () => {
    const local: HostFacts = { host: 'local', ci: false };
    assert.equal(makeContext(local, trust(), '/w', gitFacts({ branch: undefined })).ref, undefined);
    assert.equal(makeContext(local, trust(), '/w', gitFacts({ commit: undefined })).commit, undefined);
    const none = makeContext(local, trust(), '/w', undefined);
    assert.deepEqual(
      [none.ref, none.commit, none.repository, none.dirty, none.git],
      [undefined, undefined, undefined, false, undefined],
    );
  });

  it('takes the commit from the forge where git cannot say it', () => {
    assert.equal(makeContext(gitlabFacts(), trust(), '/w', undefined).commit, COMMIT);
  });

  it('is CI on every forge, and where CI is set', () => {
    assert.ok(makeContext(gitlabFacts(), trust(), '/w', undefined).ci);
    assert.ok(makeContext({ host: 'local', ci: true }, trust(), '/w', undefined).ci);
  });
});
