/** `sealsmith evidence <image|layout|file>`: everything that is attached, as a tree. Verifies nothing. */

import { resolve } from 'node:path';
import { credentialsFrom } from '../clients/registry/credentials.ts';
import { Repository } from '../clients/registry/repository.ts';
import { registrySource } from '../clients/registry/source.ts';
import type { EvidencePiece, EvidenceView } from '../core/evidence-view.ts';
import type { ExitStatus } from '../core/failure.ts';
import { type Descriptor, hexOf } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';
import { parseImageName, printImageName } from '../formats/image-name.ts';
import { isIndex, isManifest, MANIFEST_LIMIT, platformText, readIndex } from '../formats/oci.ts';
import { openLayout } from '../image/layout.ts';
import { evidenceText } from '../report/evidence.ts';
import { EVIDENCE_LIMIT, type EvidenceSource, MOST_CANDIDATES } from '../verify/evidence.ts';
import { fileEvidence } from '../verify/sources/files.ts';
import { type EvidencePlace, imageEvidence } from '../verify/sources/image.ts';
import { layoutPlace, registryPlace } from '../verify/sources/places.ts';
import { readPiece } from './evidence/read-piece.ts';
import { fail, type Session } from './session.ts';

/** Images of an index that are looked at. */
const MOST_IMAGES = 32;

export async function evidence(session: Session, what: string): Promise<ExitStatus> {
  const view = await viewOf(session, what);
  if (!view.ok) return fail(session, view.failure);
  const { signal } = session.world.interrupt;
  if (signal.aborted)
    return fail(session, { code: 'interrupted', signal: signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT' });
  if (session.flags.json === true) session.json(view.value);
  session.say(evidenceText(view.value, session.look));
  return 0;
}

async function viewOf(session: Session, what: string): Promise<Result<EvidenceView>> {
  const { files, disk } = session.world;
  const path = files.realPath(resolve(session.workspace, what));
  const kind = path === undefined ? undefined : files.kind(path);
  if (path !== undefined && kind === 'file') {
    const digest = await files.digest(path);
    if (!digest.ok) return digest;
    const { sha256 } = digest.value;
    const pieces = await piecesOf(fileEvidence(files, path, []), sha256);
    return pieces.ok ? ok({ name: what, digest: `sha256:${sha256}`, ...pieces.value, images: [] }) : pieces;
  }
  if (path !== undefined && kind === 'folder') {
    const layout = openLayout(disk, path);
    if (!layout.ok) return layout;
    const place = layoutPlace(layout.value, layout.value.evidence);
    return await imageView(place, layout.value.root, what);
  }
  const name = parseImageName(what);
  if (name === undefined || !/[/@:]/.test(what))
    return err({
      code: 'usage',
      message: `there is no file or layout ${what}, and it is no name of an image`,
    });
  const reference = name.digest ?? name.tag;
  if (reference === undefined)
    return err({ code: 'usage', message: `${printImageName(name)} names no image: add @sha256:… or a tag` });
  const { world } = session;
  const repository = new Repository(world, name, {
    plainHttp: [],
    credential: credentialsFrom(world),
    signal: world.interrupt.signal,
  });
  const image = await registrySource(repository, reference);
  if (!image.ok) return image;
  return await imageView(registryPlace(repository, image.value), image.value.root, repository.name);
}

/** An image, or an index with its images, each with what is attached to it. */
async function imageView(
  place: EvidencePlace,
  root: Descriptor,
  name: string,
  within = false,
): Promise<Result<EvidenceView>> {
  const found = await piecesOf(imageEvidence(place, root), hexOf(root.digest));
  if (!found.ok) return found;
  const others = await attachments(place, root, found.value.pieces);
  if (!others.ok) return others;
  const pieces = [...found.value.pieces, ...others.value.slice(0, MOST_CANDIDATES)];
  const more = found.value.more + Math.max(0, others.value.length - MOST_CANDIDATES);
  const images: EvidenceView[] = [];
  const listed = within ? ok([]) : await imagesIn(place, root);
  if (!listed.ok) return listed;
  for (const one of listed.value.slice(0, MOST_IMAGES)) {
    const image = await imageView(place, one, '', true);
    if (!image.ok) return image;
    images.push({
      ...image.value,
      ...(one.platform === undefined ? {} : { platform: platformText(one.platform) }),
    });
  }
  return ok({ name, digest: root.digest, pieces, more, images });
}

type Pieces = { readonly pieces: readonly EvidencePiece[]; readonly more: number };

async function piecesOf(source: EvidenceSource, sha256: string): Promise<Result<Pieces>> {
  const listed = await source.list();
  if (!listed.ok) return listed;
  const { candidates } = listed.value;
  const pieces: EvidencePiece[] = [];
  for (const candidate of candidates.slice(0, MOST_CANDIDATES)) {
    const bytes = await source.read(candidate, EVIDENCE_LIMIT);
    const { id, form, predicateType } = candidate;
    if (bytes.ok) pieces.push(readPiece(candidate, bytes.value, sha256));
    else
      pieces.push({
        ...{ id, form, kind: 'unreadable', times: [], log: [], problem: bytes.failure.detail },
        ...(predicateType === undefined ? {} : { predicateType }),
      });
  }
  return ok({ pieces, more: Math.max(0, candidates.length - MOST_CANDIDATES) });
}

/** What refers to it and is none of the evidence: an SBOM as an artifact of its own, somebody's readme. */
async function attachments(
  place: EvidencePlace,
  root: Descriptor,
  known: readonly EvidencePiece[],
): Promise<Result<readonly EvidencePiece[]>> {
  const referrers = await place.referrers(root.digest);
  if (!referrers.ok) return referrers;
  const ids = new Set(known.map(({ id }) => id));
  const others = referrers.value.filter(({ digest }) => !ids.has(digest));
  return ok(
    others.map(({ digest, size, artifactType, mediaType }) => ({
      ...{ id: digest, form: 'attachment' as const, bytes: size, times: [], log: [] },
      kind: artifactType ?? mediaType,
    })),
  );
}

async function imagesIn(place: EvidencePlace, root: Descriptor): Promise<Result<readonly Descriptor[]>> {
  if (!isIndex(root.mediaType)) return ok([]);
  const bytes = await place.bytes(root, MANIFEST_LIMIT);
  if (!bytes.ok) return bytes;
  const index = readIndex(bytes.value, root.mediaType);
  if (!index.ok) return err({ code: 'image-invalid', what: place.place, message: index.failure });
  return ok(
    index.value.manifests.filter(
      ({ mediaType, annotations }) =>
        isManifest(mediaType) && annotations?.['vnd.docker.reference.type'] === undefined,
    ),
  );
}
