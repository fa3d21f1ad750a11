/** I6 and I7: another image than the one that was verified. */

import { type Attack, rowOf } from './attack.ts';
import { BY_KEY, BY_PIPELINE, GOOD_SBOM, HONEST, OUR_SIGNER, provenance, signature } from './cast.ts';

const moved = rowOf('I6', 'tag moved');
const borrowed = rowOf('I7', 'bundle of another image');

const ALL = { ...BY_PIPELINE, needs: ['signature', 'provenance', 'sbom'] };
const about = 'another image';

export const SUBJECTS: readonly Attack[] = [
  moved(
    'after the push, before it was signed',
    { expected: BY_PIPELINE, pieces: HONEST, asked: 'tag', tag: 'moved before' },
    ['signature-missing'],
    3,
    { expected: BY_PIPELINE, pieces: HONEST, asked: 'tag' },
  ),
  moved(
    'while it is verified',
    { expected: BY_PIPELINE, pieces: HONEST, asked: 'tag', tag: 'moved meanwhile' },
    ['tag-moved'],
    3,
    { expected: BY_PIPELINE, pieces: HONEST, asked: 'digest', tag: 'moved meanwhile' },
  ),
  moved(
    'taken away while it is verified',
    { expected: BY_PIPELINE, pieces: HONEST, asked: 'tag', tag: 'removed meanwhile' },
    ['tag-moved'],
    3,
    { expected: BY_PIPELINE, pieces: HONEST, asked: 'digest', tag: 'removed meanwhile' },
  ),
  borrowed(
    'the signature',
    { expected: BY_PIPELINE, pieces: [signature({ about })] },
    ['subject-mismatch'],
    4,
  ),
  borrowed(
    'the signature, by a key',
    { expected: BY_KEY, pieces: [signature({ by: OUR_SIGNER, about })] },
    ['subject-mismatch'],
    4,
  ),
  borrowed(
    'the account of the build',
    { expected: ALL, pieces: [signature(), provenance({}, { about }), GOOD_SBOM] },
    ['subject-mismatch'],
    4,
  ),
  borrowed(
    'the list of components',
    { expected: ALL, pieces: [signature(), provenance(), { ...GOOD_SBOM, about }] },
    ['subject-mismatch'],
    4,
  ),
  borrowed(
    'the digest under the name of another algorithm',
    { expected: BY_PIPELINE, pieces: [signature({ about: 'SHA-512' })] },
    ['subject-mismatch'],
    4,
  ),
  borrowed(
    'the digest in capitals',
    { expected: BY_PIPELINE, pieces: [signature({ about: 'capitals' })] },
    ['subject-mismatch'],
    4,
  ),
];
