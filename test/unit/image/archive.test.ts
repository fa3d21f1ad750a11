import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { MEDIA } from '../../../src/formats/oci.ts';
import { openArchive } from '../../../src/image/archive.ts';
import { writeArchive } from '../../../src/image/archive-write.ts';
import { imageOf } from '../../../src/image/image.ts';
import { openLayout } from '../../../src/image/layout.ts';
import { readTree } from '../../../src/image/tree.ts';
import { systemDisk } from '../../../src/system/disk.ts';
import { aDisk } from '../../support/broken-disk.ts';
import { describeBytes } from '../../support/images.ts';
import {
  anImageOf,
  codeOf,
  got,
  hardLink,
  imageBlobs,
  json,
  link,
  type Member,
  messageOf,
  sha256,
  tarOf,
  writeLayoutFolder,
} from '../../support/layouts.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const disk = systemDisk();
const layer = tarOf(['a/', ''], ['a/b', 'content']);

function configOf(...layers: readonly Uint8Array[]): Buffer {
  return json({
    architecture: 'amd64',
    os: 'linux',
    config: { Cmd: ['a'] },
    rootfs: { type: 'layers', diff_ids: layers.map(sha256) },
  });
}

const config = configOf(layer);
const configName = `${sha256(config).slice(7)}.json`;

function listing(...entries: readonly object[]): Member {
  return ['manifest.json', json(entries)];
}

const oneImage = listing({ Config: configName, RepoTags: ['a:1'], Layers: ['one/layer.tar'] });

function archive(t: TestContext, ...members: readonly Member[]): string {
  const path = join(temporaryFolder(t), 'image.tar');
  writeFileSync(path, tarOf(...members));
  return path;
}

async function opened(path: string) {
  const source = await openArchive(disk, path);
  return source.ok ? imageOf(source.value) : source;
}

describe('an archive of Docker', () => {
  const kinds: readonly (readonly [string, string, readonly Member[]])[] = [
    [
      'as docker save writes it',
      MEDIA.layerTar,
      [
        ['one/', ''],
        ['one/layer.tar', layer],
      ],
    ],
    ['as kaniko writes it, layers compressed', MEDIA.layerGzip, [['one/layer.tar', gzipSync(layer)]]],
    ['with layers of zstd', MEDIA.layerZstd, [['one/layer.tar', zstdCompressSync(layer)]]],
    [
      'with a link to a layer of another image',
      MEDIA.layerTar,
      [
        ['two/layer.tar', layer],
        ['one/layer.tar', '', link('../two/layer.tar')],
      ],
    ],
    [
      'with a hard link',
      MEDIA.layerTar,
      [
        ['two/layer.tar', layer],
        ['one/layer.tar', '', hardLink('two/layer.tar')],
      ],
    ],
  ];
  for (const [name, mediaType, members] of kinds) {
    it(`is read ${name}`, async (t) => {
      const path = archive(t, ...members, [configName, config], oneImage);
      const image = got(await opened(path));
      assert.deepEqual(
        image.manifest.layers.map((one) => one.mediaType),
        [mediaType],
      );
      assert.equal(image.manifest.config.digest, sha256(config));
      assert.deepEqual(
        [...got(await readTree(image)).entries()].map(([name]) => name),
        ['a', 'a/b'],
      );
      assert.equal(got(await opened(path)).descriptor.digest, image.descriptor.digest);
    });
  }

  it('is found among several by its name, and not guessed', async (t) => {
    const other = configOf();
    const otherName = `sha256:${sha256(other).slice(7)}`;
    const path = archive(
      t,
      ['one/layer.tar', layer],
      [configName, config],
      [otherName, other],
      listing(
        { Config: configName, RepoTags: ['a:1'], Layers: ['one/layer.tar'] },
        { Config: otherName, RepoTags: ['b:1'], Layers: null },
      ),
    );
    assert.match(messageOf(await openArchive(disk, path)), /nothing says which/);
    const source = got(await openArchive(disk, path, { name: 'b:1' }));
    assert.equal(got(await imageOf(source)).manifest.layers.length, 0);
    assert.match(messageOf(await openArchive(disk, path, { name: 'c:1' })), /not c:1/);
  });

  it('is not read into memory to be opened', async (t) => {
    const large = Buffer.alloc(5 << 20, 'x');
    const path = archive(
      t,
      ['one/layer.tar', large],
      ['one/more', large],
      [configName, configOf(large)],
      listing({ Config: configName.replace(/^.{64}/, 'c'), RepoTags: null, Layers: ['one/layer.tar'] }),
      ['c.json', configOf(large)],
    );
    let read = 0;
    const counting = aDisk(() => {});
    const watched = {
      ...counting,
      read(file: number, into: Uint8Array, position: number) {
        read += into.length;
        return counting.read(file, into, position);
      },
    };
    got(await openArchive(watched, path));
    assert.ok(read < 100_000, `${read} bytes were read`);
  });
});

