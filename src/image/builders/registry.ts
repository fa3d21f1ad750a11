/** Every builder there is, by its name. */

import type { BuilderName, Recipe } from '../../core/image.ts';
import { unreachable } from '../../core/result.ts';
import { resolveBase } from '../bases/registry.ts';
import { dependencyFolder } from '../dependencies/folder.ts';
import { buildah } from './buildah.ts';
import type { Builder } from './builder.ts';
import { docker } from './docker.ts';
import { importBuilder } from './import.ts';
import { layersBuilder } from './layers.ts';
import { podman } from './podman.ts';

export const BUILDERS: Readonly<Record<BuilderName, Builder>> = {
  layers: layersBuilder({ resolveBase, dependencies: dependencyFolder }),
  docker,
  buildah,
  podman,
  import: importBuilder,
};

/** Which one a recipe is for. */
export function builderOf(recipe: Recipe): BuilderName {
  switch (recipe.kind) {
    case 'layers':
    case 'import':
      return recipe.kind;
    case 'dockerfile':
      return recipe.engine;
    default:
      return unreachable(recipe);
  }
}
