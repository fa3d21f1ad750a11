import assert from 'node:assert/strict';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ok } from '../../../src/core/result.ts';
import { MEDIA } from '../../../src/formats/oci.ts';
import { imageOf } from '../../../src/image/image.ts';
import { openLayout } from '../../../src/image/layout.ts';
import { createLayout, extendLayout } from '../../../src/image/layout-write.ts';
import { systemDisk } from '../../../src/system/disk.ts';
import { aDisk, errno } from '../../support/broken-disk.ts';
import { describeBytes } from '../../support/images.ts';
import {
  AMD64,
  anImageOf,
  codeOf,
  evidenceBlobs,
  got,
  imageBlobs,
  json,
  messageOf,
  oneBlob,
  sha256,
  tarOf,
  writeLayoutFolder,
} from '../../support/layouts.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const disk = systemDisk();

describe('a layout that is opened', () => {
  it('gives its one image, and blobs that are compared with their digest', async (t) => {
    const layer = tarOf(['a', 'content']);
    const image = await anImageOf(temporaryFolder(t), { layers: [layer], config: { Cmd: ['a'] } });
    assert.deepEqual(image.config.cmd, ['a']);
    assert.deepEqual(image.config.diffIds, [sha256(layer)]);
    const [descriptor] = image.manifest.layers;
    assert.ok(descriptor !== undefined);
    let bytes = 0;
    got(
      await image.source.stream(descriptor, async (piece) => {
        bytes += piece.length;
        return ok(undefined);
      }),
    );
    assert.equal(bytes, descriptor.size);
  });

  it('finds one of several by digest, name or platform, and says when it cannot', (t) => {
    const folder = temporaryFolder(t);
    const [a, b] = [imageBlobs({ config: { User: 'a' } }), imageBlobs({ config: { User: 'b' } })];
    const named = (root: typeof a.root, name: string, architecture: string) => ({
      ...root,
      annotations: { 'org.opencontainers.image.ref.name': name },
      platform: { os: 'linux', architecture },
    });
    writeLayoutFolder(
      folder,
      [named(a.root, 'one', 'amd64'), named(b.root, 'two', 'arm64')],
      [...a.blobs, ...b.blobs],
    );
    assert.equal(got(openLayout(disk, folder, { name: 'two' })).root.digest, b.root.digest);
    assert.equal(got(openLayout(disk, folder, { digest: a.root.digest })).root.digest, a.root.digest);
    assert.equal(got(openLayout(disk, folder, { platform: AMD64 })).root.digest, a.root.digest);
    assert.equal(codeOf(openLayout(disk, folder)), 'image-invalid');
    assert.equal(codeOf(openLayout(disk, folder, { name: 'three' })), 'image-invalid');
  });

  it('takes one image under two names for one', (t) => {
    const { root, blobs } = imageBlobs();
    const second = { ...root, annotations: { 'org.opencontainers.image.ref.name': 'other' } };
    const folder = writeLayoutFolder(temporaryFolder(t), [root, second], blobs);
    assert.equal(got(openLayout(disk, folder)).root.digest, root.digest);
  });

  it('does not take what speaks of an image for an image', (t) => {
    const image = imageBlobs();
    const evidence = evidenceBlobs(image.root);
    const folder = writeLayoutFolder(
      temporaryFolder(t),
      [evidence.root, image.root],
      [...image.blobs, ...evidence.blobs],
    );
    const layout = got(openLayout(disk, folder));
    assert.equal(layout.root.digest, image.root.digest);
    assert.deepEqual(
      layout.evidence.map(({ digest }) => digest),
      [evidence.root.digest],
    );
  });

  const wrong: readonly (readonly [string, (folder: string, blobs: readonly Uint8Array[]) => void])[] = [
    ['without oci-layout', (folder) => rmSync(join(folder, 'oci-layout'))],
    [
      'of another version',
      (folder) => writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"2.0.0"}'),
    ],
    ['without index.json', (folder) => rmSync(join(folder, 'index.json'))],
    ['with an index that is none', (folder) => writeFileSync(join(folder, 'index.json'), '[]')],
    [
      'with an index that is a manifest as well',
      (folder) =>
        writeFileSync(
          join(folder, 'index.json'),
          json({ schemaVersion: 2, mediaType: MEDIA.index, manifests: [], layers: [] }),
        ),
    ],
    [
      'with an index of nothing',
      (folder) =>
        writeFileSync(
          join(folder, 'index.json'),
          json({ schemaVersion: 2, mediaType: MEDIA.index, manifests: [] }),
        ),
    ],
    [
      'with a huge index',
      (folder) => writeFileSync(join(folder, 'index.json'), Buffer.alloc(5 * 1024 * 1024, ' ')),
    ],
    [
      'with a link for its blobs',
      (folder) => {
        const elsewhere = join(folder, 'elsewhere');
        mkdirSync(elsewhere);
        for (const name of readdirSync(join(folder, 'blobs/sha256')))
          linkSync(join(folder, 'blobs/sha256', name), join(elsewhere, name));
        rmSync(join(folder, 'blobs'), { recursive: true });
        mkdirSync(join(folder, 'blobs'));
        symlinkSync(elsewhere, join(folder, 'blobs/sha256'));
      },
    ],
    [
      'with a link for a manifest',
      (folder, blobs) => {
        const path = join(folder, 'blobs/sha256', sha256(blobs.at(-1) ?? Buffer.alloc(0)).slice(7));
        const beside = join(folder, 'beside');
        linkSync(path, beside);
        rmSync(path);
        symlinkSync(beside, path);
      },
    ],
  ];
  for (const [name, spoil] of wrong) {
    it(`is refused ${name}`, (t) => {
      const { root, blobs } = imageBlobs();
      const folder = writeLayoutFolder(temporaryFolder(t), [root], blobs);
      spoil(folder, blobs);
      assert.equal(codeOf(openLayout(disk, folder)), 'image-invalid');
    });
  }

  it('is refused when a blob is not what its name says, or has another size', async (t) => {
    const { root, blobs } = imageBlobs();
    const folder = writeLayoutFolder(temporaryFolder(t), [root], blobs);
    const config = join(folder, 'blobs/sha256', sha256(blobs[0] ?? Buffer.alloc(0)).slice(7));
    const bytes = readFileSync(config);
    const source = got(openLayout(disk, folder));
    writeFileSync(config, Buffer.from(bytes.toString().replace('amd64', 'arm64')));
    assert.equal(codeOf(await imageOf(source)), 'digest-mismatch');
    writeFileSync(config, bytes.subarray(1));
    assert.equal(codeOf(await imageOf(source)), 'digest-mismatch');
    writeFileSync(config, bytes);
    const lying = { ...describeBytes(MEDIA.config, bytes), size: bytes.length + 1 };
    assert.equal(codeOf(await source.stream(lying, async () => ok(undefined))), 'digest-mismatch');
    assert.equal(codeOf(await source.bytes(lying, 1000)), 'digest-mismatch');
  });
});