describe('an OCI archive', () => {
  it('is a layout in a tar, with the names of its folder before them or not', async (t) => {
    const outer = temporaryFolder(t);
    const image = await anImageOf(join(outer, 'layout'), { layers: [layer] });
    for (const [file, args] of [
      ['plain.tar', ['-C', join(outer, 'layout'), '.']],
      ['files.tar', ['-C', join(outer, 'layout'), 'oci-layout', 'index.json', 'blobs']],
    ] as const) {
      execFileSync('tar', ['-cf', join(outer, file), ...args]);
      const source = got(await openArchive(disk, join(outer, file)));
      assert.equal(source.kind, 'oci');
      assert.equal(got(await imageOf(source)).descriptor.digest, image.descriptor.digest);
    }
  });
});

describe('an archive that is hostile or broken', () => {
  const cases: readonly (readonly [string, readonly Member[], RegExp])[] = [
    ['names that climb out', [['../x', 'x'], oneImage], /leads out/],
    ['a name twice', [['one/layer.tar', layer], ['./one//layer.tar', layer], oneImage], /twice/],
    ['a link out of it', [['one/layer.tar', '', link('../../etc/passwd')], oneImage], /link inside/],
    ['an absolute link', [['one/layer.tar', '', link('/etc/passwd')], oneImage], /link inside/],
    ['a device', [['one/layer.tar', '', { type: '3' }], oneImage], /link inside/],
    [
      'a loop of links',
      [['one/layer.tar', '', link('layer.tar')], [configName, config], oneImage],
      /is not in it/,
    ],
    ['a layer that is missing', [[configName, config], oneImage], /is not in it/],
    ['a configuration that is missing', [['one/layer.tar', layer], oneImage], /is not in it/],
    [
      'a layer more than the configuration knows',
      [
        ['one/layer.tar', layer],
        [configName, config],
        listing({ Config: configName, RepoTags: [], Layers: ['one/layer.tar', 'one/layer.tar'] }),
      ],
      /same number/,
    ],
    ['a list that is none', [['manifest.json', '{}']], /no list/],
    ['a list of nothing', [['manifest.json', '[]']], /no image/],
    [
      'names in the list that climb out',
      [listing({ Config: '../../etc/passwd', RepoTags: [], Layers: [] })],
      /configuration and layers/,
    ],
    ['neither list nor layout', [['a', 'x']], /neither/],
    [
      'a layout of another version',
      [
        ['oci-layout', '{"imageLayoutVersion":"9"}'],
        ['index.json', '{}'],
      ],
      /version 9/,
    ],
    [
      'an index that is none',
      [
        ['oci-layout', '{"imageLayoutVersion":"1.0.0"}'],
        ['index.json', '{}'],
      ],
      /index.json/,
    ],
  ];
  for (const [name, members, says] of cases) {
    it(`is refused with ${name}`, async (t) => {
      const result = await opened(archive(t, ...members));
      assert.equal(codeOf(result), 'image-invalid');
      assert.match(messageOf(result), says);
    });
  }

  it('is refused when its configuration is not what its name says', async (t) => {
    const other = Buffer.from(config.toString().replace('"a"', '"b"'));
    const path = archive(t, ['one/layer.tar', layer], [configName, other], oneImage);
    assert.equal(codeOf(await opened(path)), 'digest-mismatch');
  });

  it('is refused when a plain layer is not what the configuration says', async (t) => {
    const path = archive(t, ['one/layer.tar', tarOf(['evil', 'x'])], [configName, config], oneImage);
    const image = got(await opened(path));
    assert.equal(codeOf(await readTree(image)), 'digest-mismatch');
  });

  it('is refused when it is cut off, anywhere', async (t) => {
    const path = archive(t, ['one/layer.tar', layer], [configName, config], oneImage);
    const whole = readFileSync(path);
    for (let end = 0; end < whole.length; end += 512) {
      writeFileSync(path, whole.subarray(0, end));
      assert.equal(codeOf(await openArchive(disk, path)), 'image-invalid', `${end} bytes`);
    }
  });

  it('says how to unpack one that is compressed as a whole', async (t) => {
    const path = archive(t, oneImage);
    writeFileSync(path, gzipSync(readFileSync(path)));
    assert.match(messageOf(await openArchive(disk, path)), /gunzip/);
  });
});

