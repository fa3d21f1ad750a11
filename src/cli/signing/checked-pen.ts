/**
 * A pen whose signatures are verified by a trusted root before anybody gets them: what a log or an authority says is
 * compared with whom the user trusts while it can still be thrown away.
 */

import type { Failure } from '../../core/failure.ts';
import { err, type Result } from '../../core/result.ts';
import { type Bundle, encodeBundle } from '../../formats/bundle.ts';
import type { Pen, Who } from '../../signing/signer.ts';
import { readBundle } from '../../verify/bundle.ts';
import { openBundle } from '../../verify/open.ts';
import { type Root, readKey, type Trust } from '../../verify/trust.ts';

/** Bytes that are signed without an envelope: what the older form signs of an image. */
const MOST_BYTES = 64 * 1024;

export function checkedPen(pen: Pen, root: Root): Pen {
  const trust = { roots: [root], keys: keysOf(pen.who) };
  const checked = (made: Result<Bundle>, message: Uint8Array | undefined): Result<Bundle> => {
    if (!made.ok) return made;
    const problem = problemOf(encodeBundle(made.value), pen, trust, message);
    return problem === undefined ? made : err(refusal(root, problem));
  };
  return {
    ...pen,
    statement: async (payload, type) => checked(await pen.statement(payload, type), undefined),
    async artifact(feed) {
      const pieces: Uint8Array[] = [];
      let bytes = 0;
      const made = await pen.artifact((onPiece) =>
        feed((piece) => {
          bytes += piece.length;
          if (bytes <= MOST_BYTES) pieces.push(Uint8Array.from(piece));
          onPiece(piece);
        }),
      );
      return bytes > MOST_BYTES
        ? err(refusal(root, `it is over ${bytes} bytes, more than ${MOST_BYTES}`))
        : checked(made, Buffer.concat(pieces));
    },
  };
}

/** Whether what is there holds by the root, too; what does not is signed once more. */
export function holdsBy(pen: Pen, root: Root): (bundle: Uint8Array) => boolean {
  const trust = { roots: [root], keys: keysOf(pen.who) };
  return (bundle) => problemOf(bundle, pen, trust, undefined) === undefined;
}

function problemOf(
  text: Uint8Array,
  { witnessed }: Pen,
  trust: Trust,
  message: Uint8Array | undefined,
): string | undefined {
  const bundle = readBundle(text, Number.POSITIVE_INFINITY);
  if (!bundle.ok) return `${bundle.failure.reason} ${bundle.failure.detail}`.trim();
  const seal = openBundle(bundle.value, trust, { logged: witnessed.log, message });
  if (!seal.ok) return `${seal.failure.reason} ${seal.failure.detail}`.trim();
  // Of a key, what the root does not know is left out instead of refused.
  if (witnessed.log && seal.value.logIndex === undefined) return 'it names another log';
  const stamped = seal.value.times.some(({ from }) => from === 'timestamp authority');
  return witnessed.timestamp && !stamped ? 'it names another timestamp authority' : undefined;
}

function keysOf(who: Who): Trust['keys'] {
  const key = who.kind === 'key' ? readKey('ours', who.publicKey.pem) : undefined;
  return key?.ok === true ? [key.value] : [];
}

function refusal(root: Root, problem: string): Failure {
  const message = `what it says of the signature does not hold by ${root.name} (${problem}), so nothing was stored`;
  return { code: 'sigstore-invalid', service: 'one of the services', message };
}
