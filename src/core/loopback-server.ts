/** The door behind which a small server answers on this machine alone, for as long as a command wants it. */

import type { Result } from './result.ts';

export type Asked = {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

export type Answered = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** What a HEAD would have got is given too, and not sent. */
  readonly body?: Uint8Array;
};

export interface LoopbackServer {
  /** `127.0.0.1` and the port that was free. */
  readonly host: string;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** @param answer  asked for each call, one after the other on a connection, with the body whole */
export type Serve = (answer: (asked: Asked) => Answered) => Promise<Result<LoopbackServer>>;
