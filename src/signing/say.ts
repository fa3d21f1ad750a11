/** One statement about one artifact: signed, and put where the artifact is, unless the same is there already. */

import type { ImageDigest } from '../core/image.ts';
import { all, ok, type Result } from '../core/result.ts';
import { type Bundle, encodeBundle } from '../formats/bundle.ts';
import {
  attestationLayer,
  type LegacyLayer,
  signatureLayer,
  simpleSigningPayload,
} from '../formats/simple-signing.ts';
import { encodeStatement, type Statement } from '../formats/statement.ts';
import { SIGNATURE_PREDICATE } from './attach.ts';
import type { OlderPlace, SigningPlace } from './place.ts';
import { bundleSaysTheSame, layerSaysTheSame, type Wanted } from './same.ts';
import type { Pen } from './signer.ts';

/** Which forms are written: bundles, and beside them cosign's older tags for who reads only those. */
export const FORMATS = ['bundle', 'legacy'] as const;
export type SigningFormat = (typeof FORMATS)[number];

/** What became of one form in one place. `no-room`: the form cannot hold what is needed to verify it. */
export type Outcome = 'added' | 'there' | 'no-room';

export type Said = {
  readonly predicateType: string;
  readonly place: string;
  /** False when all of it was there already. */
  readonly added: boolean;
  /** Undefined where the form is not asked for, or the place has none. */
  readonly bundle: Outcome | undefined;
  readonly older: Outcome | undefined;
  /** Position in the transparency log; undefined without one, and for what was there. */
  readonly logIndex: string | undefined;
};

export type Saying = {
  readonly formats: readonly SigningFormat[];
  /** What the older form calls the image; undefined where the artifact is none. */
  readonly image: { readonly repository: string; readonly digest: ImageDigest } | undefined;
  /** See `Wanted`. */
  readonly holds?: Wanted['holds'];
  /** Milliseconds since 1970. */
  readonly now: number;
};

/** The statement that counts as *the* signature: of this type alone (I11). */
export function signatureStatement(name: string, sha256: string): Statement {
  return { subject: [{ name, digest: { sha256 } }], predicateType: SIGNATURE_PREDICATE, predicate: {} };
}

/** What a place has not got yet. */
type Lacking = { readonly place: SigningPlace; readonly bundle: boolean; readonly older: boolean };

