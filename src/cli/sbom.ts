/** `sealsmith sbom <image|layout|archive|folder>`: what is really in there, for people or as CycloneDX. */

import { basename, resolve } from 'node:path';
import type { ExitStatus } from '../core/failure.ts';
import type { CommandOutcome } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import { toolRequest } from '../core/tool.ts';
import { bomText } from '../formats/cyclonedx.ts';
import { basesOf } from '../image/sbom/bases.ts';
import type { SbomWorld, Wish } from '../image/sbom/maker.ts';
import { MAKERS } from '../image/sbom/makers.ts';
import type { MakerName } from '../image/sbom/request.ts';
import { linesOf, visible } from '../report/escape.ts';
import { sbomText } from '../report/sbom.ts';
import { BUILT, openNamed, platformFlag } from './image/open.ts';
import { fail, type Session } from './session.ts';
import { VERSION } from './version.ts';

export type SbomFlags = {
  readonly output?: string;
  readonly with?: MakerName;
  readonly platform?: string;
};

/** @param what  undefined: the image built here */
export async function sbom(
  session: Session,
  what: string | undefined,
  flags: SbomFlags,
): Promise<ExitStatus> {
  const wish = await wishOf(session, what ?? BUILT, flags);
  if (!wish.ok) return fail(session, wish.failure);
  const made = await MAKERS[flags.with ?? 'own'].make(wish.value, worldOf(session));
  if (!made.ok) return fail(session, made.failure);
  const { bom } = made.value;
  if (flags.output !== undefined) {
    const path = resolve(session.workspace, flags.output);
    const written = session.world.files.writeText(path, bomText(bom), 0o644);
    if (!written.ok) return fail(session, written.failure);
  }
  if (session.flags.json === true) session.json(bom);
  const view = { ...made.value, output: flags.output };
  session.say(sbomText(view, session.look, session.flags.verbose === true));
  return 0;
}

async function wishOf(session: Session, what: string, flags: SbomFlags): Promise<Result<Wish>> {
  const { world, workspace } = session;
  const common = { epoch: world.env['SOURCE_DATE_EPOCH'], version: VERSION };
  const path = resolve(workspace, what);
  const there = world.files.realPath(path);
  const kind = there === undefined ? undefined : world.files.kind(there);
  if (there !== undefined && kind === 'folder' && world.files.kind(`${there}/oci-layout`) === undefined) {
    const target = { kind: 'folder', path: there } as const;
    return ok({ ...common, target, name: basename(there), bases: [] });
  }
  const platform = platformFlag(flags.platform);
  if (!platform.ok) return platform;
  const image = await openNamed(session, what, platform.value);
  if (!image.ok) return image;
  const name = there === undefined ? what : basename(there);
  return ok({ ...common, target: { kind: 'image', image: image.value }, name, bases: basesOf(image.value) });
}

/** Milliseconds for a program of another maker. */
const LIMIT = 30 * 60 * 1000;

function worldOf({ world }: Session): SbomWorld {
  const { disk, files, processes, interrupt } = world;
  return {
    disk,
    files,
    async run(name, args, env) {
      const tool = (await world.findTools([toolRequest(name, '')])).get(name);
      if (tool === undefined) {
        const get = `install ${name}, or leave --with out: our own list needs no tool`;
        return err({ code: 'tool-missing', tool: name, wantedBy: 'sbom', get });
      }
      if ('code' in tool) return err(tool);
      let said = '';
      const how = await processes.run({
        program: tool.path,
        args,
        cwd: '/',
        env: { PATH: world.machine.path.join(':'), HOME: world.home, LANG: 'C.UTF-8', ...env },
        network: false,
        limit: LIMIT,
        abort: interrupt.signal,
        // It is asked to be quiet: what it says nevertheless is why it failed.
        onOutput: (chunk) => {
          said = `${said}${Buffer.from(chunk).toString('utf8')}`.slice(-4096);
        },
      });
      if (how.kind === 'exited' && how.exit === 0) return ok(undefined);
      if (how.kind === 'aborted') {
        const signal = interrupt.signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
        return err({ code: 'interrupted', signal });
      }
      return err({ code: 'tool-broken', tool: name, path: tool.path, message: endedText(how, said) });
    },
  };
}

function endedText(how: CommandOutcome, said: string): string {
  const last = linesOf(said).findLast((line) => line.trim() !== '');
  const why = last === undefined ? '' : `: ${visible(last.trim())}`;
  switch (how.kind) {
    case 'exited':
      return `it ended with ${how.exit}${why}`;
    case 'killed':
      return `it was ended by ${how.signal}${why}`;
    case 'not-started':
      return `it cannot be started (${how.errno})`;
    default:
      return `it did not end${why}`;
  }
}
