/**
 * A tag whose manifest grows, written by whoever adds something, so it may be written by two at once. What we add at the
 * same time goes into one write. Of others, a registry that honours `If-Match` refuses the second; of most nobody knows
 * whether it does. So after writing we look again, at once and once more after a moment, and write again what is lost.
 * The limit: a writer who read before us and writes later than that, and does not look again, takes ours away.
 */

import type { Failure } from '../../core/failure.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type Fetched, findManifest, putManifest } from './manifests.ts';
import type { Wire } from './wire.ts';

/**
 * What is to stand below the tag, from what stands there; undefined when nothing is lacking. Asked again as often as
 * somebody else was faster.
 */
export type Change = (
  there: Fetched | undefined,
) => Promise<Result<Pick<Fetched, 'descriptor' | 'bytes'> | undefined>>;

type Asked = { readonly change: Change; readonly settle: (done: Result<void>) => void };

/** Milliseconds in which a first change waits for others of the same moment: far less than a write takes. */
const GATHER = 10;

/** The tags of one repository, as we write them. */
export class TagWriter {
  readonly #wire: Wire;
  /** By tag, while it is being written: those that wait for the next write. */
  readonly #waiting = new Map<string, Asked[]>();

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** @returns when what `change` adds is there and stays there for a moment */
  rewrite(tag: string, change: Change): Promise<Result<void>> {
    return new Promise((settle) => {
      const waiting = this.#waiting.get(tag);
      if (waiting !== undefined) {
        waiting.push({ change, settle });
        return;
      }
      const first = [{ change, settle }];
      this.#waiting.set(tag, first);
      void this.#write(tag, first);
    });
  }

  async #write(tag: string, waiting: Asked[]): Promise<void> {
    while (waiting.length > 0) {
      await this.#wire.pause(GATHER);
      const asked = waiting.splice(0);
      const refused = new Map<Asked, Failure>();
      const done = await rewriteTag(this.#wire, tag, together(asked, refused));
      for (const one of asked) {
        const failure = refused.get(one);
        one.settle(failure === undefined ? done : err(failure));
      }
    }
    this.#waiting.delete(tag);
  }
}

/** One change for all that are asked for; one that cannot be made takes none of the others with it. */
function together(asked: readonly Asked[], refused: Map<Asked, Failure>): Change {
  return async (there) => {
    let now = there;
    let changed: Awaited<ReturnType<Change>> = ok(undefined);
    for (const one of asked) {
      if (refused.has(one)) continue;
      const next = await one.change(now);
      if (!next.ok) refused.set(one, next.failure);
      else if (next.value !== undefined) {
        changed = next;
        now = { ...next.value, etag: undefined };
      }
    }
    return changed;
  };
}

/** Times it is written before we give up. */
const MOST_WRITES = 16;

/** Milliseconds between looking and looking again: no less, and some times as long as a write took. */
const MOMENT = 100;
const TIMES = 3;

async function rewriteTag(wire: Wire, tag: string, change: Change): Promise<Result<void>> {
  /** From reading to having written: as long as it took us it may take others. */
  let slowest = 0;
  for (let write = 0; write < MOST_WRITES; write += 1) {
    const begun = wire.doors.clock.now();
    const step = await lookAt(wire, tag, change);
    if (!step.ok) return step;
    const { there, next } = step.value;
    if (next === undefined) {
      if (write === 0) return ok(undefined);
      // Somebody may have read it before we wrote, and be about to write theirs.
      await wire.pause(Math.min(Math.max(MOMENT, slowest * TIMES), 2000) * (1 + Math.random()));
      const later = await lookAt(wire, tag, change);
      if (!later.ok) return later;
      if (later.value.next === undefined) return ok(undefined);
      continue;
    }
    const put = await putManifest(wire, tag, next, conditionOf(there));
    if (!put.ok) return put;
    slowest = Math.max(slowest, wire.doors.clock.now() - begun);
    // Somebody else was faster: not all of us try again at the same time.
    if (put.value.status === 412) await wire.pause(MOMENT * (write + 1) * Math.random());
  }
  return err(
    wire.refused(`list an attachment under ${tag} in`, 'failing', 'others write the same list all the time'),
  );
}

async function lookAt(wire: Wire, tag: string, change: Change) {
  const there = await findManifest(wire, tag);
  if (!there.ok) return there;
  const next = await change(there.value);
  return next.ok ? ok({ there: there.value, next: next.value }) : next;
}

/** Registries that know conditions refuse to replace what we have not seen (RFC 9110 section 13.1). */
function conditionOf(there: Fetched | undefined): Readonly<Record<string, string>> {
  if (there === undefined) return { 'if-none-match': '*' };
  return there.etag === undefined ? {} : { 'if-match': there.etag };
}
