/** What the program does to make one layer of a folder, without the base and the configuration around it. */

import { availableParallelism } from 'node:os';
import type { Result } from '../src/core/result.ts';
import { gather } from '../src/image/gather.ts';
import { writeLayer } from '../src/image/layer-write.ts';
import { createLayout } from '../src/image/layout-write.ts';
import { Placing } from '../src/image/placing.ts';
import { systemDisk } from '../src/system/disk.ts';

const [, , from = '', out = '', compression = ''] = process.argv;
const disk = systemDisk();
const owner = { uid: 0, gid: 0 };
const layout = value(createLayout(disk, out));
const gathered = value(gather(disk, { from, to: '/app', exclude: [], owner }));
const entries = value(new Placing().layer(gathered.to, owner, gathered.entries));
value(
  await writeLayer(
    disk,
    entries,
    {
      compression: compression === 'zstd' ? 'zstd' : 'gzip',
      mtime: 315_532_800,
      cores: availableParallelism(),
      store: undefined,
    },
    layout,
  ),
);
layout.drop();

function value<T, F>(result: Result<T, F>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}
