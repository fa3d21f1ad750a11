/**
 * What kaniko and others leave to say what they pushed, in one of three forms: the digest alone (`--digest-file`), with
 * the name (`--image-name-with-digest-file`), or with name and tag (`--image-name-tag-with-digest-file`), a line each.
 */

import { type ImageDigest, isImageDigest } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';
import { type ImageName, parseImageName } from '../formats/image-name.ts';

export type Pushed = Pick<ImageName, 'registry' | 'repository'> & { readonly digest: ImageDigest };

/** Bytes of such a file that are read at most. */
export const DIGEST_FILE_LIMIT = 64 * 1024;

/**
 * @param name  where it was pushed; needed when the file holds a digest alone, and chooses when it names several places
 * @returns the failure is one clause
 */
export function readDigestFile(text: string, name: string | undefined): Result<Pushed, string> {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const [first] = lines;
  if (first === undefined) return err('it is empty');
  const place = name === undefined ? undefined : parseImageName(name);
  if (name !== undefined && place === undefined) return err(`${JSON.stringify(name)} is no name of an image`);
  if (lines.length === 1 && isImageDigest(first)) {
    if (place === undefined)
      return err('it holds a digest alone, and nothing says of which image: name: is missing');
    return agreed(place, first);
  }
  const named: ImageName[] = [];
  for (const line of lines) {
    const parsed = parseImageName(line);
    if (parsed?.digest === undefined) return err('a line of it is no name with a digest');
    named.push(parsed);
  }
  const fitting = named.filter(
    (one) => place === undefined || (one.registry === place.registry && one.repository === place.repository),
  );
  const [chosen] = fitting;
  if (chosen?.digest === undefined) return err(`it says nothing of ${name}`);
  const digest = chosen.digest;
  // One build has one digest, however many names it was pushed under.
  if (fitting.some((one) => one.digest !== digest)) return err('it names several digests');
  return place === undefined ? ok(placeOf(chosen, digest)) : agreed(place, digest);
}

function agreed(place: ImageName, digest: ImageDigest): Result<Pushed, string> {
  if (place.digest !== undefined && place.digest !== digest)
    return err(`it says ${digest}, and the name says ${place.digest}`);
  return ok(placeOf(place, digest));
}

function placeOf({ registry, repository }: ImageName, digest: ImageDigest): Pushed {
  return { registry, repository, digest };
}
