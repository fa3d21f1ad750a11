/**
 * `internal probe --port P --path /health --within MS -- PROGRAM ARGS…`: starts a program, asks its address until it
 * answers 2xx or 3xx, stops it. It starts in an empty folder; what it prints goes where our own output goes.
 */

import { basename } from 'node:path';
import type { Answer, Ended, Inside, Running } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { readArguments, readNumber } from './arguments.ts';

/** Between two questions; a program that starts fast shall not wait for us. */
const PAUSE = 50;

/** One answer may take this long, so that a program that hangs once is asked again. */
const ANSWER_LIMIT = 5000;

/** From the friendly signal to the other one. */
const GRACE = 5000;

export async function probe(args: readonly string[], inside: Inside): Promise<Result<number, string>> {
  const read = readArguments(args, ['port', 'path', 'within']);
  if (!read.ok) return read;
  const { values, rest } = read.value;
  const port = readNumber(values.port, 1, 65535);
  if (!port.ok) return port;
  const within = readNumber(values.within, 1, 86_400_000);
  if (!within.ok) return within;
  const [program, ...programArgs] = rest;
  if (program === undefined) return err('needs the program after --');

  if (await inside.listens(port.value)) {
    return err(
      `something else listens on port ${port.value} already, so its answers would prove nothing; choose another port`,
    );
  }
  const started = inside.now();
  const env = { PORT: String(port.value) };
  const running = inside.start({ program, args: programArgs, env, elsewhere: true });
  const target = { name: basename(program), port: port.value, path: values.path, within: within.value };
  const outcome = await waitForAnswer(inside, running, target, started);
  if (outcome.kind === 'ended') return err(endedText(target, outcome.ended));

  const stubborn = await stop(inside, running);
  if (outcome.kind === 'given-up') return err(gaveUpText(target, outcome.last));
  inside.print(
    `${target.name} answers ${target.path} (${outcome.status}) after ${seconds(outcome.at - started)}\n`,
  );
  if (stubborn)
    inside.print(`${target.name} did not stop within ${GRACE / 1000} s of SIGTERM and was killed\n`);
  return ok(0);
}

type Target = {
  readonly name: string;
  readonly port: number;
  readonly path: string;
  readonly within: number;
};

type Outcome =
  | { readonly kind: 'answers'; readonly status: number; readonly at: number }
  | { readonly kind: 'ended'; readonly ended: Ended }
  | { readonly kind: 'given-up'; readonly last: Answer };

async function waitForAnswer(
  inside: Inside,
  running: Running,
  target: Target,
  started: number,
): Promise<Outcome> {
  const ended = running.ended.then((how): Outcome => ({ kind: 'ended', ended: how }));
  let last: Answer = { kind: 'refused' };
  for (;;) {
    const left = started + target.within - inside.now();
    if (left <= 0) return { kind: 'given-up', last };
    const asked = inside.ask(target.port, target.path, Math.ceil(Math.min(left, ANSWER_LIMIT)));
    const first = await Promise.race([asked.then((answer) => ({ kind: 'asked', answer }) as const), ended]);
    if (first.kind !== 'asked') return first;
    const { answer } = first;
    if (answer.kind === 'answered' && answer.status >= 200 && answer.status < 400) {
      return { kind: 'answers', status: answer.status, at: inside.now() };
    }
    // The most that it ever did is what people need to hear of.
    if (answer.kind !== 'refused') last = answer;
    const dead = await Promise.race([inside.pause(PAUSE), ended]);
    if (dead !== undefined) return dead;
  }
}

/** @returns whether it had to be killed */
async function stop(inside: Inside, running: Running): Promise<boolean> {
  running.signal('SIGTERM');
  const ended = await Promise.race([running.ended, inside.pause(GRACE)]);
  if (ended !== undefined) return false;
  running.signal('SIGKILL');
  await running.ended;
  return true;
}

function endedText({ name, port }: Target, ended: Ended): string {
  switch (ended.kind) {
    case 'exited':
      return `${name} ended with ${ended.exit} before it answered on port ${port}`;
    case 'killed':
      return `${name} was ended by ${ended.signal} before it answered on port ${port}`;
    case 'not-started':
      return `${name} cannot be started (${ended.errno})`;
  }
}

function gaveUpText({ name, port, path, within }: Target, last: Answer): string {
  const time = `${within / 1000} s`;
  switch (last.kind) {
    case 'refused':
      return `${name} did not listen on 127.0.0.1:${port} within ${time}`;
    case 'silent':
      return `${name} listens on port ${port} but did not answer ${path} within ${time}`;
    case 'answered':
      return `${name} answered ${path} with ${last.status}, and nothing better within ${time}`;
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
