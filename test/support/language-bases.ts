/**
 * What `python:3.13-slim` and `node:24-slim` are to the examples' Dockerfiles, made of Debian and of what this machine
 * has: a base with the language, its package manager and, as in every company that has its own, the authorities and
 * the index that the network here asks for.
 */

import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { HERE } from './engine-builds.ts';

/** The distribution's own interpreter does as an image's, where nothing else is installed by it. */
const PYTHON = [
  'ln -s python3 "$1/usr/bin/python"',
  'rm -f "$1"/usr/lib/python3*/EXTERNALLY-MANAGED',
  'chroot "$1" useradd --uid 1000 --create-home node',
];

/** Settings of the package managers that say where things come from; a user has them in a base too. */
const INDEX = /^(PIP_(INDEX_URL|EXTRA_INDEX_URL|TRUSTED_HOST|DEFAULT_TIMEOUT)|npm_config_registry)$/i;

const AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';

export type LanguageBases = { readonly python: string; readonly node: string };

/**
 * Takes a minute, nearly all of it mmdebstrap's. Needs mmdebstrap, crane, npm, and root.
 *
 * @param host  of the registry that they are pushed to, as `python:3` and `node:24`
 * @returns their digests
 */
export function pushLanguageBases(work: string, host: string): LanguageBases {
  const debian = join(work, 'debian.tar');
  const include = '--include=python3,python3-pip,ca-certificates,libstdc++6';
  const hooks = PYTHON.map((line) => `--customize-hook=${line}`);
  run('mmdebstrap', ['--variant=minbase', include, ...hooks, 'bookworm', debian]);
  const settings = settingsLayer(join(work, 'settings'));
  return {
    python: pushed(`${host}/python:3`, [debian, settings]),
    node: pushed(`${host}/node:24`, [debian, settings, nodeLayer(join(work, 'node'))]),
  };
}

/** @returns the digest */
function pushed(image: string, layers: readonly string[]): string {
  const platform = `linux/${HERE.architecture}`;
  const first = layers.flatMap((layer) => ['--new_layer', layer]);
  run('crane', ['append', '--oci-empty-base', '--platform', platform, ...first, '--new_tag', image]);
  const settings = Object.entries(process.env).flatMap(([name, value]) =>
    INDEX.test(name) && value !== undefined ? [[name, value] as const] : [],
  );
  const env = [
    ['PATH', '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin'] as const,
    // Python's and Node's own lists of authorities are not the system's.
    ['PIP_CERT', AUTHORITIES] as const,
    ['NODE_EXTRA_CA_CERTS', AUTHORITIES] as const,
    ...settings,
  ].flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  run('crane', ['mutate', '--set-platform', platform, ...env, '--tag', image, image]);
  return run('crane', ['digest', image]).trim();
}

function settingsLayer(root: string): string {
  const place = join(root, dirname(AUTHORITIES));
  mkdirSync(place, { recursive: true });
  if (existsSync(AUTHORITIES)) copyFileSync(AUTHORITIES, join(root, AUTHORITIES));
  return packed(root);
}

/** The Node that the tests run on, and the npm of this machine. */
function nodeLayer(root: string): string {
  const npm = dirname(dirname(realpathSync(run('sh', ['-c', 'command -v npm']).trim())));
  mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
  copyFileSync(realpathSync(process.execPath), join(root, 'usr/local/bin/node'));
  cpSync(npm, join(root, 'usr/local/lib/node_modules/npm'), { recursive: true, verbatimSymlinks: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'));
  writeFileSync(join(root, 'usr/local/lib/node_modules/npm/npmrc'), '');
  return packed(root);
}

function packed(root: string): string {
  const tar = `${root}.tar`;
  const fixed = ['--sort=name', '--mtime=@1000000000', '--owner=0', '--group=0', '--numeric-owner'];
  run('tar', ['--create', ...fixed, '--file', tar, '--directory', root, '.']);
  return tar;
}

function run(program: string, args: readonly string[]): string {
  const env = { ...process.env, SOURCE_DATE_EPOCH: '1700000000' };
  return execFileSync(program, args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] });
}
