/** What every signer does, and what it may use. One file each in `signers/`, one line each in `registry.ts`. */

import type { Clock, Http } from '../core/ports.ts';
import type { Result } from '../core/result.ts';
import type { Bundle } from '../formats/bundle.ts';
import type { PublicKey } from './keys.ts';

/** `staas` and `kms` are to follow. */
export const SIGNER_NAMES = ['key', 'keyless'] as const;
export type SignerName = (typeof SIGNER_NAMES)[number];

export interface Signer {
  readonly name: SignerName;
  /** One line, for help and reports. */
  readonly summary: string;
  /**
   * Gets ready to sign, once for many signatures: opens the key (a quarter of a second of scrypt), or gets a
   * certificate that is good for some minutes.
   */
  open(settings: SigningSettings, doors: SigningDoors): Promise<Result<Pen>>;
}

/** A signer that is ready. */
export interface Pen {
  readonly who: Who;
  /** Who says of each signature when it was, or that it was. */
  readonly witnessed: Witnessed;
  /** A statement in its envelope (DSSE). @param payloadType  that of in-toto statements when not given */
  statement(payload: Uint8Array, payloadType?: string): Promise<Result<Bundle>>;
  /**
   * The bytes themselves (a "message signature"), as `cosign sign-blob` makes them, and the older form of images.
   *
   * @param feed  hands over all bytes in order
   */
  artifact(feed: Feed): Promise<Result<Bundle>>;
}

export type Feed = (onPiece: (piece: Uint8Array) => void) => Promise<Result<void>>;

/** `log`: entered into a transparency log. `timestamp`: stamped by an authority. */
export type Witnessed = { readonly log: boolean; readonly timestamp: boolean };

/** Who signs, for reports, provenance and the older form. */
export type Who =
  | { readonly kind: 'key'; readonly publicKey: PublicKey }
  | {
      readonly kind: 'certificate';
      /** DER, the leaf first. */
      readonly chain: readonly Uint8Array[];
      readonly publicKey: PublicKey;
      readonly claims: Claims;
    };

/** What the token says, decoded; nobody has verified it here but who issued the certificate. */
export type Claims = {
  readonly issuer: string;
  /** What the certificate is asked for: an address of mail, or the subject. */
  readonly subject: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
  readonly all: Readonly<Record<string, unknown>>;
};

/** Where a secret comes from; never the secret itself. */
export type SecretPlace =
  | { readonly from: 'variable'; readonly name: string }
  /** Absolute, or relative to where we were started. */
  | { readonly from: 'file'; readonly path: string };

/** Where the token comes from that says who signs. */
export type TokenPlace =
  | { readonly from: 'github' }
  | { readonly from: 'gitlab' }
  | SecretPlace
  /** A program of the user's that prints it. */
  | { readonly from: 'command'; readonly program: string; readonly args: readonly string[] };

/** Which services sign: the public Sigstore, or a private one by its signing config (v0.2). */
export type ServicesPlace = { readonly kind: 'public' } | { readonly kind: 'config'; readonly path: string };

/** Plain JSON: it stands in the plan. */
export type SigningSettings =
  | {
      readonly with: 'key';
      readonly key: SecretPlace;
      readonly password: SecretPlace | undefined;
      /** Undefined: the signature alone, without log and timestamp. */
      readonly services: ServicesPlace | undefined;
      readonly log: boolean;
      readonly timestamp: boolean;
    }
  | {
      readonly with: 'keyless';
      readonly token: TokenPlace;
      readonly services: ServicesPlace;
      /** `public`: what a private repository is called may stand in a public log for good. */
      readonly transparency: 'public' | undefined;
    };

/** The doors that signing needs. */
export type SigningDoors = {
  readonly http: Http;
  readonly clock: Clock;
  /** Text of a file; undefined when there is none. At most `limit` bytes. */
  readonly readText: (path: string, limit: number) => Result<string | undefined>;
  /** Of the environment; undefined when it is not set or empty. */
  readonly variable: (name: string) => string | undefined;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Runs a program that prints a secret; what it prints on standard output, at most 64 KiB. */
  readonly output: (
    program: string,
    args: readonly string[],
  ) => Promise<Result<string, { readonly message: string }>>;
  /** The signing config of the public Sigstore, current and verified (TUF). */
  readonly publicSigningConfig: () => Promise<Result<Uint8Array>>;
};
