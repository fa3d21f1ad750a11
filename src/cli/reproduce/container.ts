/**
 * The recorded image as the place where a run is made again, by its digest, in Docker or podman. The container gets the
 * checkout and an empty /tmp, our account, no capability, a network only when a job is granted one, and nothing of the
 * home folder. The image is what the record says it is: how far it is trusted is up to who starts it.
 */

import { posix } from 'node:path';
import type { Failure } from '../../core/failure.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { parseImageName, printImageName } from '../../formats/image-name.ts';
import { ownAccount } from '../../system/account.ts';
import type { Session } from '../session.ts';
import type { Door, DoorCall, Ground } from './door.ts';

export type EngineName = 'docker' | 'podman';

/** Milliseconds; jobs have limits of their own. */
const LIMIT = 24 * 3_600_000;

/** Where the container has its empty folder: every program looks for one there. */
const PRIVATE = '/tmp';

/** Enough of what an engine answers. */
const MOST = 64 * 1024;

type Engine = { readonly name: EngineName; readonly path: string };

export type ContainerWish = {
  /** As the record or a flag has it. */
  readonly image: string;
  readonly engine: EngineName | undefined;
  /** Whether what is not here may be fetched. */
  readonly fetch: boolean;
};

export async function containerDoor(
  session: Session,
  ground: Ground,
  wish: ContainerWish,
): Promise<Result<Door>> {
  const parsed = parseImageName(wish.image);
  if (parsed?.digest === undefined) {
    const message = `the image of the record, ${wish.image}, has no digest: under that name there may be another one by now`;
    const next = 'name it with --image name@sha256:…, or run on this machine with --on-host';
    return err(impossible('no-image', message, next));
  }
  const image = printImageName({ ...parsed, tag: undefined });
  const engine = await engineFor(session, wish.engine);
  if (!engine.ok) return engine;
  const here = await present(session, engine.value, image, wish.fetch);
  if (!here.ok) return here;
  const program = await programIn(session, engine.value, ground, image);
  if (!program.ok) return program;
  return ok({
    where: { kind: 'container', engine: engine.value.name, image },
    run: (call) => start(session, engine.value, { ground, image, program: program.value, call }),
  });
}

function impossible(
  why: 'no-image' | 'image-absent' | 'engine' | 'program',
  message: string,
  next: string,
): Failure {
  return { code: 'reproduce-impossible', message, why, next };
}

/** Docker when its daemon answers, else podman; nothing else when one of them is asked for. */
async function engineFor(session: Session, wanted: EngineName | undefined): Promise<Result<Engine>> {
  const { world } = session;
  let silent: string | undefined;
  for (const name of wanted === undefined ? (['docker', 'podman'] as const) : [wanted]) {
    const path = world.machine.path
      .map((folder) => `${folder}/${name}`)
      .find((program) => world.files.kind(program) !== undefined);
    if (path === undefined) continue;
    const asked = await ask(session, { name, path }, ['version', '--format', '{{.Client.Version}}']);
    if (!asked.ok) return asked;
    if (asked.value.exit === 0) return ok({ name, path });
    silent ??= `${name} does not answer`;
  }
  const message = `a container is needed, and ${silent ?? `there is no ${wanted ?? 'docker or podman'} here`}`;
  return err(
    impossible('engine', message, 'start or install one of them, or run on this machine with --on-host'),
  );
}

async function present(
  session: Session,
  engine: Engine,
  image: string,
  fetch: boolean,
): Promise<Result<void>> {
  const known = await ask(session, engine, ['image', 'inspect', '--format', '{{.Id}}', image]);
  if (!known.ok) return known;
  if (known.value.exit === 0) return ok(undefined);
  if (!fetch) {
    const next = `${engine.name} pull ${image}   or let --fetch do it`;
    return err(impossible('image-absent', `the image ${image} is not here`, next));
  }
  const pulled = await ask(session, engine, ['pull', '--quiet', image]);
  if (!pulled.ok) return pulled;
  if (pulled.value.exit === 0) return ok(undefined);
  const said = pulled.value.output.trim().split('\n').at(-1) ?? '';
  return err(
    impossible(
      'image-absent',
      `${engine.name} cannot fetch ${image}: ${said}`,
      'log in to its registry, or load the image',
    ),
  );
}

/** How our program is called in the image, and what has to be put there for it. */
type Program = {
  readonly entry: string;
  readonly before: readonly string[];
  readonly mounts: readonly string[];
};

