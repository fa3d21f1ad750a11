/**
 * What `python:3.13-slim` and `node:24-slim` are to the examples' Dockerfiles, made of Debian and of what this machine
 * has: a base with the language, its package manager and, as in every company that has its own, the authorities and
 * the index that the network here asks for.
 */

import { execFile } from 'node:child_process';
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
import { promisify } from 'node:util';
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

/** Lets a tag of a registry mean another image of it. */
export async function moveTag(tag: string, image: string): Promise<void> {
  await run('crane', ['copy', '--insecure', image, tag]);
}

export type LanguageBases = { readonly python: string; readonly node: string };

/**
 * Takes a minute, nearly all of it mmdebstrap's. Needs mmdebstrap, crane, npm, and root.
 *
 * @param host  of the registry that they are pushed to, as `python:3` and `node:24`
 * @returns their digests
 */
export async function pushLanguageBases(work: string, host: string): Promise<LanguageBases> {
  const debian = join(work, 'debian.tar');
  const include = '--include=python3,python3-pip,ca-certificates,libstdc++6';
  const hooks = PYTHON.map((line) => `--customize-hook=${line}`);
  await run('mmdebstrap', ['--variant=minbase', include, ...hooks, 'bookworm', debian]);
  const settings = await settingsLayer(join(work, 'settings'));
  return {
    python: await pushed(`${host}/python:3`, [debian, settings]),
    node: await pushed(`${host}/node:24`, [debian, settings, await nodeLayer(join(work, 'node'))]),
  };
}

/** @returns the digest */
async function pushed(image: string, layers: readonly string[]): Promise<string> {
  const platform = `linux/${HERE.architecture}`;
  const first = layers.flatMap((layer) => ['--new_layer', layer]);
  await run('crane', ['append', '--oci-empty-base', '--platform', platform, ...first, '--new_tag', image]);
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
  await run('crane', ['mutate', '--set-platform', platform, ...env, '--tag', image, image]);
  return (await run('crane', ['digest', image])).trim();
}

function settingsLayer(root: string): Promise<string> {
  const place = join(root, dirname(AUTHORITIES));
  mkdirSync(place, { recursive: true });
  if (existsSync(AUTHORITIES)) copyFileSync(AUTHORITIES, join(root, AUTHORITIES));
  return packed(root);
}

/** The Node that the tests run on, and the npm of this machine. */
async function nodeLayer(root: string): Promise<string> {
  const npm = dirname(dirname(realpathSync((await run('sh', ['-c', 'command -v npm'])).trim())));
  mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
  copyFileSync(realpathSync(process.execPath), join(root, 'usr/local/bin/node'));
  cpSync(npm, join(root, 'usr/local/lib/node_modules/npm'), { recursive: true, verbatimSymlinks: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'));
  writeFileSync(join(root, 'usr/local/lib/node_modules/npm/npmrc'), '');
  return packed(root);
}

async function packed(root: string): Promise<string> {
  const tar = `${root}.tar`;
  const fixed = ['--sort=name', '--mtime=@1000000000', '--owner=0', '--group=0', '--numeric-owner'];
  await run('tar', ['--create', ...fixed, '--file', tar, '--directory', root, '.']);
  return tar;
}

/** Never waited for without listening: a registry of the test stands still when nobody reads what it logs. */
async function run(program: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, SOURCE_DATE_EPOCH: '1700000000' };
  const { stdout } = await promisify(execFile)(program, args, { env, maxBuffer: 1 << 26 });
  return stdout;
}
