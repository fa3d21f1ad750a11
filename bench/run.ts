/** `npm run bench [part…]`: every figure that the documentation states, beside its peer. */

import { jobs } from './jobs.ts';
import { output } from './output.ts';
import { startup } from './startup.ts';

const PARTS: Readonly<Record<string, () => Promise<void>>> = { startup, jobs, output };

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`);
  process.exitCode = 2;
} else {
  console.log(
    'minimum, median, maximum of wall seconds; ratio of medians; peak memory of the largest process',
  );
  for (const [name, part] of Object.entries(PARTS)) {
    if (wanted.length === 0 || wanted.includes(name)) await part();
  }
}
