/**
 * Blobs into a registry: by mount from a repository beside it, in one piece, or in chunks where one piece is too much
 * for it. What breaks off goes on where the registry says that it ended, or begins anew (distribution-spec, "Pushing
 * Blobs"). The registry compares the digest; that it says which one it has is checked as well.
 */

import type { Descriptor } from '../../core/image.ts';
import type { HttpFeed } from '../../core/ports.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { isRepositoryPath } from '../../formats/image-name.ts';
import { transferTime } from './blobs.ts';
import { saidDigest } from './manifests.ts';
import { waitBefore } from './retry.ts';
import { withQuery } from './target.ts';
import type { Call, Reply, Sent, Wire } from './wire.ts';

/**
 * A blob's bytes from an offset on, in pieces that are each good until `take` is done, which says whether more are
 * wanted. A failure of its own ends the upload.
 */
export type BlobBytes = (
  from: number,
  take: (piece: Uint8Array) => Promise<boolean>,
) => Promise<Result<void>>;

/** How a blob came to be there. */
export type Arrived = 'there' | 'mounted' | 'sent';

/** Bytes of a chunk, where a registry takes no more at once; it may ask for larger ones. */
const CHUNK = 32 * 1024 * 1024;

/** Uploads begun for one blob, and continuations of one of them without a byte of progress. */
const MOST_BEGUN = 4;
const MOST_FRUITLESS = 5;

const MOST_MOUNTS = 4;

/** @param onBytes  called with how many have been sent since; negative when they have to be sent again */
export async function uploadBlob(
  wire: Wire,
  blob: Descriptor,
  bytes: BlobBytes,
  mountFrom: readonly string[],
  onBytes: (count: number) => void,
): Promise<Result<Arrived>> {
  const begun = await begin(wire, blob, mountFrom);
  if (!begun.ok) return begun;
  if (begun.value === 'mounted') return ok('mounted');
  return new Upload(wire, blob, bytes, onBytes).run(begun.value);
}

/** A place to send to; or `mounted`, when nothing has to be sent. */
async function begin(
  wire: Wire,
  { digest }: Descriptor,
  mountFrom: readonly string[],
): Promise<Result<Reply | 'mounted'>> {
  const doing = `mount ${digest} in`;
  let begun: Reply | undefined;
  for (const from of mountFrom.filter(isRepositoryPath).slice(0, MOST_MOUNTS)) {
    const at = `blobs/uploads/?mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from)}`;
    const sent = await wire.send({ doing, method: 'POST', at, rights: 'push', from, body: NOTHING });
    // That one cannot be mounted from is no reason not to send it.
    if (!sent.ok) continue;
    if (sent.value.status === 201) return ok('mounted');
    // It was not, and an upload is begun instead; a later one may still be better.
    if (sent.value.status === 202) begun = sent.value;
  }
  if (begun !== undefined) return ok(begun);
  return wire.ask(
    { doing: `push ${digest} to`, method: 'POST', at: 'blobs/uploads/', rights: 'push', body: NOTHING },
    [202],
  );
}

const NOTHING = new Uint8Array();

class Upload {
  readonly #wire: Wire;
  readonly #blob: Descriptor;
  readonly #bytes: BlobBytes;
  readonly #onBytes: (count: number) => void;
  readonly #doing: string;
  /** Bytes that were told to be sent. */
  #told = 0;
  /** Bytes of a chunk; undefined while all of it is sent at once. */
  #chunk: number | undefined;

  constructor(wire: Wire, blob: Descriptor, bytes: BlobBytes, onBytes: (count: number) => void) {
    this.#wire = wire;
    this.#blob = blob;
    this.#bytes = bytes;
    this.#onBytes = onBytes;
    this.#doing = `push ${blob.digest} to`;
  }

