/** Opens an entry once: what is read later is read from this descriptor, whatever becomes of the name. */

import type { Miss } from '../../core/cache.ts';
import type { Disk } from '../../core/disk.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { attempt } from './attempt.ts';
import { ENVELOPE, type Limits, readTail, TAIL } from './layout.ts';

/** An entry of which nothing is verified. */
export type OpenEntry = {
  /** The envelope as it stands there. */
  readonly envelope: Uint8Array;
  /** A descriptor of this process. */
  readonly file: number;
  readonly bytes: number;
  /** Where the list begins, which is where the pieces end; and its bytes as stored. */
  readonly listAt: number;
  readonly listBytes: number;
  readonly close: () => void;
};

/** @returns `too-large`, `seal-invalid` for what is no entry or only a part of one, `store-error` */
export function openEntry(disk: Disk, path: string, limits: Limits): Result<OpenEntry, Miss> {
  const file = attempt('store-error', () => disk.openRead(path));
  if (!file.ok) return file;
  const read = attempt('store-error', () => readEnd(disk, file.value, limits));
  if (read.ok && read.value.ok) return ok({ ...read.value.value, close: () => disk.close(file.value) });
  disk.close(file.value);
  return read.ok ? err(read.value.ok ? NOT_WHOLE : read.value.failure) : read;
}

const NOT_WHOLE: Miss = { code: 'seal-invalid', detail: 'it is no entry, or only a part of one' };

function readEnd(disk: Disk, file: number, limits: Limits): Result<Omit<OpenEntry, 'close'>, Miss> {
  const { bytes } = disk.facts(file);
  if (bytes > limits.file) return err({ code: 'too-large', detail: `it has ${bytes} bytes` });
  const end = new Uint8Array(TAIL);
  if (bytes < TAIL || disk.read(file, end, bytes - TAIL) !== TAIL) return err(NOT_WHOLE);
  const tail = readTail(end);
  if (tail === undefined || tail.envelope === 0 || tail.envelope > ENVELOPE) return err(NOT_WHOLE);
  const envelope = new Uint8Array(tail.envelope);
  const envelopeAt = bytes - TAIL - tail.envelope;
  const listAt = envelopeAt - tail.list;
  if (listAt < 0 || disk.read(file, envelope, envelopeAt) !== envelope.length) return err(NOT_WHOLE);
  return ok({ envelope, file, bytes, listAt, listBytes: tail.list });
}
