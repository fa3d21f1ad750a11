/**
 * Where the settings come from on which trust hangs. On a forge the file of a change must not decide about itself:
 * they are read from the default branch (on that branch itself from the commit that the host names, for the workspace
 * may hold anything), and where that cannot be had the stricter default holds.
 */

import type { HostFacts } from '../core/host.ts';
import type { World } from '../core/ports.ts';
import { CONFIG_NAMES, type Config, type Settings } from './config-shape.ts';
import { matches, type Trust } from './context.ts';

export async function trustOf(
  world: Pick<World, 'git'>,
  facts: HostFacts,
  workspace: string,
  config: Config,
): Promise<Trust> {
  if (facts.host === 'local') return { protected: [], releaseTags: [], tagOnProtected: undefined };
  const { defaultBranch } = facts;
  const onDefault = defaultBranch !== undefined && facts.ref === `refs/heads/${defaultBranch}`;
  const revision = onDefault ? facts.commit : `refs/remotes/origin/${defaultBranch}`;
  const settings = defaultBranch === undefined ? undefined : await settingsAt(world, workspace, revision);
  const fallback = defaultBranch === undefined ? [] : [defaultBranch];
  // The file that lies here may take trust away, and never give it.
  const kept = fallback.filter((name) => !onDefault || matches(name, config.protected ?? fallback));
  const branches = settings?.protected ?? kept;
  const isTag = facts.ref.startsWith('refs/tags/');
  return {
    protected: branches,
    releaseTags: settings?.['release-tags'] ?? [],
    tagOnProtected: isTag ? await onAny(world, workspace, branches, facts.commit) : undefined,
  };
}

async function settingsAt(
  world: Pick<World, 'git'>,
  workspace: string,
  revision: string,
): Promise<Settings['values'] | undefined> {
  for (const name of CONFIG_NAMES) {
    const text = await world.git.show(workspace, revision, name);
    if (text === undefined) continue;
    const { parseSettings } = await import('./config.ts');
    return parseSettings(name, text)?.values;
  }
  return undefined;
}

/** Patterns cannot be asked of git; only plain branch names count. */
async function onAny(
  world: Pick<World, 'git'>,
  workspace: string,
  branches: readonly string[],
  commit: string,
): Promise<boolean | undefined> {
  let known = false;
  for (const branch of branches.filter((name) => !name.includes('*'))) {
    const contains = await world.git.contains(workspace, `refs/remotes/origin/${branch}`, commit);
    if (contains === true) return true;
    known ||= contains === false;
  }
  return known ? false : undefined;
}
