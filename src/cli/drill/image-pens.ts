/** The pens of the drill: this program's own, with keys of the drill and certificates and times of its authorities. */

import type { Clock } from '../../core/ports.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type Bundle, type Content, encodeBundle, signatureOf } from '../../formats/bundle.ts';
import { encodeStatement, type Statement } from '../../formats/statement.ts';
import { ephemeralKey, type SigningKey } from '../../signing/keys.ts';
import { penOf } from '../../signing/pen.ts';
import type { Pen, SigningDoors, Who } from '../../signing/signer.ts';
import type { Author, Piece } from '../../verify/drill/attack.ts';
import { Authority } from '../../verify/drill/authority.ts';

export type SignedPiece = Extract<Piece, { readonly by: Author }>;

export class Pens {
  readonly authority: Authority;
  readonly ours = ephemeralKey();
  readonly #strangers: Authority;
  readonly #stranger = ephemeralKey();

  /** @param now  milliseconds since 1970 */
  constructor(now: number) {
    this.authority = new Authority('drill', now);
    this.#strangers = new Authority('drill of a stranger', now);
  }

  /** Signs, and is stamped, at the time of the piece; a key is stamped only where the piece says a time. */
  penFor({ by, at, hint, spoilt = false }: SignedPiece, now: number): Pen {
    const time = now + (at ?? 0);
    const [key, who] = this.#signer(by, time);
    const pen = penOf(key, who, { logs: [], timestamps: [] }, doorsAt(time), () => ok(undefined));
    const authority =
      by.kind === 'identity' && by.authority === 'stranger' ? this.#strangers : this.authority;
    return {
      ...pen,
      statement: async (payload, payloadType) => {
        const signed = await pen.statement(payload, payloadType);
        if (!signed.ok) return signed;
        const content = spoilt ? spoiltContent(signed.value.content) : signed.value.content;
        const stamped = by.kind === 'identity' || at !== undefined;
        const timestamps = stamped ? [authority.stamp(signatureOf(content), time)] : [];
        const signer: Bundle['signer'] =
          hint === undefined ? signed.value.signer : { kind: 'key', hint: this.ours.publicKey.hint };
        return ok({ ...signed.value, signer, content, timestamps });
      },
    };
  }

  #signer(by: Author, time: number): readonly [SigningKey, Who] {
    if (by.kind === 'key') {
      const key = by.key === 'ours' ? this.ours : this.#stranger;
      return [key, { kind: 'key', publicKey: key.publicKey }];
    }
    const authority = by.authority === 'stranger' ? this.#strangers : this.authority;
    const key = ephemeralKey();
    const { publicKey } = key;
    const certificate = authority.certify(publicKey.key, by.identity, time);
    const { name, claims } = by.identity;
    const told = { issuer: claims[8] ?? '', subject: name, expires: time, all: {} };
    return [key, { kind: 'certificate', chain: [certificate, authority.root], publicKey, claims: told }];
  }
}

export async function bundleBytes(pen: Pen, statement: Statement): Promise<Result<Uint8Array>> {
  const bundle = await pen.statement(encodeStatement(statement));
  return bundle.ok ? ok(encodeBundle(bundle.value)) : bundle;
}

/** Still a signature in its form, and none of these bytes. */
function spoiltContent(content: Content): Content {
  if (content.kind !== 'envelope') return content;
  const signature = Uint8Array.from(content.envelope.signature);
  const last = signature.length - 1;
  signature[last] = (signature[last] ?? 0) ^ 1;
  return { ...content, envelope: { ...content.envelope, signature } };
}

/** Nobody is asked: there are neither logs nor authorities to ask. */
function doorsAt(time: number): SigningDoors {
  const clock: Clock = { now: () => time };
  const shut = { ok: false, failure: { kind: 'stopped', detail: 'the drill asks nobody' } } as const;
  const http = { send: async () => shut, download: async () => shut, stream: async () => shut };
  return {
    http,
    clock,
    readText: () => ok(undefined),
    variable: () => undefined,
    pause: async () => {},
    output: async () => err({ message: 'the drill asks nobody' }),
    publicSigningConfig: async () => err({ code: 'usage', message: 'the drill asks nobody' }),
  };
}
