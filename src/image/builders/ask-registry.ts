/** The registry client as builders use it: with the doors and credentials of the job. */

import { credentialsFrom } from '../../clients/registry/credentials.ts';
import { Repository } from '../../clients/registry/repository.ts';
import type { BuildRequest } from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import type { ImageName } from '../../formats/image-name.ts';

export { registrySource } from '../../clients/registry/source.ts';

export function repositoryOf(
  name: Pick<ImageName, 'registry' | 'repository'>,
  { plainHttp }: Pick<BuildRequest, 'plainHttp'>,
  inside: Inside,
): Repository {
  const { env } = inside;
  const { files } = inside.doors();
  return new Repository(inside.doors(), name, {
    plainHttp,
    // A job has been given what it may use, in files of its own: nothing is asked for it any more.
    credential: credentialsFrom({ files, env, secrets: new Map(), home: env['HOME'] }),
    signal: inside.interrupt(),
  });
}
