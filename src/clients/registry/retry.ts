/** When a call to a registry is made once more, and after how long. Pure. */

import type { HttpTrouble } from '../../core/ports.ts';

/** Calls until one counts as failed, the first included. */
const MOST: Readonly<Record<HttpTrouble['kind'] | 'status', number>> = {
  'cut-off': 5,
  status: 5,
  // Took its time already: half a minute of silence, twice, is a dead registry.
  timeout: 2,
  // Will not change soon.
  unreachable: 3,
  'not-http': 1,
  'too-large': 1,
  disk: 1,
  stopped: 1,
};

const FIRST = 250;
const LONGEST = 8000;

/** The longest that a registry may ask us to wait; who asks for more is told to the user. */
export const LONGEST_WAIT = 60_000;

/** Statuses that may be others a moment later (RFC 9110 section 15, RFC 6585 section 4). */
const PASSING = [408, 429, 500, 502, 503, 504];

export type Outcome =
  | { readonly kind: HttpTrouble['kind'] }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter: string | undefined };

/**
 * @param made    calls made so far
 * @param now     milliseconds since 1970
 * @param random  from 0 to 1: two who failed together shall not try together
 * @returns milliseconds to wait before the next call; undefined when there is none
 */
export function waitBefore(outcome: Outcome, made: number, now: number, random: number): number | undefined {
  if (made >= MOST[outcome.kind]) return undefined;
  if (outcome.kind === 'status') {
    if (!PASSING.includes(outcome.status)) return undefined;
    const asked = readRetryAfter(outcome.retryAfter, now);
    if (asked !== undefined) return asked > LONGEST_WAIT ? undefined : asked;
  }
  return Math.min(FIRST * 2 ** (made - 1), LONGEST) * (0.5 + random / 2);
}

/** Milliseconds, from seconds or a date (RFC 9110 section 10.2.3); undefined when it is neither. */
export function readRetryAfter(text: string | undefined, now: number): number | undefined {
  const said = text?.trim() ?? '';
  if (/^\d{1,9}$/.test(said)) return Number(said) * 1000;
  // The one form of date that may be sent (RFC 9110 section 5.6.7); `Date.parse` takes far more.
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(said)) return undefined;
  const date = Date.parse(said);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
