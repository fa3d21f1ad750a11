/**
 * Reading blobs: whether one is there, and its bytes, which are counted and hashed whatever is said about them. A call
 * that breaks off goes on where it ended (RFC 9110 section 14).
 */

import { createHash } from 'node:crypto';
import type { Sha256 } from '../../core/digest.ts';
import type { Failure } from '../../core/failure.ts';
import { type Descriptor, hexOf, type ImageDigest, imageDigest } from '../../core/image.ts';
import type { HttpSink } from '../../core/ports.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { onDisk } from './on-disk.ts';
import { waitBefore } from './retry.ts';
import type { Wire } from './wire.ts';

/** Bytes that have to come between two calls for the first not to count as failed. */
const PROGRESS = 1024 * 1024;

/** Bytes up to which hashing is done in passing, and not worth a thread's attention. */
const SMALL = 256 * 1024;

/** Bytes from which on a connection of its own costs less than it spares. */
const LARGE = 1024 * 1024;

/** Milliseconds that a transfer may take: two minutes, and as if there were 64 KiB a second. */
export function transferTime(bytes: number): number {
  return Math.min(120_000 + bytes / 64, 2 ** 31 - 1);
}

/** Whether it is there, with the size that is expected. */
export async function hasBlob(wire: Wire, { digest, size }: Descriptor): Promise<Result<boolean>> {
  const doing = `look for ${digest} in`;
  const asked = await wire.ask({ doing, method: 'HEAD', at: `blobs/${digest}`, rights: 'push' }, [200, 404]);
  if (!asked.ok) return asked;
  if (asked.value.status === 404) return ok(false);
  const said = asked.value.headers['content-length'];
  // Another size under this digest: whatever it is, it is not what we have.
  return ok(said === undefined || Number(said) === size);
}

/**
 * All bytes of a blob or manifest, in pieces that are each good until `onPiece` is done; a wrong digest or size is a
 * failure after the last. Small pieces come as the network gives them.
 */
export async function readBlob(
  wire: Wire,
  at: string,
  descriptor: Descriptor,
  onPiece: (piece: Uint8Array) => Promise<Result<void>>,
): Promise<Result<void>> {
  const sum = createHash('sha256');
  const read = await readPieces(wire, at, descriptor, false, async (piece) => {
    sum.update(piece);
    return onPiece(piece);
  });
  if (!read.ok) return read;
  return compared(wire, descriptor, imageDigest(sum.digest('hex') as Sha256));
}

/** A blob as a new private file (0600), which is gone again when anything is wrong. Hashed in another thread. */
export async function downloadBlob(wire: Wire, descriptor: Descriptor, path: string): Promise<Result<void>> {
  const { disk, workers } = wire.doors;
  const opened = onDisk('write', path, () => disk.create(path, 0o600));
  if (!opened.ok) return opened;
  const file = opened.value;
  const small = descriptor.size <= SMALL ? createHash('sha256') : undefined;
  let position = 0;
  const bulk = descriptor.size >= LARGE;
  const read = await readPieces(wire, `blobs/${descriptor.digest}`, descriptor, bulk, (piece) => {
    small?.update(piece);
    const written = onDisk('write', path, () => disk.write(file, piece, position));
    position += piece.length;
    return written;
  });
  disk.close(file);
  const found = async (): Promise<Result<ImageDigest>> => {
    if (small !== undefined) return ok(imageDigest(small.digest('hex') as Sha256));
    return hashed(
      await workers.run('digest', { files: [{ path, size: descriptor.size }], wanted: false }),
      path,
    );
  };
  const digest = read.ok ? await found() : read;
  const done = digest.ok ? compared(wire, descriptor, digest.value) : digest;
  if (!done.ok) onDisk('remove', path, () => disk.removeFile(path));
  return done;
}

/** What the worker task `digest` answers for one file. */
function hashed(output: unknown, path: string): Result<ImageDigest> {
  const [one] = output as readonly ({ readonly sha256: Sha256 } | { readonly errno: string })[];
  if (one === undefined) throw new Error('the thread answered for no file');
  if ('errno' in one) return err({ code: 'system', doing: 'read', path, errno: one.errno });
  return ok(imageDigest(one.sha256));
}

function compared(wire: Wire, { digest }: Descriptor, found: ImageDigest): Result<void> {
  if (found === digest) return ok(undefined);
  return err({ code: 'digest-mismatch', what: whatOf(wire, digest), expected: digest, found });
}

