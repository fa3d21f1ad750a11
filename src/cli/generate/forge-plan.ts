/**
 * The plan of the protected branch of a forge, made at the desk as if what lies here were there: its settings are taken
 * from this folder, its secrets and identity are there, and a tool that this machine lacks is on that one. What depends
 * on the machine is not in the pipeline, so that everybody writes the same one.
 */

import type { HostFacts } from '../../core/host.ts';
import type { World } from '../../core/ports.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Tool } from '../../core/tool.ts';
import type { Forge } from '../../generate/header.ts';
import { parseSettings, readConfigText } from '../../run/config.ts';
import { CONFIG_NAMES, type Settings, stepsOf } from '../../run/config-shape.ts';
import { makePlan, type Planned } from '../../run/plan.ts';
import { type Prepared, prepare } from '../../run/prepare.ts';
import { GITHUB_REQUEST, GITLAB_TOKEN } from '../../signing/identity.ts';
import { KEY_VARIABLE, PASSWORD_VARIABLES } from '../../signing/signers/key.ts';
import type { Session } from '../session.ts';

export type ForgePlan = {
  readonly planned: Planned;
  readonly prepared: Prepared;
};

export async function forgePlan(session: Session, forge: Forge): Promise<Result<ForgePlan>> {
  const { workspace, config } = session;
  const branch = trustedBranch(session);
  const git = await session.git;
  const world = asOnForge(session, forge, addressOf(forge, git?.remote));
  const facts = factsOf(forge, branch, git?.commit ?? '0'.repeat(40), git?.remote);
  const found = await prepare(world, facts, workspace, config, session.git);
  if (!found.ok) return found;
  const { input } = found.value;
  const { image } = input.facts;
  const planned = makePlan({
    ...input,
    wish: { steps: [], only: false },
    granted: new Set([...input.granted, ...secretsOf(found.value)]),
    facts: {
      ...input.facts,
      machine: { ...input.facts.machine, root: true },
      image: { ...image, docker: image.dockerfile === undefined ? undefined : true },
    },
  });
  return planned.ok ? ok({ planned: planned.value, prepared: found.value }) : planned;
}

function factsOf(forge: Forge, branch: string, commit: string, remote: string | undefined): HostFacts {
  const repositoryUrl = addressOf(forge, remote);
  const common = {
    repository: repositoryUrl.replace(/^https:\/\/[^/]*\//, ''),
    repositoryUrl,
    ref: `refs/heads/${branch}`,
    commit,
    defaultBranch: branch,
    headRepository: undefined,
    change: undefined,
    runUrl: '',
    // Whether it is cannot be seen from here; where it is not, the run says what that means for signing.
    visibility: 'public',
  };
  return forge === 'github'
    ? { ...common, host: 'github', event: 'push' }
    : { ...common, host: 'gitlab', source: 'push', refProtected: true };
}

/** Any one whose runs are trusted: which one it is stands in no pipeline. */
function trustedBranch(session: Session): string {
  return settingsOf(session)?.values.protected?.[0]?.replaceAll('*', 'x') ?? 'main';
}

/** The remote's own address where it is a GitLab of somebody's; which one it is decides who can sign. */
function addressOf(forge: Forge, remote: string | undefined): string {
  const [, host, path] =
    /^(?:https:\/\/|ssh:\/\/git@|git@)([^/:]+)[/:](.+?)(?:\.git)?$/.exec(remote ?? '') ?? [];
  const known = host !== undefined && path !== undefined && /^[\w.-]+(?:\/[\w.-]+)+$/.test(path);
  if (forge === 'github')
    return known && host === 'github.com' ? `https://github.com/${path}` : 'https://github.com/owner/name';
  return known && host !== 'github.com' ? `https://${host}/${path}` : 'https://gitlab.com/group/name';
}

function asOnForge(session: Session, forge: Forge, address: string): World {
  const { world, workspace } = session;
  const there = new Map(standIns(session, forge).map((name) => [name, 'set on the forge']));
  return {
    ...world,
    env: { ...world.env, ...predefined(forge, address) },
    secrets: there,
    git: {
      ...world.git,
      show: async (_, __, path) => {
        const text = world.files.readText(`${workspace}/${path}`);
        return text.ok ? text.value : undefined;
      },
      contains: async () => true,
    },
    findTools: async (requests) => {
      const found = await world.findTools(requests);
      return new Map(
        requests.map((request) => {
          const tool = found.get(request.name);
          return [request.name, tool === undefined || 'code' in tool ? standIn(request.name) : tool];
        }),
      );
    },
  };
}

/** What a forge says of itself and configurations read. */
function predefined(forge: Forge, address: string): Readonly<Record<string, string>> {
  const { host, pathname } = new URL(address);
  const path = pathname.slice(1);
  if (forge === 'github') return { GITHUB_REPOSITORY: path };
  const image = `registry.${host}/${path.toLowerCase()}`;
  return { CI_PROJECT_PATH: path, CI_REGISTRY: `registry.${host}`, CI_REGISTRY_IMAGE: image };
}

/** Nothing of it stands in the pipeline; a version only has to be one that a project accepts. */
function standIn(name: string): Tool {
  const minor = /^python3\.(\d+)$/.exec(name)?.[1];
  return {
    name,
    version: minor === undefined ? '99.0.0' : `3.${minor}.0`,
    from: 'machine',
    path: `/usr/bin/${name}`,
  };
}

/** Names of what a job that signs is given there: who it is, and the keys that the settings speak of. */
function standIns(session: Session, forge: Forge): readonly string[] {
  const signing = settingsOf(session)?.values.signing;
  const named = [signing?.key, signing?.password, signing?.token].flatMap((place) =>
    typeof place === 'object' && 'variable' in place ? [place.variable] : [],
  );
  const identity = forge === 'github' ? [GITHUB_REQUEST.url, GITHUB_REQUEST.token] : [GITLAB_TOKEN];
  return [...identity, ...(signing === undefined ? [] : [KEY_VARIABLE, PASSWORD_VARIABLES[0]]), ...named];
}

function settingsOf({ world, workspace, config }: Session): Settings | undefined {
  const paths = config === undefined ? CONFIG_NAMES.map((name) => `${workspace}/${name}`) : [config];
  for (const path of paths) {
    const text = world.files.readText(path, 64 * 1024);
    if (text.ok && text.value !== undefined) return parseSettings(readConfigText(path, text.value));
  }
  return undefined;
}

function secretsOf({ config }: Prepared): readonly string[] {
  return Object.values(stepsOf(config)).flatMap((step) =>
    typeof step === 'object' ? (step.secrets ?? []).map((name) => `secret:${name}`) : [],
  );
}
