/** An image of 1 GB in 10 layers to a registry on this machine and back, beside skopeo and crane. */

import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { measure, report, type Subject } from './measure.ts';
import { NODE } from './program.ts';
import { serve } from './registry-server.ts';

const execute = promisify(execFile);

const LAYERS = 10;
const SIZE = 100_000_000;

/** After one that does not count; few enough for all to be over in four minutes. */
const ROUNDS = 3;

/** Says the peak memory. */
const TIMED = ['/usr/bin/time', '-f', 'peak-kB %M'] as const;

export async function registry(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sealsmith-bench-'));
  const server = await serve(folder);
  try {
    const layout = join(folder, 'layout');
    makeLayout(layout);
    /** Each push goes to a registry that has nothing. */
    const empty = (): void => rmSync(join(folder, 'data'), { recursive: true, force: true });
    const program = join(import.meta.dirname, 'registry-program.ts');
    const pushes = (): readonly Subject[] => [
      {
        name: 'skopeo',
        command: [
          ...TIMED,
          'sh',
          '-c',
          `skopeo copy -q --dest-tls-verify=false "oci:${layout}:bench" "docker://${server.address}/bench/skopeo:bench"`,
        ],
        before: empty,
      },
      {
        name: 'crane',
        command: [...TIMED, 'sh', '-c', `crane push "${layout}" "${server.address}/bench/crane:bench"`],
        before: empty,
      },
      {
        name: 'sealsmith',
        command: [...TIMED, NODE, program, 'push', layout, server.address, 'bench/ours'],
        before: empty,
      },
    ];
    report('push of 1 GB in 10 layers', await measure(pushes(), ROUNDS), 'not slower than either');
    // Not in one piece: what the registry says has to be read meanwhile.
    await execute('skopeo', [
      'copy',
      '-q',
      '--dest-tls-verify=false',
      `oci:${layout}:bench`,
      `docker://${server.address}/bench/pull:bench`,
    ]);
    const [a, b, c] = ['skopeo', 'crane', 'ours'].map((one) => join(folder, `to-${one}`));
    const fresh = (path: string | undefined) => () => rmSync(path ?? '', { recursive: true, force: true });
    const pulls: readonly Subject[] = [
      {
        name: 'skopeo',
        command: [
          ...TIMED,
          'sh',
          '-c',
          `skopeo copy -q --src-tls-verify=false "docker://${server.address}/bench/pull:bench" "oci:${a}:bench"`,
        ],
        before: fresh(a),
      },
      {
        name: 'crane',
        command: [
          ...TIMED,
          'sh',
          '-c',
          `crane pull --format=oci "${server.address}/bench/pull:bench" "${b}"`,
        ],
        before: fresh(b),
      },
      {
        name: 'sealsmith',
        command: [...TIMED, NODE, program, 'pull', c ?? '', server.address, 'bench/pull'],
        before: fresh(c),
      },
    ];
    report('pull of 1 GB in 10 layers', await measure(pulls, ROUNDS), 'not slower than either');
  } finally {
    await server.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Layers that nobody compresses again: gzip of what cannot be made smaller. */
function makeLayout(layout: string): void {
  const blobs = join(layout, 'blobs', 'sha256');
  mkdirSync(blobs, { recursive: true });
  const add = (mediaType: string, bytes: Uint8Array) => {
    const hex = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(blobs, hex), bytes);
    return { mediaType, digest: `sha256:${hex}`, size: bytes.length };
  };
  const oci = (kind: string): string => `application/vnd.oci.image.${kind}`;
  const diffs: string[] = [];
  const layers = Array.from({ length: LAYERS }, () => {
    const tar = randomBytes(SIZE);
    diffs.push(`sha256:${createHash('sha256').update(tar).digest('hex')}`);
    return add(oci('layer.v1.tar+gzip'), gzipSync(tar, { level: 0 }));
  });
  const about = {
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: diffs },
  };
  const config = add(oci('config.v1+json'), Buffer.from(JSON.stringify(about)));
  const said = { schemaVersion: 2, mediaType: oci('manifest.v1+json'), config, layers };
  const manifest = {
    ...add(oci('manifest.v1+json'), Buffer.from(JSON.stringify(said))),
    annotations: { 'org.opencontainers.image.ref.name': 'bench' },
  };
  const index = { schemaVersion: 2, mediaType: oci('index.v1+json'), manifests: [manifest] };
  writeFileSync(join(layout, 'index.json'), JSON.stringify(index));
  writeFileSync(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
}
