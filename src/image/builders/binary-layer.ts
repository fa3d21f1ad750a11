/** What build-binary packed (`NAME.tar.gz`), unpacked into a folder of ours so that it can become a layer. */

import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Sha256 } from '../../core/digest.ts';
import type { Disk } from '../../core/disk.ts';
import { type Descriptor, type ImageSource, imageDigest } from '../../core/image.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { MEDIA } from '../../formats/oci.ts';
import { attempt } from '../attempt.ts';
import { type Extent, piecesOf, streamExtent } from '../blob.ts';
import { type LayerMember, readLayer } from '../layer-read.ts';

/** More than any program of ours. */
const LIMITS = { bytes: 8 * 2 ** 30, members: 200_000, ratio: 500 };

/**
 * Files, folders and links that stay inside; anything else in it is refused.
 *
 * @param into  an empty folder of ours
 */
export async function unpackBinary(disk: Disk, archive: string, into: string): Promise<Result<void>> {
  const source = await fileSource(disk, archive);
  if (!source.ok) return source;
  const links: { readonly path: string; readonly target: string }[] = [];
  const made = new Set(['']);
  let file: number | undefined;
  const close = (): void => {
    if (file !== undefined) disk.close(file);
    file = undefined;
  };
  const folder = (path: string): void => {
    if (made.has(path)) return;
    folder(parentOf(path));
    disk.makeFolder(`${into}/${path}`, 0o700);
    made.add(path);
  };
  const refused = (message: string) => err({ code: 'image-invalid', what: archive, message } as const);
  const begin = (member: LayerMember): Result<boolean> => {
    const { kind, path, target, mode } = member;
    if (kind === 'link') {
      if (!staysInside(path, target))
        return refused(`${JSON.stringify(path)} is a link that leads out of it`);
      links.push({ path, target });
      return ok(false);
    }
    if (kind !== 'file' && kind !== 'folder')
      return refused(`${JSON.stringify(path)} is neither a file, a folder nor a link`);
    // A name that stands there twice, or below a file, is refused by the disk: nothing is opened but made anew.
    return attempt('write', into, () => {
      if (kind === 'folder') {
        folder(path);
        return false;
      }
      folder(parentOf(path));
      file = disk.create(`${into}/${path}`, (mode & 0o111) === 0 ? 0o600 : 0o700);
      return true;
    });
  };
  const read = await readLayer(
    source.value,
    source.value.root,
    undefined,
    {
      member: begin,
      content: (piece) =>
        attempt('write', into, () => {
          if (file !== undefined) disk.write(file, piece);
        }),
      ended: () => ok(close()),
    },
    LIMITS,
  );
  close();
  if (!read.ok) return read;
  // Last: no file was written through one.
  return attempt('write', into, () => {
    for (const { path, target } of links) {
      folder(parentOf(path));
      disk.makeLink(target, `${into}/${path}`);
    }
  });
}

/** One file as a source with a single blob. */
async function fileSource(disk: Disk, path: string): Promise<Result<ImageSource>> {
  const found = attempt('read', path, () => disk.look(path));
  if (!found.ok) return found;
  if (found.value?.kind !== 'file') return err({ code: 'system', doing: 'read', path, errno: 'ENOENT' });
  const extent: Extent = { path, at: 0, bytes: found.value.bytes };
  const hash = createHash('sha256');
  const read = await piecesOf(disk, extent, async (piece) => {
    hash.update(piece);
    return ok(undefined);
  });
  if (!read.ok) return read;
  const root: Descriptor = {
    mediaType: MEDIA.layerGzip,
    digest: imageDigest(hash.digest('hex') as Sha256),
    size: extent.bytes,
  };
  return ok({
    place: path,
    root,
    bytes: async () => err({ code: 'image-invalid', what: path, message: 'it is no image' }),
    stream: (descriptor, onPiece) => streamExtent(disk, extent, descriptor, onPiece),
    path: () => path,
  });
}

function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

function staysInside(path: string, target: string): boolean {
  if (target.startsWith('/')) return false;
  const place = posix.normalize(posix.join(posix.dirname(path), target));
  return place !== '..' && !place.startsWith('../');
}
