/** Images of real makers read by us, and ours taken by real engines: Docker, buildah, podman, skopeo, crane. */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { MEDIA } from '../../src/formats/oci.ts';
import { openArchive } from '../../src/image/archive.ts';
import { writeArchive } from '../../src/image/archive-write.ts';
import { configFileBytes } from '../../src/image/config-write.ts';
import { diffImages } from '../../src/image/diff.ts';
import { gather } from '../../src/image/gather.ts';
import { type Image, imageOf } from '../../src/image/image.ts';
import { writeLayer } from '../../src/image/layer-write.ts';
import { openLayout } from '../../src/image/layout.ts';
import { createLayout } from '../../src/image/layout-write.ts';
import { manifestBytes } from '../../src/image/manifest.ts';
import { Placing } from '../../src/image/placing.ts';
import { readTree } from '../../src/image/tree.ts';
import { systemDisk } from '../../src/system/disk.ts';
import { type Docker, dockerEngine } from '../support/docker.ts';
import { BUSYBOX } from '../support/engine-bases.ts';
import { HERE } from '../support/engine-builds.ts';
import { got } from '../support/layouts.ts';
import { without } from '../support/python-projects.ts';
import { temporaryFolder } from '../support/temporary.ts';

const disk = systemDisk();
const docker: Docker | string = await dockerEngine();
const ROOT = { uid: 0, gid: 0 };

before(() => {
  if (typeof docker === 'string' && process.env['CI']) throw new Error(docker);
});
after(async () => {
  if (typeof docker !== 'string') await docker.stop();
});

