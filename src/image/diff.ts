/** What makes two images different, down to the first file and byte: for finding out why a build is not reproducible. */

import type { ImageDifference, ImageDiffView } from '../core/image-view.ts';
import { err, ok, type Result } from '../core/result.ts';
import { CONFIG_LIMIT, MANIFEST_LIMIT } from '../formats/oci.ts';
import { isPlainObject, strictJson } from '../formats/strict-json.ts';
import { diffLayers } from './diff-layer.ts';
import type { Image } from './image.ts';
import { layerMakers } from './inspect.ts';

export async function diffImages(from: Image, to: Image): Promise<Result<ImageDiffView>> {
  const view = (differences: readonly ImageDifference[]): Result<ImageDiffView> =>
    ok({ from: sideOf(from), to: sideOf(to), differences });
  if (from.descriptor.digest === to.descriptor.digest) return view([]);
  const documents = await documentsOf(from, to);
  if (!documents.ok) return documents;
  const layers = await layersOf(from, to);
  return layers.ok ? view([...documents.value, ...layers.value]) : layers;
}

function sideOf({ source, descriptor }: Image): ImageDiffView['from'] {
  return { place: source.place, digest: descriptor.digest };
}

/** Manifests and configurations, without what layers and their sizes are: that is said file by file. */
async function documentsOf(from: Image, to: Image): Promise<Result<readonly ImageDifference[]>> {
  const differences: ImageDifference[] = [];
  for (const [kind, leftOut] of [
    ['manifest', ['config.digest', 'config.size', 'layers']],
    ['config', ['rootfs.diff_ids']],
  ] as const) {
    const a = await jsonOf(from, kind);
    if (!a.ok) return a;
    const b = await jsonOf(to, kind);
    if (!b.ok) return b;
    differences.push(
      ...diffJson(a.value, b.value)
        .filter(({ field }) => !leftOut.some((one) => field === one || field.startsWith(`${one}[`)))
        .map((one) => ({ kind, ...one })),
    );
  }
  return ok(differences);
}

async function jsonOf(
  { source, descriptor, manifest }: Image,
  kind: 'manifest' | 'config',
): Promise<Result<unknown>> {
  const what = kind === 'manifest' ? descriptor : manifest.config;
  const bytes = await source.bytes(what, kind === 'manifest' ? MANIFEST_LIMIT : CONFIG_LIMIT);
  if (!bytes.ok) return bytes;
  const json = strictJson(bytes.value);
  return json.ok ? json : err({ code: 'image-invalid', what: what.digest, message: json.failure });
}

export type FieldDifference = { readonly field: string; readonly from: string; readonly to: string };

/** Fields as people write them: `config.Env[2]`, `history[0].created`. */
export function diffJson(from: unknown, to: unknown, field = ''): readonly FieldDifference[] {
  if (isPlainObject(from) && isPlainObject(to)) {
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
    return names.flatMap((name) =>
      diffJson(
        Object.hasOwn(from, name) ? from[name] : undefined,
        Object.hasOwn(to, name) ? to[name] : undefined,
        field === '' ? name : `${field}.${name}`,
      ),
    );
  }
  if (Array.isArray(from) && Array.isArray(to)) {
    return Array.from({ length: Math.max(from.length, to.length) }, (_, at) => at).flatMap((at) =>
      diffJson(from[at], to[at], `${field}[${at}]`),
    );
  }
  const [a, b] = [JSON.stringify(from) ?? 'nothing', JSON.stringify(to) ?? 'nothing'];
  return a === b ? [] : [{ field, from: a, to: b }];
}

async function layersOf(from: Image, to: Image): Promise<Result<readonly ImageDifference[]>> {
  const [many, others] = [from.manifest.layers.length, to.manifest.layers.length];
  const differences: ImageDifference[] =
    many === others ? [] : [{ kind: 'layer-count', from: many, to: others }];
  const makers = layerMakers(from.config, many);
  for (let number = 0; number < Math.min(many, others); number += 1) {
    const [a, b] = [from.manifest.layers[number], to.manifest.layers[number]];
    if (a === undefined || b === undefined || a.digest === b.digest) continue;
    if (from.config.diffIds[number] === to.config.diffIds[number]) {
      const said = ({ mediaType, size }: typeof a): string => `${size} bytes, ${mediaType}`;
      differences.push({ kind: 'compression', layer: number + 1, from: said(a), to: said(b) });
      continue;
    }
    const found = await diffLayers(from, to, number);
    if (!found.ok) return found;
    differences.push({ kind: 'layer', layer: number + 1, createdBy: makers[number], ...found.value });
  }
  return ok(differences);
}
