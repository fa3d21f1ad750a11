/** What a person names when they want something signed: an image by its digest, a layout, or a file. */

import { basename, resolve } from 'node:path';
import { credentialsFrom } from '../../clients/registry/credentials.ts';
import { Repository } from '../../clients/registry/repository.ts';
import { registrySource } from '../../clients/registry/source.ts';
import type { Sha256 } from '../../core/digest.ts';
import { hexOf, isImageDigest } from '../../core/image.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type ImageName, parseImageName, printImageName } from '../../formats/image-name.ts';
import { openLayout } from '../../image/layout.ts';
import { extendLayout } from '../../image/layout-write.ts';
import { filePlace, layoutPlace, registryPlace, type SigningPlace } from '../../signing/place.ts';
import type { Saying } from '../../signing/say.ts';
import type { Session } from '../session.ts';

export type SigningSubject = {
  /** For people: as it was named. */
  readonly named: string;
  /** What the statement calls it. */
  readonly name: string;
  readonly sha256: Sha256;
  readonly place: SigningPlace;
  readonly image: Saying['image'];
};

export async function signingSubject(session: Session, what: string): Promise<Result<SigningSubject>> {
  const { files } = session.world;
  const [, named = what, digest] = /^(.*)@(sha256:[0-9a-f]{64})$/s.exec(what) ?? [];
  const path = files.realPath(resolve(session.workspace, named));
  const kind = path === undefined ? undefined : files.kind(path);
  if (path !== undefined && kind === 'folder') return layoutSubject(session, what, path, digest);
  if (path !== undefined && kind === 'file' && digest === undefined)
    return await fileSubject(session, what, path);
  const name = parseImageName(what);
  if (name !== undefined && /[/@:]/.test(what) && !/^[./~]/.test(what))
    return await registrySubject(session, what, name);
  return err({ code: 'usage', message: `there is no file or layout ${what}, and it is no name of an image` });
}

async function fileSubject({ world }: Session, named: string, path: string): Promise<Result<SigningSubject>> {
  const digest = await world.files.digest(path);
  if (!digest.ok) return digest;
  const { sha256 } = digest.value;
  return ok({
    ...{ named, name: basename(path), sha256 },
    place: filePlace(world.files, path),
    image: undefined,
  });
}

function layoutSubject(
  { world }: Session,
  named: string,
  path: string,
  digest: string | undefined,
): Result<SigningSubject> {
  const wanted = digest !== undefined && isImageDigest(digest) ? { digest } : {};
  const layout = openLayout(world.disk, path, wanted);
  if (!layout.ok) return layout;
  return ok({
    ...{ named, name: basename(path), sha256: hexOf(layout.value.root.digest) },
    place: layoutPlace(layout.value, (blobs, manifests) => extendLayout(world.disk, path, blobs, manifests)),
    image: undefined,
  });
}

async function registrySubject(
  { world }: Session,
  named: string,
  name: ImageName,
): Promise<Result<SigningSubject>> {
  const { files, processes, env, secrets, home, interrupt } = world;
  const { digest } = name;
  if (digest === undefined) {
    const plain = printImageName({ ...name, tag: undefined });
    // I6: the tag may stand for something else by now than what was looked at.
    const message = `${named} is no digest, and a tag may be moved at any time: sign ${plain}@sha256:…, which "sealsmith image inspect ${named}" shows`;
    return err({ code: 'usage', message });
  }
  const repository = new Repository(world, name, {
    plainHttp: [],
    credential: credentialsFrom({ files, processes, env, secrets, home }),
    signal: interrupt.signal,
  });
  const source = await registrySource(repository, digest);
  if (!source.ok) return source;
  return ok({
    ...{ named, name: repository.name, sha256: hexOf(digest) },
    place: registryPlace(repository, source.value.root, source.value),
    image: { repository: repository.name, digest },
  });
}
