/** Starts an image, looks whether it is well, and takes down all that was started, whatever happened. */

import { askUntilGood, inTime } from '../../core/asking.ts';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { interrupted } from '../builders/engine-program.ts';
import { imageOf } from '../image.ts';
import { openLayout } from '../layout.ts';
import { checkCompose } from './compose.ts';
import { Log } from './log.ts';
import type { Looked } from './looked.ts';
import type { Checked, CheckRequest } from './request.ts';
import type { Started, Subject } from './runner.ts';
import { pickRunner } from './runner-facts.ts';
import { CHECK_RUNNERS } from './runners/registry.ts';
import { type Circumstances, troubleOf } from './trouble.ts';

type Alone = Extract<CheckRequest['how'], { kind: 'alone' }>;
type Together = Extract<CheckRequest['how'], { kind: 'compose' }>;

/** Without anything to ask, that an image does not end for so long is all that can be seen. */
const STAYING = 5000;

/** Between two looks at what its own check says. */
const PAUSE = 200;

/** @returns what was seen, or why the image is not to be pushed; nothing that was started is left then */
export async function checkImage(request: CheckRequest, inside: Inside): Promise<Result<Checked>> {
  const interrupt = inside.interrupt();
  const { files, disk } = inside.doors();
  const layout = openLayout(disk, request.layout);
  if (!layout.ok) return layout;
  const image = await imageOf(layout.value, request.platform);
  if (!image.ok) return image;
  const env = variables(request, inside);
  if (!env.ok) return env;
  const made = files.temporary('sealsmith-check-');
  if (!made.ok) return made;
  const { how, within } = request;
  const subject: Subject = {
    image: image.value,
    folder: made.value,
    env: env.value,
    command: how.kind === 'alone' ? how.run : undefined,
    port: how.kind === 'alone' ? how.ask?.port : undefined,
    within,
    log: new Log((text) => inside.print(text)),
    interrupt,
  };
  const done =
    how.kind === 'alone' ? await alone(subject, how, inside) : await together(subject, how, inside);
  const removed = files.remove(made.value);
  if (interrupt.aborted) return err(interrupted(interrupt));
  return done.ok && !removed.ok ? removed : done;
}

async function alone(subject: Subject, how: Alone, inside: Inside): Promise<Result<Checked>> {
  const { name, why } = await pickRunner(how, subject.folder, inside);
  inside.print(`started ${name === 'bare' ? 'without an engine' : `by ${name}`}: ${why}\n`);
  const started = await CHECK_RUNNERS[name].start(subject, inside);
  if (!started.ok) return started;
  const begun = inside.now();
  const looking = look(subject, how, started.value, inside, begun);
  const looked = await Promise.race([looking, aborted(subject.interrupt)]);
  const listening = looked?.kind === 'trouble' ? await started.value.listening() : undefined;
  const stopped = await started.value.stop();
  if (looked === undefined) return err(interrupted(subject.interrupt));
  if (looked.kind === 'trouble')
    return err(troubleOf(looked.seen, circumstances(subject, { runner: name, ask: how.ask, listening })));
  if (!stopped.ok) return stopped;
  const { remarks } = started.value;
  return ok({ runner: name, seen: looked.seen, after: Math.round(looked.at - begun), remarks });
}

async function together(subject: Subject, how: Together, inside: Inside): Promise<Result<Checked>> {
  const done = await checkCompose(how, subject, inside);
  if (!done.ok) return done;
  const { program, looked, after } = done.value;
  if (looked.kind === 'well') return ok({ runner: program, seen: looked.seen, after, remarks: [] });
  return err(
    troubleOf(looked.seen, circumstances(subject, { runner: program, ask: undefined, listening: undefined })),
  );
}

function circumstances(
  { within, image, log, env }: Subject,
  rest: Pick<Circumstances, 'runner' | 'ask' | 'listening'>,
): Circumstances {
  return { ...rest, within, ports: image.config.ports, log: log.tail(), given: Object.keys(env) };
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    const stop = (): void => resolve(undefined);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

async function look(
  subject: Subject,
  how: Alone,
  started: Started,
  inside: Inside,
  begun: number,
): Promise<Looked> {
  if (how.run !== undefined) return lookAtEnd(how.run, subject, started, inside, begun);
  if (how.ask === undefined) return lookAtHealth(subject, started, inside, begun);
  const { path } = how.ask;
  const asked = await askUntilGood({
    clock: inside,
    ask: (limit) => started.ask(path, limit),
    ended: started.ended,
    started: begun,
    within: subject.within,
  });
  switch (asked.kind) {
    case 'answers':
      // Who asks from within hears what nobody outside of a container would.
      return (await isForItselfAlone(started, how.ask.port))
        ? { kind: 'trouble', seen: { kind: 'given-up', last: { kind: 'refused' } } }
        : { kind: 'well', seen: { kind: 'answered', path, status: asked.status }, at: asked.at };
    case 'ended':
      return { kind: 'trouble', seen: { kind: 'ended', ended: asked.ended } };
    case 'given-up':
      return { kind: 'trouble', seen: { kind: 'given-up', last: asked.last } };
  }
}

async function isForItselfAlone(started: Started, port: number): Promise<boolean> {
  const here = (await started.listening())?.filter((one) => one.port === port) ?? [];
  return here.length > 0 && here.every(({ loopback }) => loopback);
}

/** What was run in it must end, and well. */
async function lookAtEnd(
  command: readonly string[],
  { within }: Subject,
  { ended }: Started,
  inside: Inside,
  begun: number,
): Promise<Looked> {
  const how = await inTime(inside, Math.max(within - (inside.now() - begun), 0), ended);
  if (how === undefined) return { kind: 'trouble', seen: { kind: 'still-runs' } };
  if (how.kind !== 'exited' || how.exit !== 0)
    return { kind: 'trouble', seen: { kind: 'ended', ended: how } };
  return { kind: 'well', seen: { kind: 'ran', command: command.join(' ') }, at: inside.now() };
}

/** Nobody said what to ask: its own HEALTHCHECK, or else that it keeps running. */
async function lookAtHealth(
  subject: Subject,
  started: Started,
  inside: Inside,
  begun: number,
): Promise<Looked> {
  const ended = started.ended.then(
    (how): Looked => ({ kind: 'trouble', seen: { kind: 'ended', ended: how } }),
  );
  for (;;) {
    const health = await Promise.race([started.health(), ended]);
    if (typeof health === 'object') return health;
    const passed = inside.now() - begun;
    const at = inside.now();
    if (health === 'healthy') return { kind: 'well', seen: { kind: 'healthy' }, at };
    if (health === undefined && passed >= Math.min(STAYING, subject.within))
      return { kind: 'well', seen: { kind: 'kept-running' }, at };
    if (passed >= subject.within) return { kind: 'trouble', seen: { kind: 'unhealthy' } };
    const dead = await Promise.race([inside.pause(PAUSE), ended]);
    if (dead !== undefined) return dead;
  }
}

/** Values by the names of the request; one that nobody set is what its user has to know before anything starts. */
function variables(request: CheckRequest, inside: Inside): Result<Readonly<Record<string, string>>> {
  const values: Record<string, string> = {};
  for (const name of request.env) {
    const value = inside.env[name];
    if (value === undefined) return err({ code: 'variable-unset', name, wantedBy: 'check' });
    values[name] = value;
  }
  return ok(values);
}
