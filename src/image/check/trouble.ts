/** What an image did instead of being well, as one clause each, with what people should do. */

import type { FailureOf } from '../../core/failure.ts';
import type { Answer, Ended } from '../../core/inside.ts';
import { changesUser, missingVariable } from './hints.ts';
import type { Listening } from './listening.ts';

export type CheckFailure = FailureOf<'check-failed'>;

export type Seen =
  | { readonly kind: 'ended'; readonly ended: Ended }
  | { readonly kind: 'given-up'; readonly last: Answer }
  | { readonly kind: 'unhealthy' }
  | { readonly kind: 'still-runs' };

/** What is known about it beside that. */
export type Circumstances = {
  readonly runner: string;
  /** Milliseconds. */
  readonly within: number;
  readonly ask: { readonly port: number; readonly path: string } | undefined;
  /** What its configuration says: `5000/tcp`. */
  readonly ports: readonly string[];
  readonly listening: readonly Listening[] | undefined;
  /** The end of its log. */
  readonly log: string;
  /** Names of variables that it was given. */
  readonly given: readonly string[];
};

export function notStarted(message: string, next?: string): CheckFailure {
  return { code: 'check-failed', why: 'not-started', message, ...(next === undefined ? {} : { next }) };
}

export function troubleOf(seen: Seen, about: Circumstances): CheckFailure {
  switch (seen.kind) {
    case 'ended':
      // A script of the image, or an engine in its name, says this of a program for another processor.
      if (/exec format error/i.test(about.log.slice(-4096)))
        return notStarted('a program that it starts is made for another kind of machine (exec format error)');
      return hinted({ why: 'ended', message: endedText(seen.ended, about) }, about);
    case 'unhealthy':
      return hinted(
        { why: 'unhealthy', message: `its health check did not succeed within ${seconds(about.within)}` },
        about,
      );
    case 'still-runs':
      return hinted(
        { why: 'never-ended', message: `what was run in it did not end within ${seconds(about.within)}` },
        about,
      );
    case 'given-up':
      return hinted(unanswered(seen.last, about), about);
  }
}

type Plain = Omit<CheckFailure, 'code'>;

/** The variable that the log names is what most such failures come from. */
function hinted(plain: Plain, { log, given, runner }: Circumstances): CheckFailure {
  const name = missingVariable(log);
  if (name !== undefined && !given.includes(name)) {
    return {
      code: 'check-failed',
      ...plain,
      message: `${plain.message}; it says that the variable ${name} is missing`,
      next: `check: { env: [${name}] } hands it to the image`,
    };
  }
  if (runner === 'bare' && changesUser(log)) {
    return {
      code: 'check-failed',
      ...plain,
      message: `${plain.message}; it wants to become another user, and without an engine there may be only one here`,
      next: 'check: { runner: podman } or docker; or give it a user: of its own',
    };
  }
  return { code: 'check-failed', ...plain };
}

function endedText(ended: Ended, { ask }: Circumstances): string {
  const before = ask === undefined ? '' : ` before it answered on port ${ask.port}`;
  switch (ended.kind) {
    case 'exited':
      return `it ended with ${ended.exit}${signalText(ended.exit)}${before}`;
    case 'killed':
      return `it was ended by ${ended.signal}${before}`;
    case 'not-started':
      return `it cannot be started (${ended.errno})`;
  }
}

/** As shells and engines say it (POSIX, sh, exit status). */
function signalText(exit: number): string {
  const known: Readonly<Record<number, string>> = {
    132: 'SIGILL',
    134: 'SIGABRT',
    137: 'SIGKILL',
    139: 'SIGSEGV',
  };
  const signal = Object.hasOwn(known, exit) ? known[exit] : undefined;
  return signal === undefined ? '' : `, as after ${signal}`;
}

function unanswered(last: Answer, { runner, ask, listening, ports, within }: Circumstances): Plain {
  const { port, path } = ask ?? { port: 0, path: '/' };
  const time = seconds(within);
  const here = listening?.filter((one) => one.port === port) ?? [];
  if (last.kind === 'answered')
    return {
      why: 'answered',
      message: `it answered ${path} with ${last.status}, and nothing better within ${time}`,
    };
  // An engine's proxy takes every connection, so what the image itself does counts more than what was seen of it.
  const taken = runner === 'bare' || listening === undefined || here.some(({ loopback }) => !loopback);
  if (last.kind === 'silent' && taken)
    return { why: 'silent', message: `it listens on port ${port} but did not answer ${path} within ${time}` };
  if (here.length > 0) {
    return {
      why: 'never-listened',
      message: `it listens on port ${port} of 127.0.0.1 alone, where nobody outside of its container can reach it`,
      next: 'let it listen on 0.0.0.0',
    };
  }
  const others = [...new Set((listening ?? []).map((one) => one.port))];
  const plain = `it did not listen on port ${port} within ${time}`;
  if (others.length > 0) {
    return {
      why: 'never-listened',
      message: `${plain}; it listens on ${others.join(', ')}`,
      next: `check: { port: ${others[0]} }, or let it listen on the port that PORT names`,
    };
  }
  const exposed = ports.filter((one) => one !== `${port}/tcp` && one !== String(port));
  return exposed.length > 0 && exposed.length === ports.length
    ? { why: 'never-listened', message: `${plain}; its configuration names ${exposed.join(', ')}` }
    : { why: 'never-listened', message: plain };
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`;
}