  async run(first: Reply): Promise<Result<Arrived>> {
    let begun: Reply = first;
    for (let round = 1; ; round += 1) {
      const sent = await this.#session(begun);
      if (!sent.ok || sent.value === 'sent') return sent.ok ? ok('sent') : sent;
      // The registry has forgotten this upload, or wants none in one piece: from the beginning.
      this.#tell(0);
      const fresh = await begin(this.#wire, this.#blob, []);
      if (!fresh.ok) return fresh;
      if (fresh.value === 'mounted') return ok('mounted');
      if (round === MOST_BEGUN)
        return err(this.#wire.refused(this.#doing, 'failing', 'the upload never ends'));
      begun = fresh.value;
    }
  }

  /** One upload from its beginning to its end; `lost` when another one has to be begun. */
  async #session(begun: Reply): Promise<Result<'sent' | 'lost'>> {
    const place = await this.#wire.next(this.#doing, begun);
    if (!place.ok) return place;
    let [at, from, fruitless] = [place.value, 0, 0];
    this.#chunk = this.#chunk === undefined ? undefined : chunkOf(begun, this.#chunk);
    for (;;) {
      const { size } = this.#blob;
      const last = this.#chunk === undefined || from + this.#chunk >= size;
      const until = last ? size : from + (this.#chunk ?? size);
      const trouble: { failure?: Result<never> } = {};
      const sent = await this.#wire.send(this.#call(at, from, until, last, trouble));
      if (trouble.failure !== undefined) return trouble.failure;
      if (sent.ok && last && [201, 204].includes(sent.value.status)) return this.#finished(sent.value);
      if (sent.ok && !last && sent.value.status === 202) {
        const next = await this.#wire.next(this.#doing, sent.value);
        if (!next.ok) return next;
        // It says how far it got, which may be less than was sent.
        const reached = endOf(sent.value) ?? until;
        if (reached <= from || reached > until) return err(this.#odd('it took another part than was sent'));
        [at, from, fruitless] = [next.value, reached, 0];
        this.#tell(from);
        continue;
      }
      if (sent.ok && sent.value.status === 413 && this.#chunk === undefined && size > CHUNK) {
        this.#chunk = CHUNK;
        return ok('lost');
      }
      const wait = this.#wait(sent, fruitless + 1);
      if (wait === undefined) return err(this.#failure(sent));
      await this.#wire.pause(wait);
      const there = await this.#arrived();
      if (!there.ok || there.value) return there.ok ? ok('sent') : there;
      const status = await this.#status(at);
      if (!status.ok) return status;
      if (status.value === undefined) return ok('lost');
      if (status.value.from > size) return err(this.#odd('it has more than was sent'));
      fruitless = status.value.from > from ? 0 : fruitless + 1;
      [at, from] = [status.value.at, status.value.from];
      // From the middle on in one piece is not in the specification, so that goes by chunks.
      if (from > 0 && this.#chunk === undefined) this.#chunk = size;
      this.#tell(from);
      if (fruitless > MOST_FRUITLESS) return err(this.#odd('it takes nothing of it'));
    }
  }

  #call(at: URL, from: number, until: number, last: boolean, trouble: { failure?: Result<never> }): Call {
    const { digest, size } = this.#blob;
    const ranged = from > 0 || !last;
    return {
      doing: this.#doing,
      method: last ? 'PUT' : 'PATCH',
      at: last ? withQuery(at, 'digest', digest) : at,
      rights: 'push',
      headers: {
        'content-type': 'application/octet-stream',
        ...(ranged && until > from ? { 'content-range': `${from}-${until - 1}` } : {}),
      },
      body: until === from ? NOTHING : this.#feed(from, until, trouble),
      timeout: transferTime(size),
      again: false,
    };
  }

  #feed(from: number, until: number, trouble: { failure?: Result<never> }): HttpFeed {
    return {
      bytes: until - from,
      give: async (take) => {
        let at = from;
        this.#tell(from);
        const given = await this.#bytes(from, async (piece) => {
          const part = piece.subarray(0, until - at);
          at += part.length;
          const more = part.length === 0 ? false : await take(part);
          if (more) this.#tell(at);
          return more && at < until;
        });
        if (!given.ok) trouble.failure = given;
        return given.ok && at === until;
      },
    };
  }

  #finished(reply: Reply): Result<'sent'> {
    const { digest } = this.#blob;
    const said = saidDigest(reply);
    if (said === undefined || said === digest) return ok('sent');
    const { registry, repository } = this.#wire;
    return err({
      code: 'digest-mismatch',
      what: `a blob of ${registry}/${repository}`,
      expected: digest,
      found: said,
    });
  }

  /** Whether it is there although the answer never came. */
  async #arrived(): Promise<Result<boolean>> {
    const { digest } = this.#blob;
    const call = { doing: this.#doing, method: 'HEAD', at: `blobs/${digest}`, rights: 'push' } as const;
    const asked = await this.#wire.send(call);
    if (!asked.ok) return err(this.#wire.failureOf(this.#doing, asked.failure));
    return ok(asked.value.status === 200);
  }

  /** How far the registry got; undefined when it does not know this upload any more. */
  async #status(at: URL): Promise<Result<{ readonly at: URL; readonly from: number } | undefined>> {
    const asked = await this.#wire.send({ doing: this.#doing, method: 'GET', at, rights: 'push' });
    if (!asked.ok) return err(this.#wire.failureOf(this.#doing, asked.failure));
    if (asked.value.status !== 204 && asked.value.status !== 202) return ok(undefined);
    const from = endOf(asked.value);
    if (from === undefined) return ok(undefined);
    if (asked.value.headers['location'] === undefined) return ok({ at, from });
    const next = await this.#wire.next(this.#doing, asked.value);
    return next.ok ? ok({ at: next.value, from }) : next;
  }

  #wait(sent: Sent, failed: number): number | undefined {
    const now = this.#wire.doors.clock.now();
    if (!sent.ok) {
      const { kind } = sent.failure;
      if (kind === 'refused' || kind === 'no-token') return undefined;
      return waitBefore({ kind }, failed, now, Math.random());
    }
    const { status, headers } = sent.value;
    // Not where it was: the registry knows where it is. Not known any more: so from the beginning.
    if (status === 416 || status === 404) return failed < MOST_FRUITLESS ? 0 : undefined;
    return waitBefore(
      { kind: 'status', status, retryAfter: headers['retry-after'] },
      failed,
      now,
      Math.random(),
    );
  }

  #failure(sent: Sent) {
    if (!sent.ok) return this.#wire.failureOf(this.#doing, sent.failure);
    return this.#wire.refusal(this.#doing, sent.value);
  }

  #odd(detail: string) {
    return this.#wire.refused(this.#doing, 'invalid', detail);
  }

  #tell(sent: number): void {
    if (sent !== this.#told) this.#onBytes(sent - this.#told);
    this.#told = sent;
  }
}

/** Bytes that the registry has (`Range: 0-99`, which some write as `bytes=0-99`); `0-0` is nothing or one byte. */
function endOf({ headers }: Reply): number | undefined {
  const range = /^(?:bytes=)?0-(\d{1,15})$/.exec(headers['range'] ?? '');
  if (range === null) return undefined;
  // One byte that is sent twice cannot be told from none, and chunks are never that small.
  return range[1] === '0' ? 0 : Number(range[1]) + 1;
}

/** At least as large as the registry wants them (distribution-spec, "Pushing a blob in chunks"). */
function chunkOf({ headers }: Reply, wanted: number): number {
  const least = Number(headers['oci-chunk-min-length'] ?? 0);
  return Number.isSafeInteger(least) ? Math.max(least, wanted) : wanted;
}
