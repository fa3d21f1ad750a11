/** OCI layouts with busybox and what a test needs beside it: small enough to be made for each test. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { MEDIA } from '../../src/formats/oci.ts';

/** Debian's busybox-static. */
export const BUSYBOX = ['/bin/busybox', '/usr/bin/busybox'].find((path) => existsSync(path));

export const HERE = { os: 'linux', architecture: process.arch === 'x64' ? 'amd64' : process.arch };

const COMMANDS = [
  'sh',
  'cat',
  'id',
  'env',
  'httpd',
  'nc',
  'sleep',
  'ls',
  'test',
  'touch',
  'chown',
  'mount',
  'pwd',
  'ps',
  'su',
];

export type TinyImage = {
  readonly command?: readonly string[];
  readonly user?: string;
  readonly workdir?: string;
  readonly env?: readonly string[];
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly Test: readonly string[] };
  /** Beside busybox, by path; `mode` of all of them. */
  readonly files?: Readonly<Record<string, string>>;
  readonly architecture?: string;
};

/** The answer of /health. */
const WWW = { 'www/health': 'ok\n' };

/** @param folder  an empty one; the layout is `folder/layout` */
export function tinyLayout(folder: string, image: TinyImage = {}): string {
  const root = join(folder, 'root');
  for (const place of ['bin', 'etc', 'tmp', 'www']) mkdirSync(join(root, place), { recursive: true });
  copyFileSync(BUSYBOX ?? '/bin/busybox', join(root, 'bin/busybox'));
  for (const command of COMMANDS) symlinkSync('busybox', join(root, 'bin', command));
  const accounts = {
    'etc/passwd': 'root:x:0:0:root:/:/bin/sh\napp:x:10001:10002::/:/bin/sh\n',
    'etc/group': 'root:x:0:\napp:x:10002:\nmore:x:10003:app\n',
  };
  for (const [path, text] of Object.entries({ ...accounts, ...WWW, ...image.files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { mode: 0o755 });
  }
  const tar = join(folder, 'root.tar');
  const fixed = [
    '--sort=name',
    '--mtime=@1000000000',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--mode=u+rwX,go+rX',
  ];
  execFileSync('tar', ['--create', ...fixed, '--file', tar, '--directory', root, '.']);
  return writeLayout(join(folder, 'layout'), [readFileSync(tar)], image);
}

/** @param layers  plain tars */
export function writeLayout(layout: string, layers: readonly Uint8Array[], image: TinyImage = {}): string {
  mkdirSync(join(layout, 'blobs/sha256'), { recursive: true });
  const put = (mediaType: string, bytes: Uint8Array) => {
    const hex = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(layout, 'blobs/sha256', hex), bytes);
    return { mediaType, digest: `sha256:${hex}`, size: bytes.length };
  };
  const config = put(
    MEDIA.config,
    Buffer.from(
      JSON.stringify({
        os: 'linux',
        architecture: image.architecture ?? HERE.architecture,
        config: {
          Cmd: image.command ?? ['httpd', '-f', '-p', '8080', '-h', '/www'],
          Env: ['PATH=/bin', ...(image.env ?? [])],
          ...(image.user === undefined ? {} : { User: image.user }),
          ...(image.workdir === undefined ? {} : { WorkingDir: image.workdir }),
          ...(image.ports === undefined
            ? {}
            : { ExposedPorts: Object.fromEntries(image.ports.map((port) => [port, {}])) }),
          ...(image.healthcheck === undefined ? {} : { Healthcheck: image.healthcheck }),
        },
        rootfs: {
          type: 'layers',
          diff_ids: layers.map((tar) => `sha256:${createHash('sha256').update(tar).digest('hex')}`),
        },
      }),
    ),
  );
  const manifest = put(
    MEDIA.manifest,
    Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: MEDIA.manifest,
        config,
        layers: layers.map((tar) => put(MEDIA.layerGzip, gzipSync(tar, { level: 1 }))),
      }),
    ),
  );
  writeFileSync(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(
    join(layout, 'index.json'),
    JSON.stringify({ schemaVersion: 2, mediaType: MEDIA.index, manifests: [manifest] }),
  );
  return layout;
}
