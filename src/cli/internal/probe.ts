/**
 * `internal probe --port P --path /health --within MS -- PROGRAM ARGS…`: starts a program, asks its address until it
 * answers 2xx or 3xx, stops it. It starts in an empty folder; what it prints goes where our own output goes.
 */

import { basename } from 'node:path';
import { askUntilGood, inTime } from '../../core/asking.ts';
import type { Answer, Ended, Inside, Running } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { readArguments, readNumber } from './arguments.ts';

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
  const outcome = await askUntilGood({
    clock: inside,
    ask: (limit) => inside.ask(target.port, target.path, limit),
    ended: running.ended,
    started,
    within: target.within,
  });
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

/** @returns whether it had to be killed */
async function stop(inside: Inside, running: Running): Promise<boolean> {
  running.signal('SIGTERM');
  const ended = await inTime(inside, GRACE, running.ended);
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
