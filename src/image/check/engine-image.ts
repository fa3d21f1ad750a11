/** An image in an engine under a name of one check alone, and what becomes of such names when a check was killed. */

import { randomBytes } from 'node:crypto';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { writeArchive } from '../archive-write.ts';
import { interrupted } from '../builders/engine-program.ts';
import { type Called, call, complaint, isGone, succeeded } from './call.ts';
import type { Engine } from './engine.ts';
import type { Subject } from './runner.ts';

/** Milliseconds beyond the time of the check after which what is left of it belongs to nobody. */
const MARGIN = 30 * 60_000;

/** Milliseconds to take in an image of gigabytes. */
const LOADING = 20 * 60_000;

/** Milliseconds since 1970 after which nobody wants the container any more. */
export const LABEL = 'sealsmith.check.until';
const REPOSITORY = 'sealsmith-check';

/** What every program that reads Compose files labels its things with. */
const PROJECT = 'com.docker.compose.project';

export type PrivateNames = { readonly container: string; readonly image: string; readonly until: number };

export function privateNames(engine: Engine, { within }: Subject, inside: Inside): PrivateNames {
  const id = randomBytes(8).toString('hex');
  const until = inside.doors().clock.now() + within + MARGIN;
  return { container: `${REPOSITORY}-${id}`, image: `${engine.prefix}${REPOSITORY}/${id}:${until}`, until };
}

/** Whatever of it has been done, the caller takes away by `forgetImage`. */
export async function loadImage(
  engine: Engine,
  { image, folder, interrupt }: Subject,
  inside: Inside,
  name: string,
): Promise<Result<void>> {
  const { disk, files } = inside.doors();
  const archive = `${folder}/image.tar`;
  const written = await writeArchive(disk, image, [name], archive, interrupt);
  if (!written.ok) return written;
  const loaded = await call(inside, {
    program: engine.name,
    args: ['load', '--input', archive],
    limit: LOADING,
  });
  files.remove(archive);
  if (interrupt.aborted) return err(interrupted(interrupt));
  return succeeded(loaded) ? ok(undefined) : refused(engine, 'load the image', loaded);
}

export async function forgetImage(engine: Engine, inside: Inside, name: string): Promise<Result<void>> {
  const gone = await call(inside, { program: engine.name, args: ['rmi', name] });
  return succeeded(gone) || isGone(gone) ? ok(undefined) : refused(engine, 'remove the image again', gone);
}

/** What is older than any check that still runs. */
export async function sweep(engine: Engine, inside: Inside): Promise<void> {
  const now = inside.doors().clock.now();
  const over = (until: string | undefined): boolean => /^\d{13,15}$/.test(until ?? '') && Number(until) < now;
  const words = (called: Called): readonly string[][] =>
    called.output.split('\n').map((line) => line.split(' '));
  const format = `{{.Names}} {{.Label "${LABEL}"}}`;
  const listed = await call(inside, {
    program: engine.name,
    args: ['ps', '--all', `--filter=label=${LABEL}`, `--format=${format}`],
  });
  for (const [name, until] of words(listed)) {
    if (name !== undefined && over(until))
      await call(inside, {
        program: engine.name,
        args: ['rm', '--force', '--volumes', ...engine.remove, name],
      });
  }
  const projects = await call(inside, {
    program: engine.name,
    args: ['ps', '--all', `--filter=label=${PROJECT}`, `--format={{.Label "${PROJECT}"}}`],
  });
  for (const project of new Set(projects.output.split('\n'))) {
    const until = new RegExp(`^${REPOSITORY}-[0-9a-f]{16}-(\\d+)$`).exec(project)?.[1];
    if (over(until)) await removeProject(engine, inside, project);
  }
  const images = await call(inside, {
    program: engine.name,
    args: [
      'images',
      '--format={{.Repository}} {{.Tag}}',
      `--filter=reference=${engine.prefix}${REPOSITORY}/*`,
    ],
  });
  for (const [repository, tag] of words(images)) {
    if (repository?.startsWith(`${engine.prefix}${REPOSITORY}/`) && over(tag))
      await call(inside, { program: engine.name, args: ['rmi', `${repository}:${tag}`] });
  }
}

/** Containers, volumes and networks of a Compose project. */
export async function removeProject(engine: Engine, inside: Inside, project: string): Promise<void> {
  const filter = `--filter=label=${PROJECT}=${project}`;
  const ask = async (args: readonly string[]): Promise<readonly string[]> => {
    const { output } = await call(inside, { program: engine.name, args: [...args, '--quiet', filter] });
    return output.split('\n').filter((id) => id !== '');
  };
  for (const [list, remove] of [
    [
      ['ps', '--all'],
      ['rm', '--force', '--volumes', ...engine.remove],
    ],
    [
      ['volume', 'ls'],
      ['volume', 'rm'],
    ],
    [
      ['network', 'ls'],
      ['network', 'rm'],
    ],
  ] as const) {
    const ids = await ask(list);
    if (ids.length > 0) await call(inside, { program: engine.name, args: [...remove, ...ids] });
  }
}

export function refused(engine: Engine, doing: string, called: Called): Result<never> {
  return err({
    code: 'engine-unavailable',
    engine: engine.name,
    message: `it could not ${doing}: ${complaint(called)}`,
  });
}