function run(program: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): string {
  const env = { ...process.env, ...(typeof docker === 'string' ? {} : docker.env), ...more };
  return execFileSync(program, args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The client on PATH may be one that has BuildKit only with buildx; Debian's own has it built in. */
function buildKitClient(): string {
  const client = ['docker', '/usr/bin/docker'].find((one) => {
    const version = /(\d+)\.\d+\.\d+/.exec(
      spawnSync(one, ['--version'], { encoding: 'utf8' }).stdout ?? '',
    )?.[1];
    const buildx = spawnSync(one, ['buildx', 'version'], { stdio: 'ignore' }).status === 0;
    return version !== undefined && (Number(version) < 23 || buildx);
  });
  assert.ok(client !== undefined, 'no client of Docker here can do BuildKit');
  return client;
}

/** A context with a Dockerfile that adds, changes and removes. */
function aContext(t: TestContext, instructions: readonly string[]): string {
  assert.ok(BUSYBOX !== undefined, 'there is no busybox');
  const folder = join(temporaryFolder(t), 'context');
  mkdirSync(join(folder, 'd'), { recursive: true });
  copyFileSync(BUSYBOX, join(folder, 'busybox'));
  writeFileSync(join(folder, 'd/f'), 'f');
  writeFileSync(join(folder, 'd/g'), 'g');
  writeFileSync(join(folder, 'Dockerfile'), instructions.join('\n'));
  return folder;
}

const DOCKERFILE = [
  'FROM scratch',
  'COPY busybox /bin/busybox',
  'COPY d /d',
  'RUN ["/bin/busybox", "rm", "/d/f"]',
  'RUN ["/bin/busybox", "ln", "-s", "/d/g", "/link"]',
  'CMD ["/bin/busybox", "cat", "/link"]',
];

async function readBack(path: string): Promise<Image> {
  const source = path.endsWith('.tar') ? got(await openArchive(disk, path)) : got(openLayout(disk, path));
  const image = got(await imageOf(source, HERE));
  const tree = got(await readTree(image));
  assert.equal(tree.get('d/f'), undefined);
  assert.equal(tree.get('d/g')?.bytes, 1);
  assert.equal(tree.resolve('link'), 'd/g');
  assert.ok((tree.get('bin/busybox')?.mode ?? 0) & 0o111);
  assert.deepEqual(image.config.cmd, ['/bin/busybox', 'cat', '/link']);
  return image;
}

describe('an image of Docker', { skip: typeof docker === 'string' || without('skopeo') }, () => {
  for (const kit of ['0', '1']) {
    it(`${kit === '1' ? 'by BuildKit' : 'by the classic builder'} is read as saved, and as skopeo writes it on`, async (t) => {
      const context = aContext(t, DOCKERFILE);
      const folder = temporaryFolder(t);
      const name = `sealsmith-test-${process.pid}:${kit}`;
      const client = kit === '1' ? buildKitClient() : 'docker';
      run(client, ['build', '-q', '-t', name, context], { DOCKER_BUILDKIT: kit });
      t.after(() => run('docker', ['image', 'rm', '--force', name]));
      run('docker', ['save', '-o', join(folder, 'saved.tar'), name]);
      const saved = await readBack(join(folder, 'saved.tar'));
      const from = `docker-archive:${join(folder, 'saved.tar')}`;
      run('skopeo', ['copy', from, `oci:${join(folder, 'layout')}:a`]);
      run('skopeo', ['copy', from, `oci-archive:${join(folder, 'oci.tar')}:a`]);
      run('skopeo', ['copy', '--dest-compress-format', 'zstd', from, `oci:${join(folder, 'zstd')}:a`]);
      const layout = await readBack(join(folder, 'layout'));
      const archive = await readBack(join(folder, 'oci.tar'));
      const zstd = await readBack(join(folder, 'zstd'));
      assert.equal(archive.descriptor.digest, layout.descriptor.digest);
      for (const other of [saved, zstd]) {
        // skopeo leaves out of a configuration what OCI does not know.
        const kinds = got(await diffImages(layout, other)).differences.map(({ kind }) => kind);
        assert.deepEqual(new Set(kinds.filter((kind) => kind !== 'config')), new Set(['compression']));
      }
    });
  }
});

describe('an image of buildah', { skip: without('buildah') }, () => {
  it('is read from its archives and layouts', async (t) => {
    const context = aContext(t, DOCKERFILE);
    const folder = temporaryFolder(t);
    const name = `sealsmith-test-${process.pid}`;
    run('buildah', ['build', '--isolation', 'chroot', '--layers', '-q', '-t', name, context]);
    t.after(() => run('buildah', ['rmi', '--force', name]));
    for (const [to, path] of [
      ['docker-archive', 'docker.tar'],
      ['oci-archive', 'oci.tar'],
      ['oci', 'layout'],
    ] as const) {
      run('buildah', [
        'push',
        '-q',
        name,
        `${to}:${join(folder, path)}${to === 'docker-archive' ? `:${name}` : ''}`,
      ]);
      await readBack(join(folder, path));
    }
  });
});

describe('an image of ours', { skip: without('skopeo') }, () => {
  /** Two layers: a program, and what it shows. */
  async function ours(
    t: TestContext,
    compression: 'gzip' | 'zstd',
  ): Promise<{ image: Image; folder: string }> {
    const context = aContext(t, []);
    const folder = temporaryFolder(t);
    const writer = got(createLayout(disk, join(folder, 'layout')));
    const placing = new Placing();
    const options = { compression, mtime: 315_532_800, cores: 2, store: undefined };
    const layers = [];
    for (const [from, to] of [
      ['busybox', '/bin/'],
      ['d', '/d'],
    ] as const) {
      const gathered = got(gather(disk, { from: join(context, from), to, exclude: [], owner: ROOT }));
      const entries = got(placing.layer(gathered.to, ROOT, gathered.entries));
      layers.push(got(await writeLayer(disk, entries, options, writer)));
    }
    const bytes = got(
      configFileBytes({
        base: undefined,
        platform: HERE,
        config: { cmd: ['/bin/busybox', 'cat', '/d/f', '/d/g'], user: '10', env: { A: '1' } },
        labels: { 'org.opencontainers.image.title': 'ours' },
        created: 315_532_800,
        layers: layers.map(({ diffId }) => ({ diffId, createdBy: 'a layer' })),
      }),
    );
    const config = got(writer.bytes(MEDIA.config, bytes));
    const manifest = got(
      writer.bytes(
        MEDIA.manifest,
        manifestBytes({ config, layers: layers.map(({ descriptor }) => descriptor) }),
      ),
    );
    got(writer.finish([{ ...manifest, platform: HERE }]));
    const image = got(await imageOf(got(openLayout(disk, join(folder, 'layout')))));
    return { image, folder };
  }

  for (const compression of ['gzip', 'zstd'] as const) {
    it(`runs in Docker after docker load, layers in ${compression}`, {
      skip: typeof docker === 'string',
    }, async (t) => {
      const { image, folder } = await ours(t, compression);
      const name = `example.org/sealsmith-test-${process.pid}:${compression}`;
      got(await writeArchive(disk, image, [name], join(folder, 'a.tar')));
      assert.match(run('docker', ['load', '-i', join(folder, 'a.tar')]), new RegExp(`Loaded image: ${name}`));
      t.after(() => run('docker', ['image', 'rm', '--force', name]));
      assert.equal(run('docker', ['run', '--rm', '--network', 'none', name]), 'fg');
      const [seen] = JSON.parse(run('docker', ['image', 'inspect', name]));
      assert.equal(seen.Id, image.manifest.config.digest);
      assert.deepEqual(seen.RootFS.Layers, image.config.diffIds);
    });

    it(`is loaded by podman under its name, copied by skopeo and found right by crane, layers in ${compression}`, async (t) => {
      const { image, folder } = await ours(t, compression);
      const name = `example.org/sealsmith-test-${process.pid}:${compression}`;
      const path = join(folder, 'a.tar');
      got(await writeArchive(disk, image, [name], path));
      run('podman', ['load', '-q', '-i', path]);
      t.after(() => run('podman', ['image', 'rm', '--force', name]));
      const [seen] = JSON.parse(run('podman', ['image', 'inspect', name]));
      assert.equal(`sha256:${seen.Id}`, image.manifest.config.digest);
      for (const from of [`oci:${join(folder, 'layout')}`, `oci-archive:${path}:${name}`]) {
        run('skopeo', ['copy', from, `dir:${join(folder, 'copied')}`]);
        assert.deepEqual(
          readFileSync(join(folder, 'copied/manifest.json')),
          readFileSync(join(folder, 'layout/blobs/sha256', image.descriptor.digest.slice(7))),
        );
      }
      run('skopeo', ['copy', `docker-archive:${path}`, `dir:${join(folder, 'docker')}`]);
      assert.match(run('crane', ['validate', '--tarball', path]), /PASS/);
    });
  }
});
