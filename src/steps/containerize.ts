/** An image: built, started and asked, its contents listed. What does not start is left for nobody to push. */

import { ok, type Result } from '../core/result.ts';
import type { Command, Decision, Grant, JobSpec, PackageStore, PlanFacts, Step } from '../core/step.ts';
import { eachOnce } from '../core/tool.ts';
import type { CheckRequest } from '../image/check/request.ts';
import type { SbomRequest } from '../image/sbom/request.ts';
import { explainer, NETWORK_FORWARDS, oneJob } from '../toolchains/job.ts';
import { finishImage } from './image-finish.ts';
import type { ContainerizeOptions } from './image-options.ts';
import { IMAGE_FOLDER, IMAGE_RESULTS, IMAGE_WORK, SBOM_FILE, SBOM_FOLDER } from './image-places.ts';
import { type Chosen, platformSaid, recipeOf } from './image-recipe.ts';
import { imageRequests } from './image-tools.ts';
import { overlay } from './verb.ts';

type Options = Partial<ContainerizeOptions>;

export const containerize: Step<Options> = {
  name: 'containerize',
  summary: 'build an image, start it and ask it, list what is in it',
  after: ['lint', 'test', 'build-binary'],
  runs: 'always',
  plan(facts, options) {
    const chosen = recipeOf(facts, options);
    if (!chosen.ok) return chosen;
    if ('code' in chosen.value) return ok({ kind: 'skip', why: chosen.value });
    return planned(facts, options, chosen.value);
  },
};

/** Blobs of bases, layers and bases that were made before: named by what they are, and compared with it when taken. */
const IMAGES: PackageStore = {
  name: 'images',
  env: ['SEALSMITH_IMAGES'],
  // A forge would keep whole bases for every commit; a registry and a mirror have them too.
  keeps: [],
  leaves: [],
  checked: true,
};

function planned(facts: PlanFacts, options: Options, chosen: Chosen): Result<Decision> {
  const say = explainer(facts, 'containerize');
  const check = checkOf(facts, options, chosen);
  const sbom = sbomOf(facts, options);
  const commands = [
    own('image-build', chosen.request, IMAGE_RESULTS.built),
    ...(check === undefined ? [] : [own('image-check', check, IMAGE_RESULTS.checked)]),
    ...(sbom === undefined ? [] : [own('image-sbom', sbom, IMAGE_RESULTS.sbom)]),
  ];
  const decision = oneJob(
    {
      step: 'containerize',
      commands,
      tools: toolsOf(facts, options, chosen.builder),
      outputs: sbom === undefined ? [IMAGE_FOLDER] : [IMAGE_FOLDER, SBOM_FOLDER],
      scratch: [IMAGE_WORK],
      stores: [IMAGES],
      forwards: [...NETWORK_FORWARDS, ...facts.project.forwards, ...ENGINE_FORWARDS],
      needs: ['deps', 'binary'],
      gives: sbom === undefined ? ['image'] : ['image', 'sbom'],
      grants: grantsOf(facts, options, chosen),
      cache: 'never',
    },
    {
      explained: [
        say('image', `${chosen.builder} on ${chosen.base}`, undefined),
        say('builder', `${chosen.builder}: ${chosen.why}`, 'with'),
        say('base', chosen.base, 'base'),
        say('platform', platformSaid(chosen), 'platform'),
        say('name', facts.image.name ?? 'none: it cannot be pushed', 'image'),
        say('check', checkSaid(check), 'check'),
        say('sbom', sbom === undefined ? 'none' : sbom.with, 'sbom'),
      ],
      finish: finishImage({ builder: chosen.builder, name: facts.image.name, sbom: sbom !== undefined }),
    },
  );
  if (!decision.ok || decision.value.kind === 'skip') return decision;
  const { run, ...rest } = options;
  const jobs = decision.value.jobs.map((job) => overlay('containerize', job, facts, rest));
  return ok({ kind: 'run', jobs: run === undefined ? jobs : jobs.map((job) => before(job, facts, run)) });
}

function own(name: string, request: CheckRequest | SbomRequest | Chosen['request'], result: string): Command {
  return { tool: 'sealsmith', args: ['internal', name, JSON.stringify(request), result] };
}

