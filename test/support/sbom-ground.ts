/** A layout with a real Debian, Python's flask, npm packages and a Go program in it. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { MEDIA } from '../../src/formats/oci.ts';

const HELLO = join(import.meta.dirname, '..', '..', 'examples', 'hello');

/** Takes a minute, nearly all of it mmdebstrap's. Needs npm, python3 with venv, and crane on PATH. */
export function debianLayout(work: string): string {
  const base = join(work, 'base.tar');
  const env = { ...process.env, SOURCE_DATE_EPOCH: '1700000000' };
  run('mmdebstrap', ['--variant=minbase', '--include=python3,ca-certificates', 'bookworm', base], work, env);
  const root = join(work, 'root');
  mkdirSync(join(root, 'usr', 'local', 'bin'), { recursive: true });
  helloFolder(join(root, 'app'));
  flaskFolder(join(root, 'opt', 'venv'));
  const crane = execFileSync('sh', ['-c', 'command -v crane'], { encoding: 'utf8' }).trim();
  copyFileSync(crane, join(root, 'usr', 'local', 'bin', 'crane'));
  const app = join(work, 'app.tar');
  run('tar', ['--sort=name', '--numeric-owner', '--owner=0', '--group=0', '-cf', app, '.'], root);
  return layoutOf(join(work, 'layout'), [base, app]);
}

/** examples/hello with what it needs to run. */
export function helloFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(HELLO, name), join(folder, name));
  run('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit'], folder);
}

export function flaskFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  run('python3', ['-m', 'venv', folder], folder);
  run(join(folder, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', 'flask'], folder);
}

export function layoutOf(out: string, tars: readonly string[]): string {
  mkdirSync(join(out, 'blobs', 'sha256'), { recursive: true });
  const put = (mediaType: string, bytes: Buffer) => {
    const hex = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(out, 'blobs', 'sha256', hex), bytes);
    return { mediaType, digest: `sha256:${hex}`, size: bytes.length };
  };
  const plain = tars.map((path) => readFileSync(path));
  const config = {
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: {
      type: 'layers',
      diff_ids: plain.map((tar) => `sha256:${createHash('sha256').update(tar).digest('hex')}`),
    },
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    config: put(MEDIA.config, Buffer.from(JSON.stringify(config))),
    layers: plain.map((tar) => put(MEDIA.layerGzip, gzipSync(tar, { level: 1 }))),
  };
  const manifests = [put(MEDIA.manifest, Buffer.from(JSON.stringify(manifest)))];
  writeFileSync(
    join(out, 'index.json'),
    JSON.stringify({ schemaVersion: 2, mediaType: MEDIA.index, manifests }),
  );
  writeFileSync(join(out, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  return out;
}

function run(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env) {
  execFileSync(program, [...args], { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
}
