/** Asks what was just started until it answers as it should, ends, or time is up. */

import type { Answer, Ended, Inside } from './inside.ts';

/** Between two questions; a program that starts fast shall not wait for us. */
const PAUSE = 50;

/** One answer may take this long, so that a program that hangs once is asked again. */
export const ANSWER_LIMIT = 5000;

export type Asking = {
  readonly clock: Pick<Inside, 'now' | 'pause'>;
  /** One question; the answer must be there within so many milliseconds. */
  readonly ask: (limit: number) => Promise<Answer>;
  readonly ended: Promise<Ended>;
  /** When the time began to run, as `clock.now()` says it. */
  readonly started: number;
  /** Milliseconds. */
  readonly within: number;
};

export type Asked =
  | { readonly kind: 'answers'; readonly status: number; readonly at: number }
  | { readonly kind: 'ended'; readonly ended: Ended }
  /** `last`: the most that it ever did. */
  | { readonly kind: 'given-up'; readonly last: Answer };

/** 2xx and 3xx are what is waited for. */
export function isGood(status: number): boolean {
  return status >= 200 && status < 400;
}

export async function askUntilGood(asking: Asking): Promise<Asked> {
  const { clock, started, within } = asking;
  const ended = asking.ended.then((how): Asked => ({ kind: 'ended', ended: how }));
  let last: Answer = { kind: 'refused' };
  for (;;) {
    const left = started + within - clock.now();
    if (left <= 0) return { kind: 'given-up', last };
    const asked = asking.ask(Math.ceil(Math.min(left, ANSWER_LIMIT)));
    const first = await Promise.race([asked.then((answer) => ({ kind: 'asked', answer }) as const), ended]);
    if (first.kind !== 'asked') return first;
    const { answer } = first;
    if (answer.kind === 'answered' && isGood(answer.status)) {
      return { kind: 'answers', status: answer.status, at: clock.now() };
    }
    // The most that it ever did is what people need to hear of.
    if (answer.kind !== 'refused') last = answer;
    const dead = await Promise.race([clock.pause(PAUSE), ended]);
    if (dead !== undefined) return dead;
  }
}

/** What a promise gives, or undefined when it does not within so many milliseconds. */
export async function inTime<T>(
  clock: Pick<Inside, 'pause'>,
  milliseconds: number,
  promise: Promise<T>,
): Promise<T | undefined> {
  const enough = new AbortController();
  try {
    return await Promise.race([promise, clock.pause(milliseconds, enough.signal).then(() => undefined)]);
  } finally {
    enough.abort();
  }
}
