/** `npm run bench [part…]`: every figure that the documentation states, beside its peer. */

import { action } from './action.ts';
import { cache, cacheLarge } from './cache.ts';
import { image } from './image.ts';
import { imageRebuild } from './image-rebuild.ts';
import { jobImageSize } from './job-image.ts';
import { jobs } from './jobs.ts';
import { keys } from './keys.ts';
import { nothing } from './nothing.ts';
import { output } from './output.ts';
import { registry } from './registry.ts';
import { sbom } from './sbom.ts';
import { signing } from './signing.ts';
import { startup } from './startup.ts';

const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  startup,
  jobs,
  output,
  keys,
  nothing,
  cache,
  action,
};

/** Only when they are named. */
const LONG: typeof PARTS = {
  'cache-large': cacheLarge,
  image,
  'image-rebuild': imageRebuild,
  'job-image': jobImageSize,
  registry,
  sbom,
  signing,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name) && !Object.hasOwn(LONG, name));
if (unknown.length > 0) {
  console.error(
    `no such part: ${unknown.join(', ')}; there are ${Object.keys({ ...PARTS, ...LONG }).join(', ')}`,
  );
  process.exitCode = 2;
} else {
  console.log(
    'minimum, median, maximum of wall seconds; ratio of medians; peak memory of the largest process',
  );
  for (const [name, part] of Object.entries({ ...PARTS, ...LONG })) {
    if (wanted.includes(name) || (wanted.length === 0 && Object.hasOwn(PARTS, name))) await part();
  }
}
