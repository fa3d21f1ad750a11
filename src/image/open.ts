/** What a person names when they mean an image: a layout, an archive, or a name in a registry. */

import type { Repository } from '../clients/registry/repository.ts';
import { registrySource } from '../clients/registry/source.ts';
import { type ImageSource, isImageDigest, type Platform } from '../core/image.ts';
import type { Doors } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import { type ImageName, parseImageName } from '../formats/image-name.ts';
import { openArchive } from './archive.ts';
import { type Image, imageOf } from './image.ts';
import { openLayout } from './layout.ts';

export type OpenParts = {
  readonly doors: Pick<Doors, 'files' | 'disk'>;
  /** The path that a text means, absolute. */
  readonly resolve: (text: string) => string;
  readonly repository: (name: ImageName) => Repository;
  readonly platform: Platform | undefined;
};

/**
 * A file or folder of that name goes before a name in a registry. `folder@sha256:…` and `archive@sha256:…` choose among
 * several.
 */
export async function openImage(text: string, parts: OpenParts): Promise<Result<Image>> {
  const source = await openSource(text, parts);
  return source.ok ? imageOf(source.value, parts.platform) : source;
}

async function openSource(text: string, parts: OpenParts): Promise<Result<ImageSource>> {
  const [, path = text, digest] = /^(.*)@(sha256:[0-9a-f]{64})$/s.exec(text) ?? [];
  const { files, disk } = parts.doors;
  const there = files.realPath(parts.resolve(path));
  if (there !== undefined) {
    const wanted = {
      ...(digest !== undefined && isImageDigest(digest) ? { digest } : {}),
      ...(parts.platform === undefined ? {} : { platform: parts.platform }),
    };
    return files.kind(there) === 'folder'
      ? openLayout(disk, there, wanted)
      : openArchive(disk, there, wanted);
  }
  const name = parseImageName(text);
  if (name === undefined || /^[./~]/.test(text))
    return err({
      code: 'usage',
      message: `there is no ${text}, and it is no name of an image in a registry`,
    });
  if (name.tag === undefined && name.digest === undefined)
    return err({
      code: 'usage',
      message: `${text} needs a tag or a digest: ${text}:latest, ${text}@sha256:…`,
    });
  const source = await registrySource(parts.repository(name), name.digest ?? name.tag ?? '', parts.platform);
  return source.ok ? ok(source.value) : source;
}
