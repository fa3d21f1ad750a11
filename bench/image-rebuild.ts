/**
 * From one changed source file to a pushed digest, base and 23 MB of dependencies unchanged: a whole run of the program
 * beside Docker's BuildKit and beside buildah, into one registry on this machine.
 */

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figures, measure, median, report, type Subject } from './measure.ts';
import { ENTRY, NODE } from './program.ts';
import { serve } from './registry-server.ts';

const DEPENDENCIES = 23_000_000;

/** Texts and programs that there are everywhere; the first that exist. */
const SOURCES = ['/usr/lib/python3', '/usr/lib/python3.11', '/usr/share/perl', '/usr/lib/git-core'];

const ROUNDS = 9;

/** By which Docker's images of this measurement are found again, and removed. */
const LABEL = 'sealsmith-bench';

export async function imageRebuild(): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'sealsmith-bench-'));
  const server = await serve(work);
  const { address } = server;
  const buildah = ['--root', join(work, 'buildah'), '--runroot', join(work, 'run')];
  try {
    const base = makeBase(work, address);
    const docker = project(join(work, 'docker'), dockerfile(base));
    const ours = {
      bare: project(join(work, 'ours'), settings(`${address}/bench/ours`, 'sbom: false')),
      listed: project(join(work, 'listed'), settings(`${address}/bench/listed`, '')),
    };
    for (const folder of Object.values(ours))
      cpSync(join(work, 'base'), join(folder, 'base'), { recursive: true });
    const other = project(join(work, 'other'), dockerfile(base));
    const tagged = (name: string): string => `${address}/bench/${name}:1`;
    const subjects: readonly Subject[] = [
      shell('docker build and push', docker, [
        `docker build --quiet --tag ${tagged('docker')} .`,
        `docker push --quiet ${tagged('docker')}`,
      ]),
      shell('buildah build and push', other, [
        `buildah ${buildah.join(' ')} build --quiet --layers --tls-verify=false --isolation chroot --tag ${tagged('buildah')} .`,
        `buildah ${buildah.join(' ')} push --quiet --tls-verify=false ${tagged('buildah')}`,
      ]),
      program('sealsmith', ours.bare, work),
      program('sealsmith, with its SBOM', ours.listed, work),
    ];
    const figures = await measure(subjects, ROUNDS, 2);
    report('one changed file to a pushed digest', figures, 'at most 0.6 of docker, 0.2 of buildah');
    ratios(figures);
  } finally {
    execFileSync('buildah', [...buildah, 'rmi', '--all', '--force'], { stdio: 'ignore' });
    removeImages();
    await server.end();
    rmSync(work, { recursive: true, force: true });
  }
}

function removeImages(): void {
  const args = ['image', 'ls', '--all', '--quiet', '--filter', `label=${LABEL}=${process.pid}`];
  const ids = execFileSync('docker', args, { encoding: 'utf8' })
    .split('\n')
    .filter((id) => id !== '');
  if (ids.length > 0)
    execFileSync('docker', ['image', 'rm', '--force', ...new Set(ids)], { stdio: 'ignore' });
}

/** To the second peer as well, which `report` does not show. */
function ratios(figures: readonly Figures[]): void {
  const buildah = figures.find(({ name }) => name.startsWith('buildah'));
  for (const { name, seconds } of figures.filter((one) => one.name.startsWith('sealsmith'))) {
    const ratio = median(seconds) / median(buildah?.seconds ?? []);
    console.log(`  ${name.padEnd(28)}${ratio.toFixed(2)} of buildah`);
  }
}

/** Before each run the one file changes. */
function changed(folder: string): () => void {
  return () => writeFileSync(join(folder, 'app/main.js'), `console.log(${process.hrtime.bigint()});\n`);
}

function shell(name: string, folder: string, lines: readonly string[]): Subject {
  return {
    name,
    command: ['sh', '-euc', lines.join('\n')],
    cwd: folder,
    env: { DOCKER_BUILDKIT: '1', PATH: buildKitFirst() },
    before: changed(folder),
  };
}

function program(name: string, folder: string, work: string): Subject {
  return {
    name,
    command: [NODE, ENTRY, 'run', 'containerize', 'push', '--only', '--quiet'],
    cwd: folder,
    env: { XDG_STATE_HOME: join(work, 'state'), CI: '' },
    before: changed(folder),
  };
}

/** Another client may stand before the distribution's own, which has BuildKit without a plug-in. */
function buildKitFirst(): string {
  return ['/usr/bin', process.env['PATH'] ?? ''].join(':');
}

function settings(image: string, more: string): string {
  return [
    'project: bench',
    'toolchain: commands',
    'steps:',
    '  containerize:',
    `    image: ${image}`,
    '    base: { oci: base }',
    '    layers:',
    '      - { copy: deps, to: /srv/lib }',
    '      - { copy: app, to: /srv/app }',
    '    config: { cmd: [/srv/app/main.js] }',
    '    check: false',
    `    ${more}`,
    '',
  ].join('\n');
}

function dockerfile(base: string): string {
  const lines = ['COPY deps /srv/lib', 'COPY app /srv/app', 'CMD ["/srv/app/main.js"]'];
  return [`FROM ${base}`, `LABEL ${LABEL}=${process.pid}`, ...lines, ''].join('\n');
}

/** @param text  of sealsmith.yml or of a Dockerfile, by how it begins */
function project(folder: string, text: string): string {
  mkdirSync(join(folder, 'app'), { recursive: true });
  fill(join(folder, 'deps'), DEPENDENCIES);
  writeFileSync(join(folder, text.startsWith('FROM') ? 'Dockerfile' : 'sealsmith.yml'), text);
  for (let file = 0; file < 20; file += 1)
    writeFileSync(join(folder, `app/part-${file}.js`), `export const part = ${file};\n`.repeat(100));
  changed(folder)();
  writeFileSync(join(folder, '.gitignore'), 'base\n.sealsmith\n');
  const git = (...args: readonly string[]): void => {
    const who = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.org'];
    execFileSync('git', [...who, ...args], { cwd: folder, stdio: 'ignore' });
  };
  git('init', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--message=state');
  return folder;
}

/** A base of 60 MB as a layout for us and in the registry for everybody. */
function makeBase(work: string, address: string): string {
  const root = join(work, 'root');
  fill(root, 60_000_000);
  const tar = join(work, 'root.tar');
  execFileSync('tar', ['--create', '--file', tar, '--directory', root, '.']);
  const name = `${address}/bench/base:1`;
  const platform = `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`;
  execFileSync('crane', ['append', '--oci-empty-base', '--new_layer', tar, '--new_tag', name], {
    stdio: 'pipe',
  });
  execFileSync('crane', ['mutate', '--set-platform', platform, '--tag', name, name], { stdio: 'pipe' });
  execFileSync('crane', ['pull', '--format=oci', name, join(work, 'base')], { stdio: 'pipe' });
  return name;
}

function fill(folder: string, bytes: number): void {
  mkdirSync(folder, { recursive: true });
  let have = 0;
  const filter = (path: string): boolean => {
    const { size } = lstatSync(path);
    if (have >= bytes) return false;
    have += size;
    return true;
  };
  for (let copy = 0; have < bytes; copy += 1) {
    for (const source of SOURCES.filter((one) => existsSync(one)))
      cpSync(source, join(folder, String(copy), source), { recursive: true, dereference: false, filter });
  }
}
