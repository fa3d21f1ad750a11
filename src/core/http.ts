/** The door to the network, one call of HTTP at a time. `system/http.ts` is the real one. */

import type { Result } from './result.ts';

/** One call of HTTP; certificates, proxies and time limits are `system/`'s business. */
export type HttpRequest = {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string | HttpFeed;
  /** Bytes of the answer's body; more is `too-large`. */
  readonly limit: number;
  /** Milliseconds for all of it. */
  readonly timeout: number;
  /** The host itself gave this address, so it may be http without TLS; otherwise only this machine may. */
  readonly plain?: boolean;
  /** The connection may be one that was used before, and is kept for the next call. Such a call may be `cut-off`. */
  readonly reuse?: boolean;
  /**
   * A large answer is expected: it comes in large pieces over a connection of its own, each good only until the
   * function that takes it returns, which gives no promise.
   */
  readonly bulk?: boolean;
};

/** A body that is made while it is sent, and again if the call has to be made again. */
export type HttpFeed = {
  /** As many must come. */
  readonly bytes: number;
  /**
   * Gives `take` the pieces in order; each is used until `take` is done, which says whether more are wanted.
   *
   * @returns false when not all of it can be given: the call ends as `stopped`
   */
  readonly give: (take: (piece: Uint8Array) => Promise<boolean>) => Promise<boolean>;
};

/**
 * What becomes of an answer's body, decided when its head is there: a function that gets the pieces, each good until
 * it is done, and says whether it wants more (if not, the call ends as `stopped`); or undefined, for one that is kept.
 */
export type HttpSink = (
  head: Omit<HttpAnswer, 'body'>,
) => ((piece: Uint8Array) => boolean | Promise<boolean>) | undefined;

export type HttpAnswer = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

/**
 * Why there was no answer; `detail` names no credential and no query of the address. `disk`: it could not be written.
 * `stopped`: we ended the call ourselves, and who asked for that knows why.
 */
export type HttpTrouble = {
  readonly kind: 'unreachable' | 'timeout' | 'too-large' | 'cut-off' | 'not-http' | 'disk' | 'stopped';
  readonly detail: string;
};

export interface Http {
  /** Redirects are answers, not followed. */
  send(request: HttpRequest): Promise<Result<HttpAnswer, HttpTrouble>>;
  /** The body of a 2xx answer goes to a new private file (O_EXCL, 0600) and `body` is empty; other answers have none. */
  download(
    request: HttpRequest,
    path: string,
  ): Promise<Result<HttpAnswer & { readonly bytes: number }, HttpTrouble>>;
  /** Gives the body away while it comes. One that is kept is an error's: of more than 64 KiB only the beginning. */
  stream(request: HttpRequest, sink: HttpSink): Promise<Result<HttpAnswer, HttpTrouble>>;
}
