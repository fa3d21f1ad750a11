/**
 * Where the drill plays: images in a throw-away registry, signed by the signing part of this program, verified as
 * `sealsmith verify` does it. Nothing of the user's is asked: no file, no variable, no credential.
 */

import { createHash, randomBytes } from 'node:crypto';
import { Repository } from '../../clients/registry/repository.ts';
import type { Sha256 } from '../../core/digest.ts';
import { type Descriptor, hexOf, type ImageDigest, imageDigest } from '../../core/image.ts';
import type { LoopbackServer } from '../../core/loopback-server.ts';
import type { World } from '../../core/ports.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Verdict } from '../../core/verdict.ts';
import { canonicalJson } from '../../formats/canonical.ts';
import { MEDIA } from '../../formats/oci.ts';
import type { Statement } from '../../formats/statement.ts';
import { registryPlace, type SigningPlace } from '../../signing/place.ts';
import { say } from '../../signing/say.ts';
import type { Piece, Play, Scene } from '../../verify/drill/attack.ts';
import { HONEST, OUR_KEY } from '../../verify/drill/cast.ts';
import type { EvidenceSource } from '../../verify/evidence.ts';
import { expectationsOf, verifySchema } from '../../verify/expectations.ts';
import { readKey, readTrustedRoot, type Trust } from '../../verify/trust.ts';
import { type VerifyRequest, verify } from '../../verify/verify.ts';
import type { Session } from '../session.ts';
import { subjectOf } from '../verify/subject.ts';
import { stillThere } from '../verify.ts';
import { bundleBytes, Pens, type SignedPiece } from './image-pens.ts';

/** How a verdict is come to; tests break it to see the drill fail. */
export type Judge = (request: VerifyRequest) => Promise<Verdict>;

type Staged = { readonly repository: Repository; readonly subject: Descriptor };

const TAG = 'v1';

export class Stage {
  readonly #session: Session;
  readonly #host: string;
  readonly #judge: Judge;
  readonly #pens: Pens;
  readonly #trust: Trust;
  /** Nobody on this machine can guess what the repositories are called. */
  readonly #prefix = `drill-${randomBytes(8).toString('hex')}`;
  #images = 0;
  #honest: Promise<Result<Staged>> | undefined;

  constructor(session: Session, { host }: LoopbackServer, judge: Judge = verify) {
    this.#session = { ...session, world: ownWorld(session.world) };
    this.#host = host;
    this.#judge = judge;
    this.#pens = new Pens(session.world.clock.now());
    this.#trust = trustOf(this.#pens);
  }

  readonly play: Play = async (scene) => {
    const { pieces, asked = 'digest', tag } = scene;
    this.#honest ??= this.#staged(HONEST, undefined);
    const honest = await this.#honest;
    if (!honest.ok) return honest;
    const staged = pieces === undefined ? honest : await this.#staged(pieces, honest.value.subject);
    if (!staged.ok) return staged;
    const { repository, subject } = staged.value;
    const meddle = async (): Promise<Result<void>> => {
      if (tag === undefined) return ok(undefined);
      if (tag !== 'removed meanwhile') return await this.#move(repository);
      const removed = await repository.remove(TAG);
      return removed.ok ? ok(undefined) : removed;
    };
    const moved = tag === 'moved before' ? await meddle() : ok(undefined);
    if (!moved.ok) return moved;
    const name = asked === 'tag' ? `${repository.name}:${TAG}` : `${repository.name}@${subject.digest}`;
    return await this.#verified(name, scene, tag === 'moved before' ? async () => ok(undefined) : meddle);
  };

