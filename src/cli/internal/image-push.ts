/** `internal image-push REQUEST RESULT`: a layout into a registry, by digest, then under its tags. */

import { Repository } from '../../clients/registry/repository.ts';
import type { ImageDigest } from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import type { Files } from '../../core/ports.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { parseImageName } from '../../formats/image-name.ts';
import { type PushRequest, pushLayout } from '../../image/push.ts';
import { size } from '../../report/units.ts';
import { readRecord } from '../../run/read-record.ts';
import type { InsideCommand } from '../internal.ts';
import { registryOptions } from './registry-options.ts';
import { readRequest, writeJson } from './request.ts';

export const imagePush: InsideCommand = async (args, inside: Inside) => {
  const read = readRequest<PushRequest>(args);
  if (!read.ok) return read;
  const { request, result } = read.value;
  const name = parseImageName(request.to);
  if (name === undefined) return err(`${request.to} is no name of an image`);
  const doors = inside.doors();
  const expected = built(doors.files, request);
  if (!expected.ok) return expected;
  const repository = new Repository(doors, name, registryOptions(inside, request.plainHttp));
  const pushed = await pushLayout(doors.disk, request, repository, () => {}, expected.value);
  await doors.workers.close();
  if (!pushed.ok) return pushed;
  const written = await writeJson(inside, result, pushed.value);
  if (!written.ok) return written;
  inside.print(`${pushed.value.name}@${pushed.value.digest}: ${size(pushed.value.sent)} sent\n`);
  return ok(0);
};

/** The image that the run has built and tried, by its account. */
function built(files: Files, { account }: PushRequest): Result<ImageDigest | undefined> {
  if (account === undefined) return ok(undefined);
  const stored = readRecord(files, account);
  if (!stored.ok) return stored;
  const digest = stored.value?.record.what.facts.image?.digest;
  if (digest === undefined)
    return err({ code: 'record-invalid', path: account, message: 'it has no image that could be pushed' });
  return ok(digest as ImageDigest);
}
