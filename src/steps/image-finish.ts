/** Reads what the commands of containerize left into facts; digests of what lies there are taken anew. */

import type { ImageFact, SbomFact } from '../core/fact.ts';
import { type BuilderName, type Built, type ImageDigest, shortDigest } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { JobIo, Report } from '../core/step.ts';
import { type Checked, checkedText } from '../image/check/request.ts';
import type { SbomMade } from '../image/sbom/request.ts';
import { size } from '../report/units.ts';
import { lastLine } from '../toolchains/job.ts';
import { IMAGE_FOLDER, IMAGE_RESULTS, SBOM_FILE } from './image-places.ts';

export type ImagePlan = {
  readonly builder: BuilderName;
  readonly name: string | undefined;
  readonly sbom: boolean;
};

export function finishImage(plan: ImagePlan): (io: JobIo) => Promise<Result<Report>> {
  return async (io) => {
    if (!io.succeeded) return ok({ facts: {}, summary: lastLine(io.tail), remarks: [] });
    const built = readJson<Built>(io, IMAGE_RESULTS.built);
    if (!built.ok) return built;
    const checked = readJson<Checked>(io, IMAGE_RESULTS.checked);
    const index = await evidenceOf(io, `${IMAGE_FOLDER}/index.json`);
    if (!index.ok) return index;
    const { manifest, config, layers, platform, bases, remarks } = built.value;
    const image: ImageFact = {
      ...(plan.name === undefined ? {} : { name: plan.name }),
      digest: manifest.digest,
      mediaType: manifest.mediaType,
      platform,
      builder: plan.builder,
      layout: IMAGE_FOLDER,
      config: config.digest,
      layers: layers.map(({ digest, mediaType, size: bytes }) => ({ digest, mediaType, size: bytes })),
      bytes: layers.reduce((sum, layer) => sum + layer.size, 0),
      bases,
      ...(checked.ok ? { checked: { runner: checked.value.runner, what: seenText(checked.value) } } : {}),
      evidence: [index.value],
    };
    const made = plan.sbom ? readJson<SbomMade>(io, IMAGE_RESULTS.sbom) : ok(undefined);
    if (!made.ok) return made;
    const sbom = made.value === undefined ? ok(undefined) : await sbomFact(io, made.value, manifest.digest);
    if (!sbom.ok) return sbom;
    const said = [
      size(image.bytes),
      shortDigest(image.digest),
      ...(checked.ok ? [checkedText(checked.value)] : []),
      ...(sbom.value === undefined ? [] : [`${sbom.value.components} components`]),
    ];
    return ok({
      facts: { image, ...(sbom.value === undefined ? {} : { sbom: sbom.value }) },
      summary: said.join(' · '),
      remarks: [...remarks, ...(checked.ok ? checked.value.remarks : []), ...(made.value?.remarks ?? [])],
    });
  };
}

/** Without its time, which is none of a fact. */
function seenText({ seen }: Checked): string {
  if (seen.kind === 'answered') return `answers ${seen.path} with ${seen.status}`;
  return seen.kind === 'ran' ? `ran ${seen.command}` : seen.kind;
}

async function sbomFact(io: JobIo, made: SbomMade, subject: ImageDigest): Promise<Result<SbomFact>> {
  const file = await evidenceOf(io, SBOM_FILE);
  if (!file.ok) return file;
  return ok({
    format: 'CycloneDX 1.6',
    path: SBOM_FILE,
    maker: made.maker,
    subject,
    components: made.components,
    evidence: [file.value],
  });
}

async function evidenceOf(io: JobIo, path: string): Promise<Result<ImageFact['evidence'][number]>> {
  const digest = await io.files.digest(`${io.workspace}/${path}`);
  return digest.ok ? ok({ path, sha256: digest.value.sha256 }) : digest;
}

/** Written by our own commands in a folder that was empty before them. */
function readJson<T>(io: JobIo, path: string): Result<T> {
  const text = io.files.readText(`${io.workspace}/${path}`);
  if (!text.ok) return text;
  try {
    return ok(JSON.parse(text.value ?? '') as T);
  } catch {
    return err({
      code: 'output-invalid',
      job: 'containerize',
      path,
      message: 'is not what its command writes',
    });
  }
}
