/**
 * With a Compose file of the user's: the image under test is `${SEALSMITH_IMAGE}` there, and the health check of one
 * service decides. All of the project is taken down in any case, with its volumes.
 */

import { inTime } from '../../core/asking.ts';
import type { Inside, Running } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type Called, call, complaint, succeeded } from './call.ts';
import { DOCKER, type Engine, healthOf, PODMAN } from './engine.ts';
import { forgetImage, loadImage, privateNames, removeProject, sweep } from './engine-image.ts';
import type { Looked } from './looked.ts';
import type { Subject } from './runner.ts';

/** What reads Compose files, the best first. */
const PROGRAMS: readonly { readonly words: readonly [string, ...string[]]; readonly engine: Engine }[] = [
  { words: ['docker', 'compose'], engine: DOCKER },
  { words: ['docker-compose'], engine: DOCKER },
  { words: ['podman', 'compose'], engine: PODMAN },
  { words: ['podman-compose'], engine: PODMAN },
];

/** Without a health check, that a service does not end for so long is all that can be seen. Milliseconds. */
const STAYING = 5000;

/** Between two looks. */
const PAUSE = 300;

/** Milliseconds for images of other services to be pulled. */
const STARTING = 20 * 60_000;

export type ComposeLook = {
  /** `docker compose`. */
  readonly program: string;
  readonly looked: Looked;
  readonly after: number;
};

export async function checkCompose(
  { file, service }: { readonly file: string; readonly service: string },
  subject: Subject,
  inside: Inside,
): Promise<Result<ComposeLook>> {
  const found = await findProgram(inside);
  if (found === undefined) {
    const message =
      'a Compose file needs one of docker compose, docker-compose, podman compose, podman-compose';
    return err({ code: 'engine-unavailable', engine: 'compose', message });
  }
  const { words, engine } = found;
  await sweep(engine, inside);
  const names = privateNames(engine, subject, inside);
  const project = `${names.container}-${names.until}`;
  const env = { ...subject.env, SEALSMITH_IMAGE: names.image };
  const [program, ...before] = words;
  const compose = (args: readonly string[], limit?: number): Promise<Called> =>
    call(inside, {
      program,
      args: [...before, '--file', file, '--project-name', project, ...args],
      env,
      ...(limit === undefined ? {} : { limit }),
    });
  const loaded = await loadImage(engine, subject, inside, names.image);
  let logs: Running | undefined;
  const work = async (): Promise<Result<ComposeLook>> => {
    if (!loaded.ok) return loaded;
    const up = await compose(['up', '--detach'], STARTING);
    logs = inside.start({
      program,
      args: [...before, '--file', file, '--project-name', project, 'logs', '--follow', '--no-color'],
      env,
      onOutput: (chunk) => subject.log.push(chunk, 0),
      onErrors: (chunk) => subject.log.push(chunk, 1),
    });
    if (!succeeded(up)) {
      const message = `${words.join(' ')} could not start what ${file} says: ${complaint(up)}`;
      return err({ code: 'check-failed', why: 'not-started', message });
    }
    const listed = await compose(['ps', '--quiet', service]);
    const id = listed.output.split('\n').at(-1)?.trim() ?? '';
    if (!succeeded(listed) || !/^[0-9a-f]{12,64}$/.test(id)) {
      const message = `${file} starts no service ${JSON.stringify(service)}`;
      return err({ code: 'check-failed', why: 'not-started', message });
    }
    const begun = inside.now();
    const looked = await watch(engine, id, subject, inside, begun);
    return ok({ program: words.join(' '), looked, after: Math.round(inside.now() - begun) });
  };
  const done = await work();
  const down = subject.interrupt.aborted
    ? undefined
    : await compose(['down', '--volumes', '--remove-orphans', '--timeout', '2']);
  // Whoever sent a signal does not wait for long, and a file may have become unreadable: by force, then.
  if (down === undefined || !succeeded(down)) await removeProject(engine, inside, project);
  if (logs !== undefined) {
    await inTime(inside, 2000, logs.ended);
    logs.signal('SIGKILL');
    await logs.ended;
  }
  const forgotten = await forgetImage(engine, inside, names.image);
  if (!done.ok) return done;
  if (down !== undefined && !succeeded(down)) {
    const message = `it could not take down what ${file} started: ${complaint(down)}`;
    return err({ code: 'engine-unavailable', engine: words.join(' '), message });
  }
  return forgotten.ok ? done : forgotten;
}

async function watch(
  engine: Engine,
  id: string,
  { within, interrupt }: Subject,
  inside: Inside,
  begun: number,
): Promise<Looked> {
  const format = '{{.State.Status}} {{.State.ExitCode}} {{if .State.Health}}{{.State.Health.Status}}{{end}}';
  for (;;) {
    const said = await call(inside, { program: engine.name, args: ['inspect', '--format', format, id] });
    const [status = '', exit = '', healthText = ''] = said.output.split(' ');
    const passed = inside.now() - begun;
    const at = inside.now();
    const health = healthOf(healthText);
    if (health === 'healthy') return { kind: 'well', seen: { kind: 'healthy' }, at };
    if (status === 'exited' || status === 'dead' || status === 'stopped')
      return { kind: 'trouble', seen: { kind: 'ended', ended: { kind: 'exited', exit: Number(exit) } } };
    if (health === undefined && status === 'running' && passed >= Math.min(STAYING, within))
      return { kind: 'well', seen: { kind: 'kept-running' }, at };
    if (passed >= within || interrupt.aborted) return { kind: 'trouble', seen: { kind: 'unhealthy' } };
    await inside.pause(PAUSE, interrupt);
  }
}

async function findProgram(inside: Inside): Promise<(typeof PROGRAMS)[number] | undefined> {
  for (const one of PROGRAMS) {
    const [program, ...args] = one.words;
    if (succeeded(await call(inside, { program, args: [...args, 'version'] }))) return one;
  }
  return undefined;
}
