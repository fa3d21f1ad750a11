/**
 * Dockerfiles by Docker: BuildKit through buildx when that is there, else the engine's own, else the classic builder.
 * Only an engine with containerd's image store gives a layout; out of every other the image is read as an archive.
 */

import { type BuildRequest, type Built, type ImageDigest, isImageDigest } from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { platformText } from '../../formats/oci.ts';
import { buildTrouble } from './build-trouble.ts';
import type { Builder } from './builder.ts';
import { askDocker, type DockerFacts, type DockerWay, dockerWay } from './docker-engine.ts';
import { type DockerfileRecipe, type Ground, prepareGround } from './dockerfile-ground.ts';
import { lastLine, runEngine } from './engine-program.ts';
import { pinImages } from './pin-images.ts';
import { takeOver } from './take-over.ts';

export const docker: Builder = {
  name: 'docker',
  summary: 'a Dockerfile, by Docker and its BuildKit',
  build,
};

/** The first version of buildx that can be told not to add statements of its own. */
const WITH_STATEMENTS = [0, 10] as const;

async function build(request: BuildRequest, inside: Inside): Promise<Result<Built>> {
  const { recipe } = request;
  if (recipe.kind !== 'dockerfile') return err(failed('it builds Dockerfiles and nothing else'));
  const facts = await askDocker(inside);
  if (!facts.ok) return facts;
  const way = dockerWay(facts.value);
  if (way === 'classic' && recipe.secrets.length > 0) {
    const message = `this Docker (${facts.value.client}, without buildx) only has the classic builder, which knows no secrets`;
    return err({ ...failed(message), next: 'install the buildx plug-in, or say "with: buildah"' });
  }
  const ground = await prepareGround(request, recipe, inside, pinImages, way !== 'classic');
  if (!ground.ok) return ground;
  try {
    return await onGround(request, recipe, inside, ground.value, facts.value, way);
  } finally {
    ground.value.clear();
  }
}

async function onGround(
  request: BuildRequest,
  recipe: DockerfileRecipe,
  inside: Inside,
  ground: Ground,
  facts: DockerFacts,
  way: DockerWay,
): Promise<Result<Built>> {
  const archive = `${ground.folder}/image.tar`;
  const idFile = `${ground.folder}/id`;
  const before = way === 'layout' ? ok(new Set<string>()) : await imageIds(inside);
  if (!before.ok) return before;
  const built = await runEngine(inside, {
    program: 'docker',
    args: buildArguments(request, recipe, ground, facts, way, { archive, idFile }),
    env: environmentFor(recipe, way),
    shown: true,
  });
  const id = idIn(inside, idFile);
  const made = id === undefined || before.value.has(id) ? undefined : id;
  try {
    if (!built.ok) return built;
    if (built.value.exit !== 0)
      return err(buildTrouble('docker', recipe.file, ground.dockerfile, built.value));
    if (way !== 'layout') {
      if (id === undefined) return err(failed('it ended well and did not say which image it made'));
      const saved = await runEngine(inside, {
        program: 'docker',
        args: ['save', '--output', archive, id],
        shown: true,
      });
      if (!saved.ok) return saved;
      if (saved.value.exit !== 0) return err(failed(`docker save: ${lastLine(saved.value.errors)}`));
    }
    return await takeOver(archive, request, ground, inside);
  } finally {
    // It was made for the layout alone; what the build remembers lies elsewhere.
    if (made !== undefined) await removeImage(inside, made);
  }
}

function buildArguments(
  { platform, labels }: BuildRequest,
  recipe: DockerfileRecipe,
  ground: Ground,
  facts: DockerFacts,
  way: DockerWay,
  out: { readonly archive: string; readonly idFile: string },
): readonly string[] {
  const plain = way === 'classic' ? ['--force-rm'] : ['--progress', 'plain'];
  // An image and a statement about how it was built would be an index; our own statements come later, and signed.
  const bare = hasStatements(facts) ? ['--provenance=false', '--sbom=false'] : [];
  const epochArgument =
    way !== 'classic' || ground.dockerfile.args.has('SOURCE_DATE_EPOCH')
      ? [`SOURCE_DATE_EPOCH=${ground.epoch}`]
      : [];
  const given = Object.entries(recipe.args).map(([name, value]) => `${name}=${value}`);
  return [
    ...(way === 'layout' || way === 'buildx' ? ['buildx', 'build', ...bare] : ['build']),
    ...plain,
    ...(way === 'layout'
      ? ['--output', `type=oci,dest=${out.archive},rewrite-timestamp=true`]
      : [...(way === 'buildx' ? ['--load'] : []), '--iidfile', out.idFile]),
    '--file',
    ground.file,
    '--platform',
    platformText(platform),
    ...(recipe.target === undefined ? [] : ['--target', recipe.target]),
    ...(recipe.network === undefined ? [] : ['--network', recipe.network]),
    ...[...epochArgument, ...given].flatMap((argument) => ['--build-arg', argument]),
    ...Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
    ...ground.secrets.flatMap(({ id, path }) => ['--secret', `id=${id},src=${path}`]),
    '--',
    ground.context,
  ];
}

/** What the client is told by variables; secrets are taken out of what it inherits, for it needs their files alone. */
function environmentFor(recipe: DockerfileRecipe, way: DockerWay): Record<string, string> {
  return {
    DOCKER_BUILDKIT: way === 'classic' ? '0' : '1',
    ...Object.fromEntries(recipe.secrets.map((name) => [name, ''])),
  };
}

function hasStatements({ buildx }: DockerFacts): boolean {
  const found = /(\d+)\.(\d+)/.exec(buildx ?? '');
  if (found === null) return true;
  const [major, minor] = [Number(found[1]), Number(found[2])];
  return major > WITH_STATEMENTS[0] || minor >= WITH_STATEMENTS[1];
}

/** Ids of all images that are there, so that nobody's but ours is removed. */
async function imageIds(inside: Inside): Promise<Result<ReadonlySet<string>>> {
  const args = ['image', 'ls', '--all', '--quiet', '--no-trunc'];
  const said = await runEngine(inside, { program: 'docker', args, shown: false });
  if (!said.ok) return said;
  if (said.value.exit !== 0) return err(failed(`docker image ls: ${lastLine(said.value.errors)}`));
  return ok(new Set(said.value.output.split('\n').filter((line) => line !== '')));
}

function idIn(inside: Inside, file: string): ImageDigest | undefined {
  const text = inside.doors().files.readText(file);
  const id = text.ok ? (text.value?.trim() ?? '') : '';
  return isImageDigest(id) ? id : undefined;
}

/** By id, and only while nobody has given it a name: docker would take the name away with it. */
async function removeImage(inside: Inside, id: ImageDigest): Promise<void> {
  const ask = (args: readonly string[]) =>
    runEngine(inside, { program: 'docker', args, shown: false, last: true });
  const names = await ask(['image', 'inspect', '--format', '{{len .RepoTags}}', id]);
  if (names.ok && names.value.output.trim() === '0') await ask(['image', 'rm', '--no-prune', id]);
}

function failed(message: string) {
  return { code: 'image-build-failed', builder: 'docker', message } as const;
}
