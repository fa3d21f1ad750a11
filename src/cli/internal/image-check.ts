/**
 * `internal image-check REQUEST RESULT`: starts an image and asks its health address before anybody can push it. What
 * the image prints goes where our own output goes; what was seen (`Checked`) goes to a file.
 */

import { ok } from '../../core/result.ts';
import { checkImage } from '../../image/check/check.ts';
import { type CheckRequest, checkedText } from '../../image/check/request.ts';
import type { InsideCommand } from '../internal.ts';
import { readRequest, writeJson } from './request.ts';

export const imageCheck: InsideCommand = async (args, inside) => {
  const read = readRequest<CheckRequest>(args);
  if (!read.ok) return read;
  const { request, result } = read.value;
  const checked = await checkImage(request, inside);
  await inside.doors().workers.close();
  if (!checked.ok) return checked;
  const written = await writeJson(inside, result, checked.value);
  if (!written.ok) return written;
  inside.print(`${request.name} ${checkedText(checked.value)}\n`);
  return ok(0);
};
