/** Pushes a layout's image or pulls one into a folder, as the bench asks: `push|pull <layout> <registry> <repository>`. */

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pushImage } from '../src/clients/registry/push.ts';
import { Repository } from '../src/clients/registry/repository.ts';
import { registrySource } from '../src/clients/registry/source.ts';
import { type Descriptor, hexOf, type ImageSource } from '../src/core/image.ts';
import { ok } from '../src/core/result.ts';
import { MANIFEST_LIMIT, readIndex, readManifest } from '../src/formats/oci.ts';
import { systemClock } from '../src/system/clock.ts';
import { systemDisk } from '../src/system/disk.ts';
import { systemHttp } from '../src/system/http.ts';
import { systemWorkers } from '../src/system/workers.ts';

const [way = '', layout = '', registry = '', path = ''] = process.argv.slice(2);
const workers = systemWorkers(join(import.meta.dirname, '..', 'src', 'main.ts'));
const doors = { http: systemHttp({ env: {} }), disk: systemDisk(), clock: systemClock(), workers };
const options = { plainHttp: [], credential: async () => ok(undefined) };
const repository = new Repository(doors, { registry, repository: path }, options);

const blobAt = ({ digest }: Descriptor): string => join(layout, 'blobs', 'sha256', hexOf(digest));

async function push(): Promise<void> {
  const index = readIndex(
    readFileSync(join(layout, 'index.json')),
    'application/vnd.oci.image.index.v1+json',
  );
  const root = index.ok ? index.value.manifests[0] : undefined;
  if (root === undefined) throw new Error('the layout has no image');
  const source: ImageSource = {
    place: layout,
    root,
    bytes: async (descriptor) => ok(readFileSync(blobAt(descriptor))),
    stream: async () => ok(undefined),
    path: blobAt,
  };
  const pushed = await pushImage(source, repository, { tags: ['bench'] });
  if (!pushed.ok) throw new Error(JSON.stringify(pushed.failure));
}

async function pull(): Promise<void> {
  rmSync(layout, { recursive: true, force: true });
  mkdirSync(join(layout, 'blobs', 'sha256'), { recursive: true });
  const source = await registrySource(repository, 'bench');
  if (!source.ok) throw new Error(JSON.stringify(source.failure));
  const bytes = await source.value.bytes(source.value.root, MANIFEST_LIMIT);
  const manifest = bytes.ok ? readManifest(bytes.value, source.value.root.mediaType) : undefined;
  if (manifest?.ok !== true) throw new Error('no manifest');
  const waiting = [manifest.value.config, ...manifest.value.layers];
  const work = async (): Promise<void> => {
    for (let blob = waiting.shift(); blob !== undefined; blob = waiting.shift()) {
      const got = await source.value.download(blob, blobAt(blob));
      if (!got.ok) throw new Error(JSON.stringify(got.failure));
    }
  };
  await Promise.all(Array.from({ length: 4 }, work));
}

await (way === 'push' ? push() : pull());
await workers.close();
