/** C1 and C9: the file of an honest entry is not what it was, by hand or by a network. */

import { TAIL } from '../archive/layout.ts';
import type { Attack } from './attack.ts';
import { kept, take } from './runs.ts';

type Edit = readonly [name: string, ends: Attack['ends'], edit: (entry: Buffer) => Uint8Array];

const CHANGED: readonly Edit[] = [
  ['a byte of a piece', 'digest-mismatch', (entry) => flipped(entry, 3)],
  ['a byte of the list', 'digest-mismatch', (entry) => flipped(entry, partsOf(entry).listAt + 9)],
  ['a byte of the seal', 'seal-invalid', (entry) => flipped(entry, partsOf(entry).envelopeAt + 99)],
  ['the last byte of the seal', 'seal-invalid', (entry) => flipped(entry, entry.length - TAIL - 1)],
  ['a byte of the tail', 'seal-invalid', (entry) => flipped(entry, entry.length - 3)],
  ['a length in the tail', 'seal-invalid', (entry) => flipped(entry, entry.length - TAIL)],
  ['its last byte cut off', 'seal-invalid', (entry) => entry.subarray(0, -1)],
  ['its first byte cut off', 'digest-mismatch', (entry) => entry.subarray(1)],
  ['a byte put behind it', 'seal-invalid', (entry) => Buffer.concat([entry, Buffer.from('x')])],
  ['a byte put before it', 'digest-mismatch', (entry) => Buffer.concat([Buffer.from('x'), entry])],
];

const ANSWERED: readonly Edit[] = [
  ['the first half', 'seal-invalid', (entry) => entry.subarray(0, entry.length / 2)],
  ['the second half', 'seal-invalid', (entry) => entry.subarray(entry.length / 2)],
  ['the entry twice', 'digest-mismatch', (entry) => Buffer.concat([entry, entry])],
  ['an error page', 'seal-invalid', () => Buffer.from('<html><h1>503 Service Unavailable</h1></html>\n')],
  ['the tail alone', 'seal-invalid', (entry) => entry.subarray(-TAIL)],
  ['zeros of the same length', 'seal-invalid', (entry) => Buffer.alloc(entry.length)],
  ["another entry's length", 'seal-invalid', (entry) => Buffer.concat([entry], entry.length + 512)],
  ['no byte at all', 'absent', () => Buffer.alloc(0)],
];

export const EDITS: readonly Attack[] = [
  ...CHANGED.map((edit) => attackOf('C1', 'entry changed on disk', edit)),
  ...ANSWERED.map((edit) => attackOf('C9', 'store answers something else', edit)),
];

function attackOf(id: Attack['id'], row: string, [name, ends, edit]: Edit): Attack {
  return {
    ...{ id, row, name, ends },
    perform: async (ground) => {
      const { path, bytes } = await kept(ground);
      const twin = await take(ground, 'branch');
      ground.replace(path, edit(bytes));
      return { twin, attack: await take(ground, 'branch') };
    },
  };
}

/** Where the parts of an entry begin. */
function partsOf(entry: Buffer): { readonly listAt: number; readonly envelopeAt: number } {
  const tail = entry.length - TAIL;
  const envelopeAt = tail - entry.readUInt32LE(tail);
  return { envelopeAt, listAt: envelopeAt - Number(entry.readBigUInt64LE(tail + 4)) };
}

function flipped(entry: Buffer, at: number): Buffer {
  const changed = Buffer.from(entry);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}
