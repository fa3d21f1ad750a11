/**
 * Where the settings come from on which trust hangs. On a forge the file of a change must not decide about itself:
 * they are read from the default branch (on that branch itself from the commit that the host names, for the workspace
 * may hold anything), and where that cannot be had the stricter default holds.
 */

import type { CacheSettings } from '../core/cache.ts';
import type { HostFacts } from '../core/host.ts';
import { isBelow } from '../core/path.ts';
import type { World } from '../core/ports.ts';
import type { VerifySection } from '../verify/expectations.ts';
import { settingsOf, unknownSettings } from './cache-settings.ts';
import { CONFIG_NAMES, type Config, type Settings } from './config-shape.ts';
import { matches, type Trust } from './context.ts';
import type { SigningSection } from './signing-schema.ts';

/** All that a change may not say about itself. */
export type TrustedSettings = Trust & {
  readonly cache: CacheSettings;
  /** Undefined where nothing is said; on a forge also where the file that may say it cannot be had. */
  readonly signing: SigningSection | undefined;
  readonly verify: VerifySection | undefined;
};

type Doors = Pick<World, 'git' | 'files' | 'home'>;

export async function trustOf(
  world: Doors,
  facts: HostFacts,
  workspace: string,
  config: Config,
): Promise<TrustedSettings> {
  if (facts.host === 'local') {
    const cache = settingsOf(config.cache, world.home);
    const { signing, verify } = config;
    return { protected: [], releaseTags: [], tagOnProtected: undefined, cache, signing, verify };
  }
  const { defaultBranch } = facts;
  const onDefault = defaultBranch !== undefined && facts.ref === `refs/heads/${defaultBranch}`;
  const revision = onDefault ? facts.commit : `refs/remotes/origin/${defaultBranch}`;
  const found = defaultBranch === undefined ? 'no-branch' : await settingsAt(world, workspace, revision);
  const settings = typeof found === 'string' ? undefined : found;
  const fallback = defaultBranch === undefined ? [] : [defaultBranch];
  // The file that lies here may take trust away, and never give it.
  const kept = fallback.filter((name) => !onDefault || matches(name, config.protected ?? fallback));
  const branches = settings?.protected ?? kept;
  const isTag = facts.ref.startsWith('refs/tags/');
  return {
    protected: branches,
    releaseTags: settings?.['release-tags'] ?? [],
    tagOnProtected: isTag ? await onAny(world, workspace, branches, facts.commit) : undefined,
    cache: cacheOf(world, workspace, found, defaultBranch ?? ''),
    signing: settings?.signing,
    verify: settings?.verify,
  };
}

/** Why there are no settings: no such file, the revision is not here, or the file has a problem. */
type Missing = 'no-branch' | 'no-file' | 'not-here' | 'unsound';

async function settingsAt(
  world: Doors,
  workspace: string,
  revision: string,
): Promise<Settings['values'] | Missing> {
  for (const name of CONFIG_NAMES) {
    const text = await world.git.show(workspace, revision, name);
    if (text === undefined) continue;
    const { parseSettings, readConfigText } = await import('./config.ts');
    return parseSettings(readConfigText(name, text))?.values ?? 'unsound';
  }
  return (await world.git.contains(workspace, revision, revision)) === true ? 'no-file' : 'not-here';
}

/** E6: the file that lies here is not even asked; whose seals count, where and how long, a change does not decide. */
function cacheOf(
  world: Doors,
  workspace: string,
  found: Settings['values'] | Missing,
  branch: string,
): CacheSettings {
  switch (found) {
    case 'no-branch':
      return unknownSettings('the forge does not say which branch is the default one');
    case 'not-here':
      return unknownSettings(`the file of ${branch} is not in this clone: ${fetchLine(branch)}`);
    case 'unsound':
      return unknownSettings(
        `the file of ${branch} has a problem, so nothing is taken from it: correct it there`,
      );
    case 'no-file':
      return settingsOf(undefined, world.home);
  }
  const settings = settingsOf(found.cache, world.home);
  if (settings.path === undefined || !meets(world, settings.path, workspace)) return settings;
  return unknownSettings('cache.path and the workspace lie in each other: choose another folder');
}

/** Whether one of the two lies in the other: then what runs in the workspace could reach the store, or hold it. */
export function meets(world: Pick<World, 'files'>, path: string, workspace: string): boolean {
  const real = (one: string): string => world.files.realPath(one) ?? one;
  return [path, real(path)].some((store) =>
    [workspace, real(workspace)].some((work) => isBelow(store, work) || isBelow(work, store)),
  );
}

/** What a person can copy, where the name needs no quoting. */
function fetchLine(branch: string): string {
  return /^[A-Za-z0-9._/][A-Za-z0-9._/-]*$/.test(branch)
    ? `git fetch --depth=1 origin +refs/heads/${branch}:refs/remotes/origin/${branch}`
    : 'fetch the default branch';
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
