/** What a command that signs has to tell, for people and for programs. Plain JSON. */

export type SignedPlace = {
  /** `registry.example.org/diary@sha256:…`, `dist/diary.tar.gz.sigstore.json`. */
  readonly place: string;
  /** `no-room`: the older form cannot hold what is needed to verify it. */
  readonly bundle?: 'added' | 'there' | 'no-room';
  readonly older?: 'added' | 'there' | 'no-room';
};

export type SignedSubject = {
  readonly subject: string;
  readonly sha256: string;
  readonly places: readonly SignedPlace[];
  /** Position in the transparency log, of what was signed now. */
  readonly logIndex?: string;
};

export type SignedView = {
  readonly predicateType: string;
  readonly signer:
    | { readonly kind: 'key'; readonly hint: string }
    | { readonly kind: 'identity'; readonly name: string; readonly issuer: string };
  readonly signed: readonly SignedSubject[];
  readonly remarks: readonly string[];
};
