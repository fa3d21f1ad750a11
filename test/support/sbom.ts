/** Images in memory, listed by our own maker, and CycloneDX's own schema to hold what comes out against. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import type { Sha256 } from '../../src/core/digest.ts';
import { type Descriptor, type ImageSource, imageDigest } from '../../src/core/image.ts';
import { ok } from '../../src/core/result.ts';
import type { BomComponent } from '../../src/formats/cyclonedx.ts';
import { MEDIA } from '../../src/formats/oci.ts';
import { type Image, imageOf } from '../../src/image/image.ts';
import type { Made, SbomTarget, SbomWorld, Wish } from '../../src/image/sbom/maker.ts';
import { own } from '../../src/image/sbom/own.ts';
import { systemDisk } from '../../src/system/disk.ts';
import { systemFiles } from '../../src/system/files.ts';
import { rawMember, rawPax, ZEROS } from './tar-bytes.ts';
import { aWorld } from './world.ts';

/** Content, a link, a hard link, or a folder. */
export type Entry =
  | string
  | Uint8Array
  | { readonly link: string }
  | { readonly hardLink: string }
  | { readonly folder: true };

/** By path, in the order in which they stand in the layer. */
export type LayerFiles = Readonly<Record<string, Entry>>;

export function layerTar(files: LayerFiles): Buffer {
  return Buffer.concat([...Object.entries(files).map(([path, entry]) => memberOf(path, entry)), ZEROS]);
}

function memberOf(path: string, entry: Entry): Buffer {
  const long = Buffer.byteLength(path) > 99 ? [rawPax({ path: Buffer.from(path).toString('latin1') })] : [];
  const name = Buffer.from(path).toString('latin1').slice(0, 99);
  const member =
    typeof entry === 'string' || entry instanceof Uint8Array
      ? rawMember(entry, { name })
      : 'link' in entry
        ? rawMember('', { name, type: '2', target: entry.link })
        : 'hardLink' in entry
          ? rawMember('', { name, type: '1', target: entry.hardLink })
          : rawMember('', { name: `${name}/`, type: '5' });
  return Buffer.concat([...long, member]);
}

export async function anImage(
  layers: readonly LayerFiles[],
  annotations: Readonly<Record<string, string>> = {},
): Promise<Image> {
  const blobs = new Map<string, Buffer>();
  const put = (bytes: Buffer, mediaType: string): Descriptor => {
    const digest = digestOf(bytes);
    blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const tars = layers.map(layerTar);
  const config = {
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: tars.map(digestOf) },
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    config: put(Buffer.from(JSON.stringify(config)), MEDIA.config),
    layers: tars.map((tar) => put(gzipSync(tar), MEDIA.layerGzip)),
    annotations,
  };
  const root = put(Buffer.from(JSON.stringify(manifest)), MEDIA.manifest);
  const whole = ({ digest }: Descriptor): Buffer => blobs.get(digest) ?? assert.fail(`no blob ${digest}`);
  const source: ImageSource = {
    place: 'memory',
    root,
    bytes: async (descriptor) => ok(whole(descriptor)),
    async stream(descriptor, onPiece) {
      const blob = whole(descriptor);
      // Pieces of an odd size, so that files are cut anywhere.
      for (let at = 0; at < blob.length; at += 7001) {
        const done = await onPiece(blob.subarray(at, at + 7001));
        if (!done.ok) return done;
      }
      return ok(undefined);
    },
    path: () => undefined,
  };
  const image = await imageOf(source);
  assert.ok(image.ok, JSON.stringify(image));
  return image.value;
}

function digestOf(bytes: Uint8Array) {
  return imageDigest(createHash('sha256').update(bytes).digest('hex') as Sha256);
}

/** A world in which no program of another maker is. */
export function sbomWorld(run: SbomWorld['run'] = () => assert.fail('nothing is to be started')): SbomWorld {
  return { disk: systemDisk(), files: systemFiles(aWorld().workers), run };
}

export function aWish(target: SbomTarget, more: Partial<Wish> = {}): Wish {
  return { target, name: 'example/app', bases: [], epoch: undefined, version: '0.0.0', ...more };
}

export async function made(target: SbomTarget, more: Partial<Wish> = {}): Promise<Made> {
  const result = await own.make(aWish(target, more), sbomWorld());
  assert.ok(result.ok, JSON.stringify(result));
  // The validator compares every component with every other one.
  if (result.value.bom.components.length < 5000) assert.deepEqual(schemaProblems(result.value.bom), []);
  return result.value;
}

export async function listed(layers: readonly LayerFiles[], more: Partial<Wish> = {}): Promise<Made> {
  return made({ kind: 'image', image: await anImage(layers) }, more);
}

/** By package URL. */
export function component({ bom }: Made, purl: string): BomComponent {
  const found = bom.components.find((one) => one.purl === purl);
  if (found === undefined) {
    const there = bom.components.map((one) => String(one.purl));
    return assert.fail(`${purl} is not among ${there.join('\n')}`);
  }
  return found as BomComponent;
}

export function purls({ bom }: Made): string[] {
  return bom.components.flatMap(({ purl }) => (typeof purl === 'string' ? [purl] : []));
}

export function needsOf({ bom }: Made, ref: string): readonly string[] | undefined {
  return bom.dependencies.find((one) => one.ref === ref)?.dependsOn;
}

/** What is wrong with a bill by the schema of CycloneDX 1.6, formats of texts included. */
export function schemaProblems(bom: unknown): string[] {
  if (validate(JSON.parse(JSON.stringify(bom)))) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const validate = compiled();

function compiled() {
  const require = createRequire(import.meta.url);
  const folder = join(dirname(require.resolve('@cyclonedx/cyclonedx-library/package.json')), 'res', 'schema');
  const schema = (name: string): object => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const ajv = new Ajv({
    strict: false,
    schemas: {
      'http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json': schema('spdx.SNAPSHOT.schema.json'),
      'http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json': schema('jsf-0.82.SNAPSHOT.schema.json'),
    },
  });
  require('ajv-formats')(ajv);
  require('ajv-formats-draft2019')(ajv, { formats: ['idn-email'] });
  ajv.addFormat('iri-reference', /^[^\s<>"{}|\\^`]*$/);
  return ajv.compile(schema('bom-1.6.SNAPSHOT.schema.json'));
}
