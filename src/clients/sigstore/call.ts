/** One question to a service of Sigstore: tried again while that may help, its answer small, its refusals one line. */

import type { Http, HttpAnswer, HttpRequest } from '../../core/ports.ts';
import { err, ok, type Result } from '../../core/result.ts';

export type Caller = {
  readonly http: Http;
  readonly pause: (milliseconds: number) => Promise<void>;
};

/** Who is asked and for what, for people: "the log at rekor.example.org", "enter a signature". */
export type Asked = { readonly service: string; readonly doing: string };

export type Question = {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** Milliseconds for one attempt. */
  readonly timeout: number;
  /** Statuses that are answers beside 2xx. */
  readonly answers?: readonly number[];
  /** What must not be repeated, whatever a refusal says: tokens. */
  readonly secrets?: readonly string[];
};

/** Bytes of an answer: certificates, entries and timestamps have some thousand. */
export const ANSWER_LIMIT = 1024 * 1024;

/** Milliseconds before the second and the third attempt. */
const PAUSES = [500, 2_000];

/** Milliseconds; a service that asks for more is not waited for. */
const LONGEST_PAUSE = 10_000;

/**
 * Asks up to three times: after no answer at all, 429 and 5xx. Asking again does no harm: a second certificate or
 * timestamp is as good as the first, and a log knows an entry that it has.
 *
 * @returns `sigstore-unreachable`, `sigstore-refused`
 */
export async function ask(
  caller: Caller,
  { service, doing }: Asked,
  question: Question,
): Promise<Result<HttpAnswer>> {
  const { answers = [], secrets = [], ...sent } = question;
  const request: HttpRequest = { ...sent, limit: ANSWER_LIMIT };
  for (let attempt = 0; ; attempt += 1) {
    const answer = await caller.http.send(request);
    const pause = PAUSES[attempt];
    if (!answer.ok) {
      const { kind, detail } = answer.failure;
      if (kind === 'too-large') return err({ code: 'sigstore-invalid', service, message: detail });
      if (pause === undefined) return err({ code: 'sigstore-unreachable', service, doing, detail });
      await caller.pause(pause);
      continue;
    }
    const { status } = answer.value;
    if ((status >= 200 && status <= 299) || answers.includes(status)) return ok(answer.value);
    if (pause === undefined || (status !== 429 && status < 500)) {
      return err({ code: 'sigstore-refused', service, doing, status, detail: saidBy(answer.value, secrets) });
    }
    await caller.pause(waitOf(answer.value.headers['retry-after'], pause));
  }
}

/** The host of a service, as people know it; what stands in an address beside it may be nobody's business. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'an address that is none';
}

/** Joins a path to a service's address, which may or may not end with `/`. */
export function addressOf(base: string, path: string): string {
  return `${base.replace(/\/+$/, '')}${path}`;
}

function waitOf(said: string | undefined, otherwise: number): number {
  const seconds = said !== undefined && /^\d{1,6}$/.test(said) ? Number(said) : undefined;
  return seconds === undefined ? otherwise : Math.min(seconds * 1000, LONGEST_PAUSE);
}

/** JSON's `message`, or the text itself; one line of at most 300 characters. */
function saidBy({ body }: HttpAnswer, secrets: readonly string[]): string {
  const text = without(Buffer.from(body.subarray(0, 64 * 1024)).toString('utf8'), secrets);
  let said: unknown = text;
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null && 'message' in json) said = json.message;
  } catch {
    // No JSON: the text it is. An error page of a proxy is of no use to anybody.
    if (/^\s*</.test(text)) said = '';
  }
  return typeof said === 'string'
    ? said
        .replace(/[\p{Cc}\s]+/gu, ' ')
        .trim()
        .slice(0, 300)
    : '';
}

/** A token has parts, and one of them alone says enough. */
function without(text: string, secrets: readonly string[]): string {
  const parts = secrets
    .flatMap((secret) => [secret, ...secret.split('.')])
    .filter(({ length }) => length >= 8);
  return parts.reduce((rest, part) => rest.replaceAll(part, '***'), text);
}
