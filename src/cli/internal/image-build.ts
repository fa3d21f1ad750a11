/**
 * `internal image-build REQUEST RESULT`: makes an image with the builder that the plan chose, leaves it as an OCI layout,
 * and writes what it is (`Built`) to a file for who reads the job's outputs.
 */

import type { BuildRequest } from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import type { WorkspacePath } from '../../core/path.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { platformText } from '../../formats/oci.ts';
import { BUILDERS, builderOf } from '../../image/builders/registry.ts';
import type { InsideCommand } from '../internal.ts';
import { readRequest, writeJson } from './request.ts';

export const imageBuild: InsideCommand = async (args, inside: Inside) => {
  const read = readRequest<BuildRequest>(args);
  if (!read.ok) return read;
  const { request, result } = read.value;
  const whole = withArchive(request, inside);
  if (!whole.ok) return whole;
  const builder = BUILDERS[builderOf(request.recipe)];
  const built = await builder.build(whole.value, inside);
  await inside.doors().workers.close();
  if (!built.ok) return built;
  const written = await writeJson(inside, result, built.value);
  if (!written.ok) return written;
  const { manifest, layers, platform } = built.value;
  inside.print(`${manifest.digest}: ${layers.length} layers for ${platformText(platform)}\n`);
  return ok(0);
};

/** The plan knows the folder that build-binary leaves its one archive in, and not what it is called. */
function withArchive(request: BuildRequest, inside: Inside): Result<BuildRequest> {
  const { recipe } = request;
  if (recipe.kind !== 'layers' || recipe.binary === undefined) return ok(request);
  const names = inside.names(recipe.binary);
  if (!names.ok) return names;
  const [archive, ...more] = names.value.filter((name) => name.endsWith('.tar.gz'));
  if (archive === undefined || more.length > 0) {
    const message = `${recipe.binary} must hold one archive of build-binary, and holds ${more.length === 0 ? 'none' : 'several'}`;
    return err({ code: 'image-build-failed', builder: 'layers', message });
  }
  const binary = `${recipe.binary}/${archive}` as WorkspacePath;
  return ok({ ...request, recipe: { ...recipe, binary } });
}
