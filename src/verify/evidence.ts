/**
 * Pieces of evidence before anything is believed of them: where they lie, what they are said to be, and which of them
 * are worth fetching. What an annotation says only decides that; what counts is what was signed.
 */

import type { Sha256 } from '../core/digest.ts';
import { explain, type Failure } from '../core/failure.ts';
import { type Err, err, type Result } from '../core/result.ts';

/** The encodings that we read. `dsse`: a bare envelope as cosign's `.att` has it. `statement`: an unsigned one. */
export type EvidenceForm = 'bundle' | 'simple-signing' | 'dsse' | 'statement';

export type Candidate = {
  /** A digest or a path, for people and for `read`. */
  readonly id: string;
  readonly form: EvidenceForm;
  /** As the place says it, not signed; undefined when it does not. */
  readonly predicateType: string | undefined;
  /** Bytes. */
  readonly size: number;
  /** As the place says it, not signed; milliseconds since 1970. */
  readonly created: number | undefined;
  /** What cosign's older form keeps beside the signature. */
  readonly annotations: Readonly<Record<string, string>>;
};

export type Listing = {
  readonly candidates: readonly Candidate[];
  /** The place has more than it told. */
  readonly more: boolean;
};

/** A place where evidence about one artifact lies: a registry, a layout, a folder. */
export interface EvidenceSource {
  readonly place: string;
  list(): Promise<Result<Listing>>;
  /** Fetches one, compared with its digest where it has one. */
  read(candidate: Candidate, limit: number): Promise<Result<Uint8Array, ReadTrouble>>;
}

/**
 * Why one was not had. `unreachable`: it may be there, and it may be good. `junk`: the place answered, and what it
 * lists is not what it has; a stranger can make that so, and it must not matter.
 */
export type ReadTrouble = { readonly kind: 'unreachable' | 'junk' | 'too-large'; readonly detail: string };

/** A failure of a place as trouble with one piece of evidence. */
export function troubleOf(failure: Failure): Err<ReadTrouble> {
  const detail = explain(failure).message;
  const answered =
    failure.code === 'registry-refused'
      ? failure.why === 'not-found' || failure.why === 'invalid' || failure.why === 'too-large'
      : failure.code === 'image-invalid' || failure.code === 'digest-mismatch';
  return err({ kind: answered ? 'junk' : 'unreachable', detail });
}

/** What is verified. */
export type Artifact = {
  /** For people: `registry.example.org/diary@sha256:…`, `dist/diary.tar.gz`. */
  readonly name: string;
  readonly sha256: Sha256;
};

export const MOST_CANDIDATES = 200;

/** Bytes of one bundle or statement. */
export const EVIDENCE_LIMIT = 20 * 1024 * 1024;

/** `left`: what was wanted too, and is more than is looked at. */
export type Chosen = { readonly candidates: readonly Candidate[]; readonly left: readonly Candidate[] };

/**
 * Leaves out what nobody asks for, then takes turns between the types that are asked for, the newest of each first: a
 * thousand pieces of one type do not push out another.
 *
 * @param wanted  predicate types that a check may want; a candidate that names none may be any of them
 */
export function choose(candidates: readonly Candidate[], wanted: (predicateType: string) => boolean): Chosen {
  const asked = candidates.filter(
    ({ predicateType }) => predicateType === undefined || wanted(predicateType),
  );
  const groups = new Map<string, Candidate[]>();
  for (const candidate of asked) {
    const name = `${candidate.form} ${candidate.predicateType ?? ''}`;
    groups.set(name, [...(groups.get(name) ?? []), candidate]);
  }
  const queues = [...groups.values()].map((group) =>
    group.toSorted((a, b) => (b.created ?? 0) - (a.created ?? 0)),
  );
  const longest = Math.max(0, ...queues.map(({ length }) => length));
  const turns = Array.from({ length: longest }, (_, turn) =>
    queues.flatMap((queue) => queue.slice(turn, turn + 1)),
  ).flat();
  return { candidates: turns.slice(0, MOST_CANDIDATES), left: turns.slice(MOST_CANDIDATES) };
}
