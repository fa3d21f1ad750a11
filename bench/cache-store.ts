/** A folder that looks like what package managers keep: many small texts, some bundles, a few programs. */

import { randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const MIB = 1024 * 1024;

/** About 300 MB in 20,000 files and 2,000 folders. */
export function makeStore(folder: string): string {
  const random = numbers(7);
  const words = Array.from({ length: 4000 }, () =>
    Math.floor(random() * 36 ** 6)
      .toString(36)
      .slice(0, 3 + Math.floor(random() * 8)),
  );
  for (let at = 0; at < 20_000; at += 1) {
    const below = join(
      folder,
      `package-${Math.floor(at / 40)}`,
      ['', 'lib', 'lib/esm', 'dist'][at % 4] ?? '',
    );
    if (at % 40 < 4) mkdirSync(below, { recursive: true });
    const [name, bytes] = shape(at, random);
    writeFileSync(
      join(below, `${at}.${name}`),
      name === 'node' ? randomFillSync(Buffer.alloc(bytes)) : text(words, bytes, random),
    );
  }
  return folder;
}

/** One file of any size, of blocks that do not compress. */
export function makeLarge(path: string, bytes: number): string {
  const block = randomFillSync(Buffer.alloc(8 * MIB));
  const file = openSync(path, 'wx');
  for (let at = 0; at < bytes; at += block.length) {
    block.writeBigUInt64LE(BigInt(at), at % 4096);
    writeSync(file, block, 0, Math.min(block.length, bytes - at));
  }
  closeSync(file);
  return path;
}

function shape(at: number, random: () => number): readonly [string, number] {
  if (at % 2000 === 77) return ['node', (1 + random() * 8) * MIB];
  if (at % 200 === 33) return ['js.map', (100 + random() * 1000) * 1024];
  if (at % 20 === 5) return ['js', (20 + random() * 80) * 1024];
  return [at % 3 === 0 ? 'd.ts' : 'js', 300 + random() ** 3 * 24 * 1024];
}

/** Words as often as words are: a few nearly everywhere, most seldom. */
function text(words: readonly string[], bytes: number, random: () => number): string {
  const lines: string[] = [];
  for (let length = 0; length < bytes; ) {
    const line = Array.from({ length: 8 }, () => words[Math.floor(random() ** 3 * words.length)] ?? '');
    const put = `  ${line.slice(0, 3).join('.')}(${line.slice(3).join(', ')});`;
    lines.push(put);
    length += put.length + 1;
  }
  return lines.join('\n');
}

/** The same numbers every time (a linear congruential generator). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
