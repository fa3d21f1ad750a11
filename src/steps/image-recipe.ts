/** From what configuration says of an image, and what lies in the project, to what a builder is asked for. Pure. */

import type { BuilderName, BuildRequest, Platform, Recipe } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { PlanFacts, SkipReason } from '../core/step.ts';
import { parseImageName } from '../formats/image-name.ts';
import { parsePlatform, platformText } from '../formats/oci.ts';
import { mismatch } from '../image/dependencies/mismatch.ts';
import { imagesFor, readDockerfile } from '../image/dockerfile.ts';
import { chooseEngine } from '../image/engines.ts';
import { EMPTY_LOCK, lockedFacts, readLock } from '../image/lock.ts';
import { BINARY_FOLDER } from '../toolchains/binary.ts';
import type { ContainerizeOptions } from './image-options.ts';
import { IMAGE_FOLDER } from './image-places.ts';

export type Chosen = {
  readonly builder: BuilderName;
  /** Why this one, as a clause. */
  readonly why: string;
  readonly request: BuildRequest;
  /** Registries that it reads from, as `host` or `host:port`. */
  readonly registries: readonly string[];
  /** What it stands on, for people. */
  readonly base: string;
};

/** The request, or why there is nothing to ask for. */
export function recipeOf(
  facts: PlanFacts,
  options: Partial<ContainerizeOptions>,
): Result<Chosen | SkipReason> {
  const platform = platformOf(facts, options);
  const common = {
    platform,
    labels: { ...standardLabels(facts), ...options.labels },
    out: IMAGE_FOLDER,
    plainHttp: options['plain-http'] ?? [],
  };
  if (options.from !== undefined) {
    const recipe: Recipe = { kind: 'import', from: options.from };
    const name = 'name' in options.from ? options.from.name : undefined;
    return ok({
      builder: 'import',
      why: 'another job made it',
      // Its labels are its own: taken over means unchanged.
      request: { ...common, labels: {}, recipe },
      registries: hostsOf(name === undefined ? [] : [name]),
      base: 'path' in options.from ? options.from.path : options.from.name,
    });
  }
  if (options.layers !== undefined && options.base !== undefined) return layersOf(facts, options, common);
  return dockerfileOf(facts, options, common);
}

type Common = Omit<BuildRequest, 'recipe'>;

function layersOf(
  facts: PlanFacts,
  options: Partial<ContainerizeOptions>,
  common: Common,
): Result<Chosen | SkipReason> {
  const { base = { kind: 'scratch' }, layers = [] } = options;
  const dependencies = layers.some(({ kind }) => kind === 'dependencies') ? facts.project.runtime : undefined;
  if (layers.some(({ kind }) => kind === 'dependencies') && dependencies === undefined) {
    const message = `steps.containerize.layers: there is no lock file and no list of requirements that says what "dependencies" are`;
    return err({ code: 'usage', message });
  }
  const lock = facts.image.lock === undefined ? ok(EMPTY_LOCK) : readLock(facts.image.lock);
  if (!lock.ok) return lock;
  const known = lockedFacts(lock.value, base, common.platform);
  if (dependencies !== undefined && known !== undefined) {
    const wrong = mismatch(dependencies, known, baseText(base));
    if (wrong !== undefined) return err(wrong);
  }
  const recipe: Recipe = {
    kind: 'layers',
    base,
    layers,
    config: options.config ?? {},
    compression: options.compression ?? 'gzip',
    dependencies,
    binary: layers.some(({ kind }) => kind === 'binary') ? BINARY_FOLDER : undefined,
  };
  return ok({
    builder: 'layers',
    why: 'there are "layers"',
    request: { ...common, recipe },
    registries: hostsOf(base.kind === 'registry' ? [base.name] : []),
    base: baseText(base),
  });
}

function dockerfileOf(
  facts: PlanFacts,
  options: Partial<ContainerizeOptions>,
  common: Common,
): Result<Chosen | SkipReason> {
  const { dockerfile } = facts.image;
  if (dockerfile === undefined) {
    if (options.dockerfile !== undefined) {
      const message = `steps.containerize.dockerfile: there is no ${options.dockerfile}`;
      return err({ code: 'usage', message });
    }
    return ok({ code: 'needs-image', detail: 'no Dockerfile, and no "layers" in sealsmith.yml' });
  }
  const args = options.args ?? {};
  const read = readDockerfile(dockerfile.text, args, common.platform);
  const used = imagesFor(read, options.target);
  if (!used.ok)
    return err({ code: 'project-invalid', file: dockerfile.path, message: used.failure, next: '' });
  const engine = chooseEngine({
    wanted: options.with,
    tools: new Set(facts.tools.keys()),
    dockerAnswers: facts.image.docker,
  });
  if (!engine.ok) {
    // A Dockerfile that nobody spoke of is no order to build it.
    const configured = facts.origin('steps', 'containerize') !== undefined;
    return configured
      ? engine
      : ok({ code: 'needs-tool', detail: `${dockerfile.path} needs docker, buildah or podman` });
  }
  const recipe: Recipe = {
    kind: 'dockerfile',
    engine: engine.value.name,
    file: dockerfile.path,
    context: options.context ?? '.',
    target: options.target,
    args,
    secrets: options.secrets ?? [],
    ...(options['build-network'] === undefined ? {} : { network: options['build-network'] }),
  };
  return ok({
    builder: engine.value.name,
    why: engine.value.why,
    request: { ...common, recipe },
    registries: hostsOf(used.value.map(({ name }) => name)),
    base: [...new Set(used.value.map(({ name }) => name))].join(', ') || 'scratch',
  });
}

/** What the configuration asks for, else what this machine is. */
export function platformOf({ machine }: PlanFacts, { platform }: Partial<ContainerizeOptions>): Platform {
  const asked = platform === undefined ? undefined : parsePlatform(platform);
  return asked ?? { os: 'linux', architecture: machine.arch };
}

/**
 * The keys of image-spec annotations.md that say what it is. No time and no address: the same commit is the same image,
 * whoever has it; where it was built is for the provenance to say. A tree with changes is no commit.
 */
function standardLabels({ context, project }: PlanFacts): Readonly<Record<string, string>> {
  return {
    ...(project.name === undefined ? {} : { 'org.opencontainers.image.title': project.name }),
    ...(context.commit === undefined || context.dirty
      ? {}
      : { 'org.opencontainers.image.revision': context.commit }),
  };
}

function hostsOf(names: readonly string[]): readonly string[] {
  const hosts = names.flatMap((name) => parseImageName(name)?.registry ?? []);
  return [...new Set(hosts)].toSorted();
}

function baseText(base: NonNullable<ContainerizeOptions['base']>): string {
  switch (base.kind) {
    case 'registry':
      return base.name;
    case 'layout':
    case 'archive':
      return base.path;
    case 'debian':
      return `debian:${base.suite}`;
    case 'scratch':
      return 'scratch';
  }
}

export function platformSaid({ request }: Chosen): string {
  return platformText(request.platform);
}
