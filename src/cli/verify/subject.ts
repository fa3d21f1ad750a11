/** What is verified, and where evidence about it lies: a file, a layout, an image in a registry. */

import { basename, dirname, resolve } from 'node:path';
import { credentialsFrom } from '../../clients/registry/credentials.ts';
import { Repository } from '../../clients/registry/repository.ts';
import { registrySource } from '../../clients/registry/source.ts';
import { hexOf, type ImageSource } from '../../core/image.ts';
import { OURS } from '../../core/path.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type ImageName, parseImageName, printImageName } from '../../formats/image-name.ts';
import { MANIFEST_LIMIT } from '../../formats/oci.ts';
import { openLayout } from '../../image/layout.ts';
import { ATTESTATIONS_FOLDER, SIGNATURES_FOLDER } from '../../steps/evidence.ts';
import { BINARY_FOLDER } from '../../toolchains/binary.ts';
import type { Artifact, EvidenceSource } from '../../verify/evidence.ts';
import { fileEvidence } from '../../verify/sources/files.ts';
import { imageEvidence } from '../../verify/sources/image.ts';
import { layoutPlace, registryPlace } from '../../verify/sources/places.ts';
import type { Session } from '../session.ts';

export type VerifySubject = {
  readonly kind: 'file' | 'image';
  readonly artifact: Artifact;
  readonly sources: readonly EvidenceSource[];
  readonly content: () => Promise<Result<Uint8Array, string>>;
  /** What a tag stands for by now, as hex; undefined when no tag was named. */
  readonly again: (() => Promise<string | undefined>) | undefined;
};

/** Bytes of a file that is read whole, which only a signature without a statement needs. */
const CONTENT_LIMIT = 512 * 1024 * 1024;

/** @param bundles  paths of bundles beside those that lie with it */
export async function subjectOf(
  session: Session,
  what: string,
  bundles: readonly string[],
): Promise<Result<VerifySubject>> {
  const { files } = session.world;
  const paths = bundles.map((path) => resolve(session.workspace, path));
  const missing = paths.find((path) => files.kind(path) === undefined);
  if (missing !== undefined) return err({ code: 'usage', message: `there is no bundle ${missing}` });
  const path = files.realPath(resolve(session.workspace, what));
  const kind = path === undefined ? undefined : files.kind(path);
  if (path !== undefined) paths.push(...bundlesOfRun(session, path));
  if (path !== undefined && kind === 'file') return fileSubject(session, what, path, paths);
  const given = paths.length === 0 ? [] : [fileEvidence(files, undefined, paths)];
  if (path !== undefined && kind === 'folder') return layoutSubject(session, path, given);
  const name = parseImageName(what);
  if (name !== undefined && /[/@:]/.test(what)) return await registrySubject(session, name, given);
  return err({ code: 'usage', message: `there is no file or layout ${what}, and it is no name of an image` });
}

/** What the steps sign and attest left of this run, when it is a result of this run that is verified. */
function bundlesOfRun({ world: { files }, workspace }: Session, path: string): readonly string[] {
  const root = files.realPath(workspace);
  const made = [`${root}/${BINARY_FOLDER}`, `${root}/${OURS}`].includes(dirname(path));
  const folders = made ? [SIGNATURES_FOLDER, ATTESTATIONS_FOLDER] : [];
  return folders
    .map((folder) => `${root}/${folder}/${basename(path)}.sigstore.json`)
    .filter((bundle) => files.kind(bundle) === 'file');
}

async function fileSubject(
  { world }: Session,
  name: string,
  path: string,
  bundles: readonly string[],
): Promise<Result<VerifySubject>> {
  const { files, disk } = world;
  const digest = await files.digest(path);
  if (!digest.ok) return digest;
  const { sha256, bytes: size } = digest.value;
  return ok({
    kind: 'file',
    artifact: { name, sha256 },
    sources: [fileEvidence(files, path, bundles)],
    async content() {
      if (size > CONTENT_LIMIT) return err(`it has more than ${CONTENT_LIMIT} bytes`);
      const whole = new Uint8Array(size);
      try {
        return disk.readWhole(path, whole) === size ? ok(whole) : err('it changed while it was read');
      } catch {
        return err('it cannot be read');
      }
    },
    again: undefined,
  });
}

function layoutSubject(
  { world }: Session,
  path: string,
  given: readonly EvidenceSource[],
): Result<VerifySubject> {
  const layout = openLayout(world.disk, path);
  if (!layout.ok) return layout;
  const { root, evidence } = layout.value;
  return ok({
    kind: 'image',
    artifact: { name: `${path}@${root.digest}`, sha256: hexOf(root.digest) },
    sources: [imageEvidence(layoutPlace(layout.value, evidence), root), ...given],
    content: () => manifestOf(layout.value),
    again: undefined,
  });
}

async function registrySubject(
  { world }: Session,
  name: ImageName,
  given: readonly EvidenceSource[],
): Promise<Result<VerifySubject>> {
  const { files, processes, env, secrets, home, interrupt } = world;
  const repository = new Repository(world, name, {
    plainHttp: [],
    credential: credentialsFrom({ files, processes, env, secrets, home }),
    signal: interrupt.signal,
  });
  const reference = name.digest ?? name.tag;
  if (reference === undefined)
    return err({ code: 'usage', message: `${printImageName(name)} names no image: add @sha256:… or a tag` });
  const image = await registrySource(repository, reference);
  if (!image.ok) return image;
  const { root } = image.value;
  return ok({
    kind: 'image',
    artifact: { name: `${repository.name}@${root.digest}`, sha256: hexOf(root.digest) },
    sources: [imageEvidence(registryPlace(repository, image.value), root), ...given],
    content: () => manifestOf(image.value),
    again:
      name.digest !== undefined
        ? undefined
        : async () => {
            const head = await repository.head(reference);
            return head.ok && head.value !== undefined ? hexOf(head.value.digest) : undefined;
          },
  });
}

/** A bare signature of an image is one over its manifest. */
async function manifestOf(image: ImageSource): Promise<Result<Uint8Array, string>> {
  const bytes = await image.bytes(image.root, MANIFEST_LIMIT);
  return bytes.ok ? bytes : err('its manifest cannot be read');
}