describe('an archive that is written', () => {
  for (const kind of ['gzip', 'zstd'] as const) {
    it(`holds the image for every reader, with layers of ${kind}`, async (t) => {
      const outer = temporaryFolder(t);
      const stored = kind === 'gzip' ? gzipSync(layer) : zstdCompressSync(layer);
      const blobs = imageBlobs({ layers: [layer] });
      const manifest = json({
        schemaVersion: 2,
        mediaType: MEDIA.manifest,
        config: describeBytes(MEDIA.config, blobs.blobs.at(-2) ?? Buffer.alloc(0)),
        layers: [describeBytes(kind === 'gzip' ? MEDIA.layerGzip : MEDIA.layerZstd, stored)],
      });
      const root = describeBytes(MEDIA.manifest, manifest);
      writeLayoutFolder(join(outer, 'layout'), [root], [...blobs.blobs, stored, manifest]);
      const image = got(await imageOf(got(openLayout(disk, join(outer, 'layout')))));
      const path = join(outer, 'out.tar');
      got(await writeArchive(disk, image, ['example.org/a/b:1'], path));
      const before = readFileSync(path);
      got(await writeArchive(disk, image, ['example.org/a/b:1'], path));
      assert.deepEqual(readFileSync(path), before);
      assert.equal(got(await opened(path)).descriptor.digest, root.digest);
      // As an engine of Docker before 25 sees it: without the layout.
      execFileSync('tar', ['-xf', path, '-C', outer]);
      const [entry] = JSON.parse(readFileSync(join(outer, 'manifest.json'), 'utf8'));
      assert.deepEqual(entry.RepoTags, ['example.org/a/b:1']);
      const listed = readFileSync(join(outer, entry.Layers[0]));
      assert.deepEqual(listed, kind === 'gzip' ? stored : layer);
    });
  }

  it('is there whole or not at all', async (t) => {
    const outer = temporaryFolder(t);
    const image = await anImageOf(join(outer, 'layout'), { layers: [layer] });
    const stop = new AbortController();
    stop.abort('SIGTERM');
    assert.equal(
      codeOf(await writeArchive(disk, image, [], join(outer, 'a.tar'), stop.signal)),
      'interrupted',
    );
    assert.deepEqual(readdirSync(outer), ['layout']);
    assert.equal(existsSync(join(outer, 'a.tar')), false);
  });
});
