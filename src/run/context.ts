/** Decides who runs what, and how far that is trusted. Pure: facts of the host and of git in, one frozen value out. */

import type { Context, GitFacts, HostFacts, Tier } from '../core/host.ts';

/** Names that decide tiers; on a forge they come from the protected branch's own file. */
export type Trust = {
  readonly protected: readonly string[];
  readonly releaseTags: readonly string[];
  /** For a tag: whether its commit lies on a protected branch; undefined when that cannot be known here. */
  readonly tagOnProtected: boolean | undefined;
};

export type TierDecision = { readonly tier: Tier; readonly reason: string };

/**
 * The table of tiers. What is not listed is T0.
 *
 * @param checkedOut  the commit that git has checked out here; undefined where that cannot be known
 */
export function tierOf(facts: HostFacts, trust: Trust, checkedOut?: string): TierDecision {
  if (facts.host === 'local') {
    return { tier: 'T0', reason: facts.ci ? 'CI is set but the host is unknown' : 'this is a local run' };
  }
  // What the host says is about its own commit, and a workflow may check out any other: a stranger's head.
  if (checkedOut !== undefined && checkedOut !== facts.commit && !isChange(facts)) {
    return { tier: 'T0', reason: 'the commit that is checked out is not the one that this run is for' };
  }
  switch (facts.host) {
    case 'github':
      return githubTier(facts, trust);
    case 'gitlab':
      return gitlabTier(facts, trust);
  }
}

/** Of a change there are several commits, its head and the merge of it; its tier is the same for all of them. */
function isChange(facts: Exclude<HostFacts, { host: 'local' }>): boolean {
  return facts.host === 'github' ? facts.event === 'pull_request' : facts.source === 'merge_request_event';
}

function githubTier(facts: HostFacts & { host: 'github' }, trust: Trust): TierDecision {
  switch (facts.event) {
    case 'push':
    case 'schedule':
    case 'workflow_dispatch': {
      const tag = after(facts.ref, 'refs/tags/');
      if (tag !== undefined) return tagTier(tag, trust);
      const branch = after(facts.ref, 'refs/heads/');
      if (branch === undefined) return { tier: 'T0', reason: `${facts.event} of an unknown ref` };
      if (matches(branch, trust.protected))
        return { tier: 'T2', reason: `${facts.event} on protected ${branch}` };
      return { tier: 'T1', reason: `${branch} is not a protected branch` };
    }
    case 'merge_group':
      return { tier: 'T1', reason: 'a merge queue of this repository' };
    case 'pull_request':
      if (facts.headRepository === undefined)
        return { tier: 'T0', reason: 'a pull request of unknown origin' };
      if (facts.headRepository === facts.repository)
        return { tier: 'T1', reason: 'a pull request of this repository' };
      return { tier: 'T0', reason: `a pull request of a fork, ${facts.headRepository}` };
    default:
      return { tier: 'T0', reason: `${facts.event || 'an unnamed event'} is not trusted` };
  }
}

function gitlabTier(facts: HostFacts & { host: 'gitlab' }, trust: Trust): TierDecision {
  if (facts.source === 'merge_request_event') {
    if (facts.headRepository === undefined)
      return { tier: 'T0', reason: 'a merge request of unknown origin' };
    if (facts.headRepository === facts.repository)
      return { tier: 'T1', reason: 'a merge request of this project' };
    return { tier: 'T0', reason: `a merge request of a fork, ${facts.headRepository}` };
  }
  if (!['push', 'schedule', 'web', 'api'].includes(facts.source)) {
    return { tier: 'T0', reason: `${facts.source || 'an unnamed pipeline source'} is not trusted` };
  }
  const tag = after(facts.ref, 'refs/tags/');
  if (tag !== undefined) return tagTier(tag, trust);
  const branch = after(facts.ref, 'refs/heads/');
  if (branch === undefined) return { tier: 'T0', reason: 'a pipeline of an unknown ref' };
  if (!matches(branch, trust.protected)) return { tier: 'T1', reason: `${branch} is not a protected branch` };
  if (!facts.refProtected) return { tier: 'T1', reason: `GitLab says that ${branch} is not protected` };
  return { tier: 'T2', reason: `a pipeline on protected ${branch}` };
}

function tagTier(tag: string, trust: Trust): TierDecision {
  if (!matches(tag, trust.releaseTags)) return { tier: 'T1', reason: `${tag} is not one of release-tags` };
  if (trust.tagOnProtected === true)
    return { tier: 'T3', reason: `${tag} is a release tag on a protected branch` };
  const why =
    trust.tagOnProtected === false
      ? 'lies on no protected branch'
      : 'cannot be traced to a protected branch here';
  return { tier: 'T1', reason: `the commit of ${tag} ${why}` };
}

/** Anchored at both ends: `main` is not `main/x`, and `*` is the only wildcard. */
export function matches(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const literal = pattern.replace(/[\\^$.|+?()[\]{}]/g, '\\$&').replaceAll('*', '.*');
    return new RegExp(`^${literal}$`, 's').test(name);
  });
}

function after(ref: string, prefix: string): string | undefined {
  return ref.startsWith(prefix) && ref.length > prefix.length ? ref.slice(prefix.length) : undefined;
}

export function makeContext(
  facts: HostFacts,
  trust: Trust,
  workspace: string,
  git: GitFacts | undefined,
): Context {
  const { tier, reason } = tierOf(facts, trust, git?.commit);
  const forge = facts.host === 'local' ? undefined : facts;
  return {
    host: facts.host,
    ci: facts.host !== 'local' || facts.ci,
    tier,
    tierReason: reason,
    workspace,
    repository: forge?.repositoryUrl ?? git?.remote,
    ref: forge?.ref ?? (git?.branch === undefined ? undefined : `refs/heads/${git.branch}`),
    commit: git?.commit ?? forge?.commit,
    dirty: git?.dirty ?? false,
    git,
    change: forge?.change,
    runUrl: forge?.runUrl,
    trigger: forge === undefined ? undefined : forge.host === 'github' ? forge.event : forge.source,
    ...(facts.image === undefined ? {} : { image: facts.image }),
  };
}
