/**
 * A maker that is a program of somebody else's: it gets a layout of its own with just the image, and what it writes is
 * brought into one order, so that the same image gives the same bytes.
 */

import { err, ok, type Result } from '../../core/result.ts';
import { attempt } from '../attempt.ts';
import { copyImage } from '../copy.ts';
import { createLayout } from '../layout-write.ts';
import { readJson } from './json.ts';
import type { ForeignName, Made, SbomMaker, SbomTarget, SbomWorld } from './maker.ts';
import { normalised } from './normalise.ts';

export type Foreign = {
  readonly name: ForeignName;
  readonly summary: string;
  /** @param out  the file that it is to write CycloneDX to */
  readonly args: (
    place: { readonly kind: SbomTarget['kind']; readonly path: string },
    out: string,
  ) => readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

/** Bytes of a bill that are read at most. */
const LIMIT = 512 * 1024 * 1024;

export function foreignMaker({ name, summary, args, env }: Foreign): SbomMaker {
  return {
    name,
    summary,
    async make(wish, world) {
      const folder = world.files.temporary('sbom-');
      if (!folder.ok) return folder;
      try {
        const place = await placed(wish.target, `${folder.value}/image`, world);
        if (!place.ok) return place;
        const out = `${folder.value}/bom.json`;
        const ran = await world.run(name, args({ kind: wish.target.kind, path: place.value }, out), env);
        if (!ran.ok) return ran;
        const bytes = wholeFile(world, out);
        if (!bytes.ok) return bytes;
        const json = bytes.value === undefined ? err('it wrote nothing') : readJson(bytes.value);
        const bom = json.ok ? normalised(json.value, name, wish) : json;
        if (!bom.ok)
          return err({ code: 'tool-broken', tool: name, path: name, message: `of its list, ${bom.failure}` });
        return ok<Made>({ ...bom.value, remarks: [] });
      } finally {
        world.files.remove(folder.value);
      }
    },
  };
}

async function placed(target: SbomTarget, layout: string, { disk }: SbomWorld): Promise<Result<string>> {
  if (target.kind === 'folder') return ok(target.path);
  const writer = createLayout(disk, layout);
  if (!writer.ok) return writer;
  const copied = await copyImage(target.image, writer.value);
  const finished = copied.ok ? writer.value.finish([copied.value]) : copied;
  if (finished.ok) return ok(layout);
  writer.value.drop();
  return finished;
}

/** Undefined when it is not there, or more than is read. */
function wholeFile({ disk }: SbomWorld, path: string): Result<Uint8Array | undefined> {
  return attempt('read', path, () => {
    const facts = disk.look(path);
    if (facts === undefined || facts.bytes > LIMIT) return undefined;
    const bytes = Buffer.alloc(facts.bytes);
    return disk.readWhole(path, bytes) === bytes.length ? bytes : undefined;
  });
}