describe('a layout that is written', () => {
  it('is the same for the same blobs, and opens again', async (t) => {
    const outer = temporaryFolder(t);
    const image = await anImageOf(join(outer, 'in'), { layers: [tarOf(['a', 'b'])] });
    for (const name of ['one', 'two']) {
      const writer = got(createLayout(disk, join(outer, name)));
      for (const blob of [...image.manifest.layers, image.manifest.config, image.descriptor])
        got(await writer.from(image.source, blob));
      got(writer.finish([{ ...image.descriptor, platform: AMD64 }]));
    }
    for (const file of ['index.json', 'oci-layout'])
      assert.deepEqual(readFileSync(join(outer, 'one', file)), readFileSync(join(outer, 'two', file)));
    assert.equal(got(openLayout(disk, join(outer, 'one'))).root.digest, image.descriptor.digest);
    assert.deepEqual(readdirSync(outer).sort(), ['in', 'one', 'two']);
  });

  it('replaces what was there, and leaves it alone until it is whole', async (t) => {
    const outer = temporaryFolder(t);
    const before = await anImageOf(join(outer, 'out'), { config: { User: 'before' } });
    const writer = got(createLayout(disk, join(outer, 'out')));
    got(writer.bytes(MEDIA.config, Buffer.from('{}')));
    assert.equal(got(openLayout(disk, join(outer, 'out'))).root.digest, before.descriptor.digest);
    const now = imageBlobs({ config: { User: 'now' } });
    for (const blob of now.blobs) got(writer.bytes('x', blob));
    got(writer.finish([now.root]));
    assert.equal(got(openLayout(disk, join(outer, 'out'))).root.digest, now.root.digest);
    assert.deepEqual(readdirSync(outer), ['out']);
  });

  it('leaves nothing when it is dropped, aborted or the disk is full', async (t) => {
    const outer = temporaryFolder(t);
    const out = join(outer, 'out');
    const dropped = got(createLayout(disk, out));
    got(dropped.bytes('x', Buffer.from('x')));
    dropped.drop();
    assert.deepEqual(readdirSync(outer), []);

    const stop = new AbortController();
    const aborted = got(createLayout(disk, out, stop.signal));
    stop.abort('SIGINT');
    assert.equal(codeOf(aborted.bytes('x', Buffer.from('x'))), 'interrupted');
    assert.equal(codeOf(aborted.finish([])), 'interrupted');
    aborted.drop();
    assert.deepEqual(readdirSync(outer), []);

    const full = aDisk(({ operation }) => {
      if (operation === 'write') throw errno('ENOSPC');
    });
    const writer = got(createLayout(full, out));
    assert.equal(codeOf(writer.bytes('x', Buffer.from('x'))), 'system');
    writer.drop();
    assert.deepEqual(readdirSync(outer), []);
  });

  it('keeps no blob that is not what was asked for', async (t) => {
    const outer = temporaryFolder(t);
    const writer = got(createLayout(disk, join(outer, 'out')));
    const asked = describeBytes('x', Buffer.from('honest'));
    const poisoned = join(outer, 'poisoned');
    writeFileSync(poisoned, 'hostile');
    assert.equal(codeOf(await writer.file(asked, poisoned)), 'digest-mismatch');
    writeFileSync(poisoned, 'hostil');
    assert.equal(codeOf(await writer.file(asked, poisoned)), 'digest-mismatch');
    assert.equal(codeOf(await writer.from(oneBlob('x', Buffer.from('hostil')), asked)), 'digest-mismatch');
    assert.equal(writer.has(asked.digest), false);
    assert.equal(existsSync(writer.path(asked.digest)), false);
    symlinkSync(poisoned, join(outer, 'link'));
    assert.equal(codeOf(await writer.file(asked, join(outer, 'link'))), 'image-invalid');
  });

  it('copies a file where the disk cannot link it', async (t) => {
    const outer = temporaryFolder(t);
    const content = Buffer.from('a blob');
    writeFileSync(join(outer, 'file'), content);
    const unable = aDisk(({ operation }) => {
      if (operation === 'makeHardLink') throw errno('EXDEV');
    });
    const writer = got(createLayout(unable, join(outer, 'out')));
    const blob = describeBytes('x', content);
    got(await writer.file(blob, join(outer, 'file')));
    assert.deepEqual(readFileSync(writer.path(blob.digest)), content);
  });

  it('gets evidence added in one step, once', async (t) => {
    const folder = join(temporaryFolder(t), 'layout');
    const image = await anImageOf(folder, {});
    const evidence = evidenceBlobs(image.descriptor);
    for (const _ of [1, 2]) got(extendLayout(disk, folder, evidence.blobs, [evidence.root]));
    const layout = got(openLayout(disk, folder));
    assert.deepEqual(
      layout.evidence.map(({ digest }) => digest),
      [evidence.root.digest],
    );
    assert.equal(layout.root.digest, image.descriptor.digest);
    assert.equal(codeOf(extendLayout(disk, join(folder, 'none'), [], [])), 'image-invalid');
  });
});