/** The user's own line makes the image, and what it leaves goes the same way as any other. */
function before(job: ReturnType<typeof overlay>, facts: PlanFacts, run: string): ReturnType<typeof overlay> {
  const shell = overlay('containerize', job, facts, { run });
  const [line] = shell.spec.commands;
  const commands = line === undefined ? job.spec.commands : [line, ...job.spec.commands];
  return { ...shell, spec: { ...shell.spec, commands } };
}

function checkOf(
  facts: PlanFacts,
  { check }: Options,
  { builder, request }: Chosen,
): CheckRequest | undefined {
  if (check === false) return undefined;
  const common = {
    layout: IMAGE_FOLDER,
    platform: request.platform,
    name: facts.image.name ?? facts.project.name ?? 'image',
    env: (check?.env ?? []).map((entry) => entry.split('=', 1)[0] ?? ''),
    within: check?.within ?? WITHIN,
  };
  if (check === undefined) return { ...common, how: { kind: 'alone', runner: 'auto', builder } };
  if ('compose' in check) {
    return { ...common, how: { kind: 'compose', file: check.compose, service: check.service } };
  }
  if ('run' in check) {
    const [program = '', ...args] = check.run;
    return { ...common, how: { kind: 'alone', runner: check.runner, builder, run: [program, ...args] } };
  }
  const { port, path, runner } = check;
  return { ...common, how: { kind: 'alone', runner, builder, ask: { port, path } } };
}

/** Milliseconds for an image of which nobody said how long it takes. */
const WITHIN = 30_000;

function checkSaid(check: CheckRequest | undefined): string {
  if (check === undefined) return 'none';
  const { how } = check;
  if (how.kind === 'compose') return `${how.file}, service ${how.service}`;
  if (how.run !== undefined) return `that ${how.run.join(' ')} ends with 0`;
  return how.ask === undefined
    ? 'its own health check, or that it does not end'
    : `port ${how.ask.port}, ${how.ask.path}`;
}

function sbomOf(facts: PlanFacts, { sbom }: Options): SbomRequest | undefined {
  if (sbom === false) return undefined;
  const name = facts.image.name ?? facts.project.name;
  return {
    layout: IMAGE_FOLDER,
    out: SBOM_FILE,
    with: sbom?.with ?? 'own',
    built: IMAGE_RESULTS.built,
    ...(name === undefined ? {} : { name }),
  };
}

/** Tools of this machine that it may start: those that are there. */
function toolsOf(facts: PlanFacts, options: Options, builder: string): JobSpec['tools'] {
  const wanted = [builder, ...imageRequests(options).map(({ name }) => name)];
  const runtime = facts.project.requests.map(({ name }) => name);
  const layers = options.layers?.some(({ kind }) => kind === 'dependencies') === true;
  const names = ['sealsmith', ...wanted, ...(layers ? runtime : [])];
  return eachOnce(names.flatMap((name) => facts.tools.get(name) ?? []));
}

/** What an engine's client needs to find its daemon or its storage. */
const ENGINE_FORWARDS: readonly string[] = [
  ...['DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH', 'DOCKER_BUILDKIT'],
  ...['CONTAINER_HOST', 'XDG_RUNTIME_DIR', 'BUILDAH_ISOLATION', 'STORAGE_DRIVER'],
  'CONTAINERS_REGISTRIES_CONF',
];

function grantsOf(
  { machine }: PlanFacts,
  options: Options,
  { builder, registries }: Chosen,
): readonly Grant[] {
  const { check, base } = options;
  const runner = typeof check === 'object' && 'runner' in check ? check.runner : 'auto';
  const compose = typeof check === 'object' && 'compose' in check;
  const engine =
    compose ||
    ['docker', 'buildah', 'podman'].includes(builder) ||
    ['docker', 'podman'].includes(runner) ||
    // Whoever is not root needs a user namespace of many users, which cannot be made in ours.
    (base?.kind === 'debian' && !machine.root);
  return [
    'network',
    ...(engine ? ['engine' as const] : []),
    ...registries.map((host): Grant => `registry:${host}`),
  ];
}