  /** @param meanwhile  done when the image is known and its evidence is not yet */
  async #verified(
    name: string,
    { expected, newest }: Scene,
    meanwhile: () => Promise<Result<void>>,
  ): Promise<Result<Verdict>> {
    const session = this.#session;
    const subject = await subjectOf(session, name, []);
    if (!subject.ok) return subject;
    const { artifact, sources, content } = subject.value;
    const verdict = await this.#judge({
      artifact,
      sources: sources.map((source) => ({ ...source, list: listing(source, meanwhile) })),
      content,
      expected: expectationsFrom(expected, this.#pens),
      trust: this.#trust,
      now: session.world.clock.now(),
      newest: async () => newest ?? { ok: false, failure: 'nobody was asked' },
    });
    return ok(await stillThere(verdict, subject.value));
  }

  async #staged(pieces: readonly Piece[], honest: Descriptor | undefined): Promise<Result<Staged>> {
    this.#images += 1;
    const repository = this.#repository(`${this.#prefix}/${this.#images}`);
    const subject = await pushed(repository, `image ${this.#images}`);
    if (!subject.ok) return subject;
    const image = { bytes: bytesFrom(repository) };
    const place = registryPlace(repository, subject.value, image);
    for (const piece of pieces) {
      const put = await this.#attach(piece, place, subject.value, honest);
      if (!put.ok) return put;
    }
    return ok({ repository, subject: subject.value });
  }

  /** What is honest goes the way of an honest pipeline; the rest by the hands of who may write to the registry. */
  async #attach(
    piece: Piece,
    place: SigningPlace,
    subject: Descriptor,
    honest: Descriptor | undefined,
  ): Promise<Result<void>> {
    const now = this.#session.world.clock.now();
    const created = new Date(now + (piece.listed ?? ('at' in piece ? (piece.at ?? 0) : 0))).toISOString();
    if ('junk' in piece) return await place.add(Buffer.from(piece.junk), piece.called, created);
    const statement = statementOf(piece, subject, honest);
    if (isPlain(piece)) {
      const pen = this.#pens.penFor(piece, now);
      const said = await say(pen, statement, [place], { formats: ['bundle'], image: undefined, now });
      return said.ok ? ok(undefined) : said;
    }
    const bundle = await bundleBytes(this.#pens.penFor(piece, now), statement);
    return bundle.ok ? await place.add(bundle.value, piece.called ?? piece.type, created) : bundle;
  }

  async #move(repository: Repository): Promise<Result<void>> {
    const other = await pushed(repository, 'what somebody else built');
    return other.ok ? ok(undefined) : other;
  }

  #repository(repository: string): Repository {
    const { world } = this.#session;
    const options = {
      plainHttp: [],
      credential: async () => ok(undefined),
      signal: world.interrupt.signal,
    };
    return new Repository(world, { registry: this.#host, repository }, options);
  }
}

/** The world without what is the user's: what `verify` would read of it is not there. */
function ownWorld(world: World): World {
  const files = { ...world.files, readText: () => ok(undefined), realPath: () => undefined };
  return { ...world, files, env: {}, secrets: new Map() };
}

function listing(source: EvidenceSource, meanwhile: () => Promise<Result<void>>): EvidenceSource['list'] {
  return async () => {
    const done = await meanwhile();
    return done.ok ? await source.list() : done;
  };
}

function trustOf({ authority, ours }: Pens): Trust {
  const root = readTrustedRoot('the drill', authority.trustedRoot());
  const key = readKey(OUR_KEY, ours.publicKey.pem);
  if (!root.ok || !key.ok) throw new Error('the drill does not trust its own authority');
  return { roots: [root.value], keys: [key.value] };
}

function expectationsFrom(section: Scene['expected'], { ours }: Pens) {
  const keys = new Map([[OUR_KEY, ours.publicKey.pem]]);
  const expected = expectationsOf(verifySchema.parse(section), keys);
  if (expected === undefined) throw new Error('a scene of the drill expects nothing');
  return expected;
}

/** Whether it is attached as its signer would do it. */
function isPlain({ about, hint, spoilt, called, listed }: SignedPiece): boolean {
  return [about, hint, spoilt, called, listed].every((one) => one === undefined);
}

function statementOf(
  { about, type: predicateType, predicate }: SignedPiece,
  subject: Descriptor,
  honest: Descriptor | undefined,
): Statement {
  const sha256 = hexOf(about === 'another image' && honest !== undefined ? honest.digest : subject.digest);
  const digest = about === 'SHA-512' ? { sha512: sha256 } : { sha256 };
  const said = about === 'capitals' ? { sha256: sha256.toUpperCase() } : digest;
  return { subject: [{ name: 'diary', digest: said }], predicateType, predicate };
}

/** A small image with this text in it, below the tag. */
async function pushed(repository: Repository, text: string): Promise<Result<Descriptor>> {
  const blobs = [
    [MEDIA.config, Buffer.from('{"architecture":"amd64","os":"linux"}')],
    [MEDIA.layerTar, Buffer.from(text)],
  ] as const;
  const [config, layer] = blobs.map(([mediaType, bytes]) => describe(mediaType, bytes));
  for (const [mediaType, bytes] of blobs) {
    const sent = await repository.upload(describe(mediaType, bytes), async (from, take) => {
      await take(bytes.subarray(from));
      return ok(undefined);
    });
    if (!sent.ok) return sent;
  }
  const manifest = { schemaVersion: 2, mediaType: MEDIA.manifest, config, layers: [layer] };
  const bytes = Buffer.from(canonicalJson(manifest), 'utf8');
  const descriptor = describe(MEDIA.manifest, bytes);
  const tagged = await repository.tag(TAG, { descriptor, bytes });
  return tagged.ok ? ok(descriptor) : tagged;
}

function describe(mediaType: string, bytes: Uint8Array): Descriptor {
  const digest: ImageDigest = imageDigest(createHash('sha256').update(bytes).digest('hex') as Sha256);
  return { mediaType, digest, size: bytes.length };
}

function bytesFrom(repository: Repository) {
  return async (descriptor: Descriptor): Promise<Result<Uint8Array>> => {
    const pieces: Buffer[] = [];
    const read = await repository.stream(descriptor, async (piece) => {
      pieces.push(Buffer.from(piece));
      return ok(undefined);
    });
    return read.ok ? ok(Buffer.concat(pieces)) : read;
  };
}
