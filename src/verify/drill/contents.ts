/** I5 and I12: what is inside, and which list of it counts. */

import { type Attack, type Piece, rowOf } from './attack.ts';
import { BY_PIPELINE, DAY, GOOD_SBOM, OUR_KEY, OUR_SIGNER, STRANGER, sbom, signature } from './cast.ts';

const inside = rowOf('I5', 'forbidden dependency');
const older = rowOf('I12', 'older honest list');

const RULES = { express: '>=4', 'left-pad': 'absent' };
const expected = { ...BY_PIPELINE, sbom: RULES };

const LISTS: readonly (readonly [name: string, list: Piece, ends: Attack['ends']])[] = [
  ['an old version', sbom([['express', '3.21.2']]), ['component-version']],
  [
    'an old version beside a good one',
    sbom([
      ['express', '4.21.2'],
      ['express', '3.0.0'],
    ]),
    ['component-version'],
  ],
  ['a version that is no number', sbom([['express', 'newest']]), ['component-version']],
  [
    'a component that must not be there',
    sbom([
      ['express', '4.21.2'],
      ['left-pad', '1.3.0'],
    ]),
    ['component-forbidden'],
  ],
  ['a component of nearly that name', sbom([['expres', '4.21.2']]), ['component-missing']],
  ['a list that is none', { ...GOOD_SBOM, predicate: { express: '4.21.2' } }, ['sbom-invalid']],
  ['a good list by somebody else', { ...GOOD_SBOM, by: STRANGER }, ['signer-not-allowed']],
];

const OLD = sbom([['express', '4.21.2']], { at: -3 * DAY });
const NEWEST = sbom([['express', '3.0.0']], { at: -DAY });
const BETTER: readonly Piece[] = [
  signature(),
  sbom([['express', '3.0.0']], { at: -3 * DAY }),
  sbom([['express', '4.21.2']], { at: -DAY }),
];

/** With a key it counts what the list itself says of its time: anybody can have an old one stamped anew. */
function dated(version: string, at: string, attached: number): Piece {
  const { predicate } = sbom([['express', version]]);
  return {
    by: OUR_SIGNER,
    type: GOOD_SBOM.type,
    predicate: { ...predicate, metadata: { timestamp: at } },
    at: attached,
  };
}

const KEY_RULES = { signers: [{ key: OUR_KEY }], sbom: { express: '>=4' } };

export const CONTENTS: readonly Attack[] = [
  inside('no list of components', { expected, pieces: [signature()] }, ['sbom-missing']),
  ...LISTS.map(([name, list, ends]) => inside(name, { expected, pieces: [signature(), list] }, ends)),
  older(
    'attached before the newest',
    { expected, pieces: [signature(), OLD, NEWEST] },
    ['component-version'],
    3,
    {
      expected,
      pieces: BETTER,
    },
  ),
  older(
    'attached again, after the newest',
    { expected, pieces: [signature(), NEWEST, { ...OLD, listed: DAY }] },
    ['component-version'],
    3,
    { expected, pieces: BETTER },
  ),
  older(
    'of a key, stamped anew',
    {
      expected: KEY_RULES,
      pieces: [
        signature({ by: OUR_SIGNER }),
        dated('3.0.0', '2026-02-01T00:00:00Z', -3 * DAY),
        dated('4.21.2', '2026-01-01T00:00:00Z', 0),
      ],
    },
    ['component-version'],
    3,
    {
      expected: KEY_RULES,
      pieces: [
        signature({ by: OUR_SIGNER }),
        dated('3.0.0', '2026-01-01T00:00:00Z', -3 * DAY),
        dated('4.21.2', '2026-02-01T00:00:00Z', 0),
      ],
    },
  ),
];
