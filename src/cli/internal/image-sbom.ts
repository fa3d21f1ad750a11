/**
 * `internal image-sbom REQUEST RESULT`: lists what is really in an image as a bill of materials (CycloneDX 1.6) beside
 * its layout, and writes who made it to a file for who reads the job's outputs.
 */

import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { bomText } from '../../formats/cyclonedx.ts';
import { isPlainObject } from '../../formats/strict-json.ts';
import { imageOf } from '../../image/image.ts';
import { openLayout } from '../../image/layout.ts';
import { basesOf, readBases } from '../../image/sbom/bases.ts';
import type { SbomWorld } from '../../image/sbom/maker.ts';
import { MAKERS } from '../../image/sbom/makers.ts';
import type { SbomBase, SbomMade, SbomRequest } from '../../image/sbom/request.ts';
import type { InsideCommand } from '../internal.ts';
import { VERSION } from '../version.ts';
import { readRequest, writeJson } from './request.ts';
import { writeWhole } from './write-whole.ts';

export const imageSbom: InsideCommand = async (args, inside: Inside) => {
  const read = readRequest<SbomRequest>(args);
  if (!read.ok) return read;
  const { request, result } = read.value;
  const world = worldOf(inside);
  const layout = openLayout(world.disk, request.layout);
  if (!layout.ok) return layout;
  const image = await imageOf(layout.value);
  if (!image.ok) return image;
  const built = request.built === undefined ? ok(undefined) : builtBases(request.built, inside);
  if (!built.ok) return built;
  const made = await MAKERS[request.with].make(
    {
      target: { kind: 'image', image: image.value },
      name: request.name ?? 'image',
      bases: built.value ?? basesOf(image.value),
      epoch: inside.env['SOURCE_DATE_EPOCH'],
      version: VERSION,
    },
    world,
  );
  if (!made.ok) return made;
  const { bom, maker, remarks } = made.value;
  const text = Buffer.from(bomText(bom));
  const written = await writeWhole(inside, request.out, async (file) => file.write(text));
  if (!written.ok) return written;
  const said: SbomMade = { maker, components: bom.components.length, remarks };
  const told = await writeJson(inside, result, said);
  if (!told.ok) return told;
  for (const line of remarks) inside.print(`${line}\n`);
  inside.print(`${bom.components.length} components, listed by ${maker}\n`);
  return ok(0);
};

function worldOf(inside: Inside): SbomWorld {
  const { disk, files } = inside.doors();
  return {
    disk,
    files,
    async run(name, args, env) {
      const how = await inside.start({ program: name, args, env }).ended;
      if (how.kind === 'exited' && how.exit === 0) return ok(undefined);
      if (how.kind === 'not-started')
        return err({ code: 'tool-missing', tool: name, wantedBy: 'sbom', get: `install ${name}` });
      const message = how.kind === 'exited' ? `it ended with ${how.exit}` : `it was ended by ${how.signal}`;
      return err({ code: 'tool-broken', tool: name, path: name, message });
    },
  };
}

function builtBases(path: string, inside: Inside): Result<readonly SbomBase[], string> {
  const text = inside.doors().files.readText(path);
  if (!text.ok || text.value === undefined) return err(`${path} cannot be read`);
  try {
    const value: unknown = JSON.parse(text.value);
    return ok(readBases(isPlainObject(value) ? value['bases'] : undefined));
  } catch {
    return err(`${path} is not JSON`);
  }
}
