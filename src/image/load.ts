/** A layout into Docker or podman on this machine, under a name, by the archive that both of them load. */

import type { Doors } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import { parseImageName } from '../formats/image-name.ts';
import { writeArchive } from './archive-write.ts';
import type { Image } from './image.ts';

export type LoadEngine = 'docker' | 'podman';

/** Runs a program to its end; both outputs as text. */
export type RunProgram = (
  program: string,
  args: readonly string[],
) => Promise<Result<{ readonly exit: number; readonly output: string }>>;

/**
 * @param name  with its tag: `diary:dev`
 * @returns the name as the engine has it now
 */
export async function loadImage(
  image: Image,
  name: string,
  engine: LoadEngine,
  run: RunProgram,
  { files, disk }: Pick<Doors, 'files' | 'disk'>,
  signal: AbortSignal,
): Promise<Result<string>> {
  const parsed = parseImageName(name);
  if (parsed?.tag === undefined || parsed.digest !== undefined) {
    const message = `"${name}" is no name with a tag; diary:dev is one`;
    return err({ code: 'usage', message });
  }
  const folder = files.temporary('load-');
  if (!folder.ok) return folder;
  try {
    const archive = `${folder.value}/image.tar`;
    const written = await writeArchive(disk, image, [name], archive, signal);
    if (!written.ok) return written;
    const loaded = await run(engine, ['load', '--quiet', '--input', archive]);
    if (!loaded.ok) return loaded;
    if (loaded.value.exit === 0) return ok(name);
    return err({ code: 'engine-unavailable', engine, message: firstLine(loaded.value.output) });
  } finally {
    files.remove(folder.value);
  }
}

function firstLine(text: string): string {
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? 'it did not load the image'
  );
}
