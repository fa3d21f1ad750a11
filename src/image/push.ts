/** The image of a layout into its registry, with everything in the layout that speaks of it. */

import { type PushSource, pushImage } from '../clients/registry/push.ts';
import type { Repository } from '../clients/registry/repository.ts';
import type { Disk } from '../core/disk.ts';
import type { Descriptor, ImageDigest } from '../core/image.ts';
import type { WorkspacePath } from '../core/path.ts';
import { err, ok, type Result } from '../core/result.ts';
import { MANIFEST_LIMIT, readManifest } from '../formats/oci.ts';
import { type Layout, openLayout } from './layout.ts';

/** What `internal image-push` is asked for. Plain JSON: it stands in the plan. */
export type PushRequest = {
  /** The layout, relative to the workspace. */
  readonly layout: WorkspacePath;
  /** Registry and repository, without a tag. */
  readonly to: string;
  readonly tags: readonly string[];
  /** Repositories of the same registry that may have some of the blobs: that of the base. */
  readonly mountFrom: readonly string[];
  readonly plainHttp: readonly string[];
  /** The account of the run, which says what was built and tried. */
  readonly account?: WorkspacePath;
};

/** What became of it. */
export type PushedImage = {
  readonly name: string;
  readonly digest: ImageDigest;
  readonly tags: readonly string[];
  /** Bytes that had to be sent. */
  readonly sent: number;
  /** Tags that stood for another image before. */
  readonly moved: readonly { readonly tag: string; readonly from: ImageDigest }[];
};

/** @param expected  the image that was built and tried: no other is sent */
export async function pushLayout(
  disk: Disk,
  request: PushRequest,
  to: Repository,
  onProgress: (sent: number, total: number) => void,
  expected?: ImageDigest,
): Promise<Result<PushedImage>> {
  const layout = openLayout(disk, request.layout);
  if (!layout.ok) return layout;
  const found = layout.value.root.digest;
  // What lies there may be another by now: a step that runs beside this one can write there, too.
  if (expected !== undefined && found !== expected)
    return err({ code: 'digest-mismatch', what: request.layout, expected, found });
  const source = await withReferrers(layout.value);
  if (!source.ok) return source;
  const { tags, mountFrom } = request;
  const moved: { tag: string; from: ImageDigest }[] = [];
  for (const tag of tags) {
    const there = await to.head(tag);
    if (!there.ok) return there;
    const from = there.value?.digest;
    if (from !== undefined && from !== layout.value.root.digest) moved.push({ tag, from });
  }
  const pushed = await pushImage(source.value, to, {
    tags,
    mountFrom,
    onProgress: ({ sent, total }) => onProgress(sent, total),
  });
  if (!pushed.ok) return pushed;
  const { root, sent } = pushed.value;
  return ok({ name: to.name, digest: root.digest, tags, sent, moved });
}

/** Entries of the layout that are about others, by what they are about. */
async function withReferrers(layout: Layout): Promise<Result<PushSource>> {
  const bySubject = new Map<string, Descriptor[]>();
  for (const one of layout.evidence) {
    const bytes = await layout.bytes(one, MANIFEST_LIMIT);
    if (!bytes.ok) return bytes;
    const manifest = readManifest(bytes.value, one.mediaType);
    if (!manifest.ok) {
      const what = `${one.digest} of ${layout.place}`;
      return err({ code: 'image-invalid', what, message: manifest.failure });
    }
    const { subject } = manifest.value;
    if (subject !== undefined) bySubject.set(subject.digest, [...(bySubject.get(subject.digest) ?? []), one]);
  }
  return ok({ ...layout, referrersOf: async ({ digest }) => ok(bySubject.get(digest) ?? []) });
}
