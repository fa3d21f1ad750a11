/** I3 and I4: what was built is not what should have been, or not the state of it. */

import { err, ok } from '../../core/result.ts';
import { type Attack, type Piece, rowOf } from './attack.ts';
import {
  BY_KEY,
  BY_PIPELINE,
  COMMIT,
  DAY,
  FROM_SOURCE,
  OLD_COMMIT,
  OUR_SIGNER,
  pipeline,
  provenance,
  SIGNERS,
  SOURCE,
  signature,
  TYPOSQUAT,
} from './cast.ts';

const squatted = rowOf('I3', 'typosquatted source');
const old = rowOf('I4', 'old or unreviewed state');

/** Signature and account by a pipeline whose certificate says something else. */
function built(changed: Readonly<Record<number, string>>, account: Parameters<typeof provenance>[0] = {}) {
  const by = pipeline(changed);
  return [signature({ by }), provenance(account, { by })];
}

function signedAt(at: number): readonly Piece[] {
  return [signature({ at })];
}

const OLD = built({ 13: OLD_COMMIT }, { commit: OLD_COMMIT });
const LATEST = { signers: SIGNERS, source: { ...SOURCE, commit: 'latest' } };

export const SOURCES: readonly Attack[] = [
  squatted(
    'built from a repository of nearly that name',
    { expected: FROM_SOURCE, pieces: built({ 12: TYPOSQUAT, 15: '9981' }, { source: TYPOSQUAT }) },
    ['wrong-repository', 'wrong-repository-id', 'claim-mismatch'],
  ),
  squatted(
    'a repository of that name, made anew by somebody else',
    { expected: FROM_SOURCE, pieces: built({ 15: '9981' }) },
    ['wrong-repository-id', 'claim-mismatch'],
  ),
  squatted(
    'a key signs what was built from nearly that name',
    {
      expected: { ...BY_KEY, source: SOURCE },
      pieces: [signature({ by: OUR_SIGNER }), provenance({ source: TYPOSQUAT }, { by: OUR_SIGNER })],
    },
    ['wrong-repository'],
  ),
  old('an old commit, and the forge has a newer one', { expected: LATEST, pieces: OLD, newest: ok(COMMIT) }, [
    'wrong-commit',
  ]),
  old(
    'another commit than the one that is named',
    { expected: { signers: SIGNERS, source: { ...SOURCE, commit: COMMIT } }, pieces: OLD },
    ['wrong-commit'],
  ),
  old(
    'a side branch that nobody reviewed',
    {
      expected: { signers: SIGNERS, source: { ...SOURCE, ref: 'refs/heads/main' } },
      pieces: built({ 14: 'refs/heads/side' }, { ref: 'refs/heads/side' }),
    },
    ['wrong-ref'],
  ),
  old(
    'started by somebody by hand',
    { expected: { ...FROM_SOURCE, trigger: ['push'] }, pieces: built({ 20: 'web' }, { trigger: 'web' }) },
    ['wrong-trigger'],
  ),
  old(
    'signed 40 days ago, of at most 30',
    { expected: { ...BY_PIPELINE, 'max-age': '30d' }, pieces: signedAt(-40 * DAY) },
    ['too-old'],
  ),
  old(
    'signed tomorrow',
    { expected: { ...BY_PIPELINE, 'max-age': '30d' }, pieces: signedAt(DAY) },
    ['from-the-future'],
    4,
  ),
  old(
    'a key signs, and nobody says when',
    { expected: { ...BY_KEY, 'max-age': '30d' }, pieces: [signature({ by: OUR_SIGNER })] },
    ['not-timestamped'],
    3,
    { expected: { ...BY_PIPELINE, 'max-age': '30d' }, pieces: undefined },
  ),
  old(
    'the forge does not say what is newest',
    { expected: LATEST, pieces: built({}), newest: err('it does not answer') },
    ['latest-unknown'],
    5,
    { expected: LATEST, pieces: undefined, newest: ok(COMMIT) },
  ),
];