function whatOf(wire: Wire, digest: ImageDigest): string {
  return `${hexOf(digest).slice(0, 12)} of ${wire.registry}/${wire.repository}`;
}

/**
 * Exactly as many bytes as the descriptor says, in order.
 *
 * @param bulk  in large pieces; `onPiece` gives no promise
 */
async function readPieces(
  wire: Wire,
  at: string,
  descriptor: Descriptor,
  bulk: boolean,
  onPiece: (piece: Uint8Array) => Result<void> | Promise<Result<void>>,
): Promise<Result<void>> {
  const { digest, size } = descriptor;
  // Some registries deny that they have a manifest to whom did not ask for its kind.
  const kind = at.startsWith('manifests/') ? { accept: descriptor.mediaType } : {};
  const doing = `read ${digest} of`;
  const wrongSize = (found: string): Failure => ({
    code: 'digest-mismatch',
    what: whatOf(wire, digest),
    expected: `${size} bytes`,
    found,
  });
  const ready = await wire.ready();
  if (!ready.ok) return ready;
  let have = 0;
  let failure: Failure | undefined;
  /** Some registries refuse ranges instead of ignoring them. */
  let whole = false;
  for (let failed = 0; ; ) {
    const begun = have;
    const sink: HttpSink = ({ status, headers }) => {
      if (status !== 200 && status !== 206) return undefined;
      // Who does not know ranges sends all of it again.
      let skip = status === 200 ? begun : 0;
      if (status === 206 && !startsAt(headers['content-range'], begun)) {
        failure = wire.refused(doing, 'invalid', 'it sent another range than was asked for');
        return () => false;
      }
      const said = headers['content-length'];
      if (said !== undefined && Number(said) !== size - begun + skip) {
        failure = wrongSize(`${Number(said) + begun - skip} bytes`);
        return () => false;
      }
      return (piece) => {
        const fresh = skip < piece.length ? piece.subarray(skip) : undefined;
        skip -= Math.min(skip, piece.length);
        if (fresh === undefined) return true;
        if (have + fresh.length > size) {
          failure = wrongSize(`more than ${size} bytes`);
          return false;
        }
        have += fresh.length;
        const taken = onPiece(fresh);
        const settle = (result: Result<void>): boolean => {
          if (!result.ok) failure = result.failure;
          return result.ok;
        };
        return taken instanceof Promise ? taken.then(settle) : settle(taken);
      };
    };
    const sent = await wire.send({
      doing,
      method: 'GET',
      at,
      rights: 'pull',
      // With its end, since not all understand a range without one.
      headers: { ...kind, ...(begun === 0 || whole ? {} : { range: `bytes=${begun}-${size - 1}` }) },
      sink,
      bulk,
      limit: size,
      timeout: transferTime(size),
      again: false,
    });
    if (failure !== undefined) return err(failure);
    if (sent.ok && [200, 206].includes(sent.value.status)) {
      return have === size ? ok(undefined) : err(wrongSize(`${have} bytes`));
    }
    if (!sent.ok && sent.failure.kind === 'too-large') return err(wrongSize(`more than ${size} bytes`));
    if (sent.ok && [400, 416].includes(sent.value.status) && begun > 0 && !whole) {
      whole = true;
      continue;
    }
    failed = have - begun >= PROGRESS ? 1 : failed + 1;
    const wait = waitAfter(wire, sent, failed);
    if (wait === undefined) {
      return err(sent.ok ? wire.refusal(doing, sent.value) : wire.failureOf(doing, sent.failure));
    }
    await wire.pause(wait);
  }
}

function waitAfter(wire: Wire, sent: Awaited<ReturnType<Wire['send']>>, failed: number): number | undefined {
  const now = wire.doors.clock.now();
  if (sent.ok) {
    const { status, headers } = sent.value;
    const outcome = { kind: 'status', status, retryAfter: headers['retry-after'] } as const;
    return waitBefore(outcome, failed, now, Math.random());
  }
  const { kind } = sent.failure;
  if (kind === 'refused' || kind === 'no-token') return undefined;
  return waitBefore({ kind }, failed, now, Math.random());
}

/** `bytes 100-199/200` begins where it was asked for. */
function startsAt(range: string | undefined, begun: number): boolean {
  return Number(/^bytes (\d+)-\d+\/(?:\d+|\*)$/.exec(range ?? '')?.[1] ?? -1) === begun;
}