describe('an image that is chosen', () => {
  const index = (manifests: readonly object[]) =>
    json({ schemaVersion: 2, mediaType: MEDIA.index, manifests });

  it('is the one for the platform, and what BuildKit says beside it is none', async (t) => {
    const amd = imageBlobs();
    const arm = imageBlobs({ platform: { architecture: 'arm64', variant: 'v8' } });
    const statement = imageBlobs({ config: { User: 'statement' } });
    const list = index([
      { ...statement.root, platform: { os: 'unknown', architecture: 'unknown' } },
      { ...arm.root, platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
      { ...amd.root, platform: AMD64 },
    ]);
    const root = describeBytes(MEDIA.index, list);
    const folder = writeLayoutFolder(
      temporaryFolder(t),
      [root],
      [list, ...amd.blobs, ...arm.blobs, ...statement.blobs],
    );
    const source = got(openLayout(disk, folder));
    assert.equal(got(await imageOf(source, AMD64)).descriptor.digest, amd.root.digest);
    const wanted = { os: 'linux', architecture: 'arm64' };
    assert.equal(got(await imageOf(source, wanted)).platform.variant, 'v8');
    assert.match(messageOf(await imageOf(source)), /platform has to be named/);
    assert.match(messageOf(await imageOf(source, { os: 'linux', architecture: 's390x' })), /none for/);
  });

  it('is refused when its configuration is for another platform than the index said', async (t) => {
    const arm = imageBlobs({ platform: { architecture: 'arm64' } });
    const list = index([{ ...arm.root, platform: AMD64 }]);
    const folder = writeLayoutFolder(
      temporaryFolder(t),
      [describeBytes(MEDIA.index, list)],
      [list, ...arm.blobs],
    );
    assert.equal(codeOf(await imageOf(got(openLayout(disk, folder)), AMD64)), 'image-invalid');
  });

  it('is refused when indexes are nested without end, or it is something else than an image', async (t) => {
    const { root, blobs } = imageBlobs();
    let list = index([root]);
    const lists = [list];
    for (let depth = 0; depth < 5; depth += 1) {
      list = index([describeBytes(MEDIA.index, list)]);
      lists.push(list);
    }
    const outer = temporaryFolder(t);
    const deep = writeLayoutFolder(
      join(outer, 'deep'),
      [describeBytes(MEDIA.index, list)],
      [...lists, ...blobs],
    );
    assert.match(messageOf(await imageOf(got(openLayout(disk, deep)))), /nested/);
    const config = Buffer.from('{}');
    const artifact = json({
      schemaVersion: 2,
      mediaType: MEDIA.manifest,
      config: describeBytes('application/vnd.example', config),
      layers: [],
    });
    const other = writeLayoutFolder(
      join(outer, 'other'),
      [describeBytes(MEDIA.manifest, artifact)],
      [artifact, config],
    );
    assert.match(messageOf(await imageOf(got(openLayout(disk, other)))), /no image/);
  });
});
