/**
 * What every engine needs to build a Dockerfile: the file with its images pinned, the rules of what the context leaves
 * out, secrets as files. All of it lies in one private folder, which goes when the build is over, however it ended.
 */

import { posix } from 'node:path';
import type { BuildRequest, ImageDigest, Recipe, ResolvedBase } from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type Dockerfile, type ImageUse, imagesFor, pinDockerfile, readDockerfile } from '../dockerfile.ts';

export type DockerfileRecipe = Extract<Recipe, { kind: 'dockerfile' }>;

export type Ground = {
  /** Private, removed by `clear`. */
  readonly folder: string;
  readonly dockerfile: Dockerfile;
  /** Absolute path of the file to build. */
  readonly file: string;
  /** Absolute path of the folder that it sees. */
  readonly context: string;
  /** Seconds since 1970 that everything which is made is dated with. */
  readonly epoch: string;
  /** Absolute path of `<file>.dockerignore`, when the user has one beside their file. */
  readonly ignore: string | undefined;
  readonly secrets: readonly { readonly id: string; readonly path: string }[];
  readonly bases: readonly ResolvedBase[];
  /** Layers of all images that it takes, by the digest of their plain tar; undefined when some are not known. */
  readonly known: ReadonlySet<ImageDigest> | undefined;
  readonly remarks: readonly string[];
  clear(): void;
};

/** What names of images mean: by sealsmith.lock, else as the registry says now. */
export type PinImages = (
  uses: readonly ImageUse[],
  request: BuildRequest,
  inside: Inside,
) => Promise<Result<Pinned>>;

export type Pinned = {
  /** By the name in the file: what is written in its place. */
  readonly pins: ReadonlyMap<string, string>;
  readonly bases: readonly ResolvedBase[];
  /** See `Ground`. */
  readonly known: ReadonlySet<ImageDigest> | undefined;
  readonly remarks: readonly string[];
};

/** More than any Dockerfile. */
const LIMIT = 4 * 1024 * 1024;

/** 1980-01-01, where nobody says another date: the earliest that every archive can say. */
const EPOCH = '315532800';

/** @param frontend  whether the builder lets an image read the file that `# syntax=` names */
export async function prepareGround(
  request: BuildRequest,
  recipe: DockerfileRecipe,
  inside: Inside,
  pinImages: PinImages,
  frontend: boolean,
): Promise<Result<Ground>> {
  const { files } = inside.doors();
  const text = files.readText(recipe.file, LIMIT);
  if (!text.ok) return text;
  if (text.value === undefined) return err(failed(recipe, `there is no ${recipe.file}`));
  const context = files.realPath(recipe.context);
  if (context === undefined) return err(failed(recipe, `there is no folder ${recipe.context}`));
  const dockerfile = readDockerfile(text.value, recipe.args, request.platform);
  const uses = imagesFor(dockerfile, recipe.target);
  if (!uses.ok) return err(failed(recipe, `${recipe.file}: ${uses.failure}`));
  const empty = dockerfile.unread.find(({ why }) => why.includes('is empty'));
  if (empty !== undefined) return err(failed(recipe, `${recipe.file}:${empty.line}: ${empty.why}`));
  const wanted = uses.value.filter(({ by }) => by !== 'syntax' || frontend);
  const pinned = await pinImages(wanted, request, inside);
  if (!pinned.ok) return pinned;
  const made = files.temporary('build-');
  if (!made.ok) return made;
  const folder = made.value;
  const clear = (): void => {
    files.remove(folder);
  };
  const epoch = inside.env['SOURCE_DATE_EPOCH'] ?? EPOCH;
  const laid = lay(recipe, dockerfile, pinned.value, folder, inside);
  if (!laid.ok) {
    clear();
    return laid;
  }
  const unread = dockerfile.unread.map(
    ({ line, text: words, why }) =>
      `${recipe.file}:${line} may take an image that is not pinned (${why}): ${words}`,
  );
  const { bases, known, remarks } = pinned.value;
  return ok({
    folder,
    dockerfile,
    context,
    epoch,
    ...laid.value,
    bases,
    known: dockerfile.unread.length > 0 ? undefined : known,
    remarks: [...remarks, ...unread],
    clear,
  });
}

function lay(
  recipe: DockerfileRecipe,
  dockerfile: Dockerfile,
  { pins }: Pinned,
  folder: string,
  inside: Inside,
): Result<Pick<Ground, 'file' | 'ignore' | 'secrets'>> {
  const { files } = inside.doors();
  const secrets: { id: string; path: string }[] = [];
  for (const id of recipe.secrets) {
    const value = inside.env[id];
    if (value === undefined) return err({ code: 'variable-unset', name: id, wantedBy: 'the image' });
    const path = `${folder}/secret-${secrets.length}`;
    const written = files.writeText(path, value, 0o600);
    if (!written.ok) return written;
    secrets.push({ id, path });
  }
  const file = files.realPath(recipe.file) ?? recipe.file;
  // Rules that the user keeps for this one file alone must stay beside it, under its name.
  const rules = `${recipe.file}.dockerignore`;
  const ignore = files.kind(rules) === 'file' ? files.realPath(rules) : undefined;
  const text = pinDockerfile(dockerfile, pins);
  if (text === dockerfile.text) return ok({ file, ignore, secrets });
  const pinned = `${folder}/${posix.basename(recipe.file)}`;
  const written = files.writeText(pinned, text, 0o600);
  if (!written.ok) return written;
  if (ignore === undefined) return ok({ file: pinned, ignore, secrets });
  const own = files.readText(ignore, LIMIT);
  if (!own.ok) return own;
  const copy = `${pinned}.dockerignore`;
  const copied = files.writeText(copy, own.value ?? '', 0o600);
  return copied.ok ? ok({ file: pinned, ignore: copy, secrets }) : copied;
}

function failed({ engine }: DockerfileRecipe, message: string) {
  return { code: 'image-build-failed', builder: engine, message } as const;
}
