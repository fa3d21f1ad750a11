/** `sealsmith image load [layout] --as NAME:TAG`: gives an image to Docker or podman, to be started by hand. */

import { posix } from 'node:path';
import type { ExitStatus } from '../../core/failure.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type LoadEngine, loadImage, type RunProgram } from '../../image/load.ts';
import { fail, type Session } from '../session.ts';
import { BUILT, openNamed } from './open.ts';

/** Milliseconds for one program; a large image on a slow disk takes minutes. */
const LIMIT = 30 * 60_000;

/** More of what it prints is of no use. */
const MOST = 64 * 1024;

export type LoadFlags = {
  /** `diary:dev`. */
  readonly as: string;
  /** The first of both that is there, when not given. */
  readonly into?: LoadEngine;
};

export async function imageLoad(
  session: Session,
  text: string | undefined,
  flags: LoadFlags,
): Promise<ExitStatus> {
  const loaded = await loadNamed(session, text ?? BUILT, flags);
  if (!loaded.ok) return fail(session, loaded.failure);
  const { engine, name } = loaded.value;
  if (session.flags.json === true) session.json(loaded.value);
  session.say([`${engine} has it as ${name}; next: ${engine} run --rm ${name}`]);
  return 0;
}

/** What engines take for a name: the folder's, in their alphabet. */
export function defaultName(workspace: string): string {
  const name = posix
    .basename(workspace)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return `${name === '' ? 'image' : name}:dev`;
}

/** The same for who has more to say afterwards (`run --load`). */
export async function loadNamed(
  session: Session,
  layout: string,
  { as: name, into }: LoadFlags,
): Promise<Result<{ readonly engine: LoadEngine; readonly name: string }>> {
  const { world } = session;
  const image = await openNamed(session, layout, undefined);
  if (!image.ok) return image;
  const chosen = await engineFor(session, into);
  if (!chosen.ok) return chosen;
  const { engine, path } = chosen.value;
  const run: RunProgram = (_, args) => runThere(session, path, args);
  const loaded = await loadImage(image.value, name, engine, run, world, world.interrupt.signal);
  return loaded.ok ? ok({ engine, name: loaded.value }) : loaded;
}

type Chosen = { readonly engine: LoadEngine; readonly path: string };

/** Docker when its daemon answers, else podman; nothing else when one of them is asked for. */
async function engineFor({ world }: Session, into: LoadEngine | undefined): Promise<Result<Chosen>> {
  const wanted: readonly LoadEngine[] = into === undefined ? ['docker', 'podman'] : [into];
  const { path: folders } = world.machine;
  let silent: Result<Chosen> | undefined;
  for (const engine of wanted) {
    const path = folders
      .map((folder) => `${folder}/${engine}`)
      .find((program) => world.files.kind(program) !== undefined);
    if (path === undefined) continue;
    const asked = await world.processes.ask(
      path,
      ['version', '--format', '{{.Client.Version}}'],
      theirs(world),
    );
    if (asked.ok && asked.value.exit === 0) return ok({ engine, path });
    silent ??= err({ code: 'engine-unavailable', engine, message: 'it does not answer; start it first' });
  }
  return (
    silent ??
    err({
      code: 'tool-missing',
      tool: wanted.join(' or '),
      wantedBy: 'image load',
      get: 'install podman (Debian: apt-get install podman), or take the layout as it is: skopeo and crane read it',
    })
  );
}

async function runThere(
  { world, workspace }: Session,
  program: string,
  args: readonly string[],
): ReturnType<RunProgram> {
  let output = '';
  const outcome = await world.processes.run({
    program,
    args,
    cwd: workspace,
    env: theirs(world),
    network: true,
    engine: true,
    limit: LIMIT,
    abort: world.interrupt.signal,
    onOutput: (chunk) => {
      if (output.length < MOST) output += Buffer.from(chunk).toString();
    },
  });
  switch (outcome.kind) {
    case 'exited':
      return ok({ exit: outcome.exit, output });
    case 'aborted':
      return err({
        code: 'interrupted',
        signal: world.interrupt.signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT',
      });
    case 'not-started':
      return err({ code: 'system', doing: 'start', path: program, errno: outcome.errno });
    case 'killed':
    case 'timeout':
      return err({ code: 'engine-unavailable', engine: program, message: 'it did not finish loading' });
  }
}

/** The engine is the user's own, so it gets their settings: which daemon, which folders. */
function theirs({ env, home }: Session['world']): Record<string, string> {
  const known = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return { ...Object.fromEntries(known), HOME: home };
}
