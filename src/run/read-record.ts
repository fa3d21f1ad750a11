/** A record from disk, checked against its schema and its own name. */

import { isSha256, type Sha256 } from '../core/digest.ts';
import type { Files } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import { jsonDigest } from '../formats/canonical.ts';
import { RECORD_LIMIT } from './record.ts';
import { type ReadRecord, recordSchema } from './record-schema.ts';

export type StoredRecord = { readonly record: ReadRecord; readonly digest: Sha256 };

/** Reads a record; one whose name is a digest must have it. Undefined when there is no such file. */
export function readRecord(files: Files, path: string): Result<StoredRecord | undefined> {
  const text = files.readText(path, RECORD_LIMIT);
  if (!text.ok) return text;
  if (text.value === undefined) return ok(undefined);
  const invalid = (message: string): Result<never> => err({ code: 'record-invalid', path, message });
  let value: unknown;
  try {
    value = JSON.parse(text.value);
  } catch {
    return invalid('it is not JSON');
  }
  const parsed = recordSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return invalid(`${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is wrong'}`.trim());
  }
  const digest = jsonDigest(value);
  const named =
    path
      .split('/')
      .at(-1)
      ?.replace(/\.json$/, '') ?? '';
  if (isSha256(named) && named !== digest) return invalid('its name is not its digest');
  return ok({ record: parsed.data, digest });
}
