/** I8, I9 and I11: what is said, by whom it is said for good reason, and what it is taken for. */

import { SIGNATURE_TYPE } from '../content.ts';
import { type Attack, type Piece, rowOf } from './attack.ts';
import { BY_PIPELINE, GOOD_SBOM, OLD_COMMIT, PIPELINE, pipeline, provenance, signature } from './cast.ts';

const lying = rowOf('I8', 'contradicted claims');
const unknown = rowOf('I9', 'unknown parameter');
const taken = rowOf('I11', 'attestation as signature');

const ACCOUNT = { ...BY_PIPELINE, needs: ['provenance'] };

const NO_SIGNATURES: readonly (readonly [name: string, piece: Piece])[] = [
  ['the account of the build', provenance()],
  ['the list of components', GOOD_SBOM],
  ['an empty statement', { by: PIPELINE, type: 'https://example.org/empty', predicate: {} }],
  ['the account, attached as a signature', provenance({}, { called: SIGNATURE_TYPE })],
];

export const ACCOUNTS: readonly Attack[] = [
  lying('another commit', { expected: ACCOUNT, pieces: [provenance({ commit: OLD_COMMIT })] }, [
    'claim-mismatch',
  ]),
  lying('another branch', { expected: ACCOUNT, pieces: [provenance({ ref: 'refs/heads/side' })] }, [
    'claim-mismatch',
  ]),
  lying('another trigger', { expected: ACCOUNT, pieces: [provenance({ trigger: 'schedule' })] }, [
    'claim-mismatch',
  ]),
  lying(
    'a level that its runner does not have',
    { expected: { ...BY_PIPELINE, builder: { level: 2 } }, pieces: [signature(), provenance()] },
    ['level-too-low'],
    3,
    {
      expected: { ...BY_PIPELINE, builder: { level: 2 } },
      pieces: [signature(), provenance({}, { by: pipeline({ 11: 'gitlab-hosted' }) })],
    },
  ),
  unknown(
    'one that changes what is compiled',
    { expected: ACCOUNT, pieces: [provenance({ external: { overrides: { CFLAGS: '-DBACKDOOR' } } })] },
    ['unknown-parameter'],
  ),
  unknown(
    'beside one that is expected',
    {
      expected: { ...ACCOUNT, parameters: ['target'] },
      pieces: [provenance({ external: { target: 'release', overrides: {} } })],
    },
    ['unknown-parameter'],
    3,
    {
      expected: { ...ACCOUNT, parameters: ['target'] },
      pieces: [provenance({ external: { target: 'release' } })],
    },
  ),
  unknown(
    'in an account of a kind that nobody knows',
    { expected: ACCOUNT, pieces: [provenance({ buildType: 'https://example.org/build' })] },
    ['build-type-unknown'],
  ),
  ...NO_SIGNATURES.map(([name, piece]) =>
    taken(name, { expected: BY_PIPELINE, pieces: [piece] }, ['signature-missing']),
  ),
  taken('the signature, for the account of the build', { expected: ACCOUNT, pieces: [signature()] }, [
    'provenance-missing',
  ]),
];
