/**
 * One entry that a fuzzer tries, as a recipe: what is in it, and what is changed at which layer. Everything above the
 * change is made anew from it (lengths, digests, signature), so that the change reaches the reader that it is meant for.
 * As JSON it is a seed.
 */

import { sign } from 'node:crypto';
import { sha256 } from '../../../src/cache/drill/forged.ts';
import type { Ground } from '../../../src/cache/drill/ground.ts';
import { predicateOf } from '../../../src/cache/predicate.ts';
import { SEAL_TYPE } from '../../../src/cache/seal.ts';
import { canonicalJson } from '../../../src/formats/canonical.ts';
import { encodeEnvelope, pae } from '../../../src/formats/dsse.ts';
import { STATEMENT_PAYLOAD, STATEMENT_TYPE } from '../../../src/formats/statement.ts';

/** At a byte, from the end when it is below zero: what is taken out and what is put in (base64). */
export type Edit = { readonly at: number; readonly remove: number; readonly insert: string };

/** A member of the statement, by its path: another value, or none. */
export type Change = { readonly path: readonly string[]; readonly value?: unknown };

export type FuzzCase = {
  /** The layer that was changed, and how; for people. */
  readonly layer: string;
  /** Stored bytes of all pieces, and the list as it is stored; base64. */
  readonly pieces: string;
  readonly list: string;
  /** What the seal says of them. */
  readonly listBytes: number;
  readonly members: number;
  readonly bytes: number;
  readonly statement: readonly Change[];
  /** Of the signed text, of the envelope, of the file. */
  readonly payload: readonly Edit[];
  readonly envelope: readonly Edit[];
  readonly file: readonly Edit[];
};

export function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'base64');
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** The entry, sealed now by the key of the protected branch. */
export function entryOf(one: FuzzCase, ground: Ground): Buffer {
  const { envelope, pieces, list } = partsOf(one, ground);
  const tail = Buffer.alloc(24);
  tail.writeUInt32LE(envelope.length, 0);
  tail.writeBigUInt64LE(BigInt(list.length), 4);
  tail.write('SEALED/1', 16, 'latin1');
  return edited(Buffer.concat([pieces, list, envelope, tail]), one.file);
}

/** The signed text, as it stands in the entry. */
export function payloadOf(one: FuzzCase, ground: Ground): Buffer {
  const [pieces, list] = [bytesOf(one.pieces), bytesOf(one.list)];
  const { listBytes, members, bytes } = one;
  const seal = ground.seal({ pieces, list, listBytes, members, bytes });
  const statement: unknown = JSON.parse(
    canonicalJson({
      _type: STATEMENT_TYPE,
      subject: [{ name: seal.name, digest: { sha256: sha256(list) } }],
      predicateType: SEAL_TYPE,
      predicate: predicateOf(seal),
    }),
  );
  for (const change of one.statement) set(statement, change);
  return edited(Buffer.from(canonicalJson(statement), 'utf8'), one.payload);
}

function partsOf(one: FuzzCase, ground: Ground) {
  const { key } = ground.branch;
  const payload = payloadOf(one, ground);
  const signature = sign(null, pae(STATEMENT_PAYLOAD, payload), key.privateKey);
  const whole = encodeEnvelope({ payloadType: STATEMENT_PAYLOAD, payload, keyId: key.keyId, signature });
  return {
    pieces: bytesOf(one.pieces),
    list: bytesOf(one.list),
    envelope: edited(Buffer.from(whole), one.envelope),
  };
}

function set(into: unknown, { path, ...change }: Change): void {
  const [name, ...rest] = path;
  if (name === undefined || typeof into !== 'object' || into === null) return;
  const members = into as Record<string, unknown>;
  if (rest.length > 0) {
    if (Object.hasOwn(members, name)) set(members[name], { path: rest, ...change });
    return;
  }
  if (!('value' in change)) {
    delete members[name];
    return;
  }
  // Also for names such as `__proto__`, which an assignment would not make a member.
  const { value } = change;
  Object.defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true });
}

export function edited(bytes: Buffer, edits: readonly Edit[]): Buffer {
  return edits.reduce((made, { at, remove, insert }) => {
    const from = Math.max(0, Math.min(made.length, at < 0 ? made.length + at : at));
    return Buffer.concat([made.subarray(0, from), bytesOf(insert), made.subarray(from + remove)]);
  }, bytes);
}