/** The image's own sealsmith, which is the one that made the record; else ours, which wants a Node there. */
async function programIn(
  session: Session,
  engine: Engine,
  ground: Ground,
  image: string,
): Promise<Result<Program>> {
  const { entry } = session.world.self;
  const own: Program = { entry: 'sealsmith', before: [], mounts: [] };
  const ours: Program = {
    entry: 'node',
    before: [`/sealsmith/${posix.basename(entry)}`],
    mounts: [`${posix.dirname(entry)}:/sealsmith:ro`],
  };
  for (const program of [own, ours]) {
    const said: string[] = [];
    const call: DoorCall = {
      ...{ args: ['--version'], env: {}, network: false },
      onOutput: (chunk) => void said.push(Buffer.from(chunk).toString()),
    };
    const ran = await start(session, engine, { ground, image, program, call });
    if (!ran.ok) return ran;
    if (ran.value === 0 && /^\d+\.\d+\.\d+/.test(said.join('').trim())) return ok(program);
  }
  return err(
    impossible(
      'program',
      `in ${image} there is neither sealsmith nor a Node 24 that could run it`,
      'take an image that has one of them (--image), or run on this machine with --on-host',
    ),
  );
}

type Start = {
  readonly ground: Ground;
  readonly image: string;
  readonly program: Program;
  readonly call: DoorCall;
};

async function start(
  session: Session,
  engine: Engine,
  { ground, image, program, call }: Start,
): Promise<Result<number>> {
  const name = `sealsmith-reproduce-${session.terminal.token()}`;
  const account = ownAccount();
  const { source, prefix, temporary } = ground;
  const env = { HOME: PRIVATE, XDG_STATE_HOME: `${PRIVATE}/state`, CI: 'true', ...call.env };
  const ran = await runEngine(session, engine, {
    args: [
      ...['run', '--rm', '--name', name, '--pull', 'never'],
      ...(account === undefined ? [] : ['--user', `${account.uid}:${account.gid}`]),
      // Without root podman has its own numbers for accounts, and ours would be nobody's.
      ...(engine.name === 'podman' && account?.uid !== 0 ? ['--userns', 'keep-id'] : []),
      ...['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
      ...(call.network ? [] : ['--network', 'none']),
      ...[`${source}:/work`, `${temporary}:${PRIVATE}`, ...program.mounts].flatMap((mount) => [
        '--volume',
        mount,
      ]),
      ...['--workdir', prefix === '' ? '/work' : `/work/${prefix}`],
      ...Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
      ...['--entrypoint', program.entry, image, ...program.before, ...call.args],
    ],
    onOutput: call.onOutput,
    abort: session.world.interrupt.signal,
  });
  // Whatever ended its client, it must not go on.
  if (!ran.ok)
    await runEngine(session, engine, { args: ['rm', '--force', name], abort: new AbortController().signal });
  return ran;
}

async function ask(
  session: Session,
  engine: Engine,
  args: readonly string[],
): Promise<Result<{ readonly exit: number; readonly output: string }>> {
  let output = '';
  const ran = await runEngine(session, engine, {
    args,
    abort: session.world.interrupt.signal,
    onOutput: (chunk) => {
      if (output.length < MOST) output += Buffer.from(chunk).toString();
    },
  });
  return ran.ok ? ok({ exit: ran.value, output }) : ran;
}

type Call = {
  readonly args: readonly string[];
  readonly abort: AbortSignal;
  readonly onOutput?: (chunk: Uint8Array) => void;
};

/** The engine is the user's own, so its client gets their settings: which daemon, which folders. Not so the container. */
async function runEngine({ world }: Session, engine: Engine, call: Call): Promise<Result<number>> {
  const settings = Object.entries(world.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  const outcome = await world.processes.run({
    program: engine.path,
    args: call.args,
    cwd: '/',
    env: { ...Object.fromEntries(settings), HOME: world.home },
    network: true,
    engine: true,
    limit: LIMIT,
    abort: call.abort,
    onOutput: call.onOutput ?? (() => {}),
  });
  switch (outcome.kind) {
    case 'exited':
      return ok(outcome.exit);
    case 'aborted':
      return err({
        code: 'interrupted',
        signal: world.interrupt.signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT',
      });
    case 'not-started':
      return err({ code: 'system', doing: 'start', path: engine.path, errno: outcome.errno });
    case 'killed':
    case 'timeout':
      return err(
        impossible('engine', `${engine.name} did not come to an end`, 'see whether it works: docker info'),
      );
  }
}
