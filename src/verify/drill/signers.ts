/** I1 and I2: nobody signed it, or somebody else did. */

import { type Attack, type Author, rowOf } from './attack.ts';
import {
  BY_KEY,
  BY_PIPELINE,
  claims,
  FORGE,
  GOOD_SBOM,
  identity,
  OTHER_ISSUER,
  provenance,
  REF,
  REPOSITORY,
  STRANGER,
  STRANGER_KEY,
  signature,
  TYPOSQUAT,
  WORKFLOW,
} from './cast.ts';

const unsigned = rowOf('I1', 'unsigned image');
const strange = rowOf('I2', 'signed by somebody else');

const OTHERS: readonly (readonly [name: string, by: Author])[] = [
  ['a mail address of another issuer', STRANGER],
  ['a mail address, with our issuer', identity('somebody@gmail.com')],
  ['another repository', identity(`${WORKFLOW.replace(REPOSITORY, TYPOSQUAT)}@${REF}`)],
  [
    'a repository whose name begins with ours',
    identity(`${WORKFLOW.replace(REPOSITORY, `${REPOSITORY}-2`)}@${REF}`),
  ],
  ['another workflow of our repository', identity(`${REPOSITORY}//other.yml@${REF}`)],
  ['our workflow on another branch', identity(`${WORKFLOW}@refs/heads/mainly`)],
  ['our workflow within a longer address', identity(`${FORGE}/x?${WORKFLOW}@${REF}`)],
  ['our workflow, said by another issuer', identity(`${WORKFLOW}@${REF}`, { 8: OTHER_ISSUER })],
];

/** Whose certificate says our name, and who is trusted by nobody. */
const OWN_AUTHORITY: Author = {
  kind: 'identity',
  identity: { name: `${WORKFLOW}@${REF}`, claims: claims() },
  authority: 'stranger',
};

const ALL = { ...BY_PIPELINE, needs: ['signature', 'provenance', 'sbom'] };

export const SIGNING: readonly Attack[] = [
  unsigned('an identity is expected', { expected: BY_PIPELINE, pieces: [] }, ['signature-missing']),
  unsigned('a key is expected', { expected: BY_KEY, pieces: [] }, ['signature-missing']),
  unsigned('signed, and nobody says how it was built', { expected: ALL, pieces: [signature(), GOOD_SBOM] }, [
    'provenance-missing',
  ]),
  ...OTHERS.map(([name, by]) =>
    strange(name, { expected: BY_PIPELINE, pieces: [signature({ by })] }, ['signer-not-allowed']),
  ),
  strange(
    'a stranger says all there is to say',
    {
      expected: ALL,
      pieces: [signature({ by: STRANGER }), provenance({}, { by: STRANGER }), { ...GOOD_SBOM, by: STRANGER }],
    },
    ['signer-not-allowed'],
  ),
  strange('another key', { expected: BY_KEY, pieces: [signature({ by: STRANGER_KEY })] }, ['key-unknown']),
  strange(
    'another key that calls itself ours',
    { expected: BY_KEY, pieces: [signature({ by: STRANGER_KEY, hint: 'ours' })] },
    ['signature-invalid'],
    4,
  ),
  strange(
    'our name, by an authority of their own',
    { expected: BY_PIPELINE, pieces: [signature({ by: OWN_AUTHORITY })] },
    ['certificate-untrusted'],
    4,
  ),
];
