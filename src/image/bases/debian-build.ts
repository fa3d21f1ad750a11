/** Makes a Debian base: mmdebstrap, our layer of what it wrote, and an OCI layout that holds nothing else. */

import { posix } from 'node:path';
import type { Disk } from '../../core/disk.ts';
import type { Platform } from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { gzip } from '../../formats/gzip.ts';
import { MEDIA } from '../../formats/oci.ts';
import { attempt } from '../attempt.ts';
import { piecesOf } from '../blob.ts';
import { createLayout, type LayoutWriter } from '../layout-write.ts';
import type { DebianPin } from '../lock.ts';
import { manifestBytes } from '../manifest.ts';
import { type DebianLayer, DebianLayerWriter, EPOCH } from './debian-layer.ts';
import { factsOfPackages, installedIn } from './debian-status.ts';
import { type DebianBuild, runMmdebstrap } from './mmdebstrap.ts';

/** A middle way: twice as fast as the best, and a few hundredths larger. */
const LEVEL = 6;

/**
 * @param out  a folder that is not there; the one above it is
 * @returns what it became, as the lock says it
 */
export async function buildDebian(
  build: DebianBuild,
  platform: Platform,
  out: string,
  inside: Inside,
): Promise<Result<DebianPin>> {
  const { disk } = inside.doors();
  const plain = posix.join(posix.dirname(out), `.${posix.basename(out)}.tar`);
  try {
    const layer = await makeLayer(build, plain, inside, disk);
    if (!layer.ok) return layer;
    const layout = createLayout(disk, out, inside.interrupt());
    if (!layout.ok) return layout;
    const filled = await fillLayout(layout.value, layer.value, plain, platform, inside, disk);
    if (!filled.ok) {
      layout.value.drop();
      return filled;
    }
    const packages = installedIn(layer.value.status);
    return ok({
      ...factsOfPackages(packages, layer.value.osRelease),
      packages,
      diffId: layer.value.diffId,
    });
  } finally {
    attempt('remove', plain, () => disk.removeFile(plain));
  }
}

async function makeLayer(
  build: DebianBuild,
  plain: string,
  inside: Inside,
  disk: Disk,
): Promise<Result<DebianLayer>> {
  const writer = DebianLayerWriter.create(disk, plain);
  if (!writer.ok) return writer;
  const run = await runMmdebstrap(build, inside, (piece) => {
    writer.value.push(piece);
    return writer.value.failure === undefined;
  });
  const layer = writer.value.finish();
  // Of a run that failed the archive is broken too, and that is not why.
  return run.ok ? layer : run;
}

async function fillLayout(
  layout: LayoutWriter,
  { diffId, bytes }: DebianLayer,
  plain: string,
  platform: Platform,
  inside: Inside,
  disk: Disk,
): Promise<Result<void>> {
  const blob = layout.blob();
  if (!blob.ok) return blob;
  const packer = gzip(LEVEL, inside.cores);
  const write = (pieces: readonly Uint8Array[]): Result<void> => {
    for (const piece of pieces) {
      const written = blob.value.write(piece);
      if (!written.ok) return written;
    }
    return ok(undefined);
  };
  const packed = await piecesOf(disk, { path: plain, at: 0, bytes }, async (piece) =>
    write(await packer.push(piece)),
  );
  const rest = packed.ok ? write(await packer.end()) : packed;
  if (!rest.ok) return rest;
  const facts = blob.value.finish();
  if (!facts.ok) return facts;
  const created = new Date(EPOCH * 1000).toISOString().replace('.000', '');
  const config = layout.bytes(
    MEDIA.config,
    Buffer.from(
      JSON.stringify({
        created,
        architecture: platform.architecture,
        os: platform.os,
        ...(platform.variant === undefined ? {} : { variant: platform.variant }),
        config: { Env: [`PATH=${PATH}`], Cmd: ['bash'] },
        rootfs: { type: 'layers', diff_ids: [diffId] },
        history: [{ created, created_by: 'mmdebstrap' }],
      }),
    ),
  );
  if (!config.ok) return config;
  const manifest = layout.bytes(
    MEDIA.manifest,
    manifestBytes({ config: config.value, layers: [{ mediaType: MEDIA.layerGzip, ...facts.value }] }),
  );
  return manifest.ok ? layout.finish([{ ...manifest.value, platform }]) : manifest;
}

/** What Debian's own login gives root. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Debian's words for what Go calls GOARCH; undefined for what Debian is not made for. */
export function debianArchitecture({ os, architecture, variant }: Platform): Result<string, string> {
  const name =
    architecture === 'arm'
      ? variant === 'v5' || variant === 'v6'
        ? 'armel'
        : 'armhf'
      : ARCHITECTURES[architecture as keyof typeof ARCHITECTURES];
  return os === 'linux' && name !== undefined ? ok(name) : err(`is not made for ${os}/${architecture}`);
}

const ARCHITECTURES = {
  amd64: 'amd64',
  arm64: 'arm64',
  '386': 'i386',
  ppc64le: 'ppc64el',
  riscv64: 'riscv64',
  s390x: 's390x',
  mips64le: 'mips64el',
} as const;
