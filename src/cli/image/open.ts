/** The image that a command line means, opened with the doors and credentials of who types it. */

import { resolve } from 'node:path';
import { credentialsFrom } from '../../clients/registry/credentials.ts';
import { Repository } from '../../clients/registry/repository.ts';
import type { Platform } from '../../core/image.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { parsePlatform } from '../../formats/oci.ts';
import type { Image } from '../../image/image.ts';
import { openImage } from '../../image/open.ts';
import type { Session } from '../session.ts';

/** Where containerize leaves what it built. */
export const BUILT = '.sealsmith/image';

export function platformFlag(text: string | undefined): Result<Platform | undefined> {
  if (text === undefined) return ok(undefined);
  const platform = parsePlatform(text);
  if (platform !== undefined) return ok(platform);
  return err({ code: 'usage', message: `"${text}" is no platform; linux/amd64 and linux/arm64/v8 are` });
}

/** @param text  undefined: the one built here */
export function openNamed(
  session: Session,
  text: string | undefined,
  platform: Platform | undefined,
): Promise<Result<Image>> {
  const { world, workspace } = session;
  return openImage(text ?? BUILT, {
    doors: world,
    resolve: (path) => resolve(workspace, path),
    repository: (name) =>
      new Repository(world, name, {
        plainHttp: [],
        credential: credentialsFrom(world),
        signal: world.interrupt.signal,
      }),
    platform,
  });
}
