/**
 * `sealsmith context`: what the forge tells this job, which secrets it holds (by name), and what is made of that. Nothing
 * of the project is run and nothing is written. It answers without a configuration, and without a checkout.
 */

import type { ExitStatus } from '../core/failure.ts';
import { explain } from '../core/failure.ts';
import type { Context, HostFacts } from '../core/host.ts';
import { credentialsIn, makeRedactor, redactText } from '../core/redact.ts';
import { isSensitive, looksSecret } from '../core/secret-name.ts';
import { jobImage, toldBy } from '../hosts/shared/told.ts';
import { credentialsRemark } from '../report/checkout.ts';
import { type ContextView, contextText } from '../report/context.ts';
import { EMPTY_CONFIG } from '../run/config-shape.ts';
import { makeContext } from '../run/context.ts';
import { trustOf } from '../run/trust.ts';
import { prepared } from './prepared.ts';
import type { Session } from './session.ts';

export async function context(session: Session): Promise<ExitStatus> {
  const view = await viewOf(session);
  if (session.flags.json === true) session.json(view);
  session.say(contextText(view, session.look));
  return 0;
}

async function viewOf(session: Session): Promise<ContextView> {
  const { world, host } = session;
  const { context: decided, settings, problem } = await decidedIn(session);
  const [apart, open] = await Promise.all([
    world.processes.isolation(false),
    world.processes.isolation(true),
  ]);
  const mask = masking(session);
  const env = Object.entries(world.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const told = toldBy(host.name).flatMap((name) => {
    const value = world.env[name];
    return value === undefined || value === '' ? [] : [[name, mask(value)] as const];
  });
  const hidden = env.flatMap(([name, value]) => (isSensitive(name, value) ? [name] : []));
  const secrets = [...new Set([...world.secrets.keys(), ...hidden])].toSorted();
  const shown = new Set([...told.map(([name]) => name), ...secrets]);
  const { git } = decided;
  return {
    schema: 'sealsmith-context/1',
    host: host.name,
    tier: decided.tier,
    tierReason: mask(decided.tierReason),
    facts: masked(factsOf(host.facts, decided, world.env), mask, settings),
    isolation: { processes: open.processes, network: apart.network },
    secrets: secrets.map((name) => ({ name, use: USES[name] })),
    told: Object.fromEntries(told),
    others: env
      .map(([name]) => name)
      .filter((name) => !shown.has(name))
      .toSorted(),
    remarks: [
      ...host.remarks,
      ...(problem === undefined ? [] : [problem]),
      ...(git === undefined ? ['there is no git repository here'] : []),
      ...credentialsRemark(decided),
    ].map(mask),
  };
}

type Decided = {
  readonly context: Context;
  /** Where the settings come from on which trust hangs. */
  readonly settings: string;
  readonly problem: string | undefined;
};

/** As a run would decide it; without a project that can be read, by what the forge and git say alone. */
async function decidedIn(session: Session): Promise<Decided> {
  const { world, host, workspace } = session;
  const found = await prepared(session);
  if (found.ok) {
    const { input, cache } = found.value;
    return {
      context: input.facts.context,
      settings: settingsSaid(host.facts, cache.unknown),
      problem: undefined,
    };
  }
  const trust = await trustOf(world, host.facts, workspace, EMPTY_CONFIG);
  const { message } = explain(found.failure);
  return {
    context: makeContext(host.facts, trust, workspace, await session.git),
    settings: settingsSaid(host.facts, trust.cache.unknown),
    problem: `decided without the configuration that lies here: ${message}`,
  };
}

function settingsSaid(facts: HostFacts, unknown: string | undefined): string {
  if (facts.host === 'local') return 'of the file that lies here';
  return unknown ?? `of ${facts.defaultBranch ?? 'the default branch'}`;
}

function factsOf(facts: HostFacts, decided: Context, env: Env): ContextView['facts'] {
  const { git, commit, repository, ref, change, trigger, runUrl } = decided;
  const image = jobImage(env);
  const tree = git === undefined ? '' : git.dirty ? ' with changes' : ' clean';
  const common = { repository, ref, commit: commit === undefined ? undefined : commit + tree };
  if (facts.host === 'local') return { ...common, image };
  return {
    ...common,
    ...(facts.host === 'gitlab' ? { protected: facts.refProtected ? 'yes' : 'no' } : {}),
    visibility: facts.visibility,
    trigger,
    change,
    ...(change === undefined ? {} : { 'change of': facts.headRepository }),
    run: runUrl,
    runner: runnerOf(facts, env),
    image,
  };
}

type Env = Readonly<Record<string, string | undefined>>;

function runnerOf(facts: HostFacts, env: Env): string | undefined {
  const names =
    facts.host === 'gitlab'
      ? ['CI_RUNNER_ID', 'CI_RUNNER_DESCRIPTION', 'CI_RUNNER_TAGS']
      : ['RUNNER_NAME', 'RUNNER_ENVIRONMENT', 'RUNNER_OS'];
  const said = names.flatMap((name) => env[name] || []);
  return said.length === 0 ? undefined : said.join(' · ');
}

function masked(
  facts: ContextView['facts'],
  mask: (text: string) => string,
  settings: string,
): ContextView['facts'] {
  const all = { ...facts, settings };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, value ? mask(value) : undefined]),
  );
}

/** Whatever is a secret here stands in no value, also within another one: an address with a token in it. */
function masking({ world }: Session): (text: string) => string {
  const values = Object.values(world.env);
  const named = Object.entries(world.env).flatMap(([name, value]) =>
    looksSecret(name) ? (value ?? []) : [],
  );
  const all = [...world.secrets.values(), ...credentialsIn([...values, ...world.secrets.values()]), ...named];
  return (text) => redactText(text, makeRedactor(all));
}

/** What the secrets are for that forges give, or that we ask for. */
const USES: Readonly<Record<string, string>> = {
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'asks for the identity of this run',
  ACTIONS_RUNTIME_TOKEN: "GitHub's cache and artifacts",
  CI_DEPENDENCY_PROXY_PASSWORD: "the group's dependency proxy",
  CI_DEPLOY_PASSWORD: 'a deploy token of the project',
  CI_JOB_TOKEN: "the project's registry, packages and API, for this job",
  CI_REGISTRY_PASSWORD: "the project's registry",
  CI_REPOSITORY_URL: 'the repository, with the token of the job',
  COSIGN_PASSWORD: 'opens the signing key',
  DOCKER_AUTH_CONFIG: 'registries',
  GITHUB_TOKEN: 'the repository, as far as the workflow allows',
  SEALSMITH_CACHE_KEY: 'seals entries of the cache',
  SEALSMITH_SIGNING_KEY: 'signs what is made',
  SEALSMITH_SIGNING_PASSWORD: 'opens the signing key',
  SIGSTORE_ID_TOKEN: 'the identity of this run, for Sigstore',
};
