/** What is attached to something, as it says of itself: nothing of it has been verified. Plain JSON. */

export type EvidencePiece = {
  /** A digest or path. */
  readonly id: string;
  /** `attachment`: somebody's, of a kind that is no evidence here. */
  readonly form: 'bundle' | 'simple-signing' | 'dsse' | 'statement' | 'attachment';
  /** `signature`, `provenance`, `sbom`, `statement`; a media type of what we do not read. */
  readonly kind: string;
  readonly predicateType?: string;
  readonly bytes?: number;
  readonly signer?:
    | { readonly kind: 'identity'; readonly name: string; readonly issuer: string }
    /** The hint proves nothing; in the older form there is none. */
    | { readonly kind: 'key'; readonly hint: string };
  /** RFC 3339. */
  readonly times: readonly { readonly at: string; readonly from: 'log' | 'timestamp authority' }[];
  readonly log: readonly { readonly index: string; readonly id: string }[];
  /** Digests that it is about are not the one that it is attached to. */
  readonly aboutAnother?: true;
  /** Why it cannot be read, as one clause. */
  readonly problem?: string;
};

export type EvidenceView = {
  readonly name: string;
  readonly digest: string;
  /** `linux/amd64` of an image in an index. */
  readonly platform?: string;
  readonly pieces: readonly EvidencePiece[];
  /** Pieces beyond those that are looked at. */
  readonly more: number;
  /** The images of an index, each with its own. */
  readonly images: readonly EvidenceView[];
};
