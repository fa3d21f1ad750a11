/** I13: what anybody may attach to an image. */

import { SIGNATURE_TYPE } from '../content.ts';
import { type Attack, type Piece, rowOf } from './attack.ts';
import { BY_KEY, BY_PIPELINE, DAY, HONEST, PROVENANCE_TYPE, SBOM_TYPE, STRANGER, signature } from './cast.ts';

const junk = rowOf('I13', 'junk by a stranger');

const ALL = { ...BY_PIPELINE, needs: ['signature', 'provenance', 'sbom'] };
const LATER = DAY;

/** Bytes that are no bundle, each other ones: what is equal is attached once. */
function heap(count: number, types: readonly string[]): readonly Piece[] {
  return Array.from({ length: count }, (_, at): Piece => {
    const called = types[at % types.length] ?? '';
    return { junk: at % 2 === 0 ? `{"mediaType":"junk ${at}"}` : `no JSON ${at}`, called, listed: LATER };
  });
}

/** Of every kind that is asked for, newer than what is honest, but not so many that no room is left. */
const MIXED = heap(180, [SIGNATURE_TYPE, PROVENANCE_TYPE, SBOM_TYPE]);
const OTHERS = heap(60, ['https://example.org/other', 'https://example.org/more']);
const SPOILT = signature({ spoilt: true });

export const JUNK: readonly Attack[] = [
  junk('240 pieces, of all kinds', { expected: ALL, pieces: [...HONEST, ...MIXED, ...OTHERS] }, []),
  junk(
    'signatures of theirs, good and broken',
    {
      expected: BY_PIPELINE,
      pieces: [signature({ by: STRANGER }), signature({ by: STRANGER, spoilt: true }), ...HONEST],
    },
    [],
  ),
  junk(
    'a broken one that claims us, beside the honest one',
    { expected: BY_PIPELINE, pieces: [{ ...SPOILT, listed: LATER }, ...HONEST] },
    [],
  ),
  junk(
    'a broken one of theirs, and nothing else',
    {
      expected: BY_PIPELINE,
      pieces: [signature({ by: STRANGER, spoilt: true })],
    },
    ['signature-missing'],
  ),
  junk(
    'a broken one that claims us, and nothing else',
    { expected: BY_PIPELINE, pieces: [SPOILT] },
    ['signature-invalid'],
    4,
  ),
  junk(
    'a broken one that claims our key, and nothing else',
    { expected: BY_KEY, pieces: [signature({ by: { kind: 'key', key: 'ours' }, spoilt: true })] },
    ['signature-invalid'],
    4,
  ),
  // What is not looked at is neither there nor absent: no pass, and no alarm.
  junk(
    'more newer signatures than are looked at',
    { expected: BY_PIPELINE, pieces: [...HONEST, ...heap(210, [SIGNATURE_TYPE])] },
    ['signature-missing', 'too-many'],
    5,
  ),
];
