/**
 * Dockerfiles by buildah and by podman, which has buildah inside: without a daemon, without root, and without asking
 * the kernel for more than a change of root, so that it works in containers of forges too.
 */

import type { BuildRequest, Built } from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import { err, type Result } from '../../core/result.ts';
import { platformText } from '../../formats/oci.ts';
import { buildTrouble } from './build-trouble.ts';
import { type DockerfileRecipe, type Ground, prepareGround } from './dockerfile-ground.ts';
import { type EngineSaid, lastLine, runEngine } from './engine-program.ts';
import { type EngineStorage, openStorage, type StorageTool } from './engine-storage.ts';
import { pinImages } from './pin-images.ts';
import { registriesFile } from './plain-registries.ts';
import { takeOver } from './take-over.ts';

export async function buildByContainersTool(
  tool: StorageTool,
  request: BuildRequest,
  inside: Inside,
): Promise<Result<Built>> {
  const { recipe } = request;
  if (recipe.kind !== 'dockerfile') {
    const message = 'it builds Dockerfiles and nothing else';
    return err({ code: 'image-build-failed', builder: tool, message });
  }
  const ground = await prepareGround(request, recipe, inside, pinImages, false);
  if (!ground.ok) return ground;
  try {
    const storage = await openStorage(tool, `${ground.value.folder}/r`, inside);
    if (!storage.ok) return storage;
    try {
      return await withStorage(tool, request, recipe, ground.value, storage.value, inside);
    } finally {
      await storage.value.release();
    }
  } finally {
    ground.value.clear();
  }
}

async function withStorage(
  tool: StorageTool,
  request: BuildRequest,
  recipe: DockerfileRecipe,
  ground: Ground,
  { program, before, args }: EngineStorage,
  inside: Inside,
): Promise<Result<Built>> {
  const { files } = inside.doors();
  const archive = `${ground.folder}/image.tar`;
  const idFile = `${ground.folder}/id`;
  const registries = registriesFile(request, ground, inside);
  if (!registries.ok) return registries;
  const env = {
    // What it leaves there when it is ended goes with the folder.
    TMPDIR: ground.folder,
    // Given as files; what is run in the build could read the tool's own variables.
    ...Object.fromEntries(recipe.secrets.map((name) => [name, ''])),
    ...(registries.value === undefined ? {} : { CONTAINERS_REGISTRIES_CONF: registries.value }),
  };
  const run = (more: readonly string[]): Promise<Result<EngineSaid>> =>
    runEngine(inside, { program, args: [...before, ...args, ...more], env, shown: true });
  const built = await run(buildArguments(request, recipe, ground, idFile, inside));
  if (!built.ok) return built;
  if (built.value.exit !== 0) return err(buildTrouble(tool, recipe.file, ground.dockerfile, built.value));
  const id = files.readText(idFile);
  if (!id.ok) return id;
  const pushed = await run(['push', '--quiet', (id.value ?? '').trim(), `docker-archive:${archive}`]);
  if (!pushed.ok) return pushed;
  if (pushed.value.exit !== 0) {
    const message = `the image cannot be read out of its storage: ${lastLine(pushed.value.errors)}`;
    return err({ code: 'image-build-failed', builder: tool, message });
  }
  return takeOver(archive, request, ground, inside);
}

function buildArguments(
  { platform, labels }: BuildRequest,
  recipe: DockerfileRecipe,
  ground: Ground,
  idFile: string,
  inside: Inside,
): readonly string[] {
  const epochArgument = ground.dockerfile.args.has('SOURCE_DATE_EPOCH')
    ? [`SOURCE_DATE_EPOCH=${ground.epoch}`]
    : [];
  const given = Object.entries(recipe.args).map(([name, value]) => `${name}=${value}`);
  return [
    'build',
    '--isolation',
    inside.env['BUILDAH_ISOLATION'] ?? 'chroot',
    // The OCI's own form has no health checks, and drops them. What else Docker's has is taken out again.
    '--format',
    'docker',
    '--layers',
    '--timestamp',
    ground.epoch,
    '--iidfile',
    idFile,
    '--file',
    ground.file,
    '--platform',
    platformText(platform),
    // A name that is not pinned means what the registry says now, not what it said when it was built here before.
    ...(ground.known === undefined ? ['--pull-always'] : []),
    ...(ground.ignore === undefined ? [] : ['--ignorefile', ground.ignore]),
    ...(recipe.target === undefined ? [] : ['--target', recipe.target]),
    ...(recipe.network === undefined ? [] : ['--network', recipe.network]),
    ...[...epochArgument, ...given].flatMap((argument) => ['--build-arg', argument]),
    ...Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
    // Without its type, a variable of that name would be taken instead of the file.
    ...ground.secrets.flatMap(({ id, path }) => ['--secret', `id=${id},type=file,src=${path}`]),
    ground.context,
  ];
}
