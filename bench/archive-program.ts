/** What the program does to keep and to restore a folder, without the store, the key and the signature around it. */

import { readFileSync, writeFileSync } from 'node:fs';
import { LIMITS } from '../src/cache/archive/layout.ts';
import { readList } from '../src/cache/archive/list.ts';
import { openEntry } from '../src/cache/archive/open.ts';
import { finish, type Packed, pack } from '../src/cache/archive/pack.ts';
import { unpack } from '../src/cache/archive/unpack.ts';
import type { Result } from '../src/core/result.ts';
import { systemDisk } from '../src/system/disk.ts';
import { systemWorkers } from '../src/system/workers.ts';

const [, , verb, file = '', folder = ''] = process.argv;
const world = { disk: systemDisk(), workers: systemWorkers(import.meta.filename) };

if (verb === 'save') await save();
else await restore();

async function save(): Promise<void> {
  const packed = value(
    await pack(world, [{ name: 'store', path: folder, include: () => true }], file, LIMITS),
  );
  value(finish(world.disk, file, Buffer.from('{}')));
  const { list, archive } = packed;
  writeFileSync(`${file}.json`, JSON.stringify({ list, archive }));
}

async function restore(): Promise<void> {
  const seal = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as Pick<Packed, 'list' | 'archive'>;
  const entry = value(openEntry(world.disk, file, LIMITS));
  const list = value(readList(world.disk, entry, seal, new Set(['store']), LIMITS));
  const { signal } = new AbortController();
  value(await unpack(world, entry, list, new Map([['store', folder]]), signal));
}

function value<T, F>(result: Result<T, F>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}