/** Places are asked before anything is signed: what cannot be put anywhere is not entered into a log for good. */
export async function say(
  pen: Pen,
  statement: Statement,
  places: readonly SigningPlace[],
  { formats, image, holds, now }: Saying,
): Promise<Result<readonly Said[]>> {
  const payload = encodeStatement(statement);
  const { predicateType } = statement;
  const wanted: Wanted = { payload, pen, holds };
  const older = formats.includes('legacy') && image !== undefined ? image : undefined;
  const looked = await Promise.all(
    places.map(async (place): Promise<Result<Lacking & { readonly found: Uint8Array | undefined }>> => {
      const bundled = formats.includes('bundle') || place.older === undefined;
      const [there, layer] = await Promise.all([
        bundled ? place.bundles(predicateType, mostOf(payload)) : ok([]),
        older === undefined ? ok(true) : isOlderThere(place.older, statement, older, wanted),
      ]);
      if (!there.ok) return there;
      if (!layer.ok) return layer;
      const found = there.value.find((bundle) => bundleSaysTheSame(bundle, wanted));
      return ok({ place, bundle: bundled && found === undefined, older: !layer.value, found });
    }),
  );
  const lacking = all(looked);
  if (!lacking.ok) return lacking;
  const same = lacking.value.find(({ found }) => found !== undefined)?.found;
  let signed: Promise<Result<Bundle>> | undefined;
  // Asked for by several at once, and signed once: twice it would be two signatures of one thing.
  const bundle = (): Promise<Result<Bundle>> => {
    signed ??= pen.statement(payload);
    return signed;
  };
  const putBundle = async ({ place, bundle: lacks }: Lacking): Promise<Result<Outcome>> => {
    if (!lacks) return ok('there');
    // What one place has is carried to the others.
    const made = same === undefined ? await bundle() : ok(undefined);
    if (!made.ok) return made;
    const bytes = made.value === undefined ? same : encodeBundle(made.value);
    const added = await place.add(bytes ?? new Uint8Array(), predicateType, timeOf(now));
    return added.ok ? ok('added') : added;
  };
  const putOlder = async (to: OlderPlace, image: OlderImage): Promise<Result<Outcome>> => {
    if (hasNoRoom(pen, statement, same)) return ok('no-room');
    const layer = await olderLayer(pen, bundle, statement, image);
    if (!layer.ok) return layer;
    if (layer.value === undefined) return ok('no-room');
    const added = await to.add(suffixOf(statement), layer.value);
    return added.ok ? ok('added') : added;
  };
  // A list in a registry is looked at again a moment after it is written: the forms do not wait for each other.
  const put = lacking.value.map(async (one): Promise<Result<Omit<Said, 'logIndex'>>> => {
    const { place } = one;
    const bundled = formats.includes('bundle') || place.older === undefined;
    const [inBundle, inOlder] = await Promise.all([
      putBundle(one),
      older === undefined || place.older === undefined
        ? ok(undefined)
        : one.older
          ? putOlder(place.older, older)
          : ok<Outcome>('there'),
    ]);
    if (!inBundle.ok) return inBundle;
    if (!inOlder.ok) return inOlder;
    const added = inBundle.value === 'added' || inOlder.value === 'added';
    const how = { bundle: bundled ? inBundle.value : undefined, older: inOlder.value };
    return ok({ predicateType, place: place.name, added, ...how });
  });
  const said = all(await Promise.all(put));
  if (!said.ok) return said;
  const made = await signed;
  const logIndex = made?.ok === true ? made.value.entries[0]?.logIndex : undefined;
  return ok(said.value.map((one) => ({ ...one, logIndex })));
}

/** Bytes of a bundle around a payload: base64, and whatever logs and authorities say. */
function mostOf(payload: Uint8Array): number {
  return Math.ceil(payload.length / 3) * 4 + 512 * 1024;
}

type OlderImage = NonNullable<Saying['image']>;

function suffixOf({ predicateType }: Statement): 'sig' | 'att' {
  return predicateType === SIGNATURE_PREDICATE ? 'sig' : 'att';
}

async function isOlderThere(
  place: OlderPlace | undefined,
  statement: Statement,
  { repository, digest }: OlderImage,
  wanted: Wanted,
): Promise<Result<boolean>> {
  if (place === undefined) return ok(true);
  const suffix = suffixOf(statement);
  const payload = suffix === 'sig' ? simpleSigningPayload(repository, digest) : wanted.payload;
  const layers = await place.layers(suffix, mostOf(payload));
  return layers.ok
    ? ok(layers.value.some((layer) => layerSaysTheSame(layer, { ...wanted, payload })))
    : layers;
}

/** Known from the bundle that is there: it is not signed once more only to find that out. */
function hasNoRoom({ who }: Pen, statement: Statement, same: Uint8Array | undefined): boolean {
  if (who.kind === 'key' || suffixOf(statement) === 'sig' || same === undefined) return false;
  return !Buffer.from(same).includes('"inclusionPromise"');
}

/** @returns undefined when the form has no room for it */
async function olderLayer(
  pen: Pen,
  bundle: () => Promise<Result<Bundle>>,
  statement: Statement,
  { repository, digest }: OlderImage,
): Promise<Result<LegacyLayer | undefined>> {
  const chain = pen.who.kind === 'certificate' ? pen.who.chain : [];
  if (suffixOf(statement) === 'att') {
    const made = await bundle();
    return made.ok ? ok(attestationLayer(made.value, statement.predicateType, chain)) : made;
  }
  const payload = simpleSigningPayload(repository, digest);
  const signed = await pen.artifact(async (onPiece) => {
    onPiece(payload);
    return ok(undefined);
  });
  return signed.ok ? ok(signatureLayer(payload, signed.value, chain)) : signed;
}

function timeOf(now: number): string {
  return new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
}
